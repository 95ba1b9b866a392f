import { readFileSync } from "node:fs";
import { expect } from "chai";
import { AbiCoder, id, makeError } from "ethers";

import { NeoguildError } from "../../../sdk/errors.ts";
import { aboutGrant } from "../../../sdk/justice/cases.ts";
import { isKind, PLACEHOLDER, remedies, remedyFor } from "../../../sdk/remedies.ts";
import { decodeRevert, explainRevert, knownErrors } from "../../../sdk/reverts.ts";
import { errorsPage } from "../../../tools/errors-doc.ts";
import { factories, Members__factory } from "../../../typechain-types/index.ts";

/** Errors of the hostile contracts that tests send against ours: no user ever meets them. */
const ofTests = new Set(
  ("test" in factories ? Object.values(factories.test.actors as Record<string, unknown>) : [])
    .flatMap((factory) => (factory as { abi: { type: string; name?: string }[] }).abi)
    .flatMap(({ type, name }) => (type === "error" && name !== undefined ? [name] : [])),
);

describe("remedies", () => {
  it("has two sentences for every error of every contract", () => {
    const missing = knownErrors().filter(({ name }) => !(name in remedies) && !ofTests.has(name));
    expect(missing.map(({ name }) => name)).to.deep.equal([]);
  });

  it("names no argument that the error does not have, and shows each in a way we know", () => {
    const faults = knownErrors().flatMap(({ name, args }) =>
      (remedies[name] ?? []).flatMap((sentence) =>
        [...sentence.matchAll(PLACEHOLDER)]
          .filter(([, field, kind]) => !args.includes(field ?? "") || (kind !== undefined && !isKind(kind)))
          .map(([placeholder]) => `${name} ${placeholder}`),
      ),
    );
    expect(faults).to.deep.equal([]);
  });

  it("shows times, shares and states in words", () => {
    expect(remedyFor("MembersVouchTooSoon", { by: 3n, notBefore: 1_800_000_000n })?.message).to.equal(
      "agent 3 may give the next vouch from 2027-01-15 08:00 UTC",
    );
    expect(remedyFor("CommonsBadShares", { upstreamBps: 10_250n })?.message).to.contain("102.5%");
    expect(remedyFor("MembersNotActive", { agent: 7n, status: 2n })?.message).to.contain("Probationary");
    expect(remedyFor("LedgerBadTrack", { entry: 0n, trackAndFlags: 9n })?.message).to.contain("entry 1 ");
  });

  it("shows the number of a grant as its licence", () => {
    const about = aboutGrant({ policy: 4n, work: 77n, licensee: 12n, purpose: 2n });
    expect(remedyFor("CasesNotGrant", { about, respondent: 12n })?.message).to.equal(
      "agent 12 was never granted this: the licence for work 77 (commercial)",
    );
  });

  it("is what docs/errors.md says", () => {
    expect(readFileSync("docs/errors.md", "utf8")).to.equal(errorsPage());
  });
});

describe("explainRevert", () => {
  const members = Members__factory.createInterface();

  it("decodes an error of ours, however deep the node has wrapped it", () => {
    const data = members.encodeErrorResult("MembersKeyUsed", [`0x${"11".repeat(20)}`, 4]);
    const error = explainRevert({ error: { info: { error: { data: { data } } } } });
    expect(error).to.be.instanceOf(NeoguildError);
    expect(error).to.include({ code: "MembersKeyUsed", docs: "docs/errors.md#memberskeyused" });
    expect((error as NeoguildError).message).to.contain("agent 4");
  });

  it("decodes an error that another contract bubbled up", () => {
    const selector = id("ERC20InsufficientBalance(address,uint256,uint256)").slice(0, 10);
    const args = AbiCoder.defaultAbiCoder().encode(["address", "uint256", "uint256"], [`0x${"22".repeat(20)}`, 1, 5]);
    expect(decodeRevert(selector + args.slice(2))?.name).to.equal("ERC20InsufficientBalance");
  });

  it("shows the text of a plain revert", () => {
    const data = `0x08c379a0${AbiCoder.defaultAbiCoder().encode(["string"], ["not today"]).slice(2)}`;
    expect((explainRevert({ data }) as NeoguildError).message).to.contain("not today");
  });

  it("says that coin is missing, also in the words of a node that ethers does not know", () => {
    const said =
      "Sender doesn't have enough funds to send tx. The max upfront cost is: 2 and the sender's balance is: 1.";
    for (const error of [
      makeError("could not coalesce error", "UNKNOWN_ERROR", { error: { code: -32000, message: said } }),
      makeError("insufficient funds", "INSUFFICIENT_FUNDS", { transaction: {} }),
    ]) {
      expect(explainRevert(error)).to.include({ code: "FundsMissing" });
    }
    const other = makeError("could not coalesce error", "UNKNOWN_ERROR", { error: { code: 1, message: "odd" } });
    expect(explainRevert(other)).to.equal(other);
  });

  it("says that an address answers nothing that can be read, such as a token's without a token", () => {
    const error = makeError("could not decode result data", "BAD_DATA", { value: "0x" });
    expect(explainRevert(error)).to.be.instanceOf(NeoguildError).and.to.include({ code: "AnswerUnreadable" });
  });

  it("returns what nobody foresaw as it came", () => {
    const error = new RangeError("odd");
    expect(explainRevert(error)).to.equal(error);
  });
});
