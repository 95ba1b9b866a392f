import { expect } from "chai";
import type { Result } from "ethers";
import { network } from "hardhat";

import {
  callOffice,
  callStewards,
  deployElections,
  ELECTION,
  hold,
  NO_GUILD,
  OBSTACLE,
  OFFICE_RULES,
  orderOf,
  standAll,
  STEWARDS,
  toCount,
  toVote,
  TREASURER,
  vote,
  type ElectingNation,
} from "../../fixtures/elections.ts";
import { DAY, FOREVER, sign, vouchIn, YEAR, type Person } from "../../fixtures/membership.ts";

const { ethers, networkHelpers: helpers } = await network.getOrCreate();

const nominated = ({ elections }: ElectingNation, election: bigint, by: Person, nominee: Person) =>
  elections.connect(by.signer).nominate({ by: by.id, election, nominee: nominee.id, deadline: FOREVER }, "0x");
const stands = ({ elections }: ElectingNation, election: bigint, by: Person, merit = 0n) =>
  elections.connect(by.signer).stand({ by: by.id, election, merit, deadline: FOREVER }, "0x");
const stepsDown = ({ elections }: ElectingNation, election: bigint, by: Person) =>
  elections.connect(by.signer).standDown({ by: by.id, election, deadline: FOREVER }, "0x");
const rests = ({ members }: ElectingNation, by: Person) =>
  members.connect(by.signer).rest({ by: by.id, resting: true, nonce: 0, deadline: FOREVER }, "0x");

describe("Elections", function () {
  const load = () => helpers.loadFixture(deploy);

  describe("constructor", function () {
    it("refuses the zero address in any place", async function () {
      const { elections, timelock, members, guilds, ledger, cases } = await load();
      const eligibility = await ethers.deployContract("Eligibility");
      const factory = await ethers.getContractFactory("Elections", { libraries: { Eligibility: eligibility } });
      const args = [timelock, members, guilds, ledger, cases] as const;
      for (let place = 0; place < args.length; ++place) {
        const given = args.map((arg, index) => (index === place ? ethers.ZeroAddress : arg));
        await expect(
          factory.deploy(...(given as unknown as Parameters<typeof factory.deploy>)),
        ).to.be.revertedWithCustomError(elections, "CharteredZeroAddress");
      }
    });
  });

  describe("setOffice", function () {
    it("adds an office or changes its rules, and says so", async function () {
      const { elections } = await load();
      expect(await elections.officeCount()).to.equal(2);
      const office = { name: "Registrar", rules: { ...OFFICE_RULES, seats: 4n } };
      await elections.setOffice(3, office);
      expect(await elections.officeCount()).to.equal(3);
      const kept = await elections.officeOf(3);
      expect(kept.name).to.equal("Registrar");
      expect(fieldsOf(kept.rules)).to.deep.equal(office.rules);
      const [event] = await elections.queryFilter(elections.filters.OfficeSet(3));
      expect(fieldsOf(event!.args.office.rules)).to.deep.equal(office.rules);
    });

    it("takes an office that nobody is elected to, whatever the rest says", async function () {
      const { elections } = await load();
      await elections.setOffice(1, { name: "Treasurer", rules: { ...OFFICE_RULES, seats: 0n, term: 0n } });
      await expect(elections.callOffice(1)).to.be.revertedWithCustomError(elections, "ElectionsNotElected").withArgs(1);
    });

    describe("when another than the nation sets it", function () {
      it("reverts with CharteredOnlyNation", async function () {
        const { elections, people } = await load();
        const { signer } = people[0]!;
        await expect(elections.connect(signer).setOffice(1, { name: "x", rules: OFFICE_RULES }))
          .to.be.revertedWithCustomError(elections, "CharteredOnlyNation")
          .withArgs(signer.address);
        await expect(elections.connect(signer).callOffice(1)).to.be.revertedWithCustomError(
          elections,
          "CharteredOnlyNation",
        );
      });
    });

    describe("when it leaves a gap in the numbers", function () {
      it("reverts with ElectionsUnknownOffice", async function () {
        const { elections } = await load();
        await expect(elections.setOffice(4, { name: "x", rules: OFFICE_RULES }))
          .to.be.revertedWithCustomError(elections, "ElectionsUnknownOffice")
          .withArgs(4);
      });
    });

    describe("when the name is missing or too long, or stewards have one", function () {
      it("reverts with ElectionsBadName", async function () {
        const { elections } = await load();
        for (const [office, name] of [
          [1, ""],
          [1, "x".repeat(65)],
          [0, "x"],
        ] as const) {
          await expect(elections.setOffice(office, { name, rules: OFFICE_RULES }))
            .to.be.revertedWithCustomError(elections, "ElectionsBadName")
            .withArgs(name.length);
        }
      });
    });

    describe("when a rule is out of its range", function () {
      it("reverts with ElectionsBadRules and the field", async function () {
        const { elections } = await load();
        const faults = {
          seats: [33n],
          nominationPeriod: [3_599n, 90n * DAY + 1n],
          votingPeriod: [3_599n, 90n * DAY + 1n],
          term: [DAY - 1n, 3_650n * DAY + 1n],
        };
        for (const [field, values] of Object.entries(faults)) {
          for (const value of values) {
            await expect(elections.setOffice(1, { name: "x", rules: { ...OFFICE_RULES, [field]: value } }))
              .to.be.revertedWithCustomError(elections, "ElectionsBadRules")
              .withArgs(field);
          }
        }
      });
    });
  });

  describe("callOffice", function () {
    it("opens nominations under the rules of now, for who was a member before", async function () {
      const nation = await load();
      const { elections } = nation;
      await expect(elections.callOffice(TREASURER)).to.emit(elections, "ElectionCalled");
      const calledAt = BigInt(await helpers.time.latest());
      const { rules, ...election } = fieldsOf(await elections.electionOf(1));
      expect(election).to.deep.equal({
        guild: 0n,
        office: 1n,
        calledAt,
        opensAt: calledAt + 7n * DAY,
        closesAt: calledAt + 14n * DAY,
        electorate: 8n,
        candidates: 0n,
        concluded: false,
        stoodDown: 0n,
      });
      expect([...(rules as bigint[])]).to.deep.equal(Object.values({ ...OFFICE_RULES, seats: 1n }));
      expect(await elections.stateOf(1)).to.equal(ELECTION.nominations);
      expect((await elections.postOf(0, TREASURER)).open).to.equal(1);
    });

    it("keeps the rules it was called under", async function () {
      const nation = await load();
      const election = await callOffice(nation, TREASURER);
      await nation.elections.setOffice(TREASURER, { name: "Treasurer", rules: { ...OFFICE_RULES, term: DAY } });
      expect((await nation.elections.electionOf(election)).rules.term).to.equal(YEAR);
    });

    describe("when there is no such office", function () {
      it("reverts with ElectionsUnknownOffice", async function () {
        const { elections } = await load();
        for (const office of [STEWARDS, 3]) {
          await expect(elections.callOffice(office))
            .to.be.revertedWithCustomError(elections, "ElectionsUnknownOffice")
            .withArgs(office);
        }
      });
    });

    describe("when an election of it is under way", function () {
      it("reverts with ElectionsUnderWay", async function () {
        const nation = await load();
        const election = await callOffice(nation, TREASURER);
        await expect(nation.elections.callOffice(TREASURER))
          .to.be.revertedWithCustomError(nation.elections, "ElectionsUnderWay")
          .withArgs(election);
        await toCount(nation, election);
        await nation.elections.conclude(election);
        await expect(nation.elections.callOffice(TREASURER)).to.emit(nation.elections, "ElectionCalled");
      });
    });
  });

  describe("callElection", function () {
    it("is for anybody on the roster where nobody was elected yet", async function () {
      const nation = await load();
      const { elections, guild, people } = nation;
      const election = await callStewards(nation, people[3]);
      const { electorate, office } = await elections.electionOf(election);
      expect([electorate, office]).to.deep.equal([6n, 0n]);
      expect((await elections.postOf(guild, STEWARDS)).open).to.equal(election);
    });

    it("takes a signed statement, once", async function () {
      const nation = await load();
      const { elections, guild, people } = nation;
      const act = { by: people[0]!.id, guild, nonce: 5, deadline: FOREVER };
      const signature = await sign(nation, people[0]!, elections, "callElection", act);
      await elections.callElection(act, signature);
      await toCount(nation, 1n);
      await elections.conclude(1);
      await expect(elections.callElection(act, signature)).to.be.revertedWithCustomError(
        elections,
        "StatementNonceUsed",
      );
    });

    describe("given stewards who were elected", function () {
      it("waits until the vote would close with their term, but for the guild itself", async function () {
        const nation = await load();
        const { elections, guild, people, account } = nation;
        await hold(nation, STEWARDS, people.slice(0, 2), [[people[0]!, 3]]);
        const { endsAt } = await elections.postOf(guild, STEWARDS);
        const act = { by: people[1]!.id, guild, nonce: 0, deadline: FOREVER };
        const notBefore = endsAt - 14n * DAY;
        await expect(elections.connect(people[1]!.signer).callElection(act, "0x"))
          .to.be.revertedWithCustomError(elections, "ElectionsTooSoon")
          .withArgs(guild, notBefore);

        const snapshot = await helpers.takeSnapshot();
        await helpers.time.setNextBlockTimestamp(notBefore);
        await elections.connect(people[1]!.signer).callElection(act, "0x");
        expect((await elections.electionOf(2)).closesAt).to.equal(endsAt);
        await snapshot.restore();

        const data = elections.interface.encodeFunctionData("callElection", [{ ...act, by: guild }, "0x"]);
        await account.connect(nation.nation).execute(elections, 0, data);
        expect(await elections.electionCount()).to.equal(2);
      });
    });

    describe("when the author is not on the roster, or rests", function () {
      it("reverts with ElectionsNotOnRoster", async function () {
        const nation = await load();
        const { elections, guild, people, founders } = nation;
        await rests(nation, people[5]!);
        for (const by of [founders[7]!, people[5]!]) {
          await expect(callStewards(nation, by))
            .to.be.revertedWithCustomError(elections, "ElectionsNotOnRoster")
            .withArgs(guild, by.id);
        }
      });
    });

    describe("when there is no such guild", function () {
      it("reverts with ElectionsUnknownGuild", async function () {
        const { elections, people } = await load();
        const { id, signer } = people[0]!;
        await expect(elections.connect(signer).callElection({ by: id, guild: id, nonce: 0, deadline: FOREVER }, "0x"))
          .to.be.revertedWithCustomError(elections, "ElectionsUnknownGuild")
          .withArgs(id);
      });
    });

    describe("when the nation's rules have no stewards elected", function () {
      it("reverts with ElectionsNotElected", async function () {
        const nation = await load();
        const { elections } = nation;
        await elections.setOffice(STEWARDS, { name: "", rules: { ...OFFICE_RULES, seats: 0n } });
        await expect(callStewards(nation)).to.be.revertedWithCustomError(elections, "ElectionsNotElected").withArgs(0);
      });
    });

    describe("when the guild calls it and nobody is left there", function () {
      it("reverts with ElectionsBadElectorate", async function () {
        const nation = await load();
        const { elections, guilds, guild, people, account } = nation;
        for (const { id, signer } of people) {
          await guilds.connect(signer).quit({ by: id, guild, nonce: 0, deadline: FOREVER }, "0x");
        }
        await helpers.time.increase(1n);
        const act = { by: guild, guild, nonce: 0, deadline: FOREVER };
        const data = elections.interface.encodeFunctionData("callElection", [act, "0x"]);
        await expect(account.connect(nation.nation).execute(elections, 0, data))
          .to.be.revertedWithCustomError(elections, "ElectionsBadElectorate")
          .withArgs(0);
      });
    });

    describe("when the author came later than the rules ask of whoever stands", function () {
      it("reverts with ElectionsNotOnRoster, and takes no ballot of theirs, sent or carried", async function () {
        const nation = await load();
        const { elections, guilds, guild, founders, people } = nation;
        await elections.setOffice(STEWARDS, { name: "", rules: { ...OFFICE_RULES, tenureDays: 1n } });
        await helpers.time.increase(2n * DAY);
        const newcomer = founders[7]!;
        await guilds.connect(newcomer.signer).join({ by: newcomer.id, guild, nonce: 0, deadline: FOREVER }, "0x");
        await helpers.time.increase(60n);
        await expect(callStewards(nation, newcomer))
          .to.be.revertedWithCustomError(elections, "ElectionsNotOnRoster")
          .withArgs(guild, newcomer.id);
        const election = await callStewards(nation);
        expect(await elections.isElector(election, newcomer.id)).to.equal(false);
        await standAll(nation, election, people.slice(0, 1));
        await toVote(nation, election);
        await expect(vote(nation, election, newcomer, 1))
          .to.be.revertedWithCustomError(elections, "ElectionsNotInElectorate")
          .withArgs(newcomer.id, election);
      });
    });
  });

  describe("nominate", function () {
    it("names somebody, who is no candidate before they agree", async function () {
      const nation = await load();
      const { elections, people } = nation;
      const election = await callOffice(nation, TREASURER);
      await expect(nominated(nation, election, people[0]!, people[1]!))
        .to.emit(elections, "Nominated")
        .withArgs(election, people[1]!.id, people[0]!.id);
      expect(await elections.nominationsOf(election, people[1]!.id)).to.deep.equal([0n, 1n]);
      expect(await elections.nominationsOf(election, people[0]!.id)).to.deep.equal([people[1]!.id, 0n]);
      expect(await elections.candidatesOf(election)).to.deep.equal([]);
    });

    it("counts for each person how many nominated them, also for who stands already and for oneself", async function () {
      const nation = await load();
      const { elections, people } = nation;
      const election = await callOffice(nation, TREASURER);
      await stands(nation, election, people[1]!);
      for (const by of people.slice(0, 3)) await nominated(nation, election, by, people[1]!);
      expect(await elections.nominationsOf(election, people[1]!.id)).to.deep.equal([people[1]!.id, 3n]);
    });

    describe("when the author is not of the electorate", function () {
      it("reverts with ElectionsNotInElectorate", async function () {
        const nation = await load();
        const { elections, people, founders } = nation;
        const election = await callStewards(nation);
        await expect(nominated(nation, election, founders[7]!, people[1]!))
          .to.be.revertedWithCustomError(elections, "ElectionsNotInElectorate")
          .withArgs(founders[7]!.id, election);
      });
    });

    describe("when the author has nominated somebody before", function () {
      it("reverts with ElectionsAlreadyNominated", async function () {
        const nation = await load();
        const { elections, people } = nation;
        const election = await callOffice(nation, TREASURER);
        await nominated(nation, election, people[0]!, people[1]!);
        for (const nominee of [people[1]!, people[2]!]) {
          await expect(nominated(nation, election, people[0]!, nominee))
            .to.be.revertedWithCustomError(elections, "ElectionsAlreadyNominated")
            .withArgs(people[0]!.id, election);
        }
        await nominated(nation, await callStewards(nation), people[0]!, people[2]!); // in another election
      });
    });

    describe("when nominations are over", function () {
      it("reverts with ElectionsWrongState", async function () {
        const nation = await load();
        const { elections, people } = nation;
        const election = await callOffice(nation, TREASURER);
        await toVote(nation, election);
        await expect(nominated(nation, election, people[0]!, people[1]!))
          .to.be.revertedWithCustomError(elections, "ElectionsWrongState")
          .withArgs(election, ELECTION.voting);
        await expect(stands(nation, election, people[0]!)).to.be.revertedWithCustomError(
          elections,
          "ElectionsWrongState",
        );
      });
    });
  });

  describe("stand", function () {
    it("makes a candidate of the nominee, by their own signed word", async function () {
      const nation = await load();
      const { elections, people, founders } = nation;
      const election = await callStewards(nation);
      const act = { by: people[1]!.id, election, merit: 0n, deadline: FOREVER };
      await nominated(nation, election, people[0]!, people[1]!);
      const signature = await sign(nation, people[1]!, elections, "stand", act);
      await expect(elections.connect(founders[7]!.signer).stand(act, signature))
        .to.emit(elections, "CandidateStands")
        .withArgs(election, people[1]!.id, 0, 0);
      await stands(nation, election, people[2]!); // of the electorate: nominates themselves
      expect(await elections.candidatesOf(election)).to.deep.equal([people[1]!.id, people[2]!.id]);
    });

    it("takes somebody who came after the call, if the electorate nominates them", async function () {
      const nation = await load();
      const { elections, people, strangers } = nation;
      const election = await callOffice(nation, TREASURER);
      const late = await vouchIn(nation, people.slice(0, 2), strangers[0]!);
      await expect(stands(nation, election, late))
        .to.be.revertedWithCustomError(elections, "ElectionsNotNominated")
        .withArgs(late.id, election);
      await nominated(nation, election, people[0]!, late);
      await stands(nation, election, late);
      expect(await elections.candidatesOf(election)).to.deep.equal([late.id]);
    });

    describe("when they stand already", function () {
      it("reverts with ElectionsAlreadyStands, also after standing down", async function () {
        const nation = await load();
        const { elections, people } = nation;
        const election = await callOffice(nation, TREASURER);
        await stands(nation, election, people[0]!);
        await stepsDown(nation, election, people[0]!);
        await expect(stands(nation, election, people[0]!))
          .to.be.revertedWithCustomError(elections, "ElectionsAlreadyStands")
          .withArgs(people[0]!.id, election);
      });
    });

    describe("when something is in the way", function () {
      const verifyObstacle = async (
        nation: ElectingNation,
        election: bigint,
        by: Person,
        obstacle: bigint,
        merit = 0n,
      ) => {
        expect(await nation.elections.obstacleOf(election, by.id, merit)).to.equal(obstacle);
        await expect(stands(nation, election, by, merit))
          .to.be.revertedWithCustomError(nation.elections, "ElectionsNotEligible")
          .withArgs(by.id, election, obstacle);
      };
      const under = async (nation: ElectingNation, rules: Partial<typeof OFFICE_RULES>, office = TREASURER) => {
        const name = office === STEWARDS ? "" : "Treasurer";
        await nation.elections.setOffice(office, { name, rules: { ...OFFICE_RULES, ...rules } });
        return office === STEWARDS ? callStewards(nation) : callOffice(nation, office);
      };

      it("says that a member at rest is none now", async function () {
        const nation = await load();
        const election = await callOffice(nation, TREASURER);
        await rests(nation, nation.people[1]!);
        await verifyObstacle(nation, election, nation.people[1]!, OBSTACLE.notMember);
      });

      it("says that a steward is of the guild", async function () {
        const nation = await load();
        const { guilds, guild, people } = nation;
        const election = await callStewards(nation);
        const { id, signer } = people[1]!;
        await guilds.connect(signer).quit({ by: id, guild, nonce: 0, deadline: FOREVER }, "0x");
        await verifyObstacle(nation, election, people[1]!, OBSTACLE.notMember);
      });

      it("says that the tenure is too short, in the nation and in the guild", async function () {
        const nation = await load();
        const { people } = nation;
        const election = await under(nation, { tenureDays: 1n });
        await verifyObstacle(nation, election, people[0]!, OBSTACLE.tenure);
        await helpers.time.increase(2n * DAY);
        const { guild, guilds, founders } = nation;
        const newcomer = founders[7]!;
        await guilds.connect(newcomer.signer).join({ by: newcomer.id, guild, nonce: 0, deadline: FOREVER }, "0x");
        await helpers.time.increase(10n);
        const ofGuild = await under(nation, { tenureDays: 1n }, STEWARDS);
        await nominated(nation, ofGuild, people[0]!, newcomer);
        await verifyObstacle(nation, ofGuild, newcomer, OBSTACLE.tenure);
        await helpers.time.increase(2n * DAY);
        await toCount(nation, election);
        await nation.elections.conclude(election);
        const next = await callOffice(nation, TREASURER);
        expect(await nation.elections.obstacleOf(next, people[0]!.id, 0)).to.equal(OBSTACLE.none);
      });

      it("says that rank or standing is missing, and takes either", async function () {
        const nation = await load();
        const { guild, guilds, people } = nation;
        const election = await under(nation, { rank: 2n, standingMinutes: 60n });
        await verifyObstacle(nation, election, people[0]!, OBSTACLE.merit, guild);
        await guilds.fillSeat(1, nation.nation);
        const until = BigInt(await helpers.time.latest()) + YEAR;
        await guilds.setRank(guild, people[0]!.id, 1, until);
        await verifyObstacle(nation, election, people[0]!, OBSTACLE.merit, guild);
        await guilds.setRank(guild, people[0]!.id, 2, until);
        await verifyObstacle(nation, election, people[0]!, OBSTACLE.merit); // in no guild
        await stands(nation, election, people[0]!, guild);
      });

      it("says that a sanction still shows", async function () {
        const nation = await load();
        const { cases, people } = nation;
        const election = await callOffice(nation, TREASURER);
        await cases.setNote(people[0]!.id, BigInt(await helpers.time.latest()) + DAY);
        await verifyObstacle(nation, election, people[0]!, OBSTACLE.sanction);
        await helpers.time.increase(DAY + 1n);
        await stands(nation, election, people[0]!);
      });

      it("says that one has had all the terms in a row, until a pause of a term", async function () {
        const nation = await load();
        const { people, elections } = nation;
        const rules = { seats: 1n, termsInRow: 2n };
        await elections.setOffice(TREASURER, { name: "Treasurer", rules: { ...OFFICE_RULES, ...rules } });
        const [amara] = people as [Person];
        for (let term = 0; term < 2; ++term) await hold(nation, TREASURER, [amara], [[amara, 1]]);
        const held = await elections.holdingOf(NO_GUILD, TREASURER, amara.id);
        expect([held.inRow, held.terms]).to.deep.equal([2n, 2n]);
        const election = await callOffice(nation, TREASURER);
        await verifyObstacle(nation, election, amara, OBSTACLE.termsInRow);
        await toCount(nation, election);
        await elections.conclude(election);
        await helpers.time.increaseTo(held.until + YEAR);
        const later = await hold(nation, TREASURER, [amara], [[amara, 1]]);
        const now = await elections.holdingOf(NO_GUILD, TREASURER, amara.id);
        expect([now.election, now.inRow, now.terms]).to.deep.equal([later, 1n, 3n]);
      });
    });
  });

  describe("stand, when 32 stand", function () {
    const crowd = async () => {
      const { ethers: own, networkHelpers } = await network.create({ override: { accounts: { count: 44 } } });
      const nation = await deployElections(own, networkHelpers, { founders: 36 });
      const election = await callOffice(nation, TREASURER);
      await standAll(nation, election, nation.founders.slice(0, 32));
      return { nation, election, others: nation.founders.slice(32) as [Person, Person, Person, Person] };
    };

    it("INV-339 reverts with ElectionsFull for who has no more nominations than any of them", async function () {
      const { nation, election, others } = await crowd();
      const { elections, founders } = nation;
      const isFull = () =>
        expect(stands(nation, election, others[0]))
          .to.be.revertedWithCustomError(elections, "ElectionsFull")
          .withArgs(election);
      await isFull();
      for (const by of founders.slice(0, 32)) await nominated(nation, election, by, by);
      await nominated(nation, election, others[0], others[0]);
      await isFull();
      await toVote(nation, election);
      await vote(nation, election, others[0], 0xffffffff);
      await vote(nation, election, founders[0]!, 0x80000001);
      const { ballots, approvals } = await elections.votesOf(election);
      expect(ballots).to.equal(2);
      expect([...approvals]).to.deep.equal([2n, ...Array<bigint>(30).fill(1n), 2n]);
      await toCount(nation, election);
      await elections.conclude(election);
      expect(await orderOf(nation, election)).to.deep.equal([0, 31, ...Array.from({ length: 30 }, (_, i) => i + 1)]);
    });

    it("INV-339 lets the one with the fewest nominations make room for who has more", async function () {
      const { nation, election, others } = await crowd();
      const { elections, founders } = nation;
      const [real, second, third] = others;
      for (const by of founders.slice(1, 32)) await nominated(nation, election, by, by);
      await nominated(nation, election, real, real);
      await expect(stands(nation, election, real))
        .to.emit(elections, "CandidateMadeRoom")
        .withArgs(election, founders[0]!.id, 0)
        .and.to.emit(elections, "CandidateStands")
        .withArgs(election, real.id, 0, 0);
      const candidates = await elections.candidatesOf(election);
      expect(candidates).to.have.lengthOf(32).and.to.include(real.id).and.not.to.include(founders[0]!.id);
      // 31 members in league have nominated each other; two others are enough, and the last of those in league makes room.
      await nominated(nation, election, second, founders[0]!);
      await nominated(nation, election, third, founders[0]!);
      await expect(stands(nation, election, founders[0]!))
        .to.emit(elections, "CandidateMadeRoom")
        .withArgs(election, founders[31]!.id, 31);
    });

    it("lets whoever stood down make room first, for good", async function () {
      const { nation, election, others } = await crowd();
      const { elections, founders } = nation;
      const former = founders[5]!;
      for (const by of founders.slice(0, 3)) await nominated(nation, election, by, former);
      await stepsDown(nation, election, former);
      await expect(stands(nation, election, others[0])) // whom nobody nominated
        .to.emit(elections, "CandidateMadeRoom")
        .withArgs(election, former.id, 5);
      expect((await elections.electionOf(election)).stoodDown).to.equal(0n);
      await expect(stands(nation, election, former))
        .to.be.revertedWithCustomError(elections, "ElectionsAlreadyStands")
        .withArgs(former.id, election);
      await expect(stepsDown(nation, election, former))
        .to.be.revertedWithCustomError(elections, "ElectionsNoCandidate")
        .withArgs(former.id, election);
    });
  });
});

async function deploy(): Promise<ElectingNation> {
  return deployElections(ethers, helpers);
}

/** What a struct says, by its names. */
const fieldsOf = (struct: unknown): Record<string, unknown> => (struct as Result).toObject() as Record<string, unknown>;
