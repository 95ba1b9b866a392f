import { expect } from "chai";
import { id, toBeHex, toQuantity, Wallet, ZeroHash } from "ethers";
import { network } from "hardhat";

import { grantNumber } from "../../../sdk/licensing/grants.ts";
import { checkProofOffline, type Known } from "../../../sdk/licensing/proof/check.ts";
import {
  grantProof,
  signProof,
  typedProof,
  type GrantContent,
  type GrantProof,
  type Part,
} from "../../../sdk/licensing/proof/content.ts";
import { gatherEvidence, witnessesOf } from "../../../sdk/licensing/proof/evidence.ts";

const { ethers, provider } = await network.create();

const [licensee, steward, stranger] = ["licensee", "steward", "stranger"].map((name) => new Wallet(id(name)));
const ADDRESSES = {
  licences: `0x${"11".repeat(20)}`,
  policies: `0x${"22".repeat(20)}`,
  commons: `0x${"33".repeat(20)}`,
  members: `0x${"44".repeat(20)}`,
};
const facts = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([name, value]) => ({ name, value }));

const SAID: Omit<GrantContent, "block" | "blockHash" | "asOf" | "chainId"> = {
  format: "neoguild-grant-1",
  nation: "hypha-31337",
  ...ADDRESSES,
  grant: {
    number: grantNumber(3n, 12n, 4n).toString(),
    ...{ work: "3", licensee: "12", purpose: "manufacture", policy: "2", basis: "Reciprocate", userClass: "firm" },
    ...{ version: "1", by: "12", grantedAt: "1700000000", expiresAt: "2700000000", paid: "0" },
  },
  work: { guild: "7", contentHash: id("a plough"), uri: "ipfs://plough" },
  licence: {
    spdxId: "LicenseRef-Neoguild-CopyFair-1.0",
    uri: "https://neoguild.example/copyfair",
    textHash: id("the text"),
    terms: facts({
      ...{ "terms.matrix": "123456789", "terms.derivativeRule": "3", "terms.attribution": "true" },
      ...{ "terms.irrevocable": "false", "terms.term": "31536000", "terms.compatibleWith": "65537" },
      ...{
        "price.token": `0x${"Ab".repeat(20)}`,
        "price.perGrant": "10",
        "price.perUnit": "3",
        "price.ceiling": "999",
      },
      ...{ "price.classBps": "0,0,0,0,0,0,0,0,10000", "reciprocity.minutesAsked": "600", "reciprocity.amount": "50" },
      ...{ "reciprocity.periodDays": "90", "reciprocity.graceDays": "14", "reciprocity.cureDays": "60" },
      ...{ "reciprocity.firstCureDays": "30", "reciprocity.both": "false" },
    }),
  },
  licensee: { key: licensee!.address, keyEpoch: "2" },
  state: {
    inForce: true,
    standing: "Kept",
    meter: facts({
      ...{ unitFees: "30", paid: "80", minutesCounted: "120", reportedIn: "1", units: "10", noticedAt: "0" },
      ...{ lapsedAt: "0", suspendedUntil: "0", suspended: "0", ended: "0", lapsedPeriods: "0" },
    }),
    due: facts({ periods: "1", amount: "0", minutesDue: "0", dueAt: "1710000000", breachAt: "1711209600" }),
  },
};

// Contracts that keep what the proof says are put at its addresses; what the real ones keep, and where, is tested with them.
describe("The proof of a grant", () => {
  let content: GrantContent;
  let proof: GrantProof;

  before(async () => {
    const { chainId } = await ethers.provider.getNetwork();
    const said = { ...SAID, chainId: chainId.toString(), block: "0", blockHash: ZeroHash, asOf: "0" };
    for (const address of Object.values(ADDRESSES)) {
      await provider.request({ method: "hardhat_setCode", params: [address, "0x00"] });
      // Others' words beside those of the proof.
      for (const place of [1n, 2n, 3n, 4n])
        await setWord(address, toBeHex(BigInt(id(`${address}${place}`)), 32), place);
    }
    const others = (mask: bigint) => ~mask & ((1n << 256n) - 1n) & BigInt(id("what else stands in the slot"));
    for (const { address, slot, word, mask } of witnessesOf(said)) await setWord(address, slot, word | others(mask));
    await provider.request({ method: "hardhat_mine", params: [] });
    const block = await ethers.provider.getBlock("latest");
    content = {
      ...said,
      ...{ block: String(block!.number), blockHash: block!.hash!, asOf: String(block!.timestamp) },
    };
    const evidence = await gatherEvidence(ethers.provider, content);
    proof = await signedBy(content, [12n, "licensee", licensee!], [1n, "steward", steward!]);
    expect(evidence, "evidence").not.to.equal(undefined);
    proof = { ...proof, evidence };
  });

  async function setWord(address: string, slot: string, word: bigint) {
    await provider.request({ method: "hardhat_setStorageAt", params: [address, toQuantity(slot), toBeHex(word, 32)] });
  }

  async function signedBy(
    said: GrantContent,
    ...authors: readonly (readonly [id: bigint, as: Part, key: Wallet, epoch?: bigint])[]
  ): Promise<GrantProof> {
    const signatures = await Promise.all(
      authors.map(([by, as, signer, keyEpoch = by === 12n ? 2n : 0n]) =>
        signProof(said, { id: by, as, key: signer.address, keyEpoch, signer }),
      ),
    );
    return { ...said, signatures };
  }

  async function falseOf(one: GrantProof, known?: Known): Promise<string[]> {
    const checks = await checkProofOffline(grantProof.parse(one), known);
    return checks.filter(({ holds }) => !holds).map(({ claim }) => claim);
  }

  /** What a licensee who lies would show: other contents, properly signed, with the evidence of the true ones. */
  async function lie(changes: Partial<GrantContent>): Promise<GrantProof> {
    return { ...(await signedBy({ ...content, ...changes }, [12n, "licensee", licensee!])), evidence: proof.evidence };
  }

  describe("given a true one", () => {
    it("holds with nothing but the file, and against all that a reader may know", async () => {
      const { blockHash, work, licence } = content;
      const known = { blockHash, contracts: ADDRESSES, textHash: licence.textHash, contentHash: work.contentHash };
      expect(await falseOf(proof)).to.deep.equal([]);
      expect(await falseOf(proof, { ...known, keys: [stranger!.address, steward!.address] })).to.deep.equal([]);
    });

    it("holds without the chain's evidence, on its signers' word", async () => {
      expect(await falseOf({ ...proof, evidence: undefined })).to.deep.equal([]);
    });

    it("survives JSON", async () => {
      expect(await falseOf(JSON.parse(JSON.stringify(proof)) as GrantProof)).to.deep.equal([]);
    });

    it("does not hold for a reader who knows something else", async () => {
      const known: readonly [Known, string][] = [
        [{ blockHash: id("another block") }, "Its block is the one you know"],
        [{ contracts: { ...ADDRESSES, commons: ADDRESSES.members } }, "It is for this nation's commons"],
        [{ keys: [stranger!.address] }, "Somebody whose key you know signed it"],
        [{ textHash: id("another text") }, "The licence's text is the one you have"],
        [{ contentHash: id("a copy of the plough") }, "The work is the one you have"],
      ];
      for (const [one, claim] of known) expect(await falseOf(proof, one)).to.deep.equal([claim]);
    });
  });

  describe("given one that a hand has changed", () => {
    it("does not hold, whichever field it is", async () => {
      const unchanged = { ...proof, signatures: proof.signatures.slice(0, 1), evidence: undefined };
      for (const { path, change } of changesOf(SAID)) {
        expect(await falseOf(change(unchanged) as GrantProof), path).to.include("Agent 12 signed it as licensee");
      }
    });

    it("does not hold: block, its hash and time, chain", async () => {
      const changes: Partial<GrantContent>[] = [
        { block: "900" },
        { blockHash: id("x") },
        { asOf: "86400" },
        { chainId: "1" },
      ];
      for (const change of changes)
        expect(await falseOf({ ...proof, ...change })).to.include("Agent 12 signed it as licensee");
    });

    it("does not hold: a signature, its author, part, key and epoch", async () => {
      const [own, other] = proof.signatures;
      const forged: readonly Partial<GrantProof["signatures"][number]>[] = [
        { signature: own!.signature },
        { by: "2" },
        { as: "member" },
        { key: stranger!.address },
        { keyEpoch: "9" },
      ];
      for (const change of forged) {
        const changed = { ...proof, signatures: [own!, { ...other!, ...change }] };
        expect(await falseOf(changed), JSON.stringify(change)).to.have.length(1);
      }
    });
  });

  describe("given a licensee who signs what is not so", () => {
    const LIES: readonly [string, (content: GrantContent) => Partial<GrantContent>, RegExp][] = [
      ...Object.entries({ policy: "3", basis: "Free", userClass: "member", version: "2", by: "1", paid: "5" }).map(
        ([field, value]): (typeof LIES)[number] => [
          `grant.${field}`,
          ({ grant }) => ({ grant: { ...grant, [field]: value } }),
          /The chain keeps grant \d+ so/,
        ],
      ),
      ["grant.grantedAt", ({ grant }) => ({ grant: { ...grant, grantedAt: "1600000000" } }), /keeps grant/],
      ["grant.expiresAt", ({ grant }) => ({ grant: { ...grant, expiresAt: "0" } }), /keeps grant/],
      ["grant.work", ({ grant }) => ({ grant: { ...grant, work: "4" } }), /number is that of work/],
      ["grant.purpose", ({ grant }) => ({ grant: { ...grant, purpose: "personal" } }), /number is that of work/],
      [
        "licence.textHash",
        ({ licence }) => ({ licence: { ...licence, textHash: id("no text") } }),
        /hash of the licence/,
      ],
      ["licence.spdxId", ({ licence }) => ({ licence: { ...licence, spdxId: "CC0-1.0" } }), /SPDX id/],
      [
        "licence.uri",
        ({ licence }) => ({ licence: { ...licence, uri: `${licence.uri}/2` } }),
        /address of the licence/,
      ],
      ["work.guild", ({ work }) => ({ work: { ...work, guild: "8" } }), /guild 8 as steward/],
      ["licensee.keyEpoch", ({ licensee: held }) => ({ licensee: { ...held, keyEpoch: "3" } }), /this key for agent/],
      ["licensee.key", () => ({ licensee: { key: stranger!.address, keyEpoch: "2" } }), /this key for agent/],
      ["members", () => ({ members: ADDRESSES.commons }), /this key for agent/],
      ["licences", () => ({ licences: ADDRESSES.commons }), /keeps grant/],
      ["block", ({ block }) => ({ block: (BigInt(block) + 1n).toString() }), /number and time/],
      ["asOf", ({ asOf }) => ({ asOf: (BigInt(asOf) + 1n).toString() }), /number and time/],
      ["blockHash", () => ({ blockHash: id("x") }), /header is that of its block/],
    ];
    for (const [field, change, claim] of LIES) {
      it(`holds by the signature, and the chain's evidence refuses it: ${field}`, async () => {
        const untrue = await lie(change(content));
        const broken = await falseOf(untrue);
        expect(
          broken.some((one) => claim.test(one)),
          broken.join(),
        ).to.equal(true);
        expect(broken).not.to.include("Agent 12 signed it as licensee");
      });
    }

    it("the same for every fact of the terms and the meter", async () => {
      const { licence, state } = content;
      const other = (value: string) =>
        value.startsWith("0x") ? `0x${"12".repeat(20)}` : value === "true" ? "false" : `1${value}`;
      for (const [place, { name, value }] of licence.terms.entries()) {
        const terms = licence.terms.with(place, { name, value: other(value) });
        expect(await falseOf(await lie({ licence: { ...licence, terms } })), name).to.have.length(1);
      }
      for (const [place, { name, value }] of state.meter.entries()) {
        const meter = state.meter.with(place, { name, value: other(value) });
        expect(await falseOf(await lie({ state: { ...state, meter } })), name).to.have.length(1);
      }
      const terms = [...licence.terms, { name: "terms.forever", value: "true" }];
      expect(await falseOf(await lie({ licence: { ...licence, terms } }))).to.deep.equal([
        "Its terms are what the chain keeps, no more and no less",
      ]);
    });

    it("does not hold with another's key or part", async () => {
      const posed = await signedBy(content, [12n, "licensee", stranger!]);
      const claim = "Who signed as licensee is the licensee, with the licensee's key";
      expect(await falseOf(posed)).to.deep.equal([claim]);
      expect(await falseOf(await signedBy(content, [13n, "licensee", licensee!, 2n]))).to.deep.equal([claim]);
      expect(await falseOf(await signedBy(content, [12n, "member", licensee!]))).to.deep.equal([claim]);
    });

    it("does not hold if it was proven before it was granted, or signed twice by one", async () => {
      const early = { ...content, grant: { ...content.grant, grantedAt: (BigInt(content.asOf) + 1n).toString() } };
      expect(await falseOf(await signedBy(early, [12n, "licensee", licensee!]))).to.deep.equal([
        "It was granted before it was proven",
      ]);
      const twice = await signedBy(content, [1n, "steward", steward!], [1n, "steward", steward!]);
      expect(await falseOf(twice)).to.deep.equal(["Everybody signed once"]);
    });
  });

  describe("given evidence that a hand has changed", () => {
    it("does not hold: the header, a missing account, a missing slot, another one's way", async () => {
      const { header, accounts } = proof.evidence!;
      const broken = async (evidence: Partial<GrantProof["evidence"] & object>) =>
        falseOf({ ...proof, evidence: { ...proof.evidence!, ...evidence } });
      const other = `${header.slice(0, 200)}${header[200] === "0" ? "1" : "0"}${header.slice(201)}`;
      expect(await broken({ header: other })).to.include("The header is that of its block");
      expect(await broken({ accounts: [] })).to.have.length(witnessesOf(content).length);
      for (const [place, account] of accounts.entries()) {
        const slots = account.slots.slice(1);
        expect(await broken({ accounts: accounts.with(place, { ...account, slots }) })).to.have.length(1);
        const nodes = accounts[(place + 1) % accounts.length]!.nodes;
        expect(await broken({ accounts: accounts.with(place, { ...account, nodes }) })).to.have.length(
          account.slots.length,
        );
      }
    });

    it("refuses a file that holds anything else, naming the place", () => {
      const more = { ...proof, evidence: { ...proof.evidence!, trust: "me" } };
      expect(grantProof.safeParse(more).error?.issues[0]).to.deep.include({ path: ["evidence"] });
      const long = { ...proof, grant: { ...proof.grant, work: "4294967296" } };
      expect(grantProof.safeParse(long).error?.issues[0]).to.deep.include({ path: ["grant", "work"] });
      expect(grantProof.safeParse({ ...proof, signatures: [] }).success).to.equal(false);
    });
  });

  describe("given a node that proves nothing", () => {
    it("goes without evidence", async () => {
      const dumb = { send: () => Promise.reject(new Error("the method eth_getProof does not exist")) };
      expect(await gatherEvidence(dumb, content)).to.equal(undefined);
      const lying = { ...content, grant: { ...content.grant, paid: "1" } };
      expect(await gatherEvidence(ethers.provider, lying)).to.equal(undefined);
    });
  });

  it("is no act: domain and type are its own (INV-291)", () => {
    const { domain, primaryType, types } = typedProof(content, { by: "12", as: "licensee", keyEpoch: "2" });
    expect(domain.name).to.equal("Neoguild Grant");
    expect([primaryType, types[primaryType]?.at(-1)?.name]).to.deep.equal(["Statement", "proof"]);
  });
});

/** Every field of a proof that is signed, and the change of it to something else of its kind. */
function changesOf(said: object, path: readonly string[] = []): { path: string; change: (from: object) => object }[] {
  return Object.entries(said).flatMap(([name, value]: [string, unknown]) => {
    const place = [...path, name];
    if (typeof value === "object" && value !== null) return changesOf(value, place);
    if (name === "format") return [];
    return [{ path: place.join("."), change: (from: object) => changed(from, place) }];
  });
}

function changed(from: object, [name = "", ...rest]: readonly string[]): object {
  const value = (from as Record<string, unknown>)[name];
  const other = rest.length === 0 ? otherThan(name, value) : changed(value as object, rest);
  return Array.isArray(from) ? from.with(Number(name), other) : { ...from, [name]: other };
}

/** Words of which the schema knows a few. */
const WORDS: Readonly<Record<string, string>> = {
  ...{ purpose: "personal", basis: "Free", userClass: "member", standing: "Lapsed", name: "another" },
};

function otherThan(name: string, value: unknown): unknown {
  if (typeof value === "boolean") return !value;
  const text = String(value);
  if (WORDS[name] !== undefined) return WORDS[name];
  if (text.startsWith("0x")) return `0x${text[2] === "1" ? "2" : "1"}${text.slice(3)}`;
  return /^\d+$/.test(text) ? (text === "1" ? "2" : "1") : `${text}?`;
}
