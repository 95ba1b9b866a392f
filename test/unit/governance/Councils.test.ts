import { expect } from "chai";
import { network } from "hardhat";

import { callsHash, listsOf, type Calls } from "../../../sdk/governance/proposals.ts";
import {
  callOf,
  COUNCIL_TERMS,
  deployCouncils,
  deployGovernance,
  proposeBy,
  ROUND_TERMS,
  signAs,
  type Governance,
} from "../../fixtures/governance.ts";
import { DAY, deployMembership, FOREVER, foundGuild, PLAIN_TERMS } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

/** OpenZeppelin's `Errors`, bubbled up through the account. */
const insufficient = new ethers.Interface(["error InsufficientBalance(uint256 balance, uint256 needed)"]);

const State = { None: 0n, Open: 1n, Agreed: 2n, Stopped: 3n, Withdrawn: 4n, Expired: 5n, Executed: 6n };

describe("Councils", () => {
  /** Founders 1 to 3 are the guild; 4 and 5 are not. */
  async function guild() {
    const context = await deployGovernance(ethers, { founders: 5 });
    const id = await foundGuild(context, "Weavers", context.founders.slice(0, 3));
    const account = await context.guilds.accountOf(id);
    await context.nation.sendTransaction({ to: account, value: 100n });
    return { ...context, guild: id, account };
  }

  const appoint = ({ guilds }: Governance, guildId: bigint, until: bigint) =>
    callOf(guilds, "appoint", [{ by: guildId, steward: 2n, until, nonce: 0n, deadline: FOREVER }, "0x"]);

  const actOf = (by: bigint, guildId: bigint, calls: Calls, nonce = 0n) => ({
    by,
    guild: guildId,
    targets: listsOf(calls)[0],
    values: listsOf(calls)[1],
    calldatas: listsOf(calls)[2],
    description: "Bo becomes a steward",
    nonce,
    deadline: FOREVER,
  });

  async function opened() {
    const context = await networkHelpers.loadFixture(guild);
    const calls = await appoint(context, context.guild, BigInt(await time.latest()) + 5_000_000n);
    const { councils, founders } = context;
    await councils.connect(founders[0]!.signer).propose(actOf(1n, context.guild, calls), "0x");
    const lists = listsOf(calls);
    return { ...context, context, calls, lists };
  }

  async function agreed() {
    const made = await opened();
    await time.increaseTo((await made.councils.proposalOf(1)).closesAt + 1n);
    return made;
  }

  describe("propose", () => {
    it("opens a proposal under the terms of now", async () => {
      const { councils, guild: id, calls } = await opened();
      const openedAt = BigInt(await time.latest());
      const closesAt = openedAt + COUNCIL_TERMS.objectionWindow;
      expect(await councils.proposalOf(1)).to.deep.equal([
        ...[id, 1n, openedAt, openedAt, closesAt, closesAt + COUNCIL_TERMS.executionWindow],
        ...[1n, false, false, 0n, 1n, 0n, 3n, 0n, 0n, 0n, 2n, openedAt, false, callsHash(calls)],
        Object.values(COUNCIL_TERMS),
      ]);
      expect(await councils.stateOf(1)).to.equal(State.Open);
      expect(await councils.stateOf(2)).to.equal(State.None);
      expect(await councils.proposalCount()).to.equal(1n);
    });

    it("is carried by anybody when signed, once", async () => {
      const context = await networkHelpers.loadFixture(guild);
      const { councils, founders, strangers } = context;
      const act = actOf(2n, context.guild, await appoint(context, context.guild, 0n));
      const signature = await signAs(context, founders[1]!, councils, "propose", act);
      await councils.connect(strangers[0]).propose(act, signature);
      await expect(councils.propose(act, signature))
        .to.be.revertedWithCustomError(councils, "StatementNonceUsed")
        .withArgs(2n, 0n);
    });

    it("reverts for outsiders, unknown guilds and lists of different lengths", async () => {
      const context = await networkHelpers.loadFixture(guild);
      const { councils, founders } = context;
      const calls = await appoint(context, context.guild, 0n);
      const as = (index: number) => councils.connect(founders[index]!.signer);
      await expect(as(3).propose(actOf(4n, context.guild, calls), "0x"))
        .to.be.revertedWithCustomError(councils, "CouncilsNotOnRoster")
        .withArgs(context.guild, 4n);
      await expect(as(0).propose(actOf(1n, 2n, calls), "0x"))
        .to.be.revertedWithCustomError(councils, "CouncilsUnknownGuild")
        .withArgs(2n);
      await expect(as(0).propose(actOf(1n, context.guild, { ...calls, values: [] }), "0x"))
        .to.be.revertedWithCustomError(councils, "CouncilsBadCalls")
        .withArgs(1n, 0n, 1n);
      await expect(as(0).propose(actOf(1n, context.guild, { targets: [], values: [], calldatas: [] }), "0x"))
        .to.be.revertedWithCustomError(councils, "CouncilsBadCalls")
        .withArgs(0n, 0n, 0n);
    });
  });

  describe("objectTo", () => {
    const objection = (by: bigint) => ({
      ...{ by, proposal: 1n, round: 1n, reason: ethers.id("salted"), text: "", deadline: FOREVER },
    });

    it("stops the proposal, also signed and carried", async () => {
      const { councils, context, founders, strangers, lists } = await opened();
      const signature = await signAs(context, founders[2]!, councils, "objectTo", objection(3n));
      await expect(councils.connect(strangers[0]).objectTo(objection(3n), signature))
        .to.emit(councils, "CouncilObjected")
        .withArgs(1n, 1n, 3n, ethers.id("salted"), "");
      expect(await councils.stateOf(1)).to.equal(State.Stopped);
      expect(await councils.hasObjected(1, 3)).to.equal(true);
      await time.increaseTo((await councils.proposalOf(1)).closesAt + 1n);
      await expect(councils.execute(1, ...lists))
        .to.be.revertedWithCustomError(councils, "CouncilsWrongState")
        .withArgs(1n, State.Stopped);
    });

    it("reverts for who was not on the roster when it opened, or is no longer", async () => {
      const { councils, guilds, founders, guild: id } = await opened();
      await guilds.connect(founders[3]!.signer).join({ by: 4, guild: id, nonce: 0, deadline: FOREVER }, "0x");
      await guilds.connect(founders[2]!.signer).quit({ by: 3, guild: id, nonce: 5, deadline: FOREVER }, "0x");
      for (const person of [3n, 4n, 5n]) {
        await expect(councils.connect(founders[Number(person) - 1]!.signer).objectTo(objection(person), "0x"))
          .to.be.revertedWithCustomError(councils, "CouncilsNotOnRoster")
          .withArgs(id, person);
      }
    });

    it("reverts when the window is over", async () => {
      const { councils, founders } = await agreed();
      await expect(councils.connect(founders[1]!.signer).objectTo(objection(2n), "0x"))
        .to.be.revertedWithCustomError(councils, "CouncilsWrongState")
        .withArgs(1n, State.Agreed);
    });

    it("counts each person once where more than one objection is needed", async () => {
      const nation = await deployMembership(ethers);
      const terms = { ...COUNCIL_TERMS, objections: 2n };
      const { councils } = await deployCouncils(ethers, nation, terms);
      const id = await foundGuild(nation, "Potters", nation.founders.slice(0, 3));
      const calls = { targets: [nation.nation.address], values: [0n], calldatas: ["0x"] };
      const as = (index: number) => councils.connect(nation.founders[index]!.signer);
      await as(0).propose(actOf(1n, id, calls), "0x");
      await as(1).objectTo(objection(2n), "0x");
      expect(await councils.stateOf(1)).to.equal(State.Open);
      await expect(as(1).objectTo(objection(2n), "0x"))
        .to.be.revertedWithCustomError(councils, "CouncilsAlreadyObjected")
        .withArgs(1n, 2n);
      await as(2).objectTo(objection(3n), "0x");
      expect(await councils.stateOf(1)).to.equal(State.Stopped);
    });
  });

  describe("withdraw", () => {
    const act = (by: bigint) => ({ by, proposal: 1n, deadline: FOREVER });

    it("takes one's own proposal back, also signed and after the window", async () => {
      const { councils, context, founders, strangers } = await agreed();
      const signature = await signAs(context, founders[0]!, councils, "withdraw", act(1n));
      await expect(councils.connect(strangers[0]).withdraw(act(1n), signature))
        .to.emit(councils, "CouncilWithdrawn")
        .withArgs(1n);
      await expect(councils.withdraw(act(1n), signature))
        .to.be.revertedWithCustomError(councils, "CouncilsWrongState")
        .withArgs(1n, State.Withdrawn);
    });

    it("reverts with CouncilsNotProposer for anybody else", async () => {
      const { councils, founders } = await opened();
      await expect(councils.connect(founders[1]!.signer).withdraw(act(2n), "0x"))
        .to.be.revertedWithCustomError(councils, "CouncilsNotProposer")
        .withArgs(1n, 2n);
    });
  });

  describe("execute", () => {
    it("has the guild act, once", async () => {
      const { councils, guilds, strangers, guild: id, lists } = await agreed();
      expect(await guilds.isSteward(id, 2)).to.equal(false);
      await expect(councils.connect(strangers[0]).execute(1, ...lists)).to.emit(guilds, "StewardAppointed");
      expect(await guilds.isSteward(id, 2)).to.equal(true);
      await expect(councils.execute(1, ...lists))
        .to.be.revertedWithCustomError(councils, "CouncilsWrongState")
        .withArgs(1n, State.Executed);
    });

    it("reverts with CouncilsWrongState before the window is over and after the decision expired", async () => {
      const { councils, lists } = await opened();
      await expect(councils.execute(1, ...lists))
        .to.be.revertedWithCustomError(councils, "CouncilsWrongState")
        .withArgs(1n, State.Open);
      await time.increaseTo((await councils.proposalOf(1)).expiresAt + 1n);
      await expect(councils.execute(1, ...lists))
        .to.be.revertedWithCustomError(councils, "CouncilsWrongState")
        .withArgs(1n, State.Expired);
    });

    it("reverts with CouncilsOtherCalls for other calls", async () => {
      const { councils, lists } = await agreed();
      await expect(councils.execute(1, lists[0], [1n], lists[2]))
        .to.be.revertedWithCustomError(councils, "CouncilsOtherCalls")
        .withArgs(1n);
    });

    it("undoes everything when one call fails: money stays where it was", async () => {
      const { councils, founders, account, guild: id } = await networkHelpers.loadFixture(guild);
      const receiver = ethers.Wallet.createRandom().address;
      const calls = { targets: [receiver, receiver], values: [60n, 60n], calldatas: ["0x", "0x"] };
      await councils.connect(founders[0]!.signer).propose(actOf(1n, id, calls), "0x");
      await time.increaseTo((await councils.proposalOf(1)).closesAt + 1n);
      const lists = listsOf(calls);
      await expect(councils.execute(1, ...lists))
        .to.be.revertedWithCustomError(new ethers.Contract(account, insufficient), "InsufficientBalance")
        .withArgs(40n, 60n);
      expect(await ethers.provider.getBalance(account)).to.equal(100n);
      expect(await ethers.provider.getBalance(receiver)).to.equal(0n);
    });

    it("gives a guild no vote in the assembly", async () => {
      const context = await networkHelpers.loadFixture(guild);
      const { assembly, councils, members, founders, guild: id } = context;
      const made = await proposeBy(context, founders[0]!, await callOf(members, "setTerms", [PLAIN_TERMS]), "Same");
      const calls = await callOf(assembly, "castVote", [made.id, 1n]);
      await councils.connect(founders[0]!.signer).propose(actOf(1n, id, calls), "0x");
      await time.increaseTo((await councils.proposalOf(1)).closesAt + 1n);
      expect(await assembly.state(made.id)).to.equal(1n);
      await expect(councils.execute(1, ...listsOf(calls)))
        .to.be.revertedWithCustomError(assembly, "AssemblyNotInElectorate")
        .withArgs(id, made.id);
    });
  });

  describe("setTerms", () => {
    it("reverts with CouncilsBadTerms, CharteredOnlyNation and CharteredZeroAddress", async () => {
      const nation = await deployMembership(ethers);
      const { members, guilds, timelock, strangers } = nation;
      const { councils, holds } = await deployCouncils(ethers, nation);
      const several = { ...COUNCIL_TERMS, rounds: 2n };
      const voting = { ...COUNCIL_TERMS, thresholdBps: 5_000n };
      for (const [term, terms] of [
        ["objectionWindow", { ...COUNCIL_TERMS, objectionWindow: 3_599n }],
        ["objectionWindow", { ...COUNCIL_TERMS, objectionWindow: 7_776_001n }],
        ["executionWindow", { ...COUNCIL_TERMS, executionWindow: 3_599n }],
        ["executionWindow", { ...COUNCIL_TERMS, executionWindow: 31_536_001n }],
        ["objections", { ...COUNCIL_TERMS, objections: 0n }],
        ["rounds", { ...COUNCIL_TERMS, rounds: 0n }],
        ["rounds", { ...COUNCIL_TERMS, rounds: 11n, integrationWindow: DAY }],
        ["questionWindow", { ...COUNCIL_TERMS, questionWindow: 3_599n }],
        ["questionWindow", { ...COUNCIL_TERMS, questionWindow: 7_776_001n }],
        ["integrationWindow", several],
        ["integrationWindow", { ...COUNCIL_TERMS, integrationWindow: DAY }],
        ["voteWindow", voting],
        ["voteWindow", { ...COUNCIL_TERMS, voteWindow: DAY }],
        ["thresholdBps", { ...voting, voteWindow: DAY, thresholdBps: 4_999n }],
        ["thresholdBps", { ...voting, voteWindow: DAY, thresholdBps: 10_001n }],
        ["quorumBps", { ...voting, voteWindow: DAY, quorumBps: 10_001n }],
        ["quorumBps", { ...COUNCIL_TERMS, quorumBps: 1n }],
        ["tenureDays", { ...COUNCIL_TERMS, tenureDays: 366n }],
        ["routineWindow", { ...COUNCIL_TERMS, routineWindow: 3_599n, routineObjections: 1n }],
        ["routineObjections", { ...COUNCIL_TERMS, routineWindow: DAY }],
        ["routineObjections", { ...COUNCIL_TERMS, routineObjections: 1n }],
      ] as const) {
        await expect(councils.setTerms(terms))
          .to.be.revertedWithCustomError(councils, "CouncilsBadTerms")
          .withArgs(term);
      }
      await expect(councils.connect(strangers[0]).setTerms(COUNCIL_TERMS))
        .to.be.revertedWithCustomError(councils, "CharteredOnlyNation")
        .withArgs(strangers[0]!.address);
      await expect(councils.setTerms({ ...ROUND_TERMS, objections: 9n }))
        .to.emit(councils, "CouncilTermsSet")
        .withArgs(Object.values({ ...ROUND_TERMS, objections: 9n }));
      expect(await councils.terms()).to.deep.equal(Object.values({ ...ROUND_TERMS, objections: 9n }));
      const none = ethers.ZeroAddress;
      const libraries = {
        Rounds: await ethers.deployContract("Rounds"),
        Routines: await ethers.deployContract("Routines"),
      };
      for (const parts of [
        [none, guilds, holds],
        [members, none, holds],
        [members, guilds, none],
      ]) {
        await expect(
          ethers.deployContract("Councils", [timelock, ...parts, ethers.ZeroAddress, COUNCIL_TERMS], { libraries }),
        ).to.be.revertedWithCustomError(councils, "CharteredZeroAddress");
      }
    });
  });
});
