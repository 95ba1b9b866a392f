import { expect } from "chai";
import { network } from "hardhat";

import { foldRanks, conferralOf, reviewOf, thresholdOf } from "../../../sdk/contributions/ranksFold.ts";
import type { DecodedLog } from "../../../sdk/logs.ts";
import { appraiseBatch, hours, submitBatch } from "../../fixtures/contributions.ts";
import { DAY, FOREVER, NOTICE, sign, YEAR, type Person } from "../../fixtures/membership.ts";
import { actAsGuild, deployRanks, RANK, RANK_TERMS, THRESHOLDS, type RankedNation } from "../../fixtures/ranks.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const now = async () => BigInt(await time.latest());
const HASH = `0x${"ab".repeat(32)}`;

describe("Ranks", () => {
  const nation = () => deployRanks(ethers);
  const given = () => networkHelpers.loadFixture(nation);

  const conferAct = (guild: bigint, by: Person, member: Person, rank: bigint, round = 1n) => ({
    ...{ by: by.id, guild, member: member.id, rank, round },
    deadline: FOREVER,
  });
  const confer = ({ ranks, guild }: RankedNation, by: Person, member: Person, rank: bigint, round = 1n) =>
    ranks.connect(by.signer).confer(conferAct(guild, by, member, rank, round), "0x");
  const openReview = ({ ranks, guild }: RankedNation, by: Person, member: Person, round = 1n) => {
    const act = { by: by.id, guild, member: member.id, round, concern: HASH, deadline: FOREVER };
    return ranks.connect(by.signer).openReview(act, "0x");
  };
  const reply = ({ ranks, guild }: RankedNation, by: Person, round = 1n) =>
    ranks.connect(by.signer).reply({ by: by.id, guild, round, text: HASH, deadline: FOREVER }, "0x");
  const revoke = ({ ranks, guild }: RankedNation, by: Person, member: Person, round = 1n) =>
    ranks.connect(by.signer).revoke({ by: by.id, guild, member: member.id, round, deadline: FOREVER }, "0x");

  /** Three masters: the steward made the first, both the second, two masters the third. */
  const ofMasters = async () => {
    const context = await nation();
    const [amara, bo, chen] = context.people;
    await confer(context, amara!, bo!, RANK.master);
    await confer(context, bo!, amara!, RANK.master);
    await confer(context, amara!, chen!, RANK.master);
    await confer(context, bo!, chen!, RANK.master);
    return context;
  };
  const givenMasters = () => networkHelpers.loadFixture(ofMasters);

  describe("constructor", () => {
    it("refuses to stand on nothing", async () => {
      const { timelock, members, guilds, ledger, ranks } = await given();
      const zero = ethers.ZeroAddress;
      for (const below of [
        [zero, guilds, ledger],
        [members, zero, ledger],
        [members, guilds, zero],
      ]) {
        await expect(ethers.deployContract("Ranks", [timelock, ...below, RANK_TERMS])).to.be.revertedWithCustomError(
          ranks,
          "CharteredZeroAddress",
        );
      }
    });
  });

  describe("setTerms", () => {
    it("sets the terms of every guild, and says so", async () => {
      const { ranks } = await given();
      const terms = { ...RANK_TERMS, peers: 7n, stewards: 7n };
      await expect(ranks.setTerms(terms))
        .to.emit(ranks, "RankTermsSet")
        .withArgs(...Object.values(terms));
      expect([...(await ranks.terms())]).to.deep.equal(Object.values(terms));
    });

    for (const [term, ...values] of [
      ["peers", 0n, 8n],
      ["stewards", 0n, 3n],
      ["term", 30n * DAY - 1n, 3650n * DAY + 1n],
      ["conferralPeriod", DAY - 1n, YEAR + 1n],
      ["replyPeriod", DAY - 1n, YEAR + 1n],
      ["decisionPeriod", DAY - 1n, YEAR + 1n],
    ] as const) {
      it(`reverts with RanksBadTerms for a ${term} out of its range`, async () => {
        const { ranks } = await given();
        for (const value of values) {
          await expect(ranks.setTerms({ ...RANK_TERMS, [term]: value }))
            .to.be.revertedWithCustomError(ranks, "RanksBadTerms")
            .withArgs(term);
        }
      });
    }

    it("is refused to everybody but the nation", async () => {
      const { ranks, strangers } = await given();
      await expect(ranks.connect(strangers[0]).setTerms(RANK_TERMS))
        .to.be.revertedWithCustomError(ranks, "CharteredOnlyNation")
        .withArgs(strangers[0]!.address);
    });
  });

  describe("publish", () => {
    it("announces what a rank takes; it holds once the notice is over", async () => {
      const { ranks, guild, ...context } = await given();
      const at = (await now()) + 10n;
      await time.setNextBlockTimestamp(at);
      const journeyman = { rank: RANK.journeyman, recordMinutes: 300n, standingMinutes: 200n };
      await expect(actAsGuild({ ranks, guild, ...context }, ranks, "publish", journeyman))
        .to.emit(ranks, "ThresholdPublished")
        .withArgs(guild, RANK.journeyman, 300n, 200n, at + NOTICE);
      const announced = [0n, 0n, 300n, 200n];
      expect([...(await ranks.thresholdOf(guild, RANK.journeyman))]).to.deep.equal([false, ...announced, at + NOTICE]);
      await time.increaseTo(at + NOTICE - 1n);
      expect((await ranks.thresholdOf(guild, RANK.journeyman)).inForce).to.equal(false);
      await time.increaseTo(at + NOTICE);
      expect([...(await ranks.thresholdOf(guild, RANK.journeyman))]).to.deep.equal([true, 300n, 200n, 300n, 200n, 0n]);
    });

    it("keeps what is in force until the notice of a change is over, also of one that asks less", async () => {
      const context = await given();
      const { ranks, guild, people } = context;
      await actAsGuild(context, ranks, "publish", { rank: RANK.master, recordMinutes: 0n, standingMinutes: 0n });
      const { inForce, recordMinutes } = await ranks.thresholdOf(guild, RANK.master);
      expect([inForce, recordMinutes]).to.deep.equal([true, THRESHOLDS.master.recordMinutes]);
      await expect(confer(context, people[0]!, people[3]!, RANK.master)).to.be.revertedWithCustomError(
        ranks,
        "RanksThresholdMissed",
      );
    });

    it("replaces an announcement that is not in force yet, and its notice begins anew", async () => {
      const context = await given();
      const { ranks, guild } = context;
      const publish = (recordMinutes: bigint) =>
        actAsGuild(context, ranks, "publish", { rank: RANK.journeyman, recordMinutes, standingMinutes: 0n });
      await publish(300n);
      await time.increase(NOTICE - 100n);
      await publish(400n);
      await time.increase(NOTICE - 100n);
      expect((await ranks.thresholdOf(guild, RANK.journeyman)).inForce).to.equal(false);
      await time.increase(100n);
      expect((await ranks.thresholdOf(guild, RANK.journeyman)).recordMinutes).to.equal(400n);
    });

    it("reverts with RanksUnknownGuild for a person, and with RanksBadRank for no rank", async () => {
      const context = await given();
      const { ranks, people } = context;
      const [amara] = people;
      const act = { by: amara!.id, rank: 1n, recordMinutes: 0n, standingMinutes: 0n, nonce: 0n, deadline: FOREVER };
      await expect(ranks.connect(amara!.signer).publish(act, "0x"))
        .to.be.revertedWithCustomError(ranks, "RanksUnknownGuild")
        .withArgs(amara!.id);
      await expect(actAsGuild(context, ranks, "publish", { rank: 0n, recordMinutes: 0n, standingMinutes: 0n }))
        .to.be.revertedWithCustomError(ranks, "RanksBadRank")
        .withArgs(RANK.none);
    });
  });

  describe("confer", () => {
    describe("given nobody holds the rank", () => {
      it("is for a steward, and one statement gives the rank for a term (INV-141)", async () => {
        const context = await given();
        const { ranks, guilds, guild, people } = context;
        const [amara, bo] = people;
        const at = (await now()) + 10n;
        await time.setNextBlockTimestamp(at);
        const until = at + RANK_TERMS.term;
        await expect(confer(context, amara!, bo!, RANK.master))
          .to.emit(ranks, "ConferralSupported")
          .withArgs(guild, bo!.id, amara!.id, RANK.master, 1n, true)
          .and.to.emit(ranks, "RankConferred")
          .withArgs(guild, bo!.id, RANK.master, 1n, until)
          .and.to.emit(guilds, "RankSet")
          .withArgs(guild, bo!.id, RANK.master, until);
        expect(await guilds.rankOf(guild, bo!.id)).to.equal(RANK.master);
      });

      it("reverts with RanksNotPeer for who is no steward", async () => {
        const context = await given();
        const { ranks, guild, people } = context;
        await expect(confer(context, people[1]!, people[2]!, RANK.master))
          .to.be.revertedWithCustomError(ranks, "RanksNotPeer")
          .withArgs(guild, people[1]!.id, RANK.master);
      });
    });

    describe("given as many others hold it as the terms ask", () => {
      it("is for them alone: a steward without the rank is refused", async () => {
        const context = await givenMasters();
        const { ranks, guild, guilds, people } = context;
        const [amara, bo, chen, dede] = people;
        await actAsGuild(context, guilds, "appoint", { steward: dede!.id, until: (await now()) + DAY });
        await expect(confer(context, dede!, amara!, RANK.master, 2n))
          .to.be.revertedWithCustomError(ranks, "RanksNotPeer")
          .withArgs(guild, dede!.id, RANK.master);
        await confer(context, bo!, amara!, RANK.master, 2n);
        await expect(confer(context, chen!, amara!, RANK.master, 2n)).to.emit(ranks, "RankConferred");
      });

      it("takes as many peers as the terms ask", async () => {
        const context = await givenMasters();
        const { ranks, guilds, guild, people } = context;
        const [amara, bo, , dede] = people;
        await expect(confer(context, amara!, dede!, RANK.apprentice)).not.to.emit(ranks, "RankConferred");
        expect(await guilds.rankOf(guild, dede!.id)).to.equal(RANK.none);
        const { round, peers, stewards } = await ranks.conferralOf(guild, dede!.id, RANK.apprentice);
        expect([round, peers, stewards]).to.deep.equal([1n, 1n, 0n]);
        await expect(confer(context, bo!, dede!, RANK.apprentice))
          .to.emit(ranks, "ConferralSupported")
          .withArgs(guild, dede!.id, bo!.id, RANK.apprentice, 1n, false)
          .and.to.emit(ranks, "RankConferred");
      });

      it("counts anew once the conferral period has passed", async () => {
        const context = await givenMasters();
        const { ranks, guild, people } = context;
        const [amara, bo, , dede] = people;
        await confer(context, amara!, dede!, RANK.apprentice);
        await time.increase(RANK_TERMS.conferralPeriod);
        await expect(confer(context, bo!, dede!, RANK.apprentice, 1n))
          .to.be.revertedWithCustomError(ranks, "RanksWrongRound")
          .withArgs(guild, dede!.id, 1n, 2n);
        await expect(confer(context, bo!, dede!, RANK.apprentice, 2n)).not.to.emit(ranks, "RankConferred");
        await expect(confer(context, amara!, dede!, RANK.apprentice, 2n)).to.emit(ranks, "RankConferred");
      });

      it("reverts with RanksAlreadySaid for a second statement of one peer", async () => {
        const context = await givenMasters();
        const { ranks, people } = context;
        const [amara, , , dede] = people;
        await confer(context, amara!, dede!, RANK.apprentice);
        await expect(confer(context, amara!, dede!, RANK.apprentice))
          .to.be.revertedWithCustomError(ranks, "RanksAlreadySaid")
          .withArgs(amara!.id, dede!.id, 1n);
      });

      it("renews a rank for a whole term from now", async () => {
        const context = await givenMasters();
        const { guilds, guild, people } = context;
        const [amara, bo, chen] = people;
        await time.increase(30n * DAY);
        await confer(context, amara!, bo!, RANK.master, 2n);
        const at = (await now()) + 10n;
        await time.setNextBlockTimestamp(at);
        await confer(context, chen!, bo!, RANK.master, 2n);
        expect((await guilds.placeOf(guild, bo!.id)).rankUntil).to.equal(at + RANK_TERMS.term);
      });

      it("reverts with RanksHigherHeld for a rank below the one held", async () => {
        const context = await givenMasters();
        const { ranks, guild, people } = context;
        await expect(confer(context, people[0]!, people[1]!, RANK.apprentice))
          .to.be.revertedWithCustomError(ranks, "RanksHigherHeld")
          .withArgs(guild, people[1]!.id, RANK.master);
      });

      it("is carried by anybody with a signature", async () => {
        const context = await givenMasters();
        const { ranks, guild, people, strangers } = context;
        const [amara, , , dede] = people;
        const act = conferAct(guild, amara!, dede!, RANK.apprentice);
        const signature = await sign(context, amara!, ranks, "confer", act);
        await expect(ranks.connect(strangers[0]).confer(act, signature)).to.emit(ranks, "ConferralSupported");
      });
    });

    describe("given less was given than the guild asks", () => {
      it("reverts with RanksThresholdMissed, and says what is missing", async () => {
        const context = await given();
        const { ranks, people } = context;
        await expect(confer(context, people[0]!, people[3]!, RANK.master))
          .to.be.revertedWithCustomError(ranks, "RanksThresholdMissed")
          .withArgs(people[3]!.id, 120n, 600n, 116n, 500n);
      });

      it("reverts also where only the standing has faded", async () => {
        const context = await given();
        const { ranks, people } = context;
        await time.increase(YEAR / 2n);
        await expect(confer(context, people[0]!, people[1]!, RANK.master))
          .to.be.revertedWithCustomError(ranks, "RanksThresholdMissed")
          .withArgs(people[1]!.id, 600n, 600n, 413n, 500n);
      });
    });

    it("reverts with RanksNotPublished for a rank never published, and while the notice runs", async () => {
      const context = await given();
      const { ranks, guild, people } = context;
      await expect(confer(context, people[0]!, people[1]!, RANK.journeyman))
        .to.be.revertedWithCustomError(ranks, "RanksNotPublished")
        .withArgs(guild, RANK.journeyman, 0n);
      await actAsGuild(context, ranks, "publish", { rank: 2n, recordMinutes: 0n, standingMinutes: 0n });
      await expect(confer(context, people[0]!, people[1]!, RANK.journeyman))
        .to.be.revertedWithCustomError(ranks, "RanksNotPublished")
        .withArgs(guild, RANK.journeyman, (await now()) + NOTICE);
      await expect(confer(context, people[0]!, people[1]!, RANK.none)).to.be.revertedWithCustomError(
        ranks,
        "RanksNotPublished",
      );
    });

    it("reverts with RanksOwnRank for one's own rank", async () => {
      const context = await given();
      const { ranks, people } = context;
      await expect(confer(context, people[0]!, people[0]!, RANK.master))
        .to.be.revertedWithCustomError(ranks, "RanksOwnRank")
        .withArgs(people[0]!.id);
    });

    it("reverts with RanksNotOnRoster where either is not on it, or is no active member", async () => {
      const context = await given();
      const { ranks, members, guild, people, founders } = context;
      const [amara, bo] = people;
      const outside = founders[5]!;
      for (const [by, member] of [
        [outside, bo!],
        [amara!, outside],
      ] as const) {
        await expect(confer(context, by, member, RANK.master))
          .to.be.revertedWithCustomError(ranks, "RanksNotOnRoster")
          .withArgs(guild, outside.id);
      }
      await members.connect(bo!.signer).rest({ by: bo!.id, resting: true, nonce: 0, deadline: FOREVER }, "0x");
      await expect(confer(context, amara!, bo!, RANK.master))
        .to.be.revertedWithCustomError(ranks, "RanksNotOnRoster")
        .withArgs(guild, bo!.id);
    });
  });

  describe("openReview", () => {
    it("gives notice: time to reply, and after it time to decide", async () => {
      const context = await givenMasters();
      const { ranks, guild, people } = context;
      const [amara, bo] = people;
      const at = (await now()) + 10n;
      await time.setNextBlockTimestamp(at);
      const [replyUntil, closesAt] = [at + 14n * DAY, at + 21n * DAY];
      await expect(openReview(context, amara!, bo!))
        .to.emit(ranks, "ReviewOpened")
        .withArgs(guild, bo!.id, amara!.id, 1n, HASH, replyUntil, closesAt);
      expect([...(await ranks.reviewOf(guild, bo!.id))]).to.deep.equal([1n, at, replyUntil, closesAt, 0n, false]);
    });

    it("reverts with RanksNoRank for who holds none", async () => {
      const context = await givenMasters();
      const { ranks, guild, people } = context;
      await expect(openReview(context, people[0]!, people[3]!))
        .to.be.revertedWithCustomError(ranks, "RanksNoRank")
        .withArgs(guild, people[3]!.id);
    });

    it("reverts with RanksNotPeer for who holds a lower rank", async () => {
      const context = await givenMasters();
      const { ranks, guild, people } = context;
      const [amara, bo, , dede] = people;
      await confer(context, amara!, dede!, RANK.apprentice);
      await confer(context, bo!, dede!, RANK.apprentice);
      await expect(openReview(context, dede!, bo!))
        .to.be.revertedWithCustomError(ranks, "RanksNotPeer")
        .withArgs(guild, dede!.id, RANK.master);
    });

    it("reverts with RanksOwnRank and RanksNotOnRoster, also for who is on leave", async () => {
      const context = await givenMasters();
      const { ranks, members, guild, people, founders } = context;
      const [amara, bo] = people;
      await expect(openReview(context, amara!, amara!))
        .to.be.revertedWithCustomError(ranks, "RanksOwnRank")
        .withArgs(amara!.id);
      await expect(openReview(context, founders[5]!, bo!))
        .to.be.revertedWithCustomError(ranks, "RanksNotOnRoster")
        .withArgs(guild, founders[5]!.id);
      await members.connect(bo!.signer).rest({ by: bo!.id, resting: true, nonce: 0, deadline: FOREVER }, "0x");
      await expect(openReview(context, amara!, bo!))
        .to.be.revertedWithCustomError(ranks, "RanksNotOnRoster")
        .withArgs(guild, bo!.id);
    });

    it("reverts with RanksReviewTooSoon while one runs, and for as long after it", async () => {
      const context = await givenMasters();
      const { ranks, guild, people } = context;
      const [amara, bo, chen] = people;
      await openReview(context, amara!, bo!);
      const opened = await now();
      for (const days of [0n, 21n, 41n]) {
        await time.increaseTo(opened + days * DAY + 1n);
        await expect(openReview(context, chen!, bo!, 2n))
          .to.be.revertedWithCustomError(ranks, "RanksReviewTooSoon")
          .withArgs(guild, bo!.id, opened + 42n * DAY);
      }
      await time.increaseTo(opened + 42n * DAY);
      await expect(openReview(context, chen!, bo!, 1n))
        .to.be.revertedWithCustomError(ranks, "RanksWrongRound")
        .withArgs(guild, bo!.id, 1n, 2n);
      await openReview(context, chen!, bo!, 2n);
    });
  });

  describe("reply", () => {
    it("is for the person concerned, once", async () => {
      const context = await givenMasters();
      const { ranks, guild, people } = context;
      const [amara, bo] = people;
      await openReview(context, amara!, bo!);
      await expect(reply(context, bo!)).to.emit(ranks, "ReviewReplied").withArgs(guild, bo!.id, 1n, HASH);
      expect((await ranks.reviewOf(guild, bo!.id)).replied).to.equal(true);
      await expect(reply(context, bo!))
        .to.be.revertedWithCustomError(ranks, "RanksReplied")
        .withArgs(guild, bo!.id, 1n);
    });

    it("reverts with RanksNoReview where none runs, and with RanksWrongRound for another one", async () => {
      const context = await givenMasters();
      const { ranks, guild, people } = context;
      const [amara, bo] = people;
      await expect(reply(context, bo!)).to.be.revertedWithCustomError(ranks, "RanksNoReview").withArgs(guild, bo!.id);
      await openReview(context, amara!, bo!);
      await expect(reply(context, bo!, 2n))
        .to.be.revertedWithCustomError(ranks, "RanksWrongRound")
        .withArgs(guild, bo!.id, 2n, 1n);
    });
  });

  describe("revoke", () => {
    const underReview = async () => {
      const context = await ofMasters();
      await openReview(context, context.people[0]!, context.people[1]!);
      return {
        ...context,
        replyUntil: (await context.ranks.reviewOf(context.guild, context.people[1]!.id)).replyUntil,
      };
    };
    const givenReview = () => networkHelpers.loadFixture(underReview);

    it("ends a rank with the statements of as many peers as the terms ask (INV-142)", async () => {
      const context = await givenReview();
      const { ranks, guilds, guild, people, replyUntil } = context;
      const [amara, bo, chen] = people;
      await time.increaseTo(replyUntil);
      await expect(revoke(context, amara!, bo!))
        .to.emit(ranks, "RevocationSupported")
        .withArgs(guild, bo!.id, amara!.id, 1n)
        .and.not.to.emit(ranks, "RankRevoked");
      await expect(revoke(context, chen!, bo!))
        .to.emit(ranks, "RankRevoked")
        .withArgs(guild, bo!.id, 1n)
        .and.to.emit(guilds, "RankSet")
        .withArgs(guild, bo!.id, RANK.none, 0n);
      expect(await guilds.rankOf(guild, bo!.id)).to.equal(RANK.none);
    });

    it("reverts with RanksReplyRunning before the time to reply is over (INV-142)", async () => {
      const context = await givenReview();
      const { ranks, guild, people, replyUntil } = context;
      await time.setNextBlockTimestamp(replyUntil - 1n);
      await expect(revoke(context, people[0]!, people[1]!))
        .to.be.revertedWithCustomError(ranks, "RanksReplyRunning")
        .withArgs(guild, people[1]!.id, replyUntil);
    });

    it("leaves the rank, and no mark, where too few speak in time", async () => {
      const context = await givenReview();
      const { ranks, guilds, guild, people, replyUntil } = context;
      const [amara, bo, chen] = people;
      await time.increaseTo(replyUntil);
      await revoke(context, amara!, bo!);
      await time.increaseTo(replyUntil + RANK_TERMS.decisionPeriod);
      await expect(revoke(context, chen!, bo!))
        .to.be.revertedWithCustomError(ranks, "RanksNoReview")
        .withArgs(guild, bo!.id);
      expect(await guilds.rankOf(guild, bo!.id)).to.equal(RANK.master);
      expect([...(await ranks.reviewOf(guild, bo!.id))]).to.deep.equal([2n, 0n, 0n, 0n, 0n, false]);
    });

    it("counts a peer once, and no statement of a former review", async () => {
      const context = await givenReview();
      const { ranks, people, replyUntil } = context;
      const [amara, bo, chen] = people;
      await time.increaseTo(replyUntil);
      await revoke(context, amara!, bo!);
      await expect(revoke(context, amara!, bo!))
        .to.be.revertedWithCustomError(ranks, "RanksAlreadySaid")
        .withArgs(amara!.id, bo!.id, 1n);
      await time.increase(42n * DAY);
      await openReview(context, chen!, bo!, 2n);
      await time.increase(RANK_TERMS.replyPeriod);
      await expect(revoke(context, chen!, bo!, 2n)).not.to.emit(ranks, "RankRevoked");
    });

    it("takes as many statements also where stewards speak, because few hold the rank", async () => {
      const context = await networkHelpers.loadFixture(nation);
      const { ranks, guilds, people } = context;
      const [amara, bo, chen] = people;
      await confer(context, amara!, bo!, RANK.master);
      await actAsGuild(context, guilds, "appoint", { steward: chen!.id, until: (await now()) + YEAR });
      await openReview(context, amara!, bo!);
      await time.increase(RANK_TERMS.replyPeriod);
      await expect(revoke(context, amara!, bo!)).not.to.emit(ranks, "RankRevoked");
      await expect(revoke(context, chen!, bo!)).to.emit(ranks, "RankRevoked");
    });

    it("reverts with RanksNoRank once the rank has ended by itself", async () => {
      const context = await givenReview();
      const { ranks, guilds, guild, people } = context;
      const [amara, bo] = people;
      const act = { by: bo!.id, guild, nonce: 0n, deadline: FOREVER };
      await guilds.connect(bo!.signer).quit(act, "0x");
      await expect(revoke(context, amara!, bo!))
        .to.be.revertedWithCustomError(ranks, "RanksNoRank")
        .withArgs(guild, bo!.id);
    });

    it("holds back the next conferral for as long as the review took", async () => {
      const context = await givenReview();
      const { ranks, guild, people, replyUntil } = context;
      const [amara, bo, chen] = people;
      const { openedAt } = await ranks.reviewOf(guild, bo!.id);
      await time.increaseTo(replyUntil);
      await revoke(context, amara!, bo!);
      await revoke(context, chen!, bo!);
      const notBefore = 2n * (await now()) - openedAt;
      await expect(confer(context, amara!, bo!, RANK.master, 2n))
        .to.be.revertedWithCustomError(ranks, "RanksRevoked")
        .withArgs(guild, bo!.id, notBefore);
      await time.increaseTo(notBefore);
      await expect(confer(context, amara!, bo!, RANK.master, 2n)).to.emit(ranks, "ConferralSupported");
    });
  });

  describe("what a rank opens", () => {
    const asking = async () => {
      const context = await ofMasters();
      await actAsGuild(context, context.guilds, "setRequirements", { appraisal: RANK.master, office: RANK.none });
      await time.increase(NOTICE);
      const eli = context.people[4]!;
      return { ...context, batch: await submitBatch(context, context.guild, eli, [hours(eli)]) };
    };

    it("is appraisal, where the guild asks for the rank: others are refused with LedgerRankMissing", async () => {
      const context = await networkHelpers.loadFixture(asking);
      const { ledger, guild, people, batch } = context;
      const [amara, , , dede] = people;
      await expect(appraiseBatch(context, batch.id, [dede!]))
        .to.be.revertedWithCustomError(ledger, "LedgerRankMissing")
        .withArgs(guild, dede!.id);
      await appraiseBatch(context, batch.id, [amara!]);
      expect(await ledger.appraisersOf(batch.id)).to.deep.equal([amara!.id]);
    });

    it("is not asked for while fewer hold it than it takes to appraise, and one more", async () => {
      const context = await networkHelpers.loadFixture(asking);
      const { ledger, members, people, batch } = context;
      const [, bo, , dede] = people;
      await members.connect(bo!.signer).rest({ by: bo!.id, resting: true, nonce: 0, deadline: FOREVER }, "0x");
      await appraiseBatch(context, batch.id, [dede!]);
      expect(await ledger.appraisersOf(batch.id)).to.deep.equal([dede!.id]);
    });

    it("is never a second vote", async () => {
      const { members, founders } = await givenMasters();
      for (const { signer } of founders) expect(await members.getVotes(signer)).to.equal(1n);
    });
  });

  it("is told by its logs alone", async () => {
    const context = await givenMasters();
    const { ranks, guild, people } = context;
    const [amara, bo, chen, dede] = people;
    await confer(context, amara!, dede!, RANK.apprentice);
    await openReview(context, amara!, bo!);
    await reply(context, bo!);
    await time.increase(RANK_TERMS.replyPeriod);
    await revoke(context, amara!, bo!);
    await actAsGuild(context, ranks, "publish", { rank: RANK.master, recordMinutes: 0n, standingMinutes: 0n });
    await verifyFold(context);
    await revoke(context, chen!, bo!);
    await time.increase(RANK_TERMS.conferralPeriod);
    await verifyFold(context);
    expect(await ranks.conferralOf(guild, dede!.id, RANK.apprentice)).to.deep.equal([2n, 0n, 0n, 0n]);
  });

  async function verifyFold({ ranks, guild, people, nation: signer }: RankedNation): Promise<void> {
    const provider = signer.provider!;
    const raw = await provider.getLogs({ address: await ranks.getAddress(), fromBlock: 0 });
    const logs = await Promise.all(
      raw.map(async (log): Promise<DecodedLog> => {
        const { name, args } = ranks.interface.parseLog(log)!;
        const { timestamp } = (await provider.getBlock(log.blockNumber))!;
        return { address: log.address, name, args, blockTimestamp: BigInt(timestamp) };
      }),
    );
    const state = foldRanks(logs);
    const at = await now();
    expect([...(await ranks.terms())]).to.deep.equal(Object.values(state.terms!));
    for (const rank of [1n, 2n, 3n]) {
      const threshold = await ranks.thresholdOf(guild, rank);
      expect([...threshold]).to.deep.equal(Object.values(thresholdOf(state, { guild, rank, now: at })));
      for (const { id: member } of people) {
        const conferral = await ranks.conferralOf(guild, member, rank);
        const folded = conferralOf(state, { guild, member, rank, now: at });
        expect([...conferral]).to.deep.equal(Object.values(folded));
      }
    }
    for (const { id: member } of people) {
      const review = await ranks.reviewOf(guild, member);
      expect([...review]).to.deep.equal(Object.values(reviewOf(state, { guild, member, now: at })));
    }
  }

  it("counts all tracks, and only accepted work", async () => {
    const context = await given();
    const { ranks, guild, people } = context;
    const [amara, , , , eli] = people;
    const batch = await submitBatch(context, guild, eli!, [hours(eli!, { track: "care" })]);
    await appraiseBatch(context, batch.id, people.slice(0, 2));
    await expect(confer(context, amara!, eli!, RANK.apprentice)).to.be.revertedWithCustomError(
      ranks,
      "RanksThresholdMissed",
    );
    await time.increase(14n * DAY);
    await context.ledger.settle(batch.id, batch.payload);
    await expect(confer(context, amara!, eli!, RANK.apprentice)).to.emit(ranks, "RankConferred");
  });
});
