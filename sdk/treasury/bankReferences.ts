/**
 * Payment references as `BankReferences.sol` writes them: `NG-` account (4) `-` number (5) `-` check (2), in Crockford's
 * base 32. Banks change case, drop hyphens and put spaces in; people read O for 0 and I or L for 1. None of it matters here.
 */
import { AbiCoder, keccak256 } from "ethers";

const SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const NUMBERS = 1n << 25n;

/** An account's money on a chain. */
export interface BankPlace {
  readonly chainId: bigint;
  /** Of its `BankMoney`. */
  readonly address: string;
}

/** The reference of a payout, as `BankMoney.referenceOf` answers. */
export function referenceOf(place: BankPlace, payout: bigint): string {
  const text = symbols(place, payout);
  return `NG-${text.slice(0, 4)}-${text.slice(4, 9)}-${text.slice(9)}`;
}

/** The numbers of payouts of an account whose references stand in a text, in their order. */
export function payoutsIn(place: BankPlace, text: string): bigint[] {
  const plain = text.toUpperCase().replace(/[^0-9A-Z]/g, "");
  const read = plain.replaceAll("O", "0").replace(/[IL]/g, "1");
  const found: bigint[] = [];
  for (let at = plain.indexOf("NG"); at !== -1; at = plain.indexOf("NG", at + 1)) {
    const candidate = read.slice(at + 2, at + 13);
    if (candidate.length < 11) continue;
    const digits = Array.from(candidate.slice(4, 9)).map((symbol) => SYMBOLS.indexOf(symbol));
    if (digits.includes(-1)) continue;
    const payout = digits.reduce((sum, digit) => sum * 32n + BigInt(digit), 0n);
    if (symbols(place, payout) === candidate && !found.includes(payout)) found.push(payout);
  }
  return found;
}

function symbols({ chainId, address }: BankPlace, payout: bigint): string {
  const coder = AbiCoder.defaultAbiCoder();
  const account = BigInt(keccak256(coder.encode(["uint256", "address"], [chainId, address])));
  const head = ((account >> 236n) << 25n) | (payout % NUMBERS);
  const check = BigInt(keccak256(coder.encode(["uint256"], [head]))) >> 246n;
  return written(head, 9) + written(check, 2);
}

function written(value: bigint, count: number): string {
  const places = Array.from({ length: count }, (_, place) => BigInt(5 * (count - 1 - place)));
  return places.map((shift) => SYMBOLS.charAt(Number((value >> shift) & 31n))).join("");
}
