import { z } from "zod";

import { defineTask } from "../task.ts";

const licence = z.string().describe("SPDX id or LicenseRef- of a file in charters/licences/");

export const licenceCompare = defineTask({
  name: "licence:compare",
  description:
    "Compares two licences of the catalogue: who may do more under which, whether a work under one may build on one under " +
    "the other, and under which licences a work may build on both, with the terms that meet. Needs no nation; our reading, " +
    "and no legal advice. Example: npx hardhat licence:compare CC-BY-SA-4.0 GPL-3.0-or-later",
  options: { first: licence, second: licence },
  positional: ["first", "second"],
  async run({ options }) {
    const { readCatalogue, readLicence } = await import("../../sdk/licensing/catalogue.ts");
    const { compare, comparisonInWords } = await import("../../sdk/licensing/compare.ts");
    const [first, second] = [readLicence(options.first), readLicence(options.second)];
    const comparison = compare(first, second, readCatalogue());
    return {
      lines: [...comparisonInWords(first, second, comparison), first.reading],
      data: { first: first.spdxId, second: second.spdxId, ...comparison },
    };
  },
});
