import { Contract, isError, type Signer } from "ethers";

import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";
import { waitForReceipt } from "../wait.ts";

/** The zero address stands for the native coin. */
export const NATIVE = `0x${"0".repeat(40)}`;

/** A token as people see it. */
export interface TokenView {
  readonly address: string;
  readonly symbol: string;
  readonly decimals: number;
}

const ERC20 = [
  "function decimals() view returns (uint8)",
  "function symbol() view returns (string)",
  "function balanceOf(address account) view returns (uint256)",
  "function allowance(address owner, address spender) view returns (uint256)",
  "function approve(address spender, uint256 amount) returns (bool)",
];

/** What the native coin is called, and no token. */
const COIN = "ETH";
/** As long as a symbol may be: shorter than an address, so that none can be written into it. */
const LONGEST_SYMBOL = 32;
/** More digits than this there are in no amount; a token that claims more is counted in its smallest unit. */
const MOST_DECIMALS = 77n;

/**
 * What a token calls itself; one that says nothing, or calls itself as the coin does, is shown by its address, and one that
 * does not tell its decimals has 18.
 */
export async function tokenView({ provider }: Nation, address: string): Promise<TokenView> {
  if (address === NATIVE) return { address, symbol: COIN, decimals: 18 };
  const token = new Contract(address, ERC20, provider);
  const [symbol, decimals] = await Promise.all([
    token.getFunction("symbol").staticCall().catch(unsaid(address)) as Promise<string>,
    token.getFunction("decimals").staticCall().catch(unsaid(18n)) as Promise<bigint>,
  ]);
  return { address, symbol: symbolOf(address, symbol), decimals: decimals > MOST_DECIMALS ? 0 : Number(decimals) };
}

/** What stands for what a token does not say; that the node did not say it is no word of the token's. */
function unsaid<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (isError(error, "SERVER_ERROR") || isError(error, "NETWORK_ERROR") || isError(error, "TIMEOUT")) throw error;
    return instead;
  };
}

function symbolOf(address: string, said: string): string {
  if (said === address) return address;
  const symbol = said.trim().slice(0, LONGEST_SYMBOL);
  return symbol === "" || symbol.toUpperCase() === COIN ? address : symbol;
}

/** Lets `spender` take an amount of an ERC-20 from the sender, unless it may already. @throws NeoguildError `TokenUnknown` */
export async function allow(
  nation: Nation,
  params: { sender: Signer; token: string; spender: string; amount: bigint },
): Promise<void> {
  const { sender, token, spender, amount } = params;
  const contract = new Contract(token, ERC20, sender);
  const owner = await sender.getAddress();
  const asked = contract.getFunction("allowance").staticCall(owner, spender).catch(noToken(token));
  const allowed = (await asked) as bigint;
  if (allowed >= amount) return;
  const { hash } = await contract.getFunction("approve").send(spender, amount);
  await waitForReceipt(nation.provider, hash);
}

function noToken(address: string): (error: unknown) => never {
  return (error) => {
    if (!isError(error, "BAD_DATA") && !isError(error, "CALL_EXCEPTION")) throw error;
    throw new NeoguildError(
      {
        code: "TokenUnknown",
        message: `there is no ERC-20 token at ${address} on this network`,
        remedy: "Check the address (--token), and that the network is the one you mean; nothing was sent.",
      },
      { cause: error },
    );
  };
}

/** What an account holds of a token, in its smallest unit. */
export async function balanceOf({ provider }: Nation, token: string, account: string): Promise<bigint> {
  if (token === NATIVE) return provider.getBalance(account);
  const contract = new Contract(token, ERC20, provider);
  return (await contract.getFunction("balanceOf").staticCall(account)) as bigint;
}
