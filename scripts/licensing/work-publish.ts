import { byMember, guildId, policyIds } from "../options.ts";
import { defineTask, signing } from "../task.ts";
import { anyway, contentOptions, parents, publishWork, uri } from "./publishing.ts";

export const workPublish = defineTask({
  name: "work:publish",
  description:
    "Publishes a guild's work under policies of the nation's catalogue (work:show --policies lists them): one file, or a " +
    "folder of files. Needs a steward of the guild. With works it builds on, see work:derive. " +
    "Example: npx hardhat work:publish --by 1 --guild 10 --content design/ --uri https://… --policies 3,4",
  options: {
    by: byMember,
    guild: guildId,
    ...contentOptions,
    uri,
    policies: policyIds.describe("1 to 4 policies: 3,4"),
    parents: parents.optional().describe("Works it builds on, with shares: 1:10%,4:2.5%"),
    anyway,
    ...signing,
  },
  run: (context) => publishWork(context, context.options, context.options.parents ?? []),
});
