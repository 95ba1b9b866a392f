/**
 * The kinds of figures that books are made of: for each, who has one, what the export says it is, and the view that
 * answers it on the chain. A new kind is one entry in `FIGURE_KINDS`.
 */
import type { Result } from "ethers";

import type { BankName, ContractName } from "../../connect.ts";
import { TRACKS } from "../../contributions/payload.ts";
import {
  countedOf,
  creditsOf,
  debtOf,
  eligibleCredits,
  eligibleTotals,
  recordOf,
  standingAtClose,
  standingOf,
} from "../../contributions/fold.ts";
import { edgeKey } from "../../licensing/fold.ts";
import { BOOK_PARTS } from "../books.ts";
import type { BankFold } from "../bankFold.ts";
import { budgetOf, requestOf, unpaidOf, withoutBudgetOf } from "../expensesFold.ts";
import { POOL_RULES, shareOf, workShareOf } from "./shares.ts";
import type { Folio } from "../folio.ts";
import { foliosIn, guildsIn, peopleOf, seasonsIn, type BooksWorld } from "./world.ts";

/** A number that the chain rounds while it fades. */
export interface Approximate {
  readonly near: number;
  readonly within: number;
}

export type Value = bigint | boolean | string | Approximate;
export type Values = Readonly<Record<string, Value>>;

export interface Figure {
  /** Whose it is, in words and ids. */
  readonly who: string;
  /** Arguments of the view. */
  readonly args: readonly unknown[];
  /** What the export says, by name. */
  readonly says: Values;
  /** Which bank account is asked, where the kind is of those. */
  readonly bank?: BankName;
}

export interface FigureKind {
  readonly kind: string;
  readonly contract: ContractName | "banks";
  readonly view: string;
  readonly figures: (world: BooksWorld) => Figure[];
  /** The view's answer by the same names. */
  readonly read: (answer: Result) => Values;
}

/** Credits of standing by which a sum of many that the chain rounds down may be less. */
const PRECISION = 1e-6;
const STANDING_DECIMALS = 1e18;

export const FIGURE_KINDS: readonly FigureKind[] = [
  {
    kind: "seasons",
    contract: "ledger",
    view: "seasonOf",
    figures: (world) =>
      [...world.ledger.seasons].map(([season, { opensAt, endsAt, closesAt, closedAt }]) => ({
        who: `season ${season}`,
        args: [season],
        says: { opensAt, endsAt, closesAt, closedAt },
      })),
    read: fields("opensAt", "endsAt", "closesAt", "closedAt"),
  },
  {
    kind: "records and standing",
    contract: "ledger",
    view: "recordAndStandingOf",
    figures: (world) =>
      inGuilds(world, (guild, member) => ({
        who: `agent ${member} in guild ${guild}`,
        args: [guild, member],
        says: {
          ...byTrack("record", recordOf(world.ledger, guild, member)),
          ...byTrack("standing", standingOf(world.ledger, { guild, member, now: world.now }).map(nearly)),
        },
      })),
    read: ([record, standing]) => ({
      ...byTrack("record", record as bigint[]),
      ...byTrack("standing", (standing as bigint[]).map(nearlyUnits)),
    }),
  },
  {
    kind: "standing at the close",
    contract: "ledger",
    view: "standingAtClose",
    figures: (world) =>
      inSeasons(world, (guild, member, season) => ({
        who: `agent ${member} in guild ${guild}, season ${season}`,
        args: [guild, member, season],
        says: byTrack("standing", standingAtClose(world.ledger, { guild, member, season }).map(nearly)),
      })).filter(({ args }) => (world.ledger.seasons.get(args[2] as bigint)?.closedAt ?? 0n) !== 0n),
    read: ([standing]) => byTrack("standing", (standing as bigint[]).map(nearlyUnits)),
  },
  {
    kind: "debts of credits",
    contract: "ledger",
    view: "debtOf",
    figures: (world) =>
      inGuilds(world, (guild, member) => ({
        who: `agent ${member} in guild ${guild}`,
        args: [guild, member],
        says: byTrack("", debtOf(world.ledger, guild, member)),
      })),
    read: ([debt]) => byTrack("", debt as bigint[]),
  },
  ...TRACKS.map((track, place): FigureKind => ({
    kind: "credits",
    contract: "ledger",
    view: "creditOf",
    figures: (world) =>
      inSeasons(world, (guild, member, season) => ({
        who: `agent ${member} in guild ${guild}, season ${season}`,
        args: [guild, member, season, place],
        says: { [track]: creditsOf(world.ledger, guild, member, season)[place] ?? 0n },
      })),
    read: ([credit]) => ({ [track]: credit as bigint }),
  })),
  {
    kind: "eligible credits",
    contract: "ledger",
    view: "eligibleCreditsOf",
    figures: (world) =>
      inSeasons(world, (guild, member, season) => ({
        who: `agent ${member} in guild ${guild}, season ${season}`,
        args: [guild, member, season],
        says: byTrack("", eligibleCredits(world.ledger, guild, member, season)),
      })),
    read: ([credits]) => byTrack("", credits as bigint[]),
  },
  {
    kind: "totals",
    contract: "ledger",
    view: "eligibleTotalsOf",
    figures: (world) =>
      pairs(guildsIn(world), seasonsIn(world)).map(([guild, season]) => ({
        who: `guild ${guild}, season ${season}`,
        args: [guild, season],
        says: byTrack("", eligibleTotals(world.ledger, guild, season)),
      })),
    read: ([totals]) => byTrack("", totals as bigint[]),
  },
  {
    kind: "totals",
    contract: "ledger",
    view: "countedOf",
    figures: (world) =>
      pairs(guildsIn(world), seasonsIn(world)).map(([guild, season]) => ({
        who: `guild ${guild}, season ${season}`,
        args: [guild, season],
        says: { counted: countedOf(world.ledger, guild, season) },
      })),
    read: ([counted]) => ({ counted: counted as bigint }),
  },
  {
    kind: "books",
    contract: "surplus",
    view: "booksOf",
    figures: (world) =>
      everyFolio(world).map(({ guild, season, token }) => {
        const books = world.surplus.booksOf(guild, season, token);
        const names = ["income", ...BOOK_PARTS, "equation"] as const;
        return {
          who: `guild ${guild}, season ${season}, token ${token}`,
          args: [guild, season, token],
          says: Object.fromEntries(names.map((name) => [name, books[name]])),
        };
      }),
    read: fields("income", ...BOOK_PARTS, "equation"),
  },
  {
    kind: "pools",
    contract: "surplus",
    view: "poolOf",
    figures: (world) =>
      closedFolios(world).flatMap(({ guild, season, token }) =>
        POOL_RULES.map(({ pool }, place) => {
          const { amount, total, counted } = world.surplus.poolOf(guild, season, token, place);
          return {
            who: `${pool} of guild ${guild}, season ${season}, token ${token}`,
            args: [guild, season, token, place],
            says: { amount, total, counted },
          };
        }),
      ),
    read: fields("amount", "total", "counted"),
  },
  {
    kind: "shares",
    contract: "surplus",
    view: "shareOf",
    figures: (world) =>
      closedFolios(world).flatMap((folio) =>
        peopleOf(world, folio.guild).flatMap((member) => {
          const share = shareOf(world, folio, member);
          if (share === undefined) return [];
          const { guild, season, token } = folio;
          const says = { amount: share.amount, collected: share.collected };
          const who = `agent ${member}, guild ${guild}, season ${season}, token ${token}`;
          return [{ who, args: [guild, season, token, member], says }];
        }),
      ),
    read: ([amount, collected]) => ({ amount: amount as bigint, collected: collected as boolean }),
  },
  {
    kind: "shares by work",
    contract: "surplus",
    view: "workShareOf",
    figures: (world) =>
      everyFolio(world).flatMap((folio) => {
        const { guild, season, token } = folio;
        return pairs(world.surplus.worksOf(guild, season, token), peopleOf(world, guild)).map(([work, member]) => {
          const { income, part, total, counted, amount, collected } = workShareOf(world, folio, work, member);
          const who = `agent ${member}, work ${work}, guild ${guild}, season ${season}, token ${token}`;
          const says = { income, part, total, counted, amount, collected };
          return { who, args: [guild, season, token, work, member], says };
        });
      }),
    read: fields("income", "part", "total", "counted", "amount", "collected"),
  },
  {
    kind: "owed",
    contract: "surplus",
    view: "owedTo",
    figures: (world) =>
      pairs([0n, ...world.members.agents.keys()], world.tokens).map(([agent, token]) => ({
        who: agent === 0n ? `the reserve, token ${token}` : `agent ${agent}, token ${token}`,
        args: [agent, token],
        says: { owed: world.surplus.owedTo(agent, token) },
      })),
    read: ([owed]) => ({ owed: owed as bigint }),
  },
  {
    kind: "members' loans",
    contract: "surplus",
    view: "loanOf",
    figures: (world) =>
      pairs([...world.members.agents.keys()], world.tokens).map(([agent, token]) => ({
        who: `agent ${agent}, token ${token}`,
        args: [agent, token],
        says: { lent: world.surplus.loanOf(agent, token) },
      })),
    read: ([lent]) => ({ lent: lent as bigint }),
  },
  {
    kind: "losses",
    contract: "surplus",
    view: "lossOf",
    figures: (world) =>
      closedFolios(world).map(({ guild, season, token }) => ({
        who: `guild ${guild}, season ${season}, token ${token}`,
        args: [guild, season, token],
        says: { ...world.surplus.losses.lossOf(guild, season, token) },
      })),
    read: fields("due", "fromIncome", "byReserve", "byMembers", "collected", "paid", "total", "counted"),
  },
  {
    kind: "members' debts",
    contract: "surplus",
    view: "debtOf",
    figures: (world) =>
      pairs([...world.members.agents.keys()], world.tokens).map(([agent, token]) => ({
        who: `agent ${agent}, token ${token}`,
        args: [agent, token],
        says: { ...world.surplus.losses.debtOf(agent, token) },
      })),
    read: ([open, withheld]) => ({ open: open as bigint, withheld: withheld as bigint }),
  },
  {
    kind: "the reserve's loans",
    contract: "reserve",
    view: "loanOf",
    figures: ({ reserve }) =>
      Array.from({ length: Number(reserve.lastLoan) }, (_, place) => {
        const loan = BigInt(place + 1);
        const found = reserve.loanOf(loan);
        if (found === undefined) throw new RangeError(`the logs never made loan ${loan}`);
        const { borrower, token, dueAt, amount, repaid } = found;
        return { who: `loan ${loan}`, args: [loan], says: { borrower, token, dueAt, amount, repaid } };
      }),
    read: fields("borrower", "token", "dueAt", "amount", "repaid"),
  },
  {
    kind: "the reserve",
    contract: "reserve",
    view: "outstanding",
    figures: ({ reserve, tokens }) =>
      tokens.map((token) => ({
        who: `token ${token}`,
        args: [token],
        says: { outstanding: reserve.outstanding(token) },
      })),
    read: ([outstanding]) => ({ outstanding: outstanding as bigint }),
  },
  {
    kind: "the reserve",
    contract: "reserve",
    view: "spentIn",
    figures: ({ reserve, tokens, now }) =>
      tokens.map((token) => ({ who: `token ${token}`, args: [token], says: { spent: reserve.spentIn(token, now) } })),
    read: ([spent]) => ({ spent: spent as bigint }),
  },
  {
    kind: "waiting in Commons",
    contract: "commons",
    view: "waiting",
    figures: ({ licensing, tokens }) =>
      [...licensing.works].flatMap(([child, { edges }]) =>
        pairs(edges, tokens).map(([{ parent }, token]) => ({
          who: `work ${child} to work ${parent}, token ${token}`,
          args: [child, parent, token],
          says: { waiting: licensing.waiting.get(edgeKey(child, parent, token)) ?? 0n },
        })),
      ),
    read: ([waiting]) => ({ waiting: waiting as bigint }),
  },
  {
    kind: "costs approved and unpaid",
    contract: "expenses",
    view: "unpaidOf",
    figures: (world) =>
      everyFolio(world).map(({ guild, season, token }) => ({
        who: `guild ${guild}, season ${season}, token ${token}`,
        args: [guild, season, token],
        says: { unpaid: unpaidOf(world.expenses, guild, season, token) },
      })),
    read: ([unpaid]) => ({ unpaid: unpaid as bigint }),
  },
  {
    kind: "costs approved and unpaid",
    contract: "expenses",
    view: "withoutBudgetOf",
    figures: (world) =>
      everyFolio(world).map(({ guild, season, token }) => ({
        who: `guild ${guild}, season ${season}, token ${token}`,
        args: [guild, season, token],
        says: { withoutBudget: withoutBudgetOf(world.expenses, guild, season, token) },
      })),
    read: ([withoutBudget]) => ({ withoutBudget: withoutBudget as bigint }),
  },
  {
    kind: "requests for money",
    contract: "expenses",
    view: "requestOf",
    figures: ({ expenses }) =>
      [...expenses.requests.keys()].map((request) => {
        const { amount, guild, season, state, payee, token } = requestOf(expenses, request);
        return { who: `request ${request}`, args: [request], says: { amount, guild, season, state, payee, token } };
      }),
    read: fields("amount", "guild", "season", "state", "payee", "token"),
  },
  {
    kind: "budgets",
    contract: "expenses",
    view: "budgetOf",
    figures: ({ expenses }) =>
      [...expenses.budgets.keys()].map((budget) => {
        const { amount, bound, ended, token } = budgetOf(expenses, budget);
        return { who: `budget ${budget}`, args: [budget], says: { amount, bound, ended, token } };
      }),
    read: fields("amount", "bound", "ended", "token"),
  },
  {
    kind: "bank money",
    contract: "banks",
    view: "reconciliation",
    figures: ({ banks }) =>
      inBanks(banks, (bank) => {
        const [waitingIn, waitingOut] = bank.unconfirmed;
        return [{ who: "the account", args: [], says: { supply: bank.supply, waitingIn, waitingOut } }];
      }),
    read: ([supply, waitingIn, waitingOut]) => ({
      supply: supply as bigint,
      waitingIn: waitingIn as bigint,
      waitingOut: waitingOut as bigint,
    }),
  },
  {
    kind: "bank money",
    contract: "banks",
    view: "unitsOf",
    figures: ({ banks, members }) =>
      inBanks(banks, (bank) =>
        [...members.agents.keys()].map((agent) => ({
          who: `agent ${agent}`,
          args: [agent],
          says: { kept: bank.keptBy(agent), waiting: bank.waitingFor(agent) },
        })),
      ),
    read: ([kept, waiting]) => ({ kept: kept as bigint, waiting: waiting as bigint }),
  },
  {
    kind: "payouts of banks",
    contract: "banks",
    view: "payoutOf",
    figures: ({ banks }) =>
      inBanks(banks, (bank) =>
        [...bank.payouts].map(([payout, { to, amount, state, madeAt }]) => ({
          who: `payout ${payout}`,
          args: [payout],
          says: { to, amount, state, madeAt },
        })),
      ),
    read: fields("to", "amount", "state", "madeAt"),
  },
];

/** Credits of standing as the fold reckons them, and as the chain writes them (18 decimals). */
const nearly = (credits: number): Approximate => ({ near: credits, within: PRECISION + credits * 1e-12 });
const nearlyUnits = (units: bigint): Approximate => ({ near: Number(units) / STANDING_DECIMALS, within: 0 });

function inBanks(banks: BooksWorld["banks"], figuresOf: (bank: BankFold) => Figure[]): Figure[] {
  return [...banks].flatMap(([name, bank]) =>
    figuresOf(bank).map((figure) => ({ ...figure, who: `${figure.who}, ${name}`, bank: name })),
  );
}

/** Books that may hold something: those of every guild, season and token. */
function everyFolio(world: BooksWorld): Folio[] {
  return pairs(guildsIn(world), seasonsIn(world)).flatMap(([guild, season]) =>
    world.tokens.map((token) => ({ guild, season, token })),
  );
}

function closedFolios(world: BooksWorld): Folio[] {
  return foliosIn(world).filter(
    ({ guild, season, token }) => world.surplus.booksOf(guild, season, token).equation !== 0n,
  );
}

function inGuilds(world: BooksWorld, figure: (guild: bigint, member: bigint) => Figure): Figure[] {
  return guildsIn(world).flatMap((guild) => peopleOf(world, guild).map((member) => figure(guild, member)));
}

function inSeasons(world: BooksWorld, figure: (guild: bigint, member: bigint, season: bigint) => Figure): Figure[] {
  return guildsIn(world).flatMap((guild) =>
    pairs(peopleOf(world, guild), seasonsIn(world)).map(([member, season]) => figure(guild, member, season)),
  );
}

/** Reads fields of the struct that a view returns. */
function fields(...names: readonly string[]): (answer: Result) => Values {
  return (answer) => {
    const found = answer[0] as Readonly<Record<string, Value>>;
    return Object.fromEntries(names.map((name) => [name, found[name] ?? 0n]));
  };
}

function byTrack(what: string, values: readonly Value[]): Values {
  return Object.fromEntries(TRACKS.map((track, place) => [`${what} ${track}`.trim(), values[place] ?? 0n]));
}

function pairs<A, B>(as: readonly A[], bs: readonly B[]): [A, B][] {
  return as.flatMap((a) => bs.map((b): [A, B] => [a, b]));
}
