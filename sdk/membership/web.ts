import type { Nation } from "../connect.ts";
import { readLogs } from "../logs.ts";
import { foldMembership } from "./fold.ts";
import type { MembershipState } from "./state.ts";
import { isReferee, vouchFor, wasActive } from "./views.ts";

/** The index under which `Distance` takes a vouch of the founding (`FOUNDING` in IDistance.sol). */
export const FOUNDING = 255;

/** The register keeps this many vouches for a person (`Vouches.MAX`), so that a referee needs no more. */
const MOST_VOUCHES = 12n;

/** A vouch that counts in the web: who gave it, and where the register keeps it. */
export interface Edge {
  readonly by: bigint;
  /** Of `Members.vouchFor`, or `FOUNDING`. */
  readonly index: number;
}

/** Who vouches for whom, as far as the distance rule asks: a picture of one moment. */
export interface Web {
  /** Active members. */
  readonly members: ReadonlySet<bigint>;
  /** Members who are referees, and will be for a while. */
  readonly referees: ReadonlySet<bigint>;
  /** Members who are none now. */
  readonly others: ReadonlySet<bigint>;
  /** The valid vouches for a person by other members. */
  readonly vouchesFor: (person: bigint) => readonly Edge[];
}

/** What a web is a picture of. Moments in Unix seconds. */
export interface Picture {
  /** Who was a member then. */
  readonly membersAt: bigint;
  /** Vouches count that are valid now and last until then, so that none runs out on its way to the chain. */
  readonly now: bigint;
  readonly lasting: bigint;
  /** Vouches that a referee has received, and given. */
  readonly threshold: bigint;
}

/** The web of trust in the folded logs. */
export function webOf(state: MembershipState, { membersAt, now, lasting, threshold }: Picture): Web {
  const members = [...state.agents.keys()].filter((id) => wasActive(state, id, membersAt));
  const known = new Set(members);
  const { lastId, vouchedUntil } = state.founders;
  const founders = lasting < vouchedUntil ? members.filter((id) => id <= lastId) : [];
  return {
    members: known,
    referees: new Set(members.filter((id) => isReferee(state, id, threshold, lasting))),
    others: new Set(members.filter((id) => !isReferee(state, id, threshold, now))),
    vouchesFor(person) {
      const kept = Array.from({ length: Number(MOST_VOUCHES) }, (_, index) => ({
        index,
        ...vouchFor(state, person, index),
      }));
      const valid = kept.filter(({ by, expiresAt }) => known.has(by) && lasting < expiresAt);
      const mutual = person <= lastId ? founders.filter((founder) => founder !== person) : [];
      return [...valid, ...mutual.map((by) => ({ by, index: FOUNDING }))];
    },
  };
}

/** Vouches that a referee has received and given: the `steps`-th root of the number of members, rounded up. */
export function refereeThreshold(members: bigint, steps: bigint): bigint {
  let least = 1n;
  while (least < MOST_VOUCHES && least ** steps < members) ++least;
  return least;
}

/** The register's state, from its logs alone. */
export async function readMembership(nation: Nation): Promise<MembershipState> {
  return foldMembership(await readLogs(nation, ["members"]));
}
