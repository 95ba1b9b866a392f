import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";

import { deadlineOf, restDaysOf } from "../../../sdk/governance/calendar.ts";
import { candidateAt, commitmentOf, newSecret, seedOf } from "../../../sdk/justice/sortition.ts";
import {
  answerBy,
  commitBy,
  deployLots,
  LOT_TERMS,
  Obstacle,
  openLot,
  playRound,
  Seat,
  Stage,
  type Lots,
} from "../../fixtures/justice.ts";
import { DAY, FOREVER, foundGuild, PLAIN_TERMS, sign, vouchIn } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const now = async () => BigInt(await time.latest());

describe("Sortition", () => {
  const nine = () => deployLots(ethers);

  /** An open lot of three seats over nine founders; founder 1 is the party. */
  async function opened(request = {}) {
    const lots = await networkHelpers.loadFixture(nine);
    const lot = await openLot(lots, time, request);
    return { ...lots, lots, lot };
  }

  /** Founders 2 to 4 have given secrets; nobody is drawn yet. */
  async function seeded(request = {}) {
    const made = await opened(request);
    const secrets = await playRound(made.lots, time, made.lot, made.founders.slice(1, 4));
    return { ...made, secrets };
  }

  async function drawn(request = {}) {
    const made = await seeded(request);
    await made.sortition.draw(made.lot, 1000);
    const panel = await made.sortition.panelOf(made.lot);
    const people = panel.map((id) => made.founders[Number(id) - 1]!);
    return { ...made, panel, people };
  }

  const requestOf = async () => ({
    seats: 3,
    snapshot: await now(),
    guild: 0,
    earlier: 0,
    parties: [1n],
    barred: [] as bigint[],
  });

  describe("openLot", () => {
    it("opens the first round, with deadlines at the end of working days", async () => {
      const { sortition, calendar, lot } = await opened();
      const openedAt = await now();
      const known = await sortition.lotOf(lot);
      const { commitUntil, revealUntil } = known;
      const weekend = { restDays: restDaysOf(await calendar.restDays()), closed: new Set<bigint>() };
      expect(commitUntil).to.equal(deadlineOf(weekend, openedAt, 2));
      expect(revealUntil).to.equal(deadlineOf(weekend, commitUntil - 1n, 2));
      expect([known.seats, known.round, known.lastId, known.committed]).to.deep.equal([3n, 1n, 9n, 0n]);
      expect([known.seeded, known.closed]).to.deep.equal([false, false]);
      expect(await sortition.stageOf(lot)).to.equal(Stage.Committing);
      expect(await sortition.partiesOf(lot)).to.deep.equal([1n]);
      expect(await sortition.seatOf(lot, 1n)).to.deep.equal([Seat.Barred, 0n]);
      expect(await sortition.stageOf(2n)).to.equal(Stage.None);
    });

    it("reverts for anybody but the cases", async () => {
      const { sortition, nation } = await networkHelpers.loadFixture(nine);
      const attempts = [sortition.openLot(await requestOf()), sortition.release(1, 2), sortition.close(1)];
      for (const attempt of attempts) {
        await expect(attempt).to.be.revertedWithCustomError(sortition, "SortitionNotCases").withArgs(nation.address);
      }
    });

    it("reverts with SortitionBadRequest for a request out of its ranges", async () => {
      const { sortition, cases } = await networkHelpers.loadFixture(nine);
      const many = (count: number) => Array.from({ length: count }, (_, index) => BigInt(index + 1));
      const faults = {
        seats: [{ seats: 0 }, { seats: 33 }],
        snapshot: [{ snapshot: (await now()) + 100n }],
        guild: [{ guild: 3n }],
        earlier: [{ earlier: 1n }],
        parties: [{ parties: [] }, { parties: many(5) }, { parties: [1n, 0n] }],
        barred: [{ barred: many(65) }],
      };
      for (const [field, changes] of Object.entries(faults)) {
        for (const change of changes) {
          await expect(sortition.connect(cases).openLot({ ...(await requestOf()), ...change }))
            .to.be.revertedWithCustomError(sortition, "SortitionBadRequest")
            .withArgs(field);
        }
      }
    });

    it("INV-160 keeps its deadlines when the calendar changes", async () => {
      const { sortition, calendar, lots, lot } = await opened();
      const { commitUntil, revealUntil } = await sortition.lotOf(lot);
      const word = commitUntil / DAY / 256n;
      for (const next of [word, word + 1n]) await calendar.setClosedDays(next, ethers.MaxUint256);
      const after = await sortition.lotOf(lot);
      expect([after.commitUntil, after.revealUntil]).to.deep.equal([commitUntil, revealUntil]);
      const later = await sortition.lotOf(await openLot(lots, time));
      expect(later.commitUntil).to.be.greaterThan(revealUntil);
    });

    it("lets a lot keep the terms it was opened under", async () => {
      const { sortition, lot } = await opened();
      await sortition.setTerms({ ...LOT_TERMS, rounds: 0 });
      expect((await sortition.lotOf(lot)).terms).to.deep.equal(Object.values(LOT_TERMS));
    });
  });

  describe("commit", () => {
    const actOf = (by: bigint, lot: bigint, round = 1n, commitment = ethers.id("a commitment")) => ({
      by,
      lot,
      round,
      commitment,
      deadline: FOREVER,
    });

    it("keeps a commitment, also signed and carried", async () => {
      const { sortition, lots, lot, founders, strangers } = await opened();
      const act = actOf(2n, lot);
      const signature = await sign(lots, founders[1]!, sortition, "commit", act);
      await expect(sortition.connect(strangers[0]).commit(act, signature))
        .to.emit(sortition, "SecretCommitted")
        .withArgs(lot, 1n, 2n, act.commitment);
      expect(await sortition.openCommitmentOf(lot, 2n)).to.equal(act.commitment);
      expect((await sortition.lotOf(lot)).committed).to.equal(1n);
    });

    it("reverts with SortitionNotAsked for a party, for who had a part, and for who is no member", async () => {
      const { sortition, lots, lot, founders, members } = await opened({ barred: [2n] });
      const newcomer = await vouchIn(lots, founders.slice(3, 5), lots.strangers[0]!);
      await members.connect(founders[2]!.signer).resign({ by: 3n, nonce: 0n, deadline: FOREVER }, "0x");
      const refused = [
        [founders[0]!, Obstacle.Barred],
        [founders[1]!, Obstacle.Barred],
        [founders[2]!, Obstacle.NotMember],
        [newcomer, Obstacle.NotMember],
      ] as const;
      for (const [{ id, signer }, why] of refused) {
        await expect(sortition.connect(signer).commit(actOf(id, lot), "0x"))
          .to.be.revertedWithCustomError(sortition, "SortitionNotAsked")
          .withArgs(lot, id, why);
      }
    });

    it("reverts for another round, for no commitment, for a second one, and when the time is over", async () => {
      const { sortition, lot, founders } = await opened();
      const bo = sortition.connect(founders[1]!.signer);
      await expect(bo.commit(actOf(2n, lot, 2n), "0x"))
        .to.be.revertedWithCustomError(sortition, "SortitionWrongRound")
        .withArgs(lot, 2n, 1n);
      await expect(bo.commit(actOf(2n, lot, 1n, ZeroHash), "0x"))
        .to.be.revertedWithCustomError(sortition, "SortitionNoCommitment")
        .withArgs(lot, 2n);
      await bo.commit(actOf(2n, lot), "0x");
      await expect(bo.commit(actOf(2n, lot), "0x"))
        .to.be.revertedWithCustomError(sortition, "SortitionAlreadyCommitted")
        .withArgs(lot, 2n);
      await time.increaseTo((await sortition.lotOf(lot)).commitUntil);
      await expect(sortition.connect(founders[2]!.signer).commit(actOf(3n, lot), "0x"))
        .to.be.revertedWithCustomError(sortition, "SortitionWrongStage")
        .withArgs(lot, Stage.Revealing);
    });
  });

  describe("reveal", () => {
    it("needs no signature, for the secret proves itself", async () => {
      const { sortition, lots, lot, founders, strangers } = await opened();
      const { secret } = await commitBy(lots, lot, founders[1]!);
      await time.increaseTo((await sortition.lotOf(lot)).commitUntil);
      await expect(sortition.connect(strangers[0]).reveal(lot, 2n, secret))
        .to.emit(sortition, "SecretRevealed")
        .withArgs(lot, 1n, 2n, secret);
      expect(await sortition.openCommitmentOf(lot, 2n)).to.equal(ZeroHash);
    });

    it("reverts with SortitionWrongSecret for another secret, another person and a second time", async () => {
      const { sortition, lots, lot, founders } = await opened();
      const { secret } = await commitBy(lots, lot, founders[1]!);
      await commitBy(lots, lot, founders[2]!);
      await time.increaseTo((await sortition.lotOf(lot)).commitUntil);
      await sortition.reveal(lot, 2n, secret);
      for (const [by, word] of [
        [2n, secret],
        [3n, secret],
        [4n, newSecret()],
      ] as const) {
        await expect(sortition.reveal(lot, by, word))
          .to.be.revertedWithCustomError(sortition, "SortitionWrongSecret")
          .withArgs(lot, by);
      }
    });

    it("reverts before and after its time", async () => {
      const { sortition, lots, lot, founders } = await opened();
      const { secret } = await commitBy(lots, lot, founders[1]!);
      const { commitUntil, revealUntil } = await sortition.lotOf(lot);
      for (const [moment, stage] of [
        [commitUntil - 10n, Stage.Committing],
        [revealUntil, Stage.RoundOver],
      ] as const) {
        await time.increaseTo(moment);
        await expect(sortition.reveal(lot, 2n, secret))
          .to.be.revertedWithCustomError(sortition, "SortitionWrongStage")
          .withArgs(lot, stage);
      }
    });
  });

  describe("commitmentOf", () => {
    it("is what the SDK makes of a secret", async () => {
      const { sortition } = await networkHelpers.loadFixture(nine);
      const secret = newSecret();
      expect(await sortition.commitmentOf(7, 2, 9, secret)).to.equal(commitmentOf(7n, 2n, 9n, secret));
    });
  });

  describe("closeRound", () => {
    it("makes the seed of all secrets as soon as the last is revealed, in any order", async () => {
      const { sortition, lots, lot, founders } = await opened();
      const secrets = [];
      for (const person of founders.slice(1, 5)) secrets.push(await commitBy(lots, lot, person));
      await time.increaseTo((await sortition.lotOf(lot)).commitUntil);
      for (const { by, secret } of [...secrets].reverse()) await sortition.reveal(lot, by, secret);
      expect(await sortition.stageOf(lot)).to.equal(Stage.RoundOver);
      const seed = seedOf(lot, secrets);
      await expect(sortition.closeRound(lot)).to.emit(sortition, "LotSeeded").withArgs(lot, seed);
      expect(await sortition.stageOf(lot)).to.equal(Stage.Drawing);
      expect((await sortition.lotOf(lot)).seed).to.equal(seed);
    });

    it("voids a round with fewer secrets than the terms ask for, at once", async () => {
      const { sortition, lots, lot, founders } = await opened();
      const { secret } = await commitBy(lots, lot, founders[1]!);
      await time.increaseTo((await sortition.lotOf(lot)).commitUntil);
      await sortition.reveal(lot, 2n, secret);
      await expect(sortition.closeRound(lot)).to.emit(sortition, "RoundVoided").withArgs(lot, 1n, 1n, 1n);
      expect(await sortition.stageOf(lot)).to.equal(Stage.Committing);
      const { round, committed, revealed, seed } = await sortition.lotOf(lot);
      expect([round, committed, revealed, seed]).to.deep.equal([2n, 0n, 0n, 0n]);
      await commitBy(lots, lot, founders[1]!); // who revealed is asked again
    });

    it("voids a round in which a secret was withheld; who withheld it has no more part in the lot", async () => {
      const { sortition, lots, lot, founders } = await opened();
      await playRound(lots, time, lot, founders.slice(1, 5), 1);
      expect((await sortition.lotOf(lot)).round).to.equal(2n);
      expect(await sortition.obstacleOf(lot, 5n)).to.equal(Obstacle.SecretWithheld);
      await expect(commitBy(lots, lot, founders[4]!))
        .to.be.revertedWithCustomError(sortition, "SortitionAlreadyCommitted")
        .withArgs(lot, 5n);
      await playRound(lots, time, lot, founders.slice(1, 4));
      expect(await sortition.obstacleOf(lot, 5n)).to.equal(Obstacle.SecretWithheld);
    });

    it("counts a round in which nobody commits as void too", async () => {
      const { sortition, lots, lot } = await opened();
      for (const round of [1n, 2n, 3n]) {
        expect((await sortition.lotOf(lot)).round).to.equal(round);
        await playRound(lots, time, lot, []);
      }
      expect(await sortition.stageOf(lot)).to.equal(Stage.BlockAwaited);
    });

    it("reverts while the round runs, when there is a seed, and for no lot", async () => {
      const { sortition, lots, lot, founders } = await opened();
      const refuse = async (stage: bigint, id = lot) => {
        await expect(sortition.closeRound(id))
          .to.be.revertedWithCustomError(sortition, "SortitionWrongStage")
          .withArgs(id, stage);
      };
      await refuse(Stage.Committing);
      await refuse(Stage.None, 2n);
      await playRound(lots, time, lot, founders.slice(1, 3));
      await refuse(Stage.Drawing);
    });
  });

  describe("closeRound after the last void round", () => {
    /** Two void rounds are over; in the third, founder 8 reveals and founder 9 does not. */
    async function awaited() {
      const made = await opened();
      const { lots, lot, founders } = made;
      await playRound(lots, time, lot, []);
      await playRound(lots, time, lot, []);
      const secrets = await playRound(lots, time, lot, founders.slice(7), 1);
      return { ...made, secrets, seedBlock: BigInt(await time.latestBlock()) };
    }

    it("fixes the block of that call, whose hash nobody knows yet, and makes the seed from the next on", async () => {
      const { sortition, lot, secrets, seedBlock } = await awaited();
      expect((await sortition.lotOf(lot)).seedBlock).to.equal(seedBlock);
      expect(await sortition.stageOf(lot)).to.equal(Stage.BlockAwaited);
      const block = await ethers.provider.getBlock(Number(seedBlock));
      const seed = seedOf(lot, secrets, block!.hash!);
      await expect(sortition.closeRound(lot)).to.emit(sortition, "LotSeeded").withArgs(lot, seed);
    });

    it("reverts with SortitionBlockTooYoung in the same block", async () => {
      const { sortition, lot } = await awaited();
      const close = sortition.interface.encodeFunctionData("closeRound", [lot]);
      await networkHelpers.mine(9_000); // so old that the block is forgotten: the first call fixes another
      const fixed = BigInt(await time.latestBlock()) + 1n;
      const young = sortition.interface.encodeErrorResult("SortitionBlockTooYoung", [lot, fixed]);
      await expect(sortition.carry([close, close]))
        .to.emit(sortition, "CallSkipped")
        .withArgs(1n, young);
    });

    it("fixes another block where the chain has forgotten the first", async () => {
      const { sortition, lot } = await awaited();
      await networkHelpers.mine(9_000);
      const fixed = BigInt(await time.latestBlock()) + 1n;
      await expect(sortition.closeRound(lot)).to.emit(sortition, "SeedBlockFixed").withArgs(lot, fixed);
      await sortition.closeRound(lot);
      expect((await sortition.lotOf(lot)).seeded).to.equal(true);
    });
  });

  describe("draw", () => {
    it("offers the seats to the first in the order without an obstacle, as the SDK finds them", async () => {
      const { sortition, lot, panel, secrets } = await drawn();
      const seed = seedOf(lot, secrets);
      const order = Array.from({ length: 100 }, (_, place) => candidateAt(seed, BigInt(place), 9n));
      expect(await sortition.candidateAt(lot, 99n)).to.equal(order[99]);
      const expected = [...new Set(order.filter((id) => id !== 1n))].slice(0, 3);
      expect(panel).to.deep.equal(expected);
      expect((await sortition.lotOf(lot)).tries).to.equal(BigInt(order.indexOf(expected[2]!)) + 1n);
      for (const id of panel) expect((await sortition.seatOf(lot, id)).seat).to.equal(Seat.Offered);
      expect(await sortition.stageOf(lot)).to.equal(Stage.Answering);
    });

    it("gives the same panel in pages of any size", async () => {
      const { sortition, lot } = await seeded();
      const whole = await networkHelpers.takeSnapshot();
      await sortition.draw(lot, 1000);
      const panel = await sortition.panelOf(lot);
      await whole.restore();
      while ((await sortition.stageOf(lot)) === Stage.Drawing) await sortition.draw(lot, 1);
      expect(await sortition.panelOf(lot)).to.deep.equal(panel);
    });

    it("says how many candidates were looked at, and until when each offer holds", async () => {
      const { sortition, lot, calendar } = await seeded();
      const offered = await sortition.draw.staticCall(lot, 2);
      const transaction = sortition.draw(lot, 2);
      await expect(transaction).to.emit(sortition, "CandidatesTried").withArgs(lot, 2n);
      const panel = await sortition.panelOf(lot);
      expect(BigInt(panel.length)).to.equal(offered);
      const until = await calendar.deadline(await now(), LOT_TERMS.answerDays);
      for (const id of panel) {
        await expect(transaction).to.emit(sortition, "SeatOffered").withArgs(lot, id, until);
      }
    });

    it("reverts before there is a seed, and when no seat is free", async () => {
      const { sortition, lot } = await opened();
      const refuse = async (stage: bigint) => {
        await expect(sortition.draw(lot, 9))
          .to.be.revertedWithCustomError(sortition, "SortitionWrongStage")
          .withArgs(lot, stage);
      };
      await refuse(Stage.Committing);
      await expect(sortition.candidateAt(lot, 0))
        .to.be.revertedWithCustomError(sortition, "SortitionWrongStage")
        .withArgs(lot, Stage.Committing);
      const made = await drawn();
      await expect(made.sortition.draw(lot, 9))
        .to.be.revertedWithCustomError(sortition, "SortitionWrongStage")
        .withArgs(lot, Stage.Answering);
    });

    it("is exhausted when nobody is left, and stays so", async () => {
      const { sortition, lot } = await seeded({ seats: 9 });
      while ((await sortition.stageOf(lot)) === Stage.Drawing) await sortition.draw(lot, 100);
      expect(await sortition.stageOf(lot)).to.equal(Stage.Exhausted);
      expect((await sortition.lotOf(lot)).tries).to.equal(16n * 9n);
      expect((await sortition.panelOf(lot)).length).to.equal(8);
      await expect(sortition.draw(lot, 1))
        .to.be.revertedWithCustomError(sortition, "SortitionWrongStage")
        .withArgs(lot, Stage.Exhausted);
    });
  });

  describe("obstacleOf", () => {
    /** Draws until nobody is left; then whoever is not on the panel was kept out. */
    async function everybody(lots: Lots, request: Record<string, unknown>, meanwhile?: () => Promise<unknown>) {
      const { sortition, founders } = lots;
      const lot = await openLot(lots, time, { seats: 32, ...request });
      const asked = [];
      for (const person of founders) {
        if ((await sortition.seatOf(lot, person.id)).seat === Seat.None) asked.push(person);
      }
      await playRound(lots, time, lot, asked.slice(-2));
      await meanwhile?.();
      while ((await sortition.stageOf(lot)) === Stage.Drawing) await sortition.draw(lot, 200);
      return { lot, panel: [...(await sortition.panelOf(lot))].sort((a, b) => Number(a - b)) };
    }

    it("keeps parties and those with a part in the case out", async () => {
      const lots = await networkHelpers.loadFixture(nine);
      const { lot, panel } = await everybody(lots, { parties: [1n, 2n], barred: [9n] });
      expect(panel).to.deep.equal([3n, 4n, 5n, 6n, 7n, 8n]);
      for (const id of [1n, 2n, 9n]) expect(await lots.sortition.obstacleOf(lot, id)).to.equal(Obstacle.Barred);
    });

    it("keeps out who was no member at the snapshot, and who is none now", async () => {
      const lots = await networkHelpers.loadFixture(nine);
      const { members, founders } = lots;
      const snapshot = await now();
      const newcomer = await vouchIn(lots, founders.slice(4, 6), lots.strangers[0]!);
      const resign = () => members.connect(founders[2]!.signer).resign({ by: 3n, nonce: 0n, deadline: FOREVER }, "0x");
      const { lot, panel } = await everybody(lots, { snapshot }, resign);
      expect(panel).to.deep.equal([2n, 4n, 5n, 6n, 7n, 8n, 9n]);
      for (const id of [3n, newcomer.id]) {
        expect(await lots.sortition.obstacleOf(lot, id)).to.equal(Obstacle.NotMember);
      }
    });

    it("keeps out the guild concerned, also who leaves it once the seed is known", async () => {
      const lots = await networkHelpers.loadFixture(nine);
      const { guilds, founders, sortition } = lots;
      const guild = await foundGuild(lots, "Weavers", founders.slice(1, 4));
      await time.increase(10);
      const quit = () => guilds.connect(founders[3]!.signer).quit({ by: 4n, guild, nonce: 5, deadline: FOREVER }, "0x");
      const join = () => guilds.connect(founders[4]!.signer).join({ by: 5n, guild, nonce: 0, deadline: FOREVER }, "0x");
      const { lot, panel } = await everybody(lots, { guild }, async () => [await quit(), await join()]);
      expect(panel).to.deep.equal([6n, 7n, 8n, 9n]);
      for (const id of [2n, 3n, 4n, 5n]) expect(await sortition.obstacleOf(lot, id)).to.equal(Obstacle.SameGuild);
    });

    it("keeps out who vouched for a party, or was brought in by one, and nobody whose vouch ran out", async () => {
      const lots = await networkHelpers.loadFixture(nine);
      const { members, founders, sortition } = lots;
      const vouch = (by: number, subject: bigint) =>
        members.connect(founders[by - 1]!.signer).vouch({ by: BigInt(by), subject, nonce: 0, deadline: FOREVER }, "0x");
      await members.setTerms({ ...PLAIN_TERMS, vouchValidity: DAY });
      await vouch(4, 1n); // runs out before the draw
      await members.setTerms(PLAIN_TERMS);
      await vouch(2, 1n); // for a party
      await vouch(1, 3n); // by a party, for a founder
      await vouch(5, 6n); // between others
      const others = [founders[4]!, founders[5]!];
      const broughtIn = await vouchIn(lots, [founders[4]!, founders[0]!], lots.strangers[0]!);
      const known = await vouchIn(lots, others, lots.strangers[1]!);
      await vouch(1, known.id); // by a party, for somebody in already
      await time.increase(10);
      const { lot, panel } = await everybody(lots, { parties: [9n, 1n] });
      expect(panel).to.deep.equal([3n, 4n, 5n, 6n, 7n, 8n, known.id]);
      for (const id of [2n, broughtIn.id]) {
        expect(await sortition.obstacleOf(lot, id)).to.equal(Obstacle.VouchBetween);
      }
      expect(await sortition.obstacleOf(lot, 4n)).to.equal(Obstacle.DrawnBefore);
    });

    it("lets nobody be struck out by displacing, where every place of a vouch is taken", async () => {
      const lots = await networkHelpers.loadFixture(nine);
      const { members, founders, strangers, sortition } = lots;
      const act = (by: bigint, subject: bigint) => ({ by, subject, nonce: 0, deadline: FOREVER });
      const newcomer = await vouchIn(lots, [founders[0]!, founders[1]!], strangers[0]!);
      const more = [];
      for (const key of strangers.slice(1, 4)) more.push(await vouchIn(lots, founders.slice(2, 4), key));
      for (const { id, signer } of [...founders.slice(2), ...more]) {
        await time.increase(10);
        const lot = await openLot(lots, time);
        expect(await sortition.obstacleOf(lot, newcomer.id)).to.equal(Obstacle.VouchBetween);
        await members.connect(signer).vouch(act(id, newcomer.id), "0x");
      }
      const lot = await openLot(lots, time);
      expect(await sortition.obstacleOf(lot, newcomer.id), "twelve vouches").to.equal(Obstacle.None);
    });

    it("keeps out who declared a conflict with a party, and nobody whom a party named", async () => {
      const lots = await networkHelpers.loadFixture(nine);
      const { conflicts, founders, sortition } = lots;
      const ofSomebody = (by: number) => conflicts.connect(founders[by - 1]!.signer);
      const act = (by: number, other: bigint) => ({ by: BigInt(by), other, nonce: 0, deadline: FOREVER });
      await ofSomebody(2).declare(act(2, 1n), "0x"); // with a party
      await ofSomebody(1).declare(act(1, 3n), "0x"); // by a party
      await ofSomebody(4).declare(act(4, 5n), "0x"); // between others
      await ofSomebody(6).declare(act(6, 1n), "0x");
      await ofSomebody(6).takeBack(act(6, 1n), "0x");
      const { lot, panel } = await everybody(lots, { parties: [9n, 1n] });
      expect(panel).to.deep.equal([3n, 4n, 5n, 6n, 7n, 8n]);
      expect(await sortition.obstacleOf(lot, 2n)).to.equal(Obstacle.DeclaredConflict);
      expect(await sortition.obstacleOf(lot, 3n)).to.equal(Obstacle.DrawnBefore);
    });

    it("keeps the panel and the barred of the earlier lot out of an appeal", async () => {
      const made = await drawn({ barred: [9n] });
      const { lots, lot, panel } = made;
      const appeal = await everybody(lots, { earlier: lot });
      expect(appeal.panel.filter((id) => panel.includes(id) || id === 9n)).to.deep.equal([]);
      expect(appeal.panel.length).to.equal(9 - 1 - 1 - 3);
      expect(await made.sortition.obstacleOf(appeal.lot, panel[0]!)).to.equal(Obstacle.DrawnBefore);
      expect(await made.sortition.obstacleOf(appeal.lot, 9n)).to.equal(Obstacle.Barred);
    });
  });

  describe("answer", () => {
    it("takes the seat; the lot is complete when all have", async () => {
      const { sortition, lots, lot, people } = await drawn();
      for (const person of people) {
        expect(await sortition.isComplete(lot)).to.equal(false);
        await expect(answerBy(lots, lot, person, true))
          .to.emit(sortition, "SeatTaken")
          .withArgs(lot, person.id);
      }
      expect(await sortition.isComplete(lot)).to.equal(true);
      expect(await sortition.stageOf(lot)).to.equal(Stage.Complete);
    });

    it("frees the seat of who recuses themselves, before or after taking it, for the next in the order", async () => {
      const { sortition, lots, lot, people } = await drawn();
      const [first, second, third] = people;
      await answerBy(lots, lot, first!, true);
      for (const person of [first!, second!]) {
        await expect(answerBy(lots, lot, person, false))
          .to.emit(sortition, "SeatFreed")
          .withArgs(lot, person.id, Seat.Recused);
      }
      expect((await sortition.lotOf(lot)).taken).to.equal(0n);
      expect(await sortition.panelOf(lot)).to.deep.equal([third!.id]);
      await sortition.draw(lot, 1000);
      const panel = await sortition.panelOf(lot);
      expect(panel.length).to.equal(3);
      expect(panel.some((id) => id === first!.id || id === second!.id)).to.equal(false);
    });

    it("can be signed and carried, and not carried again after a recusal", async () => {
      const { sortition, lots, lot, people } = await drawn();
      const person = people[0]!;
      const act = { by: person.id, lot, takes: true, deadline: FOREVER };
      const signature = await sign(lots, person, sortition, "answer", act);
      await sortition.answer(act, signature);
      await answerBy(lots, lot, person, false);
      await expect(sortition.answer(act, signature))
        .to.be.revertedWithCustomError(sortition, "SortitionWrongSeat")
        .withArgs(lot, person.id, Seat.Recused);
    });

    it("reverts for who was not drawn, who is late, and who is no member any more", async () => {
      const { sortition, lots, lot, people, founders, members } = await drawn();
      for (const takes of [true, false]) {
        await expect(answerBy(lots, lot, founders[0]!, takes))
          .to.be.revertedWithCustomError(sortition, "SortitionWrongSeat")
          .withArgs(lot, 1n, Seat.Barred);
      }
      const [gone, late] = people;
      await members.connect(gone!.signer).resign({ by: gone!.id, nonce: 0n, deadline: FOREVER }, "0x");
      await expect(answerBy(lots, lot, gone!, true))
        .to.be.revertedWithCustomError(sortition, "SortitionNotAsked")
        .withArgs(lot, gone!.id, Obstacle.NotMember);
      const { answerUntil } = await sortition.seatOf(lot, late!.id);
      await time.increaseTo(answerUntil);
      await expect(answerBy(lots, lot, late!, true))
        .to.be.revertedWithCustomError(sortition, "SortitionAnswerTooLate")
        .withArgs(lot, late!.id, answerUntil);
    });
  });

  describe("vacate", () => {
    it("frees an offer that ran out, and the seat of who is no member any more", async () => {
      const { sortition, lots, lot, people, members } = await drawn();
      const [silent, gone] = people;
      await answerBy(lots, lot, gone!, true);
      await members.connect(gone!.signer).resign({ by: gone!.id, nonce: 0n, deadline: FOREVER }, "0x");
      await sortition.vacate(lot, gone!.id);
      await time.increaseTo((await sortition.seatOf(lot, silent!.id)).answerUntil);
      await expect(sortition.vacate(lot, silent!.id))
        .to.emit(sortition, "SeatFreed")
        .withArgs(lot, silent!.id, Seat.Lapsed);
      expect((await sortition.panelOf(lot)).length).to.equal(1);
      expect((await sortition.lotOf(lot)).taken).to.equal(0n);
    });

    it("reverts while an offer runs, for a seat taken, and for who has none", async () => {
      const { sortition, lots, lot, people } = await drawn();
      const [waiting, sitting] = people;
      const { answerUntil } = await sortition.seatOf(lot, waiting!.id);
      await answerBy(lots, lot, sitting!, true);
      await expect(sortition.vacate(lot, waiting!.id))
        .to.be.revertedWithCustomError(sortition, "SortitionSeatHeld")
        .withArgs(lot, waiting!.id, answerUntil);
      await time.increaseTo(answerUntil);
      await expect(sortition.vacate(lot, sitting!.id))
        .to.be.revertedWithCustomError(sortition, "SortitionSeatHeld")
        .withArgs(lot, sitting!.id, answerUntil);
      await expect(sortition.vacate(lot, 1n))
        .to.be.revertedWithCustomError(sortition, "SortitionWrongSeat")
        .withArgs(lot, 1n, Seat.Barred);
    });
  });

  describe("release and close", () => {
    it("free a seat whatever its holder says, and keep the panel as it is for ever", async () => {
      const { sortition, cases, lots, lot, people } = await drawn();
      const [first, second] = people;
      await answerBy(lots, lot, first!, true);
      await expect(sortition.connect(cases).release(lot, first!.id))
        .to.emit(sortition, "SeatFreed")
        .withArgs(lot, first!.id, Seat.Released);
      await expect(sortition.connect(cases).close(lot)).to.emit(sortition, "LotClosed").withArgs(lot);
      expect(await sortition.stageOf(lot)).to.equal(Stage.Closed);
      const attempts = [
        answerBy(lots, lot, second!, true),
        answerBy(lots, lot, second!, false),
        sortition.draw(lot, 9),
        sortition.vacate(lot, second!.id),
        sortition.connect(cases).release(lot, second!.id),
        sortition.connect(cases).close(lot),
      ];
      for (const attempt of attempts) {
        await expect(attempt)
          .to.be.revertedWithCustomError(sortition, "SortitionWrongStage")
          .withArgs(lot, Stage.Closed);
      }
    });

    it("leave no mark beside the parties and the barred, who stay out of an appeal all the same", async () => {
      const { sortition, cases, lots, lot } = await drawn({ barred: [9n] });
      await sortition.connect(cases).close(lot);
      expect(await sortition.partiesOf(lot)).to.deep.equal([]);
      for (const id of [1n, 9n]) {
        expect(await sortition.seatOf(lot, id)).to.deep.equal([Seat.None, 0n]);
        await expect(sortition.obstacleOf(lot, id))
          .to.be.revertedWithCustomError(sortition, "SortitionWrongStage")
          .withArgs(lot, Stage.Closed);
      }
      const appeal = await openLot(lots, time, { parties: [2n], earlier: lot });
      for (const id of [1n, 9n]) expect(await sortition.obstacleOf(appeal, id)).to.equal(Obstacle.Barred);
    });

    it("reverts for no lot and for who has no seat", async () => {
      const { sortition, cases, lot } = await drawn();
      const asCases = sortition.connect(cases);
      await expect(asCases.close(2))
        .to.be.revertedWithCustomError(sortition, "SortitionWrongStage")
        .withArgs(2n, Stage.None);
      await expect(asCases.release(lot, 1n))
        .to.be.revertedWithCustomError(sortition, "SortitionWrongSeat")
        .withArgs(lot, 1n, Seat.Barred);
    });
  });

  describe("setTerms and fillCasesSeat", () => {
    it("are the nation's", async () => {
      const { sortition, founders } = await networkHelpers.loadFixture(nine);
      const member = founders[0]!.signer;
      for (const attempt of [
        sortition.connect(member).setTerms(LOT_TERMS),
        sortition.connect(member).fillCasesSeat(member),
      ]) {
        await expect(attempt).to.be.revertedWithCustomError(sortition, "CharteredOnlyNation").withArgs(member.address);
      }
    });

    it("reverts with SortitionBadTerms for a term out of its range", async () => {
      const { sortition } = await networkHelpers.loadFixture(nine);
      const faults = {
        commitDays: [0n, 61n],
        revealDays: [0n, 61n],
        answerDays: [0n, 61n],
        leastReveals: [0n],
        rounds: [11n],
      };
      for (const [term, values] of Object.entries(faults)) {
        for (const value of values) {
          await expect(sortition.setTerms({ ...LOT_TERMS, [term]: value }))
            .to.be.revertedWithCustomError(sortition, "SortitionBadTerms")
            .withArgs(term);
        }
      }
      await expect(sortition.setTerms({ ...LOT_TERMS, rounds: 10n })).to.emit(sortition, "LotTermsSet");
      expect((await sortition.terms()).rounds).to.equal(10n);
    });

    it("fills the seat once, and not with nobody", async () => {
      const lots = await networkHelpers.loadFixture(nine);
      const { sortition, cases, timelock, members, guilds, calendar, conflicts } = lots;
      expect(await sortition.cases()).to.equal(cases.address);
      await expect(sortition.fillCasesSeat(members))
        .to.be.revertedWithCustomError(sortition, "SortitionSeatTaken")
        .withArgs(cases.address);
      const args = [timelock, members, guilds, calendar, conflicts, LOT_TERMS];
      const empty = await ethers.deployContract("Sortition", args);
      await expect(empty.fillCasesSeat(ZeroAddress)).to.be.revertedWithCustomError(empty, "CharteredZeroAddress");
      for (const missing of [1, 2, 3, 4]) {
        const without = args.map((value, index) => (index === missing ? ZeroAddress : value));
        await expect(ethers.deployContract("Sortition", without)).to.be.revertedWithCustomError(
          empty,
          "CharteredZeroAddress",
        );
      }
    });
  });
});
