import { expect } from "chai";
import { network } from "hardhat";
import { BrowserProvider } from "ethers";

import { NeoguildError } from "../../../sdk/errors.ts";
import { waitForReceipt } from "../../../sdk/wait.ts";

describe("waitForReceipt", () => {
  it("gives up on a transaction that is never mined", async () => {
    const { provider } = await network.create();
    const browser = new BrowserProvider(provider);
    const failed: unknown = await waitForReceipt(browser, `0x${"ab".repeat(32)}`, 50).catch((error: unknown) => error);
    expect(failed).to.be.instanceOf(NeoguildError).and.to.include({ code: "TransactionNotMined" });
  });

  it("finds a transaction that is mined while it waits", async () => {
    const { ethers, provider } = await network.create();
    await provider.request({ method: "evm_setAutomine", params: [false] });
    const [sender] = await ethers.getSigners();
    const { hash } = await sender!.sendTransaction({ to: sender! });
    const waiting = waitForReceipt(new BrowserProvider(provider), hash, 5_000);
    await provider.request({ method: "evm_mine" });
    expect((await waiting).hash).to.equal(hash);
  });
});
