import { expect } from "chai";
import { network } from "hardhat";

import { NeoguildError } from "../../../sdk/errors.ts";
import { Choice } from "../../../sdk/governance/ballots.ts";
import { BLOCKS_WEIGH, RuleFlag } from "../../../sdk/governance/rules.ts";
import { foldSealed, committedBy } from "../../../sdk/governance/sealedFold.ts";
import {
  commitmentFor,
  packCommitments,
  packOpenings,
  requireChoice,
  unpackCommitments,
  unpackOpenings,
  type Opening,
} from "../../../sdk/governance/sealedBallots.ts";
import { signKeyConsent } from "../../../sdk/statements.ts";
import {
  boxOf,
  commit,
  deploySources,
  open,
  openingOf,
  SEAT,
  saltOf,
  signCommitment,
  STAGE,
  type VotingNation,
} from "../../fixtures/ballotSources.ts";
import { callOf, CONSTITUTIONAL, HOUR, ORDINARY, proposeBy } from "../../fixtures/governance.ts";
import { DAY, FOREVER, PLAIN_TERMS, vouchIn, type Person } from "../../fixtures/membership.ts";

const { ethers, networkHelpers: helpers } = await network.create();
const { time } = helpers;

const flags = (...all: number[]) => BigInt(all.reduce((set, one) => set | one, 0));
const SEALED = { ...ORDINARY, lateHours: 0n, revealHours: 48n };
/** By the function of `Members` whose proposals take it. */
const RULES = {
  seal: { ...CONSTITUTIONAL, flags: flags(RuleFlag.Sealed), revealHours: 48n },
  setTerms: { ...SEALED, blocks: 1n, flags: flags(RuleFlag.Sealed, RuleFlag.UnrevealedAbstains, RuleFlag.MayChange) },
  fold: ORDINARY,
};

describe("SealedBallots", () => {
  const nation = () =>
    deploySources(ethers, helpers, {
      ...{ founders: 6, coinless: 70, rules: Object.values(RULES), listed: { setTerms: 1, fold: 2 } },
    });

  /** A vote that is open for commitments: `setTerms` lets them change and counts the unopened, `seal` does neither. */
  async function voting(name: keyof typeof RULES = "setTerms") {
    const context = await helpers.loadFixture(nation);
    const args = { setTerms: [PLAIN_TERMS], fold: [1n], seal: [] }[name];
    const made = await proposeBy(context, context.founders[0]!, await callOf(context.members, name, args), "A vote");
    await time.increaseTo((await context.assembly.proposalSnapshot(made.id)) + 1n);
    const [amara, bo, chen, dita] = context.founders as [Person, Person, Person, Person];
    return { ...context, ...made, context, amara, bo, chen, dita };
  }

  const toOpening = async (context: VotingNation, id: bigint) =>
    time.setNextBlockTimestamp(await openingOf(context, id));

  const openingsIn = async ({ sealedBallots }: VotingNation) => {
    const events = await sealedBallots.queryFilter(sealedBallots.filters.BallotsOpened);
    return unpackOpenings(events.at(-1)!.args.report);
  };

  it("is not deployed without an assembly", async () => {
    const factory = await ethers.getContractFactory("SealedBallots");
    await expect(factory.deploy(ethers.ZeroAddress)).to.be.revertedWithCustomError(factory, "SealedZeroAddress");
  });

  describe("commitBallot", () => {
    it("keeps what a member commits to, and the assembly learns nothing of it", async () => {
      const { context, assembly, sealedBallots, amara, id } = await voting();
      const commitment = commitmentFor(await boxOf(context, id), { by: amara.id, choice: 1, salt: saltOf(1) });
      expect(await sealedBallots.commitmentFor(id, amara.id, 1, saltOf(1))).to.equal(commitment);
      await expect(commit(context, amara, id, { choice: 1, salt: saltOf(1) }))
        .to.emit(sealedBallots, "BallotCommitted")
        .withArgs(id, amara.id, ethers.ZeroHash, commitment);
      expect(await sealedBallots.committedBy(id, amara.id)).to.equal(commitment);
      expect(await assembly.proposalVotes(id)).to.deep.equal([0n, 0n, 0n, 0n]);
    });

    it("INV-342 lets its author alone replace it, directly, where the rule lets ballots change", async () => {
      const { context, sealedBallots, amara, id } = await voting();
      await commit(context, amara, id, { choice: 1, salt: saltOf(1) });
      const { commitment, signature } = await signCommitment(context, amara, id, { choice: 0, salt: saltOf(2) });
      const act = { by: amara.id, proposal: id, commitment, deadline: FOREVER };
      await expect(sealedBallots.commitBallot(act, signature))
        .to.be.revertedWithCustomError(sealedBallots, "SealedAlreadyCommitted")
        .withArgs(amara.id, id);
      const former = await sealedBallots.committedBy(id, amara.id);
      await expect(sealedBallots.connect(amara.signer).commitBallot(act, "0x"))
        .to.emit(sealedBallots, "BallotCommitted")
        .withArgs(id, amara.id, former, commitment);
    });

    it("INV-342 keeps the first one where the rule does not", async () => {
      const { context, sealedBallots, amara, id } = await voting("seal");
      await commit(context, amara, id, { choice: 1, salt: saltOf(1) });
      await expect(commit(context, amara, id, { choice: 0, salt: saltOf(2) }))
        .to.be.revertedWithCustomError(sealedBallots, "SealedAlreadyCommitted")
        .withArgs(amara.id, id);
    });

    it("takes a signed one from anybody, by the author's present key alone, and not once it has expired", async () => {
      const { context, sealedBallots, amara, bo, id } = await voting();
      const { commitment, signature } = await signCommitment(context, amara, id, { choice: 1, salt: saltOf(1) });
      const act = { by: amara.id, proposal: id, commitment, deadline: FOREVER };
      const past = { ...act, deadline: 1n };
      await expect(sealedBallots.commitBallot(past, signature))
        .to.be.revertedWithCustomError(sealedBallots, "StatementExpired")
        .withArgs(amara.id, 1n);
      await expect(sealedBallots.connect(bo.signer).commitBallot(act, "0x"))
        .to.be.revertedWithCustomError(sealedBallots, "StatementNotByKeyHolder")
        .withArgs(amara.id, bo.signer.address);
      await expect(sealedBallots.commitBallot({ ...act, by: bo.id }, signature))
        .to.be.revertedWithCustomError(sealedBallots, "StatementBadSignature")
        .withArgs(bo.id);
      await sealedBallots.connect(bo.signer).commitBallot(act, signature);
      expect(await sealedBallots.committedBy(id, amara.id)).to.equal(commitment);
    });

    it("reverts with SealedNoCommitment for nothing", async () => {
      const { sealedBallots, amara, id } = await voting();
      const act = { by: amara.id, proposal: id, commitment: ethers.ZeroHash, deadline: FOREVER };
      await expect(sealedBallots.connect(amara.signer).commitBallot(act, "0x"))
        .to.be.revertedWithCustomError(sealedBallots, "SealedNoCommitment")
        .withArgs(amara.id, id);
    });

    it("reverts with SealedNotInElectorate for who came after the snapshot", async () => {
      const { context, sealedBallots, strangers, founders, id } = await voting();
      const late = await vouchIn(context, founders.slice(0, 2), strangers[0]!);
      await expect(commit(context, late, id, { choice: 1, salt: saltOf(1) }))
        .to.be.revertedWithCustomError(sealedBallots, "SealedNotInElectorate")
        .withArgs(late.id, id);
    });

    it("reverts with SealedWrongStage outside the voting period, whose last second is the last to commit", async () => {
      const context = await helpers.loadFixture(nation);
      const { assembly, members, sealedBallots, founders } = context;
      const [amara, bo] = founders as [Person, Person];
      const calls = await callOf(members, "setTerms", [PLAIN_TERMS]);
      const { id, key } = await proposeBy(context, amara, calls, "A vote");
      const other = await proposeBy(context, bo, await callOf(members, "fold", [1n]), "An open vote");
      const refused = async (proposal: bigint, stage: bigint) => {
        expect(await sealedBallots.stageOf(proposal)).to.equal(stage);
        for (const sent of [
          () => commit(context, amara, proposal, { choice: 1, salt: saltOf(1) }),
          () => sealedBallots.commitBallots(proposal, "0x"),
        ]) {
          await expect(sent())
            .to.be.revertedWithCustomError(sealedBallots, "SealedWrongStage")
            .withArgs(proposal, stage);
        }
      };
      await refused(7n, STAGE.none);
      await refused(id, STAGE.pending);
      await time.increaseTo(await assembly.proposalSnapshot(other.id));
      await refused(other.id, STAGE.none);
      const opensAt = await openingOf(context, id);
      await time.setNextBlockTimestamp(opensAt - 1n);
      await commit(context, bo, id, { choice: 1, salt: saltOf(2) });
      await time.increaseTo(opensAt);
      await refused(id, STAGE.opening);
      await time.increaseTo((await assembly.proposalDeadline(id)) + 1n);
      await refused(id, STAGE.over);
      expect(await assembly.state(id)).to.equal(3n);
      expect(key).to.have.length(4);
    });

    it("takes nothing on a proposal that was withdrawn", async () => {
      const context = await helpers.loadFixture(nation);
      const [amara] = context.founders as [Person];
      const { id, key } = await proposeBy(context, amara, await callOf(context.members, "seal", []), "A vote");
      await context.assembly.connect(amara.signer).cancel(...key);
      expect(await context.sealedBallots.stageOf(id)).to.equal(STAGE.over);
    });
  });

  describe("commitBallots", () => {
    it("keeps those that are good, never in place of another, and reports on each", async () => {
      const { context, sealedBallots, electors, founders, bo, id } = await voting();
      const now = BigInt(await time.latest());
      await commit(context, bo, id, { choice: 1, salt: saltOf(9) });
      const before = await sealedBallots.committedBy(id, bo.id);
      const sealed = (at: number, choice = 1) =>
        signCommitment(context, electors[at]!, id, { choice, salt: saltOf(at) });
      const good = await Promise.all([6, 7, 8].map((at) => sealed(at)));
      const bad = [
        { ...good[0]!, by: 10n }, // somebody else's signature
        await signCommitment(context, electors[10]!, id, { choice: 1, salt: saltOf(10) }, now - 1n),
        await sealed(1, 0),
        { ...(await sealed(11)), by: 9_999n },
        { ...(await sealed(12)), commitment: ethers.ZeroHash },
      ];
      const batch = packCommitments([...good, ...bad]);
      const receipt = await (await sealedBallots.connect(founders[5]!.signer).commitBallots(id, `${batch}ff`)).wait();
      const [event] = await sealedBallots.queryFilter(
        sealedBallots.filters.CommitmentsCarried(id),
        receipt!.blockNumber,
      );
      expect(event!.args.carrier).to.equal(founders[5]!.signer.address);
      const outcomes = unpackCommitments(event!.args.report).map(({ by, outcome }) => [by, outcome]);
      expect(outcomes).to.deep.equal([
        [2n, "already committed"],
        [7n, "committed"],
        [8n, "committed"],
        [9n, "committed"],
        [10n, "bad signature"],
        [11n, "expired"],
        [13n, "empty"],
        [9_999n, "not in the electorate"],
        [0n, "malformed"],
      ]);
      expect(await sealedBallots.committedBy(id, bo.id)).to.equal(before);
      expect(await sealedBallots.committedBy(id, 8n)).to.equal(good[1]!.commitment);
      expect(await sealedBallots.committedBy(id, 10n)).to.equal(ethers.ZeroHash);
    });

    it("takes a head cut short, and a signature cut short, as malformed, and reads on nowhere", async () => {
      const { context, sealedBallots, electors, id } = await voting();
      const whole = packCommitments([await signCommitment(context, electors[6]!, id, { choice: 1, salt: saltOf(6) })]);
      for (const batch of ["0x01", whole.slice(0, 2 + 2 * 42), whole.slice(0, -2)]) {
        await sealedBallots.commitBallots(id, batch);
        const events = await sealedBallots.queryFilter(sealedBallots.filters.CommitmentsCarried(id));
        expect(unpackCommitments(events.at(-1)!.args.report).map(({ outcome }) => outcome)).to.deep.equal([
          "malformed",
        ]);
      }
      expect(await sealedBallots.committedBy(id, 7n)).to.equal(ethers.ZeroHash);
    });

    it("takes a commitment twice in one batch once", async () => {
      const { context, sealedBallots, electors, id } = await voting();
      const twice = await signCommitment(context, electors[6]!, id, { choice: 1, salt: saltOf(6) });
      expect(await sealedBallots.commitBallots.staticCall(id, packCommitments([twice, twice]))).to.equal(1n);
    });
  });

  describe("openBallots", () => {
    it("INV-340 counts each as committed, by anybody, whatever else is in the batch", async () => {
      const { context, assembly, sealedBallots, amara, bo, chen, dita, strangers, id } = await voting();
      await commit(context, amara, id, { choice: Choice.For, salt: saltOf(1) });
      await commit(context, bo, id, { choice: Choice.Against, salt: saltOf(2) });
      await commit(context, chen, id, { choice: Choice.Block, salt: saltOf(3) });
      await commit(context, dita, id, { choice: 4, salt: saltOf(4) });
      await toOpening(context, id);
      const openings: Opening[] = [
        { by: 1n, choice: Choice.For, salt: saltOf(1) },
        { by: 1n, choice: Choice.For, salt: saltOf(1) },
        { by: 2n, choice: Choice.For, salt: saltOf(2) },
        { by: 3n, choice: Choice.Block, salt: saltOf(3) },
        { by: 4n, choice: 4, salt: saltOf(4) },
        { by: 5n, choice: Choice.For, salt: saltOf(5) },
      ];
      const stranger = sealedBallots.connect(strangers[0]);
      await expect(stranger.openBallots(id, `${packOpenings(openings)}0000`))
        .to.emit(assembly, "BallotsBroughtIn")
        .withArgs(id, SEAT.sealed, Choice.For, [1n]);
      expect((await openingsIn(context)).map(({ by, outcome }) => [by, outcome])).to.deep.equal([
        [1n, "opened"],
        [1n, "not committed"],
        [2n, "wrong opening"],
        [3n, "opened"],
        [4n, "bad choice"],
        [5n, "not committed"],
        [0n, "malformed"],
      ]);
      expect(await assembly.proposalVotes(id)).to.deep.equal([0n, 1n, 0n, 1n]);
      await open(context, id, [{ by: 2n, choice: Choice.Against, salt: saltOf(2) }]);
      expect(await assembly.proposalVotes(id)).to.deep.equal([1n, 1n, 0n, 1n]);
      expect(await assembly.ballotOf(id, 2n)).to.deep.equal([true, 0n, false]);
      expect(await sealedBallots.committedBy(id, 2n)).to.equal(ethers.ZeroHash);
    });

    it("INV-341 reverts with SealedWrongStage before the voting period is over and after the last second", async () => {
      const { context, assembly, sealedBallots, amara, bo, id } = await voting();
      await commit(context, amara, id, { choice: 1, salt: saltOf(1) });
      await commit(context, bo, id, { choice: 1, salt: saltOf(2) });
      const [first, second] = [
        [{ by: 1n, choice: 1, salt: saltOf(1) }],
        [{ by: 2n, choice: 1, salt: saltOf(2) }],
      ] as const;
      const opensAt = await openingOf(context, id);
      await time.setNextBlockTimestamp(opensAt - 1n);
      await expect(open(context, id, first))
        .to.be.revertedWithCustomError(sealedBallots, "SealedWrongStage")
        .withArgs(id, STAGE.committing);
      await time.setNextBlockTimestamp(opensAt);
      await open(context, id, first);
      const deadline = await assembly.proposalDeadline(id);
      await time.setNextBlockTimestamp(deadline);
      await open(context, id, second);
      await expect(open(context, id, second))
        .to.be.revertedWithCustomError(sealedBallots, "SealedWrongStage")
        .withArgs(id, STAGE.over);
      expect(await assembly.proposalVotes(id)).to.deep.equal([0n, 2n, 0n, 0n]);
    });

    it("INV-340 opens no copy of somebody else's commitment, and none for another proposal", async () => {
      const { context, assembly, members, sealedBallots, amara, bo, id } = await voting();
      const calls = await callOf(members, "setTerms", [{ ...PLAIN_TERMS, vouchStock: 3n }]);
      const { id: other } = await proposeBy(context, bo, calls, "Another vote");
      await time.increaseTo((await assembly.proposalSnapshot(other)) + 1n);
      await commit(context, amara, id, { choice: 1, salt: saltOf(1) });
      const copied = await sealedBallots.committedBy(id, amara.id);
      const act = { by: bo.id, proposal: id, commitment: copied, deadline: FOREVER };
      await sealedBallots.connect(bo.signer).commitBallot(act, "0x");
      const reused = { by: amara.id, proposal: other, commitment: copied, deadline: FOREVER };
      await sealedBallots.connect(amara.signer).commitBallot(reused, "0x");
      await toOpening(context, other);
      await open(context, id, [
        { by: 1n, choice: 1, salt: saltOf(1) },
        { by: 2n, choice: 1, salt: saltOf(1) },
      ]);
      expect((await openingsIn(context)).map(({ outcome }) => outcome)).to.deep.equal(["opened", "wrong opening"]);
      await open(context, other, [{ by: 1n, choice: 1, salt: saltOf(1) }]);
      expect((await openingsIn(context)).map(({ outcome }) => outcome)).to.deep.equal(["wrong opening"]);
    });

    it("takes a Block where the rule knows none for no choice, which the SDK says before it is sealed", async () => {
      const { context, assembly, amara, id } = await voting("seal");
      const rule = await assembly.voteOf(id);
      for (const choice of [Choice.Block, 4]) {
        expect(() => requireChoice(choice, rule))
          .to.throw(NeoguildError)
          .with.property("code", "GovernorInvalidVoteType");
      }
      for (const choice of [Choice.Against, Choice.For, Choice.Abstain]) requireChoice(choice, rule);
      for (const blocks of [1n, BLOCKS_WEIGH]) requireChoice(Choice.Block, { blocks });
      await commit(context, amara, id, { choice: Choice.Block, salt: saltOf(1) });
      await toOpening(context, id);
      await open(context, id, [{ by: 1n, choice: Choice.Block, salt: saltOf(1) }]);
      expect((await openingsIn(context)).map(({ outcome }) => outcome)).to.deep.equal(["bad choice"]);
      expect(await assembly.proposalVotes(id)).to.deep.equal([0n, 0n, 0n, 0n]);
    });

    it("opens a ballot whose author has had another key since, and one whose author has left", async () => {
      const { context, assembly, members, strangers, amara, bo, id } = await voting();
      await commit(context, amara, id, { choice: Choice.For, salt: saltOf(1) });
      await commit(context, bo, id, { choice: Choice.Against, salt: saltOf(2) });
      const rotation = { by: amara.id, newKey: strangers[0]!.address, nonce: 0n, deadline: FOREVER };
      const consent = await signKeyConsent({
        ...{ register: members, agent: amara.id, deadline: FOREVER },
        signer: strangers[0]!,
      });
      await members.connect(amara.signer).rotateKey(rotation, "0x", consent);
      await members.connect(bo.signer).resign({ by: bo.id, nonce: 0n, deadline: FOREVER }, "0x");
      await toOpening(context, id);
      await open(context, id, [
        { by: 1n, choice: Choice.For, salt: saltOf(1) },
        { by: 2n, choice: Choice.Against, salt: saltOf(2) },
      ]);
      expect(await assembly.proposalVotes(id)).to.deep.equal([1n, 1n, 0n, 0n]);
    });

    it("does nothing with no opening at all", async () => {
      const { context, assembly, id } = await voting();
      await toOpening(context, id);
      await open(context, id, []);
      expect(await assembly.proposalVotes(id)).to.deep.equal([0n, 0n, 0n, 0n]);
    });
  });

  describe("abstainUnopened", () => {
    it("INV-343 counts who committed and is not opened as Abstain, once, until they are opened", async () => {
      const { context, assembly, sealedBallots, strangers, amara, bo, chen, id } = await voting();
      await commit(context, amara, id, { choice: Choice.For, salt: saltOf(1) });
      await commit(context, bo, id, { choice: Choice.Against, salt: saltOf(2) });
      await commit(context, chen, id, { choice: Choice.For, salt: saltOf(3) });
      await toOpening(context, id);
      await open(context, id, [{ by: 1n, choice: Choice.For, salt: saltOf(1) }]);
      const anybody = sealedBallots.connect(strangers[0]);
      await expect(anybody.abstainUnopened(id, [1n, 2n, 3n, 3n, 4n, 9_999n]))
        .to.emit(assembly, "BallotsBroughtIn")
        .withArgs(id, SEAT.sealed, Choice.Abstain, [2n, 3n, 3n]);
      expect(await assembly.proposalVotes(id)).to.deep.equal([0n, 1n, 2n, 0n]);
      await anybody.abstainUnopened(id, [2n, 3n]);
      expect(await assembly.proposalVotes(id)).to.deep.equal([0n, 1n, 2n, 0n]);
      await time.setNextBlockTimestamp(await assembly.proposalDeadline(id));
      await open(context, id, [{ by: 2n, choice: Choice.Against, salt: saltOf(2) }]);
      expect(await assembly.proposalVotes(id)).to.deep.equal([1n, 1n, 1n, 0n]);
    });

    it("brings in nobody where nobody is left", async () => {
      const { context, sealedBallots, id } = await voting();
      await toOpening(context, id);
      await sealedBallots.abstainUnopened(id, []);
      expect(await sealedBallots.abstainUnopened.staticCall(id, [1n, 2n])).to.equal(0n);
    });

    it("reverts with SealedWrongStage while the vote runs, so that nobody is made to abstain early", async () => {
      const { context, sealedBallots, amara, id } = await voting();
      await commit(context, amara, id, { choice: Choice.For, salt: saltOf(1) });
      await expect(sealedBallots.abstainUnopened(id, [1n]))
        .to.be.revertedWithCustomError(sealedBallots, "SealedWrongStage")
        .withArgs(id, STAGE.committing);
    });

    it("reverts with SealedUnopenedCountsNot where the rule says that it counts as nothing", async () => {
      const { context, sealedBallots, amara, id } = await voting("seal");
      await commit(context, amara, id, { choice: Choice.For, salt: saltOf(1) });
      await toOpening(context, id);
      await expect(sealedBallots.abstainUnopened(id, [1n]))
        .to.be.revertedWithCustomError(sealedBallots, "SealedUnopenedCountsNot")
        .withArgs(id);
    });
  });

  it("tells in its logs all that it keeps", async () => {
    const { context, sealedBallots, amara, bo, electors, id } = await voting();
    await commit(context, amara, id, { choice: 1, salt: saltOf(1) });
    await commit(context, amara, id, { choice: 0, salt: saltOf(2) });
    await commit(context, bo, id, { choice: 1, salt: saltOf(3) });
    const carried = await signCommitment(context, electors[6]!, id, { choice: 1, salt: saltOf(6) });
    await sealedBallots.commitBallots(id, packCommitments([carried]));
    await toOpening(context, id);
    await open(context, id, [{ by: 2n, choice: 1, salt: saltOf(3) }]);
    const logs = (await ethers.provider.getLogs({ address: await sealedBallots.getAddress(), fromBlock: 0 })).map(
      (log) => {
        const { name, args } = sealedBallots.interface.parseLog(log)!;
        return { address: log.address, blockTimestamp: 0n, name, args };
      },
    );
    const state = foldSealed(logs);
    for (const member of [1n, 2n, 3n, 7n]) {
      expect(committedBy(state, id, member)).to.equal(await sealedBallots.committedBy(id, member));
    }
  });

  it("costs what it is said to cost, for 100 ballots carried and opened together", async () => {
    const context = await helpers.loadFixture(crowd);
    const { sealedBallots, members, assembly, electors, founders } = context;
    const { id } = await proposeBy(context, founders[0]!, await callOf(members, "setTerms", [PLAIN_TERMS]), "A vote");
    await time.increaseTo((await assembly.proposalSnapshot(id)) + 1n);
    const hundred = electors.slice(6, 106);
    const signed = await Promise.all(
      hundred.map((one) => signCommitment(context, one, id, { choice: 1, salt: saltOf(Number(one.id)) })),
    );
    const committed = await (await sealedBallots.commitBallots(id, packCommitments(signed))).wait();
    await toOpening(context, id);
    const openings = hundred.map(({ id: by }) => ({ by, choice: 1, salt: saltOf(Number(by)) }));
    const opened = await (await open(context, id, openings)).wait();
    expect((await assembly.proposalVotes(id))[1]).to.equal(100n);
    const each = { commit: Number(committed!.gasUsed / 100n), open: Number(opened!.gasUsed / 100n) };
    expect(each.commit).to.be.below(38_000);
    expect(each.open).to.be.below(13_000);
  });

  const crowd = () =>
    deploySources(ethers, helpers, {
      founders: 6,
      coinless: 110,
      rules: Object.values(RULES),
      listed: { setTerms: 1 },
    });

  it("gives its hours in the deadline of the vote", async () => {
    const { assembly, id } = await voting("seal");
    const { snapshot, deadline } = await assembly.voteOf(id);
    expect(deadline - snapshot).to.equal(7n * DAY + 48n * HOUR);
  });
});
