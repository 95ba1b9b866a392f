import { parseArgs } from "node:util";
import { config as loadEnvironment } from "dotenv";
import hre from "hardhat";

import { plain } from "../sdk/plain.ts";
import { NeoguildError } from "../sdk/errors.ts";
import { startExample } from "./example.ts";
import { deploymentsFolder, homeFolder } from "./folders.ts";
import { startOwn } from "./own.ts";
import { step } from "./progress.ts";
import type { ServedChain } from "./serve.ts";

/**
 * `npm start`: a nation on a chain of its own, which can be stopped at any point, also with kill -9; the next start finds
 * everything where it was and goes on from there. Without a charter it is the example, which lives a season.
 */

try {
  await main();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(`\n${error.message}`);
  if (error instanceof NeoguildError) console.error(`→ ${error.remedy}`);
  else if (process.env["DEBUG"] !== undefined) console.error(error.stack);
  process.exit(1);
}

async function main(): Promise<void> {
  loadEnvironment({ quiet: true });
  const { charter, once, ...options } = readOptions();
  await step("Compiling the contracts", async () => {
    await hre.tasks.getTask("build").run({ quiet: true });
  });
  const places = { hre, home: homeFolder(), deployments: deploymentsFolder() };
  const { nation, chain, summary, lines } = await (charter === undefined
    ? startExample({ ...places, port: options.port })
    : startOwn({ ...places, ...options, charterFile: charter }));
  for (const line of once ? summary : [...summary, ...lines]) console.log(plain(line));
  if (once) {
    nation.provider.destroy();
    await chain.close();
    process.exit(0);
  }
  stayUp(chain);
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      /** The charter file of a nation of one's own. */
      charter: { type: "string" },
      /** Make it real. */
      real: { type: "boolean", default: false },
      /** Insist on a rehearsal, which a nation is until it is made real. */
      rehearsal: { type: "boolean", default: false },
      "leave-out-invited": { type: "boolean", default: false },
      yes: { type: "boolean", default: false },
      port: { type: "string" },
      once: { type: "boolean", default: false },
      "allow-origin": { type: "string", multiple: true, default: [] },
    },
  });
  const { charter, real, rehearsal, once, yes, port } = values;
  if (charter === undefined && real) {
    throw new NeoguildError({
      code: "OptionsInvalid",
      message: "the example cannot become real",
      remedy: "Name a charter of your own: npm start -- --charter FILE --real",
      docs: "docs/nation.md",
    });
  }
  if (real && rehearsal) {
    throw new NeoguildError({
      code: "OptionsInvalid",
      message: "a nation is a rehearsal or real, not both",
      remedy: "Leave out --real or --rehearsal.",
    });
  }
  return {
    charter,
    real,
    rehearsal,
    once,
    yes,
    port: port === undefined ? undefined : portIn(port),
    leaveOutInvited: values["leave-out-invited"],
    origins: values["allow-origin"],
  };
}

function portIn(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new NeoguildError({
    code: "OptionsInvalid",
    message: `"${text}" is no port`,
    remedy: "Write a whole number up to 65535, such as --port 8600; 0 takes any free one.",
  });
}

function stayUp(chain: ServedChain): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      console.log("\nStopping; the nation is in the journal.");
      chain.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}
