import { expect } from "chai";
import { network } from "hardhat";

import { bitmapOf } from "../../../sdk/contributions/bitmaps.ts";
import { encodePayload, type EntryInput } from "../../../sdk/contributions/payload.ts";
import {
  appraiseBatch,
  type Contributions,
  deployContributions,
  hours,
  NO_BATCH,
  submitBatch,
} from "../../fixtures/contributions.ts";
import { DAY, FOREVER, foundGuild, type Person, sign } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const UNKNOWN = ethers.id("a batch that nobody submitted");
const REASON = ethers.id("salted reason");
const [OPEN, WITHDRAWN, SETTLED] = [1n, 2n, 3n];
const LIVELIHOOD = 0;

describe("ContributionLedger", () => {
  /** Amara, Bo, Chen and Dina form a guild; Esi is a member of the nation outside it. */
  async function guildOfFour() {
    const nation = await deployContributions(ethers);
    const [amara, bo, chen, dina, esi] = nation.founders as [Person, Person, Person, Person, Person];
    const guild = await foundGuild(nation, "Makers", [amara, bo, chen, dina]);
    return { ...nation, guild, amara, bo, chen, dina, esi };
  }

  /** Amara has submitted an hour of her own and an hour of Bo's. */
  async function submittedBatch() {
    const context = await guildOfFour();
    const batch = await submitBatch(context, context.guild, context.amara, [hours(context.amara), hours(context.bo)]);
    return { ...context, ...batch };
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
    deadline: FOREVER,
  });
  const withdrawal = (author: Person, batch: string, entries: readonly number[] = []) => ({
    by: author.id,
    batch,
    entries: bitmapOf(entries),
    deadline: FOREVER,
  });
  const challenge = (author: Person, batch: string, entries: readonly number[]) => ({
    by: author.id,
    batch,
    entries: bitmapOf(entries),
    reason: REASON,
    deadline: FOREVER,
  });

  const recordOf = async ({ ledger, guild }: Contributions & { guild: bigint }, { id }: Person) =>
    (await ledger.recordOf(guild, id))[LIVELIHOOD];

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
        await ledger.connect(strangers[0]!).submit(first, signature);

        const call = ledger.interface.encodeFunctionData("submit", [
          second,
          await sign(context, chen, ledger, "submit", second),
        ]);
        await ledger.connect(strangers[0]!).carry([call]);

        expect((await ledger.batchOf(await ledger.batchId(amara.id, guild, first.payload))).state).to.equal(OPEN);
        expect((await ledger.batchOf(await ledger.batchId(chen.id, guild, second.payload))).by).to.equal(chen.id);
      });
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
          expect(await ledger.eligibleCredit(guild, person.id, 1, LIVELIHOOD)).to.equal(60n);
        }
        expect(await ledger.eligibleTotal(guild, 1, LIVELIHOOD)).to.equal(120n);
        expect((await ledger.batchOf(id)).state).to.equal(SETTLED);
      });
    });
  });
});
