import { expect } from "chai";

import { readCatalogue, readLicence, type Licence } from "../../../sdk/licensing/catalogue.ts";
import { compare, comparisonInWords } from "../../../sdk/licensing/compare.ts";
import { compatible, pairOf } from "../../../sdk/licensing/compatibility.ts";
import { licenceInWords } from "../../../sdk/licensing/words.ts";
import { CATALOGUE, COPY_FAIR } from "../../fixtures/licensing.ts";

const [GPL, AGPL, BY_SA, BY_NC_SA] = [
  "GPL-3.0-or-later",
  "AGPL-3.0-or-later",
  "CC-BY-SA-4.0",
  "CC-BY-NC-SA-4.0",
] as const;
const [STRONG, WEAK, OPEN] = ["CERN-OHL-S-2.0", "CERN-OHL-W-2.0", "CERN-OHL-P-2.0"] as const;

describe("compatibility of licences", () => {
  const catalogue = readCatalogue();
  const pair = (parent: string, child: string) => pairOf(catalogue, parent, child);
  const said = (parent: string, child: string) =>
    pair(parent, child)
      .findings.map(({ sentence }) => sentence)
      .join("\n");

  describe("a work under one licence that builds on one under another", () => {
    /** Each with what the texts say; not read from the data. */
    const KNOWN: readonly (readonly [parent: string, child: string, verdict: string, why: RegExp])[] = [
      [BY_SA, GPL, "with care", /creativecommons\.org\/compatiblelicenses.*version 3 of the GPL alone.*one way only/],
      [GPL, BY_SA, "no", /GPL-3\.0-or-later 5c.*CC-BY-SA-4\.0 3b1.*Each asks for the whole under itself/],
      [BY_SA, AGPL, "no", /By way of a work under GPL-3\.0-or-later it can be done/],
      [GPL, AGPL, "with care", /13: .*combined.*over a network/],
      [AGPL, GPL, "no", /5c and 13.*Each asks/],
      [WEAK, STRONG, "with care", /8\.3: .*Available Component/],
      [STRONG, WEAK, "no", /3\.3d/],
      [STRONG, GPL, "no", /3\.3d.*5c/],
      [WEAK, "MIT", "no", /only meets it over an interface apart from it/],
      [OPEN, STRONG, "yes", /3\.3 and 3\.4.*kept at once/],
      [OPEN, GPL, "yes", /kept at once/],
      ["MIT", COPY_FAIR, "yes", /notice: .*kept at once/],
      ["MIT", "CC0-1.0", "with care", /asks for no notices/],
      ["CC0-1.0", "MIT", "yes", /asks nothing of a derivative/],
      ["CC0-1.0", GPL, "yes", /4a: .*Patents of the part's authors do not come/],
      [BY_SA, BY_NC_SA, "no", /2a5C.*1k.*would take from everybody \(commercial, manufacture\)/],
      [BY_NC_SA, BY_SA, "no", /offers to everybody \(commercial, manufacture\) what CC-BY-NC-SA-4\.0 keeps back/],
      ["PPL", "MIT", "no", /4d: .*offers to firms \(personal, non-commercial, commercial, derivative, manufacture\)/],
      ["PPL", BY_NC_SA, "no", /4a: .*keeps back from worker co-ops \(commercial, manufacture\) what PPL gives/],
      ["PPL", "PPL", "yes", /Both are under PPL/],
      ["LicenseRef-CoopCycle", AGPL, "no", /7c.*3\.I/s],
      [
        "LicenseRef-Coopyright-1.1",
        "LicenseRef-Coopyright-1.1",
        "with care",
        /needs a grant for it first.*Reciprocate/,
      ],
      [COPY_FAIR, COPY_FAIR, "yes", /That is what it asks of a derivative/],
    ];
    for (const [parent, child, verdict, why] of KNOWN) {
      it(`${child} on ${parent}: ${verdict}`, () => {
        expect(pair(parent, child).verdict).to.equal(verdict);
        expect(said(parent, child).replaceAll("\n", " ")).to.match(why);
      });
    }

    it("says of every pair of the catalogue which terms meet, in sentences with their clauses", () => {
      for (const parent of CATALOGUE) {
        for (const child of CATALOGUE) {
          const { verdict, findings } = pair(parent, child);
          expect(findings, `${child} on ${parent}`).to.not.be.empty;
          expect(findings.map((one) => one.verdict)).to.include(verdict);
          for (const { terms, sentence } of findings) {
            expect(terms).to.not.be.empty;
            for (const { licence, source, says } of terms) {
              expect([parent, child]).to.include(licence);
              expect(source).to.not.equal("");
              expect(says).to.match(/[.]$/);
            }
            expect(sentence).to.match(/^\S+ .*: [A-Z].*\.$/s);
          }
        }
      }
    });

    it("a licence is always kept by a work under itself, unless its matrix lets no member derive", () => {
      for (const spdxId of CATALOGUE) expect(pair(spdxId, spdxId).verdict, spdxId).to.not.equal("no");
    });

    it("says apart from that what the commons takes: PPL asks for no share-alike, so its rule is any", () => {
      expect(pair("PPL", "MIT")).to.include({ verdict: "no", commons: true });
      expect(pair(GPL, BY_SA)).to.include({ verdict: "no", commons: false });
      expect(pair(BY_SA, GPL)).to.include({ verdict: "with care", commons: true });
    });

    it("reads as with care what the catalogue has no reading of", () => {
      for (const [parent, child] of [
        ["MIT", "LicenseRef-Unread"],
        ["LicenseRef-Unread", "MIT"],
      ] as const) {
        expect(pair(parent, child)).to.include({ verdict: "with care", commons: false });
        expect(said(parent, child)).to.match(/no reading of LicenseRef-Unread/);
      }
    });

    it("goes by the class of who derives", () => {
      expect(pairOf(catalogue, "PPL", "PPL", "firm").verdict).to.equal("no");
      expect(pairOf(catalogue, COPY_FAIR, COPY_FAIR, "firm").verdict).to.equal("with care");
    });

    it("follows the data: a licence that names no other, or one that is freer than its parent", () => {
      const alone = { ...readLicence(BY_SA), compatibleWith: [] };
      const others = catalogue.filter(({ spdxId }) => spdxId !== BY_SA);
      expect(pairOf([...others, alone], BY_SA, GPL).verdict).to.equal("no");
      const { cells } = readLicence("MIT");
      const closed: Licence = {
        ...readLicence("MIT"),
        cells: { ...cells, firm: ["Free", "Free", "ByApproval", "Free", "Free"] },
      };
      const { verdict, findings } = pairOf([closed, ...catalogue.filter(({ spdxId }) => spdxId !== "MIT")], "MIT", GPL);
      expect(verdict).to.equal("no");
      expect(findings[0]?.sentence).to.include("offers to firms (commercial) what MIT keeps back");
    });
  });

  describe("a work that builds on several", () => {
    it("goes under what all of them allow: BY-SA and GPL meet in the GPL, and with the AGPL in nothing", () => {
      const met = compatible({ parents: [[BY_SA], [GPL], ["MIT"]], child: [GPL] });
      expect(met.verdict).to.equal("with care");
      expect(met.possible).to.deep.equal([{ spdxId: GPL, verdict: "with care" }]);
      expect(compatible({ parents: [[BY_SA], [AGPL]], child: [AGPL] }).possible).to.deep.equal([]);
    });

    it("says which two terms leave nothing between them", () => {
      const { verdict, possible, sentences } = compatible({ parents: [["MIT"], [STRONG], [GPL]], child: [STRONG] });
      expect({ verdict, possible }).to.deep.equal({ verdict: "no", possible: [] });
      expect(sentences.at(-1)).to.match(
        /^CERN-OHL-S-2\.0 3\.3d: .* GPL-3\.0-or-later 5c: .*No licence of the catalogue/,
      );
    });

    it("takes of a parent under several licences the one that fits", () => {
      expect(compatible({ parents: [[STRONG, "MIT"], [GPL]], child: [GPL] }).verdict).to.equal("yes");
      expect(compatible({ parents: [[STRONG, BY_SA]], child: [GPL] }).verdict).to.equal("with care");
    });

    it("asks that it holds under each licence it is offered under", () => {
      expect(compatible({ parents: [[GPL]], child: [GPL, "MIT"] }).verdict).to.equal("no");
      expect(compatible({ parents: [["PPL", COPY_FAIR]], child: ["PPL", COPY_FAIR] }).verdict).to.equal("yes");
    });

    it("a work that builds on nothing may be under any", () => {
      const { verdict, sentences, possible } = compatible({ parents: [], child: ["PPL"] });
      expect({ verdict, sentences }).to.deep.equal({ verdict: "yes", sentences: [] });
      expect(possible).to.have.lengthOf(CATALOGUE.length);
    });
  });

  describe("two licences beside each other", () => {
    it("says in which cells they differ, and what may build on what", () => {
      const [ppl, mit] = [readLicence("PPL"), readLicence("MIT")];
      const comparison = compare(ppl, mit);
      expect(comparison.differences).to.deep.include({
        purpose: "personal",
        classes: ["firm"],
        first: "Forbidden",
        second: "Free",
      });
      expect(comparison.both.possible).to.deep.equal([{ spdxId: "PPL", verdict: "yes" }]);
      const lines = comparisonInWords(ppl, mit, comparison);
      expect(lines).to.include("  commercial, everybody but worker co-ops: PPL Forbidden, MIT Free");
      expect(lines).to.include("A work that builds on one under each: under PPL");
    });

    it("says when they answer alike, and when nothing goes with both", () => {
      const [strong, gpl] = [readLicence(STRONG), readLicence(GPL)];
      const lines = comparisonInWords(strong, gpl, compare(strong, gpl));
      expect(lines[0]).to.equal("CERN-OHL-S-2.0 and GPL-3.0-or-later answer every question alike.");
      expect(lines).to.include("A work that builds on one under each: under no licence of the catalogue");
    });
  });

  describe("a licence in words", () => {
    it("says every column in as few answers as it has, with the clauses", () => {
      const lines = licenceInWords(readLicence("LicenseRef-CoopCycle"));
      expect(lines).to.include(
        "commercial: Forbidden for everybody but worker co-ops and co-ops (3.I); Free for worker co-ops (3.I); ByApproval for co-ops (3.I)",
      );
      expect(lines).to.include(
        "- After a breach the right comes back if it is cured within 60 days, or of a first notice within 30 days. (10)",
      );
      expect(lines.filter((line) => line.startsWith("?"))).to.have.lengthOf(2);
    });
  });
});
