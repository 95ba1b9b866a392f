import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

import { NeoguildError } from "../../sdk/errors.ts";
import type { ReusePlan } from "../../sdk/licensing/works/reuse.ts";
import { file, policyIds, text, workId } from "../options.ts";
import { defineTask } from "../task.ts";

export const workReuse = defineTask({
  name: "work:reuse",
  description:
    "Lets the files of a folder say their terms by REUSE 3.3: a header or a .license file each, or one REUSE.toml, and the " +
    "texts in LICENSES/. Do it before the work is published or revised, for it changes what is hashed. What files say " +
    "already stays. Example: npx hardhat work:reuse --folder design/ --policies 3,4 --copyright '2026 Guild Loom'",
  options: {
    folder: file.describe("The folder with the work"),
    work: workId.optional().describe("The work, for its policies"),
    policies: policyIds.optional().describe("Or the policies it will be offered under: 3,4"),
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
    if (/[\r\n]/.test(copyright)) throw oneLine();
    const { planReuse } = await import("../../sdk/licensing/works/reuse.ts");
    const { scanFiles } = await import("../../sdk/licensing/works/scan.ts");
    const { expressionOf, policiesNamed } = await import("../../sdk/licensing/works/terms.ts");
    const { textsAtHand } = await import("../../sdk/licensing/works/texts.ts");
    const connected = await nation();
    const ids = options.policies ?? (await connected.contracts.commons.policiesOf(work ?? 0n));
    if (ids.length === 0) throw unknown(work ?? 0n);
    const offered = await policiesNamed(connected, ids);
    const { texts, otherThanNamed } = textsAtHand(offered, options.texts);
    const expression = expressionOf(offered);
    const plan = planReuse({ files: scanFiles(folder), expression, copyright, style, texts });
    if (!check) write(folder, plan);
    const open = plan.textsMissing.length > 0 || plan.textsUnused.length > 0 || (check && plan.write.length > 0);
    return {
      lines: linesOf(plan, { expression, check, otherThanNamed }),
      data: { folder, licence: expression, ...plan, write: plan.write.map(({ path }) => path), otherThanNamed },
      fault: open ? incomplete(folder) : undefined,
    };
  },
});

function write(folder: string, plan: ReusePlan): void {
  for (const { path, text } of plan.write) {
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, text);
  }
}

function linesOf(
  { write, differing, textsMissing, textsUnused }: ReusePlan,
  { expression, check, otherThanNamed }: { expression: string; check: boolean; otherThanNamed: readonly string[] },
): string[] {
  const done = check ? "would be written" : "written";
  return [
    `Terms: ${expression}`,
    ...write.map(({ path }) => `  ${done}: ${path}`),
    ...(write.length === 0 ? ["Every file says its terms."] : []),
    ...differing.map(({ path, licences }) => `  left as it is: ${path} says ${licences.join(" and ")}`),
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
    message: `${folder} does not follow REUSE 3.3 yet`,
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

function oneLine(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "a copyright notice is one line",
    remedy: "Write it as '2026 Guild Loom and contributors'.",
  });
}

function unknown(work: bigint): NeoguildError {
  return new NeoguildError({
    code: "CommonsUnknownWork",
    message: `there is no work ${work} in the commons`,
    remedy: "See all with 'npx hardhat work:show'.",
    docs: "docs/errors.md#commonsunknownwork",
  });
}
