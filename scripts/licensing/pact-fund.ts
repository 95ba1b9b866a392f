import { act } from "../../sdk/acts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { agentId, amount, pactId, token, workId } from "../options.ts";
import { defineTask, signing } from "../task.ts";

export const pactFund = defineTask({
  name: "pact:fund",
  description:
    "Pays for a work of a pact's scope with the public body's money; it reaches the guild and the works upstream like every " +
    "payment, and counts against the limit of the pact. Each call pays once more. " +
    "Example: npx hardhat pact:fund --by 12 --pact 1 --work 3 --amount 2.5",
  options: {
    by: agentId.describe("The organisation's agent id"),
    pact: pactId,
    work: workId.describe("The work"),
    amount: amount.describe("How much, in whole coins or tokens"),
    token: token.describe("The token's address; the native coin if absent"),
    ...signing,
  },
  async run({ options, nation, author, perform }) {
    const { formatUnits, parseUnits } = await import("ethers");
    const { pactView } = await import("../../sdk/licensing/pacts.ts");
    const { allow, NATIVE, tokenView } = await import("../../sdk/treasury/tokens.ts");
    const connected = await nation();
    const { by, pact, work, token: address } = options;
    const { limits } = await pactView(connected, pact);
    const coin = await tokenView(connected, address);
    const wanted = parseUnits(options.amount, coin.decimals);
    const limit = limits.find(({ token: { address: known } }) => known.toLowerCase() === address.toLowerCase());
    const open = limit === undefined ? 0n : limit.most - limit.funded;
    if (wanted > open) throw tooMuch(pact, `${formatUnits(open, coin.decimals)} ${coin.symbol}`);
    if (address !== NATIVE && options.sign === undefined) {
      const { signer } = await author(by);
      await allow(connected, { sender: signer, token: address, spender: connected.addresses.pacts, amount: wanted });
    }
    const value = address === NATIVE ? wanted : undefined;
    return perform(by, act("pacts", "fund", { pact, work, token: address, amount: wanted }), {
      value,
      tell: () => ({
        lines: [
          `Agent ${by} funded work ${work} with ${options.amount} ${coin.symbol} under pact ${pact}.`,
          `${formatUnits(open - wanted, coin.decimals)} ${coin.symbol} may still be funded.`,
        ],
        data: { pact, work, token: address, amount: wanted, open: open - wanted },
      }),
    });
  },
});

function tooMuch(pact: bigint, open: string): NeoguildError {
  return new NeoguildError({
    code: "PactsOverLimit",
    message: `no more than ${open} may still be funded under pact ${pact}`,
    remedy: "Pay less, or in a token that the pact names; nothing was sent.",
    docs: "docs/errors.md#pactsoverlimit",
  });
}
