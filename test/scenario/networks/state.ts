import { isError } from "ethers";

import { contractNames, type ContractName, type Nation } from "../../../sdk/connect.ts";
import { thorough } from "../../fixtures/walk.ts";
import { UNTOLD, VIEWS } from "../../invariant/folds/views.ts";
import { plain, worldOf } from "../../invariant/folds/world.ts";

const DAY = 86_400n;
/** So many questions to each view are enough while somebody waits for `npm test`. */
const MOST = thorough ? Infinity : 6;
/** So many are asked at once: a node that is asked thousands lets the last ones wait until nobody listens. */
const PAGE = 50;
/** From 2001 to 2286: no other number of the contracts lies there, and no moment elsewhere. */
const MOMENTS = { from: 1_000_000_000n, to: 10_000_000_000n };

/**
 * What every public view of a nation answers, over all arguments that matter (those of the folds' tests). Two chains
 * make their blocks at other seconds, so a moment counts as its day.
 */
export async function stateOf(nation: Nation): Promise<ReadonlyMap<string, unknown>> {
  const world = await worldOf(nation);
  const questions = contractNames.flatMap((contract) =>
    Object.entries(VIEWS[contract])
      .filter(([view]) => nation.contracts[contract].interface.hasFunction(view) && !isUntold(contract, view))
      .flatMap(([view, casesOf]) =>
        casesOf(world)
          .slice(0, MOST)
          .map(({ args }) => ({ contract, view, args })),
      ),
  );
  const answers = new Map<string, unknown>();
  for (let from = 0; from < questions.length; from += PAGE) {
    const page = questions.slice(from, from + PAGE).map(async ({ contract, view, args }) => {
      const asked = nation.contracts[contract].getFunction(view).staticCall(...args) as Promise<unknown>;
      const key = `${contract}.${view}(${JSON.stringify(inDays(plain(args)), bigints)})`;
      return [key, inDays(await asked.then(plain, refused))] as const;
    });
    for (const [key, answer] of await Promise.all(page)) answers.set(key, answer);
  }
  return answers;
}

/** A contract's refusal is an answer; a node's silence is none. */
function refused(error: unknown): "refused" {
  if (isError(error, "CALL_EXCEPTION")) return "refused";
  throw error;
}

/** Also the nonces, of which every author draws their own, and a rest that runs, which is told in seconds. */
function isUntold(contract: ContractName, view: string): boolean {
  return view === "usedNonces" || view === "restedOf" || view in UNTOLD || `${contract}.${view}` in UNTOLD;
}

function inDays(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inDays);
  const isMoment = typeof value === "bigint" && value > MOMENTS.from && value < MOMENTS.to;
  return isMoment ? `day ${value / DAY}` : value;
}

const bigints = (_: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);
