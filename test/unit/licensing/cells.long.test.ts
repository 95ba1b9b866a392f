import { expect } from "chai";
import { id as hashOf, Interface, toBeHex, type InterfaceAbi } from "ethers";
import hre from "hardhat";

import type { Nation } from "../../../sdk/connect.ts";
import { readLicence } from "../../../sdk/licensing/catalogue.ts";
import { PURPOSES, USER_CLASSES, type UserClass } from "../../../sdk/licensing/kinds.ts";
import { optionsForClass } from "../../../sdk/licensing/options.ts";
import { policyFrom } from "../../../sdk/licensing/packing.ts";
import { CLASSES } from "../../../scripts/options.ts";
import { CATALOGUE, HASHLESS } from "../../fixtures/licensing.ts";
import { DAY, FOREVER } from "../../fixtures/membership.ts";
import { serveNation, type Served } from "../scripts/harness.ts";
import { EXPECTED } from "./expected.ts";

const [TREATY, GUEST, LICENCE_RIGHT] = [1n, 5n, 2n];

/** One test for each cell of every licence, asked of a nation on a node with licence:check. */
describe("licence:check on every cell of every licence of the catalogue", () => {
  let chain: Served;
  let nation: Nation;
  let studio: string;
  /** What licence:check takes for each class; nobody in particular is an individual. */
  const asking: Partial<Record<UserClass, Readonly<Record<string, string>>>> = {
    individual: {},
    member: { agent: "2" },
  };
  const works: Record<string, { work: string; policy: bigint }> = {};

  before(async () => {
    chain = await serveNation();
    nation = await chain.nation();
    const accounts = (await chain.rpc("eth_accounts")) as string[];
    for (const [index, userClass] of USER_CLASSES.slice(3).entries()) {
      const application = chain.path(`${index}.json`);
      await chain.succeed("member:apply", { key: accounts[11 + index], out: application, organisation: true });
      const attesting = { by: "1", application, class: CLASSES[3 + index], evidence: "register" };
      const { organisation } = await chain.succeed("organisation:attest", attesting);
      asking[userClass] = { agent: String(organisation) };
    }
    await recogniseGuest(accounts.at(-1)!);
    asking["recognised guest"] = { agent: String(GUEST), treaty: String(TREATY) };

    studio = String((await chain.succeed("guild:found", { by: "1", name: "Studio" }))["guild"]);
    for (const spdxId of CATALOGUE) {
      const policy = await add(spdxId);
      const publishing = {
        by: "1",
        guild: studio,
        hash: hashOf(spdxId),
        uri: `ipfs://${spdxId}`,
        policies: String(policy),
      };
      works[spdxId] = { policy, work: String((await chain.succeed("work:publish", publishing))["work"]) };
    }
  });
  after(() => chain.close());

  for (const spdxId of CATALOGUE) {
    describe(spdxId, () => {
      for (const userClass of USER_CLASSES) {
        for (const [column, purpose] of PURPOSES.entries()) {
          const decision = EXPECTED[spdxId]![userClass][column]!;
          it(`${userClass}, ${purpose}: ${decision}, and what is asked`, async () => {
            const { work, policy } = works[spdxId]!;
            const told = await chain.succeed("licence:check", { ...asking[userClass], work, purpose });
            expect(told).to.include({ decision, policy, licence: spdxId, purpose });
            // Of a guest it is read from the policies, of all others by the contract.
            const ofClass = await optionsForClass(nation, { work: BigInt(work), userClass, purpose: column });
            expect(told["options"]).to.deep.equal(ofClass);
            expect(ofClass).to.have.nested.property("[0].decision", decision);
          });
        }
      }
    });
  }

  it("says what every policy of a work would ask of a guest as of others, and that a guest has what is free", async () => {
    const publishing = { by: "1", guild: studio, hash: hashOf("priced"), uri: "ipfs://priced", policies: "3,4" };
    const work = String((await chain.succeed("work:publish", publishing))["work"]);
    for (const purpose of PURPOSES) {
      const { options } = await chain.succeed("licence:check", { work, purpose });
      const guest = { work, purpose, treaty: String(TREATY), agent: "6" }; // no pass: as anybody
      expect(await chain.succeed("licence:check", guest)).to.deep.include({ options });
      for (const stopped of [false, true]) {
        if (stopped) await chain.succeed("work:stop", { by: "1", work });
        for (const userClass of USER_CLASSES.filter((one) => one !== "recognised guest")) {
          const seen = await chain.succeed("licence:check", { ...asking[userClass], work, purpose });
          const column = PURPOSES.indexOf(purpose);
          const ofClass = await optionsForClass(nation, { work: BigInt(work), userClass, purpose: column });
          expect(ofClass, userClass).to.deep.equal(seen["options"]);
        }
        if (stopped) await chain.succeed("work:stop", { by: "1", work, again: true });
      }
    }
    const guest = { work, purpose: "commercial", treaty: String(TREATY), agent: "6" };
    const { output } = await chain.run("licence:check", guest);
    expect(output).to.contain("16 h more of work accepted in this season, or 18,000.00 ETH.");
    expect(output).to.contain("a guest has what is free");
  });

  /** The nation adds a licence to its policies. */
  async function add(spdxId: string): Promise<bigint> {
    const { policies } = (await chain.nation()).contracts;
    const textHash = HASHLESS.includes(spdxId) ? { textHash: hashOf(spdxId) } : {};
    const minutes = spdxId === "LicenseRef-Coopyright-1.1" ? { reciprocity: { minutes: 60n } } : {};
    const policy = policyFrom(readLicence(spdxId), { ...textHash, ...minutes });
    await decide("policies", policies.interface.encodeFunctionData("add", [policy]));
    return policies.lastId();
  }

  /** A register of another nation, on the same chain, with one member who takes a pass. */
  async function recogniseGuest(guest: string): Promise<void> {
    const { treaties } = (await chain.nation()).contracts;
    const { abi, bytecode } = await hre.artifacts.readArtifact("HostileRegister");
    const register = await deployed(bytecode);
    const set = new Interface(abi as InterfaceAbi).encodeFunctionData("set", [GUEST, guest, true]);
    await send({ from: guest, to: register, data: set });
    const latest = (await chain.rpc("eth_getBlockByNumber", "latest", false)) as { timestamp: string };
    const until = BigInt(latest.timestamp) + 90n * DAY;
    const terms = { rights: LICENCE_RIGHT, mostGuests: 1n, passTerm: 365n * DAY, notice: 0n, until };
    await decide("treaties", treaties.interface.encodeFunctionData("recognise", [register, terms]));
    const pass = { treaty: TREATY, guest: GUEST, until, deadline: FOREVER };
    const data = treaties.interface.encodeFunctionData("takePass", [pass, "0x", 0n]);
    await send({ from: guest, to: await treaties.getAddress(), data });

    async function deployed(code: string): Promise<string> {
      const receipt = await send({ from: guest, data: code });
      return receipt.contractAddress;
    }
  }

  /** What the assembly would decide, without the weeks it takes. */
  async function decide(contract: "policies" | "treaties", data: string): Promise<void> {
    const { addresses } = await chain.nation();
    await chain.rpc("hardhat_setBalance", addresses.timelock, toBeHex(10n ** 18n));
    await chain.rpc("hardhat_impersonateAccount", addresses.timelock);
    await send({ from: addresses.timelock, to: addresses[contract], data });
  }

  async function send(transaction: object): Promise<{ contractAddress: string }> {
    const hash = await chain.rpc("eth_sendTransaction", transaction);
    const receipt = (await chain.rpc("eth_getTransactionReceipt", hash)) as { status: string; contractAddress: string };
    expect(receipt.status).to.equal("0x1");
    return receipt;
  }
});
