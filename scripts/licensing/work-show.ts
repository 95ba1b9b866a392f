import { z } from "zod";

import { NeoguildError } from "../../sdk/errors.ts";
import { formatMoment, formatShare } from "../../sdk/units.ts";
import { workId } from "../options.ts";
import { defineTask, type Report } from "../task.ts";
import type { Nation } from "../../sdk/connect.ts";

export const workShow = defineTask({
  name: "work:show",
  description:
    "Shows a work with its guild, policies and parents; without --work it lists all, with --policies the nation's catalogue " +
    "of licences. Example: npx hardhat work:show --work 1",
  options: {
    work: workId.optional().describe("The work's id"),
    policies: z.boolean().default(false).describe("List the policies of the catalogue"),
  },
  async run({ options: { work, policies }, nation }) {
    const connected = await nation();
    if (policies) return showPolicies(connected);
    return work === undefined ? showAll(connected) : showWork(connected, work);
  },
});

async function showAll({ contracts: { commons } }: Nation): Promise<Report> {
  const logs = await commons.queryFilter(commons.filters.WorkPublished());
  const works = logs.map(({ args: { work, guild, uri } }) => ({ work, guild, uri }));
  const lines = works.map(({ work, guild, uri }) => `${work}  guild ${guild}  ${uri}`);
  return { lines: lines.length === 0 ? ["The commons has no work yet."] : lines, data: { works } };
}

async function showWork({ contracts: { commons, policies } }: Nation, work: bigint): Promise<Report> {
  const [{ guild, version, grantsStopped, publishedAt }, offered, edges] = await Promise.all([
    commons.workOf(work),
    commons.policiesOf(work),
    commons.parentsOf(work),
  ]);
  if (guild === 0n) throw unknownWork(work);
  const names = await Promise.all(offered.map(async (policy) => (await policies.policyOf(policy)).spdxId));
  const parents = edges.map(({ parent, shareBps }) => ({ work: parent, shareBps }));
  return {
    lines: [
      `Work ${work}, version ${version}, of guild ${guild}, published ${formatMoment(publishedAt)}`,
      `  policies ${offered.map((policy, index) => `${policy} (${names[index] ?? ""})`).join(", ")}${grantsStopped ? "; no new grants" : ""}`,
      `  built on ${parents.map((edge) => `work ${edge.work} (${formatShare(edge.shareBps)} of what it earns)`).join(", ") || "nothing"}`,
    ],
    data: { work, guild, version, grantsStopped, publishedAt, policies: [...offered], parents },
  };
}

async function showPolicies({ contracts: { policies } }: Nation): Promise<Report> {
  const last = Number(await policies.lastId());
  const ids = Array.from({ length: last }, (_, index) => BigInt(index + 1));
  const known = await Promise.all(ids.map((id) => policies.policyOf(id)));
  const list = known.map(({ spdxId, uri, fee }, index) => ({ policy: ids[index], spdxId, uri, fee: fee.amount }));
  return {
    lines: list.map(({ policy, spdxId, uri }) => `${policy ?? 0n}  ${spdxId}  ${uri}`),
    data: { policies: list },
  };
}

function unknownWork(work: bigint): NeoguildError {
  return new NeoguildError({
    code: "CommonsUnknownWork",
    message: `there is no work ${work} in the commons`,
    remedy: "See all with 'npx hardhat work:show'.",
    docs: "docs/errors.md#commonsunknownwork",
  });
}
