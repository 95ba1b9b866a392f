import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";
import hre from "hardhat";

import { contractNames, interfaceOf, type Nation } from "../../../sdk/connect.ts";
import { callsOf, decisionFile } from "../../../sdk/governance/actions.ts";

/** `npx hardhat` with the rest of the command, up to the end of the line, the quotation or the comment. */
const HARDHAT = /npx hardhat ([^\n`'"#·|]+)/g;
const SCRIPT = /npm (run [\w:-]+|start|test)/g;

/** What Hardhat takes before and after any task. */
const GLOBAL = ["help", "network", "verbose", "version", "build-profile"];

/** What the documents tell people to type exists. */
describe("documents", () => {
  const pages = ["README.md", "CONTRIBUTING.md", "SECURITY.md", ...globSync("docs/**/*.md")].sort();
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };

  for (const page of pages) {
    const text = readFileSync(page, "utf8");
    const commands = [...text.matchAll(HARDHAT)].map(([, command = ""]) => command.trim());
    if (commands.length > 0) {
      it(`${page.replaceAll("\\", "/")} names tasks and options that exist`, () => {
        expect(commands.flatMap(faultsOf)).to.deep.equal([]);
      });
    }
  }

  it("shows decisions that the contracts can take", () => {
    const found = pages.flatMap((page) => decisionsIn(readFileSync(page, "utf8")));
    expect(found).not.to.be.empty;
    // A guild's act leaves its author to the guild, a decision of the nation has none.
    for (const { actions } of found) expect(callsOf(ABIS, actions, 1n).targets).to.have.length(actions.length);
  });

  it("names npm scripts that exist", () => {
    const named = pages.flatMap((page) =>
      [...readFileSync(page, "utf8").matchAll(SCRIPT)].map(([, verb = ""]) => verb),
    );
    const missing = named.map((verb) => verb.replace("run ", "")).filter((verb) => !Object.hasOwn(scripts, verb));
    expect(named).not.to.be.empty;
    expect(missing).to.deep.equal([]);
  });
});

/** A nation of ABIs alone, without a chain. */
const ABIS = {
  contracts: Object.fromEntries(contractNames.map((name) => [name, { interface: interfaceOf(name) }])),
  addresses: Object.fromEntries(contractNames.map((name) => [name, `0x${"11".repeat(20)}`])),
  banks: [],
} as unknown as Nation;

/** The blocks of JSON of a page that are decisions, as `proposal:create` and `council:propose` take them. */
function decisionsIn(page: string) {
  return [...page.matchAll(/```json\n(.*?)```/gs)]
    .map(([, block = ""]) => block)
    .filter((block) => block.includes('"actions"'))
    .map((block) => decisionFile.parse(JSON.parse(block)));
}

function faultsOf(command: string): string[] {
  const words = command.split(/\s+/);
  const options = words.filter((word) => word.startsWith("--")).map((word) => word.slice(2).replace(/[^\w-].*$/, ""));
  const names = words.filter((word) => /^[a-z][\w:-]*$/.test(word));
  const [name] = words[0]?.startsWith("--") === true ? [] : names;
  if (name === undefined) return [];
  const task = [...hre.tasks.rootTasks.values()].find(({ id }) => id[0] === name);
  if (task === undefined) return [`there is no task ${name}: ${command}`];
  const known = [...GLOBAL, ...[...task.options.keys()].map(kebab)];
  const unknown = task.isEmpty ? [] : options.filter((option) => !known.includes(option));
  return unknown.map((option) => `${name} has no option --${option}`);
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
