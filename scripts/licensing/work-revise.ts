import { act } from "../../sdk/acts.ts";
import { byMember, workId } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";
import { contentOf, contentOptions, uri } from "./publishing.ts";

export const workRevise = defineTask({
  name: "work:revise",
  description:
    "Publishes a new version of a work; its terms and shares stay. Needs a steward of its guild. " +
    "Example: npx hardhat work:revise --by 1 --work 3 --content design/ --uri https://…",
  options: { by: byMember, work: workId.describe("The work"), ...contentOptions, uri, ...signing },
  async run({ options, nation, perform }) {
    const { requireUri } = await import("../../sdk/licensing/works/uris.ts");
    const { workIn, worksOf } = await import("../../sdk/licensing/works/read.ts");
    const { by, work } = options;
    const uri = requireUri(options.uri);
    const { contentHash, lines } = await contentOf(options);
    const known = workIn(await worksOf(await nation()), work);
    if (known.contentHash === contentHash) {
      return unchanged(`Version ${known.version} of work ${work} is this already.`, { work, version: known.version });
    }
    const version = known.version + 1n;
    const report = await perform(by, act("commons", "revise", { work, version, contentHash, uri }), {
      tell: () => ({ lines: [`Version ${version} of work ${work}.`], data: { work, version, contentHash } }),
    });
    return { ...report, lines: [...lines, ...report.lines] };
  },
});
