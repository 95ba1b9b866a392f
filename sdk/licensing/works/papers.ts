import type { Nation } from "../../connect.ts";
import { allGuilds } from "../../membership/register.ts";
import type { LicensingState } from "../fold.ts";
import { versionIn, workIn } from "./read.ts";
import type { SpdxWork } from "./spdx.ts";
import { policiesNamed } from "./terms.ts";

/** What papers about works say of several of them: read once, whatever is written. */
export interface WorksInWords {
  /** A version of a work, the latest unless one is named. @throws NeoguildError `CommonsUnknownWork`, `WorkVersionUnknown` */
  readonly workAt: (id: bigint, version?: number) => Promise<SpdxWork>;
  /** Such as `guild Loom (10) of Weaver Land`. */
  readonly guildNamed: (id: bigint) => string;
}

/** Works, guilds and nations as papers for people call them. */
export async function worksInWords(nation: Nation, state: LicensingState): Promise<WorksInWords> {
  const guilds = await allGuilds(nation);
  const guildNamed = (id: bigint) =>
    `guild ${guilds.find((guild) => guild.id === id)?.name ?? ""} (${id}) of ${nation.name}`;
  return {
    guildNamed,
    async workAt(id, version) {
      const work = workIn(state, id);
      const { contentHash, uris } = versionIn(work, id, version);
      const policies = await policiesNamed(nation, work.policies);
      const which = version ?? work.versions.length;
      const common = { id, version: which, contentHash, uris, policies, guild: guildNamed(work.guild) };
      return which === 1 ? { ...common, publishedAt: work.publishedAt } : common;
    },
  };
}
