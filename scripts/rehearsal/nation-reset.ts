import { deploymentsFolder, homeFolder } from "../../chain/folders.ts";
import { resetRehearsal } from "../../chain/reset.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { defineTask, unchanged } from "../task.ts";

export const nationReset = defineTask({
  name: "nation:reset",
  description:
    "Forgets what was played in a rehearsal: its journal and its record are set aside under the time of day, and the next " +
    "'npm start' begins anew with the same charter and names. Needs a rehearsal that is not running. " +
    'Example: npx hardhat nation:reset --nation "Our Co-op"',
  options: {},
  run({ options }) {
    if (options.nation === undefined) throw saysWhich();
    const aside = resetRehearsal({ nation: options.nation, home: homeFolder(), deployments: deploymentsFolder() });
    if (aside.length === 0) return Promise.resolve(unchanged(`Nothing was played in ${options.nation} yet.`));
    return Promise.resolve({
      lines: [
        `${options.nation} begins anew with the next 'npm start'. Set aside, and yours to delete:`,
        ...aside.map((path) => `  ${path}`),
      ],
      data: { nation: options.nation, aside, changed: true },
    });
  },
});

function saysWhich(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "nation:reset needs --nation",
    remedy: "Name the nation whose rehearsal is to be forgotten; nothing was changed.",
    docs: "docs/rehearsal.md",
  });
}
