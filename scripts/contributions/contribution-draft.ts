import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

import { Mapping } from "../../sdk/contributions/exchange/mapping.ts";
import { file, readJson } from "../options.ts";
import { writeOwn } from "../output.ts";
import { defineTask } from "../task.ts";

export const contributionDraft = defineTask({
  name: "contribution:draft",
  description:
    "Makes drafts of contributions from a git history: a file for each author, with the days and commits and without any time. " +
    "The author fills in how long it took and enters it with contribution:import; nobody else's word makes it a claim. " +
    "Example: npx hardhat contribution:draft --repo ../sensor --mapping people.json --out drafts --since 2026-01-01",
  options: {
    repo: file.describe("Folder of a git repository"),
    mapping: file.describe("Mapping file whose `providers` name authors by e-mail address or name"),
    out: file.describe("Folder for the drafts"),
    since: z.string().optional().describe("From this day on, as git understands it: 2026-01-01"),
    until: z.string().optional().describe("Up to this day"),
  },
  async run({ options: { repo, mapping, out, since, until } }) {
    const { Draft, draftsFrom, keepFilledIn } = await import("../../sdk/contributions/exchange/git.ts");
    const { providers } = readJson(mapping, Mapping);
    const { drafts, strangers } = await draftsFrom({ folder: repo, since, until, providers });
    mkdirSync(out, { recursive: true });
    const files = drafts.map((draft) => {
      const path = join(out, `draft-${draft.provider}.json`);
      const kept = existsSync(path) ? keepFilledIn(draft, readJson(path, Draft)) : draft;
      return { ...kept, path };
    });
    for (const { path, ...draft } of files) writeOwn(path, draft);
    return {
      lines: [
        ...files.map(({ path, author, entries }) => `${path}: ${author}, ${entries.length} days`),
        ...strangers.map(({ author, commits }) => `not in the mapping: ${author}, ${commits} commits`),
        files.length === 0
          ? "No draft was made."
          : "Each author fills in the times and enters their own: npx hardhat contribution:import --by ID --guild ID --from FILE",
      ],
      data: {
        drafts: files.map(({ path, provider, author, entries }) => ({ path, provider, author, days: entries.length })),
        strangers,
      },
    };
  },
});
