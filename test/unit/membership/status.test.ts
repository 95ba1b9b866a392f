import { expect } from "chai";

import { reasonInWords } from "../../../sdk/membership/status.ts";
import { Reason, Status } from "../../fixtures/status.ts";

const civic = (status: bigint, reason: bigint) => ({ status, reason, have: 1n, need: 2n, moment: 1_800_000_000n });

describe("reasonInWords", () => {
  const sentences = Object.entries(Reason).map(([name, reason]) => [name, reasonInWords(civic(3n, reason))] as const);

  it("has a sentence of its own for every reason", () => {
    for (const [name, sentence] of sentences) expect(sentence, name).not.to.match(/^reason \d/);
    expect(new Set(sentences.map(([, sentence]) => sentence)).size).to.equal(sentences.length);
  });

  it("says of somebody on the way in who lacks nothing what to do next", () => {
    for (const status of [Status.Applicant, Status.Probationary]) {
      expect(reasonInWords(civic(status, Reason.None))).to.contain("member:admit");
    }
    expect(reasonInWords(civic(Status.Active, Reason.None))).to.contain("the membership runs until");
  });
});
