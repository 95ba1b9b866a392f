import { edgeKey, type LicensingState, type Work } from "../fold.ts";

/** All works by their ids, as `LicensingState` has them. */
export type Works = ReadonlyMap<bigint, Pick<Work, "guild" | "edges">>;

/** Shares are told in so many parts of the whole: fine enough for many steps, and rounded down at each. */
export const WHOLE = 10n ** 18n;

const BPS = 10_000n;

/** A work upstream of another, or that other itself. */
export interface Ancestor {
  readonly work: bigint;
  readonly guild: bigint;
  /** Fewest and most steps from it. */
  readonly nearest: number;
  readonly farthest: number;
  /** Different ways on which money arrives. */
  readonly paths: bigint;
  /** Of what is paid to the first work, in parts of `WHOLE`: what arrives here by all paths. */
  readonly arrives: bigint;
  /** The part of it that stays with this work's guild; the rest climbs on. */
  readonly keeps: bigint;
}

/**
 * Everything a work builds on, nearest first, itself at the head, with what each gets of what the work earns. Parents have
 * lower ids, so one pass from the top is enough, however many paths there are.
 */
export function upstreamOf(works: Works, id: bigint): Ancestor[] {
  interface Seen {
    nearest: number;
    farthest: number;
    paths: bigint;
    arrives: bigint;
  }
  const seen = new Map<bigint, Seen>([[id, { nearest: 0, farthest: 0, paths: 1n, arrives: WHOLE }]]);
  const found: Ancestor[] = [];
  for (let next: bigint | undefined = id; next !== undefined; next = highest(seen)) {
    const { nearest, farthest, paths, arrives } = seen.get(next) as Seen;
    const { guild, edges } = workIn(works, next);
    seen.delete(next);
    for (const { parent, shareBps } of edges) {
      const former = seen.get(parent) ?? { nearest: Infinity, farthest: 0, paths: 0n, arrives: 0n };
      seen.set(parent, {
        nearest: Math.min(former.nearest, nearest + 1),
        farthest: Math.max(former.farthest, farthest + 1),
        paths: former.paths + paths,
        arrives: former.arrives + (arrives * shareBps) / BPS,
      });
    }
    const upstream = edges.reduce((sum, { shareBps }) => sum + shareBps, 0n);
    found.push({ work: next, guild, nearest, farthest, paths, arrives, keeps: (arrives * (BPS - upstream)) / BPS });
  }
  return found.sort((a, b) => a.nearest - b.nearest || Number(a.work - b.work));
}

function highest(seen: ReadonlyMap<bigint, unknown>): bigint | undefined {
  return [...seen.keys()].reduce<bigint | undefined>(
    (top, id) => (top === undefined || id > top ? id : top),
    undefined,
  );
}

/** One step of money up the graph. */
export interface Pull {
  readonly child: bigint;
  readonly parent: bigint;
  readonly token: string;
  /** What will have come to wait there when its turn comes, in the token's smallest unit. */
  readonly amount: bigint;
}

/**
 * The pulls that bring everything that waits to where it belongs: from the latest works to the first, so that what arrives
 * by one is moved on by a later one. One pass, whatever the depth.
 * @param params.from Only what waits on edges of this work and of those it builds on.
 * @param params.tokens Only these; all if absent.
 */
export function pullsDue(
  state: Pick<LicensingState, "works" | "waiting" | "fractions">,
  params: { readonly from?: bigint | undefined; readonly tokens?: readonly string[] | undefined } = {},
): Pull[] {
  const { from, tokens = tokensWaiting(state) } = params;
  const ids = from === undefined ? [...state.works.keys()] : upstreamOf(state.works, from).map(({ work }) => work);
  const scaled = new Map(
    [...state.fractions].map(([key, fraction]) => [key, (state.waiting.get(key) ?? 0n) * BPS + fraction]),
  );
  const pulls: Pull[] = [];
  for (const token of tokens) {
    for (const child of [...ids].sort((a, b) => (a < b ? 1 : -1))) {
      for (const { parent } of workIn(state.works, child).edges) {
        const amount = (scaled.get(edgeKey(child, parent, token)) ?? 0n) / BPS;
        if (amount === 0n) continue;
        pulls.push({ child, parent, token, amount });
        for (const edge of workIn(state.works, parent).edges) {
          const key = edgeKey(parent, edge.parent, token);
          scaled.set(key, (scaled.get(key) ?? 0n) + amount * edge.shareBps);
        }
      }
    }
  }
  return pulls;
}

/** Tokens of which something waits anywhere. */
function tokensWaiting({ waiting }: Pick<LicensingState, "waiting">): string[] {
  const found = [...waiting].filter(([, amount]) => amount > 0n).map(([key]) => key.slice(key.indexOf(":") + 1));
  return [...new Set(found)].sort();
}

function workIn<T>(works: ReadonlyMap<bigint, T>, id: bigint): T {
  const found = works.get(id);
  if (found === undefined) throw new RangeError(`there is no work ${id} in the commons`);
  return found;
}
