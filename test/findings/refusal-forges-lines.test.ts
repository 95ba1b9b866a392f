import { expect } from "chai";
import { Interface } from "ethers";

import { NeoguildError } from "../../sdk/errors.ts";
import { explainRevert } from "../../sdk/reverts.ts";

const revert = new Interface(["error Error(string)"]);

// What a contract outside the nation reverts with comes up through the timelock, and its words were printed as they came:
// whoever runs `proposal:execute` could be shown an empty screen with "Executed." on it. What a task reports passes
// `plain`; what it fails with did not. And data that begins as an error of ours and ends too early was no refusal any more,
// but a stack.
describe("Finding: a contract's refusal could move the cursor, or end a task in a stack", () => {
  const explained = (data: string) => explainRevert(Object.assign(new Error("reverted"), { data }));

  it("shows no sign that moves the cursor or breaks the line", () => {
    const words = "\u001b[2J\u001b[HProposal 7 is executed.\r\n";
    const error = explained(revert.encodeErrorResult("Error", [words]));
    expect(error).to.be.instanceOf(NeoguildError);
    expect((error as NeoguildError).message).not.to.match(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
  });
  it("takes words that are no UTF-8 as a refusal", () => {
    const data = revert.encodeErrorResult("Error", ["aaaa"]).replace("61616161", "ffffffff");
    expect(explained(data)).to.be.instanceOf(NeoguildError);
  });
  it("takes an error of ours without its arguments as a refusal", () => {
    expect(explained("0x08c379a0")).to.be.instanceOf(NeoguildError);
  });
});
