import { expect } from "chai";
import { network } from "hardhat";

import { callOf, COUNCIL_TERMS, deployCouncils } from "../fixtures/governance.ts";
import { deployMembership, FOREVER, foundGuild } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const STOPPED = 3n;

// Guilds are open to every member. Where the charter asks for more objections than a guild has people, nobody could stop a
// newcomer's proposal to empty its account; and by one proposal after another a newcomer could tire any guild out.
describe("finding: a council of few", () => {
  const nation = async () => {
    const context = await deployMembership(ethers);
    const { guilds, founders } = context;
    const terms = { ...COUNCIL_TERMS, objections: 3n };
    const { councils } = await deployCouncils(ethers, context, terms);
    await guilds.fillSeat(0, councils);
    const guild = await foundGuild(context, "Weavers", founders.slice(0, 2));
    await time.increase(1);
    const calls = await callOf(guilds, "setStewardTerm", [1]);
    const propose = (index: number, nonce: number) => {
      const { id, signer } = founders[index]!;
      const act = { by: id, guild, ...calls, description: "all to me", nonce, deadline: FOREVER };
      const lists = { targets: [...calls.targets], values: [...calls.values], calldatas: [...calls.calldatas] };
      return councils.connect(signer).propose({ ...act, ...lists }, "0x");
    };
    const object = (index: number, proposal: bigint) => {
      const { id, signer } = founders[index]!;
      return councils
        .connect(signer)
        .objectTo({ by: id, proposal, round: 1, reason: ethers.id("why"), text: "", deadline: FOREVER }, "0x");
    };
    return { ...context, councils, guild, propose, object };
  };

  it("given two on the roster and three objections asked for, the objection of the other one stops a proposal", async () => {
    const { councils, propose, object } = await networkHelpers.loadFixture(nation);
    await propose(0, 0);
    expect((await councils.proposalOf(1)).stopsAt).to.equal(1n);
    await object(1, 1n);
    expect(await councils.stateOf(1)).to.equal(STOPPED);
  });

  it("given a newcomer's proposal, the objections of all who were there before stop it", async () => {
    const { councils, guilds, guild, founders, propose, object } = await networkHelpers.loadFixture(nation);
    const newcomer = founders[2]!;
    await guilds.connect(newcomer.signer).join({ by: newcomer.id, guild, nonce: 0, deadline: FOREVER }, "0x");
    await propose(2, 0);
    await object(0, 1n);
    await object(1, 1n);
    expect(await councils.stateOf(1)).to.equal(STOPPED);
  });

  it("given one person alone, one objection is asked for", async () => {
    const context = await networkHelpers.loadFixture(nation);
    const { councils, founders, guilds, members } = context;
    const alone = founders[4]!;
    await guilds.connect(alone.signer).found({ by: alone.id, name: "One", nonce: 0, deadline: FOREVER }, "0x");
    const act = { by: alone.id, guild: await members.lastId(), description: "", nonce: 1, deadline: FOREVER };
    const calls = { targets: [alone.signer.address], values: [0], calldatas: ["0x"] };
    await councils.connect(alone.signer).propose({ ...act, ...calls }, "0x");
    expect((await councils.proposalOf(1)).stopsAt).to.equal(1n);
  });

  it("given six open proposals of a member, a seventh reverts with CouncilsTooManyProposals until a window is over", async () => {
    const { councils, guild, founders, propose } = await networkHelpers.loadFixture(nation);
    for (let nonce = 0; nonce < 6; ++nonce) await propose(0, nonce);
    const { closesAt } = await councils.proposalOf(1);
    await expect(propose(0, 6))
      .to.be.revertedWithCustomError(councils, "CouncilsTooManyProposals")
      .withArgs(guild, founders[0]!.id, closesAt);
    await propose(1, 6);
    await time.increaseTo(closesAt + 1n);
    await propose(0, 6);
  });
});
