import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";
import { readLogs } from "../logs.ts";
import { formatAmount } from "../treasury/money.ts";
import { tokenView, type TokenView } from "../treasury/tokens.ts";
import {
  bucketState,
  foldCobudget,
  givenTo,
  type Bucket,
  type BucketState,
  type CobudgetState,
  type Round,
} from "./cobudgetFold.ts";

/** A bucket as people see it. */
export interface BucketView extends Omit<Bucket, "gifts"> {
  readonly bucket: bigint;
  readonly state: BucketState;
  readonly given: bigint;
  readonly outside: bigint;
  readonly givers: readonly { readonly agent: bigint; readonly amount: bigint }[];
}

/** A round with its buckets. */
export interface RoundView extends Round {
  readonly number: bigint;
  readonly money: TokenView;
  readonly buckets: readonly BucketView[];
}

/** The state of the cobudget, read from its logs. */
export async function readCobudget(nation: Nation): Promise<CobudgetState> {
  return foldCobudget(await readLogs(nation, ["cobudget"]));
}

/** All rounds, the last one first. */
export async function allRounds(nation: Nation): Promise<RoundView[]> {
  const [state, now] = [await readCobudget(nation), await nation.clock()];
  const rounds = [...state.rounds].reverse().map(async ([number, round]) => ({
    ...round,
    number,
    money: await tokenView(nation, round.token),
    buckets: [...state.buckets]
      .filter(([, each]) => each.round === number)
      .map(([id, each]) => viewOf(state, id, each, now)),
  }));
  return Promise.all(rounds);
}

/** A round by its number. @throws NeoguildError `CobudgetUnknown` */
export async function roundView(nation: Nation, round: bigint): Promise<RoundView> {
  const found = (await allRounds(nation)).find(({ number }) => number === round);
  if (found === undefined) throw unknown("round", round);
  return found;
}

/** A bucket by its number, with its round. @throws NeoguildError `CobudgetUnknown` */
export async function bucketView(nation: Nation, bucket: bigint): Promise<{ round: RoundView; bucket: BucketView }> {
  for (const round of await allRounds(nation)) {
    const found = round.buckets.find((one) => one.bucket === bucket);
    if (found !== undefined) return { round, bucket: found };
  }
  throw unknown("bucket", bucket);
}

/** An amount of a round as people read it. */
export function moneyIn({ money: { decimals, symbol } }: RoundView, units: bigint): string {
  return `${formatAmount(units, decimals)} ${symbol}`;
}

function viewOf(state: CobudgetState, bucket: bigint, known: Bucket, now: bigint): BucketView {
  const { gifts, ...rest } = known;
  const givers = [...gifts].filter(([, { amount }]) => amount !== 0n).map(([agent, { amount }]) => ({ agent, amount }));
  return { ...rest, bucket, state: bucketState(state, bucket, now), ...givenTo(known), givers };
}

function unknown(what: string, number: bigint): NeoguildError {
  return new NeoguildError({
    code: "CobudgetUnknown",
    message: `there is no ${what} ${number}`,
    remedy: "See the rounds and their buckets with 'npx hardhat cobudget:show'.",
    docs: "docs/cobudget.md",
  });
}
