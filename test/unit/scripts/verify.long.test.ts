import { expect } from "chai";
import { concat, dataSlice, toBeHex } from "ethers";
import hre from "hardhat";

import { plannedContracts } from "../../../ignition/planned.ts";
import { readCharter } from "../../../sdk/charter.ts";
import { readRecord, solidityName, type ContractName, type Nation } from "../../../sdk/connect.ts";
import type { NeoguildError } from "../../../sdk/errors.ts";
import { checkInWords, type Check } from "../../../sdk/verify/check.ts";
import { checkCode } from "../../../sdk/verify/code.ts";
import { foundedAt } from "../../../sdk/verify/history.ts";
import { checkRules } from "../../../sdk/verify/rules.ts";
import { serveNation, shortCharter, type Served } from "./harness.ts";

const STRANGER = "0x00000000000000000000000000000000DeaDBeef";

describe("deployment:verify", () => {
  let chain: Served;
  let nation: Nation;
  let snapshot: unknown;

  before(async () => {
    chain = await serveNation();
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

  /** Writes into the place of a contract's storage that makes a view answer `wanted`, and leaves its neighbours alone. */
  async function forge(contract: ContractName, view: string, wanted: bigint, bits: bigint): Promise<void> {
    const at = nation.addresses[contract];
    for (let place = 0n; place < 40n * 256n; place += 32n) {
      const [slot, shift] = [toBeHex(place / 256n), place % 256n];
      if (shift + bits > 256n) continue;
      const kept = BigInt((await chain.rpc("eth_getStorageAt", at, toBeHex(slot, 32), "latest")) as string);
      const forged = (kept & ~(((1n << bits) - 1n) << shift)) | (wanted << shift);
      await chain.rpc("hardhat_setStorageAt", at, slot, toBeHex(forged, 32));
      const answer = (await nation.contracts[contract].getFunction(view).staticCall()) as string;
      if (BigInt(answer) === wanted) return;
      await chain.rpc("hardhat_setStorageAt", at, slot, toBeHex(kept, 32));
    }
    throw new Error(`no place in ${contract} makes ${view}() answer ${wanted}`);
  }

  /** What does not hold of a contract's code. */
  async function codeFault(contract: ContractName, code: string): Promise<Check> {
    await chain.rpc("hardhat_setCode", nation.addresses[contract], code);
    const charter = readCharter(chain.path("charter.json"));
    const record = readRecord(chain.path("deployments/short-example-31337"));
    const planned = await plannedContracts(charter, record, hre.artifacts);
    const checks = planned.filter(({ name }) => name === solidityName(contract));
    const [check] = await Promise.all(checks.map((one) => checkCode(nation.provider, one)));
    expect(check).to.include({ holds: false });
    return check!;
  }

  async function ruleFaults(): Promise<string[]> {
    const checks = await checkRules(nation, readCharter(chain.path("charter.json")), await foundedAt(nation));
    return checks.filter(({ holds }) => !holds).map(checkInWords);
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
      const record = readRecord(chain.path("deployments/short-example-31337"));
      for (const [contract, inside] of [
        ["reserve", "Members"],
        ["members", "Admission"],
      ] as const) {
        const code = await nation.provider.getCode(nation.addresses[contract]);
        const place = code.indexOf((record[inside] ?? "").slice(2).toLowerCase()) / 2 - 1;
        const forged = concat([dataSlice(code, 0, place), STRANGER, dataSlice(code, place + 20)]);
        const { found } = await codeFault(contract, forged);
        expect(Number(/first at byte (\d+)/.exec(found)?.[1])).to.be.within(place, place + 19);
      }
    });

    it("says so when there is none", async () => {
      expect((await codeFault("charter", "0x")).found).to.equal("no code");
    });
  });

  describe("given a founding account that still holds a contract", () => {
    it("names it", async () => {
      await forge("charter", "founder", BigInt(STRANGER), 160n);
      expect(await faults()).to.deep.equal([
        `  ✗ Charter is sealed and obeys the timelock alone: expected timelock ${nation.addresses.timelock}, ` +
          `found founding account ${STRANGER}`,
      ]);
    });
  });

  describe("given a parameter that differs", () => {
    it("shows both when no log tells of it", async () => {
      const term = await nation.contracts.guilds.stewardTerm();
      await forge("guilds", "stewardTerm", 86_400n, 32n);
      expect(await ruleFaults()).to.deep.equal([`✗ Term of stewards: expected ${term}, found 86400`]);
    });

    it("tells the block when the nation's timelock changed it, and is not fooled by another value", async () => {
      const { timelock, guilds } = nation.addresses;
      await chain.rpc("hardhat_setBalance", timelock, toBeHex(10n ** 18n));
      await chain.rpc("hardhat_impersonateAccount", timelock);
      const data = nation.contracts.guilds.interface.encodeFunctionData("setStewardTerm", [172_800]);
      await chain.rpc("eth_sendTransaction", { from: timelock, to: guilds, data });
      const block = await nation.provider.getBlockNumber();
      const { error, output } = await verify();
      expect(error, output).to.equal(undefined);
      expect(output).to.contain(`✓ Term of stewards: changed by the assembly in block ${block}`);

      await forge("guilds", "stewardTerm", 259_200n, 32n);
      expect((await ruleFaults()).join()).to.contain("found 259200");
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
      expect(lines).to.contain(`✗ Key of founder 9: expected key ${STRANGER}`);
      expect(lines).to.contain("✗ Office of issuer 2");
      expect(lines).to.contain("✗ Issuers at the founding: expected 2, found 1");
      expect(lines).to.contain("✗ The charter's text: expected contentHash 0x");
    });
  });
});
