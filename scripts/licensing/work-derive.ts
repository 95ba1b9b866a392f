import { byMember, guildId, policyIds } from "../options.ts";
import { defineTask, signing } from "../task.ts";
import { anyway, contentOptions, parents, publishWork, uri } from "./publishing.ts";

export const workDerive = defineTask({
  name: "work:derive",
  description:
    "Publishes a work that builds on others, up to eight, each with its share of what the work earns, fixed for ever. Says " +
    "before anything is sent whether the guild may build on them, which policies their licences allow, and which terms " +
    "meet. Example: npx hardhat work:derive --by 1 --guild 10 --from 3:10%,4:2.5% --content design/ --uri https://… --policies 3",
  options: {
    by: byMember,
    guild: guildId,
    from: parents.describe("The works it builds on, with shares: 3:10%,4:2.5%; a share may be 0%"),
    ...contentOptions,
    uri,
    policies: policyIds.describe("1 to 4 policies: 3,4"),
    anyway,
    ...signing,
  },
  run: (context) => publishWork(context, context.options, context.options.from),
});
