import { expect } from "chai";
import { network } from "hardhat";

import {
  callOffice,
  callStewards,
  DELEGATES,
  deployElections,
  ELECTION,
  hold,
  NO_GUILD,
  orderOf,
  standAll,
  STEWARDS,
  toCount,
  toVote,
  TREASURER,
  vote,
  type ElectingNation,
} from "../../fixtures/elections.ts";
import { DAY, FOREVER, YEAR, type Person } from "../../fixtures/membership.ts";

const { ethers, networkHelpers: helpers } = await network.getOrCreate();

const stepsDown = ({ elections }: ElectingNation, election: bigint, by: Person) =>
  elections.connect(by.signer).standDown({ by: by.id, election, deadline: FOREVER }, "0x");
const rests = ({ members }: ElectingNation, by: Person) =>
  members.connect(by.signer).rest({ by: by.id, resting: true, nonce: 0, deadline: FOREVER }, "0x");
const resigns = ({ members }: ElectingNation, by: Person) =>
  members.connect(by.signer).resign({ by: by.id, nonce: 0, deadline: FOREVER }, "0x");

describe("Elections: the count and what follows", function () {
  const load = () => helpers.loadFixture(deploy);

  describe("conclude", function () {
    it("INV-333 seats those approved by most, for a term", async function () {
      const nation = await load();
      const { elections, guilds, guild, people } = nation;
      const [amara, bo, chen] = people as [Person, Person, Person];
      const ballots = [
        [amara, 0b100],
        [bo, 0b110],
        [chen, 0b110],
        [people[3]!, 0b001],
      ] as const;
      const election = await hold(nation, STEWARDS, [amara, bo, chen], ballots);
      const now = BigInt(await helpers.time.latest());
      expect(await orderOf(nation, election)).to.deep.equal([2, 1, 0]);
      const result = await elections.resultOf(election);
      expect([result.ranked, result.next, result.seated, result.until]).to.deep.equal([3n, 2n, 0b110n, now + YEAR]);
      expect(await guilds.isSteward(guild, chen.id)).to.equal(true);
      expect(await guilds.isSteward(guild, bo.id)).to.equal(true);
      expect((await guilds.placeOf(guild, chen.id)).stewardUntil).to.equal(now + YEAR);
      const post = await elections.postOf(guild, STEWARDS);
      expect([post.open, post.current, post.endsAt]).to.deep.equal([0n, election, now + YEAR]);
    });

    it("INV-334 keeps the nation's offices as a register that others read", async function () {
      const nation = await load();
      const { elections, people } = nation;
      const [amara, bo] = people as [Person, Person];
      await hold(nation, TREASURER, [amara, bo], [[amara, 0b10]]);
      expect(await elections.holdsOffice(TREASURER, bo.id)).to.equal(true);
      expect(await elections.holdsOffice(TREASURER, amara.id)).to.equal(false);
      expect(await elections.holdsOffice(DELEGATES, bo.id)).to.equal(false);
      const { until } = await elections.holdingOf(NO_GUILD, TREASURER, bo.id);
      await helpers.time.increaseTo(until - 1n);
      expect(await elections.holdsOffice(TREASURER, bo.id)).to.equal(true);
      await helpers.time.increaseTo(until);
      expect(await elections.holdsOffice(TREASURER, bo.id)).to.equal(false);
    });

    it("INV-334 lets an office sleep while its holder rests", async function () {
      const nation = await load();
      const { elections, members, people } = nation;
      const [amara] = people as [Person];
      const election = await hold(nation, TREASURER, [amara], [[amara, 1]]);
      await rests(nation, amara);
      expect(await elections.holdsOffice(TREASURER, amara.id)).to.equal(false);
      await expect(elections.fillVacancies(election)).to.be.revertedWithCustomError(elections, "ElectionsNoVacancy");
      await members.connect(amara.signer).rest({ by: amara.id, resting: false, nonce: 1, deadline: FOREVER }, "0x");
      expect(await elections.holdsOffice(TREASURER, amara.id)).to.equal(true);
    });

    describe("given equal approvals", function () {
      it("puts who held the office for fewer terms first, then the lower id", async function () {
        const nation = await load();
        const { people, elections } = nation;
        const [amara, bo, chen] = people as [Person, Person, Person];
        const all = [[people[3]!, 0b111]] as const;
        const first = await hold(nation, TREASURER, [chen, bo, amara], all);
        expect(await orderOf(nation, first)).to.deep.equal([2, 1, 0]);
        const second = await hold(nation, TREASURER, [chen, bo, amara], all);
        expect(await orderOf(nation, second)).to.deep.equal([1, 0, 2]); // Amara has had a term
        expect(await elections.holdsOffice(TREASURER, bo.id)).to.equal(true);
        expect(await elections.holdsOffice(TREASURER, amara.id)).to.equal(false);
      });
    });

    describe("given somebody who cannot hold the office any more", function () {
      it("passes them over", async function () {
        const nation = await load();
        const { elections, guilds, guild, cases, people } = nation;
        const [amara, bo, chen, dita, emil] = people as [Person, Person, Person, Person, Person];
        const election = await callStewards(nation);
        await standAll(nation, election, [amara, bo, chen, dita]);
        await toVote(nation, election);
        await vote(nation, election, emil, 0b1111);
        await vote(nation, election, dita, 0b0111);
        await guilds.connect(amara.signer).quit({ by: amara.id, guild, nonce: 0, deadline: FOREVER }, "0x");
        await cases.setNote(bo.id, FOREVER);
        await toCount(nation, election);
        await expect(elections.conclude(election))
          .to.emit(elections, "OfficePassedOver")
          .withArgs(election, amara.id, 0);
        expect((await elections.resultOf(election)).seated).to.equal(0b1100);
        expect(await guilds.isSteward(guild, dita.id)).to.equal(true);
      });

      it("leaves out who stood down, and whom nobody approved", async function () {
        const nation = await load();
        const { people } = nation;
        const election = await callOffice(nation, DELEGATES);
        await standAll(nation, election, people.slice(0, 3));
        await stepsDown(nation, election, people[0]!);
        await toVote(nation, election);
        await vote(nation, election, people[4]!, 0b011);
        await toCount(nation, election);
        await nation.elections.conclude(election);
        expect(await orderOf(nation, election)).to.deep.equal([1]);
      });
    });

    describe("given that nobody takes a seat", function () {
      it("changes nothing", async function () {
        const nation = await load();
        const { elections, people } = nation;
        const [amara] = people as [Person];
        const former = await hold(nation, TREASURER, [amara], [[amara, 1]]);
        await hold(nation, TREASURER, [people[1]!], []);
        expect((await elections.postOf(NO_GUILD, TREASURER)).current).to.equal(former);
        expect(await elections.holdsOffice(TREASURER, amara.id)).to.equal(true);
      });
    });

    describe("given an earlier election of the same office", function () {
      it("ends the office of whom it does not seat again", async function () {
        const nation = await load();
        const { elections, guilds, guild, account, people } = nation;
        const [amara, bo, chen] = people as [Person, Person, Person];
        const former = await hold(nation, STEWARDS, [amara, bo], [[amara, 0b11]]);
        const act = { by: guild, guild, nonce: 0, deadline: FOREVER };
        const data = elections.interface.encodeFunctionData("callElection", [act, "0x"]);
        await account.connect(nation.nation).execute(elections, 0, data);
        await standAll(nation, 2n, [bo, chen]);
        await toVote(nation, 2n);
        await vote(nation, 2n, amara, 0b11);
        await toCount(nation, 2n);
        await expect(elections.conclude(2))
          .to.emit(elections, "OfficeEnded")
          .withArgs(former, amara.id, (time: bigint) => time > 0n, false);
        const stewards = await Promise.all([amara, bo, chen].map(({ id }) => guilds.isSteward(guild, id)));
        expect(stewards).to.deep.equal([false, true, true]);
        expect((await elections.holdingOf(guild, STEWARDS, bo.id)).inRow).to.equal(2);
        await expect(elections.fillVacancies(former))
          .to.be.revertedWithCustomError(elections, "ElectionsNotCurrent")
          .withArgs(former);
      });
    });

    describe("when the vote is not over, or it was concluded", function () {
      it("reverts with ElectionsWrongState", async function () {
        const nation = await load();
        const { elections } = nation;
        const election = await callOffice(nation, TREASURER);
        await expect(elections.conclude(election))
          .to.be.revertedWithCustomError(elections, "ElectionsWrongState")
          .withArgs(election, ELECTION.nominations);
        await toCount(nation, election);
        await elections.conclude(election);
        await expect(elections.conclude(election)).to.be.revertedWithCustomError(elections, "ElectionsWrongState");
        await expect(elections.conclude(99))
          .to.be.revertedWithCustomError(elections, "ElectionsWrongState")
          .withArgs(99, ELECTION.none);
      });
    });
  });

  describe("standDown and fillVacancies", function () {
    const withNext = async () => {
      const nation = await load();
      const [amara, bo, chen] = nation.people as [Person, Person, Person];
      const ballots = [
        [amara, 0b111],
        [bo, 0b011],
        [chen, 0b001],
      ] as const;
      const election = await hold(nation, TREASURER, [amara, bo, chen], ballots);
      return { nation, election, amara, bo, chen };
    };

    it("lets the next take the seat of who gives the office up, to the end of the term", async function () {
      const { nation, election, amara, bo } = await withNext();
      const { elections } = nation;
      const { until } = await elections.resultOf(election);
      const sent = stepsDown(nation, election, amara);
      await expect(sent).to.emit(elections, "OfficeEnded");
      await expect(sent)
        .to.emit(elections, "OfficeTaken")
        .withArgs(election, bo.id, 1, (time: bigint) => time > 0n, until, 1, 1);
      expect(await elections.holdsOffice(TREASURER, amara.id)).to.equal(false);
      expect(await elections.holdsOffice(TREASURER, bo.id)).to.equal(true);
    });

    it("lets the next take the seat of who has left the nation", async function () {
      const { nation, election, amara, bo, chen } = await withNext();
      const { elections } = nation;
      await resigns(nation, amara);
      await stepsDown(nation, election, bo);
      await elections.fillVacancies(election);
      expect(await elections.holdsOffice(TREASURER, chen.id)).to.equal(true);
      await expect(elections.fillVacancies(election))
        .to.be.revertedWithCustomError(elections, "ElectionsNoVacancy")
        .withArgs(election);
    });

    it("lets the next take the seat of a steward whom the guild, or a verdict, has ended", async function () {
      const nation = await load();
      const { elections, guilds, guild, people } = nation;
      const [amara, bo, chen] = people as [Person, Person, Person];
      const election = await hold(nation, STEWARDS, [amara, bo, chen], [[amara, 0b111]]);
      await guilds.fillSeat(2, nation.nation);
      await guilds.dismiss(guild, bo.id);
      await elections.fillVacancies(election);
      const stewards = await Promise.all([amara, bo, chen].map(({ id }) => guilds.isSteward(guild, id)));
      expect(stewards).to.deep.equal([true, false, true]);
    });

    it("frees a seat also where nobody is left", async function () {
      const nation = await load();
      const { elections, people } = nation;
      const [amara] = people as [Person];
      const election = await hold(nation, TREASURER, [amara], [[amara, 1]]);
      await stepsDown(nation, election, amara);
      expect((await elections.resultOf(election)).seated).to.equal(0);
      await expect(elections.fillVacancies(election)).to.be.revertedWithCustomError(elections, "ElectionsNoVacancy");
    });

    it("fills nothing once the term has ended", async function () {
      const { nation, election, amara } = await withNext();
      const { elections } = nation;
      await helpers.time.increaseTo((await elections.resultOf(election)).until);
      await expect(elections.fillVacancies(election)).to.be.revertedWithCustomError(elections, "ElectionsNotCurrent");
      await expect(stepsDown(nation, election, amara)).not.to.emit(elections, "OfficeEnded");
    });

    describe("when the author does not stand", function () {
      it("reverts with ElectionsNoCandidate", async function () {
        const { nation, election, amara } = await withNext();
        const { elections, people } = nation;
        await stepsDown(nation, election, amara);
        for (const by of [amara, people[4]!]) {
          await expect(stepsDown(nation, election, by))
            .to.be.revertedWithCustomError(elections, "ElectionsNoCandidate")
            .withArgs(by.id, election);
        }
      });
    });

    it("leaves a seat empty while the next election is on, which says who holds it", async function () {
      const nation = await load();
      const { elections, people } = nation;
      const [amara, bo, chen] = people as [Person, Person, Person];
      const first = await hold(
        nation,
        TREASURER,
        [amara, bo],
        [
          [amara, 0b11],
          [bo, 0b01],
        ],
      );
      const next = await callOffice(nation, TREASURER);
      await expect(stepsDown(nation, first, amara)).not.to.emit(elections, "OfficeTaken");
      await expect(elections.fillVacancies(first))
        .to.be.revertedWithCustomError(elections, "ElectionsUnderWay")
        .withArgs(next);
      await standAll(nation, next, [chen]);
      await toVote(nation, next);
      await vote(nation, next, amara, 0b1);
      await toCount(nation, next);
      await elections.conclude(next);
      expect(await elections.holdsOffice(TREASURER, chen.id)).to.equal(true);
    });
  });

  describe("elect, in Guilds", function () {
    it("is for the seat of elections alone", async function () {
      const { guilds, guild, people } = await load();
      const { id, signer } = people[0]!;
      await expect(guilds.connect(signer).elect(guild, id, FOREVER))
        .to.be.revertedWithCustomError(guilds, "GuildsNotInSeat")
        .withArgs(3, signer.address);
    });

    it("never lasts longer than the guilds' term", async function () {
      const nation = await load();
      const { elections, guilds, guild, people } = nation;
      await guilds.setStewardTerm(30n * DAY);
      await hold(nation, STEWARDS, [people[1]!], [[people[1]!, 1]]);
      const now = BigInt(await helpers.time.latest());
      expect((await guilds.placeOf(guild, people[1]!.id)).stewardUntil).to.equal(now + 30n * DAY);
      expect((await elections.holdingOf(guild, STEWARDS, people[1]!.id)).until).to.equal(now + 30n * DAY);
    });
  });
});

async function deploy(): Promise<ElectingNation> {
  return deployElections(ethers, helpers);
}
