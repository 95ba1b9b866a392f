import { expect } from "chai";
import { keccak256, ZeroAddress } from "ethers";
import { readdirSync, readFileSync } from "node:fs";

import { NeoguildError } from "../../../sdk/errors.ts";
import { packMatrix, parseLicence, policyFrom, readLicence } from "../../../sdk/licensing/catalogue.ts";
import { explain, USE_REASONS } from "../../../sdk/licensing/explain.ts";
import { CATALOGUE, COPY_FAIR } from "../../fixtures/licensing.ts";

const FOLDER = new URL("../../../charters/licences/", import.meta.url);

function problemOf(run: () => unknown): NeoguildError {
  try {
    run();
  } catch (error) {
    if (error instanceof NeoguildError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("licence catalogue", () => {
  const ppl = () => JSON.parse(readFileSync(new URL("PPL.json", FOLDER), "utf8")) as Record<string, unknown>;

  it("has exactly the licences the tests go through, each readable", () => {
    const files = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
    expect(files.map((name) => name.replace(/\.json$/, "")).sort()).to.deep.equal([...CATALOGUE].sort());
    for (const spdxId of CATALOGUE) expect(readLicence(spdxId).spdxId).to.equal(spdxId);
  });

  it("says of every licence that it is no legal advice, and of ours where each cell comes from", () => {
    for (const spdxId of CATALOGUE) expect(readLicence(spdxId).reading).to.match(/no legal advice/);
    expect(readLicence(COPY_FAIR).sources).to.not.equal(undefined);
  });

  it("names the hash of our own text", () => {
    const text = readFileSync(new URL(`${COPY_FAIR}.txt`, FOLDER));
    expect(readLicence(COPY_FAIR).text.keccak256).to.equal(keccak256(text));
  });

  it("packs class and purpose three bits a cell, individuals' personal use lowest", () => {
    const { cells } = readLicence("PPL");
    // Individuals: Free, Free, Forbidden, Free, Forbidden.
    expect(packMatrix(cells) & 0x7fffn).to.equal((4n << 6n) | (4n << 12n));
    // Firms: Forbidden throughout, in the last 15 bits.
    expect(packMatrix(cells) >> 120n).to.equal(0b100100100100100n);
  });

  it("names the path and the rule of every fault", () => {
    const cells = { ...(ppl()["cells"] as object), firm: ["Free", "Maybe", "Free", "Free", "Free"], pirate: [] };
    const { code, message } = problemOf(() => parseLicence({ ...ppl(), cells, colour: 1 }, "ppl.json"));
    expect(code).to.equal("LicenceInvalid");
    expect(message).to.include("cells.firm.1: write one of Free, Reciprocate, Pay, ByApproval, Forbidden");
    expect(message).to.include("pirate");
    expect(message).to.include("colour");
  });

  it("refuses a matrix without one of its rows, or a row without one of its cells", () => {
    const { firm, ...others } = ppl()["cells"] as Record<string, string[]>;
    expect(problemOf(() => parseLicence({ ...ppl(), cells: others }, "a")).message).to.include("cells.firm");
    const short = { ...others, firm: firm!.slice(1) };
    expect(problemOf(() => parseLicence({ ...ppl(), cells: short }, "a")).message).to.include("cells.firm");
  });

  it("knows no licence without a file, nor a path for a name", () => {
    for (const name of ["GPL-9.0", "../hypha"]) {
      expect(problemOf(() => readLicence(name)).code).to.equal("LicenceUnknown");
    }
  });

  it("refuses choices of a nation that do not fit the cells", () => {
    const coopyright = readLicence("LicenseRef-Coopyright-1.1");
    const copyFair = readLicence(COPY_FAIR);
    const fee = { token: ZeroAddress, amount: 1n };
    const priced = { ...ppl(), cells: { ...(ppl()["cells"] as object), firm: Array<string>(5).fill("Pay") } };
    for (const [run, what] of [
      [() => policyFrom(coopyright, { reciprocityMinutes: 1n }), "hash"],
      [() => policyFrom(parseLicence(priced, "priced")), "Pay"],
      [() => policyFrom(readLicence("MIT"), { fee }), "fee"],
      [() => policyFrom(copyFair, { reciprocityMinutes: 0n }), "Reciprocate"],
      [() => policyFrom(readLicence("MIT"), { reciprocityMinutes: 1n }), "reciprocate"],
      [() => policyFrom(readLicence("MIT"), { compatibleWith: 1n }), "compatible"],
    ] as const) {
      const { code, message } = problemOf(run);
      expect(code).to.equal("LicenceIncomplete");
      expect(message).to.include(what);
    }
  });

  it("takes the minutes of the file unless the nation asks for others", () => {
    expect(policyFrom(readLicence(COPY_FAIR)).terms.reciprocityMinutes).to.equal(960n);
    expect(policyFrom(readLicence(COPY_FAIR), { reciprocityMinutes: 60n }).terms.reciprocityMinutes).to.equal(60n);
  });

  it("explains every reason in two sentences, and refuses a code that does not exist", () => {
    for (const [code, reason] of USE_REASONS.entries()) {
      const { sentence, allowed } = explain(0n, BigInt(code));
      expect(sentence, reason).to.match(/^[A-Z].*\. [A-Z].*\.$/);
      expect(allowed).to.equal(code <= USE_REASONS.indexOf("ContributionsAccepted"));
    }
    expect(() => explain(5n, 0n)).to.throw(RangeError);
    expect(() => explain(0n, BigInt(USE_REASONS.length))).to.throw(RangeError);
  });
});
