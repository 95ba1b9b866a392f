import { expect } from "chai";
import { network } from "hardhat";

import { Choice, packBallots } from "../../sdk/governance/ballots.ts";
import {
  callOf,
  deployGovernance,
  HOUR,
  ORDINARY,
  proposeBy,
  signAs,
  signBallot,
  type Elector,
  type Governance,
} from "../fixtures/governance.ts";
import { DAY, FOREVER, PLAIN_TERMS, YEAR } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const FAITHFUL = 100;
const SILENT = 500;
const WEEK = 7;
const AT_ONCE = 100;
const TERMS = { term: YEAR, renewalWindow: 60n * DAY, grace: 30n * DAY };

describe("500 members lapse in one week", () => {
  let nation: Governance;
  let faithful: readonly Elector[];
  /** By the day of that week on which their membership ends. */
  let silent: readonly (readonly Elector[])[];
  let firstDay: bigint;

  before(async () => {
    nation = await deployGovernance(ethers, { founders: 1, coinless: FAITHFUL - 1 + SILENT, terms: TERMS });
    faithful = nation.electors.slice(0, FAITHFUL);
    const others = nation.electors.slice(FAITHFUL);
    silent = Array.from({ length: WEEK }, (_, day) => others.filter((_, place) => place % WEEK === day));
    // In the first year everybody renews: the silent on seven days, so that their next renewals are due on seven days.
    const due = await nation.members.renewalDue(1n);
    await time.increaseTo(due - 30n * DAY);
    for (const some of silent) {
      await renew(some);
      await time.increase(DAY);
    }
    await renew(faithful);
    firstDay = await nation.members.renewalDue(silent[0]![0]!.id);
    // In the second year only the faithful do.
    await time.increaseTo(firstDay - 20n * DAY);
    await renew(faithful);
  });

  it("on each of the seven days the electorate is who is left, without anybody's transaction", async () => {
    const { members } = nation;
    for (let day = 0; day <= WEEK; ++day) {
      const end = firstDay + BigInt(day) * DAY;
      const left = FAITHFUL + silent.slice(day + 1).flat().length;
      const before = FAITHFUL + silent.slice(day).flat().length;
      await time.increaseTo(end + 1n);
      expect(await members.activeCountAt(end - 1n), `the second before day ${day}`).to.equal(BigInt(before));
      expect(await members.activeCountAt(end), `day ${day}`).to.equal(BigInt(left));
    }
  });

  it("the quorum of the next proposal is a fifth of the hundred who are left", async () => {
    const { assembly } = nation;
    const { id, key } = await propose();
    await time.increase(2n * HOUR);
    // A fifth of 600 would be 120 ballots; there are but 20, and they are enough.
    const voters = faithful.slice(0, 20);
    const ballots = await Promise.all(voters.map((voter) => signBallot(nation, voter, id, Choice.For)));
    await assembly.castBallots(id, packBallots(ballots.slice(0, 19)));
    expect(await assembly.proposalQuorum(id)).to.equal(20n);
    await assembly.castBallots(id, packBallots(ballots.slice(19)));
    await time.increase(ORDINARY.votingPeriod);
    await assembly.queue(...key);
    await time.increase(ORDINARY.executionDelay);
    await expect(assembly.execute(...key))
      .to.emit(assembly, "ProposalExecuted")
      .withArgs(id);
  });

  it("who lapsed has no vote, and one renewal within the grace brings the vote back", async () => {
    const { assembly, members } = nation;
    const [late] = silent[WEEK - 1]!;
    expect(await members.isActive(late!.id)).to.equal(false);
    const { id: before } = await propose();
    await time.increase(2n * HOUR);
    await renew([late!]);
    const { id: after } = await propose();
    await time.increase(2n * HOUR);
    expect(await assembly.castBallots.staticCall(before, await packed(late!, before))).to.equal(0n);
    expect(await assembly.castBallots.staticCall(after, await packed(late!, after))).to.equal(1n);
    expect(await members.activeCountAt((await members.clock()) - 1n)).to.equal(BigInt(FAITHFUL + 1));
    const [never] = silent[WEEK - 1]!.slice(1);
    expect(await assembly.castBallots.staticCall(after, await packed(never!, after))).to.equal(0n);
  });

  it("who was a member before that week still was one, and the count of then is the count of then", async () => {
    const { members } = nation;
    const everybody = nation.electors.map(({ id }) => id);
    const eligible = async (moment: bigint) =>
      (await members.electorsAt(everybody, moment)).filter((word) => (word & 1n) === 1n).length;
    for (const moment of [firstDay - 1n, firstDay + 3n * DAY, firstDay + BigInt(WEEK) * DAY]) {
      expect(BigInt(await eligible(moment)), `at ${moment}`).to.equal(await members.activeCountAt(moment));
    }
    expect(await members.activeCountAt(firstDay - 1n)).to.equal(BigInt(FAITHFUL + SILENT));
  });

  /** Signed by each, carried by somebody. */
  async function renew(people: readonly Elector[]): Promise<void> {
    const { members } = nation;
    const nonce = BigInt(await time.latest());
    for (let first = 0; first < people.length; first += AT_ONCE) {
      const calls = await Promise.all(
        people.slice(first, first + AT_ONCE).map(async (person) => {
          const act = { by: person.id, nonce, deadline: FOREVER };
          const signature = await signAs(nation, person, members, "renew", act);
          return members.interface.encodeFunctionData("renew", [act, signature]);
        }),
      );
      const carried = await members.carry.staticCall(calls);
      expect(carried, "renewals carried").to.equal(BigInt(calls.length));
      await members.carry(calls);
    }
  }

  let proposals = 0n;

  async function propose() {
    const calls = await callOf(nation.members, "setTerms", [{ ...PLAIN_TERMS, ...TERMS, vouchStock: ++proposals }]);
    return proposeBy(nation, nation.founders[0]!, calls, `Stock ${proposals}`);
  }

  async function packed(voter: Elector, proposal: bigint): Promise<string> {
    return packBallots([await signBallot(nation, voter, proposal, Choice.For)]);
  }
});
