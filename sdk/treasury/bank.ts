/** An account at a bank as tasks and programs see it: which one, its lines' ids, its logs, and the acts of its officers. */
import { AbiCoder, keccak256 } from "ethers";

import type { Act } from "../acts.ts";
import type { Bank, Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";
import { readLogs } from "../logs.ts";
import { must } from "../must.ts";
import type { BankMoney } from "../../typechain-types/index.ts";
import type { TypedContractMethod } from "../../typechain-types/common.ts";
import { BankFold } from "./bankFold.ts";
import type { BankPlace } from "./bankReferences.ts";
import type { StatementLine } from "./bankStatement.ts";

/**
 * A bank account of the nation.
 * @param number From 1; the only one unless given.
 * @throws NeoguildError `BankUnknown`
 */
export function bankOf(nation: Nation, number?: bigint): Bank {
  const { banks } = nation;
  const found =
    number === undefined && banks.length === 1 ? banks[0] : banks.find(({ name }) => name === `bank${number}`);
  if (found !== undefined) return found;
  const names = banks.map(({ name }) => name.slice(4)).join(", ");
  throw new NeoguildError({
    code: "BankUnknown",
    message:
      banks.length === 0
        ? `${nation.name} has no bank account`
        : number === undefined
          ? `${nation.name} has several bank accounts: ${names}`
          : `${nation.name} has no bank account ${number}: ${names}`,
    remedy:
      banks.length === 0
        ? "Accounts are named in the charter (treasury.bank) when a nation is deployed."
        : "Name one with --account.",
    docs: "docs/bank-money.md",
  });
}

/** Where a bank account stands, so that a reference is no other account's. */
export function placeOf(nation: Nation, { address }: Bank): BankPlace {
  return { chainId: nation.chainId, address };
}

/** Everything that the account's logs tell. */
export async function foldOf(nation: Nation, bank: Bank): Promise<BankFold> {
  const fold = new BankFold(bank.address);
  for (const log of await readLogs(nation, [bank.name])) fold.apply(log, log.blockTimestamp);
  return fold;
}

/** The id of a line of an account's statement, as `BankMoney.lineId` answers. */
export function lineIdOf(
  address: string,
  line: Pick<StatementLine, "day" | "out" | "amount" | "bankRef" | "position">,
): string {
  const { day, out, amount, bankRef, position } = line;
  const types = ["address", "bool", "uint32", "uint128", "bytes32", "uint16"];
  return keccak256(AbiCoder.defaultAbiCoder().encode(types, [address, out, day, amount, bankRef, position]));
}

/** Functions of the account that take an act. */
type BankMethod = Extract<
  {
    [M in keyof BankMoney]: BankMoney[M] extends TypedContractMethod<infer A, infer _Output, infer _Mutability>
      ? A extends [{ by: unknown }, unknown]
        ? M
        : never
      : never;
  }[keyof BankMoney],
  string
>;

type BankFields<M extends BankMethod> =
  BankMoney[M] extends TypedContractMethod<infer A, infer _Output, infer _Mutability>
    ? A extends [infer Fields, unknown]
      ? Omit<Fields, "by" | "nonce" | "deadline"> & { deadline?: bigint; nonce?: bigint }
      : never
    : never;

/** An act of a bank account, checked by the compiler. */
export function bankAct<M extends BankMethod>(bank: Bank, method: M, fields: BankFields<M>): Act {
  return { contract: bank.name, method, fields, rest: [] };
}

/**
 * The act by which a second officer confirms what a first one stated: the very same values.
 * @throws NeoguildError `BookingUnknown`
 */
export function confirmingAct(bank: Bank, fold: BankFold, booking: string): Act {
  const entry = fold.bookings.get(booking);
  if (entry === undefined || entry.second !== 0n) {
    throw new NeoguildError({
      code: "BookingUnknown",
      message: entry === undefined ? `there is no booking ${booking}` : `two officers have stated ${booking} already`,
      remedy: "See what waits for a second officer with 'npx hardhat bank:show'.",
    });
  }
  const { first: confirms, kind, to, payout, detail } = entry;
  if (kind === 3n) {
    const reason = must(fold.reasons.get(booking), `the reason of ${booking}`);
    return bankAct(bank, "correct", { confirms, line: detail, payout, reason });
  }
  const line = must(fold.lines.get(booking), `the line ${booking}`);
  if (kind === 0n) return bankAct(bank, "bookIncome", { confirms, ...line, to, payer: detail });
  const values = { confirms, ...line, payout };
  return kind === 1n ? bankAct(bank, "markPaid", values) : bankAct(bank, "markReturned", values);
}
