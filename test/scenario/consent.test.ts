import { expect } from "chai";
import { network } from "hardhat";

import { Choice } from "../../sdk/governance/ballots.ts";
import {
  amend,
  deployCouncil,
  execute,
  HOLD_TERMS,
  object,
  payment,
  propose,
  stateOf,
  suspend,
  takeBack,
  vote,
  type Council,
} from "../fixtures/councils.ts";
import { callOf, deployGovernance, keyOf, proposeBy, ROUND_TERMS, signAs } from "../fixtures/governance.ts";
import { DAY, FOREVER, foundGuild, type Person } from "../fixtures/membership.ts";
import { listsOf, type Calls } from "../../sdk/governance/proposals.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

// Sociocratic practice, as Enspiral's circles have it: a proposal, questions, objections with reasons, integration, and
// again; and where people do not come together after three rounds, they vote.
describe("A guild decides by consent", () => {
  const after = async ({ councils }: Council, proposal: bigint, moment: "opensAt" | "closesAt") =>
    time.increaseTo((await councils.proposalOf(proposal))[moment] + 1n);

  const question = (by: Person, proposal: bigint, text: string) => ({
    ...{ by: by.id, proposal, question: ethers.ZeroHash, text, nonce: 1n, deadline: FOREVER },
  });

  it("agrees in the second round, when an objection is integrated", async () => {
    const circle = await deployCouncil(ethers);
    const { councils, amara, bo, chen, shop } = circle;
    const proposal = await propose(circle, amara, payment(shop, 600n), "A loom for the studio");
    await councils.connect(bo.signer).ask(question(bo, proposal, "Who will use it?"), "0x");
    const answer = { by: amara.id, proposal, question: 1n, answer: ethers.ZeroHash, text: "All of us" };
    await councils.connect(amara.signer).answer({ ...answer, nonce: 2n, deadline: FOREVER }, "0x");
    await after(circle, proposal, "opensAt");
    await object(circle, bo, proposal, "It takes more than half of what we have");
    await object(circle, chen, proposal, "There is no room for it");
    await after(circle, proposal, "closesAt");
    await amend(circle, amara, proposal, payment(shop, 250n));
    await after(circle, proposal, "opensAt");
    await object(circle, chen, proposal, "Still no room");
    await takeBack(circle, chen, proposal); // the table goes
    await after(circle, proposal, "closesAt");
    await expect(execute(circle, proposal, payment(shop, 250n))).to.changeEtherBalance(ethers, shop, 250n);
  });

  it("votes after three rounds with objections; those who carry it are no more than one vote each", async () => {
    const circle = await deployCouncil(ethers);
    const { amara, bo, chen, dora, esi, shop } = circle;
    const proposal = await propose(circle, amara, payment(shop, 600n));
    for (const value of [500n, 400n, undefined]) {
      await after(circle, proposal, "opensAt");
      await object(circle, esi, proposal);
      await after(circle, proposal, "closesAt");
      if (value !== undefined) await amend(circle, amara, proposal, payment(shop, value));
    }
    expect(await stateOf(circle, proposal)).to.equal("voting");
    for (const person of [amara, bo, chen, dora]) await vote(circle, person, proposal, 1);
    await vote(circle, esi, proposal, 0);
    await time.increase(ROUND_TERMS.voteWindow + 1n);
    for (const value of [600n, 500n]) {
      await expect(execute(circle, proposal, payment(shop, value)))
        .to.be.revertedWithCustomError(circle.councils, "CouncilsOtherCalls")
        .withArgs(proposal);
    }
    await expect(execute(circle, proposal, payment(shop, 400n))).to.changeEtherBalance(ethers, shop, 400n);
  });

  it("stops where nobody integrates what was objected to", async () => {
    const circle = await deployCouncil(ethers);
    const proposal = await propose(circle, circle.amara, payment(circle.shop, 600n));
    await after(circle, proposal, "opensAt");
    await object(circle, circle.bo, proposal);
    await after(circle, proposal, "closesAt");
    await time.increase(ROUND_TERMS.integrationWindow);
    expect(await stateOf(circle, proposal)).to.equal("stopped");
  });
});

describe("Members hold a guild's decision until the assembly has decided", () => {
  const DURATION = 21n * DAY; // the assembly takes ten days by the constitutional rule

  async function nation() {
    const context = await deployGovernance(ethers, {
      ...{ founders: 10, council: ROUND_TERMS, holds: { ...HOLD_TERMS, duration: DURATION } },
    });
    const { guilds, founders } = context;
    const guild = await foundGuild(context, "Treasury", founders.slice(0, 3));
    const account = await guilds.accountOf(guild);
    await context.nation.sendTransaction({ to: account, value: 24_000n });
    const friend = ethers.getAddress(ethers.id("goldCOMP").slice(0, 42));
    return { ...context, context, guild, friend };
  }

  /** Two of the guild's three vote for their friend, against the objections of the third, over a holiday. */
  async function carried() {
    const made = await networkHelpers.loadFixture(nation);
    const { councils, founders, guild, friend } = made;
    const calls = payment(friend, 24_000n);
    const [targets, , calldatas] = listsOf(calls);
    const [humpy, ally, third] = founders as [Person, Person, Person, ...Person[]];
    const act = {
      by: humpy.id,
      guild,
      targets,
      values: [23_998n],
      calldatas,
      description: "Invest",
      nonce: 1n,
      deadline: FOREVER,
    };
    await councils.connect(humpy.signer).propose(act, "0x");
    for (const round of [1n, 2n, 3n]) {
      const { opensAt, closesAt } = await councils.proposalOf(1);
      await time.increaseTo(opensAt + 1n);
      const reason = { by: third.id, proposal: 1n, round, reason: ethers.ZeroHash, text: "It is all we have" };
      await councils.connect(third.signer).objectTo({ ...reason, deadline: FOREVER }, "0x");
      await time.increaseTo(closesAt + 1n);
      if (round === 3n) break;
      const values = [23_998n + round];
      const next = { by: humpy.id, proposal: 1n, round: round + 1n, targets, values, calldatas, description: "Invest" };
      await councils.connect(humpy.signer).amend({ ...next, deadline: FOREVER }, "0x");
    }
    for (const { id: by, signer } of [humpy, ally]) {
      await councils.connect(signer).castVote({ by, proposal: 1n, choice: 1, deadline: FOREVER }, "0x");
    }
    return { ...made, calls, humpy, number: await councils.holdNumber(1) };
  }

  /** Three members of other guilds, signed on paper and carried in one transaction. */
  async function held() {
    const made = await carried();
    const { context, councils, holds, founders, strangers, number } = made;
    const statements = await Promise.all(
      founders.slice(5, 8).map(async (person) => {
        const fields = { subject: councils.target, number, reason: ethers.ZeroHash, text: "Nobody asked us" };
        const act = { by: person.id, ...fields, deadline: FOREVER };
        return holds.interface.encodeFunctionData("suspend", [
          act,
          await signAs(context, person, holds, "suspend", act),
        ]);
      }),
    );
    await holds.connect(strangers[0]).carry(statements);
    await time.increase(ROUND_TERMS.voteWindow + 1n);
    return made;
  }

  /** What the assembly of all members decides, from the proposal to its execution. */
  async function decide(
    { assembly, context, founders }: Awaited<ReturnType<typeof held>>,
    calls: Calls,
    title: string,
  ) {
    const { id, key } = await proposeBy(context, founders[5]!, calls, title);
    await time.increaseTo((await assembly.proposalSnapshot(id)) + 1n);
    for (const { signer } of founders.slice(2)) await assembly.connect(signer).castVote(id, Choice.For);
    await time.increaseTo((await assembly.proposalDeadline(id)) + 1n);
    await assembly.queue(...key);
    await time.increaseTo(await assembly.proposalEta(id));
    await assembly.execute(...keyOf(calls, title));
  }

  describe("Compound's proposal 289, July 2024: a faction votes 24 million to its own vault at low attention", () => {
    it("without a hold the guild's account pays in the first second in which it can", async () => {
      const { councils, calls, friend } = await carried();
      await time.increase(ROUND_TERMS.voteWindow + 1n);
      await expect(councils.execute(1n, ...listsOf(calls))).to.changeEtherBalance(ethers, friend, 24_000n);
    });

    it("held by three members nobody pays it, and dropped by the assembly it is never paid", async () => {
      const made = await held();
      const { councils, holds, number, calls, friend } = made;
      const refused = async (state: bigint) => {
        await expect(councils.execute(1n, ...listsOf(calls)))
          .to.be.revertedWithCustomError(councils, "CouncilsWrongState")
          .withArgs(1n, state);
      };
      await refused(10n); // held
      await decide(made, await callOf(holds, "drop", [councils.target, number]), "Not with the guild's money");
      await refused(11n); // dropped
      await time.increase(DURATION + ROUND_TERMS.executionWindow);
      await refused(11n);
      expect(await ethers.provider.getBalance(friend)).to.equal(0n);
    });

    it("confirmed by the assembly it is paid, and cannot be held again", async () => {
      const made = await held();
      const { context, councils, holds, number, calls, friend, founders } = made;
      await decide(made, await callOf(holds, "confirm", [councils.target, number]), "It is a good investment");
      const again = { by: founders[9]!.id, subject: councils.target, number, reason: ethers.id("why"), text: "" };
      await expect(holds.connect(founders[9]!.signer).suspend({ ...again, deadline: FOREVER }, "0x"))
        .to.be.revertedWithCustomError(context.holds, "HoldsOnlyOnce")
        .withArgs(councils.target, number, 3n);
      await expect(councils.execute(1n, ...listsOf(calls))).to.changeEtherBalance(ethers, friend, 24_000n);
    });
  });

  describe("a minority that would rather have no decision at all", () => {
    it("holds it as long as the charter says, and not one second more; its window begins again after it", async () => {
      const { councils, holds, number, calls, friend } = await held();
      const { until } = await holds.heldOf(councils, number);
      await time.increaseTo(until + ROUND_TERMS.executionWindow - 1n);
      await expect(councils.execute(1n, ...listsOf(calls))).to.changeEtherBalance(ethers, friend, 24_000n);
    });

    it("is not enough by itself below the number, nor by one person's many signatures", async () => {
      const { context, councils, holds, founders, number, strangers } = await carried();
      const [one, two] = founders.slice(5, 7) as [Person, Person];
      const statements = await Promise.all(
        [one, one, one, two].map(async (person, place) => {
          const fields = { subject: councils.target, number, reason: ethers.id(`reason ${place}`), text: "" };
          const act = { by: person.id, ...fields, deadline: FOREVER };
          return holds.interface.encodeFunctionData("suspend", [
            act,
            await signAs(context, person, holds, "suspend", act),
          ]);
        }),
      );
      await holds.connect(strangers[0]).carry(statements);
      expect((await holds.heldOf(councils, number)).members).to.equal(2n);
      expect(await holds.stateOf(councils, number)).to.equal(1n);
    });
  });

  describe("Wonderland, January 2022: the treasurer acts alone, and nobody could stop the payments in time", () => {
    it("members who are not of the guild hold a steward's routine act, within its shorter window", async () => {
      const circle = await deployCouncil(ethers, ROUND_TERMS, HOLD_TERMS);
      const { councils, guild, shop, amara, bo, fay, founders } = circle;
      const terms = { by: guild, target: shop, selector: "0x00000000", isListed: true, word: 0, most: 500, left: 500 };
      const listing = await callOf(councils, "setRoutine", [{ ...terms, nonce: 0, deadline: FOREVER }, "0x"]);
      const listed = await propose(circle, bo, listing);
      await time.increaseTo((await councils.proposalOf(listed)).closesAt + 1n);
      await execute(circle, listed, listing);
      const act = { by: amara.id, guild, target: shop, value: 500n, data: "0x", description: "Yarn", nonce: 1n };
      await councils.connect(amara.signer).proposeRoutine({ ...act, deadline: FOREVER }, "0x");
      const number = await councils.holdNumber(2);
      for (const person of [fay, founders[6]!, founders[7]!]) await suspend(circle, person, number);
      await time.increase(ROUND_TERMS.routineWindow + 1n);
      expect(await stateOf(circle, 2n)).to.equal("held");
      await expect(execute(circle, 2n, payment(shop, 500n)))
        .to.be.revertedWithCustomError(councils, "CouncilsWrongState")
        .withArgs(2n, 10n);
    });
  });
});
