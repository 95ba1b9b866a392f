// Writes docs/errors.md from the remedies of the SDK; with --check it only says whether the page is in step.
import { existsSync, readFileSync, writeFileSync } from "node:fs";

import { PLACEHOLDER, remediesByDomain } from "../sdk/remedies.ts";

const PAGE = "docs/errors.md";

const HEAD = `# Errors

What the contracts say when they refuse, what it means and what to do. Every task and the SDK show these sentences with the
values of the case in the places marked here. Made from \`sdk/*/remedies.ts\` by \`npx tsx tools/errors-doc.ts\`: change them there.
`;

export function errorsPage(): string {
  const domains = Object.entries(remediesByDomain).map(([domain, remedies]) => {
    const errors = Object.entries(remedies).map(([name, [message, remedy]]) => {
      const sentence = shown(message);
      return `### ${name}\n\n${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.\n\n→ ${shown(remedy)}\n`;
    });
    return `## ${domain}\n\n${errors.join("\n")}`;
  });
  return `${HEAD}\n${domains.join("\n")}`;
}

function shown(sentence: string): string {
  return sentence.replace(PLACEHOLDER, (_, field: string) => `_${field}_`);
}

if (import.meta.main) {
  const page = errorsPage();
  if (!process.argv.includes("--check")) {
    writeFileSync(PAGE, page);
  } else if (!existsSync(PAGE) || readFileSync(PAGE, "utf8") !== page) {
    console.error(`${PAGE} is out of step: run 'npx tsx tools/errors-doc.ts'.`);
    process.exitCode = 1;
  }
}
