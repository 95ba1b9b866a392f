import { expect } from "chai";
import fc from "fast-check";
import { thorough } from "../../fixtures/walk.ts";
import { type OpenChain, REVERTING, openChain, temporaryJournals } from "./helpers.ts";

const HISTORIES = thorough ? 8 : 3;
const SEED = 0x6e656f67;
const ACCOUNTS = 3;
const DAY = 86_400;

/** What a client may ask, with accounts as small numbers; `ago` picks an earlier snapshot or transaction. */
type Step =
  | { readonly do: "transfer"; readonly from: number; readonly to: number; readonly gas: boolean }
  | { readonly do: "revert" | "misnumber"; readonly from: number }
  | { readonly do: "snapshot" | "mine" }
  | { readonly do: "goBack" | "drop"; readonly ago: number }
  | { readonly do: "wait" | "date"; readonly seconds: number }
  | { readonly do: "mineMany"; readonly blocks: number; readonly apart: number }
  | { readonly do: "automine"; readonly on: boolean }
  | { readonly do: "limit" | "fund" | "randao" | "fee"; readonly amount: number };

const account = fc.nat(ACCOUNTS - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant("transfer"), from: account, to: account, gas: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("revert", "misnumber"), from: account }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("snapshot", "mine") }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("goBack", "drop"), ago: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("wait", "date"), seconds: fc.nat(DAY) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("mineMany"), blocks: fc.nat(300), apart: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("automine"), on: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("limit", "fund", "randao", "fee"), amount: fc.nat(99) }) },
);

describe("Any history", () => {
  const newJournal = temporaryJournals();

  it("is replayed to the same block, pool, clock and accounts", async () => {
    let answered = 0;
    let refused = 0;
    const history = fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const journal = newJournal();
      const first = await openChain(journal);
      const act = await actorOn(first);
      for (const one of steps) {
        const worked = await act(one).then(
          () => true,
          () => false,
        );
        if (worked) answered++;
        else refused++;
      }
      const { clock, ...before } = await stateOf(first);
      await first.close();

      const again = await openChain(journal);
      const { clock: clockAfter, ...after } = await stateOf(again);
      await again.close();
      expect(after).to.deep.equal(before);
      // A clock that ran ahead to keep blocks apart falls back, one that was moved stays.
      expect(clockAfter).to.be.at.most(clock + 1);
    });
    await fc.assert(history, { numRuns: HISTORIES, seed: SEED });
    expect(answered).to.be.greaterThan(refused);
    expect(refused).to.be.greaterThan(0);
  });
});

async function actorOn(chain: OpenChain): Promise<(step: Step) => Promise<unknown>> {
  const accounts = await chain.request<string[]>("eth_accounts");
  const snapshots: string[] = [];
  const sent: string[] = [];
  const hex = (value: number): string => `0x${value.toString(16)}`;
  return async (one) => {
    switch (one.do) {
      case "transfer": {
        const fields = {
          from: accounts[one.from],
          to: accounts[one.to],
          value: "0x1",
          ...(one.gas ? { gas: "0x5208" } : {}),
        };
        return sent.push(await chain.request("eth_sendTransaction", fields));
      }
      case "revert":
        return chain.request("eth_sendTransaction", { from: accounts[one.from], data: REVERTING, gas: "0xea60" });
      case "misnumber":
        return chain.request("eth_sendTransaction", { from: accounts[one.from], to: accounts[0], nonce: "0x3e8" });
      case "snapshot":
        return snapshots.push(await chain.request("evm_snapshot"));
      case "goBack":
        return chain.request("evm_revert", snapshots.at(-one.ago) ?? "0x63");
      case "drop":
        return chain.request("hardhat_dropTransaction", sent.at(-one.ago));
      case "wait":
        return chain.request("evm_increaseTime", one.seconds);
      case "date":
        return chain.request("evm_setNextBlockTimestamp", Number((await chain.latest()).timestamp) + one.seconds);
      case "mine":
        return chain.request("evm_mine");
      case "mineMany":
        return chain.request("hardhat_mine", hex(one.blocks), hex(one.apart));
      case "automine":
        return chain.request("evm_setAutomine", one.on);
      case "limit":
        return chain.request("evm_setBlockGasLimit", hex(50_000 + one.amount * 1000));
      case "fund":
        return chain.request("hardhat_setBalance", accounts[0], hex(10 ** 15 + one.amount));
      case "randao":
        return chain.request("hardhat_setPrevRandao", `0x${one.amount.toString(16).padStart(64, "0")}`);
      case "fee":
        return chain.request("hardhat_setNextBlockBaseFeePerGas", hex(10 ** 6 * one.amount));
    }
  };
}

async function stateOf(chain: OpenChain): Promise<{ clock: number } & Record<string, unknown>> {
  const accounts = (await chain.request<string[]>("eth_accounts")).slice(0, ACCOUNTS);
  const ask = (method: string): Promise<unknown[]> =>
    Promise.all(accounts.map((address) => chain.request(method, address, "pending")));
  return {
    latest: await chain.latest(),
    pool: await chain.request("eth_pendingTransactions"),
    automine: await chain.request("hardhat_getAutomine"),
    nonces: await ask("eth_getTransactionCount"),
    balances: await ask("eth_getBalance"),
    clock: Number(await chain.request("evm_increaseTime", 0)),
  };
}
