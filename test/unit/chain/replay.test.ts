import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { Wallet } from "ethers";
import { type OpenChain, REVERTING, openChain, rejectionOf, temporaryJournals, transferOn } from "./helpers.ts";

const DAY = 86_400;
/** Blocks of one chain may be a second apart from what the clock of a slow machine says. */
const TOLERANCE = 2;

describe("A chain with a journal", () => {
  const newJournal = temporaryJournals();

  /** Lives `life` on a new chain, starts it again, and compares latest block, clock and what is pending. */
  async function verifyReplay(
    life: (chain: OpenChain) => Promise<void>,
  ): Promise<{ chain: OpenChain; journal: string }> {
    const journal = newJournal();
    const first = await openChain(journal);
    await life(first);
    const lived = await first.latest();
    const clock = await clockOf(first);
    const pending = await first.request("eth_pendingTransactions");
    await first.close();

    const chain = await openChain(journal);
    expect(await chain.latest()).to.deep.equal(lived);
    expect(await clockOf(chain)).to.be.closeTo(clock, TOLERANCE);
    expect(await chain.request("eth_pendingTransactions")).to.deep.equal(pending);
    return { chain, journal };
  }

  const clockOf = (chain: OpenChain): Promise<number> => chain.request("evm_increaseTime", 0).then(Number);

  describe("start", () => {
    it("begins a new journal at the present", async () => {
      const { chain } = await verifyReplay(async () => {});
      expect(Number((await chain.latest()).timestamp)).to.be.closeTo(now(), 60);
      await chain.close();
    });

    it("replays transactions, with balances and nonces", async () => {
      const { chain } = await verifyReplay(async (first) => {
        const transfer = await transferOn(first);
        for (let i = 0; i < 5; i++) await first.request("eth_sendTransaction", transfer);
      });
      const { from, to } = await transferOn(chain);
      expect(await chain.request("eth_getTransactionCount", from, "latest")).to.equal("0x5");
      expect(await chain.request("eth_getBalance", to, "latest")).to.equal("0x21e19e0c9bab2400005");
      await chain.close();
    });

    it("replays signed transactions", async () => {
      const wallet = new Wallet(`0x${"11".repeat(32)}`);
      const { chain } = await verifyReplay(async (first) => {
        await first.request("hardhat_setBalance", wallet.address, "0xde0b6b3a7640000");
        const fields = { chainId: 31337, to: wallet.address, gasLimit: 21_000, maxFeePerGas: 10n ** 10n };
        for (const nonce of [0, 1]) {
          await first.request("eth_sendRawTransaction", await wallet.signTransaction({ ...fields, nonce }));
        }
      });
      expect(await chain.request("eth_getTransactionCount", wallet.address, "latest")).to.equal("0x2");
      await chain.close();
    });

    it("replays legacy, access-list and delegating transactions", async () => {
      const { chain, journal } = await verifyReplay(async (first) => {
        const transfer = await transferOn(first);
        const list = [{ address: transfer.to, storageKeys: [`0x${"00".repeat(32)}`] }];
        const price = { gas: "0x186a0", gasPrice: "0x77777777" };
        const signed = await new Wallet(`0x${"22".repeat(32)}`).authorize({
          chainId: 31337,
          address: transfer.to,
          nonce: 0,
        });
        const { r, s, yParity } = signed.signature;
        const grant = { chainId: "0x7a69", address: transfer.to, nonce: "0x0", yParity: `0x${yParity}`, r, s };
        await first.request("eth_sendTransaction", { ...transfer, ...price });
        await first.request("eth_sendTransaction", { ...transfer, ...price, accessList: list });
        await first.request("eth_sendTransaction", { ...transfer, gas: "0x186a0", authorizationList: [grant] });
      });
      const types = await Promise.all(
        [1, 2, 3].map(async (number) => {
          const at = [`0x${number}`, "0x0"];
          return (await chain.request<{ type: string }>("eth_getTransactionByBlockNumberAndIndex", ...at)).type;
        }),
      );
      expect(types).to.deep.equal(["0x0", "0x1", "0x4"]);
      expect(entriesOf(journal)).to.have.length(3);
      await chain.close();
    });

    it("replays a transaction that reverted on the chain", async () => {
      const { chain, journal } = await verifyReplay(async (first) => {
        const { from } = await transferOn(first);
        await rejectionOf(first.request("eth_sendTransaction", { from, data: REVERTING, gas: "0x186a0" }));
      });
      const { from } = await transferOn(chain);
      expect(await chain.request("eth_getTransactionCount", from, "latest")).to.equal("0x1");
      expect(entriesOf(journal)[0]).to.include({ method: "eth_sendTransaction", failed: true });
      await chain.close();
    });

    it("replays mined blocks and jumps of the clock, and keeps the clock ahead", async () => {
      const { chain } = await verifyReplay(async (first) => {
        await first.request("evm_increaseTime", DAY);
        await first.request("evm_mine");
        await first.request("hardhat_mine", "0x5", "0x3c");
        await first.request("hardhat_mine", "0x400");
        await first.request("evm_increaseTime", DAY);
      });
      expect(await clockOf(chain)).to.be.greaterThan(2 * DAY);
      await chain.request("evm_mine");
      expect(Number((await chain.latest()).timestamp)).to.be.greaterThan(now() + 2 * DAY - 60);
      await chain.close();
    });

    it("replays a timestamp set for a block, and one set for the block to come", async () => {
      const soon = now() + DAY;
      const { chain } = await verifyReplay(async (first) => {
        await first.request("evm_setNextBlockTimestamp", soon);
        await first.request("eth_sendTransaction", await transferOn(first));
        await first.request("evm_setNextBlockTimestamp", soon + DAY);
      });
      await chain.request("evm_mine");
      expect(Number((await chain.latest()).timestamp)).to.equal(soon + DAY);
      await chain.close();
    });

    it("replays snapshots and reverts, and honours ids from before the restart", async () => {
      let kept = "";
      const { chain } = await verifyReplay(async (first) => {
        const transfer = await transferOn(first);
        await first.request("eth_sendTransaction", transfer);
        kept = await first.request("evm_snapshot");
        // A refused transaction is not in the journal, yet the engine counts a snapshot of its own for it.
        await rejectionOf(first.request("eth_sendTransaction", { ...transfer, nonce: "0x0" }));
        const undone = await first.request("evm_snapshot");
        await first.request("evm_increaseTime", 30 * DAY);
        await first.request("eth_sendTransaction", transfer);
        expect(await first.request("evm_revert", undone)).to.equal(true);
        expect(await first.request("evm_revert", undone)).to.equal(false);
        await first.request("eth_sendTransaction", transfer);
      });
      expect((await chain.latest()).number).to.equal("0x2");
      expect(await chain.request("evm_revert", kept)).to.equal(true);
      expect((await chain.latest()).number).to.equal("0x1");
      await chain.close();
    });

    it("replays what automine was told, what waits in the pool, and several blocks from one request", async () => {
      const { chain, journal } = await verifyReplay(async (first) => {
        const transfer = { ...(await transferOn(first)), gas: "0x5208" };
        await first.request("evm_setAutomine", false);
        await first.request("evm_setBlockGasLimit", "0xc350");
        for (let i = 0; i < 5; i++) await first.request("eth_sendTransaction", transfer);
        await first.request("evm_setAutomine", true);
        const cheap = { from: transfer.to, to: transfer.from, maxFeePerGas: "0x77777777", maxPriorityFeePerGas: "0x0" };
        await first.request("eth_sendTransaction", { ...cheap, gas: "0x5208" });
        await first.request("evm_setAutomine", false);
        const dropped = await first.request("eth_sendTransaction", transfer);
        await first.request("eth_sendTransaction", { ...transfer, from: transfer.to });
        await first.request("hardhat_dropTransaction", dropped);
      });
      expect(entriesOf(journal).some(({ mined = [] }) => mined.length === 3)).to.equal(true);
      expect(await chain.request("eth_pendingTransactions")).to.have.length(1);
      expect(await chain.request("hardhat_getAutomine")).to.equal(false);
      await chain.close();
    });

    it("replays every other way to set the state", async () => {
      const stranger = `0x${"ab".repeat(20)}`;
      const word = `0x${"00".repeat(31)}07`;
      const { chain } = await verifyReplay(async (first) => {
        await first.request("hardhat_setBalance", stranger, "0xde0b6b3a7640000");
        await first.request("hardhat_setNonce", stranger, "0x9");
        await first.request("hardhat_impersonateAccount", stranger);
        await first.request("eth_sendTransaction", { from: stranger, to: stranger });
        await first.request("hardhat_stopImpersonatingAccount", stranger);
        await first.request("hardhat_setCode", stranger, "0x00");
        await first.request("hardhat_setStorageAt", stranger, "0x0", word);
        await first.request("hardhat_setCoinbase", stranger);
        await first.request("hardhat_setPrevRandao", word);
        await first.request("hardhat_setNextBlockBaseFeePerGas", "0x3b9aca00");
        await first.request("evm_mine");
        await first.request("hardhat_setBalance", stranger, "0x5");
      });
      expect(await chain.request("eth_getBalance", stranger, "latest")).to.equal("0x5");
      expect(await chain.request("eth_getTransactionCount", stranger, "latest")).to.equal("0xa");
      expect(await chain.request("eth_getStorageAt", stranger, "0x0", "latest")).to.equal(word);
      await chain.close();
    });

    it("is not led astray by what was only read", async () => {
      const { chain, journal } = await verifyReplay(async (first) => {
        const transfer = await transferOn(first);
        await first.request("eth_getBlockByNumber", "pending", true);
        await first.request("eth_call", transfer, "pending");
        await first.request("eth_estimateGas", transfer);
        await first.request("eth_sendTransaction", transfer);
      });
      expect(entriesOf(journal)).to.have.length(1);
      await chain.close();
    });

    it("ends at the same block when requests came all at once", async () => {
      const { chain } = await verifyReplay(async (first) => {
        const { from, to } = await transferOn(first);
        await Promise.all(
          [from, to, from, to, from, from].map((sender) => first.request("eth_sendTransaction", { from: sender, to })),
        );
      });
      expect((await chain.latest()).number).to.equal("0x6");
      await chain.close();
    });

    it("ends at the same block the third time", async () => {
      const { chain, journal } = await verifyReplay(async (first) => {
        await first.request("eth_sendTransaction", await transferOn(first));
      });
      await chain.request("eth_sendTransaction", await transferOn(chain));
      const lived = await chain.latest();
      await chain.close();
      const third = await openChain(journal);
      expect(await third.latest()).to.deep.equal(lived);
      await third.close();
    });

    it("goes by the machine's clock again after blocks of one second had run ahead of it", async () => {
      const journal = newJournal();
      const first = await openChain(journal);
      const transfer = await transferOn(first);
      for (let i = 0; i < 3; i++) await first.request("eth_sendTransaction", transfer);
      const last = Number((await first.latest()).timestamp);
      expect(last).to.be.greaterThan(now());
      await first.close();

      while (now() <= last) await setTimeout(50);
      const again = await openChain(journal);
      expect(await clockOf(again)).to.equal(0);
      await again.close();
    });

    it("stays in order when the machine's clock has not caught up with the last block", async () => {
      const journal = newJournal();
      const first = await openChain(journal);
      const transfer = await transferOn(first);
      for (let i = 0; i < 40; i++) await first.request("eth_sendTransaction", transfer);
      const last = Number((await first.latest()).timestamp);
      await first.close();

      const again = await openChain(journal);
      await again.request("evm_mine");
      expect(Number((await again.latest()).timestamp)).to.be.within(last + 1, last + 1 + TOLERANCE);
      await again.close();
    });

    it("has no block older than its parent after blocks were mined with no time between them", async () => {
      const { chain } = await verifyReplay(async (first) => {
        await first.request("hardhat_mine", "0x5", "0x0");
        const { timestamp } = await first.latest();
        await first.request("evm_mine");
        expect(Number((await first.latest()).timestamp)).to.be.greaterThan(Number(timestamp));
      });
      await chain.close();
    });

    it("keeps the date of a rehearsal", async () => {
      const journal = newJournal();
      const initialDate = "2031-05-01T00:00:00.000Z";
      const first = await openChain(journal, { initialDate });
      await first.request("evm_mine");
      await first.close();
      // The journal knows the date, so the second start need not be told.
      const again = await openChain(journal);
      await again.request("evm_mine");
      expect(Number((await again.latest()).timestamp)).to.be.closeTo(Date.parse(initialDate) / 1000, 60);
      await again.close();
    });
  });

  describe("request", () => {
    let chain: OpenChain;
    let journal: string;

    beforeEach(async () => {
      journal = newJournal();
      chain = await openChain(journal);
    });

    afterEach(() => chain.close());

    it("is in the file when it is answered, with the block it led to", async () => {
      await chain.request("eth_sendTransaction", await transferOn(chain));
      const { hash } = await chain.latest();
      expect(entriesOf(journal).at(-1)?.head.hash).to.equal(hash);
    });

    it("is not in the file when it failed and changed nothing", async () => {
      const transfer = await transferOn(chain);
      await chain.request("eth_sendTransaction", transfer);
      await rejectionOf(chain.request("eth_sendTransaction", { ...transfer, nonce: "0x0" }));
      await rejectionOf(chain.request("eth_sendTransaction", { from: transfer.from, data: REVERTING }));
      await rejectionOf(chain.request("eth_sendRawTransaction", "0x00"));
      await rejectionOf(chain.request("evm_setNextBlockTimestamp", 1));
      await chain.request("evm_revert", "0x7");
      await chain.request("hardhat_dropTransaction", `0x${"00".repeat(32)}`);
      expect(entriesOf(journal)).to.have.length(1);
    });

    it("is refused when a replay could not repeat it", async () => {
      for (const [method, ...params] of [
        ["evm_setIntervalMining", 1000],
        ["hardhat_reset"],
        ["anvil_setTime", 5],
      ] as const) {
        const error = await rejectionOf(chain.request(method, ...params));
        expect(error).to.have.property("code", -32004);
        expect(error.message).to.include(method).and.include("journal");
      }
      expect(await chain.request("evm_setIntervalMining", 0)).to.equal(true);
      expect(entriesOf(journal)).to.have.length(0);
    });
  });
});

function now(): number {
  return Math.floor(Date.now() / 1000);
}

interface Written {
  readonly method: string;
  readonly failed?: boolean;
  readonly mined?: readonly number[];
  readonly head: { readonly hash: string };
}

function entriesOf(journal: string): Written[] {
  const [, ...lines] = readFileSync(journal, "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Written);
}
