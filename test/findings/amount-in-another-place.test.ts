import { expect } from "chai";
import { network } from "hardhat";

import { payment, propose, stateOf, type Council } from "../fixtures/councils.ts";
import { callOf, COUNCIL_TERMS, deployCouncils, ROUND_TERMS } from "../fixtures/governance.ts";
import { FOREVER, foundGuild, type Person } from "../fixtures/membership.ts";
import { deployTreasury, NO_REF } from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

/** Arguments of `Expenses.grant`, from 1: where the act is, where the signature is, `by`, `token`, `amount`. */
const AMOUNT = 5;
const WORD = 32;

/**
 * A guild let its stewards grant budgets of at most 50 as routine, and named the word of the call in which the amount is. But
 * the grant has a list in it, so the call says where the act begins: a steward left a grant of 50 where it is looked for and
 * pointed to another one behind it. The guild's account granted 9,000.
 */
describe("Finding: an amount in another place than it is read", () => {
  async function guildThatPlans() {
    const nation = await deployTreasury(ethers, { founders: 5 });
    const { members, guilds, ledger, conflicts, surplus, founders, token } = nation;
    const parts = await deployCouncils(ethers, nation, { ...COUNCIL_TERMS, ...ROUND_TERMS });
    await guilds.fillSeat(0, parts.councils);
    const expenses = await ethers.deployContract("Expenses", [members, guilds, ledger, conflicts, surplus]);
    const [amara, bo] = founders as [Person, Person];
    const guild = await foundGuild(nation, "Weavers", [amara, bo]);
    await time.increase(10n);
    const context = { ...nation, ...parts, guild } as unknown as Council;
    const until = BigInt(await time.latest()) + 10_000_000n;
    const address = await token.getAddress();
    const grantOf = (amount: bigint) => {
      const act = { by: guild, token: address, amount, season: 0n, until, purpose: NO_REF, milestones: [] };
      return expenses.interface.encodeFunctionData("grant", [{ ...act, nonce: 0n, deadline: FOREVER }, "0x"] as never);
    };
    return { context, expenses, guild, amara, bo, grantOf };
  }

  /** The grant of 50 in its place, and behind it the one that the call points to. */
  function pointedElsewhere(shown: string, meant: string): string {
    const selector = shown.slice(0, 10);
    const [front, back] = [shown, meant].map((data) => ethers.getBytes(`0x${data.slice(10)}`)) as [
      Uint8Array,
      Uint8Array,
    ];
    const heads = [0, WORD].map((at) => BigInt(ethers.hexlify(back.slice(at, at + WORD))) + BigInt(front.length));
    const moved = ethers.AbiCoder.defaultAbiCoder().encode(["uint256", "uint256"], heads);
    return ethers.concat([selector, moved, front.slice(2 * WORD), back]);
  }

  it("is not listed as routine, however its amount is named", async () => {
    const { context, expenses, guild, amara, bo, grantOf } = await guildThatPlans();
    const { councils } = context;
    const amountIn = (data: string) => BigInt(ethers.dataSlice(data, 4 + (AMOUNT - 1) * WORD, 4 + AMOUNT * WORD));
    const data = pointedElsewhere(grantOf(50n), grantOf(9_000n));
    expect([amountIn(grantOf(50n)), amountIn(data)], "what is read").to.deep.equal([50n, 50n]);

    const target = await expenses.getAddress();
    const { selector } = expenses.interface.getFunction("grant");
    const listing = { by: guild, target, selector, isListed: true, word: AMOUNT, most: 50n, left: 80n, nonce: 0n };
    const calls = await callOf(councils, "setRoutine", [{ ...listing, deadline: FOREVER }, "0x"]);
    const proposal = await propose(context, bo, calls);
    await time.increase(ROUND_TERMS.questionWindow + ROUND_TERMS.objectionWindow + 1n);
    const listed = councils.execute(proposal, [...calls.targets], [...calls.values], [...calls.calldatas]);
    await listed.catch(() => undefined);

    const routine = { by: amara.id, guild, target, value: 0n, data, description: "Yarn", nonce: 0n, deadline: FOREVER };
    await councils
      .connect(amara.signer)
      .proposeRoutine(routine, "0x")
      .catch(() => undefined);
    await time.increase(ROUND_TERMS.routineWindow + 1n);
    await councils.execute(proposal + 1n, [target], [0n], [data]).catch(() => undefined);
    const granted = await expenses.queryFilter(expenses.filters.BudgetGranted);
    expect(granted.map(({ args }) => args.amount)).to.deep.equal([]);
    await expect(listed)
      .to.be.revertedWithCustomError(councils, "CouncilsNotRoutine")
      .withArgs(guild, target, selector);
  });

  it("is granted by the council, which reads the whole call", async () => {
    const { context, expenses, amara, grantOf } = await guildThatPlans();
    const data = pointedElsewhere(grantOf(50n), grantOf(9_000n));
    const calls = { ...payment(await expenses.getAddress(), 0n), calldatas: [data] };
    const proposal = await propose(context, amara, calls);
    await time.increase(ROUND_TERMS.questionWindow + ROUND_TERMS.objectionWindow + 1n);
    expect(await stateOf(context, proposal)).to.equal("agreed");
    await context.councils.execute(proposal, [...calls.targets], [...calls.values], [...calls.calldatas]);
    const [granted] = await expenses.queryFilter(expenses.filters.BudgetGranted);
    expect(granted!.args.amount, "what is meant").to.equal(9_000n);
  });
});
