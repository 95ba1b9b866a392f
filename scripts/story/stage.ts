import type { JsonRpcSigner } from "ethers";

import { carry, eventsNamed, signAct, type Act, type Author } from "../../sdk/acts.ts";
import type { Nation } from "../../sdk/connect.ts";
import { decodeRevert, problemOf } from "../../sdk/reverts.ts";

/** Everybody in the example, in the order of the local chain's accounts; all of them are invented. */
const CAST = [
  "the courier",
  "Amara",
  "Bo",
  "Chen",
  "Dita",
  "Emil",
  "Farah",
  "Goran",
  "Hana",
  "Ines",
  "Jo",
  "Field Tools Co-op",
  "Acme Ltd",
  "City of Umber",
] as const;

export type Name = (typeof CAST)[number];

/** The nine founders and Jo, who becomes the tenth member. */
export const MEMBERS = CAST.slice(1, 11);
export const FOUNDERS = MEMBERS.slice(0, 9);

/** Where a story is played: a rehearsal nation on a local chain, whose accounts and time are ours to use. */
export interface Stage {
  readonly nation: Nation;
  account(name: Name): JsonRpcSigner;
  /** The agent id of somebody, 0 for who is not in the register. */
  id(name: Name): Promise<bigint>;
  author(name: Name): Promise<Author>;
  /** Acts signed one by one by their authors and carried by the courier in one transaction; all must be carried out. */
  together(acts: readonly (readonly [Name, Act])[]): Promise<void>;
  /** Lets the rehearsal's time pass until a moment (Unix seconds); nothing happens if it is past. */
  waitUntil(moment: bigint): Promise<void>;
  now(): Promise<bigint>;
}

export async function setStage(nation: Nation): Promise<Stage> {
  const { provider, contracts } = nation;
  const accounts = new Map<Name, JsonRpcSigner>();
  for (const [index, name] of CAST.entries()) accounts.set(name, await provider.getSigner(index));

  const account = (name: Name): JsonRpcSigner => {
    const found = accounts.get(name);
    if (found === undefined) throw new TypeError(`the local chain has no account for ${name}`);
    return found;
  };
  const id = (name: Name) => contracts.members.idOf(account(name).address);
  const author = async (name: Name) => ({ id: await id(name), signer: account(name) });
  const now = async () => (await nation.now()).timestamp;

  return {
    nation,
    account,
    id,
    author,
    now,
    async together(acts) {
      const signed = [];
      for (const [name, act] of acts) signed.push(await signAct(nation, await author(name), act));
      const outcome = await carry(nation, account("the courier"), signed);
      for (const { args } of eventsNamed(outcome, "CallSkipped")) {
        const error = decodeRevert(String(args["reason"]));
        const why = error === undefined ? String(args["reason"]) : problemOf(error).message;
        throw new Error(`act ${String(args["index"])} of the batch was refused: ${why}`);
      }
    },
    async waitUntil(moment) {
      const missing = moment - (await now());
      if (missing <= 0n) return;
      await provider.send("evm_increaseTime", [Number(missing)]);
      await provider.send("evm_mine", []);
    },
  };
}
