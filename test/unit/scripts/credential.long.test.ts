import { readFileSync } from "node:fs";
import { expect } from "chai";
import { getAddress, id, verifyTypedData, Wallet, ZeroHash, type Signer } from "ethers";

import type { Nation } from "../../../sdk/connect.ts";
import {
  checkCredential,
  checkOffline,
  draftCredential,
  signCredential,
  typedCosignature,
  typedCredential,
  type Credential,
} from "../../../sdk/membership/credential.ts";
import type { NeoguildError } from "../../../sdk/errors.ts";
import { explainRevert } from "../../../sdk/reverts.ts";
import { signKeyConsent } from "../../../sdk/statements.ts";
import { ContractWallet__factory } from "../../../typechain-types/index.ts";
import { serveNation, shortCharter, type Served } from "./harness.ts";

const AUDIENCE = "Riverside housing co-op";
const FOREVER = (1n << 40n) - 1n;
/** Accounts of the local node: the founders are 1 to 9 (see charters/hypha.json), these belong to nobody. */
const [NEW_KEY, OWNER] = [10, 11];

describe("credentials", () => {
  let chain: Served;
  let nation: Nation;
  let accounts: string[];

  before(async () => {
    // Offline, a credential is checked by the machine's clock.
    chain = await serveNation(shortCharter(), { initialDate: new Date() });
    nation = await chain.nation();
    accounts = (await chain.rpc("eth_accounts")) as string[];
  });
  after(async () => {
    nation.provider.destroy();
    await chain.close();
  });

  const now = async () => nation.clock();
  const signerOf = (place: number): Promise<Signer> => nation.provider.getSigner(accounts[place]);
  const register = () => ({ provider: nation.provider, members: nation.addresses.members });
  const read = (path: string) => JSON.parse(readFileSync(path, "utf8")) as Credential;

  /** Writes a member's credential into a file of its own. */
  async function exported(by: number, options: Readonly<Record<string, string>> = {}): Promise<string> {
    const out = chain.path(`credential-${by}-${id(JSON.stringify(options)).slice(2, 10)}.json`);
    await chain.succeed("credential:export", { by: String(by), audience: AUDIENCE, out, ...options });
    return out;
  }

  /** What a holder who lies would show: a credential with other contents, properly signed by their own key. */
  async function lie(by: number, changes: Partial<Credential>): Promise<Credential> {
    const content = { ...read(await exported(by)), ...changes, cosignatures: [] };
    const { domain, types, message } = typedCredential(content);
    return { ...content, signature: await (await signerOf(by)).signTypedData(domain, types, message) };
  }

  /** The claims that do not hold against the register. */
  async function falseOf(content: Credential, audience?: string): Promise<string[]> {
    const checks = await checkCredential(content, register(), audience);
    return checks.filter(({ holds }) => !holds).map(({ claim }) => claim);
  }

  async function falseOffline(content: Credential): Promise<string[]> {
    const checks = await checkOffline(content, { now: await now(), audience: AUDIENCE });
    return checks.filter(({ holds }) => !holds).map(({ claim }) => claim);
  }

  describe("credential:export", () => {
    describe("given an active member", () => {
      it("writes what the register says, for an audience and a time", async () => {
        const content = read(await exported(1, { valid: "10d" }));
        const { key, since } = await nation.contracts.members.agentOf(1);
        const block = await nation.provider.getBlock(Number(content.block));
        expect(content).to.include({ agent: "1", key, keyEpoch: "0", status: "Active", since: since.toString() });
        expect(content).to.include({ chainId: "31337", register: nation.addresses.members, audience: AUDIENCE });
        expect(content).to.include({ blockHash: block?.hash, asOf: String(block?.timestamp) });
        expect(Number(content.expiresAt) - Number(content.asOf)).to.be.within(864_000, 864_060);
      });

      it("is EIP-712 data that any wallet or library can check", async () => {
        const content = read(await exported(1));
        const { agent, key, keyEpoch, status, since, block, blockHash, asOf, audience, expiresAt } = content;
        const message = { agent, key, keyEpoch, status, since, block, blockHash, asOf, audience, expiresAt };
        const words =
          "agent uint32, key address, keyEpoch uint8, status string, since uint40, block uint64, blockHash bytes32, " +
          "asOf uint40, audience string, expiresAt uint40";
        const Credential = words.split(", ").map((field) => {
          const [name = "", type = ""] = field.split(" ");
          return { name, type };
        });
        const verifyingContract = nation.addresses.members;
        const domain = { name: "Neoguild Credential", version: "1", chainId: 31_337, verifyingContract };
        expect(verifyTypedData(domain, { Credential }, message, content.signature)).to.equal(getAddress(key));
      });

      it("never outlives what the membership has left", async () => {
        const content = read(await exported(1, { valid: "20y" }));
        expect(BigInt(content.expiresAt)).to.equal((await nation.contracts.members.agentOf(1)).until);
      });

      it("is kept, with its co-signatures, when it is exported again for the same audience", async () => {
        const out = await exported(2);
        await chain.succeed("credential:cosign", { by: "1", file: out });
        const again = { by: "2", audience: AUDIENCE, out };
        expect(await chain.succeed("credential:export", again)).to.include({ changed: false, out });
        expect(read(out).cosignatures).to.have.length(1);
        await chain.succeed("credential:export", { ...again, audience: "Somebody else" });
        expect(read(out)).to.include({ audience: "Somebody else" });
      });
    });

    describe("given an agent who holds no passport", () => {
      it("fails with CredentialNoPassport", async () => {
        const { guild } = await chain.succeed("guild:found", { by: "1", name: "Studio" });
        const options = { audience: AUDIENCE, out: chain.path("none.json") };
        const { error } = await chain.run("credential:export", { ...options, by: String(guild) });
        expect(error).to.include({ code: "CredentialNoPassport" });
        await chain.succeed("member:leave", { by: "9" });
        const left = await chain.run("credential:export", { ...options, by: "9" });
        expect(left.error).to.include({ code: "CredentialNoPassport" });
        expect(left.error?.message).to.contain("Left");
      });
    });
  });

  describe("credential:check", () => {
    describe("given a true credential", () => {
      it("holds against the register, and offline without it", async () => {
        const file = await exported(1);
        const asked = await chain.run("credential:check", { file, audience: AUDIENCE });
        expect(asked.data, asked.output).to.include({ holds: true, offline: false, changed: false });
        expect(asked.output).to.contain("✓ Passport 1 is held by this key").and.to.contain("this credential holds.");
        const alone = await chain.run("credential:check", { file, offline: true }, undefined, {
          NEOGUILD_RPC_URL: "http://127.0.0.1:1",
        });
        expect(alone.data, alone.output).to.include({ holds: true, offline: true });
        expect(alone.output).to.contain("the register was not asked");
      });

      it("holds for a reader who has no record but knows the register's address", async () => {
        const file = await exported(1);
        const without = { NEOGUILD_DEPLOYMENTS: chain.path("none") };
        const options = { file, register: nation.addresses.members };
        const { data, output } = await chain.run("credential:check", options, undefined, without);
        expect(data, output).to.include({ holds: true });
      });
    });

    describe("given a credential that a hand has changed", () => {
      const CHANGES: Partial<Credential> = {
        agent: "2",
        key: "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
        keyEpoch: "1",
        status: "Inactive",
        since: "1",
        block: "1",
        blockHash: ZeroHash,
        asOf: "1",
        audience: "Everybody",
        expiresAt: FOREVER.toString(),
        chainId: "1",
        register: `0x${"11".repeat(20)}`,
      };
      for (const [field, value] of Object.entries(CHANGES)) {
        it(`does not hold, online or offline: ${field}`, async () => {
          const content = { ...read(await exported(1)), [field]: value };
          expect(await falseOffline(content)).to.include(`Agent ${content.agent} signed it`);
          expect(await falseOf(content)).not.to.be.empty;
        });
      }
    });

    describe("given a holder who signs what is not so", () => {
      const LIES: readonly [Partial<Credential>, string][] = [
        [{ agent: "2" }, "Passport 2 is held by this key"],
        [{ keyEpoch: "7" }, "The key has not changed since"],
        [{ status: "Inactive" }, "The status is still so"],
        [{ since: "86400" }, "The present spell began then"],
        [{ blockHash: id("another chain") }, "Its block is on this chain"],
        [{ block: "900000" }, "Its block is on this chain"],
        [{ asOf: "86400" }, "Its block has this time"],
        [{ chainId: "1" }, "It is for this chain"],
        [{ register: `0x${"11".repeat(20)}` }, "It is for this register"],
      ];
      for (const [changes, claim] of LIES) {
        it(`holds offline, and the register refuses it: ${Object.keys(changes).join()}`, async () => {
          const content = await lie(1, changes);
          expect(await falseOffline(content)).to.deep.equal([]);
          expect(await falseOf(content)).to.include(claim);
        });
      }
    });

    it("does not hold for another audience, nor after its end", async () => {
      const content = read(await exported(1));
      expect(await falseOf(content, "Somebody else")).to.deep.equal(["It was made for you"]);
      const ended = await lie(1, { expiresAt: "86400" });
      expect(await falseOf(ended)).to.deep.equal(["It holds until 1970-01-02 00:00 UTC"]);
      expect(await falseOffline(ended)).to.deep.equal(["It holds until 1970-01-02 00:00 UTC"]);
    });

    it("does not hold once the member rests, and not after they came back either", async () => {
      const content = read(await exported(3));
      await chain.succeed("member:rest", { by: "3" });
      expect(await falseOf(content)).to.deep.equal(["The status is still so"]);
      const resting = read(await exported(3, { valid: "1d" }));
      expect(resting).to.include({ status: "Inactive" });
      expect(await falseOf(resting)).to.deep.equal([]);
      await chain.succeed("member:rest", { by: "3", end: true });
      expect(await falseOf(content)).to.deep.equal(["The present spell began then"]);
    });

    it("does not hold once the key has changed, or the member has left", async () => {
      const [moved, left] = [read(await exported(4)), read(await exported(5))];
      await chain.succeed("member:key", { by: "4", newKey: accounts[NEW_KEY] });
      expect(await falseOf(moved)).to.include.members([
        "Passport 4 is held by this key",
        "The key has not changed since",
      ]);
      await chain.succeed("member:leave", { by: "5" });
      expect(await falseOf(left)).to.include.members(["Passport 5 is held by this key", "The status is still so"]);
    });

    it("ends with exit code 1 and says which claims are false", async () => {
      const file = chain.write("lie.json", await lie(1, { agent: "2" }));
      const { error, output } = await chain.run("credential:check", { file });
      expect(error).to.include({ code: "CredentialUntrue" });
      expect(output).to.contain("✗ Passport 2 is held by this key").and.to.contain("does not hold");
    });

    it("refuses a file that is no credential, naming the place", async () => {
      const faulty = { ...read(await exported(1)), agent: "4294967296", extra: 1 };
      const { error } = await chain.run("credential:check", {
        file: chain.write("faulty.json", faulty),
        offline: true,
      });
      expect(error).to.include({ code: "FileInvalid" });
      expect(error?.message).to.contain("agent: the number has more than 32 bits").and.to.contain("extra");
    });

    describe("given an address at which there is no passport register", () => {
      it("says so", async () => {
        const members = nation.addresses.guilds;
        const content = await lie(1, { register: members });
        const checks = await checkCredential(content, { provider: nation.provider, members });
        const broken = checks.filter(({ holds }) => !holds).map(({ claim }) => claim);
        expect(broken).to.deep.equal(["The register speaks ERC-165, ERC-721 and ERC-5192"]);
      });
    });

    describe("given a key that is a contract wallet", () => {
      it("holds against the register, which can ask the wallet, and not offline", async () => {
        const { members } = nation.contracts;
        const [holder, owner] = [await signerOf(6), await signerOf(OWNER)];
        const wallet = await new ContractWallet__factory(holder).deploy(owner);
        const key = await wallet.getAddress();
        const consent = await signKeyConsent({ register: members, agent: 6n, key, deadline: FOREVER, signer: owner });
        await members.connect(holder).rotateKey({ by: 6n, newKey: key, nonce: 0n, deadline: FOREVER }, "0x", consent);
        const draft = await draftCredential(nation, { agent: 6n, audience: AUDIENCE, validity: 86_400n });
        const content = await signCredential(draft, owner);
        expect(await falseOf(content)).to.deep.equal([]);
        expect(await falseOffline(content)).to.deep.equal(["Agent 6 signed it"]);
        const forged = await signCredential(draft, Wallet.createRandom());
        expect(await falseOf(forged)).to.deep.equal(["Agent 6 signed it"]);
      });
    });
  });

  it("is no act: its signature carries nothing (INV-181)", async () => {
    const { members } = nation.contracts;
    const { signature } = read(await exported(8));
    const plain = { by: 8n, nonce: 0n, deadline: FOREVER };
    const carrier = members.connect(await signerOf(0));
    for (const method of ["renew", "resign", "reapply"] as const) {
      const refused = await carrier[method].staticCall(plain, signature).catch((error: unknown) => error);
      expect((explainRevert(refused) as NeoguildError).code, method).to.equal("StatementBadSignature");
    }
  });

  describe("credential:cosign", () => {
    it("adds a member's word, once", async () => {
      const file = await exported(7);
      const options = { by: "8", file };
      expect(await chain.succeed("credential:cosign", options)).to.include({ cosignatures: 1 });
      expect(await chain.succeed("credential:cosign", options)).to.include({ by: 8n, changed: false });
      expect(read(file).cosignatures).to.have.length(1);
      const { data, output } = await chain.run("credential:check", { file });
      expect(data, output).to.include({ holds: true });
      expect(output).to.contain(`co-signed by agent 8, key ${getAddress(accounts[8] ?? "")}`);
    });

    it("is refused for one's own, for what is not so, and to who is no member", async () => {
      const file = await exported(7, { valid: "3d" });
      expect((await chain.run("credential:cosign", { by: "7", file })).error).to.include({ code: "CredentialOwn" });
      const untrue = chain.write("untrue.json", await lie(7, { since: "86400" }));
      expect((await chain.run("credential:cosign", { by: "8", file: untrue })).error).to.include({
        code: "CredentialUntrue",
      });
      expect((await chain.run("credential:cosign", { by: "9", file })).error).to.include({ code: "MembersNotActive" });
      expect(read(file).cosignatures).to.deep.equal([]);
    });

    it("counts for one credential only, only by a member, and only once", async () => {
      const content = read(await exported(7));
      const by = { by: "8", key: accounts[8] ?? "", keyEpoch: "0" };
      const { domain, types, message } = typedCosignature(content, by);
      const cosigned = { ...by, signature: await (await signerOf(8)).signTypedData(domain, types, message) };
      expect(await falseOf({ ...content, cosignatures: [cosigned] })).to.deep.equal([]);

      const other = { ...read(await exported(2, { valid: "2d" })), cosignatures: [cosigned] };
      expect(await falseOf(other)).to.deep.equal(["Agent 8 co-signed it"]);
      expect(await falseOf({ ...content, cosignatures: [cosigned, cosigned] })).to.include("Everybody signed once");

      const stranger = Wallet.createRandom();
      const posing = { by: "9", key: stranger.address, keyEpoch: "0" };
      const said = typedCosignature(content, posing);
      const signature = await stranger.signTypedData(said.domain, said.types, said.message);
      const posed = { ...content, cosignatures: [{ ...posing, signature }] };
      expect(await falseOffline(posed)).to.deep.equal([]);
      expect(await falseOf(posed)).to.deep.equal(["Co-signer 9 is a member with this key"]);
    });
  });
});
