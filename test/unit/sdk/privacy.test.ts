import { readFileSync } from "node:fs";
import { expect } from "chai";
import { concat, dataLength, id, keccak256, toBeHex, toUtf8Bytes } from "ethers";

import { isHashOf, saltedHash } from "../../../sdk/privacy.ts";
import { factories } from "../../../typechain-types/index.ts";

/** What somebody would try who wants to know why a neighbour objected. */
const GUESSES = ["ill", "I am ill", "Bo is ill", "we cannot afford it", "conflict of interest", ""];

describe("privacy", () => {
  describe("saltedHash", () => {
    it("gives another salt of 32 bytes and another hash each time, also for the same text", async () => {
      const made = await Promise.all(Array.from({ length: 50 }, () => saltedHash("ill")));
      expect(made.every(({ salt }) => dataLength(salt) === 32)).to.equal(true);
      expect(new Set(made.map(({ salt }) => salt)).size).to.equal(50);
      expect(new Set(made.map(({ hash }) => hash)).size).to.equal(50);
    });

    it("cannot be guessed without the salt, though the text stands on the list of guesses", async () => {
      const { hash, salt } = await saltedHash("ill");
      const tried = GUESSES.flatMap((guess) => {
        // Without a salt, and with all salts a careless hand would choose.
        const careless = Array.from({ length: 300 }, (_, n) => keccak256(concat([toBeHex(n, 32), toUtf8Bytes(guess)])));
        return [id(guess), keccak256(concat([toUtf8Bytes(guess), salt])), ...careless];
      });
      expect(tried).not.to.include(hash);
    });

    it("is opened by text and salt together, and by no other text", async () => {
      const hidden = await saltedHash("ill");
      const opened = await Promise.all(GUESSES.map((guess) => isHashOf(hidden, guess)));
      expect(GUESSES.filter((_, place) => opened[place])).to.deep.equal(["ill"]);
    });

    it("tells two texts apart whose bytes run on into the salt", async () => {
      const { salt } = await saltedHash("");
      const longer = await saltedHash("a", salt);
      expect(await isHashOf({ ...longer, salt: `${salt}61` }, "")).to.equal(false);
    });
  });

  describe("docs/privacy.md", () => {
    const page = readFileSync("docs/privacy.md", "utf8");

    it("names every event in which somebody's words reach the chain, and no other", () => {
      const section = /## Free text on the chain\n([^]*?)\n## /.exec(page)?.[1] ?? "";
      const rows = [...section.matchAll(/^\| `(\w+\.\w+)`\s*\|(.*)\|$/gm)];
      const named = rows.flatMap(([, event = "", words = ""]) =>
        [...words.matchAll(/`(\w+)`/g)].map(([, field = ""]) => `${event}.${field}`),
      );
      expect(named.sort()).to.deep.equal([...new Set(textsOfEvents())].sort());
    });

    it("says all that the register keeps of an agent", () => {
      const agentOf = contract("Members").find(({ name, type }) => name === "agentOf" && type === "function");
      const fields = agentOf?.outputs?.[0]?.components?.map(({ name }) => name);
      expect(fields).to.deep.equal(["key", "since", "until", "status", "keyEpoch"]);
    });
  });
});

interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly components?: readonly Parameter[];
}

interface Fragment {
  readonly type: string;
  readonly name?: string;
  readonly inputs?: readonly Parameter[];
  readonly outputs?: readonly Parameter[];
}

/** By Solidity name: the ABI of every contract of ours that can be deployed. */
function contracts(): Map<string, readonly Fragment[]> {
  const found = new Map<string, readonly Fragment[]>();
  for (const domain of Object.values(factories.contracts)) {
    for (const [name, factory] of Object.entries(domain as Record<string, unknown>)) {
      const { abi, bytecode } = factory as { abi?: readonly Fragment[]; bytecode?: string };
      if (abi !== undefined && bytecode !== undefined) found.set(name.replace(/__factory$/, ""), abi);
    }
  }
  return found;
}

function contract(name: string): readonly Fragment[] {
  const abi = contracts().get(name);
  if (abi === undefined) throw new RangeError(`no contract ${name} has bindings`);
  return abi;
}

const LINKED = new Set(["Proposals"]);

/** `Contract.Event.field` of every string, however deep, that an event holds. */
function textsOfEvents(): string[] {
  // Whose events it emits, a linked library speaks for.
  return [...contracts()]
    .filter(([name]) => !LINKED.has(name))
    .flatMap(([name, abi]) =>
      abi
        .filter(({ type }) => type === "event")
        .flatMap((event) => textsIn(event.inputs ?? []).map((field) => `${name}.${event.name ?? ""}.${field}`)),
    );
}

function textsIn(parameters: readonly Parameter[]): string[] {
  return parameters.flatMap(({ name, type, components }) =>
    components === undefined ? (type.startsWith("string") ? [name] : []) : textsIn(components),
  );
}
