import { Contract, type Signer } from "ethers";

import type { Nation } from "../connect.ts";
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

/** What a token calls itself; one that says nothing is shown by its address, with 18 decimals. */
export async function tokenView({ provider }: Nation, address: string): Promise<TokenView> {
  if (address === NATIVE) return { address, symbol: "ETH", decimals: 18 };
  const token = new Contract(address, ERC20, provider);
  const [symbol, decimals] = await Promise.all([
    token
      .getFunction("symbol")
      .staticCall()
      .catch(() => address) as Promise<string>,
    token
      .getFunction("decimals")
      .staticCall()
      .catch(() => 18n) as Promise<bigint>,
  ]);
  return { address, symbol, decimals: Number(decimals) };
}

/** Lets `spender` take an amount of an ERC-20 from the sender, unless it may already. */
export async function allow(
  nation: Nation,
  params: { sender: Signer; token: string; spender: string; amount: bigint },
): Promise<void> {
  const { sender, token, spender, amount } = params;
  const contract = new Contract(token, ERC20, sender);
  const owner = await sender.getAddress();
  const allowed = (await contract.getFunction("allowance").staticCall(owner, spender)) as bigint;
  if (allowed >= amount) return;
  const { hash } = await contract.getFunction("approve").send(spender, amount);
  await waitForReceipt(nation.provider, hash);
}

/** What an account holds of a token, in its smallest unit. */
export async function balanceOf({ provider }: Nation, token: string, account: string): Promise<bigint> {
  if (token === NATIVE) return provider.getBalance(account);
  const contract = new Contract(token, ERC20, provider);
  return (await contract.getFunction("balanceOf").staticCall(account)) as bigint;
}
