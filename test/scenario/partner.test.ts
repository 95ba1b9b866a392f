import { expect } from "chai";
import type { BaseContract } from "ethers";
import { network } from "hardhat";

import { listsOf } from "../../sdk/governance/proposals.ts";
import { explain } from "../../sdk/licensing/explain.ts";
import { deployCourtOver, fieldsOf, Matter, type Court } from "../fixtures/cases.ts";
import { callOf, CONSTITUTIONAL, deployAssembly, keyOf, ORDINARY } from "../fixtures/governance.ts";
import { addUniform, publishWork, PURPOSE } from "../fixtures/licensing.ts";
import { DAY, FOREVER, introduce, type Person } from "../fixtures/membership.ts";
import { deployPacts, fundAct, proposed, signAct, signed, TEXT, type WithPacts } from "../fixtures/pacts.ts";
import { COIN, NO_REF, payloadOf, UNIT } from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const BY_APPROVAL = 3n;

describe("Story: a public body that funds a work under a pact", () => {
  let nation: WithPacts;
  let pact: bigint, bench: bigint, loom: bigint;

  before(async () => {
    nation = await deployPacts(ethers);
  });

  const ask = async (purpose: bigint) => {
    const [decision, reason] = await nation.licences.canUse(bench, nation.city.id, purpose);
    return explain(decision, reason);
  };

  it("the guild publishes a school bench, which anybody may copy with its approval, and a loom that builds on it", async () => {
    const approval = await addUniform(nation, BY_APPROVAL);
    bench = await publishWork(nation, { policies: [approval] });
    loom = await publishWork(nation, { policies: [approval], parents: [bench], sharesBps: [2_500n] });
    expect(await ask(PURPOSE.manufacture)).to.include({ allowed: false, reason: "ApprovalNeeded" });
  });

  it("the assembly proposes a pact to the city of Umber, and its key signs", async () => {
    pact = await proposed(nation);
    const { pacts, city, guild } = nation;
    expect(await pacts.approves(city.id, guild, PURPOSE.manufacture)).to.equal(false);
    await pacts.connect(city.signer).sign(signAct(city.id, pact), "0x");
    expect(await pacts.isInForce(pact)).to.equal(true);
  });

  it("while it is in force the city has the approval for what the pact names, and for nothing else", async () => {
    expect(await ask(PURPOSE.manufacture)).to.include({ allowed: true, reason: "PactAgreed" });
    expect(await ask(PURPOSE.derivative)).to.include({ allowed: false, reason: "ApprovalNeeded" });
  });

  it("the city funds the loom: three quarters enter the guild's surplus, a quarter waits for the bench", async () => {
    const { pacts, commons, surplus, city, guild } = nation;
    const funding = fundAct(nation, pact, { work: loom, amount: 4n * UNIT });
    await pacts.connect(city.signer).fund(funding, "0x", { value: 4n * UNIT });
    expect((await surplus.booksOf(guild, 1n, COIN)).income).to.equal(3n * UNIT);
    expect(await commons.waiting(loom, bench, COIN)).to.equal(UNIT);
    await commons.connect(nation.strangers[4]).pull(loom, bench, COIN);
    expect((await surplus.booksOf(guild, 1n, COIN)).income).to.equal(4n * UNIT);
    expect((await pacts.limitsOf(pact))[0]!.funded).to.equal(4n * UNIT);
  });

  it("it may fund ten in all: a cent beyond is refused", async () => {
    const { pacts, city } = nation;
    const act = fundAct(nation, pact, { work: loom, amount: 6n * UNIT + 1n });
    await expect(pacts.connect(city.signer).fund(act, "0x", { value: act.amount }))
      .to.be.revertedWithCustomError(pacts, "PactsOverLimit")
      .withArgs(pact, COIN, 10n * UNIT + 1n, 10n * UNIT);
  });

  it("the city hands over the hall and says so; Amara, who speaks for the nation, acknowledges it", async () => {
    const { pacts, city, steward } = nation;
    const of = { pact, index: 0n, deadline: FOREVER };
    await pacts.connect(city.signer).fulfil({ by: city.id, ...of, evidence: TEXT }, "0x");
    await pacts.connect(steward.signer).acknowledge({ by: steward.id, ...of }, "0x");
    expect((await pacts.commitmentsOf(pact))[0]!.state).to.equal(2n);
  });

  it("a new council gives notice; the city builds on for ninety days, and then the pact is over", async () => {
    const { pacts, city } = nation;
    await pacts.connect(city.signer).terminate({ by: city.id, pact, deadline: FOREVER }, "0x");
    await time.increase(90n * DAY - 2n);
    expect(await ask(PURPOSE.manufacture)).to.include({ allowed: true });
    await time.increase(2n);
    expect(await ask(PURPOSE.manufacture)).to.include({ allowed: false, reason: "ApprovalNeeded" });
    await expect(pacts.connect(city.signer).fund(fundAct(nation, pact, { work: loom }), "0x", { value: UNIT }))
      .to.be.revertedWithCustomError(pacts, "PactsNotInForce")
      .withArgs(pact);
  });
});

describe("A public body with a pact and a voice has no say over persons", () => {
  interface Whole extends WithPacts {
    readonly court: Court;
    readonly newcomer: Person;
    readonly proposal: bigint;
    readonly batch: string;
    readonly assembly: BaseContract;
  }

  const whole = async (): Promise<Whole> => {
    const made = await deployPacts(ethers);
    const { timelock, members, founders, ledger, guild } = made;
    await signed(made);
    const court = { ...made, ...(await deployCourtOver(ethers, made)) };
    const listed = [{ target: members, selector: members.interface.getFunction("setTerms").selector, rule: 1 }];
    const rules = await ethers.deployContract("DecisionRules", [timelock, [CONSTITUTIONAL, ORDINARY], listed, 3, DAY]);
    const { assembly } = await deployAssembly(ethers, { members, timelock, rules });
    const calls = await callOf(members, "setTerms", [await members.terms()]);
    const [amara] = founders;
    const key = keyOf(calls, "Stay as we are");
    await assembly.connect(amara!.signer).propose(...listsOf(calls), "Stay as we are");
    const proposal = await assembly.hashProposal(...key);
    const newcomer = await introduce(made, founders[3]!, made.strangers[5]!);
    const payload = payloadOf([{ member: amara!.id, minutes: 60n }]);
    const act = { by: amara!.id, guild, replaces: NO_REF, payload, deadline: FOREVER };
    await ledger.connect(amara!.signer).submit(act, "0x");
    const batch = await ledger.batchId(amara!.id, guild, payload);
    await time.increase(2n * DAY);
    return { ...made, court, newcomer, proposal, batch, assembly };
  };
  const given = () => networkHelpers.loadFixture(whole);

  it("it is no member: no vote, no seat in the passport's register, no place in any count", async () => {
    const { members, guilds, assembly, city, guild, court } = await given();
    const now = BigInt(await time.latest());
    expect(await members.isActive(city.id)).to.equal(false);
    expect(await members.wasActive(city.id, now - DAY)).to.equal(false);
    expect(await members.getVotes(city.signer)).to.equal(0n);
    expect(await assembly.getFunction("getVotes").staticCall(city.signer, now - 1n)).to.equal(0n);
    expect(await guilds.isSteward(guild, city.id)).to.equal(false);
    expect(await guilds.isOnRoster(guild, city.id)).to.equal(false);
    expect(await court.chapters.isHost(1n, city.id)).to.equal(false);
  });

  it("every act of membership, work, decision and justice is refused to it, where a member can do it", async () => {
    const made = await given();
    const { members, guilds, ledger, assembly, court, guild, newcomer, proposal, batch, founders, city } = made;
    const { chapters, cases, sortition, recovery } = court;
    const bo = founders[1]!;
    const nonce = { nonce: 0n };
    // Acts, each as a member could do it now; where a member cannot without more, why not is the member's own affair.
    const acts: readonly [BaseContract, string, Readonly<Record<string, unknown>>][] = [
      [members, "vouch", { subject: newcomer.id, ...nonce }],
      [members, "rest", { resting: true, ...nonce }],
      [members, "resign", nonce],
      [guilds, "found", { name: "City hall", ...nonce }],
      [guilds, "join", { guild: await otherGuild(made), ...nonce }],
      [ledger, "appraise", { batch, declined: [], questioned: [] }],
      [ledger, "submit", { guild, replaces: NO_REF, payload: payloadOf([{ member: bo.id, minutes: 30n }]) }],
      [assembly, "castBallot", { proposal, choice: 1 }],
      [assembly, "makeProposal", { ...(await callOf(members, "setTerms", [await members.terms()])), description: "x" }],
      [chapters, "open", { name: "City hall", uses: 1n, guestUses: 1n, ...nonce }],
      [cases, "raise", { ...fieldsOf("raise", 0n, { respondent: founders[0]!.id }), matter: Matter.Conduct }],
      [recovery, "nameContacts", { contacts: founders.slice(2, 5).map(({ id }) => id), ...nonce }],
    ];
    const own = new Set(["nameContacts"]);
    for (const [contract, method, fields] of acts) {
      const tried = ({ id, signer }: Person) =>
        contract
          .connect(signer)
          .getFunction(method)
          .staticCall({ deadline: FOREVER, ...fields, by: id }, "0x");
      await tried(bo);
      if (own.has(method)) continue;
      const refusal = await tried(city).then(
        () => "none",
        (error: unknown) => String(error),
      );
      expect(refusal, method).to.match(/reverted with custom error '(?!Statement)/);
    }
    expect(await sortition.lotCount()).to.equal(0n);
  });

  it("nobody can make it a contact, a mediator, or a party of a case between persons", async () => {
    const made = await given();
    const { court, founders, city } = made;
    const [amara, bo] = founders as [Person, Person];
    const raise = (fields: object) =>
      court.cases
        .connect(amara.signer)
        .raise.staticCall({ ...fieldsOf("raise", amara.id, { respondent: bo.id }), ...fields } as never, "0x");
    await expect(raise({ mediator: city.id })).to.be.revertedWithCustomError(court.cases, "CasesBadMediator");
    await expect(raise({ respondent: city.id })).to.be.revertedWithCustomError(court.cases, "CasesNotInNation");
    const contacts = [bo.id, founders[2]!.id, city.id].sort((a, b) => Number(a - b));
    await expect(
      court.recovery
        .connect(amara.signer)
        .nameContacts.staticCall({ by: amara.id, contacts, nonce: 0n, deadline: FOREVER }, "0x"),
    ).to.be.revertedWithCustomError(court.recovery, "RecoveryContactNotMember");
  });

  /** A guild whose roster Bo is not on. */
  async function otherGuild({ guilds, members, founders }: WithPacts): Promise<bigint> {
    const chen = founders[3]!;
    await guilds.connect(chen.signer).found({ by: chen.id, name: "Forge", nonce: 0n, deadline: FOREVER }, "0x");
    return members.lastId();
  }
});
