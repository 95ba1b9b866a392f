import { expect } from "chai";

import type { Nation } from "../../sdk/connect.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { callsOf } from "../../sdk/governance/actions.ts";
import { parseAmount } from "../../sdk/treasury/money.ts";

const TO = `0x${"11".repeat(20)}`;

describe("Finding: an amount that is none ended in a stack trace", () => {
  it("parseAmount says what to write", () => {
    for (const [text, decimals] of [
      ["1.1234567", 6],
      ["one", 18],
    ] as const) {
      expect(() => parseAmount(text, decimals), text)
        .to.throw(NeoguildError)
        .with.property("code", "AmountInvalid");
    }
  });
  it("a decision's file is named with the path of what is wrong", () => {
    for (const value of ["one", "1.1234567890123456789", "-1"]) {
      expect(() => callsOf({} as Nation, [{ to: TO, value, data: "0x" }]), value)
        .to.throw(NeoguildError)
        .with.property("message")
        .that.contains("actions.0.value");
    }
    for (const data of ["0x1", "call"]) {
      expect(() => callsOf({} as Nation, [{ to: TO, value: "0", data }]), data)
        .to.throw(NeoguildError)
        .with.property("message")
        .that.contains("actions.0.data");
    }
  });
});
