import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";

import type { Nation } from "../../sdk/connect.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import type { ReusePlan } from "../../sdk/licensing/works/reuse.ts";
import { file, policyIds, text, workId } from "../options.ts";
import { defineTask } from "../task.ts";

export const workReuse = defineTask({
  name: "work:reuse",
  description:
    "Lets the files of a folder say their terms by REUSE 3.3: a header or a .license file each, or one REUSE.toml, and the " +
    "texts in LICENSES/; and tells people in a LICENSE at the top, unless such a file is there. Do it before the work is published or revised, for it changes what is hashed. What files say " +
    "already stays. Example: npx hardhat work:reuse --folder design/ --policies 3,4 --copyright '2026 Guild Loom'",
  options: {
    folder: file.describe("The folder with the work"),
    work: workId.optional().describe("The work, for its policies"),
    policies: policyIds.optional().describe("Or the policies it will be offered under: 3,4"),
    title: text.optional().describe("What LICENSE calls the work; without it the folder's name, or the work's number"),
    copyright: text.describe("Year and who holds the rights: '2026 Guild Loom and contributors'"),
    style: z
      .enum(["headers", "toml"])
      .default("headers")
      .describe("headers (one in each file) or toml (one file for all)"),
    texts: file.optional().describe("A folder with texts of licences, such as CC-BY-SA-4.0.txt"),
    check: z.boolean().default(false).describe("Write nothing; exit with 1 if something is missing"),
  },
  async run({ options, nation }) {
    const { folder, work, copyright, style, check } = options;
    if ((work === undefined) === (options.policies === undefined)) throw saysWhich();
    if (/[\r\n]/.test(copyright)) throw oneLine("a copyright notice", "2026 Guild Loom and contributors");
    if (/[\r\n]/.test(options.title ?? "")) throw oneLine("a title", "Spinning wheel");
    const { planReuse } = await import("../../sdk/licensing/works/reuse.ts");
    const { unknownWork } = await import("../../sdk/licensing/works/read.ts");
    const { scanFiles } = await import("../../sdk/licensing/works/scan.ts");
    const { expressionOf, policiesNamed } = await import("../../sdk/licensing/works/terms.ts");
    const { textsAtHand } = await import("../../sdk/licensing/works/texts.ts");
    const connected = await nation();
    const ids = options.policies ?? (await connected.contracts.commons.policiesOf(work ?? 0n));
    if (ids.length === 0) throw unknownWork(work ?? 0n);
    const offered = await policiesNamed(connected, ids);
    const { texts, otherThanNamed } = textsAtHand(offered, options.texts);
    const expression = expressionOf(offered);
    const numbered = work === undefined ? basename(resolve(folder)) : await workInWords(connected, work);
    const plan = planReuse({
      ...{ files: scanFiles(folder), title: options.title ?? numbered, policies: offered, nation: connected.name },
      ...{ copyright, style, texts },
    });
    if (!check) write(folder, plan);
    const open = plan.textsMissing.length > 0 || plan.textsUnused.length > 0 || (check && plan.write.length > 0);
    return {
      lines: linesOf(plan, { expression, check, otherThanNamed }),
      data: { folder, licence: expression, ...plan, write: plan.write.map(({ path }) => path), otherThanNamed },
      fault: open ? incomplete(folder) : undefined,
    };
  },
});

/** Such as `Work 4 of guild Loom (10) of weaver-land-100`. */
async function workInWords(connected: Nation, work: bigint): Promise<string> {
  const { worksInWords } = await import("../../sdk/licensing/works/papers.ts");
  const { worksOf } = await import("../../sdk/licensing/works/read.ts");
  const { workAt } = await worksInWords(connected, await worksOf(connected));
  return `Work ${work} of ${(await workAt(work)).guild}`;
}

function write(folder: string, plan: ReusePlan): void {
  for (const { path, text } of plan.write) {
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, text);
  }
}

function linesOf(
  { write, differing, otherLicence, textsMissing, textsUnused }: ReusePlan,
  { expression, check, otherThanNamed }: { expression: string; check: boolean; otherThanNamed: readonly string[] },
): string[] {
  const done = check ? "would be written" : "written";
  return [
    `Terms: ${expression}`,
    ...write.map(({ path }) => `  ${done}: ${path}`),
    ...(write.length === 0 ? ["Every file says its terms."] : []),
    ...differing.map(({ path, licences }) => `  left as it is: ${path} says ${licences.join(" and ")}`),
    ...(otherLicence === undefined
      ? []
      : [`  left as it is: ${otherLicence} is not what this task would write; see that it says the same terms`]),
    ...textsMissing.map(
      (id) =>
        `  missing: LICENSES/${id}.txt${otherThanNamed.includes(id) ? " (a text was found, and it is not the one the policy names)" : ""}`,
    ),
    ...textsUnused.map((name) => `  not needed: LICENSES/${name}`),
  ];
}

function incomplete(folder: string): NeoguildError {
  return new NeoguildError({
    code: "ReuseIncomplete",
    message: `${folder} does not say all its terms yet`,
    remedy:
      "Put the texts of the licences into LICENSES/ or name a folder with them (--texts), and take out those not needed.",
    docs: "docs/works.md#reuse",
  });
}

function saysWhich(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "work:reuse needs either --work or --policies",
    remedy: "Name the work, or the policies it will be offered under.",
  });
}

function oneLine(what: string, example: string): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: `${what} is one line`,
    remedy: `Write it as '${example}'.`,
  });
}
