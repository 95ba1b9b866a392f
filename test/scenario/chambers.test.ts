import { expect } from "chai";
import { network } from "hardhat";

import {
  CHAMBER,
  deployChambers,
  due,
  heard,
  makeMaster,
  object,
  objection,
  organisationsOf,
  passed,
  STATE,
  type ChamberedNation,
} from "../fixtures/chambers.ts";
import { signAs } from "../fixtures/governance.ts";
import type { Person } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

// A rule of consent passes in silence. Its counterweight is the veto of the chambers: two of them with two fifths each, or all
// three with a quarter; each can be reached by people who never come to a meeting, for their signed objections are carried.
describe("An optimistic decision, which two chambers veto together and none alone", () => {
  /** Ten members, of whom Amara, Bo, Chen, Dana and Elif are masters; a school, a clinic, a shop and a library. */
  const nation = () => deployChambers(ethers, networkHelpers, { masters: 5, organisations: 4 });

  async function decided() {
    const context = await networkHelpers.loadFixture(nation);
    const [amara, bo, chen, dana, elif] = context.founders as [Person, Person, Person, Person, Person];
    const [school, clinic] = organisationsOf(context, 4) as [Person, Person];
    const made = await heard(context, { words: "A stock of one vouch" });
    return { ...context, ...made, context, amara, bo, chen, dana, elif, school, clinic };
  }

  it("passes when nobody says a word, and is carried out", async () => {
    const { context, assembly, members, key, id } = await decided();
    expect(await assembly.state(id)).to.equal(STATE.succeeded);
    await due(context, key, id);
    await assembly.execute(...key);
    expect((await members.terms()).vouchStock).to.equal(1n);
  });

  it("is vetoed by the masters and the organisations, each with two fifths of theirs", async () => {
    const { context, assembly, members, key, id, amara, bo, school, clinic } = await decided();
    await assembly.queue(...key);
    await object(context, amara, id, CHAMBER.masters);
    await object(context, bo, id, CHAMBER.masters);
    await object(context, school, id, CHAMBER.organisations);
    expect(await assembly.state(id)).to.equal(STATE.queued);
    await object(context, clinic, id, CHAMBER.organisations);
    expect(await assembly.state(id)).to.equal(STATE.canceled);
    await time.increase(30n * 86_400n);
    await expect(assembly.execute(...key)).to.be.revertedWithCustomError(assembly, "GovernorUnexpectedProposalState");
    expect((await members.terms()).vouchStock).to.equal(0n);
  });

  it("is vetoed by signed objections that a courier carries at once, a spoilt one among them", async () => {
    const { context, chambers, assembly, guild, id, amara, bo, school, clinic, strangers } = await decided();
    const carried = await Promise.all(
      [
        [amara, CHAMBER.masters],
        [bo, CHAMBER.masters],
        [amara, CHAMBER.members], // a second time, in another chamber
        [school, CHAMBER.organisations],
        [clinic, CHAMBER.organisations],
      ].map(async (each) => {
        const [person, chamber] = each as [Person, bigint];
        const act = objection(person.id, id, chamber, guild);
        const signature = await signAs(context, person, chambers, "objectIn", act);
        return chambers.interface.encodeFunctionData("objectIn", [act, signature]);
      }),
    );
    const courier = chambers.connect(strangers[7]);
    expect(await courier.carry.staticCall(carried)).to.equal(4n);
    await courier.carry(carried);
    expect(await assembly.state(id)).to.equal(STATE.canceled);
  });

  it("comes back, and then takes seven tenths of each, so that a veto is not the last word", async () => {
    const { context, assembly, members, id, amara, bo, chen, school, clinic } = await decided();
    const veto = async (proposal: bigint, masters: readonly Person[], organisations: readonly Person[]) => {
      for (const person of masters) await object(context, person, proposal, CHAMBER.masters);
      for (const person of organisations) await object(context, person, proposal, CHAMBER.organisations);
    };
    await veto(id, [amara, bo], [school, clinic]);
    const again = await heard(context, { words: "A stock of one vouch, after talks" });
    await veto(again.id, [amara, bo, chen], [school, clinic]);
    expect(await assembly.state(again.id)).to.equal(STATE.succeeded);
    await due(context, again.key, again.id);
    await assembly.execute(...again.key);
    expect((await members.terms()).vouchStock).to.equal(1n);
  });

  describe("the liberum veto, Poland-Lithuania 1652 to 1764: one could stop everybody", () => {
    for (const [name, chamber] of Object.entries(CHAMBER)) {
      it(`the ${name} alone stop nothing, not with all of them`, async () => {
        const { context, assembly, key, id } = await decided();
        await objectAll(context, id, chamber);
        await due(context, key, id);
        await expect(assembly.execute(...key)).to.emit(assembly, "ProposalExecuted");
      });
    }

    it("nor do people who wear two hats: whoever sits in two chambers counts in one", async () => {
      const { context, chambers, assembly, id, amara, bo, chen, dana, elif } = await decided();
      const masters = [amara, bo, chen, dana, elif];
      for (const person of masters) await object(context, person, id, CHAMBER.masters);
      for (const person of masters) {
        await expect(object(context, person, id, CHAMBER.members)).to.be.revertedWithCustomError(
          chambers,
          "ChambersAlreadyObjected",
        );
      }
      expect(await assembly.state(id)).to.equal(STATE.succeeded);
    });
  });

  describe("Steem, March 2020: seats taken overnight with what was lent for a day", () => {
    it("masters made after voting began do not sit, and do not make the chamber larger", async () => {
      const context = await networkHelpers.loadFixture(nation);
      const { chambers, assembly, founders, guild } = context;
      const made = await passed(context);
      for (const { id } of founders.slice(5)) {
        await makeMaster(context, id);
        await chambers.enter(CHAMBER.masters, id, guild);
      }
      await chambers.open(...made.key);
      for (const person of founders.slice(5)) {
        await expect(object(context, person, made.id, CHAMBER.masters))
          .to.be.revertedWithCustomError(chambers, "ChambersNotSeated")
          .withArgs(CHAMBER.masters, person.id);
      }
      expect((await chambers.hearingOf(made.id)).sizes >> 24n).to.equal(5n | (4n << 24n));
      expect(await assembly.state(made.id)).to.equal(STATE.succeeded);
    });
  });

  async function objectAll(context: ChamberedNation, id: bigint, chamber: bigint) {
    const { founders } = context;
    const all = [founders, founders.slice(0, 5), organisationsOf(context, 4)][Number(chamber)]!;
    for (const person of all) await object(context, person, id, chamber);
  }
});
