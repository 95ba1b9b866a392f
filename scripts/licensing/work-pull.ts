import { z } from "zod";

import { NeoguildError } from "../../sdk/errors.ts";
import { formatAmount } from "../../sdk/treasury/money.ts";
import { requireWorks } from "../../sdk/licensing/works/read.ts";
import { oneToken, token, workId } from "../options.ts";
import { defineTask, type Report, type TaskContext, unchanged } from "../task.ts";

const options = {
  child: workId.optional().describe("The work that was paid for; with --all, only what waits on it and above it"),
  parent: workId.optional().describe("The work it builds on"),
  token: oneToken.describe("Address of an ERC-20, or native; with --all every token unless one is named"),
  all: z.boolean().default(false).describe("Everything that waits, from the latest works up to the first"),
};

type Context = Pick<TaskContext<unknown>, "nation" | "transact">;

export const workPull = defineTask({
  name: "work:pull",
  description:
    "Moves on what waits for a work from one that builds on it: into its guild's books, where it is split again. With --all " +
    "it moves everything, edge by edge, however far up. Anybody may send it. " +
    "Example: npx hardhat work:pull --child 2 --parent 1",
  options,
  async run({ options: { all, child, parent, token: named }, nation, transact }) {
    await requireWorks(await nation(), [child ?? 0n, parent ?? 0n]);
    if (all && parent === undefined) return pullAll({ nation, transact }, { child, token: named });
    if (all || child === undefined || parent === undefined) throw saysWhat();
    return pullOne({ nation, transact }, { child, parent, token: named ?? token.parse(undefined) });
  },
});

async function pullOne(
  { nation, transact }: Context,
  { child, parent, token }: { child: bigint; parent: bigint; token: string },
): Promise<Report> {
  const { tokenView } = await import("../../sdk/treasury/tokens.ts");
  const connected = await nation();
  const amount = await connected.contracts.commons.waiting(child, parent, token);
  if (amount === 0n) return unchanged(`Nothing waits for work ${parent} from work ${child}.`, { child, parent, token });
  const { decimals, symbol } = await tokenView(connected, token);
  return transact("commons", "pull", [child, parent, token], {
    tell: () => ({
      lines: [`${formatAmount(amount, decimals)} ${symbol} moved from work ${child} to work ${parent}.`],
      data: { child, parent, token, amount },
    }),
  });
}

/** Pulls of one transaction, and gas for each: eight edges of the parent, a new account in the surplus, and some to spare. */
const [AT_A_TIME, GAS_EACH, GAS_ROUND_IT] = [30, 450_000n, 100_000n];

async function pullAll(
  { nation, transact }: Context,
  { child, token }: { child: bigint | undefined; token: string | undefined },
): Promise<Report> {
  const { pullsDue } = await import("../../sdk/licensing/works/graph.ts");
  const { noSeason } = await import("../../sdk/licensing/works/payments.ts");
  const { workIn, worksOf } = await import("../../sdk/licensing/works/read.ts");
  const { tokenView } = await import("../../sdk/treasury/tokens.ts");
  const connected = await nation();
  const { commons, ledger } = connected.contracts;
  const state = await worksOf(connected);
  if (child !== undefined) workIn(state, child);
  const pulls = pullsDue(state, { from: child, ...(token === undefined ? {} : { tokens: [token] }) });
  if (pulls.length === 0) return unchanged("Nothing waits to be moved on.", { pulls: [], skipped: [] });
  if ((await ledger.currentSeason()) === 0n) throw noSeason();

  const views = new Map<string, Awaited<ReturnType<typeof tokenView>>>();
  for (const one of new Set(pulls.map((pull) => pull.token))) views.set(one, await tokenView(connected, one));
  const lines: string[] = [];
  const moved: { child: bigint; parent: bigint; token: string; amount: bigint }[] = [];
  for (let first = 0; first < pulls.length; first += AT_A_TIME) {
    const page = pulls.slice(first, first + AT_A_TIME);
    const calls = page.map((pull) =>
      commons.interface.encodeFunctionData("pull", [pull.child, pull.parent, pull.token]),
    );
    const report = await transact("commons", "carry", [calls], {
      gasLimit: BigInt(page.length) * GAS_EACH + GAS_ROUND_IT,
      tell: ({ events }) => {
        const paid = events.filter(({ name }) => name === "WorkPaid").map(({ args }) => args as unknown as Paid);
        return {
          lines: paid.map(({ work, via, token, amount }) => {
            const { decimals, symbol } = views.get(token.toLowerCase()) ?? { decimals: 0, symbol: token };
            moved.push({ child: via, parent: work, token, amount });
            return `${formatAmount(amount, decimals)} ${symbol} moved from work ${via} to work ${work}.`;
          }),
          data: {},
        };
      },
    });
    lines.push(...report.lines);
  }
  const isMoved = ({ child, parent, token }: { child: bigint; parent: bigint; token: string }) =>
    moved.some((one) => one.child === child && one.parent === parent && one.token.toLowerCase() === token);
  const skipped = pulls.filter((pull) => !isMoved(pull));
  return {
    lines: [
      ...lines,
      ...skipped.map((pull) => `Not moved: from work ${pull.child} to work ${pull.parent}, token ${pull.token}.`),
    ],
    data: { pulls: moved, skipped },
    fault: skipped.length === 0 ? undefined : someSkipped(skipped.length),
  };
}

interface Paid {
  readonly work: bigint;
  readonly via: bigint;
  readonly token: string;
  readonly amount: bigint;
}

function saysWhat(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "work:pull needs --child and --parent, or --all without --parent",
    remedy: "Name the edge whose money is to be moved, or all of them.",
  });
}

function someSkipped(count: number): NeoguildError {
  return new NeoguildError({
    code: "PullsSkipped",
    message: `${count} of the pulls ${count === 1 ? "was" : "were"} refused; the others are done`,
    remedy: "A token may refuse to move: try one with 'npx hardhat work:pull --child … --parent …', which says why.",
  });
}
