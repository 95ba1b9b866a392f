import { formatAmount, parseAmount } from "../../sdk/treasury/money.ts";
import { formatDuration } from "../../sdk/units.ts";
import { agentId, amount, byMember, duration, text, token } from "../options.ts";
import { defineTask, signing, type TaskContext } from "../task.ts";
import { proposeToAssembly } from "../proposing.ts";

const common = {
  by: byMember,
  to: agentId.describe("The guild or organisation, never a person"),
  token: token.describe("Address of an ERC-20, or native"),
  amount: amount.describe("Amount in the token, such as 500 or 12.5"),
  for: text.describe("The purpose, published with the proposal"),
};

export const reserveSpend = defineTask({
  name: "reserve:spend",
  description:
    "Proposes to the assembly to give something from the reserve to a guild or an organisation, within the cap of a period. " +
    "Example: npx hardhat reserve:spend --by 3 --to 10 --amount 500 --for 'a roof for the workshop'",
  options: { ...common, ...signing },
  run: ({ options, ...context }) => proposeFrom(context, options),
});

export const reserveLend = defineTask({
  name: "reserve:lend",
  description:
    "Proposes to the assembly to lend something from the reserve, without interest, to a guild or an organisation. The time " +
    "counts from now, so leave some for the vote. " +
    "Example: npx hardhat reserve:lend --by 3 --to 10 --amount 500 --due 365d --for 'a press'",
  options: { ...common, due: duration.describe("How long from now until it is due, such as 365d"), ...signing },
  run: ({ options, ...context }) => proposeFrom(context, options),
});

interface Wanted {
  readonly by: bigint;
  readonly to: bigint;
  readonly token: string;
  readonly amount: string;
  readonly for: string;
  readonly due?: bigint;
}

async function proposeFrom({ nation, perform }: Pick<TaskContext<unknown>, "nation" | "perform">, wanted: Wanted) {
  const { id } = await import("ethers");
  const { tokenView } = await import("../../sdk/treasury/tokens.ts");
  const connected = await nation();
  const { reserve } = connected.contracts;
  const { by, to, token, due } = wanted;
  const { decimals, symbol } = await tokenView(connected, token);
  const units = parseAmount(wanted.amount, decimals);
  const purpose = id(wanted.for);
  const money = `${formatAmount(units, decimals)} ${symbol}`;
  const abi = reserve.interface;
  const [data, words] =
    due === undefined
      ? [abi.encodeFunctionData("spend", [to, token, units, purpose]), `gives ${money} to agent ${to}`]
      : [
          abi.encodeFunctionData("lend", [to, token, units, await dueAt(due), purpose]),
          `lends ${money} to agent ${to} for ${formatDuration(due)}`,
        ];
  return proposeToAssembly(
    { nation, perform },
    {
      by,
      calls: { targets: [connected.addresses.reserve], values: [0n], calldatas: [data] },
      description: `The reserve ${words}: ${wanted.for}`,
      data: { to, token, amount: units },
    },
  );

  /** The end of that day, so that the same proposal of the same day is found again. */
  async function dueAt(wait: bigint): Promise<bigint> {
    const DAY = 86_400n;
    return ((await connected.clock()) / DAY + 1n) * DAY + wait;
  }
}
