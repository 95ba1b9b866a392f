/**
 * Who waits for money, how much, since when, and why: found from the nation's logs. Each reason is one entry in
 * `SOURCES`. Nobody is ranked: what waits longest stands first.
 */
import { edgeKey } from "../licensing/fold.ts";
import { Status } from "../membership/state.ts";
import { PAYOUT_STATES } from "../treasury/bankFold.ts";
import { REQUEST_STATES } from "../treasury/expenses.ts";
import { SurplusFold } from "../treasury/fold.ts";
import { heldFor } from "../treasury/losses.ts";
import { shareOf, workShareOf } from "./recompute/shares.ts";
import { folioKey, type Folio } from "../treasury/folio.ts";
import { foliosIn, peopleOf, type BooksWorld } from "./recompute/world.ts";
import { NATIVE } from "../treasury/tokens.ts";

/** Reasons by their code, and in words. */
export const REASONS = {
  "books-open": "the season is closed, and its books are not",
  "books-unweighed": "the books wait until every member's number is known",
  "not-collected": "the share was not collected yet",
  "not-received": "it was kept here: their key could not receive it, or they wished so",
  "account-credited": "an account's part was not withdrawn yet",
  "paid-inside": "another agent paid it inside the nation, and it was not withdrawn yet",
  "reserve-refused": "the reserve could not receive it",
  "lent-until-exit": "it is lent to the nation until they leave",
  "loan-due": "they left, and did not withdraw what they lent",
  "cost-approved": "a cost was approved, and not paid yet",
  "cost-without-income": "a cost was approved, and its season has too little income left",
  "bank-payout": "the bank has not paid it out yet; two officers mark it paid",
  "waits-in-commons": "a work's part of what came in for another was not moved on yet",
} as const;

export type Reason = keyof typeof REASONS;

export interface Waiting {
  /** The agent who waits; 0 stands for the reserve, a guild for all its members. */
  readonly agent: bigint;
  readonly token: string;
  /** In the token's smallest unit. */
  readonly amount: bigint;
  /** Unix seconds. */
  readonly since: bigint;
  readonly reason: Reason;
  readonly guild?: bigint;
  readonly season?: bigint;
  /** The request for a cost; an agent 0 then stands for a payee outside the nation. */
  readonly request?: string;
  /** Money goes to no other address than the agent's key while a recovery is pending. */
  readonly isContested: boolean;
  /** The command that helps; undefined where only time does. */
  readonly next?: string;
}

type Found = Omit<Waiting, "isContested">;

/** Each reason's finder. */
const SOURCES: readonly ((world: BooksWorld) => Found[])[] = [
  openBooks,
  unweighedBooks,
  uncollectedShares,
  uncollectedForWorks,
  owedBalances,
  memberLoans,
  waitingInCommons,
  approvedCosts,
  bankPayouts,
];

/** All that waits, the longest first. */
export function unpaidIn(world: BooksWorld): Waiting[] {
  return SOURCES.flatMap((find) => find(world))
    .map((found) => ({ ...found, isContested: world.isRecoveryPending(found.agent) }))
    .sort((a, b) => Number(a.since - b.since) || Number(a.agent - b.agent));
}

function openBooks(world: BooksWorld): Found[] {
  return foliosIn(world).flatMap(({ guild, season, token }): Found[] => {
    const { available } = world.surplus.booksOf(guild, season, token);
    const closedAt = world.ledger.seasons.get(season)?.closedAt ?? 0n;
    if (available === 0n || closedAt === 0n) return [];
    const next = `surplus:close --guild ${guild} --season ${season}${tokenOption(token)}`;
    return [{ agent: guild, guild, season, token, amount: available, since: closedAt, reason: "books-open", next }];
  });
}

function unweighedBooks(world: BooksWorld): Found[] {
  return foliosIn(world).flatMap(({ guild, season, token }): Found[] => {
    const { pass } = world.surplus.weighingOf(guild, season, token);
    const { unweighed, uncollected } = world.surplus.booksOf(guild, season, token);
    if (pass === 0n || unweighed + uncollected === 0n) return [];
    const since = timeOf(world, "WeighingBegan", { guild, season, token });
    const amount = unweighed + uncollected;
    const next = `surplus:weigh --guild ${guild} --season ${season}${tokenOption(token)}`;
    return [{ agent: guild, guild, season, token, amount, since, reason: "books-unweighed", next }];
  });
}

function uncollectedShares(world: BooksWorld): Found[] {
  return foliosIn(world).flatMap((folio) => {
    const { guild, season, token } = folio;
    const closing = world.closings.get(folioKey(folio));
    if (closing === undefined) return [];
    return peopleOf(world, guild).flatMap((agent): Found[] => {
      const share = shareOf(world, folio, agent);
      if (share === undefined || share.collected || share.amount === 0n) return [];
      const { amount } = share;
      const next = `surplus:claim --for ${agent} --guild ${guild} --season ${season}${tokenOption(token)}`;
      return [{ agent, guild, season, token, amount, since: closing.closedAt, reason: "not-collected", next }];
    });
  });
}

/** Shares of what works earned, which `Surplus.claimWorkFor` collects. */
function uncollectedForWorks(world: BooksWorld): Found[] {
  return foliosIn(world).flatMap((folio) => {
    const { guild, season, token } = folio;
    const closing = world.closings.get(folioKey(folio));
    if (closing === undefined) return [];
    return world.surplus.worksOf(guild, season, token).flatMap((work) =>
      peopleOf(world, guild).flatMap((agent): Found[] => {
        const { amount, collected } = workShareOf(world, folio, work, agent);
        if (collected || amount === 0n) return [];
        const next = `surplus:claim --for ${agent} --guild ${guild} --season ${season} --work ${work}${tokenOption(token)}`;
        return [{ agent, guild, season, token, amount, since: closing.closedAt, reason: "not-collected", next }];
      }),
    );
  });
}

/** What the treasury owes by name. The reason is that of the last amount that was added. */
function owedBalances(world: BooksWorld): Found[] {
  const last = new Map<string, { agent: bigint; token: string; since: bigint; reason: Reason }>();
  const running = new SurplusFold();
  const add = (agent: bigint, token: string, reason: Reason, at: bigint) => {
    const key = `${agent}/${token}`;
    last.set(key, { agent, token, reason, since: last.get(key)?.since ?? at });
  };
  for (const { contract, name, args, blockTimestamp: at } of world.logs) {
    if (contract !== "surplus") continue;
    running.apply({ name, args });
    const token = String(args["token"]);
    if (name === "AccountCredited") add(args["account"] as bigint, token, "account-credited", at);
    else if (name === "ReserveOwed") add(0n, token, "reserve-refused", at);
    else if (name === "PaidInside") {
      const from = args["from"] as bigint;
      if (running.owedTo(from, token) === 0n) last.delete(`${from}/${token}`);
      add(args["to"] as bigint, token, "paid-inside", at);
    } else if (name === "Withdrawn") last.delete(`${args["agent"] as bigint}/${token}`);
    else if (name === "SharesCollected" || name === "WorkSharesCollected") {
      for (const member of collectedAs(args["shares"] as bigint[], OWED)) add(member, token, "not-received", at);
    }
  }
  return [...last.values()].flatMap(({ agent, token, since, reason }): Found[] => {
    const amount = world.surplus.owedTo(agent, token);
    if (amount === 0n) return [];
    const withdraw = `surplus:withdraw --by ${agent}${tokenOption(token)}`;
    const next = agent === 0n ? `reserve:fill${tokenOption(token)}` : withdraw;
    return [{ agent, token, amount, since, reason, next }];
  });
}

const LENDING = ["SharesCollected", "WorkSharesCollected", "LoanWithdrawn"];

function memberLoans(world: BooksWorld): Found[] {
  const since = new Map<string, { agent: bigint; token: string; since: bigint }>();
  for (const { contract, name, args, blockTimestamp } of world.logs) {
    if (contract !== "surplus" || !LENDING.includes(name)) continue;
    const token = String(args["token"]);
    if (name === "LoanWithdrawn") since.delete(`${args["member"] as bigint}/${token}`);
    else {
      for (const agent of collectedAs(args["shares"] as bigint[], LENT)) {
        const key = `${agent}/${token}`;
        if (!since.has(key)) since.set(key, { agent, token, since: blockTimestamp });
      }
    }
  }
  return [...since.values()].flatMap((one): Found[] => {
    const { agent, token } = one;
    const amount = world.surplus.loanOf(agent, token);
    if (amount === 0n) return [];
    const status = world.statusOf(agent);
    if (status !== Status.Left && status !== Status.Expelled) return [{ ...one, amount, reason: "lent-until-exit" }];
    const next = `surplus:withdraw --by ${agent} --loan${tokenOption(token)}`;
    return [{ ...one, amount, reason: "loan-due", next }];
  });
}

function waitingInCommons(world: BooksWorld): Found[] {
  const since = new Map<string, bigint>();
  for (const { contract, name, args, blockTimestamp } of world.logs) {
    if (contract !== "commons" || name !== "WorkPaid") continue;
    const { work, token, via } = args as unknown as { work: bigint; token: string; via: bigint };
    if (via !== 0n) since.delete(edgeKey(via, work, token));
    for (const { parent } of world.licensing.works.get(work)?.edges ?? []) {
      const edge = edgeKey(work, parent, token);
      if (!since.has(edge)) since.set(edge, blockTimestamp);
    }
  }
  return [...world.licensing.waiting].flatMap(([edge, amount]): Found[] => {
    const [child = "", parent = "", written = ""] = edge.split(/[>:]/);
    const token = world.tokens.find((one) => one.toLowerCase() === written) ?? written;
    const agent = world.licensing.works.get(BigInt(parent))?.guild ?? 0n;
    if (amount === 0n) return [];
    const next = `work:pull --child ${child} --parent ${parent}${tokenOption(token)}`;
    const from = since.get(edge) ?? world.now;
    return [{ agent, guild: agent, token, amount, since: from, reason: "waits-in-commons", next }];
  });
}

/** Payees outside the nation are told as agent 0 with the request. */
function approvedCosts(world: BooksWorld): Found[] {
  const approvedAt = new Map(
    world.logs
      .filter(
        ({ contract, name, args }) =>
          contract === "expenses" && name === "ExpenseApproved" && args["complete"] === true,
      )
      .map(({ args, blockTimestamp }) => [args["request"] as string, blockTimestamp] as const),
  );
  return [...world.expenses.requests].flatMap(([request, asked]): Found[] => {
    if (REQUEST_STATES[Number(asked.state)] !== "approved") return [];
    const { guild, season, token, amount, payee: agent } = asked;
    const loss = world.surplus.losses.lossOf(guild, season, token);
    // Once a loss is booked, costs are paid out of what was collected for it.
    const available = loss.due === 0n ? world.surplus.booksOf(guild, season, token).available : heldFor(loss);
    const place = { agent, guild, season, token, amount, since: approvedAt.get(request) ?? world.now, request };
    if (available < amount) {
      const pull = `surplus:loss --guild ${guild} --season ${season}${tokenOption(token)} --pull`;
      return [{ ...place, reason: "cost-without-income", ...(loss.collected < loss.byMembers && { next: pull }) }];
    }
    return [{ ...place, reason: "cost-approved", next: `expense:pay --request ${request}` }];
  });
}

function bankPayouts(world: BooksWorld): Found[] {
  return [...world.banks].flatMap(([name, bank]) =>
    [...bank.payouts.values()].flatMap(({ to, amount, state, madeAt }): Found[] => {
      if (PAYOUT_STATES[Number(state)] !== "waiting" || to === 0n) return [];
      const next = `bank:payouts --account ${name.replace("bank", "")}`;
      return [{ agent: to, token: bank.address, amount, since: madeAt, reason: "bank-payout", next }];
    }),
  );
}

/** As `ISurplus.Outcome`. */
const [LENT, OWED] = [3n, 4n];

/** The members of a `SharesCollected` whose shares had this outcome. */
function collectedAs(shares: readonly bigint[], outcome: bigint): bigint[] {
  return shares
    .filter((_, place) => place % 2 === 0)
    .filter((entry) => BigInt.asUintN(8, entry >> 32n) === outcome)
    .map((entry) => BigInt.asUintN(32, entry));
}

/** When something last happened to books (Unix seconds). */
function timeOf(world: BooksWorld, event: string, folio: Folio): bigint {
  const found = world.logs.findLast(
    ({ name, args }) => name === event && folioKey(args as unknown as Folio) === folioKey(folio),
  );
  return found?.blockTimestamp ?? world.now;
}

const tokenOption = (token: string) => (token === NATIVE ? "" : ` --token ${token}`);
