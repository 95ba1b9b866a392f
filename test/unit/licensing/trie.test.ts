import { expect } from "chai";
import { encodeRlp, keccak256, toBeHex, ZeroAddress } from "ethers";
import { network } from "hardhat";

import {
  EMPTY_ROOT,
  provenAccount,
  provenValue,
  provenWord,
  TrieProofBroken,
} from "../../../sdk/licensing/proof/trie.ts";

const { ethers, provider } = await network.create();

interface Told {
  readonly accountProof: string[];
  readonly storageHash: string;
  readonly nonce: string;
  readonly codeHash: string;
  readonly storageProof: { readonly key: string; readonly value: string; readonly proof: string[] }[];
}

/** Slots of which each holds a word in a token's book, and some that hold none. */
const SLOTS = Array.from({ length: 40 }, (_, place) => toBeHex(place, 32));

describe("Merkle-Patricia proofs", () => {
  let root: string;
  let book: string;
  let told: Told;

  before(async () => {
    const contract = await ethers.deployContract("PlainToken");
    book = (await contract.getAddress()).toLowerCase();
    // Words of all lengths beside each other: short nodes stand in their parents, long ones behind a hash.
    for (const slot of SLOTS.slice(0, 24)) {
      const word = toBeHex(BigInt(keccak256(slot)) >> (BigInt(slot) * 10n), 32);
      await provider.request({
        method: "hardhat_setStorageAt",
        params: [book, toBeHex(BigInt(slot)).replace("0x0", "0x"), word],
      });
    }
    await provider.request({ method: "hardhat_mine", params: [] });
    const block = (await provider.request({ method: "eth_getBlockByNumber", params: ["latest", false] })) as {
      stateRoot: string;
    };
    root = block.stateRoot;
    told = (await provider.request({ method: "eth_getProof", params: [book, SLOTS, "latest"] })) as Told;
  });

  describe("given what a node says", () => {
    it("leads from the state's root to the account, and from its root to every slot, empty ones too", async () => {
      const account = provenAccount(root, book, told.accountProof);
      expect(account).to.deep.equal({
        nonce: BigInt(told.nonce),
        storageRoot: told.storageHash,
        codeHash: told.codeHash,
      });
      for (const { key, proof } of told.storageProof) {
        const word = provenWord(account.storageRoot, toBeHex(BigInt(key), 32), proof);
        expect(toBeHex(word, 32)).to.equal(await ethers.provider.getStorage(book, key));
      }
      expect(told.storageProof.some(({ value }) => BigInt(value) === 0n)).to.equal(true);
    });

    it("shows that an account is not there", async () => {
      const nobody = `0x${"77".repeat(20)}`;
      const { accountProof } = (await provider.request({
        method: "eth_getProof",
        params: [nobody, [], "latest"],
      })) as Told;
      expect(provenValue(root, nobody, accountProof)).to.equal(undefined);
      expect(() => provenAccount(root, nobody, accountProof)).to.throw(TrieProofBroken, "there is no account");
    });
  });

  describe("given nodes that a hand has changed", () => {
    it("is broken by every changed byte, missing node, other order and node too many (INV-292)", () => {
      const { storageRoot } = provenAccount(root, book, told.accountProof);
      const full = told.storageProof.filter(({ proof }) => proof.length > 1)[0]!;
      const slot = toBeHex(BigInt(full.key), 32);
      const { proof } = full;
      const broken = (nodes: readonly string[]) =>
        expect(() => provenWord(storageRoot, slot, nodes), JSON.stringify(nodes)).to.throw(TrieProofBroken);
      for (const [place, node] of proof.entries()) {
        for (let digit = 2; digit < node.length; digit += 7) {
          const other = node[digit] === "0" ? "1" : "0";
          broken(proof.with(place, `${node.slice(0, digit)}${other}${node.slice(digit + 1)}`));
        }
        broken(proof.toSpliced(place, 1));
        broken(proof.toSpliced(place, 0, node));
      }
      broken([]);
      broken(proof.toReversed());
      broken([...proof, proof[0]!]);
    });

    it("is broken under another root, and for another slot shows another word or nothing", () => {
      const { storageRoot } = provenAccount(root, book, told.accountProof);
      const [one, other] = told.storageProof.filter(({ proof }) => proof.length > 1);
      expect(() => provenWord(root, SLOTS[0]!, one!.proof)).to.throw(TrieProofBroken);
      expect(() => provenWord(storageRoot, toBeHex(BigInt(other!.key), 32), one!.proof)).to.throw(TrieProofBroken);
    });
  });

  describe("given tries made by hand", () => {
    const key = ZeroAddress;
    const path = keccak256(key).slice(2);
    const leaf = (digits: string, value: string) => [`0x${digits.length % 2 === 1 ? "3" : "20"}${digits}`, value];
    const branch = (children: Readonly<Record<number, unknown>>) =>
      Array.from({ length: 17 }, (_, place) => children[place] ?? "0x");
    const at = (digits: number) => Number.parseInt(path.charAt(digits), 16);
    const other = (digits: number) => (at(digits) + 1) % 16;
    const hashed = (node: unknown) => encodeRlp(node as string[]);

    it("finds nothing in an empty one, with no node", () => {
      expect(provenValue(EMPTY_ROOT, key, [])).to.equal(undefined);
      expect(() => provenValue(EMPTY_ROOT, key, ["0xc0"])).to.throw(TrieProofBroken, "lead nowhere");
    });

    it("reads a leaf, a branch and an extension", () => {
      const end = hashed(leaf(path.slice(3), "0x1234"));
      const fork = hashed(branch({ [at(2)]: keccak256(end), [other(2)]: `0x${"55".repeat(32)}` }));
      const top = hashed([`0x00${path.slice(0, 2)}`, keccak256(fork)]);
      expect(provenValue(keccak256(top), key, [top, fork, end])).to.equal("0x1234");
      const alone = hashed(leaf(path, "0x12"));
      expect(provenValue(keccak256(alone), key, [alone])).to.equal("0x12");
    });

    it("shows an absence by an empty branch, another leaf or another extension", () => {
      const empty = hashed(branch({ [other(0)]: `0x${"55".repeat(32)}`, [(at(0) + 2) % 16]: `0x${"66".repeat(32)}` }));
      const elsewhere = hashed(leaf(`${path.slice(0, -1)}${other(63).toString(16)}`, "0x12"));
      const aside = hashed([`0x1${other(0).toString(16)}`, `0x${"55".repeat(32)}`]);
      for (const node of [empty, elsewhere, aside]) {
        expect(provenValue(keccak256(node), key, [node])).to.equal(undefined);
      }
    });

    it("refuses nodes that no trie has", () => {
      const nodes = [
        "0x12",
        "0xc0",
        "0xc3808080",
        "0xff",
        hashed(["0x40", "0x12"]),
        hashed([["0x20"], "0x12"]),
        hashed([`0x20${path}`, ["0x12"]]),
        hashed(branch({ [at(0)]: "0x1234" })),
      ];
      for (const node of nodes) {
        expect(() => provenValue(keccak256(node), key, [node]), node).to.throw(TrieProofBroken);
      }
    });
  });
});
