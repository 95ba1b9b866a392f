import type { DecodedLog } from "../logs.ts";
import { must } from "../must.ts";
import type * as Cobudget from "../../typechain-types/contracts/governance/Cobudget.ts";

/** The words of `BucketState`, in its order. */
export const BUCKET_STATES = [
  ...(["none", "open", "withdrawn", "missed", "funded", "delivered", "lapsed", "paid", "returned"] as const),
] as const;
export type BucketState = (typeof BUCKET_STATES)[number];

/** As `ICobudget.Round`. Amounts in the token's smallest unit, times in Unix seconds. */
export interface Round {
  readonly token: string;
  readonly openedAt: bigint;
  readonly closesAt: bigint;
  readonly ownAllowed: boolean;
  readonly onDelivery: boolean;
  readonly amount: bigint;
  funded: bigint;
  readonly source: string;
  readonly deliverBy: bigint;
  isSettled: boolean;
  readonly share: bigint;
  readonly electors: bigint;
}

/** As `ICobudget.Gift`. */
export interface Gift {
  amount: bigint;
  isOwn: boolean;
  hasConfirmed: boolean;
}

/** As `ICobudget.Bucket`, with its gifts. */
export interface Bucket {
  readonly round: bigint;
  readonly guild: bigint;
  readonly by: bigint;
  fundedAt: bigint;
  withdrawn: boolean;
  delivered: boolean;
  isOver: boolean;
  readonly goal: bigint;
  confirmed: bigint;
  readonly gifts: Map<bigint, Gift>;
}

/** The state of `Cobudget`, rebuilt from its logs alone. */
export interface CobudgetState {
  terms: { isOn: boolean; ownAllowed: boolean; onDelivery: boolean; deliveryPeriod: bigint };
  readonly rounds: Map<bigint, Round>;
  readonly buckets: Map<bigint, Bucket>;
  /** What is held for rounds, by token. */
  readonly held: Map<string, bigint>;
}

interface Events {
  CobudgetTermsSet: Cobudget.CobudgetTermsSetEvent.OutputObject;
  RoundOpened: Cobudget.RoundOpenedEvent.OutputObject;
  BucketProposed: Cobudget.BucketProposedEvent.OutputObject;
  BucketWithdrawn: Cobudget.BucketWithdrawnEvent.OutputObject;
  Given: Cobudget.GivenEvent.OutputObject;
  BucketFunded: Cobudget.BucketFundedEvent.OutputObject;
  DeliveryConfirmed: Cobudget.DeliveryConfirmedEvent.OutputObject;
  BucketDelivered: Cobudget.BucketDeliveredEvent.OutputObject;
  BucketPaid: Cobudget.BucketPaidEvent.OutputObject;
  BucketReturned: Cobudget.BucketReturnedEvent.OutputObject;
  RoundSettled: Cobudget.RoundSettledEvent.OutputObject;
}

type Reducer = (state: CobudgetState, args: unknown) => void;

const REDUCERS: { [Name in keyof Events]: (state: CobudgetState, args: Events[Name]) => void } = {
  CobudgetTermsSet(state, { isOn, ownAllowed, onDelivery, deliveryPeriod }) {
    state.terms = { isOn, ownAllowed, onDelivery, deliveryPeriod };
  },
  RoundOpened(state, { round, token, state: opened }) {
    const {
      openedAt,
      closesAt,
      ownAllowed,
      onDelivery,
      amount,
      funded,
      source,
      deliverBy,
      isSettled,
      share,
      electors,
    } = opened;
    state.rounds.set(round, {
      ...{ token, openedAt, closesAt, ownAllowed, onDelivery, amount, funded },
      ...{ source, deliverBy, isSettled, share, electors },
    });
    holdMore(state, token, amount);
  },
  BucketProposed({ buckets }, { bucket, round, guild, by, goal }) {
    buckets.set(bucket, {
      ...{ round, guild, by, fundedAt: 0n, withdrawn: false, delivered: false, isOver: false, goal },
      ...{ confirmed: 0n, gifts: new Map() },
    });
  },
  BucketWithdrawn(state, { bucket }) {
    bucketIn(state, bucket).withdrawn = true;
  },
  Given(state, { bucket, by, amount, isOwn }) {
    bucketIn(state, bucket).gifts.set(by, { amount, isOwn, hasConfirmed: false });
  },
  BucketFunded(state, { bucket, fundedAt }) {
    const known = bucketIn(state, bucket);
    known.fundedAt = fundedAt;
    roundIn(state, known.round).funded += known.goal;
  },
  DeliveryConfirmed(state, { bucket, by, confirmed }) {
    const known = bucketIn(state, bucket);
    known.confirmed = confirmed;
    must(known.gifts.get(by), "a gift").hasConfirmed = true;
  },
  BucketDelivered(state, { bucket }) {
    bucketIn(state, bucket).delivered = true;
  },
  BucketPaid: (state, { bucket }) => finish(state, bucket),
  BucketReturned: (state, { bucket }) => finish(state, bucket),
  RoundSettled(state, { round, amount }) {
    const ended = roundIn(state, round);
    ended.isSettled = true;
    holdMore(state, ended.token, -amount);
  },
};

/** Folds the logs of `Cobudget`, in the order of the chain. */
export function foldCobudget(logs: Iterable<DecodedLog>): CobudgetState {
  const terms = { isOn: false, ownAllowed: false, onDelivery: false, deliveryPeriod: 0n };
  const state: CobudgetState = { terms, rounds: new Map(), buckets: new Map(), held: new Map() };
  for (const { name, args } of logs) (REDUCERS as Record<string, Reducer | undefined>)[name]?.(state, args);
  return state;
}

/** `stateOf`, folded. */
export function bucketState(state: CobudgetState, bucket: bigint, now: bigint): BucketState {
  const known = state.buckets.get(bucket);
  if (known === undefined) return "none";
  const round = roundIn(state, known.round);
  if (known.withdrawn) return "withdrawn";
  if (known.fundedAt === 0n) return now < round.closesAt ? "open" : "missed";
  if (known.isOver) return known.delivered || !round.onDelivery ? "paid" : "returned";
  if (known.delivered) return "delivered";
  return round.onDelivery && now >= round.deliverBy ? "lapsed" : "funded";
}

/** What members gave to a bucket, in all and from outside its guild. */
export function givenTo({ gifts }: Bucket): { given: bigint; outside: bigint } {
  const sum = (some: readonly Gift[]) => some.reduce((total, { amount }) => total + amount, 0n);
  const all = [...gifts.values()];
  return { given: sum(all), outside: sum(all.filter(({ isOwn }) => !isOwn)) };
}

/** `giftOf`, folded. */
export function giftOf({ buckets }: CobudgetState, bucket: bigint, member: bigint): Gift {
  return buckets.get(bucket)?.gifts.get(member) ?? { amount: 0n, isOwn: false, hasConfirmed: false };
}

/** `spentOf`, folded. */
export function spentOf({ buckets }: CobudgetState, round: bigint, member: bigint): bigint {
  return [...buckets.values()]
    .filter((bucket) => bucket.round === round)
    .reduce((total, { gifts }) => total + (gifts.get(member)?.amount ?? 0n), 0n);
}

/** `bucketsOf`, folded. */
export function bucketsOf({ buckets }: CobudgetState, round: bigint, guild: bigint): bigint {
  const own = [...buckets.values()].filter((bucket) => bucket.round === round && bucket.guild === guild);
  return BigInt(own.filter(({ withdrawn }) => !withdrawn).length);
}

function finish(state: CobudgetState, bucket: bigint): void {
  const known = bucketIn(state, bucket);
  known.isOver = true;
  holdMore(state, roundIn(state, known.round).token, -known.goal);
}

function holdMore({ held }: CobudgetState, token: string, amount: bigint): void {
  held.set(token, (held.get(token) ?? 0n) + amount);
}

function bucketIn({ buckets }: CobudgetState, bucket: bigint): Bucket {
  return must(buckets.get(bucket), "a bucket");
}

function roundIn({ rounds }: CobudgetState, round: bigint): Round {
  return must(rounds.get(round), "a round");
}
