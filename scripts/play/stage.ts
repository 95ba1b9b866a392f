import { JsonRpcSigner, parseEther, toQuantity, type Signer } from "ethers";

import { perform, type Act, type Author, type Outcome } from "../../sdk/acts.ts";
import type { Nation } from "../../sdk/connect.ts";
import { NeoguildError } from "../../sdk/errors.ts";

/** What somebody needs for the gas of their acts, in a rehearsal's coins. */
const GAS_MONEY = parseEther("10");

/** Where a season is played. */
export interface Stage {
  readonly nation: Nation;
  /** Who sends what anybody may send, and pays what comes from outside: an account of the local node. */
  readonly carrier: Signer;
  /** An agent as people call it. */
  call(id: bigint): string;
  /** An act of an agent, without its key. False if it was refused because it is done: `already` names the error. */
  act(by: bigint, act: Act, already?: string): Promise<Outcome | false>;
  /** Gives an account coins it is about to spend, and some for the gas. */
  fund(account: string, amount: bigint): Promise<void>;
  /** The node forgets whom it acted for. */
  leave(): Promise<void>;
}

/** A stage on a rehearsal, whose node acts for any account and makes coins. */
export async function setStage(nation: Nation, names: ReadonlyMap<bigint, string>): Promise<Stage> {
  const { provider, contracts } = nation;
  const authors = new Map<bigint, Author>();

  const fund = async (account: string, amount: bigint): Promise<void> => {
    const due = amount + GAS_MONEY;
    if ((await provider.getBalance(account)) < due) {
      await provider.send("hardhat_setBalance", [account, toQuantity(due)]);
    }
  };
  const author = async (id: bigint): Promise<Author> => {
    const known = authors.get(id);
    if (known !== undefined) return known;
    const { key } = await contracts.members.keyOf(id);
    await provider.send("hardhat_impersonateAccount", [key]);
    await fund(key, 0n);
    const made = { id, signer: new JsonRpcSigner(provider, key) };
    authors.set(id, made);
    return made;
  };

  return {
    nation,
    carrier: await provider.getSigner(0),
    call: (id) => names.get(id) ?? `Agent ${id}`,
    fund,
    async act(by, act, already) {
      try {
        return await perform(nation, await author(by), act);
      } catch (error) {
        if (error instanceof NeoguildError && error.code === already) return false;
        throw error;
      }
    },
    async leave() {
      for (const { signer } of authors.values()) {
        await provider.send("hardhat_stopImpersonatingAccount", [await signer.getAddress()]);
      }
    },
  };
}
