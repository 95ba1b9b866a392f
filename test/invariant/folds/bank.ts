import type { BankFold } from "../../../sdk/treasury/bankFold.ts";
import { referenceOf } from "../../../sdk/treasury/bankReferences.ts";

/** What the logs of one bank account tell, and what the register says of agents. */
export interface BankWorld {
  readonly fold: BankFold;
  readonly chainId: bigint;
  readonly account: { readonly name: string; readonly currency: string; readonly decimals: bigint };
  readonly timelock: string;
  readonly founder: string;
  /** Present key of every agent; one more id has none. */
  readonly keyOf: ReadonlyMap<bigint, string>;
  readonly activeMembers: ReadonlySet<bigint>;
  readonly now: bigint;
  readonly usedNonces: readonly (readonly [by: bigint, word: bigint, bits: bigint])[];
}

type Asked = readonly [args: readonly unknown[], is: unknown];

const NO_PAYOUT = [0n, 0n, 0n, 0n, 0n];
const NO_BOOKING = [0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, `0x${"00".repeat(32)}`];

/** Every view of `BankMoney`, with what the fold answers. Left out are constants and hashes of what is asked. */
export const BANK_VIEWS: Readonly<Record<string, (world: BankWorld) => readonly Asked[]>> = {
  name: ({ account }) => [[[], account.name]],
  symbol: ({ account }) => [[[], account.currency]],
  decimals: ({ account }) => [[[], account.decimals]],
  timelock: ({ timelock }) => [[[], timelock]],
  founder: ({ founder }) => [[[], founder]],
  terms: ({ fold }) => [[[], [fold.terms.officerTerm, fold.terms.confirmPeriod]]],
  totalSupply: ({ fold }) => [[[], fold.supply]],
  madeAndBurnt: ({ fold }) => [[[], [fold.made, fold.burnt]]],
  reconciliation: ({ fold }) => [[[], [fold.supply, ...fold.unconfirmed]]],
  lastPayout: ({ fold }) => [[[], fold.lastPayout]],
  officerUntil: (world) => agentsOf(world).map((id) => [[id], world.fold.officerUntil.get(id) ?? 0n]),
  isOfficer: (world) =>
    agentsOf(world).map((id) => {
      const until = world.fold.officerUntil.get(id) ?? 0n;
      return [[id], world.now < until && world.activeMembers.has(id)];
    }),
  isBook: ({ fold, keyOf }) => [...fold.books, ...keyOf.values()].map((at) => [[at], fold.books.has(at)]),
  unitsOf: (world) => agentsOf(world).map((id) => [[id], [world.fold.keptBy(id), world.fold.waitingFor(id)]]),
  balanceOf: ({ fold, keyOf }) => [
    ...[...fold.books].map((book): Asked => [[book], fold.heldBy(book)]),
    ...[...keyOf].map(([id, key]): Asked => [[key], fold.keptBy(id) + fold.waitingFor(id)]),
  ],
  allowance: ({ fold }) => [...fold.allowances].map(([pair, amount]) => [pair.split("/"), amount]),
  payoutOf: ({ fold }) =>
    Array.from({ length: Number(fold.lastPayout) + 2 }, (_, index) => {
      const payout = fold.payouts.get(BigInt(index));
      return [[index], payout === undefined ? NO_PAYOUT : Object.values(payout)];
    }),
  referenceOf: ({ fold, chainId }) =>
    [...fold.payouts.keys()].map((id) => [[id], referenceOf({ chainId, address: fold.address }, id)]),
  bookingOf: ({ fold }) =>
    [...new Set([...fold.lines.keys(), ...fold.bookings.keys()])].map((id) => {
      const booking = fold.bookings.get(id);
      return [[id], booking === undefined ? NO_BOOKING : Object.values(booking)];
    }),
  usedNonces: ({ usedNonces }) => usedNonces.map(([by, word, bits]) => [[by, word], bits]),
};

/** Views that no log needs to tell, and why. */
export const BANK_UNTOLD: Readonly<Record<string, string>> = {
  eip712Domain: "the address of the contract and the chain's id",
  lineId: "a hash of what is asked",
  correctionId: "a hash of what is asked",
  officers: "a list in no particular order, compared by officerUntil",
};

function agentsOf({ keyOf }: BankWorld): bigint[] {
  return [0n, ...keyOf.keys(), BigInt(keyOf.size) + 1n];
}
