import type { Nation } from "../../connect.ts";
import { NeoguildError } from "../../errors.ts";
import { readLogs } from "../../logs.ts";
import { foldLicensing, type LicensingState, type Work } from "../fold.ts";

/** All works with their versions, places, edges and what waits, as the logs of the commons tell them. */
export async function worksOf(nation: Nation): Promise<LicensingState> {
  return foldLicensing(await readLogs(nation, ["commons"]));
}

/** @throws NeoguildError `CommonsUnknownWork` */
export function workIn({ works }: LicensingState, id: bigint): Work {
  const work = works.get(id);
  if (work !== undefined) return work;
  throw unknownWork(id);
}

/** Checks that every work named is in the commons; 0 names none. @throws NeoguildError `CommonsUnknownWork` */
export async function requireWorks({ contracts: { commons } }: Nation, named: Iterable<bigint>): Promise<void> {
  const last = await commons.lastId();
  for (const work of named) if (work > last) throw unknownWork(work);
}

export function unknownWork(id: bigint): NeoguildError {
  return new NeoguildError({
    code: "CommonsUnknownWork",
    message: `there is no work ${id} in the commons`,
    remedy: "See all with 'npx hardhat work:show'.",
    docs: "docs/errors.md#commonsunknownwork",
  });
}

/** A version of a work, the latest unless one is named. @throws NeoguildError `WorkVersionUnknown` */
export function versionIn(work: Work, id: bigint, version = work.versions.length): Work["versions"][number] {
  const found = work.versions[version - 1];
  if (found !== undefined) return found;
  throw new NeoguildError({
    code: "WorkVersionUnknown",
    message: `work ${id} has versions 1 to ${work.versions.length}, and no ${version}`,
    remedy: "Name one of these, or none for the latest.",
  });
}
