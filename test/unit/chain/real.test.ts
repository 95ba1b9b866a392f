import { expect } from "chai";

import { REAL_CHAIN } from "../../../chain/real.ts";
import { readJournal } from "../../../chain/store.ts";
import { openChain, rejectionOf, temporaryJournals } from "./helpers.ts";
import { CHAIN_ID, REAL } from "./signed.ts";

/** As the first real nations wrote it. A journal with another one is not replayed. */
const GENESIS = {
  chainId: CHAIN_ID,
  chainType: "l1",
  hardfork: "osaka",
  initialDate: "2026-01-01T00:00:00.000Z",
  accounts: "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  automine: true,
  mempoolOrder: "priority",
  blockGasLimit: "60000000",
  transactionGasCap: null,
  minGasPrice: "0",
  initialBaseFeePerGas: "0",
  coinbase: "0xc014ba5ec014ba5ec014ba5ec014ba5ec014ba5e",
  allowBlocksWithSameTimestamp: false,
  allowUnlimitedContractSize: false,
  block: "0xe48b579863a498e6b9413044956054144e74a1d5313c8a5839ea66b5e2783a81",
};

describe("The chain of every real nation", () => {
  const newJournal = temporaryJournals();

  it("begins as ever, with its rules spelled out or as the first nations left them to Hardhat", async () => {
    const { accounts, hardfork, initialBaseFeePerGas, blockGasLimit, throwOnTransactionFailures } = REAL_CHAIN;
    const first = { accounts, hardfork, initialBaseFeePerGas, blockGasLimit, throwOnTransactionFailures };
    for (const rules of [REAL, { ...first, chainId: CHAIN_ID }]) {
      const journal = newJournal();
      const chain = await openChain(journal, { ...rules, initialDate: GENESIS.initialDate });
      await chain.close();
      expect(readJournal(journal).text?.header.genesis).to.deep.equal(GENESIS);
    }
  });

  it("takes no more gas in a transaction than Osaka does", async () => {
    const chain = await openChain(newJournal(), REAL);
    const call = (gas: bigint) => chain.request("eth_call", { data: "0x00", gas: `0x${gas.toString(16)}` }, "latest");
    expect(await call(2n ** 24n)).to.equal("0x");
    expect((await rejectionOf(call(2n ** 24n + 1n))).message).to.include("greater than the cap");
    await chain.close();
  });
});
