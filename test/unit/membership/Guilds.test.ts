import { expect } from "chai";
import { network } from "hardhat";

import {
  DAY,
  deployMembership,
  FOREVER,
  foundGuild,
  introduce,
  NOTICE,
  PLAIN_TERMS,
  sign,
  vouchIn,
  YEAR,
} from "../../fixtures/membership.ts";
import { Status } from "../../fixtures/status.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const now = async () => BigInt(await time.latest());
const TERM = 2n * YEAR;
const SEAT = { councils: 0, ranks: 1, justice: 2 };
const RANK = { none: 0, apprentice: 1, journeyman: 2, master: 3 };

describe("Guilds", () => {
  /** A guild of the first two founders, whose council is one account. */
  const nation = async () => {
    const context = await deployMembership(ethers);
    const guild = await foundGuild(context, "Weavers", context.founders.slice(0, 2));
    const council = context.strangers.at(-1)!;
    await context.guilds.fillSeat(SEAT.councils, council);
    const account = await ethers.getContractAt("GuildAccount", await context.guilds.accountOf(guild));
    return { ...context, guild, council, account };
  };
  const given = () => networkHelpers.loadFixture(nation);
  type Given = Awaited<ReturnType<typeof nation>>;

  const placeIn = (guild: bigint, by: bigint, nonce = 9n) => ({ by, guild, nonce, deadline: FOREVER });

  describe("constructor", () => {
    it("refuses to stand on no register", async () => {
      const { guilds, timelock } = await given();
      await expect(
        ethers.deployContract("Guilds", [timelock, ethers.ZeroAddress, TERM, NOTICE]),
      ).to.be.revertedWithCustomError(guilds, "CharteredZeroAddress");
    });
  });

  describe("found", () => {
    it("makes an agent with an account of its own, its founder on the roster and its steward", async () => {
      const { members, guilds, founders } = await given();
      const by = founders[2]!;
      const at = (await now()) + 5n;
      await time.setNextBlockTimestamp(at);
      const sent = guilds.connect(by.signer).found({ by: by.id, name: "Müller", nonce: 0, deadline: FOREVER }, "0x");
      await expect(sent)
        .to.emit(guilds, "GuildJoined")
        .withArgs(7n, by.id, at)
        .and.to.emit(guilds, "StewardAppointed")
        .withArgs(7n, by.id, at + TERM);
      const account = await guilds.accountOf(7n);
      await expect(sent).to.emit(guilds, "GuildFounded").withArgs(7n, by.id, account, "Müller");
      await expect(sent).to.emit(members, "AgentRegistered").withArgs(7n, account, Status.Guild, 0n);
      expect(await guilds.isGuild(7n)).to.equal(true);
      expect(await guilds.isSteward(7n, by.id)).to.equal(true);
      expect(await guilds.placeOf(7n, by.id)).to.deep.equal([at, 0n, at + TERM, 0n, 0n, 0n]);
      expect(await guilds.rosterSizeAt(7n, at)).to.equal(1n);
    });

    it("is carried by anybody with the founder's signature over the name", async () => {
      const context = await given();
      const { guilds, founders, strangers } = context;
      const act = { by: 3n, name: "Potters", nonce: 1n, deadline: FOREVER };
      const signature = await sign(context, founders[2]!, guilds, "found", act);
      await expect(guilds.connect(strangers[0]).found({ ...act, name: "Poachers" }, signature))
        .to.be.revertedWithCustomError(guilds, "StatementBadSignature")
        .withArgs(3n);
      await guilds.connect(strangers[0]).found(act, signature);
      expect(await guilds.isSteward(7n, 3n)).to.equal(true);
    });

    it("is refused with no name, and with one of more than 64 bytes", async () => {
      const { guilds, founders } = await given();
      for (const name of ["", "x".repeat(65), "ü".repeat(33)]) {
        const act = { by: 1n, name, nonce: 0n, deadline: FOREVER };
        await expect(guilds.connect(founders[0]!.signer).found(act, "0x"))
          .to.be.revertedWithCustomError(guilds, "GuildsBadName")
          .withArgs(BigInt(Buffer.byteLength(name)));
      }
      const longest = { by: 1n, name: "ü".repeat(32), nonce: 0n, deadline: FOREVER };
      await guilds.connect(founders[0]!.signer).found(longest, "0x");
    });

    it("is refused to somebody who is no active member", async () => {
      const context = await given();
      const { guilds, founders, strangers } = context;
      const applicant = await introduce(context, founders[0]!, strangers[0]!);
      const act = { by: applicant.id, name: "Weavers", nonce: 0n, deadline: FOREVER };
      await expect(guilds.connect(applicant.signer).found(act, "0x"))
        .to.be.revertedWithCustomError(guilds, "GuildsNotAdmitted")
        .withArgs(applicant.id);
    });
  });

  describe("foundFirst", () => {
    it("makes a guild of those named, the first of whom is its founder and steward", async () => {
      const { members, guilds } = await given();
      const at = (await now()) + 5n;
      await time.setNextBlockTimestamp(at);
      const sent = guilds.foundFirst("Solidarity fund", [2n, 4n, 3n]);
      await expect(sent)
        .to.emit(guilds, "StewardAppointed")
        .withArgs(7n, 2n, at + TERM);
      const account = await guilds.accountOf(7n);
      await expect(sent).to.emit(guilds, "GuildFounded").withArgs(7n, 2n, account, "Solidarity fund");
      await expect(sent).to.emit(members, "AgentRegistered").withArgs(7n, account, Status.Guild, 0n);
      for (const member of [2n, 4n, 3n]) {
        await expect(sent).to.emit(guilds, "GuildJoined").withArgs(7n, member, at);
        expect(await guilds.isOnRoster(7n, member)).to.equal(true);
        expect(await guilds.isSteward(7n, member)).to.equal(member === 2n);
      }
      expect(await guilds.rosterSizeAt(7n, at)).to.equal(3n);
    });

    it("is refused to everybody but the founding account, and to that too once it has sealed", async () => {
      const { guilds, founders, nation: founding } = await given();
      await expect(guilds.connect(founders[0]!.signer).foundFirst("Fund", [1n]))
        .to.be.revertedWithCustomError(guilds, "CharteredOnlyFounding")
        .withArgs(founders[0]!.signer.address);
      await guilds.seal();
      await expect(guilds.foundFirst("Fund", [1n]))
        .to.be.revertedWithCustomError(guilds, "CharteredOnlyFounding")
        .withArgs(founding.address);
    });

    it("is refused with a name or a person that no guild takes", async () => {
      const context = await given();
      const { guilds, founders, strangers } = context;
      const { id: applicant } = await introduce(context, founders[0]!, strangers[0]!);
      await expect(guilds.foundFirst("", [1n]))
        .to.be.revertedWithCustomError(guilds, "GuildsBadName")
        .withArgs(0n);
      for (const roster of [[applicant], [1n, applicant]]) {
        await expect(guilds.foundFirst("Fund", roster))
          .to.be.revertedWithCustomError(guilds, "GuildsNotAdmitted")
          .withArgs(applicant);
      }
      await expect(guilds.foundFirst("Fund", [1n, 2n, 1n]))
        .to.be.revertedWithCustomError(guilds, "GuildsAlreadyOnRoster")
        .withArgs(8n, 1n);
      await expect(guilds.foundFirst("Fund", [])).to.be.revertedWithPanic(0x32);
    });
  });

  describe("join", () => {
    it("puts a member on the roster", async () => {
      const { guilds, guild, founders } = await given();
      const at = (await now()) + 5n;
      await time.setNextBlockTimestamp(at);
      await expect(guilds.connect(founders[2]!.signer).join(placeIn(guild, 3n), "0x"))
        .to.emit(guilds, "GuildJoined")
        .withArgs(guild, 3n, at);
      expect(await guilds.isOnRoster(guild, 3n)).to.equal(true);
      expect(await guilds.isSteward(guild, 3n)).to.equal(false);
      expect([await guilds.rosterSizeAt(guild, at - 1n), await guilds.rosterSizeAt(guild, at)]).to.deep.equal([2n, 3n]);
    });

    it("is open to a person on probation", async () => {
      const context = await given();
      const { members, guilds, guild, founders, strangers } = context;
      await members.setTerms({ ...PLAIN_TERMS, probation: DAY });
      const person = await vouchIn(context, founders.slice(0, 2), strangers[0]!);
      await guilds.connect(person.signer).join(placeIn(guild, person.id), "0x");
      expect(await guilds.isOnRoster(guild, person.id)).to.equal(true);
    });

    it("is refused to an applicant, to whoever rests, and to a guild", async () => {
      const context = await given();
      const { members, guilds, guild, founders, strangers, account, council } = context;
      const applicant = await introduce(context, founders[0]!, strangers[0]!);
      const resting = founders[3]!;
      await members.connect(resting.signer).rest({ by: 4n, resting: true, nonce: 0, deadline: FOREVER }, "0x");
      for (const person of [applicant, resting]) {
        await expect(guilds.connect(person.signer).join(placeIn(guild, person.id), "0x"))
          .to.be.revertedWithCustomError(guilds, "GuildsNotAdmitted")
          .withArgs(person.id);
      }
      const data = guilds.interface.encodeFunctionData("join", [placeIn(guild, guild), "0x"]);
      await expect(account.connect(council).execute(guilds, 0, data))
        .to.be.revertedWithCustomError(guilds, "GuildsNotAdmitted")
        .withArgs(guild);
    });

    it("is refused to whoever is on the roster, and into what is no guild", async () => {
      const { guilds, guild, founders } = await given();
      await expect(guilds.connect(founders[0]!.signer).join(placeIn(guild, 1n), "0x"))
        .to.be.revertedWithCustomError(guilds, "GuildsAlreadyOnRoster")
        .withArgs(guild, 1n);
      for (const other of [2n, 99n]) {
        await expect(guilds.connect(founders[0]!.signer).join(placeIn(other, 1n), "0x"))
          .to.be.revertedWithCustomError(guilds, "GuildsUnknownGuild")
          .withArgs(other);
      }
    });
  });

  describe("quit", () => {
    it("takes a person off the roster and out of office, and remembers the stay", async () => {
      const { guilds, guild, founders } = await given();
      const { since } = await guilds.placeOf(guild, 1n);
      const at = (await now()) + 5n;
      await time.setNextBlockTimestamp(at);
      await expect(guilds.connect(founders[0]!.signer).quit(placeIn(guild, 1n), "0x"))
        .to.emit(guilds, "GuildQuit")
        .withArgs(guild, 1n, at);
      expect(await guilds.placeOf(guild, 1n)).to.deep.equal([since, at, 0n, 0n, 0n, 0n]);
      expect(await guilds.isSteward(guild, 1n)).to.equal(false);
      expect(await guilds.rosterSizeAt(guild, at)).to.equal(1n);
      const moments = [since - 1n, since, at - 1n, at];
      const answers = await Promise.all(moments.map((moment) => guilds.wasOnRoster(guild, 1n, moment)));
      expect(answers).to.deep.equal([false, true, true, false]);
      expect(await guilds.staysOf(guild, [1n, 2n, 99n], at - 1n, at)).to.deep.equal([1n, 2n, 0n]);
    });

    it("can be followed by another stay, without the old office", async () => {
      const { guilds, guild, founders } = await given();
      await guilds.connect(founders[0]!.signer).quit(placeIn(guild, 1n), "0x");
      await guilds.connect(founders[0]!.signer).join(placeIn(guild, 1n), "0x");
      expect(await guilds.isOnRoster(guild, 1n)).to.equal(true);
      expect(await guilds.isSteward(guild, 1n)).to.equal(false);
      expect(await guilds.rosterSizeAt(guild, await now())).to.equal(2n);
    });

    it("is refused to whoever is not on the roster", async () => {
      const { guilds, guild, founders } = await given();
      await expect(guilds.connect(founders[2]!.signer).quit(placeIn(guild, 3n), "0x"))
        .to.be.revertedWithCustomError(guilds, "GuildsNotOnRoster")
        .withArgs(guild, 3n);
      await guilds.connect(founders[0]!.signer).quit(placeIn(guild, 1n), "0x");
      await expect(guilds.connect(founders[0]!.signer).quit(placeIn(guild, 1n), "0x"))
        .to.be.revertedWithCustomError(guilds, "GuildsNotOnRoster")
        .withArgs(guild, 1n);
    });
  });

  describe("appoint", () => {
    async function appoint(context: Given, steward: bigint, until: bigint) {
      const act = { by: context.guild, steward, until, nonce: 0n, deadline: FOREVER };
      const data = context.guilds.interface.encodeFunctionData("appoint", [act, "0x"]);
      return context.account.connect(context.council).execute(context.guilds, 0, data);
    }

    it("makes a person of the roster a steward until a moment", async () => {
      const context = await given();
      const { guilds, guild } = context;
      const until = (await now()) + YEAR;
      await expect(appoint(context, 2n, until))
        .to.emit(guilds, "StewardAppointed")
        .withArgs(guild, 2n, until);
      await time.increaseTo(until - 1n);
      expect(await guilds.isSteward(guild, 2n)).to.equal(true);
    });

    it("lets an office end by itself", async () => {
      const context = await given();
      const until = (await now()) + DAY;
      await appoint(context, 2n, until);
      await time.increaseTo(until);
      expect(await context.guilds.isSteward(context.guild, 2n)).to.equal(false);
    });

    it("ends an office at once, also of somebody who rests", async () => {
      const context = await given();
      const { members, guilds, guild, founders } = context;
      await members.connect(founders[0]!.signer).rest({ by: 1n, resting: true, nonce: 0, deadline: FOREVER }, "0x");
      expect(await guilds.isSteward(guild, 1n), "who rests holds no office").to.equal(false);
      await appoint(context, 1n, 0n);
      await members.connect(founders[0]!.signer).rest({ by: 1n, resting: false, nonce: 0, deadline: FOREVER }, "0x");
      expect(await guilds.isSteward(guild, 1n)).to.equal(false);
    });

    it("is refused for longer than a term", async () => {
      const context = await given();
      const at = (await now()) + 5n;
      await time.setNextBlockTimestamp(at);
      await expect(appoint(context, 2n, at + TERM + 1n))
        .to.be.revertedWithCustomError(context.guilds, "GuildsBadTerm")
        .withArgs(at + TERM + 1n, at + TERM);
    });

    it("is refused for somebody outside the roster, and for somebody who rests", async () => {
      const context = await given();
      const { members, guilds, guild, founders } = context;
      const until = (await now()) + DAY;
      await expect(appoint(context, 3n, until))
        .to.be.revertedWithCustomError(guilds, "GuildsNotOnRoster")
        .withArgs(guild, 3n);
      await members.connect(founders[1]!.signer).rest({ by: 2n, resting: true, nonce: 0, deadline: FOREVER }, "0x");
      await expect(appoint(context, 2n, until))
        .to.be.revertedWithCustomError(guilds, "GuildsNotAdmitted")
        .withArgs(2n);
    });

    it("is the guild's own act: its steward cannot do it, nor a person in a guild's place", async () => {
      const { guilds, guild, founders } = await given();
      const act = { by: guild, steward: 2n, until: 0n, nonce: 0n, deadline: FOREVER };
      const steward = founders[0]!.signer;
      await expect(guilds.connect(steward).appoint(act, "0x"))
        .to.be.revertedWithCustomError(guilds, "StatementNotByKeyHolder")
        .withArgs(guild, steward.address);
      await expect(guilds.connect(steward).appoint({ ...act, by: 1n }, "0x"))
        .to.be.revertedWithCustomError(guilds, "GuildsUnknownGuild")
        .withArgs(1n);
    });
  });

  describe("setStewardTerm", () => {
    it("keeps and announces the term", async () => {
      const { guilds } = await given();
      await expect(guilds.setStewardTerm(DAY)).to.emit(guilds, "StewardTermSet").withArgs(DAY);
      expect(await guilds.stewardTerm()).to.equal(DAY);
    });

    it("is refused under a day and over ten years", async () => {
      const { guilds } = await given();
      for (const term of [0n, DAY - 1n, 3650n * DAY + 1n]) {
        await expect(guilds.setStewardTerm(term))
          .to.be.revertedWithCustomError(guilds, "GuildsBadTerm")
          .withArgs(term, 3650n * DAY);
      }
    });
  });

  describe("fillSeat", () => {
    it("names the contract of a later floor once", async () => {
      const { guilds, council, strangers } = await given();
      expect(await guilds.councils()).to.equal(council.address);
      await expect(guilds.fillSeat(SEAT.councils, strangers[0]!))
        .to.be.revertedWithCustomError(guilds, "GuildsSeatTaken")
        .withArgs(SEAT.councils, council.address);
    });

    it("is announced, and refused for the zero address and to anybody but the nation", async () => {
      const { guilds, strangers } = await networkHelpers.loadFixture(plain);
      await expect(guilds.fillSeat(SEAT.councils, ethers.ZeroAddress)).to.be.revertedWithCustomError(
        guilds,
        "CharteredZeroAddress",
      );
      await expect(guilds.connect(strangers[0]).fillSeat(SEAT.councils, strangers[0]!))
        .to.be.revertedWithCustomError(guilds, "CharteredOnlyNation")
        .withArgs(strangers[0]!.address);
      await expect(guilds.fillSeat(SEAT.councils, strangers[0]!))
        .to.emit(guilds, "GuildsSeatFilled")
        .withArgs(SEAT.councils, strangers[0]!.address);
    });
  });

  describe("acts of later floors", () => {
    /** The guild, with an account of its own in each seat. */
    const seated = async () => {
      const context = await nation();
      const [ranks, justice] = context.strangers;
      await context.guilds.fillSeat(SEAT.ranks, ranks!);
      await context.guilds.fillSeat(SEAT.justice, justice!);
      return { ...context, ranks: context.guilds.connect(ranks), justice: context.guilds.connect(justice) };
    };
    const givenSeats = () => networkHelpers.loadFixture(seated);

    describe("setRank", () => {
      it("gives a rank until a moment, and ends it", async () => {
        const { guilds, ranks, guild, founders } = await givenSeats();
        const until = (await now()) + YEAR;
        await expect(ranks.setRank(guild, founders[1]!.id, RANK.master, until))
          .to.emit(guilds, "RankSet")
          .withArgs(guild, founders[1]!.id, RANK.master, until, 0n);
        expect(await guilds.rankOf(guild, founders[1]!.id)).to.equal(RANK.master);
        await ranks.setRank(guild, founders[1]!.id, RANK.none, 0);
        expect(await guilds.rankOf(guild, founders[1]!.id)).to.equal(RANK.none);
      });

      it("lets a rank end by itself at its last second", async () => {
        const { guilds, ranks, guild, founders } = await givenSeats();
        const until = (await now()) + DAY;
        await ranks.setRank(guild, founders[1]!.id, RANK.apprentice, until);
        await time.increaseTo(until - 1n);
        expect(await guilds.rankOf(guild, founders[1]!.id)).to.equal(RANK.apprentice);
        await time.increaseTo(until);
        expect(await guilds.rankOf(guild, founders[1]!.id)).to.equal(RANK.none);
      });

      it("reverts for a rank without an end, an end without a rank, and an end that is not ahead", async () => {
        const { guilds, ranks, guild, founders } = await givenSeats();
        const at = (await now()) + 5n;
        for (const [rank, until] of [
          [RANK.master, 0n],
          [RANK.none, at + DAY],
          [RANK.apprentice, at],
        ] as const) {
          if (until === at) await time.setNextBlockTimestamp(at);
          await expect(ranks.setRank(guild, founders[1]!.id, rank, until))
            .to.be.revertedWithCustomError(guilds, "GuildsBadRank")
            .withArgs(rank, until);
        }
      });

      it("reverts for somebody who is not on the roster, and for who sits in another seat", async () => {
        const { guilds, ranks, justice, guild, founders, strangers } = await givenSeats();
        const until = (await now()) + YEAR;
        await expect(ranks.setRank(guild, founders[2]!.id, RANK.master, until))
          .to.be.revertedWithCustomError(guilds, "GuildsNotOnRoster")
          .withArgs(guild, founders[2]!.id);
        await expect(justice.setRank(guild, founders[1]!.id, RANK.master, until))
          .to.be.revertedWithCustomError(guilds, "GuildsNotInSeat")
          .withArgs(SEAT.ranks, strangers[1]!.address);
      });

      it("ends with the stay in the guild", async () => {
        const { guilds, ranks, guild, founders } = await givenSeats();
        const [, member] = founders;
        await ranks.setRank(guild, member!.id, RANK.master, (await now()) + YEAR);
        await guilds.connect(member!.signer).quit(placeIn(guild, member!.id), "0x");
        await guilds.connect(member!.signer).join(placeIn(guild, member!.id, 10n), "0x");
        expect(await guilds.rankOf(guild, member!.id)).to.equal(RANK.none);
      });
    });

    describe("dismiss", () => {
      it("ends stewardship and rank, and leaves the place on the roster", async () => {
        const { guilds, ranks, justice, guild, founders } = await givenSeats();
        const { id } = founders[0]!;
        await ranks.setRank(guild, id, RANK.master, (await now()) + YEAR);
        await expect(justice.dismiss(guild, id)).to.emit(guilds, "MemberDismissed").withArgs(guild, id);
        expect(await guilds.isSteward(guild, id)).to.equal(false);
        expect(await guilds.rankOf(guild, id)).to.equal(RANK.none);
        expect(await guilds.isOnRoster(guild, id)).to.equal(true);
      });

      it("does nothing to somebody who holds neither, so that no verdict gets stuck", async () => {
        const { guilds, justice, guild, founders } = await givenSeats();
        for (const { id } of founders.slice(1, 3)) {
          await expect(justice.dismiss(guild, id)).not.to.emit(guilds, "MemberDismissed");
        }
      });

      it("reverts for who sits in another seat", async () => {
        const { guilds, ranks, guild, founders, strangers } = await givenSeats();
        await expect(ranks.dismiss(guild, founders[0]!.id))
          .to.be.revertedWithCustomError(guilds, "GuildsNotInSeat")
          .withArgs(SEAT.justice, strangers[0]!.address);
      });
    });
  });

  describe("what anyone can read", () => {
    it("knows no account of what is no guild", async () => {
      const { guilds } = await given();
      for (const agent of [0n, 1n, 99n]) {
        expect(await guilds.accountOf(agent)).to.equal(ethers.ZeroAddress);
        expect(await guilds.isGuild(agent)).to.equal(false);
        expect(await guilds.isOnRoster(agent, 1n)).to.equal(false);
      }
    });

    it("refuses a moment that no clock reaches rather than answer for another", async () => {
      const { guilds, guild } = await given();
      await expect(guilds.rosterSizeAt(guild, 2n ** 48n)).to.be.revert(ethers);
      expect(await guilds.rosterSizeAt(guild, 2n ** 48n - 1n)).to.equal(2n);
    });
  });

  async function plain() {
    return deployMembership(ethers);
  }
});
