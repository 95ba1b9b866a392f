import type { Web } from "./web.ts";
import { WHOLE_BPS } from "../units.ts";

/** One vouch of a path, as `Distance.reach` takes it: `node` vouches for `parent`. */
export interface Step {
  readonly node: bigint;
  readonly parent: bigint;
  readonly index: number;
}

/** How far a person is from the others, and what shows it. */
export interface Paths {
  /** Members other than the person. */
  readonly population: number;
  /** Of them, all who are referees. */
  readonly referees: number;
  /** Referees from whom a path leads to the person. */
  readonly reachable: number;
  /** Referees that must be reached. */
  readonly needed: number;
  /** Steps by depth, the first layer first: as many as are needed to show it, or all there are if that is too few. */
  readonly layers: readonly (readonly Step[])[];
  /** Members to exclude first, as they are no referees. */
  readonly excluded: readonly bigint[];
}

/** The rule of a session: see `IDistance.Session`. */
export interface PathRule {
  readonly refereesBps: bigint;
  readonly steps: bigint;
}

/**
 * Searches the web breadth first, against the direction of the vouches, and picks what a session has to be shown: no more
 * referees than are needed, those nearest first, with who stands between; no more members excluded than must be.
 */
export function findPaths(web: Web, person: bigint, { refereesBps, steps }: PathRule): Paths {
  const layers = search(web, person, Number(steps));
  const others = [...web.members].filter((member) => member !== person);
  const referees = others.filter((member) => web.referees.has(member));
  const reachable = layers.flat().filter(({ node }) => node !== person && web.referees.has(node));

  const [share, found, population] = [Number(refereesBps), reachable.length, others.length];
  const neededOf = (counted: number) => Math.ceil((counted * share) / Number(WHOLE_BPS));
  // The most that may stay counted, so that those found are enough; the others must be shown to be no referees.
  const most = Math.floor((found * Number(WHOLE_BPS)) / share);
  const excluded = others.filter((member) => web.others.has(member)).slice(0, Math.max(0, population - most));
  const enough = neededOf(population - excluded.length);
  return {
    population,
    referees: referees.length,
    reachable: found,
    needed: neededOf(referees.length),
    layers: found < enough ? layers : pruned(layers, reachable.slice(0, enough)),
    excluded,
  };
}

/** Whether the rule is met: as many referees are reached as must be. */
export function isNear({ reachable, needed }: Paths): boolean {
  return reachable >= needed;
}

/** Each member at their least depth, by one vouch of a shortest path. */
function search(web: Web, person: bigint, steps: number): Step[][] {
  const seen = new Set([person]);
  const layers: Step[][] = [];
  let parents = [person];
  for (let depth = 1; depth <= steps && parents.length > 0; ++depth) {
    const layer: Step[] = [];
    for (const parent of parents) {
      for (const { by, index } of web.vouchesFor(parent)) {
        if (seen.has(by)) continue;
        seen.add(by);
        layer.push({ node: by, parent, index });
      }
    }
    layers.push(layer);
    parents = layer.map(({ node }) => node);
  }
  return layers;
}

/** The steps on the way to some of the nodes. */
function pruned(layers: readonly (readonly Step[])[], wanted: readonly Step[]): Step[][] {
  const kept = new Set(wanted.map(({ node }) => node));
  const backwards = [...layers].reverse().map((layer) => {
    const steps = layer.filter(({ node }) => kept.has(node));
    for (const { parent } of steps) kept.add(parent);
    return steps;
  });
  return backwards.reverse().filter((layer) => layer.length > 0);
}
