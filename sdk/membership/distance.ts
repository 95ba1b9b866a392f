import type { Signer } from "ethers";

import { eventNamed, send, type Outcome } from "../acts.ts";
import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";
import { activeCountAt } from "./views.ts";
import { findPaths, isNear, type Paths, type Step } from "./paths.ts";
import { readMembership, refereeThreshold, webOf, type Web } from "./web.ts";

/** The distance rule as it stands. Times in seconds. */
export type DistanceRule = {
  /** 0 if the rule is off. */
  readonly refereesBps: bigint;
  readonly steps: bigint;
  readonly validity: bigint;
};

/** How near a person stands to the others, by a search of the whole web. */
export interface Nearness extends Paths {
  readonly rule: DistanceRule;
  readonly threshold: bigint;
  readonly isReferee: boolean;
  readonly isNear: boolean;
}

/** What was sent to show that a person is near enough. */
export interface Shown {
  /** Unix seconds. */
  readonly until: bigint;
  /** The session that shows it, and whose it is: the person's own, or that of who vouches for them. */
  readonly session: bigint;
  readonly subject: bigint;
  readonly outcomes: readonly Outcome[];
}

/** Steps or members in one transaction unless said otherwise: about a third of the most gas it may use. */
export const PAGE = 150;

/** Paths are made of vouches that last this much longer (seconds): the time it may take to bring them to the chain. */
const MARGIN = 3_600n;

/** Pages come within this time of a session's opening (seconds; as the contract). */
const OPEN_FOR = 7n * 86_400n;

/** The rule of distance in force: basis points of referees, steps, and seconds for which a proof holds. */
export async function distanceRule({ contracts: { distance } }: Nation): Promise<DistanceRule> {
  const { refereesBps, steps, validity } = await distance.terms();
  return { refereesBps, steps, validity };
}

/** Searches the web of trust, read from the logs. Nothing is sent. @throws NeoguildError `DistanceRuleOff` */
export async function nearnessOf(nation: Nation, person: bigint): Promise<Nearness> {
  const [rule, { web, threshold }] = await Promise.all([ruleInForce(nation), picture(nation)]);
  const paths = findPaths(web, person, rule);
  return { ...paths, rule, threshold, isReferee: web.referees.has(person), isNear: isNear(paths) };
}

/**
 * Shows on chain that a person is near enough: by what was shown of somebody who vouches for them, else by a session of
 * their own; one that was begun and broken off is gone on with.
 * @param params.page Steps in one transaction.
 * @throws NeoguildError `DistanceTooFar`, `DistanceRuleOff`, or what the contract refused
 */
export async function proveDistance(
  nation: Nation,
  params: { carrier: Signer; person: bigint; page?: number },
): Promise<Shown> {
  const rule = await ruleInForce(nation);
  return (await followVoucher(nation, params, rule)) ?? (await proveAlone(nation, params, rule));
}

/** Takes over what was shown of a voucher, where that serves. */
async function followVoucher(
  nation: Nation,
  { carrier, person }: { carrier: Signer; person: bigint },
  rule: DistanceRule,
): Promise<Shown | undefined> {
  const { distance } = nation.contracts;
  const [{ web }, now] = await Promise.all([picture(nation), nation.clock()]);
  for (const { by, index } of web.vouchesFor(person)) {
    for (const { session, openedAt, steps } of await sessionsOf(nation, by)) {
      if (steps >= rule.steps || now >= openedAt + rule.validity) continue;
      const args = [person, index, session] as const;
      const serves = await distance.follow.staticCall(...args).then(
        () => true,
        () => false,
      );
      if (!serves) continue;
      const outcome = await send(nation, distance.connect(carrier), "follow", args);
      return { until: await distance.metUntil(person), session, subject: by, outcomes: [outcome] };
    }
  }
  return undefined;
}

/** By the shortest session that shows it: one step below the rule it serves also those for whom the person vouches. */
async function proveAlone(
  nation: Nation,
  { carrier, person, page = PAGE }: { carrier: Signer; person: bigint; page?: number },
  rule: DistanceRule,
): Promise<Shown> {
  const distance = nation.contracts.distance.connect(carrier);
  const { web } = await picture(nation);
  const short = { ...rule, steps: rule.steps - 1n };
  const [full, below] = [findPaths(web, person, rule), findPaths(web, person, short)];
  if (!isNear(full)) throw tooFar(person, full, rule);
  const steps = isNear(below) ? short.steps : rule.steps;

  const outcomes: Outcome[] = [];
  let session = await openSession(nation, person, steps);
  if (session === undefined) {
    const begun = await send(nation, distance, "begin", [person, steps]);
    outcomes.push(begun);
    session = eventNamed(begun, "SessionOpened").args["session"] as bigint;
  }
  const { paths, placed, counted } = await pathsIn(nation, session);
  const excluded = paths.excluded.filter((member) => !counted.has(member));
  for (const members of pagesOf(excluded, page)) {
    outcomes.push(await send(nation, distance, "exclude", [session, members]));
  }
  for (const [index, layer] of paths.layers.entries()) {
    const depth = index + 1;
    const missing = layer.filter(({ node }) => !placed.has(placeOf(depth, node)));
    for (const steps of pagesOf<Step>(missing, page)) {
      outcomes.push(await send(nation, distance, "reach", [session, depth, steps]));
    }
  }
  if (!(await distance.isMet(person))) throw changed(person);
  return { until: await distance.metUntil(person), session, subject: person, outcomes };
}

/** What a session that stands still has to be shown: of the members at its opening, by its own rule. */
async function pathsIn(nation: Nation, session: bigint) {
  const { distance } = nation.contracts;
  const [{ subject, openedAt, refereesBps, steps, threshold }, extended, left] = await Promise.all([
    distance.sessionOf(session),
    distance.queryFilter(distance.filters.LayerExtended(session)),
    distance.queryFilter(distance.filters.MembersExcluded(session)),
  ]);
  const { web } = await picture(nation, { openedAt, threshold });
  return {
    paths: findPaths(web, subject, { refereesBps, steps }),
    placed: new Set(extended.flatMap(({ args }) => args.nodes.map((node) => placeOf(Number(args.depth), node)))),
    counted: new Set(left.flatMap(({ args }) => [...args.members])),
  };
}

/** The web as the chain will see it, of the members now or at a session's opening. */
async function picture(
  nation: Nation,
  session?: { openedAt: bigint; threshold: bigint },
): Promise<{ web: Web; threshold: bigint }> {
  const [state, now, rule] = await Promise.all([readMembership(nation), nation.clock(), distanceRule(nation)]);
  const membersAt = session?.openedAt ?? now;
  const threshold = session?.threshold ?? refereeThreshold(activeCountAt(state, membersAt), rule.steps);
  return { web: webOf(state, { membersAt, now, lasting: now + MARGIN, threshold }), threshold };
}

/** Sessions about a person, the latest first. */
async function sessionsOf({ contracts: { distance } }: Nation, subject: bigint) {
  const logs = await distance.queryFilter(distance.filters.SessionOpened(undefined, subject));
  return logs.map(({ args: { session, openedAt, steps } }) => ({ session, openedAt, steps })).reverse();
}

/** A session about a person that is still open, of as many steps, and would hold the rule in force. */
async function openSession(nation: Nation, person: bigint, steps: bigint): Promise<bigint | undefined> {
  const [sessions, now, { refereesBps }] = await Promise.all([
    sessionsOf(nation, person),
    nation.clock(),
    distanceRule(nation),
  ]);
  for (const known of sessions) {
    if (known.steps !== steps || now >= known.openedAt + OPEN_FOR) continue;
    const { reached, refereesBps: bps } = await nation.contracts.distance.sessionOf(known.session);
    const needed = await nation.contracts.distance.neededIn(known.session);
    if (bps === refereesBps && reached < needed) return known.session;
  }
  return undefined;
}

async function ruleInForce(nation: Nation): Promise<DistanceRule> {
  const rule = await distanceRule(nation);
  if (rule.refereesBps > 0n) return rule;
  throw new NeoguildError({
    code: "DistanceRuleOff",
    message: "this nation's charter has no distance rule",
    remedy: "Nothing needs to be shown: enough vouches do.",
    docs: "docs/membership.md",
  });
}

function tooFar(person: bigint, { reachable, referees, needed }: Paths, { steps }: DistanceRule): NeoguildError {
  return new NeoguildError({
    code: "DistanceTooFar",
    message:
      `within ${steps} steps, vouches lead to agent ${person} from ${reachable} of ${referees} referees, ` +
      `and ${needed} are needed`,
    remedy: "Ask members from other parts of the web to vouch (member:vouch); distance:show says how many are missing.",
    docs: "docs/membership.md",
  });
}

function changed(person: bigint): NeoguildError {
  return new NeoguildError({
    code: "DistanceChanged",
    message: `the web of trust changed while it was shown for agent ${person}`,
    remedy: "Run the command again: it goes on from what stands.",
  });
}

function pagesOf<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

const placeOf = (depth: number, node: bigint): string => `${depth}:${node}`;
