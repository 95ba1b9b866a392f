import { z } from "zod";

import type { Nation } from "../../sdk/connect.ts";
import { formatMoment, formatShare } from "../../sdk/units.ts";
import { workId } from "../options.ts";
import { defineTask, type Report } from "../task.ts";

export const workShow = defineTask({
  name: "work:show",
  description:
    "Shows a work with its guild, policies, versions and where they are found, and everything it builds on, however far up, " +
    "with the share of its earnings that each keeps; without --work it lists all, with --policies the nation's catalogue " +
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

async function showAll(nation: Nation): Promise<Report> {
  const { worksOf } = await import("../../sdk/licensing/works/read.ts");
  const { works } = await worksOf(nation);
  const list = [...works].map(([work, { guild, uri, edges }]) => ({
    ...{ work, guild, uri },
    parents: edges.map(({ parent }) => parent),
  }));
  const lines = list.map(({ work, guild, uri, parents }) => {
    const on = parents.length === 0 ? "" : `  built on ${parents.join(", ")}`;
    return `${work}  guild ${guild}  ${uri}${on}`;
  });
  return { lines: lines.length === 0 ? ["The commons has no work yet."] : lines, data: { works: list } };
}

async function showWork(nation: Nation, id: bigint): Promise<Report> {
  const { workIn, worksOf } = await import("../../sdk/licensing/works/read.ts");
  const { upstreamOf } = await import("../../sdk/licensing/works/graph.ts");
  const { policies } = nation.contracts;
  const state = await worksOf(nation);
  const work = workIn(state, id);
  const { guild, version, grantsStopped, publishedAt, edges } = work;
  const names = await Promise.all(work.policies.map(async (policy) => (await policies.policyOf(policy)).spdxId));
  const parents = edges.map(({ parent, shareBps }) => ({ work: parent, shareBps }));
  const upstream = upstreamOf(state.works, id);
  return {
    lines: [
      `Work ${id}, version ${version}, of guild ${guild}, published ${formatMoment(publishedAt)}`,
      `  policies ${work.policies.map((policy, index) => `${policy} (${names[index] ?? ""})`).join(", ")}${grantsStopped ? "; no new grants" : ""}`,
      `  built on ${parents.map((edge) => `work ${edge.work} (${formatShare(edge.shareBps)} of what it earns)`).join(", ") || "nothing"}`,
      ...work.versions.map(
        ({ contentHash, uris }, index) =>
          `  version ${index + 1}: ${contentHash}  ${uris.join("  ") || "no place named"}`,
      ),
      ...(edges.length === 0 ? [] : ["Of what it earns:"]),
      ...(edges.length === 0 ? [] : upstream.map((one) => `  ${lineOf(one)}`)),
    ],
    data: {
      ...{ work: id, guild, version, grantsStopped, publishedAt, policies: [...work.policies], parents },
      versions: work.versions,
      upstream: upstream.map((one) => ({ ...one, keeps: inBillionths(one.keeps), arrives: inBillionths(one.arrives) })),
    },
  };
}

interface Line {
  readonly work: bigint;
  readonly guild: bigint;
  readonly nearest: number;
  readonly farthest: number;
  readonly paths: bigint;
  readonly keeps: bigint;
}

function lineOf({ work, guild, nearest, farthest, paths, keeps }: Line): string {
  const steps = nearest === farthest ? String(nearest) : `${nearest} to ${farthest}`;
  const way = nearest === 0 ? "itself" : `${steps} ${steps === "1" ? "step" : "steps"} up`;
  const ways = paths > 1n ? `, by ${paths} ways` : "";
  return `${percent(keeps).padStart(9)} stays with guild ${guild} for work ${work} (${way}${ways})`;
}

/** Parts of 10^18, as a share with up to four decimals, rounded down; below that it says so. */
function percent(parts: bigint): string {
  const shown = Number(parts / 10n ** 12n) / 10_000;
  return parts > 0n && shown === 0 ? "< 0.0001%" : `${shown}%`;
}

const inBillionths = (parts: bigint) => parts / 10n ** 9n;

async function showPolicies({ contracts: { policies } }: Nation): Promise<Report> {
  const last = Number(await policies.lastId());
  const ids = Array.from({ length: last }, (_, index) => BigInt(index + 1));
  const known = await Promise.all(ids.map((id) => policies.policyOf(id)));
  const list = known.map(({ spdxId, uri, price }, index) => ({ policy: ids[index], spdxId, uri, fee: price.perGrant }));
  return {
    lines: list.map(({ policy, spdxId, uri }) => `${policy ?? 0n}  ${spdxId}  ${uri}`),
    data: { policies: list },
  };
}
