import { plain } from "../../plain.ts";
import { tagLines } from "./scan.ts";
import { expressionOf, type OfferedPolicy } from "./terms.ts";

/** Files at the top of a folder in which people and forges look for its terms. */
const LICENCE_FILE = /^(licen[cs]e|copying)(\.(md|txt|rst|adoc|html))?$/i;

/** Where a folder says its terms as a whole, if anywhere. */
export function licenceFileIn<File extends { readonly path: string }>(files: readonly File[]): File | undefined {
  return files.find(({ path }) => LICENCE_FILE.test(path));
}

/**
 * The text of a `LICENSE` at the top: which work it is, its licence expression as tags, and of each policy where the text
 * lies. REUSE 3.3 takes the file for no covered one and asks for none; it is for people and forges, who look there first.
 */
export function licenceFile(params: {
  /** Such as `Spinning wheel`, or `Work 4 of guild Loom (10) of weaver-land-100`. */
  readonly title: string;
  readonly copyright: string;
  readonly policies: readonly OfferedPolicy[];
  /** The nation whose catalogue numbers the policies, such as `weaver-land-100`. */
  readonly nation: string;
  /** Path of a licence's text, by its id. */
  readonly textAt: (licence: string) => string;
}): string {
  const { title, copyright, policies, nation, textAt } = params;
  const choice = policies.length > 1;
  const lines = [
    title,
    "",
    ...tagLines(copyright, expressionOf(policies)),
    "",
    choice ? "Offered under these licences; whoever uses it chooses one:" : "Offered under this licence:",
    ...policies.flatMap(({ id, licence, uri }) => [
      "",
      `  ${licence}`,
      `    text: ${textAt(licence)}`,
      ...(uri === "" ? [] : [`    published at: ${uri}`]),
      `    policy ${id} of ${nation}`,
    ]),
    "",
    "What a file says at its head, beside it (.license) or in REUSE.toml holds for that file: https://reuse.software",
  ];
  // A guild's name and a policy's place are written by anybody; neither can add a line that says other terms.
  return `${lines.map(plain).join("\n")}\n`;
}
