import { expect } from "chai";

import { decodePayload, encodePayload } from "../../../sdk/contributions/payload.ts";
import { NeoguildError } from "../../../sdk/errors.ts";

const ENTRY = { provider: 3, track: "livelihood", quantity: 480, day: 20_779 } as const;

describe("payloads of batches", () => {
  it("come back as they were given", () => {
    expect(decodePayload(encodePayload([ENTRY]))[0]).to.include(ENTRY);
  });

  const faults: [given: string, change: object, message: string][] = [
    ["more minutes than a number holds", { quantity: 6_000_000_000 }, "entry 2 quantity: this is more than"],
    ["more minutes than a year has", { quantity: 600_000 }, "entry 2 quantity: an entry has at most"],
    ["a day before 1970", { day: -1 }, "entry 2 day: days count from 1970"],
  ];
  for (const [given, change, message] of faults) {
    it(`given ${given}, say in which entry, counted from 1`, () => {
      expect(() => encodePayload([ENTRY, { ...ENTRY, ...change }]))
        .to.throw(NeoguildError, message)
        .with.property("code", "PayloadInvalid");
    });
  }

  it("given bytes that are none, say so", () => {
    expect(() => decodePayload("0x09"))
      .to.throw(NeoguildError, "format 9 is unknown")
      .with.property("code", "PayloadInvalid");
  });
});
