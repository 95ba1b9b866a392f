import { expect } from "chai";
import { network } from "hardhat";

import { Choice } from "../../sdk/governance/ballots.ts";
import { callOf, deployGovernance, HOUR, proposeBy, type Governance } from "../fixtures/governance.ts";
import { DAY, FOREVER, PLAIN_TERMS, YEAR, type Person } from "../fixtures/membership.ts";
import { Status } from "../fixtures/status.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const TERMS = { term: YEAR, renewalWindow: 60n * DAY, vouchValidity: 2n * YEAR, longestRest: YEAR };
const LEAVE = 300n * DAY;

describe("Amara has a child, and comes back after ten months", () => {
  let nation: Governance;
  let amara: Person, bo: Person, chen: Person, dana: Person, elif: Person;
  let dueBefore: bigint;
  let leftAt: bigint;
  let meanwhile: bigint;

  before(async () => {
    nation = await deployGovernance(ethers, { founders: 5, terms: TERMS });
    [amara, bo, chen, dana, elif] = nation.founders as [Person, Person, Person, Person, Person];
    await time.increase(200n * DAY);
    dueBefore = await nation.members.renewalDue(amara.id);
  });

  it("she rests: nobody asks her for anything, and nobody counts her", async () => {
    const { members } = nation;
    await rest(amara, true);
    leftAt = BigInt(await time.latest());
    const [status] = await members.civicStatus(amara.id);
    expect(status).to.equal(Status.Inactive);
    await time.increase(1);
    expect(await members.activeCountAt(leftAt)).to.equal(4n);
    expect(await members.ownerOf(amara.id), "her passport is hers").to.equal(amara.signer.address);
  });

  it("meanwhile the others renew, and decide with a quorum of four, not of five", async () => {
    await time.increase(150n * DAY);
    for (const person of [bo, chen, dana, elif]) await renew(person);
    meanwhile = await propose(bo, 1n);
    await time.increase(2n * HOUR);
    const { assembly } = nation;
    // A fifth of four members is one ballot (0.8, rounded up); the one For is enough.
    await assembly.connect(chen.signer).castVote(meanwhile, Choice.For);
    expect(await assembly.proposalQuorum(meanwhile)).to.equal(1n);
    await expect(assembly.connect(amara.signer).castVote(meanwhile, Choice.Against))
      .to.be.revertedWithCustomError(assembly, "AssemblyNotInElectorate")
      .withArgs(amara.id, meanwhile);
  });

  it("her renewal, due long ago, waits for her", async () => {
    const { members } = nation;
    await time.increaseTo(leftAt + LEAVE - 1n);
    expect(BigInt(await time.latest())).to.be.greaterThan(dueBefore + PLAIN_TERMS.grace);
    const [status] = await members.civicStatus(amara.id);
    expect(status, "she has not lapsed").to.equal(Status.Inactive);
    expect(await members.renewalDue(amara.id)).to.equal(dueBefore + LEAVE - 1n);
  });

  it("she returns: one vote again, and exactly the time she was away added to her renewal", async () => {
    const { members } = nation;
    await rest(amara, false);
    const returned = BigInt(await time.latest());
    expect(returned - leftAt).to.equal(LEAVE);
    expect(await members.isActive(amara.id)).to.equal(true);
    expect(await members.renewalDue(amara.id)).to.equal(dueBefore + LEAVE);
    expect(await members.restedOf(amara.id)).to.deep.equal([LEAVE, 0n]);
    await time.increase(1);
    expect(await members.activeCountAt(returned)).to.equal(5n);
    expect(await members.activeCountAt(returned - 1n), "the past does not change").to.equal(4n);
    expect(await members.wasActive(amara.id, leftAt - 1n)).to.equal(true);
    expect(await members.wasActive(amara.id, returned - 1n)).to.equal(false);
  });

  it("she votes on what was proposed after her return", async () => {
    const { assembly } = nation;
    const next = await propose(amara, 2n);
    await time.increase(2n * HOUR);
    await assembly.connect(amara.signer).castVote(next, Choice.For);
    expect(await assembly.ballotOf(next, amara.id)).to.deep.equal([true, BigInt(Choice.For), false]);
    expect(await assembly.ballotOf(meanwhile, amara.id)).to.deep.equal([false, 0n, false]);
  });

  it("she renews when it is her time, and not with the others", async () => {
    const { members } = nation;
    await time.increaseTo((await members.renewalDue(amara.id)) - TERMS.renewalWindow);
    await renew(amara);
    expect(await members.isActive(amara.id)).to.equal(true);
  });

  async function rest({ id, signer }: Person, resting: boolean): Promise<void> {
    await nation.members.connect(signer).rest({ by: id, resting, nonce: 0n, deadline: FOREVER }, "0x");
  }

  async function renew({ id, signer }: Person): Promise<void> {
    await nation.members.connect(signer).renew({ by: id, nonce: 0n, deadline: FOREVER }, "0x");
  }

  async function propose(by: Person, vouchStock: bigint): Promise<bigint> {
    const calls = await callOf(nation.members, "setTerms", [{ ...PLAIN_TERMS, ...TERMS, vouchStock }]);
    return (await proposeBy(nation, by, calls, `Stock ${vouchStock}`)).id;
  }
});
