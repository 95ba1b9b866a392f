import { expect } from "chai";
import { network } from "hardhat";

import { Choice, packBallots, unpackReport } from "../../sdk/governance/ballots.ts";
import { callOf, deployGovernance, proposeBy } from "../fixtures/governance.ts";
import { FOREVER, PLAIN_TERMS } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();

const HOSTILE = 40;
/** `HostileSigner.Mood.AnswerLong`. */
const ANSWER_LONG = 7;
/** What asking one contract and skipping its ballot may cost. */
const EACH = 80_000n;

// The answer of a contract key was copied whole. Memory costs grow with the square of what all answers of a batch took,
// so a few such members made every batch of ballots that named them too dear to carry.
describe("finding: long answers of contract keys in a batch", () => {
  it("given contract keys that answer 64 KiB, castBallots skips them at a cost that grows with their number", async () => {
    const context = await deployGovernance(ethers, { coinless: HOSTILE });
    const { assembly, members, founders, electors } = context;
    const hostile = await ethers.deployContract("HostileSigner");
    const code = await ethers.provider.getCode(hostile);
    const calls = await callOf(members, "setTerms", [PLAIN_TERMS]);
    const { id } = await proposeBy(context, founders[0]!, calls, "anything");
    await networkHelpers.time.increaseTo((await assembly.proposalSnapshot(id)) + 1n);

    const keys = electors.slice(-HOSTILE);
    for (const { signer } of keys) {
      const key = await signer.getAddress();
      await networkHelpers.setCode(key, code);
      await networkHelpers.setStorageAt(key, 0, ANSWER_LONG);
    }
    const signature = `0x${"11".repeat(65)}`;
    const ballots = keys.map(({ id: by }) => ({ by, choice: Choice.For, deadline: FOREVER, signature }));
    const sent = await assembly.castBallots(id, packBallots(ballots), { gasLimit: 16_000_000n });
    const receipt = await sent.wait();
    const report = receipt!.logs
      .map((log) => assembly.interface.parseLog(log))
      .find((log) => log?.name === "BallotsCast");
    const outcomes = unpackReport(report!.args.ballots as string).map(({ outcome }) => outcome);
    expect(outcomes).to.deep.equal(keys.map(() => "bad signature"));
    expect(receipt!.gasUsed).to.be.lessThan(BigInt(HOSTILE) * EACH);
  });
});
