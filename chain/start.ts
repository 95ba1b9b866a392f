import { config as loadEnvironment } from "dotenv";
import hre from "hardhat";

import { plain } from "../sdk/plain.ts";
import { NeoguildError } from "../sdk/errors.ts";
import { startExample } from "./example.ts";
import { deploymentsFolder, homeFolder } from "./folders.ts";
import { startOwn } from "./own.ts";
import { step } from "./progress.ts";
import type { ServedChain } from "./serve.ts";
import { readOptions, USAGE } from "./startOptions.ts";

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
  const { help, charter, once, ...options } = readOptions(process.argv.slice(2));
  if (help) return console.log(USAGE);
  await step("Compiling the contracts (a minute or two the first time)", async () => {
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
