import { expect } from "chai";
import { concat, dataSlice, toBeHex, zeroPadValue } from "ethers";

import type { ContractName, Nation } from "../../../sdk/connect.ts";
import type { NeoguildError } from "../../../sdk/errors.ts";
import type { Check } from "../../../sdk/verify/check.ts";
import { serve, shortCharter, type Served } from "./harness.ts";

const STRANGER = "0x00000000000000000000000000000000DeaDBeef";

describe("deployment:verify", () => {
  let chain: Served;
  let nation: Nation;
  let snapshot: unknown;

  before(async () => {
    chain = await serve();
    await chain.succeed("nation:deploy", { charter: chain.write("charter.json", shortCharter()) });
    nation = await chain.nation();
  });
  beforeEach(async () => {
    snapshot = await chain.rpc("evm_snapshot");
  });
  afterEach(() => chain.rpc("evm_revert", snapshot));
  after(async () => {
    nation.provider.destroy();
    await chain.close();
  });

  const verify = (charter = "charter.json") => chain.run("deployment:verify", { charter: chain.path(charter) });

  /** The lines of what does not hold, of a run that must fail. */
  async function faults(charter?: string): Promise<string[]> {
    const { error } = await verify(charter);
    expect(error).to.have.property("code", "DeploymentDiffers");
    return (error as NeoguildError).message.split("\n").slice(1);
  }

  /** Writes into the slot of a contract's storage that makes a view answer `wanted`. */
  async function forge(contract: ContractName, view: string, wanted: bigint): Promise<void> {
    const at = nation.addresses[contract];
    const answers = async () => BigInt((await nation.contracts[contract].getFunction(view).staticCall()) as string);
    for (let slot = 0; slot < 40; ++slot) {
      const key = toBeHex(slot, 32);
      const kept = await chain.rpc("eth_getStorageAt", at, key, "latest");
      await chain.rpc("hardhat_setStorageAt", at, toBeHex(slot), toBeHex(wanted, 32));
      if ((await answers()) === wanted) return;
      await chain.rpc("hardhat_setStorageAt", at, toBeHex(slot), kept);
    }
    throw new Error(`no slot of ${contract} makes ${view}() answer ${wanted}`);
  }

  describe("given a nation as it was deployed", () => {
    it("shows each thing it compared with a tick", async () => {
      const { data, error, output } = await verify();
      expect(error, output).to.equal(undefined);
      const checks = data["checks"] as Check[];
      expect(checks.every(({ holds }) => holds)).to.equal(true);
      for (const claim of [
        "Code of Members at",
        "Code of GuildAccount at",
        "Only the assembly proposes",
        "Key of founder 9",
      ])
        expect(output).to.contain(`✓ ${claim}`);
    });
  });

  describe("given a contract with other code", () => {
    it("names the contract", async () => {
      const other = await nation.provider.getCode(nation.addresses.charter);
      await chain.rpc("hardhat_setCode", nation.addresses.reserve, other);
      const lines = await faults();
      expect(lines[0]).to.contain(`✗ Code of Reserve at ${nation.addresses.reserve}: expected 0x`);
    });

    it("finds a single immutable that points elsewhere, and a library linked to a stranger", async () => {
      for (const [contract, inside] of [
        ["reserve", "members"],
        ["members", "Admission"],
      ] as const) {
        const code = await nation.provider.getCode(nation.addresses[contract]);
        const address = inside === "members" ? nation.addresses.members : await libraryIn(code);
        const place = code.indexOf(address.slice(2).toLowerCase()) / 2 - 1;
        const forged = concat([dataSlice(code, 0, place), STRANGER, dataSlice(code, place + 20)]);
        await chain.rpc("hardhat_setCode", nation.addresses[contract], forged);
        const [line] = await faults();
        expect(line).to.match(/Code of (Reserve|Members) at/);
        expect(Number(/first at byte (\d+)/.exec(line ?? "")?.[1])).to.be.within(place, place + 19);
        await chain.rpc("hardhat_setCode", nation.addresses[contract], code);
      }
    });
  });

  describe("given a contract that is gone", () => {
    it("says that there is no code", async () => {
      await chain.rpc("hardhat_setCode", nation.addresses.charter, "0x");
      expect((await faults())[0]).to.contain("found no code");
    });
  });

  describe("given a founding account that still holds a contract", () => {
    it("names it", async () => {
      await forge("charter", "founder", BigInt(STRANGER));
      expect((await faults()).join()).to.contain(`founding account ${STRANGER}`);
    });
  });

  describe("given a parameter that differs", () => {
    it("shows both when no log tells of it", async () => {
      const term = await nation.contracts.guilds.stewardTerm();
      await forge("guilds", "stewardTerm", 86_400n);
      expect(await faults()).to.deep.equal([`  ✗ Term of stewards: expected ${term}, found 86400`]);
    });

    it("tells the block when the nation's timelock changed it", async () => {
      const { timelock, guilds } = nation.addresses;
      await chain.rpc("hardhat_setBalance", timelock, toBeHex(10n ** 18n));
      await chain.rpc("hardhat_impersonateAccount", timelock);
      const data = nation.contracts.guilds.interface.encodeFunctionData("setStewardTerm", [172_800]);
      await chain.rpc("eth_sendTransaction", { from: timelock, to: guilds, data });
      const block = await nation.provider.getBlockNumber();
      const { error, output } = await verify();
      expect(error, output).to.equal(undefined);
      expect(output).to.contain(`✓ Term of stewards: changed by the assembly in block ${block}`);

      await forge("guilds", "stewardTerm", 259_200n);
      expect((await faults())[0], "another value than the log's").to.contain("found 259200");
    });
  });

  describe("given another charter", () => {
    it("names each rule and person that differs", async () => {
      const { founders, licensing, ...rest } = shortCharter() as {
        founders: string[];
        licensing: { issuers: number[] };
      };
      const changed = {
        ...rest,
        founders: [...founders.slice(0, -1), STRANGER],
        licensing: { ...licensing, issuers: [2] },
      };
      chain.write("changed.json", changed);
      const lines = (await faults("changed.json")).join("\n");
      expect(lines).to.contain(`✗ Key of founder 9: expected ${STRANGER}`);
      expect(lines).to.contain("✗ Office of issuer 2");
      expect(lines).to.contain("✗ Issuers at the founding: expected 2, found 1");
      expect(lines).to.contain("✗ The charter's text: expected contentHash 0x");
    });
  });

  /** The first library's address in a code that calls one: PUSH20 is 0x73. */
  async function libraryIn(code: string): Promise<string> {
    const record = Object.values(nation.addresses).map((address) => address.toLowerCase());
    const found = [...code.matchAll(/73([0-9a-f]{40})63/g)].map(([, address]) => `0x${address}`);
    for (const address of found) {
      if (!record.includes(address) && (await nation.provider.getCode(zeroPadValue(address, 20))) !== "0x")
        return address;
    }
    throw new Error("no library is linked");
  }
});
