import { z } from "zod";

import { PURPOSES } from "../../sdk/licensing/kinds.ts";
import { defineTask } from "../task.ts";

export const licenceExplain = defineTask({
  name: "licence:explain",
  description:
    "Says a licence of the catalogue in words: who may do what and by which clause, what it asks in return, and where our " +
    "reading may be disputed; without a name it lists the licences. Needs no nation; our reading, and no legal advice. " +
    "Example: npx hardhat licence:explain PPL",
  options: {
    licence: z.string().optional().describe("SPDX id or LicenseRef- of a file in charters/licences/"),
  },
  positional: "licence",
  async run({ options: { licence: id } }) {
    const { readCatalogue, readLicence } = await import("../../sdk/licensing/catalogue.ts");
    if (id === undefined) {
      const known = readCatalogue();
      return {
        lines: known.map(({ spdxId, name }) => `${spdxId}  ${name}`),
        data: { licences: known.map(({ spdxId, name }) => ({ licence: spdxId, name })) },
      };
    }
    const { answersOf, conditionsInWords, licenceInWords, MEANINGS } = await import("../../sdk/licensing/words.ts");
    const licence = readLicence(id);
    const answers = PURPOSES.flatMap((purpose) => answersOf(licence, purpose));
    const said = [...new Set(answers.map(({ decision }) => decision))];
    const { spdxId, name, reading, text, cells, sources, clauses, doubts } = licence;
    return {
      lines: [
        ...licenceInWords(licence),
        ...said.map((decision) => `${decision} = ${MEANINGS[decision]}`),
        "Clauses:",
        ...Object.entries(clauses).map(([clause, says]) => `  ${clause}: ${says}`),
      ],
      data: {
        ...{ licence: spdxId, name, reading, uri: text.uri, purposes: PURPOSES, cells, sources, clauses },
        ...{ conditions: conditionsInWords(licence), doubts },
      },
    };
  },
});
