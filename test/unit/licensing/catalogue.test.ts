import { expect } from "chai";
import { keccak256, ZeroAddress, id } from "ethers";
import { readdirSync, readFileSync } from "node:fs";

import { NeoguildError } from "../../../sdk/errors.ts";
import { parseLicence, readLicence } from "../../../sdk/licensing/catalogue.ts";
import { packMatrix, policyFrom, type ReciprocityChoices } from "../../../sdk/licensing/packing.ts";
import { explain, USE_REASONS } from "../../../sdk/licensing/explain.ts";
import { licencesPage } from "../../../tools/licences-doc.ts";
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

  it("says of every licence that it is no legal advice", () => {
    for (const spdxId of CATALOGUE) expect(readLicence(spdxId).reading).to.match(/no legal advice/);
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

  it("takes an id that SPDX lists or a LicenseRef of one's own, and says what is wrong with another", () => {
    const clauses = { ...ppl(), compatibleWith: [] };
    expect(parseLicence({ ...clauses, spdxId: "LicenseRef-Ours.1" }, "a").spdxId).to.equal("LicenseRef-Ours.1");
    for (const [spdxId, said] of [
      ["GPL-3.0", "given up"],
      ["ppl", 'writes it "PPL"'],
      ["PPL-9", "lists no"],
      ["LicenseRef-a b", "lists no"],
    ] as const) {
      const { code, message } = problemOf(() => parseLicence({ ...clauses, spdxId }, "a"));
      expect(code).to.equal("LicenceInvalid");
      expect(message).to.include("spdxId: ").and.to.include(said);
    }
  });

  it("refuses a clause that is named nowhere, and a summary that says otherwise than the conditions", () => {
    const { conditions, sources } = ppl() as { conditions: object; sources: Record<string, string[]> };
    const firm = ["4d", "4d", "4d", "4d", "99"];
    for (const [change, said] of [
      [{ sources: { ...sources, firm } }, 'sources.firm.4: clauses has no "99"'],
      [{ conditions: { ...conditions, cure: "7a" } }, "cureDays: conditions.cure says otherwise"],
      [{ attribution: false }, "attribution: conditions.attribution says otherwise"],
      [{ irrevocable: false }, "irrevocable: conditions.irrevocable says otherwise"],
      [{ derivativeRule: "same" }, "derivativeRule: any goes with"],
      [{ compatibleWith: [{ spdxId: "MIT", how: "released", source: "4a" }] }, "compatibleWith.0: a licence that asks"],
      [{ sources: { ...sources, firm: ["4d,4e", "", "4d", "4d", "4d"] } }, "sources.firm.1: write clauses"],
    ] as const) {
      expect(problemOf(() => parseLicence({ ...ppl(), ...change }, "a")).message).to.include(said);
    }
  });

  it("names as other licences of a derivative only ones that it has", () => {
    for (const { compatibleWith } of CATALOGUE.map(readLicence)) {
      for (const { spdxId } of compatibleWith) expect(CATALOGUE).to.include(spdxId);
    }
  });

  it("docs/licences.md is in step with the files", () => {
    expect(readFileSync("docs/licences.md", "utf8")).to.equal(licencesPage());
  });

  it("knows no licence without a file, nor a path for a name", () => {
    for (const name of ["GPL-9.0", "../hypha"]) {
      expect(problemOf(() => readLicence(name)).code).to.equal("LicenceUnknown");
    }
  });

  it("refuses choices of a nation that do not fit the cells", () => {
    const coopyright = readLicence("LicenseRef-Coopyright-1.1");
    const copyFair = readLicence(COPY_FAIR);
    const price = { token: ZeroAddress, perGrant: 1n };
    const quarterly = { periodDays: 90n };
    const priced = { ...ppl(), cells: { ...(ppl()["cells"] as object), firm: Array<string>(5).fill("Pay") } };
    for (const [run, what] of [
      [() => policyFrom(coopyright, { reciprocity: { minutes: 1n } }), "hash"],
      [() => policyFrom(parseLicence(priced, "priced")), "Pay"],
      [() => policyFrom(readLicence("MIT"), { price }), "fee"],
      [() => policyFrom(readLicence("MIT"), { price: { token: ZeroAddress, perUnit: 1n } }), "unit"],
      [
        () => policyFrom(copyFair, { price: { ...price, ceiling: 0n, perGrant: 2n }, reciprocity: { amount: 1n } }),
        "no period",
      ],
      [() => policyFrom(copyFair, { price: { token: ZeroAddress, perGrant: 2n, ceiling: 1n } }), "ceiling"],
      [() => policyFrom(copyFair, { price: { ...price, byClass: { "co-op": 5n } } }), "class co-op"],
      [() => policyFrom(copyFair, { price: { ...price, byClass: { firm: 10_001n } } }), "whole price"],
      [() => policyFrom(copyFair, { reciprocity: { minutes: 0n } }), "Reciprocate"],
      [() => policyFrom(copyFair, { reciprocity: { ...quarterly, cureDays: 0n, firstCureDays: 0n } }), "cure"],
      [() => policyFrom(copyFair, { reciprocity: { ...quarterly, both: true } }), "both"],
      [() => policyFrom(copyFair, { reciprocity: quarterly, term: 86_400n }), "whole periods"],
      [() => policyFrom(readLicence("MIT"), { reciprocity: quarterly }), "nothing that is due"],
      [() => policyFrom(readLicence("MIT"), { reciprocity: { minutes: 1n } }), "reciprocate"],
      [() => policyFrom(readLicence("MIT"), { compatibleWith: [1n] }), "compatible"],
    ] as const) {
      const { code, message } = problemOf(run);
      expect(code).to.equal("LicenceIncomplete");
      expect(message).to.include(what);
    }
  });

  it("takes the minutes of the file unless the nation asks for others", () => {
    const minutesOf = (minutes?: bigint) =>
      policyFrom(readLicence(COPY_FAIR), minutes === undefined ? {} : { reciprocity: { minutes } }).reciprocity
        .minutesAsked;
    expect(minutesOf()).to.equal(960n);
    expect(minutesOf(60n)).to.equal(60n);
  });

  it("gives CoopCycle's 60 and 30 days to cure where neither the licence nor the nation says otherwise", () => {
    const days = (spdxId: string, reciprocity: ReciprocityChoices) => {
      const { cureDays, firstCureDays } = policyFrom(readLicence(spdxId), {
        reciprocity,
        textHash: id("a"),
      }).reciprocity;
      return [cureDays, firstCureDays];
    };
    const coopyright = "LicenseRef-Coopyright-1.1";
    expect(days(coopyright, { minutes: 60n, periodDays: 90n })).to.deep.equal([60n, 30n]);
    expect(days(coopyright, { minutes: 60n, periodDays: 90n, cureDays: 10n })).to.deep.equal([10n, 10n]);
    expect(days(COPY_FAIR, { periodDays: 90n })).to.deep.equal([30n, 30n]);
    expect(days("LicenseRef-CoopCycle", {})).to.deep.equal([60n, 30n]);
  });

  it("explains every reason in two sentences, and refuses a code that does not exist", () => {
    for (const [code, reason] of USE_REASONS.entries()) {
      const { sentence, allowed } = explain(0n, BigInt(code));
      expect(sentence, reason).to.match(/^[A-Z].*\. [A-Z].*\.$/);
      expect(allowed).to.equal(code <= USE_REASONS.indexOf("PactAgreed"));
    }
    expect(() => explain(5n, 0n)).to.throw(RangeError);
    expect(() => explain(0n, BigInt(USE_REASONS.length))).to.throw(RangeError);
  });
});
