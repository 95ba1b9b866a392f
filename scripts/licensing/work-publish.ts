import { z } from "zod";

import { act, eventNamed } from "../../sdk/acts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { parseShare } from "../../sdk/units.ts";
import { byMember, file, guildId, hash, parsed, policyIds, readBytes } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

/** `1:10%,4:2.5%`: works it builds on, with their shares of what it earns. */
const parents = z
  .string()
  .transform((text) => text.split(","))
  .pipe(
    z.array(
      z
        .string()
        .regex(/^[1-9]\d{0,9}:.+$/, "write each parent as WORK:SHARE, such as 1:10%")
        .transform((one) => ({ work: BigInt(one.split(":")[0] ?? "0"), share: one.split(":")[1] ?? "" })),
    ),
  )
  .pipe(z.array(z.object({ work: z.bigint(), share: parsed(parseShare) })))
  .transform((list) => list.sort((a, b) => Number(a.work - b.work)));

export const workPublish = defineTask({
  name: "work:publish",
  description:
    "Publishes a guild's work under policies of the nation's catalogue (work:show --policies lists them), with the works it " +
    "builds on and their shares of what it earns. Needs a steward of the guild. " +
    "Example: npx hardhat work:publish --by 1 --guild 10 --content design.pdf --uri https://… --policies 3,4 --parents 1:10%",
  options: {
    by: byMember,
    guild: guildId,
    content: file.optional().describe("The file; only its keccak256 hash is sent"),
    hash: hash.optional().describe("Or the hash itself"),
    uri: z.string().max(256).describe("Where the content is found"),
    policies: policyIds.describe("1 to 4 policies: 3,4"),
    parents: parents.optional().describe("Works it builds on, with shares: 1:10%,4:2.5%"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const { keccak256 } = await import("ethers");
    const connected = await nation();
    const { by, guild, uri, policies, parents = [] } = options;
    const contentHash = options.content === undefined ? options.hash : keccak256(readBytes(options.content));
    if (contentHash === undefined) throw contentMissing();
    const { commons } = connected.contracts;
    const published = await commons.queryFilter(commons.filters.WorkPublished(undefined, guild));
    const same = published.find(({ args }) => args.contentHash === contentHash.toLowerCase());
    if (same !== undefined) {
      return unchanged(`Guild ${guild} has published this already: work ${same.args.work}.`, { work: same.args.work });
    }
    const fields = {
      guild,
      contentHash,
      uri,
      policies,
      parents: parents.map(({ work }) => work),
      sharesBps: parents.map(({ share }) => share),
    };
    return perform(by, act("commons", "publish", fields), {
      tell: (outcome) => {
        const { work } = eventNamed(outcome, "WorkPublished").args as { work: bigint };
        return {
          lines: [
            `Work ${work} of guild ${guild}, under ${policies.length === 1 ? "policy" : "policies"} ${policies.join(", ")}.`,
          ],
          data: { work, guild, contentHash },
        };
      },
    });
  },
});

function contentMissing(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "work:publish needs the content or its hash",
    remedy: "Name the file with --content, or its keccak256 hash with --hash.",
  });
}
