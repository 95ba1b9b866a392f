import { Transaction, formatEther, getAddress, getCreateAddress } from "ethers";
import { z } from "zod";

import type { Entry, Genesis } from "../format.ts";
import { NO_ACCOUNTS } from "../genesis.ts";
import { type Kind, REHEARSAL_CHAIN_ID } from "../nations.ts";
import { COINS } from "../real.ts";
import type { Fault } from "./finding.ts";

// Who put what on the chain. In a real nation that is always a signed transaction, but for the coins of its founding.

const address = z
  .string()
  .regex(/^0x[0-9a-f]{40}$/i)
  .transform((text) => getAddress(text.toLowerCase()));
const hex = z.string().regex(/^0x[0-9a-f]{1,64}$/i);
const funding = z.tuple([address, hex]);
const request = z.object({ from: address, to: address.optional(), nonce: hex, data: z.string() });

/** A contract's creation; `code` begins with its creation code. */
export interface Creation {
  readonly address: string;
  readonly code: string;
  readonly line: number;
}

/** What an entry does, as far as an audit asks. */
export interface Act {
  /** Who sent the transaction, signed or (in a rehearsal) not; absent where the entry is none. */
  readonly from?: string | undefined;
  /** The contract that the transaction creates. */
  readonly creates?: Omit<Creation, "line"> | undefined;
  /** The coins of the founding, in words. */
  readonly coins?: string | undefined;
  readonly faults: readonly Fault[];
}

/** A chain id of its own makes a nation real; its journal must then show that its node held no keys. */
export function kindOf({ chainId }: Genesis): Kind {
  return chainId === REHEARSAL_CHAIN_ID ? "rehearsal" : "real";
}

/** A node with accounts of its own sends unsigned. */
export function accountFaults(genesis: Genesis): Fault[] {
  if (kindOf(genesis) === "rehearsal" || genesis["accounts"] === NO_ACCOUNTS) return [];
  return [{ kind: "unsigned", what: "the chain began with unlocked accounts, which a real nation has none of" }];
}

/** @param cashier Who the coins of a real nation's founding are for; anybody, where that is not known. */
export function actOf(entry: Entry, genesis: Genesis, cashier?: string): Act {
  const { seq, method, params } = entry;
  if (seq === 1 && kindOf(genesis) === "real") return foundingAct(entry, cashier);
  if (method === "eth_sendRawTransaction") return signedAct(params[0], genesis);
  if (kindOf(genesis) === "rehearsal")
    return method === "eth_sendTransaction" ? unsignedAct(params[0]) : { faults: [] };
  return unsigned(method);
}

/** The first entry of a real nation makes its coins, always as many, and gives them to its cashier. */
function foundingAct({ method, params }: Entry, cashier: string | undefined): Act {
  if (method === "eth_sendRawTransaction") {
    return { faults: [{ kind: "missing", what: "the coins of the founding are not there, which come first" }] };
  }
  const { success, data } = funding.safeParse(params);
  if (method !== "hardhat_setBalance" || !success) return unsigned(method);
  const [to, amount] = data;
  const coins = coinsInWords(BigInt(amount), to);
  const due = coinsInWords(COINS, cashier === undefined ? to : address.parse(cashier));
  if (coins === due) return { coins, faults: [] };
  return { faults: [{ kind: "unsigned", what: `the founding gives ${coins}, and has to give ${due}` }] };
}

function coinsInWords(amount: bigint, to: string): string {
  return `${formatEther(amount).replace(/\.0$/, "")} coins to ${to}`;
}

function unsigned(method: string): Act {
  const what = `${method} is no signed transaction; only the first entry may be unsigned, and only the coins of the founding`;
  return { faults: [{ kind: "unsigned", what }] };
}

function signedAct(raw: unknown, { chainId }: Genesis): Act {
  let transaction: Transaction;
  try {
    transaction = Transaction.from(z.string().parse(raw));
  } catch (error) {
    const why = error instanceof Error ? error.message.split(" (")[0] : String(error);
    return { faults: [{ kind: "signature", what: `it is no signed transaction: ${why}` }] };
  }
  const { from, to, nonce, data } = transaction;
  if (from === null) return { faults: [{ kind: "signature", what: "the transaction carries no signature" }] };
  const found = Number(transaction.chainId);
  // Before EIP-155 a signature named no chain and was good on any; a rehearsal takes it, as Hardhat does.
  const anywhere = found === 0 && chainId === REHEARSAL_CHAIN_ID;
  const faults: Fault[] =
    found === chainId || anywhere
      ? []
      : [{ kind: "signature", what: `it is signed for chain ${found}, and the nation's is ${String(chainId)}` }];
  return { from, faults, ...(to === null ? { creates: createdBy(from, nonce, data) } : {}) };
}

function unsignedAct(param: unknown): Act {
  const { success, data } = request.safeParse(param);
  if (!success) return { faults: [] };
  const { from, to, nonce, data: code } = data;
  return {
    from,
    faults: [],
    ...(to === undefined ? { creates: createdBy(from, Number(nonce), code) } : {}),
  };
}

function createdBy(from: string, nonce: number, code: string): Omit<Creation, "line"> {
  return { address: getCreateAddress({ from, nonce }), code: code.toLowerCase() };
}
