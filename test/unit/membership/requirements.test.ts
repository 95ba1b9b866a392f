import { expect } from "chai";
import type { Interface } from "ethers";
import { network } from "hardhat";

import {
  DAY,
  deployMembership,
  FOREVER,
  foundGuild,
  NOTICE,
  PLAIN_TERMS,
  YEAR,
  type Person,
} from "../../fixtures/membership.ts";
import { GUILD_SEAT, RANK } from "../../fixtures/ranks.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const now = async () => BigInt(await time.latest());

// What a guild asks of ranks, and who is counted as holding one. Ranks are set from the seat, which an account holds here.
describe("Guilds, requirements", () => {
  /** A guild of twelve, whose council and whose seat of ranks are one account each. */
  const nation = async () => {
    const context = await deployMembership(ethers, { founders: 13 });
    const { guilds, founders, strangers } = context;
    const [council, seat] = strangers;
    await guilds.fillSeat(GUILD_SEAT.councils, council!);
    await guilds.fillSeat(GUILD_SEAT.ranks, seat!);
    const guild = await foundGuild(context, "Weavers", founders.slice(0, 12));
    const account = await ethers.getContractAt("GuildAccount", await guilds.accountOf(guild));
    return { ...context, guild, account: account.connect(council), ranks: guilds.connect(seat) };
  };
  const given = () => networkHelpers.loadFixture(nation);
  type Given = Awaited<ReturnType<typeof nation>>;

  const decide = ({ guilds, account, guild }: Given, method: "setRequirements" | "appoint", fields: object) => {
    const abi: Interface = guilds.interface;
    const act = { by: guild, nonce: 0n, deadline: FOREVER, ...fields };
    return account.execute(guilds, 0, abi.encodeFunctionData(method, [act, "0x"]));
  };
  const ask = (context: Given, appraisal: bigint, office: bigint) =>
    decide(context, "setRequirements", { appraisal, office });
  const appoint = async (context: Given, { id }: Person) =>
    decide(context, "appoint", { steward: id, until: (await now()) + DAY });
  const rank = async ({ ranks, guild }: Given, { id }: Person, to: bigint) =>
    ranks.setRank(guild, id, to, (await now()) + YEAR);
  const rest = ({ members }: Given, { id, signer }: Person, resting: boolean) =>
    members.connect(signer).rest({ by: id, resting, nonce: 0, deadline: FOREVER }, "0x");

  describe("setNotice", () => {
    it("keeps and announces the notice", async () => {
      const { guilds } = await given();
      await expect(guilds.setNotice(DAY)).to.emit(guilds, "NoticeSet").withArgs(DAY);
      expect(await guilds.notice()).to.equal(DAY);
    });

    it("is refused under a day, over a year, and to everybody but the nation", async () => {
      const { guilds, strangers } = await given();
      for (const notice of [DAY - 1n, YEAR + 1n]) {
        await expect(guilds.setNotice(notice))
          .to.be.revertedWithCustomError(guilds, "GuildsBadNotice")
          .withArgs(notice);
      }
      await expect(guilds.connect(strangers[0]).setNotice(DAY))
        .to.be.revertedWithCustomError(guilds, "CharteredOnlyNation")
        .withArgs(strangers[0]!.address);
    });
  });

  describe("setRequirements", () => {
    it("announces what holds once the notice is over; until then what was asked before does", async () => {
      const context = await given();
      const { guilds, guild } = context;
      const at = (await now()) + 5n;
      await time.setNextBlockTimestamp(at);
      await expect(ask(context, RANK.journeyman, RANK.master))
        .to.emit(guilds, "RequirementsPublished")
        .withArgs(guild, RANK.journeyman, RANK.master, at + NOTICE);
      expect(await guilds.requirementsOf(guild)).to.deep.equal([0n, 0n, RANK.journeyman, RANK.master, at + NOTICE]);
      await time.increaseTo(at + NOTICE);
      const held = [RANK.journeyman, RANK.master];
      expect(await guilds.requirementsOf(guild)).to.deep.equal([...held, ...held, 0n]);
      await ask(context, RANK.none, RANK.none);
      expect((await guilds.requirementsOf(guild)).office).to.equal(RANK.master);
    });

    it("is the guild's own act", async () => {
      const { guilds, founders } = await given();
      const [amara] = founders;
      const act = { by: amara!.id, appraisal: 1n, office: 1n, nonce: 0n, deadline: FOREVER };
      await expect(guilds.connect(amara!.signer).setRequirements(act, "0x"))
        .to.be.revertedWithCustomError(guilds, "GuildsUnknownGuild")
        .withArgs(amara!.id);
    });
  });

  describe("appoint, given the guild asks its stewards for the rank of master", () => {
    const asking = async () => {
      const context = await nation();
      await ask(context, RANK.none, RANK.master);
      await time.increase(NOTICE);
      return context;
    };
    const givenAsking = () => networkHelpers.loadFixture(asking);

    it("takes anybody while nobody holds it (INV-140)", async () => {
      const context = await givenAsking();
      const { guilds, guild, founders } = context;
      await appoint(context, founders[3]!);
      expect(await guilds.isSteward(guild, founders[3]!.id)).to.equal(true);
    });

    it("reverts with GuildsRankMissing for others once somebody holds it, also for a journeyman", async () => {
      const context = await givenAsking();
      const { guilds, guild, founders } = context;
      await rank(context, founders[1]!, RANK.master);
      await rank(context, founders[2]!, RANK.journeyman);
      for (const person of founders.slice(2, 4)) {
        await expect(appoint(context, person))
          .to.be.revertedWithCustomError(guilds, "GuildsRankMissing")
          .withArgs(guild, person.id, RANK.master);
      }
      await appoint(context, founders[1]!);
    });

    it("takes anybody again once the last holder rests, leaves or loses the rank (INV-140)", async () => {
      const context = await givenAsking();
      const { guilds, guild, founders } = context;
      const [, holder, other] = founders as [Person, Person, Person];
      const isRefused = async () => {
        await expect(appoint(context, other)).to.be.revertedWithCustomError(guilds, "GuildsRankMissing");
      };
      await rank(context, holder, RANK.master);
      await isRefused();
      await rest(context, holder, true);
      await appoint(context, other);
      await rest(context, holder, false);
      await isRefused();
      await guilds.connect(holder.signer).quit({ by: holder.id, guild, nonce: 5n, deadline: FOREVER }, "0x");
      await appoint(context, other);
    });

    it("ends an office whatever the rank", async () => {
      const context = await givenAsking();
      const { guilds, guild, founders } = context;
      await rank(context, founders[1]!, RANK.master);
      await decide(context, "appoint", { steward: founders[0]!.id, until: 0n });
      expect(await guilds.isSteward(guild, founders[0]!.id)).to.equal(false);
    });
  });

  describe("hasRankToAppraise", () => {
    it("asks nothing while fewer than enough hold the rank or a higher one", async () => {
      const context = await given();
      const { guilds, guild, founders } = context;
      await ask(context, RANK.journeyman, RANK.none);
      await time.increase(NOTICE);
      const [, first, second, other] = founders as [Person, Person, Person, Person];
      await rank(context, first, RANK.journeyman);
      expect(await guilds.hasRankToAppraise(guild, other.id, 2n)).to.equal(true);
      await rank(context, second, RANK.master);
      expect(await guilds.hasRankToAppraise(guild, other.id, 2n)).to.equal(false);
      expect(await guilds.hasRankToAppraise(guild, other.id, 3n)).to.equal(true);
      for (const { id } of [first, second]) expect(await guilds.hasRankToAppraise(guild, id, 2n)).to.equal(true);
    });

    it("counts eight holders at most: a season that asks for more acceptances does not undo it", async () => {
      const context = await given();
      const { guilds, guild, founders } = context;
      await ask(context, RANK.apprentice, RANK.none);
      await time.increase(NOTICE);
      for (const person of founders.slice(0, 8)) await rank(context, person, RANK.apprentice);
      expect(await guilds.hasRankToAppraise(guild, founders[9]!.id, 21n)).to.equal(false);
    });
  });

  describe("isHeldBy", () => {
    it("counts who rose once, in the rank they hold now", async () => {
      const context = await given();
      const { guilds, guild, founders } = context;
      await rank(context, founders[0]!, RANK.apprentice);
      await rank(context, founders[0]!, RANK.master);
      expect(await guilds.isHeldBy(guild, RANK.apprentice, 1n)).to.equal(true);
      expect(await guilds.isHeldBy(guild, RANK.apprentice, 2n)).to.equal(false);
    });

    it("counts nobody whose term is over", async () => {
      const context = await given();
      const { guilds, guild, founders } = context;
      await rank(context, founders[0]!, RANK.master);
      await time.increase(YEAR);
      expect(await guilds.isHeldBy(guild, RANK.master, 1n)).to.equal(false);
    });
  });

  describe("rankOf, given a leave during the term", () => {
    it("pauses the term: the rank lasts as much longer as its holder rested since it was given", async () => {
      const context = await given();
      const { guilds, members, guild, founders } = context;
      const [holder] = founders as [Person];
      await members.setTerms({ ...PLAIN_TERMS, term: 20n * YEAR, longestRest: 2n * YEAR });
      await rest(context, holder, true);
      await time.increase(50n * DAY);
      await rest(context, holder, false);
      await rank(context, holder, RANK.master);
      const { rankUntil, restedBefore } = await guilds.placeOf(guild, holder.id);
      expect(restedBefore).to.be.greaterThan(50n * DAY - 1n);
      await rest(context, holder, true);
      await time.increase(YEAR + 10n * DAY);
      expect(await guilds.rankOf(guild, holder.id)).to.equal(RANK.master);
      await rest(context, holder, false);
      const { rested } = await members.restedOf(holder.id);
      const until = rankUntil + rested - restedBefore;
      await time.increaseTo(until - 1n);
      expect(await guilds.rankOf(guild, holder.id)).to.equal(RANK.master);
      await time.increaseTo(until);
      expect(await guilds.rankOf(guild, holder.id)).to.equal(RANK.none);
    });
  });

  describe("list", () => {
    const places = async ({ guilds, guild }: Given) => [...(await guilds.holdersOf(guild, RANK.master))];

    it("gives a ninth holder the place of one who holds the rank no more", async () => {
      const context = await given();
      const { guilds, guild, founders, strangers } = context;
      for (const person of founders.slice(0, 9)) await rank(context, person, RANK.master);
      const first = founders.slice(0, 8).map(({ id }) => id);
      expect(await places(context)).to.deep.equal(first);
      const ninth = founders[8]!;
      await expect(guilds.connect(strangers[3]).list(guild, ninth.id)).not.to.emit(guilds, "HolderListed");
      await rank(context, founders[2]!, RANK.journeyman);
      await expect(guilds.connect(strangers[3]).list(guild, ninth.id))
        .to.emit(guilds, "HolderListed")
        .withArgs(guild, ninth.id, RANK.master, 2n);
      expect(await places(context)).to.deep.equal(first.with(2, ninth.id));
    });

    it("lists nobody twice", async () => {
      const context = await given();
      const { guilds, guild, founders } = context;
      await rank(context, founders[0]!, RANK.master);
      await expect(guilds.list(guild, founders[0]!.id)).not.to.emit(guilds, "HolderListed");
    });

    it("reverts with GuildsNoRank for who holds none, and for who is no active member", async () => {
      const context = await given();
      const { guilds, guild, founders } = context;
      await expect(guilds.list(guild, 2n)).to.be.revertedWithCustomError(guilds, "GuildsNoRank").withArgs(guild, 2n);
      await rank(context, founders[1]!, RANK.master);
      await rest(context, founders[1]!, true);
      await expect(guilds.list(guild, 2n)).to.be.revertedWithCustomError(guilds, "GuildsNoRank").withArgs(guild, 2n);
    });
  });
});
