import { inspect } from "node:util";
import { expect } from "chai";
import { concat, ContractFactory, toQuantity, type Contract } from "ethers";
import hre from "hardhat";

import type { Nation } from "../../sdk/connect.ts";
import { loneCharter, serveNation, type Served } from "../unit/scripts/harness.ts";

// A proposal's calls are written by anybody, and what they call answers as it likes. Bytes that do not read as a token's
// transfer or as a word of ours, and a token of 255 decimals, ended `proposal:preview` in a stack of ethers: nothing was
// shown, not even the bytes. So whoever wanted a decision not to be looked at had but to write it so, and an old token,
// which cuts off what stands above an address, pays all the same. What cannot be read must be shown as bytes.
describe("Finding: a proposal could be made so that its preview showed nothing", () => {
  let chain: Served;
  let nation: Nation;
  let taker: string;

  before(async () => {
    chain = await serveNation(loneCharter());
    nation = await chain.nation();
    await chain.rpc("hardhat_setBalance", nation.addresses.timelock, toQuantity(10n ** 18n));
    // Takes every call and does nothing.
    taker = `0x${"7a".repeat(20)}`;
    await chain.rpc("hardhat_setCode", taker, "0x00");
  });
  after(() => chain.close());

  async function verifyShown(to: string, data: string): Promise<void> {
    const from = chain.write("proposal.json", { description: "Try", actions: [{ to, data }] });
    const { output } = await chain
      .run("proposal:preview", { by: "1", from })
      .catch((error: unknown) => ({ output: inspect(error) }));
    expect(output).to.contain("Byte for byte").and.to.contain(`data ${data}`);
  }

  for (const [what, data] of [
    ["no data at all", "0x"],
    ["less than a selector", "0x01"],
    ["a transfer's selector without its arguments", "0xa9059cbb"],
    ["a selector of roles without its arguments", "0x91d14854"],
    [
      "a transfer to an address with dirt above it",
      concat(["0xa9059cbb", `0x${"ff".repeat(12)}${"aa".repeat(20)}`, `0x${"00".repeat(31)}05`]),
    ],
  ] as const) {
    it(what, () => verifyShown(taker, data));
  }

  it("a transfer of a token that says it has 255 decimals", async () => {
    const { abi, bytecode } = await hre.artifacts.readArtifact("OddToken");
    const signer = await nation.provider.getSigner(0);
    const token = (await new ContractFactory(abi, bytecode, signer).deploy(255)) as Contract;
    await token.getFunction("mint")(nation.addresses.timelock, 5n);
    await verifyShown(await token.getAddress(), token.interface.encodeFunctionData("transfer", [taker, 5n]));
  });
});
