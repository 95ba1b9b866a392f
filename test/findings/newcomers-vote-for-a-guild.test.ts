import { expect } from "chai";
import { network } from "hardhat";

import { amend, object, payment, propose, stateOf, vote, type Council } from "../fixtures/councils.ts";
import { COUNCIL_TERMS, deployCouncils, ROUND_TERMS } from "../fixtures/governance.ts";
import { DAY, deployMembership, FOREVER, foundGuild, type Person } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const FOR = 1;
const AGAINST = 0;

/**
 * Guilds are open to every member, and a second on the roster was enough: for the vote after the last round, those count
 * who were on it the second before that round. So a faction from elsewhere in the nation outvoted a guild that had objected
 * all along, and its account paid them (flash membership, as in Beanstalk and Build Finance); and because the roster of the
 * second before also says how many objections stop a round, two newcomers raised them beyond what the guild had people for.
 * Elections ask tenure of those who elect for the same reason (`roster-of-a-minute`).
 */
describe("finding: newcomers in the vote of a guild", () => {
  async function guildOfTwo(terms: Partial<typeof COUNCIL_TERMS>) {
    const nation = await deployMembership(ethers, { founders: 8 });
    const parts = await deployCouncils(ethers, nation, { ...COUNCIL_TERMS, ...terms });
    await nation.guilds.fillSeat(0, parts.councils);
    const [amara, bo, ...others] = nation.founders as [Person, Person, ...Person[]];
    const guild = await foundGuild(nation, "Weavers", [amara, bo]);
    const account = await nation.guilds.accountOf(guild);
    await nation.nation.sendTransaction({ to: account, value: 1_000n });
    await time.increase(90n * DAY);
    const context = { ...nation, ...parts, guild, account } as unknown as Council;
    const join = async (people: readonly Person[]) => {
      for (const { id, signer } of people) {
        await nation.guilds.connect(signer).join({ by: id, guild, nonce: 77, deadline: FOREVER }, "0x");
      }
      await time.increase(2n);
    };
    return {
      context,
      amara,
      bo,
      others,
      join,
      councils: parts.councils,
      loot: payment(others[0]!.signer.address, 1_000n),
    };
  }

  /** All who may, For; what the contract refuses counts for nothing. */
  async function decide(context: Council, proposal: bigint, people: readonly Person[], against: Person) {
    const { closesAt, terms } = await context.councils.proposalOf(proposal);
    await time.increaseTo(closesAt + 1n);
    expect(await stateOf(context, proposal)).to.equal("voting");
    await vote(context, against, proposal, AGAINST);
    for (const person of people) await vote(context, person, proposal, FOR).catch(() => undefined);
    await time.increaseTo(closesAt + terms.voteWindow + 1n);
  }

  it("those who joined between the rounds do not decide it", async () => {
    const { context, amara, bo, others, join, loot } = await guildOfTwo({
      ...ROUND_TERMS,
      questionWindow: 0n,
      rounds: 2n,
    });
    const proposal = await propose(context, bo, loot);
    await object(context, amara, proposal);
    await time.increaseTo((await context.councils.proposalOf(proposal)).closesAt + 1n);
    await join(others);
    await amend(context, bo, proposal, payment(others[0]!.signer.address, 999n));
    await object(context, amara, proposal);
    await decide(context, proposal, others, amara);
    expect(await stateOf(context, proposal)).to.equal("stopped");
  });

  it("those who joined the minute before they proposed it do not decide it, where the terms ask for tenure", async () => {
    const terms = { ...ROUND_TERMS, questionWindow: 0n, integrationWindow: 0n, rounds: 1n, tenureDays: 30n };
    const { context, amara, others, join, loot } = await guildOfTwo(terms);
    await join(others);
    const proposal = await propose(context, others[0]!, loot);
    await object(context, amara, proposal);
    await decide(context, proposal, others, amara);
    expect(await stateOf(context, proposal)).to.equal("stopped");
  });

  it("those who joined the minute before do not raise the objections that stop it", async () => {
    const terms = { objections: 3n, tenureDays: 30n };
    const { context, amara, bo, others, join, loot } = await guildOfTwo(terms);
    await join(others.slice(0, 2));
    const proposal = await propose(context, others[0]!, loot);
    await object(context, amara, proposal);
    await object(context, bo, proposal);
    await time.increaseTo((await context.councils.proposalOf(proposal)).closesAt + 1n);
    expect(await stateOf(context, proposal), "all who were here before object").to.equal("stopped");
  });
});
