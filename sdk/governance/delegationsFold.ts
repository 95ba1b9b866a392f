import type { DecodedLog } from "../logs.ts";
import type * as Delegations from "../../typechain-types/contracts/governance/Delegations.ts";

/** As `Delegation`. Times in Unix seconds. */
export interface Delegation {
  readonly delegate: bigint;
  readonly since: bigint;
  readonly until: bigint;
}

/** The state of `Delegations`, rebuilt from its logs alone. */
export interface DelegationsState {
  terms: { readonly longest: bigint; readonly most: bigint };
  /** The key is `delegationKey`. */
  readonly given: Map<string, Delegation>;
  /** By member, the number of their last change. */
  readonly orders: Map<bigint, bigint>;
  readonly topics: Map<bigint, bigint>;
}

interface Events {
  DelegationTermsSet: Delegations.DelegationTermsSetEvent.OutputObject;
  DelegationGiven: Delegations.DelegationGivenEvent.OutputObject;
  DelegationsRevoked: Delegations.DelegationsRevokedEvent.OutputObject;
  DelegationEnded: Delegations.DelegationEndedEvent.OutputObject;
  TopicsNoted: Delegations.TopicsNotedEvent.OutputObject;
}

type Reducer = (state: DelegationsState, args: unknown) => void;

const NONE: Delegation = { delegate: 0n, since: 0n, until: 0n };

export const delegationKey = (by: bigint, topic: bigint) => `${by}/${topic}`;

const REDUCERS: { [Name in keyof Events]: (state: DelegationsState, args: Events[Name]) => void } = {
  DelegationTermsSet(state, { longest, most }) {
    state.terms = { longest, most };
  },
  DelegationGiven({ given, orders }, { by, delegate, topic, since, until, order }) {
    given.set(delegationKey(by, topic), { delegate, since, until });
    orders.set(by, order);
  },
  DelegationsRevoked({ orders }, { by, order }) {
    orders.set(by, order); // what it ended, if anything, follows
  },
  DelegationEnded({ given }, { by, topic }) {
    given.delete(delegationKey(by, topic));
  },
  TopicsNoted({ topics }, { proposal, topics: bits }) {
    topics.set(proposal, bits);
  },
};

/** Folds the logs of `Delegations`, in the order of the chain. */
export function foldDelegations(logs: Iterable<DecodedLog>): DelegationsState {
  const state: DelegationsState = {
    terms: { longest: 0n, most: 0n },
    given: new Map(),
    orders: new Map(),
    topics: new Map(),
  };
  for (const { name, args } of logs) (REDUCERS as Record<string, Reducer | undefined>)[name]?.(state, args);
  return state;
}

/** `delegationOf`, folded. */
export function delegationOf({ given }: DelegationsState, by: bigint, topic: bigint): Delegation {
  return given.get(delegationKey(by, topic)) ?? NONE;
}

/** `countOf`, folded. */
export function countOf({ given }: DelegationsState, delegate: bigint, topic: bigint): bigint {
  const of = [...given].filter(([key, one]) => one.delegate === delegate && key.endsWith(`/${topic}`));
  return BigInt(of.length);
}

/** `covers`, folded: whether a member's delegation counts on a proposal with this snapshot. */
export function covers(
  state: DelegationsState,
  vote: { readonly proposal: bigint; readonly snapshot: bigint; readonly now: bigint },
  member: bigint,
  delegate: bigint,
): boolean {
  const bits = state.topics.get(vote.proposal) ?? 0n;
  if (bits === 0n || state.terms.longest === 0n) return false;
  const topics = Array.from({ length: 256 }, (_, topic) => BigInt(topic)).filter((topic) => (bits >> topic) & 1n);
  return topics.every((topic) => {
    const known = delegationOf(state, member, topic);
    return known.delegate === delegate && known.since <= vote.snapshot && vote.now < known.until;
  });
}
