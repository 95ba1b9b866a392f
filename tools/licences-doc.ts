// Writes docs/licences.md from charters/licences/; with --check it only says whether the page is in step.
import { existsSync, readFileSync, writeFileSync } from "node:fs";

import { readCatalogue, type Licence } from "../sdk/licensing/catalogue.ts";
import { PURPOSES, USER_CLASSES } from "../sdk/licensing/kinds.ts";
import { clausesOf } from "../sdk/licensing/conditions.ts";
import { pairOf, type Pair, type Verdict } from "../sdk/licensing/compatibility.ts";
import { answersOf, classesInWords, conditionsInWords, inWords, MEANINGS } from "../sdk/licensing/words.ts";

const PAGE = "docs/licences.md";

const MARKS: Readonly<Record<Verdict, string>> = { yes: "yes", "with care": "care", no: "–" };

const HEAD = `# Licences

The catalogue: the licences a nation can take as policies, each read from its text as data. **The reading is ours and no
legal advice**; the text itself is what binds, and where our reading may be disputed the file says so. Made from
\`charters/licences/\` by \`npx tsx tools/licences-doc.ts\`: change the files there.

- \`npx hardhat licence:explain PPL\` says a licence in words, clause by clause; without a name it lists them.
- \`npx hardhat licence:compare CC-BY-SA-4.0 GPL-3.0-or-later\` says who may do more under which, and whether a work may
  build on both: which terms meet, and why they can or cannot be kept at once.
- \`npx hardhat licence:check --work 1 --agent 13 --purpose manufacture\` asks the chain about a work.

A nation picks from them in its charter ([charters](charters.md)); reading a work is never gated.

## The matrix

Each licence answers for ${USER_CLASSES.length} classes of users and ${PURPOSES.length} purposes: ${inWords([...PURPOSES])}.
Manufacture is making copies for others in the course of trade. An answer is one of:

${Object.entries(MEANINGS)
  .map(([decision, meaning]) => `- **${decision}**: ${meaning}`)
  .join("\n")}

## A licence of your own

A file \`charters/licences/ID.json\` is a licence of the catalogue. Its id is on the SPDX list (checked against the
package \`spdx-license-ids\`) or is \`LicenseRef-\` and a name. Whatever is wrong in it is named by path and rule.

| Field                               | Meaning                                                                                       |
| ----------------------------------- | --------------------------------------------------------------------------------------------- |
| \`cells\`, \`sources\`                  | the matrix, and for each cell the clauses it comes from, as \`3b + 4e\`                          |
| \`clauses\`                           | clause → what it says, in our words; every clause named anywhere stands here                  |
| \`conditions\`                        | what the licence asks, each with its clauses; compatibility is computed from these            |
| \`conditions.shareAlike.reach\`       | how much of a derivative stays under it: \`none\`, \`part\`, \`work\`, \`network\`                    |
| \`compatibleWith\`                    | licences that its own text lets a derivative be under instead, one way only                   |
| \`derivativeRule\`                    | what the commons enforces: \`none\`, \`any\`, \`same\`, \`compatible\`                                |
| \`cureDays\`, \`firstCureDays\`         | a breach cured within so many days, or after a first notice, gives the right back             |
| \`reciprocity\`                       | what a Reciprocate cell asks, where the text says so                                          |
| \`text.keccak256\`, \`text.hashed\`     | hash of the text in UTF-8, and of which copy                                                  |
| \`doubts\`                            | where the reading may be disputed                                                             |

## What may build on what

Row: what the work builds on. Column: what it is offered under. **yes**: both can be kept at once; **care**: if what is
said below is seen to; **–**: two terms meet that cannot be kept at once. One way only, and for a work of a guild, which
counts as a member. A work offered under several licences must hold under each; of a parent offered under several, one
that allows it is enough.
`;

/** Ids as short as a table needs them. */
const short = (id: string) =>
  id
    .replace("LicenseRef-", "")
    .replace("Neoguild-", "")
    .replace(/-(or-later)$/, "+");

function table(catalogue: readonly Licence[], pairs: readonly Pair[]): string {
  const ids = catalogue.map(({ spdxId }) => spdxId);
  const mark = (parent: string, child: string) => {
    const pair = pairs.find((one) => one.parent === parent && one.child === child);
    return pair === undefined ? "" : MARKS[pair.verdict];
  };
  const rows = ids.map((parent) => `| **${short(parent)}** | ${ids.map((child) => mark(parent, child)).join(" | ")} |`);
  return [`| | ${ids.map(short).join(" | ")} |`, `| --- |${" --- |".repeat(ids.length)}`, ...rows].join("\n");
}

function reasons(pairs: readonly Pair[]): string {
  return pairs
    .map(({ parent, child, verdict, findings }) => {
      const said = findings.filter((one) => one.verdict === verdict).map(({ sentence }) => `  - ${sentence}`);
      return `- **${parent} → ${child}**\n${said.join("\n")}`;
    })
    .join("\n");
}

/** The terms that bind hardest, once for each licence: why most of the table is empty. */
function binding(catalogue: readonly Licence[]): string {
  const bound = catalogue.filter(({ conditions }) => conditions.shareAlike.reach !== "none");
  return bound
    .map(({ spdxId, conditions: { shareAlike }, clauses }) => {
      const says = clausesOf(shareAlike.source).map((clause) => clauses[clause] ?? "");
      return `- **${spdxId}** ${inWords(clausesOf(shareAlike.source))}: ${says.join(" ")}`;
    })
    .join("\n");
}

function section(licence: Licence): string {
  const { spdxId, name, text, about, doubts, clauses, derivativeRule } = licence;
  const cells = PURPOSES.flatMap((purpose) =>
    answersOf(licence, purpose).map(
      ({ decision, classes, source }) =>
        `| ${purpose} | ${decision} | ${classesInWords(classes)} | ${inWords(clausesOf(source))} |`,
    ),
  );
  const hashed = text.keccak256 === undefined ? "" : `; hashed: ${text.hashed ?? ""}`;
  const where = text.uri === "" ? `no text; about it: ${about ?? ""}` : text.uri;
  const lines = [
    `### ${name}`,
    "",
    `\`${spdxId}\` · ${where}${hashed} · derivatives in the commons: ${derivativeRule}`,
    "",
    "| For | Answer | Who | Clauses |",
    "| --- | --- | --- | --- |",
    ...cells,
    "",
    ...conditionsInWords(licence).map((line) => `- ${line}`),
    ...(doubts.length === 0 ? [] : ["", "May be disputed:", "", ...doubts.map((doubt) => `- ${doubt}`)]),
    "",
    "Clauses, in our words:",
    "",
    ...Object.entries(clauses).map(([clause, says]) => `- **${clause}** ${says}`),
  ];
  return lines.join("\n");
}

export function licencesPage(catalogue: readonly Licence[] = readCatalogue()): string {
  const all = catalogue.flatMap((parent) => catalogue.map((child) => pairOf(catalogue, parent.spdxId, child.spdxId)));
  const careful = all.filter(({ verdict }) => verdict === "with care");
  const taken = all.filter(({ verdict, commons }) => verdict === "no" && commons);
  return [
    HEAD,
    `${table(catalogue, all)}\n`,
    "### With care\n",
    `${reasons(careful)}\n`,
    "### Why most of the table is empty\n",
    "A licence that asks a derivative to stay under itself leaves no room for another one that does:\n",
    `${binding(catalogue)}\n`,
    "### Taken by the commons, against the texts\n",
    `The commons enforces the derivative rule alone. These it takes, and \`licence:compare\` says why the texts do not agree:
${inWords(taken.map(({ parent, child }) => `${short(parent)} → ${short(child)}`))}.\n`,
    "## The licences\n",
    `${catalogue.map(section).join("\n\n")}\n`,
  ].join("\n");
}

if (import.meta.main) {
  const page = licencesPage();
  if (!process.argv.includes("--check")) {
    writeFileSync(PAGE, page);
  } else if (!existsSync(PAGE) || readFileSync(PAGE, "utf8") !== page) {
    console.error(`${PAGE} is out of step: run 'npx tsx tools/licences-doc.ts'.`);
    process.exitCode = 1;
  }
}
