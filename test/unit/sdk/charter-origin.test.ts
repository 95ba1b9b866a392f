import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

import { readCharter } from "../../../sdk/charter.ts";
import { charterInWords } from "../../../sdk/charterInWords.ts";
import { originOf } from "../../../sdk/governance/origin.ts";

const ORIGIN = {
  chain: "31337",
  moving: "0x5FbDB2315678afecb367f032d93F642f64180aa3",
  move: 1,
  root: `0x${"5c".repeat(32)}`,
  tokens: [`0x${"0".repeat(40)}`],
};

describe("the origin in a charter", () => {
  const folder = mkdtempSync(join(tmpdir(), "neoguild-origin-"));
  after(() => rmSync(folder, { recursive: true }));

  const charter = (more: object, acts: object = {}) => {
    const given = JSON.parse(readFileSync("charters/hypha.json", "utf8")) as { governance: { acts: object } };
    Object.assign(given.governance, more);
    Object.assign(given.governance.acts, acts);
    const path = join(folder, "charter.json");
    writeFileSync(path, JSON.stringify(given));
    return readCharter(path).rules;
  };

  it("is what the contract takes, and all zero where there is none", () => {
    const rules = charter({ origin: ORIGIN });
    expect(originOf(rules)).to.deep.equal({ ...ORIGIN, chain: 31_337n, move: 1n });
    expect(charterInWords(rules).join("\n")).to.contain("Came from chain 31337: move 1");
    expect(originOf(charter({})).chain).to.equal(0n);
  });

  it("is refused where a part is missing or no chain, root or address", () => {
    const bad: [string, object][] = [
      ["governance.origin.chain", { ...ORIGIN, chain: "0" }],
      ["governance.origin.moving", { ...ORIGIN, moving: "0x5" }],
      ["governance.origin.move", { ...ORIGIN, move: 0 }],
      ["governance.origin.root", { ...ORIGIN, root: "0x5c" }],
      ["governance.origin.tokens", { ...ORIGIN, tokens: Array<string>(9).fill(ORIGIN.moving) }],
    ];
    for (const [path, origin] of bad) expect(() => charter({ origin }), path).to.throw(path);
  });

  it("where the nation goes takes no other rule than the constitutional one", () => {
    expect(() => charter({}, { "Moving.attest": "ordinary" })).to.throw("governance.acts.Moving.attest");
  });
});
