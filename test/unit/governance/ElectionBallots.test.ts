import { expect } from "chai";
import { network } from "hardhat";

import { packApprovals, unpackApprovals, type SignedApproval } from "../../../sdk/governance/approvals.ts";
import {
  callOffice,
  callStewards,
  deployElections,
  ELECTION,
  signApproval,
  standAll,
  toCount,
  toVote,
  TREASURER,
  vote,
  type ElectingNation,
} from "../../fixtures/elections.ts";
import { FOREVER, sign, vouchIn, type Person } from "../../fixtures/membership.ts";

const { ethers, networkHelpers: helpers } = await network.getOrCreate();

describe("Elections: ballots", function () {
  const load = () => helpers.loadFixture(deploy);

  describe("castBallot", function () {
    const voting = async () => {
      const nation = await load();
      const election = await callOffice(nation, TREASURER);
      await standAll(nation, election, nation.people.slice(0, 3));
      await toVote(nation, election);
      return { nation, election };
    };

    it("counts each candidate approved, and a ballot that approves nobody", async function () {
      const { nation, election } = await voting();
      const { elections, people } = nation;
      await expect(vote(nation, election, people[0]!, 0b101))
        .to.emit(elections, "ApprovalCast")
        .withArgs(election, people[0]!.id, 5);
      await vote(nation, election, people[1]!, 0b001);
      await vote(nation, election, people[2]!, 0);
      const { ballots, approvals } = await elections.votesOf(election);
      expect([ballots, [...approvals]]).to.deep.equal([3n, [2n, 0n, 1n]]);
      expect([...(await elections.ballotOf(election, people[2]!.id))]).to.deep.equal([true, 0n]);
      expect([...(await elections.ballotOf(election, people[3]!.id))]).to.deep.equal([false, 0n]);
    });

    it("INV-332 is changed by its author's key, and never by a carried one", async function () {
      const { nation, election } = await voting();
      const { elections, people } = nation;
      const [amara] = people as [Person];
      const act = { by: amara.id, election, approvals: 0b010, deadline: FOREVER };
      const signature = await sign(nation, amara, elections, "castBallot", act);
      await elections.castBallot(act, signature);
      await expect(vote(nation, election, amara, 0b100))
        .to.emit(elections, "ApprovalChanged")
        .withArgs(election, amara.id, 2, 4);
      await vote(nation, election, amara, 0); // approves nobody any more
      await expect(elections.castBallot(act, signature))
        .to.be.revertedWithCustomError(elections, "ElectionsAlreadyCast")
        .withArgs(amara.id, election);
      const { ballots, approvals } = await elections.votesOf(election);
      expect([ballots, [...approvals]]).to.deep.equal([1n, [0n, 0n, 0n]]);
    });

    describe("when it approves somebody who is no candidate", function () {
      it("reverts with ElectionsBadApprovals", async function () {
        const { nation, election } = await voting();
        await expect(vote(nation, election, nation.people[0]!, 0b1000))
          .to.be.revertedWithCustomError(nation.elections, "ElectionsBadApprovals")
          .withArgs(8, 3);
      });
    });

    describe("when the author came in the second of the call or later, or is not on the guild's roster", function () {
      it("INV-331 reverts with ElectionsNotInElectorate", async function () {
        const nation = await load();
        const { elections, people, founders, strangers } = nation;
        const election = await callOffice(nation, TREASURER);
        const ofGuild = await callStewards(nation);
        const late = await vouchIn(nation, people.slice(0, 2), strangers[0]!);
        await toVote(nation, ofGuild);
        for (const [which, by] of [
          [election, late],
          [ofGuild, founders[7]!],
        ] as const) {
          expect(await elections.isElector(which, by.id)).to.equal(false);
          await expect(vote(nation, which, by, 0))
            .to.be.revertedWithCustomError(elections, "ElectionsNotInElectorate")
            .withArgs(by.id, which);
        }
        expect(await elections.isElector(99, people[0]!.id)).to.equal(false);
      });
    });

    describe("when the vote is not open", function () {
      it("INV-331 reverts with ElectionsWrongState", async function () {
        const nation = await load();
        const { elections, people } = nation;
        const election = await callOffice(nation, TREASURER);
        const verify = async (state: bigint) => {
          await expect(vote(nation, election, people[0]!, 0))
            .to.be.revertedWithCustomError(elections, "ElectionsWrongState")
            .withArgs(election, state);
          await expect(elections.castBallots(election, "0x")).to.be.revertedWithCustomError(
            elections,
            "ElectionsWrongState",
          );
        };
        await verify(ELECTION.nominations);
        await toCount(nation, election);
        await verify(ELECTION.counting);
        await elections.conclude(election);
        await verify(ELECTION.concluded);
      });
    });
  });

  describe("castBallots", function () {
    it("counts those that are good, and reports on each", async function () {
      const nation = await load();
      const { elections, people, founders } = nation;
      const election = await callStewards(nation);
      await standAll(nation, election, people.slice(0, 2));
      await toVote(nation, election);
      await vote(nation, election, people[5]!, 0b01);
      const now = BigInt(await helpers.time.latest());
      const good = await Promise.all(people.slice(0, 3).map((by) => signApproval(nation, by, election, 0b11)));
      const bad: [SignedApproval, string][] = [
        [{ ...good[0]!, by: people[3]!.id }, "bad signature"],
        [await signApproval(nation, people[4]!, election, 0b01, now - 1n), "expired"],
        [await signApproval(nation, people[5]!, election, 0b10), "already cast"],
        [await signApproval(nation, founders[6]!, election, 0b10), "not in the electorate"],
        [{ ...(await signApproval(nation, founders[7]!, election, 0b100)), by: 99n }, "no candidates"],
      ];
      const batch = packApprovals([...good, ...bad.map(([ballot]) => ballot)]);
      const sent = elections.connect(founders[7]!.signer).castBallots(election, `${batch}ffff`);
      await expect(sent).to.emit(elections, "ApprovalsCarried");
      const [event] = await elections.queryFilter(elections.filters.ApprovalsCarried);
      const report = unpackApprovals(event!.args.report);
      expect(report.map(({ outcome }) => outcome)).to.deep.equal([
        ...["counted", "counted", "counted"],
        ...bad.map(([, outcome]) => outcome),
        "malformed",
      ]);
      const { ballots, approvals } = await elections.votesOf(election);
      expect([ballots, [...approvals]]).to.deep.equal([4n, [4n, 3n]]);
    });

    it("takes a head cut short, and a signature cut short, as malformed", async function () {
      const nation = await load();
      const { elections, people } = nation;
      const election = await callOffice(nation, TREASURER);
      await toVote(nation, election);
      const whole = packApprovals([await signApproval(nation, people[0]!, election, 0)]);
      for (const batch of ["0x01", whole.slice(0, 2 + 2 * 14), whole.slice(0, -2)]) {
        await elections.castBallots(election, batch);
        const events = await elections.queryFilter(elections.filters.ApprovalsCarried);
        expect(unpackApprovals(events.at(-1)!.args.report)[0]!.outcome).to.equal("malformed");
      }
      expect((await elections.votesOf(election)).ballots).to.equal(0);
    });
  });
});

async function deploy(): Promise<ElectingNation> {
  return deployElections(ethers, helpers);
}
