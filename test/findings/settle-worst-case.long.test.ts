import { expect } from "chai";
import { Wallet } from "ethers";
import { network } from "hardhat";

import { bitmapOf } from "../../sdk/contributions/bitmaps.ts";
import { encodePayload, MOST_ENTRIES } from "../../sdk/contributions/payload.ts";
import { signStatement, type ActFields } from "../../sdk/statements.ts";
import type { ContributionLedger, Guilds } from "../../typechain-types/index.ts";
import { deployContributions, hours, NO_BATCH, PLAIN_SEASON, type Contributions } from "../fixtures/contributions.ts";
import type { Elector } from "../fixtures/governance.ts";
import { DAY, FOREVER, foundGuild, type Person } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();

const APPRAISERS = 64;
/** Providers, most of whom appraise. */
const PEOPLE = 255;
const MOST_TURNS = 200;
const PER_TRANSACTION = 32;
/** Turns settled in one transaction where it takes several. */
const PART = 20;
/** The same where every entry counts for a work of its own. */
const PART_WITH_WORKS = 100;
/** What one transaction may use from the Osaka fork on (EIP-7825). */
const TRANSACTION_CAP = 1n << 24n;
const gasLimit = 16_000_000n; // given, since estimating the gas of such a batch takes longer than running it

// A batch of 512 entries that jump from one of 255 people to the next, appraised by 255 who declined something, could be submitted and appraised, and then needed more gas to settle than one transaction may use.
describe("finding: what can be submitted can be settled", () => {
  const nation = async () => {
    const context = await deployContributions(ethers, { founders: 1, season: { appraisals: 1n } });
    const { members, guilds, founders, strangers } = context;
    const carrier = strangers[0]!;
    const wallets = Array.from({ length: PEOPLE }, (_, i) => new Wallet(ethers.id(`person ${i}`)));
    for (let i = 0; i < PEOPLE; i += PER_TRANSACTION)
      await members.found(wallets.slice(i, i + PER_TRANSACTION), { gasLimit });
    const guild = await foundGuild(context, "Makers", founders);
    const people = wallets.map((signer, index) => ({ signer, id: BigInt(2 + index) }));

    async function carryAll(who: number, contract: Guilds | ContributionLedger, method: string, fields: ActFields) {
      const calls = await Promise.all(
        people.slice(0, who).map(async ({ id, signer }) => {
          const act = { by: id, ...fields };
          const { signature } = await signStatement({ contract, method, act, keyEpoch: 0, signer });
          return contract.interface.encodeFunctionData(method as "carry", [act, signature] as never);
        }),
      );
      for (let i = 0; i < calls.length; i += PER_TRANSACTION)
        await contract.connect(carrier).carry(calls.slice(i, i + PER_TRANSACTION), { gasLimit });
    }
    await carryAll(PEOPLE, guilds, "join", { guild, nonce: 0, deadline: FOREVER });
    const nation = { ...context, guild, people, carryAll, author: founders[0]! };
    await liveFirstSeason(nation);
    return nation;
  };
  type Nation = Contributions & { guild: bigint; author: Person; people: readonly Elector[] };

  /** Everybody has credits of a season in which standing did not fade; from the next on it does. */
  async function liveFirstSeason({ ledger, guild, people, author }: Nation) {
    const payload = payloadOf(people, MOST_TURNS);
    await ledger.connect(author.signer).submit(submissionOf({ guild, author }, payload), "0x", { gasLimit });
    const batch = await ledger.batchId(author.id, guild, payload);
    const act = { by: people[0]!.id, batch, declined: [], questioned: [], deadline: FOREVER };
    const { signature } = await signStatement({
      ...{ contract: ledger, method: "appraise", act, keyEpoch: 0, signer: people[0]!.signer },
    });
    await ledger.appraise(act, signature);
    await networkHelpers.time.increase(14n * DAY);
    await ledger.settle(batch, payload, { gasLimit });
    await networkHelpers.time.increaseTo((await ledger.seasonOf(1)).endsAt);
    await ledger.setTerms({ ...PLAIN_SEASON, standingHalfLife: 90n * DAY, appraisals: 20n });
    await ledger.openSeason();
    await networkHelpers.time.increase(DAY);
  }

  const submissionOf = ({ guild, author }: Pick<Nation, "guild" | "author">, payload: string) => ({
    ...{ by: author.id, guild, replaces: NO_BATCH, payload, deadline: FOREVER },
  });

  /** As many entries as there may be, which turn to another provider `turns` times, first to each in a row. */
  function payloadOf(people: readonly { id: bigint }[], turns: number, { minutes = 0, works = false } = {}): string {
    const last = people.toReversed(); // those whom a search among the appraisers finds last, or not at all
    const entries = Array.from({ length: MOST_ENTRIES }, (_, index) => {
      const turn = Math.min(index, turns - 1);
      const provider = { id: last[turn % last.length]!.id } as Parameters<typeof hours>[0];
      return hours(provider, { quantity: index + minutes, work: works ? index + 1 : 0 });
    });
    return encodePayload(entries);
  }

  it("settles the dearest batch within a transaction, and refuses one turn more", async () => {
    const context = await networkHelpers.loadFixture(nation);
    const { ledger, guild, people, carryAll, author } = context;
    const tooMany = submissionOf(context, payloadOf(people.toReversed(), MOST_TURNS + 1));
    await expect(ledger.connect(author.signer).submit(tooMany, "0x", { gasLimit }))
      .to.be.revertedWithCustomError(ledger, "LedgerTooScattered")
      .withArgs(MOST_TURNS);

    const payload = payloadOf(people, MOST_TURNS, { minutes: 1 });
    await ledger.connect(author.signer).submit(submissionOf(context, payload), "0x", { gasLimit });
    const batch = await ledger.batchId(author.id, guild, payload);
    // Something is declined, challenged and withdrawn, so that all must be looked up, and nearly everything is credited.
    await carryAll(APPRAISERS, ledger, "appraise", {
      batch,
      declined: bitmapOf([999]),
      questioned: [],
      deadline: FOREVER,
    });
    const act = { by: author.id, batch, deadline: FOREVER };
    const reason = ethers.ZeroHash;
    await ledger.connect(author.signer).challenge({ ...act, challenged: bitmapOf([998]), reason }, "0x");
    await ledger.connect(author.signer).withdraw({ ...act, withdrawn: bitmapOf([997]) }, "0x", "0x");
    await networkHelpers.time.increase(14n * DAY);
    const receipt = await (await ledger.settle(batch, payload, { gasLimit: TRANSACTION_CAP })).wait();
    expect((await ledger.appraisersOf(batch)).length).to.equal(APPRAISERS);
    expect(receipt!.gasUsed).to.be.lessThan((TRANSACTION_CAP * 96n) / 100n);
  });

  it("settles in parts a batch whose entries all name works of their own, where those are counted", async () => {
    const context = await networkHelpers.loadFixture(nation);
    const { ledger, guilds, guildTerms, guild, people, carryAll, author, nation: seat } = context;
    await guilds.fillSeat(0, seat); // in the councils' place: it makes the guild's account act
    const account = await ethers.getContractAt("GuildAccount", await guilds.accountOf(guild));
    const terms = { by: guild, budget: 0, totalsOnly: false, countsWorks: true, nonce: 0, deadline: FOREVER };
    const decided = guildTerms.interface.encodeFunctionData("setGuildTerms", [terms, "0x"]);
    await account.connect(seat).execute(guildTerms, 0, decided);
    await networkHelpers.time.increaseTo((await ledger.seasonOf(2)).endsAt);
    await ledger.openSeason();
    const payload = payloadOf(people, MOST_TURNS, { minutes: 1, works: true });
    await ledger.connect(author.signer).submit(submissionOf({ guild, author }, payload), "0x", { gasLimit });
    const batch = await ledger.batchId(author.id, guild, payload);
    await carryAll(APPRAISERS, ledger, "appraise", { batch, declined: [], questioned: [], deadline: FOREVER });
    await networkHelpers.time.increase(14n * DAY);
    for (let upTo = PART_WITH_WORKS; upTo < MOST_ENTRIES; upTo += PART_WITH_WORKS) {
      const receipt = await (await ledger.settlePart(batch, payload, upTo, { gasLimit: TRANSACTION_CAP })).wait();
      expect(receipt!.gasUsed).to.be.lessThan((TRANSACTION_CAP * 96n) / 100n);
    }
    await ledger.settle(batch, payload, { gasLimit: TRANSACTION_CAP });
    expect(await ledger.workTotalAt(guild, MOST_ENTRIES, 3)).to.equal(MOST_ENTRIES);
  });

  it("settles in parts what a pair limit, conflicts and a close make too dear for one transaction", async () => {
    const context = await networkHelpers.loadFixture(nation);
    const { ledger, guild, people, carryAll, author } = context;
    await networkHelpers.time.increaseTo((await ledger.seasonOf(2)).closesAt);
    await ledger.closeSeason(1);
    await ledger.setTerms({ ...PLAIN_SEASON, standingHalfLife: 90n * DAY, appraisals: 20n, pairLimit: 1n });
    await ledger.openSeason();
    const payload = payloadOf(people, MOST_TURNS, { minutes: 1 });
    await ledger.connect(author.signer).submit(submissionOf({ guild, author }, payload), "0x", { gasLimit });
    const batch = await ledger.batchId(author.id, guild, payload);
    await carryAll(APPRAISERS, ledger, "appraise", { batch, declined: [], questioned: [], deadline: FOREVER });
    await networkHelpers.time.increase(14n * DAY);
    for (let upTo = PART; upTo < MOST_TURNS; upTo += PART) {
      const receipt = await (await ledger.settlePart(batch, payload, upTo, { gasLimit: TRANSACTION_CAP })).wait();
      expect(receipt!.gasUsed).to.be.lessThan((TRANSACTION_CAP * 96n) / 100n);
    }
    await ledger.settle(batch, payload, { gasLimit: TRANSACTION_CAP });
    expect((await ledger.batchOf(batch)).state).to.equal(3n);
  });
});
