import { expect } from "chai";
import { network } from "hardhat";

import { bitmapOf } from "../../../sdk/contributions/bitmaps.ts";
import { encodePayload, type EntryInput, MOST_MINUTES } from "../../../sdk/contributions/payload.ts";
import {
  appraiseBatch,
  type Contributions,
  deployContributions,
  hours,
  NO_BATCH,
  type SeasonTerms,
  submitBatch,
} from "../../fixtures/contributions.ts";
import { DAY, FOREVER, foundGuild, type Person, sign, vouchIn } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const UNKNOWN = ethers.id("a batch that nobody submitted");
const REASON = ethers.id("salted reason");
const [OPEN, WITHDRAWN, SETTLED] = [1n, 2n, 3n];
const LIVELIHOOD = 0;

describe("ContributionLedger", () => {
  /** Amara, Bo, Chen and Dina form a guild; Esi is a member of the nation outside it. */
  async function guildUnder(season: Partial<SeasonTerms>) {
    const nation = await deployContributions(ethers, { season });
    const [amara, bo, chen, dina, esi] = nation.founders as [Person, Person, Person, Person, Person];
    const guild = await foundGuild(nation, "Makers", [amara, bo, chen, dina]);
    return { ...nation, guild, amara, bo, chen, dina, esi };
  }

  const guildOfFour = () => guildUnder({});
  const guildWithApprentice = () => apprenticeUnder({});

  /** Amara has submitted an hour of her own and an hour of Bo's. */
  async function submittedBatch() {
    const context = await guildOfFour();
    const batch = await submitBatch(context, context.guild, context.amara, [hours(context.amara), hours(context.bo)]);
    return { ...context, ...batch };
  }

  /** A guild of four with a fifth person who is still in probation. */
  async function apprenticeUnder(season: Partial<SeasonTerms>) {
    const nation = await deployContributions(ethers, { terms: { probation: 365n * DAY }, season });
    const [amara, bo, chen, dina] = nation.founders as [Person, Person, Person, Person];
    const guild = await foundGuild(nation, "Makers", [amara, bo, chen, dina]);
    const apprentice = await vouchIn(nation, [amara, bo], nation.strangers[0]!);
    const act = { by: apprentice.id, guild, nonce: 0, deadline: FOREVER };
    await nation.guilds.connect(apprentice.signer).join(act, "0x");
    return { ...nation, guild, amara, bo, chen, dina, apprentice };
  }

  /** Chen and Dina have accepted it. */
  async function acceptedBatch() {
    const context = await submittedBatch();
    await appraiseBatch(context, context.id, [context.chen, context.dina]);
    return context;
  }

  const submission = (guild: bigint, author: Person, entries: readonly EntryInput[], replaces = NO_BATCH) => ({
    by: author.id,
    guild,
    replaces,
    payload: encodePayload(entries),
    deadline: FOREVER,
  });
  const appraisal = (author: Person, batch: string, declined: readonly number[] = []) => ({
    by: author.id,
    batch,
    declined: bitmapOf(declined),
    questioned: [],
    deadline: FOREVER,
  });
  const withdrawal = (author: Person, batch: string, entries: readonly number[] = []) => ({
    by: author.id,
    batch,
    withdrawn: bitmapOf(entries),
    deadline: FOREVER,
  });
  const challenge = (author: Person, batch: string, entries: readonly number[]) => ({
    by: author.id,
    batch,
    challenged: bitmapOf(entries),
    reason: REASON,
    deadline: FOREVER,
  });

  const recordOf = async ({ ledger, guild }: Contributions & { guild: bigint }, { id }: Person) =>
    (await ledger.recordOf(guild, id))[LIVELIHOOD];

  const totals = async ({ ledger, guild }: Contributions & { guild: bigint }, season: number) =>
    ledger.eligibleTotalsOf(guild, season);

  const settleLater = async ({ ledger, id, payload }: Contributions & { id: string; payload: string }) => {
    await time.increase(14n * DAY);
    await ledger.settle(id, payload);
  };

  describe("submit", () => {
    describe("given an open season and an author on the roster", () => {
      it("keeps the batch in one slot under its digest and publishes the payload", async () => {
        const { ledger, guild, amara, bo } = await networkHelpers.loadFixture(guildOfFour);
        const act = submission(guild, amara, [hours(amara), hours(bo)]);
        const id = await ledger.batchId(amara.id, guild, act.payload);
        const now = (await time.latest()) + 1;

        await expect(ledger.connect(amara.signer).submit(act, "0x"))
          .to.emit(ledger, "BatchSubmitted")
          .withArgs(id, guild, amara.id, 1n, now, act.payload);
        expect(await ledger.batchOf(id)).to.deep.equal([guild, amara.id, 1n, BigInt(now), 2n, OPEN, 0n, 0n, 0n]);
      });

      it("takes the author's signed statement from any carrier, and from a carried batch", async () => {
        const context = await networkHelpers.loadFixture(guildOfFour);
        const { ledger, guild, amara, bo, chen, strangers } = context;
        const first = submission(guild, amara, [hours(bo)]);
        const second = submission(guild, chen, [hours(chen)]);
        const signature = await sign(context, amara, ledger, "submit", first);
        await ledger.connect(strangers[0]).submit(first, signature);

        const call = ledger.interface.encodeFunctionData("submit", [
          second,
          await sign(context, chen, ledger, "submit", second),
        ]);
        await ledger.connect(strangers[0]).carry([call]);

        expect((await ledger.batchOf(await ledger.batchId(amara.id, guild, first.payload))).state).to.equal(OPEN);
        expect((await ledger.batchOf(await ledger.batchId(chen.id, guild, second.payload))).by).to.equal(chen.id);
      });

      it("takes a submission and its appraisals, signed beforehand, in one carried batch", async () => {
        const context = await networkHelpers.loadFixture(guildOfFour);
        const { ledger, guild, amara, bo, chen, dina, strangers } = context;
        const act = submission(guild, amara, [hours(bo)]);
        const id = await ledger.batchId(amara.id, guild, act.payload);
        const calls = [
          ledger.interface.encodeFunctionData("submit", [act, await sign(context, amara, ledger, "submit", act)]),
        ];
        for (const peer of [chen, dina]) {
          const appraise = appraisal(peer, id);
          const signature = await sign(context, peer, ledger, "appraise", appraise);
          calls.push(ledger.interface.encodeFunctionData("appraise", [appraise, signature]));
        }
        await ledger.connect(strangers[0]).carry(calls);
        expect(await ledger.appraisersOf(id)).to.deep.equal([chen.id, dina.id]);
      });

      it("lets a probationary person submit", async () => {
        const { ledger, guild, apprentice } = await networkHelpers.loadFixture(guildWithApprentice);
        const act = submission(guild, apprentice, [hours(apprentice)]);
        await expect(ledger.connect(apprentice.signer).submit(act, "0x")).to.emit(ledger, "BatchSubmitted");
      });

      it("withdraws the batch it replaces", async () => {
        const { ledger, guild, amara, id } = await networkHelpers.loadFixture(submittedBatch);
        const act = submission(guild, amara, [hours(amara, { quantity: 45 })], id);
        await expect(ledger.connect(amara.signer).submit(act, "0x"))
          .to.emit(ledger, "BatchWithdrawn")
          .withArgs(id, amara.id);
        expect((await ledger.batchOf(id)).state).to.equal(WITHDRAWN);
      });
    });

    describe("when it may not be", () => {
      it("reverts with LedgerNoOpenSeason before the first season and after the end of one", async () => {
        const { ledger, guild, amara } = await networkHelpers.loadFixture(guildOfFour);
        await time.increase(90n * DAY);
        const act = submission(guild, amara, [hours(amara)]);
        await expect(ledger.connect(amara.signer).submit(act, "0x"))
          .to.be.revertedWithCustomError(ledger, "LedgerNoOpenSeason")
          .withArgs(1n);
      });

      it("reverts with LedgerNotOnRoster for a member of the nation outside the guild", async () => {
        const { ledger, guild, esi } = await networkHelpers.loadFixture(guildOfFour);
        await expect(ledger.connect(esi.signer).submit(submission(guild, esi, [hours(esi)]), "0x"))
          .to.be.revertedWithCustomError(ledger, "LedgerNotOnRoster")
          .withArgs(guild, esi.id);
      });

      it("reverts with LedgerNotAdmitted for somebody on the roster who has left the nation", async () => {
        const { ledger, members, guild, dina } = await networkHelpers.loadFixture(guildOfFour);
        await members.connect(dina.signer).resign({ by: dina.id, nonce: 0, deadline: FOREVER }, "0x");
        await expect(ledger.connect(dina.signer).submit(submission(guild, dina, [hours(dina)]), "0x"))
          .to.be.revertedWithCustomError(ledger, "LedgerNotAdmitted")
          .withArgs(dina.id);
      });

      it("reverts with LedgerBatchKnown for the same payload, also after its withdrawal", async () => {
        const { ledger, guild, amara, bo, id } = await networkHelpers.loadFixture(submittedBatch);
        const act = submission(guild, amara, [hours(amara), hours(bo)]);
        await expect(ledger.connect(amara.signer).submit(act, "0x"))
          .to.be.revertedWithCustomError(ledger, "LedgerBatchKnown")
          .withArgs(id);
        await ledger.connect(amara.signer).withdraw(withdrawal(amara, id), "0x", "0x");
        await expect(ledger.connect(amara.signer).submit(act, "0x")).to.be.revertedWithCustomError(
          ledger,
          "LedgerBatchKnown",
        );
      });

      for (const [what, payload, format, length] of [
        ["nothing at all", "0x", 0, 0],
        ["a format byte alone", "0x01", 1, 1],
        ["an unknown format", "0x04", 4, 1],
        ["a piece of a root", `0x03${"00".repeat(31)}`, 3, 32],
        ["a root alone", `0x03${"00".repeat(32)}`, 3, 33],
        ["a piece of an entry", `0x01${"00".repeat(27)}`, 1, 28],
        ["entries of the other format", `0x02${"00".repeat(28)}`, 2, 29],
        ["1,001 entries", `0x01${"00".repeat(28 * 1001)}`, 1, 1 + 28 * 1001],
      ] as const) {
        it(`reverts with LedgerBadPayload for ${what}`, async () => {
          const { ledger, guild, amara } = await networkHelpers.loadFixture(guildOfFour);
          const act = { by: amara.id, guild, replaces: NO_BATCH, payload, deadline: FOREVER };
          await expect(ledger.connect(amara.signer).submit(act, "0x"))
            .to.be.revertedWithCustomError(ledger, "LedgerBadPayload")
            .withArgs(format, length);
        });
      }

      for (const flags of ["03", "04", "40", "83"]) {
        it(`reverts with LedgerBadTrack for the track byte 0x${flags}`, async () => {
          const { ledger, guild, amara, bo } = await networkHelpers.loadFixture(guildOfFour);
          const act = submission(guild, amara, [hours(amara), hours(bo)]);
          const place = 2 + 2 * (1 + 28 + 9);
          const payload = act.payload.slice(0, place) + flags + act.payload.slice(place + 2);
          await expect(ledger.connect(amara.signer).submit({ ...act, payload }, "0x"))
            .to.be.revertedWithCustomError(ledger, "LedgerBadTrack")
            .withArgs(1, Number(`0x${flags}`));
        });
      }

      it("reverts with LedgerTooManyMinutes for more than a leap year of work, not for other resources", async () => {
        const { ledger, guild, amara } = await networkHelpers.loadFixture(guildOfFour);
        const many = MOST_MINUTES + 1;
        const act = submission(guild, amara, [hours(amara, { resource: 7, quantity: many })]);
        const place = 2 + 2 * (1 + 10);
        const payload = `${act.payload.slice(0, place)}00000000${act.payload.slice(place + 8)}`;
        await expect(ledger.connect(amara.signer).submit({ ...act, payload }, "0x"))
          .to.be.revertedWithCustomError(ledger, "LedgerTooManyMinutes")
          .withArgs(0, many);
        await expect(ledger.connect(amara.signer).submit(act, "0x")).to.emit(ledger, "BatchSubmitted");
      });

      it("reverts with LedgerProviderNotOnRoster for an entry of somebody outside", async () => {
        const { ledger, guild, amara, bo, esi } = await networkHelpers.loadFixture(guildOfFour);
        const act = submission(guild, amara, [hours(bo), hours(amara), hours(esi)]);
        await expect(ledger.connect(amara.signer).submit(act, "0x"))
          .to.be.revertedWithCustomError(ledger, "LedgerProviderNotOnRoster")
          .withArgs(guild, 2, esi.id);
      });

      it("reverts with LedgerNotAuthor when it replaces a batch of somebody else", async () => {
        const { ledger, guild, bo, id } = await networkHelpers.loadFixture(submittedBatch);
        await expect(ledger.connect(bo.signer).submit(submission(guild, bo, [hours(bo)], id), "0x"))
          .to.be.revertedWithCustomError(ledger, "LedgerNotAuthor")
          .withArgs(id, bo.id);
      });

      it("reverts with LedgerUnknownBatch when it replaces nothing", async () => {
        const { ledger, guild, bo } = await networkHelpers.loadFixture(guildOfFour);
        await expect(ledger.connect(bo.signer).submit(submission(guild, bo, [hours(bo)], UNKNOWN), "0x"))
          .to.be.revertedWithCustomError(ledger, "LedgerUnknownBatch")
          .withArgs(UNKNOWN);
      });

      it("reverts with StatementNotByKeyHolder and StatementExpired as every act does", async () => {
        const { ledger, guild, amara, bo } = await networkHelpers.loadFixture(guildOfFour);
        const act = submission(guild, amara, [hours(amara)]);
        await expect(ledger.connect(bo.signer).submit(act, "0x"))
          .to.be.revertedWithCustomError(ledger, "StatementNotByKeyHolder")
          .withArgs(amara.id, bo.signer.address);
        await expect(ledger.connect(amara.signer).submit({ ...act, deadline: 1 }, "0x"))
          .to.be.revertedWithCustomError(ledger, "StatementExpired")
          .withArgs(amara.id, 1);
      });
    });
  });

  describe("withdraw", () => {
    it("takes back the whole batch for its author, who may sign for a carrier", async () => {
      const context = await networkHelpers.loadFixture(submittedBatch);
      const { ledger, amara, id, strangers } = context;
      const act = withdrawal(amara, id);
      const signature = await sign(context, amara, ledger, "withdraw", act);
      await expect(ledger.connect(strangers[0]).withdraw(act, signature, "0x"))
        .to.emit(ledger, "BatchWithdrawn")
        .withArgs(id, amara.id);
      expect((await ledger.batchOf(id)).state).to.equal(WITHDRAWN);
    });

    it("takes back entries for the author, and their own for a provider", async () => {
      const { ledger, amara, bo, id, payload } = await networkHelpers.loadFixture(submittedBatch);
      await expect(ledger.connect(amara.signer).withdraw(withdrawal(amara, id, [0]), "0x", "0x"))
        .to.emit(ledger, "EntriesWithdrawn")
        .withArgs(id, amara.id, [1n]);
      await expect(ledger.connect(bo.signer).withdraw(withdrawal(bo, id, [1]), "0x", payload))
        .to.emit(ledger, "EntriesWithdrawn")
        .withArgs(id, bo.id, [2n]);
      expect(await ledger.withdrawnEntries(id)).to.deep.equal([3n]);
    });

    it("reverts with LedgerNotAuthor when somebody else takes back the whole batch", async () => {
      const { ledger, bo, id } = await networkHelpers.loadFixture(submittedBatch);
      await expect(ledger.connect(bo.signer).withdraw(withdrawal(bo, id), "0x", "0x"))
        .to.be.revertedWithCustomError(ledger, "LedgerNotAuthor")
        .withArgs(id, bo.id);
    });

    it("reverts with LedgerNotProvider for an entry of another", async () => {
      const { ledger, bo, id, payload } = await networkHelpers.loadFixture(submittedBatch);
      await expect(ledger.connect(bo.signer).withdraw(withdrawal(bo, id, [0, 1]), "0x", payload))
        .to.be.revertedWithCustomError(ledger, "LedgerNotProvider")
        .withArgs(id, 0, bo.id);
    });

    it("reverts with LedgerWrongPayload when a provider shows another payload", async () => {
      const { ledger, bo, id } = await networkHelpers.loadFixture(submittedBatch);
      const other = encodePayload([hours(bo), hours(bo)]);
      await expect(ledger.connect(bo.signer).withdraw(withdrawal(bo, id, [0]), "0x", other))
        .to.be.revertedWithCustomError(ledger, "LedgerWrongPayload")
        .withArgs(id);
    });

    it("reverts with LedgerBadBitmap for an entry beyond the last, and for none", async () => {
      const { ledger, amara, id } = await networkHelpers.loadFixture(submittedBatch);
      for (const withdrawn of [[4n], [0n], [1n, 1n]]) {
        await expect(ledger.connect(amara.signer).withdraw({ ...withdrawal(amara, id), withdrawn }, "0x", "0x"))
          .to.be.revertedWithCustomError(ledger, "LedgerBadBitmap")
          .withArgs(2);
      }
    });

    it("reverts with LedgerNothingNew for entries already taken back", async () => {
      const { ledger, amara, id } = await networkHelpers.loadFixture(submittedBatch);
      await ledger.connect(amara.signer).withdraw(withdrawal(amara, id, [1]), "0x", "0x");
      await expect(ledger.connect(amara.signer).withdraw(withdrawal(amara, id, [1]), "0x", "0x"))
        .to.be.revertedWithCustomError(ledger, "LedgerNothingNew")
        .withArgs(id);
    });

    it("reverts with LedgerBatchNotOpen once the batch is withdrawn or settled", async () => {
      const { ledger, amara, id, payload } = await networkHelpers.loadFixture(acceptedBatch);
      await time.increase(14n * DAY);
      await ledger.settle(id, payload);
      await expect(ledger.connect(amara.signer).withdraw(withdrawal(amara, id), "0x", "0x"))
        .to.be.revertedWithCustomError(ledger, "LedgerBatchNotOpen")
        .withArgs(id, SETTLED);
    });
  });

  describe("appraise", () => {
    it("keeps appraisers in their order, and what each declined", async () => {
      const { ledger, chen, dina, id } = await networkHelpers.loadFixture(submittedBatch);
      await expect(ledger.connect(chen.signer).appraise(appraisal(chen, id, [1]), "0x"))
        .to.emit(ledger, "BatchAppraised")
        .withArgs(id, chen.id, [2n], []);
      await ledger.connect(dina.signer).appraise(appraisal(dina, id), "0x");
      expect(await ledger.appraisersOf(id)).to.deep.equal([chen.id, dina.id]);
      expect(await ledger.declinedBy(id, 0)).to.deep.equal([2n]);
      expect(await ledger.declinedBy(id, 1)).to.deep.equal([0n]);
    });

    it("takes an appraiser's signed statement from any carrier", async () => {
      const context = await networkHelpers.loadFixture(submittedBatch);
      const { ledger, chen, id, strangers } = context;
      const act = appraisal(chen, id, [0]);
      const signature = await sign(context, chen, ledger, "appraise", act);
      await ledger.connect(strangers[0]).appraise(act, signature);
      expect(await ledger.appraisersOf(id)).to.deep.equal([chen.id]);
    });

    it("reverts with LedgerAuthorAppraises for the author", async () => {
      const { ledger, amara, id } = await networkHelpers.loadFixture(submittedBatch);
      await expect(ledger.connect(amara.signer).appraise(appraisal(amara, id), "0x"))
        .to.be.revertedWithCustomError(ledger, "LedgerAuthorAppraises")
        .withArgs(id, amara.id);
    });

    it("reverts with LedgerAlreadyAppraised the second time", async () => {
      const { ledger, chen, id } = await networkHelpers.loadFixture(submittedBatch);
      await ledger.connect(chen.signer).appraise(appraisal(chen, id), "0x");
      await expect(ledger.connect(chen.signer).appraise(appraisal(chen, id, [0]), "0x"))
        .to.be.revertedWithCustomError(ledger, "LedgerAlreadyAppraised")
        .withArgs(id, chen.id);
    });

    it("reverts with LedgerNotOnRoster for a member outside the guild", async () => {
      const { ledger, guild, esi, id } = await networkHelpers.loadFixture(submittedBatch);
      await expect(ledger.connect(esi.signer).appraise(appraisal(esi, id), "0x"))
        .to.be.revertedWithCustomError(ledger, "LedgerNotOnRoster")
        .withArgs(guild, esi.id);
    });

    it("reverts with LedgerNotAdmitted for a probationary person", async () => {
      const context = await networkHelpers.loadFixture(guildWithApprentice);
      const { ledger, guild, amara, apprentice } = context;
      const { id } = await submitBatch(context, guild, amara, [hours(amara)]);
      await expect(ledger.connect(apprentice.signer).appraise(appraisal(apprentice, id), "0x"))
        .to.be.revertedWithCustomError(ledger, "LedgerNotAdmitted")
        .withArgs(apprentice.id);
    });

    it("reverts with LedgerBadBitmap for a declined entry that does not exist", async () => {
      const { ledger, chen, id } = await networkHelpers.loadFixture(submittedBatch);
      await expect(ledger.connect(chen.signer).appraise(appraisal(chen, id, [2]), "0x"))
        .to.be.revertedWithCustomError(ledger, "LedgerBadBitmap")
        .withArgs(2);
    });

    it("reverts with LedgerAppraisalOver after the appraisal period", async () => {
      const { ledger, chen, id } = await networkHelpers.loadFixture(submittedBatch);
      const endsAt = (await ledger.batchOf(id)).submittedAt + 7n * DAY;
      await time.setNextBlockTimestamp(endsAt);
      await expect(ledger.connect(chen.signer).appraise(appraisal(chen, id), "0x"))
        .to.be.revertedWithCustomError(ledger, "LedgerAppraisalOver")
        .withArgs(id, endsAt);
    });

    it("stays possible for a challenged batch until it can be settled", async () => {
      const { ledger, chen, dina, id } = await networkHelpers.loadFixture(submittedBatch);
      const endsAt = (await ledger.batchOf(id)).submittedAt + 14n * DAY;
      await ledger.connect(chen.signer).challenge(challenge(chen, id, [0]), "0x");
      await time.setNextBlockTimestamp(endsAt - 1n);
      await ledger.connect(chen.signer).appraise(appraisal(chen, id), "0x");
      await time.setNextBlockTimestamp(endsAt);
      await expect(ledger.connect(dina.signer).appraise(appraisal(dina, id), "0x"))
        .to.be.revertedWithCustomError(ledger, "LedgerAppraisalOver")
        .withArgs(id, endsAt);
    });

    it("reverts with LedgerUnknownBatch for no batch", async () => {
      const { ledger, chen } = await networkHelpers.loadFixture(guildOfFour);
      await expect(ledger.connect(chen.signer).appraise(appraisal(chen, UNKNOWN), "0x"))
        .to.be.revertedWithCustomError(ledger, "LedgerUnknownBatch")
        .withArgs(UNKNOWN);
    });
  });

  describe("challenge", () => {
    it("marks entries for everybody on the roster, carried by anybody", async () => {
      const context = await networkHelpers.loadFixture(submittedBatch);
      const { ledger, bo, chen, id, strangers } = context;
      await expect(ledger.connect(bo.signer).challenge(challenge(bo, id, [0]), "0x"))
        .to.emit(ledger, "EntriesChallenged")
        .withArgs(id, bo.id, [1n], REASON);
      const act = challenge(chen, id, [0, 1]);
      const signature = await sign(context, chen, ledger, "challenge", act);
      await ledger.connect(strangers[0]).challenge(act, signature);
      expect(await ledger.challengedEntries(id)).to.deep.equal([3n]);
    });

    it("reverts with LedgerNothingNew when the entries are challenged already", async () => {
      const { ledger, bo, chen, id } = await networkHelpers.loadFixture(submittedBatch);
      await ledger.connect(bo.signer).challenge(challenge(bo, id, [0]), "0x");
      await expect(ledger.connect(chen.signer).challenge(challenge(chen, id, [0]), "0x"))
        .to.be.revertedWithCustomError(ledger, "LedgerNothingNew")
        .withArgs(id);
    });

    it("reverts with LedgerChallengeOver from the middle of the challenge period on", async () => {
      const { ledger, bo, id } = await networkHelpers.loadFixture(submittedBatch);
      const endsAt = (await ledger.batchOf(id)).submittedAt + 7n * DAY + (7n * DAY) / 2n;
      await time.setNextBlockTimestamp(endsAt);
      await expect(ledger.connect(bo.signer).challenge(challenge(bo, id, [0]), "0x"))
        .to.be.revertedWithCustomError(ledger, "LedgerChallengeOver")
        .withArgs(id, endsAt);
    });

    it("reverts with LedgerNotOnRoster for an outsider and with LedgerBadBitmap for no entry", async () => {
      const { ledger, guild, bo, esi, id } = await networkHelpers.loadFixture(submittedBatch);
      await expect(ledger.connect(esi.signer).challenge(challenge(esi, id, [0]), "0x"))
        .to.be.revertedWithCustomError(ledger, "LedgerNotOnRoster")
        .withArgs(guild, esi.id);
      await expect(ledger.connect(bo.signer).challenge(challenge(bo, id, []), "0x"))
        .to.be.revertedWithCustomError(ledger, "LedgerBadBitmap")
        .withArgs(2);
    });
  });

  describe("settle", () => {
    describe("given two acceptances and both periods over", () => {
      it("credits the record, the standing and the season", async () => {
        const context = await networkHelpers.loadFixture(acceptedBatch);
        const { ledger, guild, amara, bo, id, payload } = context;
        await time.increase(14n * DAY);

        await expect(ledger.settle(id, payload)).to.emit(ledger, "BatchSettled").withArgs(id, 1n, [3n], [3n]);
        for (const person of [amara, bo]) {
          expect(await ledger.recordAndStandingOf(guild, person.id)).to.deep.equal([
            [60n, 0n, 0n],
            [60n * 10n ** 18n, 0n, 0n],
          ]);
          expect(await ledger.standingOf(guild, person.id, LIVELIHOOD)).to.equal(60n * 10n ** 18n);
          expect((await ledger.eligibleCreditsOf(guild, person.id, 1))[LIVELIHOOD]).to.equal(60n);
        }
        expect((await ledger.eligibleTotalsOf(guild, 1))[LIVELIHOOD]).to.equal(120n);
        expect((await ledger.batchOf(id)).state).to.equal(SETTLED);
      });
    });

    describe("given an appraiser who is a provider", () => {
      it("does not count the appraisal for the appraiser's own entry", async () => {
        const context = await networkHelpers.loadFixture(submittedBatch);
        const { bo, chen, amara, id } = context;
        await appraiseBatch(context, id, [bo, chen]);
        await settleLater(context);
        expect(await recordOf(context, amara)).to.equal(60n);
        expect(await recordOf(context, bo)).to.equal(0n);
      });

      it("credits that entry with one acceptance more, also if the provider declined it", async () => {
        const context = await networkHelpers.loadFixture(submittedBatch);
        const { bo, chen, dina, id } = context;
        await appraiseBatch(context, id, [bo], [1]);
        await appraiseBatch(context, id, [chen, dina]);
        await settleLater(context);
        expect(await recordOf(context, bo)).to.equal(60n);
      });
    });

    describe("given declines, withdrawals and challenges", () => {
      it("credits an entry that enough others accepted: a decline is no veto", async () => {
        const context = await networkHelpers.loadFixture(submittedBatch);
        const { bo, chen, dina, amara, id } = context;
        await appraiseBatch(context, id, [bo], [0]);
        await appraiseBatch(context, id, [chen, dina]);
        await settleLater(context);
        expect(await recordOf(context, amara)).to.equal(60n);
      });

      it("credits no entry that too few accepted", async () => {
        const context = await networkHelpers.loadFixture(submittedBatch);
        const { chen, dina, amara, bo, id } = context;
        await appraiseBatch(context, id, [chen], [0]);
        await appraiseBatch(context, id, [dina]);
        await settleLater(context);
        expect(await recordOf(context, amara)).to.equal(0n);
        expect(await recordOf(context, bo)).to.equal(60n);
      });

      it("credits no entry withdrawn", async () => {
        const context = await networkHelpers.loadFixture(acceptedBatch);
        const { ledger, amara, bo, id, payload } = context;
        await ledger.connect(bo.signer).withdraw(withdrawal(bo, id, [1]), "0x", payload);
        await settleLater(context);
        expect(await recordOf(context, amara)).to.equal(60n);
        expect(await recordOf(context, bo)).to.equal(0n);
      });

      it("asks one acceptance more of a challenged entry, and no more of the others", async () => {
        const context = await networkHelpers.loadFixture(acceptedBatch);
        const { ledger, amara, bo, chen, id } = context;
        await ledger.connect(chen.signer).challenge(challenge(chen, id, [0]), "0x");
        await settleLater(context);
        expect(await recordOf(context, amara)).to.equal(0n);
        expect(await recordOf(context, bo)).to.equal(60n);
      });

      it("credits a challenged entry that one more accepted, however many challenged", async () => {
        const context = await networkHelpers.loadFixture(acceptedBatch);
        const { ledger, amara, bo, chen, id } = context;
        await ledger.connect(chen.signer).challenge(challenge(chen, id, [0]), "0x");
        await ledger.connect(bo.signer).challenge(challenge(bo, id, [0, 1]), "0x");
        await appraiseBatch(context, id, [bo]);
        await settleLater(context);
        expect(await recordOf(context, amara)).to.equal(60n);
        expect(await recordOf(context, bo)).to.equal(0n);
      });
    });

    describe("given a probationary provider", () => {
      it("grows the record but counts toward no season", async () => {
        const context = await networkHelpers.loadFixture(guildWithApprentice);
        const { ledger, guild, amara, bo, chen, apprentice } = context;
        const batch = await submitBatch(context, guild, amara, [hours(apprentice), hours(bo)]);
        await appraiseBatch(context, batch.id, [chen, context.dina]);
        await time.increase(14n * DAY);
        await expect(ledger.settle(batch.id, batch.payload))
          .to.emit(ledger, "BatchSettled")
          .withArgs(batch.id, 1n, [3n], [2n]);
        expect(await recordOf(context, apprentice)).to.equal(60n);
        expect(await ledger.creditOf(guild, apprentice.id, 1, LIVELIHOOD)).to.equal(0n);
        expect((await ledger.eligibleTotalsOf(guild, 1))[LIVELIHOOD]).to.equal(60n);
      });

      it("counts where the season's terms say so", async () => {
        const context = await apprenticeUnder({ probationaryCounts: true });
        const { ledger, guild, amara, chen, dina, apprentice } = context;
        const batch = await submitBatch(context, guild, amara, [hours(apprentice)]);
        await appraiseBatch(context, batch.id, [chen, dina]);
        await time.increase(14n * DAY);
        await ledger.settle(batch.id, batch.payload);
        expect((await ledger.eligibleCreditsOf(guild, apprentice.id, 1))[LIVELIHOOD]).to.equal(60n);
      });
    });

    describe("given a minimum", () => {
      it("counts a person from the moment they reach it, with everything, on each track alone", async () => {
        const context = await guildUnder({ minimumCredit: [100n, 0n, 30n] });
        const { ledger, guild, amara, bo, chen, dina } = context;
        const credit = async (day: number, entries: readonly EntryInput[]) => {
          const batch = await submitBatch(
            context,
            guild,
            amara,
            entries.map((entry) => ({ ...entry, day })),
          );
          await appraiseBatch(context, batch.id, [chen, dina]);
          await time.increase(14n * DAY);
          await ledger.settle(batch.id, batch.payload);
        };
        await credit(1, [hours(bo), hours(bo, { track: "care", quantity: 30 }), hours(bo, { track: "love" })]);
        expect(await ledger.creditOf(guild, bo.id, 1, LIVELIHOOD)).to.equal(60n);
        expect((await ledger.eligibleCreditsOf(guild, bo.id, 1))[LIVELIHOOD]).to.equal(0n);
        expect(await totals(context, 1)).to.deep.equal([0n, 60n, 30n]);
        await credit(2, [hours(bo, { quantity: 40 })]);
        expect((await ledger.eligibleCreditsOf(guild, bo.id, 1))[LIVELIHOOD]).to.equal(100n);
        expect(await totals(context, 1)).to.deep.equal([100n, 60n, 30n]);
        await credit(3, [hours(bo, { quantity: 5 })]);
        expect(await totals(context, 1)).to.deep.equal([105n, 60n, 30n]);
      });
    });

    it("records other resources in the event and credits nothing for them", async () => {
      const context = await networkHelpers.loadFixture(guildOfFour);
      const { ledger, guild, amara, bo, chen, dina } = context;
      const entry = hours(bo, { resource: 7, action: "use", evidence: REASON });
      const batch = await submitBatch(context, guild, amara, [entry]);
      await appraiseBatch(context, batch.id, [chen, dina]);
      await time.increase(14n * DAY);
      await expect(ledger.settle(batch.id, batch.payload))
        .to.emit(ledger, "BatchSettled")
        .withArgs(batch.id, 1n, [1n], [1n]);
      expect(await recordOf(context, bo)).to.equal(0n);
    });

    it("settles more than 256 entries, and an appraiser's place beyond the third and the eleventh", async () => {
      const context = await deployContributions(ethers, { founders: 17, season: { appraisals: 13n } });
      const { ledger, founders } = context;
      const guild = await foundGuild(context, "Makers", founders);
      const [amara, bo, ...peers] = founders as [Person, Person, ...Person[]];
      const pairOf = (index: number) => Math.floor(index / 2) % 2; // two entries in a row, then the other's
      const entries = Array.from({ length: 300 }, (_, index) => hours(pairOf(index) ? bo : amara, { quantity: index }));
      const batch = await submitBatch(context, guild, amara, entries);
      await appraiseBatch(context, batch.id, peers.slice(0, 13), [0, 299]);
      await appraiseBatch(context, batch.id, peers.slice(13), []);
      await time.increase(14n * DAY);
      await ledger.settle(batch.id, batch.payload);
      expect(await ledger.appraisersOf(batch.id)).to.deep.equal(peers.map(({ id }) => id));
      const minutesOf = (parity: number) =>
        BigInt(
          entries.reduce((sum, { quantity }, i) => sum + (pairOf(i) === parity && i % 299 !== 0 ? quantity : 0), 0),
        );
      expect(await recordOf({ ...context, guild }, amara)).to.equal(minutesOf(0));
      expect(await recordOf({ ...context, guild }, bo)).to.equal(minutesOf(1));
      expect(await ledger.declinedBy(batch.id, 12)).to.deep.equal([1n, 1n << 43n]);
    });

    it("credits the last season when that of submission is closed", async () => {
      const context = await networkHelpers.loadFixture(acceptedBatch);
      const { ledger, guild, bo, id, payload } = context;
      await time.increase(105n * DAY);
      await ledger.closeSeason(1);
      await expect(ledger.settle(id, payload)).to.be.revertedWithCustomError(ledger, "LedgerNoOpenSeason").withArgs(1n);
      await ledger.openSeason();
      await expect(ledger.settle(id, payload)).to.emit(ledger, "BatchSettled").withArgs(id, 2n, [3n], [3n]);
      expect(await ledger.creditOf(guild, bo.id, 1, LIVELIHOOD)).to.equal(0n);
      expect((await ledger.eligibleCreditsOf(guild, bo.id, 2))[LIVELIHOOD]).to.equal(60n);
    });

    it("credits a season that ended but is not closed, also after the next one has credits", async () => {
      const context = await networkHelpers.loadFixture(acceptedBatch);
      const { ledger, guild, amara, bo, chen, dina, id, payload } = context;
      await time.increase(90n * DAY);
      await ledger.openSeason();
      const next = await submitBatch(context, guild, amara, [hours(bo, { quantity: 7 })]);
      await appraiseBatch(context, next.id, [chen, dina]);
      await time.increase(14n * DAY);
      await ledger.settle(next.id, next.payload);
      await ledger.settle(id, payload);
      expect(await ledger.creditOf(guild, bo.id, 1, LIVELIHOOD)).to.equal(60n);
      expect(await ledger.creditOf(guild, bo.id, 2, LIVELIHOOD)).to.equal(7n);
      expect(await recordOf(context, bo)).to.equal(67n);
    });

    it("reverts with LedgerSettleTooSoon, LedgerWrongPayload and, the second time, LedgerBatchNotOpen", async () => {
      const { ledger, guild, amara, bo, id, payload } = await networkHelpers.loadFixture(acceptedBatch);
      const notBefore = (await ledger.batchOf(id)).submittedAt + 14n * DAY;
      await time.setNextBlockTimestamp(notBefore - 1n);
      await expect(ledger.settle(id, payload))
        .to.be.revertedWithCustomError(ledger, "LedgerSettleTooSoon")
        .withArgs(id, notBefore);
      await time.increaseTo(notBefore);
      await expect(ledger.settle(id, encodePayload([hours(amara), hours(bo, { quantity: 600 })])))
        .to.be.revertedWithCustomError(ledger, "LedgerWrongPayload")
        .withArgs(id);
      await ledger.settle(id, payload);
      await expect(ledger.settle(id, payload))
        .to.be.revertedWithCustomError(ledger, "LedgerBatchNotOpen")
        .withArgs(id, SETTLED);
      expect((await ledger.eligibleTotalsOf(guild, 1))[LIVELIHOOD]).to.equal(120n);
    });
  });
});
