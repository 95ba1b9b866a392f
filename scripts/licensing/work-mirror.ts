import { act } from "../../sdk/acts.ts";
import { byMember, count, workId } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";
import { uri } from "./publishing.ts";

export const workMirror = defineTask({
  name: "work:mirror",
  description:
    "Names one place more where a version of a work is found; work:verify tells whether what is found there is the work. " +
    "Needs a steward of its guild. Example: npx hardhat work:mirror --by 1 --work 3 --uri ipfs://…",
  options: {
    by: byMember,
    work: workId.describe("The work"),
    uri,
    revision: count.optional().describe("The version found there; the latest unless one is named"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const { requireUri } = await import("../../sdk/licensing/works/uris.ts");
    const { versionIn, workIn, worksOf } = await import("../../sdk/licensing/works/read.ts");
    const { by, work } = options;
    const uri = requireUri(options.uri);
    const known = workIn(await worksOf(await nation()), work);
    const version = options.revision ?? known.version;
    const { uris } = versionIn(known, work, Number(version));
    if (uris.includes(uri))
      return unchanged(`Version ${version} of work ${work} is said to be there already.`, { work });
    return perform(by, act("commons", "mirror", { work, version, uri }), {
      tell: () => ({
        lines: [`Version ${version} of work ${work} is found in ${uris.length + 1} places now.`],
        data: { work, version, uris: [...uris, uri] },
      }),
    });
  },
});
