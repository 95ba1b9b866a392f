import { expect } from "chai";
import { network } from "hardhat";

import { Choice, packBallots, unpackReport } from "../../../sdk/governance/ballots.ts";
import { signKeyConsent, signStatement } from "../../../sdk/statements.ts";
import { callOf, deployGovernance, type Governance, proposeBy, signAs, signBallot } from "../../fixtures/governance.ts";
import { FOREVER, PLAIN_TERMS } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();

describe("Thirty members change one rule", () => {
  const nation = () => deployGovernance(ethers, { founders: 15, coinless: 15 });

  it("changes it from proposal to execution, half of the ballots carried by no member", async () => {
    const context = await networkHelpers.loadFixture(nation);
    const { assembly, members, founders, electors, strangers } = context;
    const newTerms = { ...PLAIN_TERMS, vouchQuantity: 3n };
    const { id, key } = await proposeBy(context, founders[0]!, await callOf(members, "setTerms", [newTerms]), "Three");

    // An old-key ballot: its author signs first and then moves to another key.
    const mover = electors[29]!;
    const oldKey = await signBallot(context, mover, id, Choice.For);
    const newKey = ethers.Wallet.createRandom();
    const move = { by: mover.id, newKey: newKey.address, nonce: 0n, deadline: FOREVER };
    const moved = await signAs(context, mover, members, "rotateKey", move);
    const consent = await signKeyConsent({ register: members, agent: mover.id, deadline: FOREVER, signer: newKey });
    await members.rotateKey(move, moved, consent);

    await networkHelpers.time.increaseTo((await assembly.proposalSnapshot(id)) + 1n);
    for (const founder of founders) await assembly.connect(founder.signer).castVote(id, Choice.For);

    const coinless = [...electors.slice(15, 29), { id: mover.id, signer: newKey }];
    const good = await Promise.all(coinless.map((elector) => signBallot(context, elector, id, Choice.For)));
    const expired = await signBallot(context, electors[27]!, id, Choice.For, 1n);
    const foreign = await foreignBallot(context, 28, id);
    const repeat = await signBallot(context, electors[0]!, id, Choice.Against);
    const batch = packBallots([expired, foreign, oldKey, repeat, ...good, good[0]!]);

    const carrier = strangers[0]!;
    expect(await members.idOf(carrier)).to.equal(0n);
    const receipt = await (await assembly.connect(carrier).castBallots(id, batch)).wait();
    const [event] = await assembly.queryFilter(assembly.filters.BallotsCast(id), receipt!.blockNumber);
    expect(event!.args.carrier).to.equal(carrier.address);
    const report = unpackReport(event!.args.ballots);
    expect(report.filter(({ outcome }) => outcome === "counted").map(({ by }) => by)).to.deep.equal(
      good.map(({ by }) => by),
    );
    expect(report.filter(({ outcome }) => outcome !== "counted")).to.deep.equal([
      { by: electors[0]!.id, choice: Choice.Against, outcome: "already cast" },
      { by: good[0]!.by, choice: Choice.For, outcome: "already cast" },
      { by: electors[27]!.id, choice: Choice.For, outcome: "expired" },
      { by: electors[28]!.id, choice: Choice.For, outcome: "bad signature" },
      { by: mover.id, choice: Choice.For, outcome: "bad signature" },
    ]);
    expect(await assembly.proposalVotes(id)).to.deep.equal([0n, 30n, 0n, 0n]);

    await networkHelpers.time.increaseTo((await assembly.proposalDeadline(id)) + 1n);
    await assembly.connect(carrier).queue(...key);
    await networkHelpers.time.increaseTo(await assembly.proposalEta(id));
    await expect(assembly.connect(carrier).execute(...key)).to.emit(members, "TermsSet");
    expect((await members.terms()).vouchQuantity).to.equal(3n);
    expect(await assembly.state(id)).to.equal(7n);
  });

  /** A ballot signed for the same assembly on another chain. */
  async function foreignBallot(context: Governance, index: number, proposal: bigint) {
    const elector = context.electors[index]!;
    const act = { by: elector.id, proposal, choice: Choice.For, deadline: FOREVER };
    const { domain, types, message } = await signStatement({
      contract: context.assembly,
      method: "castBallot",
      act,
      keyEpoch: 0,
      signer: elector.signer,
    });
    const signature = await elector.signer.signTypedData({ ...domain, chainId: 1n }, types, message);
    return { by: elector.id, choice: Choice.For, deadline: FOREVER, signature };
  }
});
