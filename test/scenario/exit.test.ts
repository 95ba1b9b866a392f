import { expect } from "chai";
import { network } from "hardhat";

import { Choice } from "../../sdk/governance/ballots.ts";
import { listsOf, type Calls } from "../../sdk/governance/proposals.ts";
import { callOf, CONSTITUTIONAL, deployAssembly, keyOf } from "../fixtures/governance.ts";
import { DAY, FOREVER, YEAR, type Person } from "../fixtures/membership.ts";
import {
  acceptWork,
  bucket,
  BucketKind,
  closeSeason,
  COIN,
  commandedGuild,
  deployTreasury,
  payIncome,
  PayoutMode,
  rules as equationRules,
  UNIT,
} from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const EXIT_WINDOW = 7n * DAY;

// The DAO, July 2016: who disagreed with a change had to leave before it, within what the contract left them as time. Moloch
// (2019) made that a rule of its own, by which the outvoted leave with their part before a proposal takes effect.
describe("Amara is outvoted on the constitution, and leaves before it changes", () => {
  /** Members lend their shares to the nation until they leave; the majority wants all surplus for the reserve. */
  async function outvoted() {
    const nation = await deployTreasury(ethers, {
      rules: { mode: PayoutMode.MemberLoan },
      terms: { term: 10n * YEAR },
    });
    const { timelock, members, surplus, founders, token } = nation;
    const people = founders.slice(0, 3) as [Person, Person, Person];
    const guild = await commandedGuild(nation, "Weavers", people);
    const work = people.map(({ id }, index) => ({ member: id, minutes: BigInt(300 - 100 * index) }));
    await payIncome(nation, guild, 1_000n * UNIT, token);
    await acceptWork(nation, networkHelpers, { guild, people, work });
    const season = await closeSeason(nation, networkHelpers);
    await surplus.closeBooks(guild, season, token);

    const terms = [{ ...CONSTITUTIONAL, executionDelay: EXIT_WINDOW }];
    const rules = await ethers.deployContract("DecisionRules", [timelock, terms, [], 3, EXIT_WINDOW]);
    const { assembly } = await deployAssembly(ethers, { members, timelock, rules });
    for (const role of ["PROPOSER_ROLE", "CANCELLER_ROLE", "EXECUTOR_ROLE"]) {
      await timelock.grantRole(ethers.id(role), assembly);
    }
    for (const role of ["PROPOSER_ROLE", "CANCELLER_ROLE", "EXECUTOR_ROLE"]) {
      await timelock.revokeRole(ethers.id(role), nation.nation);
    }
    await timelock.renounceRole(await timelock.DEFAULT_ADMIN_ROLE(), nation.nation);
    for (const contract of [surplus, rules, assembly]) await contract.seal();
    return { ...nation, people, guild, season, rules, assembly };
  }

  const toReserve = ({ surplus }: Awaited<ReturnType<typeof outvoted>>) =>
    callOf(surplus, "setEquation", [[bucket(BucketKind.Reserve, 0n)], equationRules()]);

  /** Everybody but Amara votes for it. */
  async function queued(callsOf: (context: Awaited<ReturnType<typeof outvoted>>) => Promise<Calls>) {
    const context = await networkHelpers.loadFixture(outvoted);
    const { assembly, founders } = context;
    const calls = await callsOf(context);
    const key = keyOf(calls, "All for the reserve");
    await assembly.connect(founders[1]!.signer).propose(...listsOf(calls), "All for the reserve");
    const id = await assembly.hashProposal(...key);
    await time.increaseTo((await assembly.proposalSnapshot(id)) + 1n);
    await assembly.connect(founders[0]!.signer).castVote(id, Choice.Against);
    for (const { signer } of founders.slice(1)) await assembly.connect(signer).castVote(id, Choice.For);
    await time.increaseTo((await assembly.proposalDeadline(id)) + 1n);
    await assembly.queue(...key);
    const queuedAt = BigInt(await time.latest());
    return { ...context, id, key, queuedAt, amara: context.people[0], bo: context.people[1] };
  }

  it("INV-357 she has the whole window: nobody can carry the decision out before its end", async () => {
    const { assembly, rules, id, key, queuedAt } = await queued(toReserve);
    expect(await rules.exitWindow()).to.equal(EXIT_WINDOW);
    expect(await assembly.proposalEta(id)).to.equal(queuedAt + EXIT_WINDOW);
    await time.setNextBlockTimestamp(queuedAt + EXIT_WINDOW - 1n);
    await expect(assembly.execute(...key))
      .to.be.revertedWithCustomError(assembly, "AssemblyNotYetDue")
      .withArgs(id, queuedAt + EXIT_WINDOW);
    await expect(assembly.execute(...key)).to.emit(assembly, "ProposalExecuted");
  });

  it("she leaves in its last second but one, and is paid by the old terms, in one day's acts", async () => {
    const { members, surplus, assembly, guild, season, token, key, queuedAt, amara } = await queued(toReserve);
    await time.increaseTo(queuedAt + EXIT_WINDOW - 5n);
    const { id: by, signer } = amara;
    // Half of the hours: 300 of 600 minutes, and a fifth of the surplus goes by hours.
    await surplus.connect(signer).claim({ by, guild, season, token, to: COIN, deadline: FOREVER }, "0x");
    await members.connect(signer).resign({ by, nonce: 0n, deadline: FOREVER }, "0x");
    await surplus.connect(signer).withdrawLoan({ by, token, to: COIN, nonce: 0n, deadline: FOREVER }, "0x");
    expect(await token.balanceOf(signer)).to.equal(100n * UNIT);
    await time.increaseTo(queuedAt + EXIT_WINDOW);
    await assembly.execute(...key);
    expect(await token.balanceOf(signer)).to.equal(100n * UNIT);
    expect(await surplus.loanOf(by, token)).to.equal(0n);
  });

  it("who stays keeps what the closed season owes, and lives under the new terms from the next one on", async () => {
    const { surplus, assembly, ledger, guild, season, token, key, queuedAt, bo } = await queued(toReserve);
    await time.increaseTo(queuedAt + EXIT_WINDOW);
    await assembly.execute(...key);
    const { id: by, signer } = bo;
    await surplus.connect(signer).claim({ by, guild, season, token, to: COIN, deadline: FOREVER }, "0x");
    expect(await surplus.loanOf(by, token)).to.equal((200n * UNIT) / 3n);
    const { opensAt } = await ledger.seasonOf(season);
    expect(await surplus.equationAt(opensAt)).to.equal(1n);
    expect(await surplus.equationAt(BigInt(await time.latest()) + 1n)).to.equal(2n);
  });

  it("no decision makes the window shorter, neither for the rule nor for itself", async () => {
    const shorter = { ...CONSTITUTIONAL, executionDelay: EXIT_WINDOW - 1n };
    const { assembly, rules, key, queuedAt } = await queued(({ rules }) => callOf(rules, "setRule", [0, shorter]));
    await time.increaseTo(queuedAt + EXIT_WINDOW);
    await expect(assembly.execute(...key))
      .to.be.revertedWithCustomError(rules, "RulesBelowExitWindow")
      .withArgs(EXIT_WINDOW - 1n, EXIT_WINDOW);
  });
});
