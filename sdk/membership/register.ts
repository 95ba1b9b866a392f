import type { Nation } from "../connect.ts";
import { reasonInWords, reasonName, statusName, type ReasonName, type StatusName } from "./status.ts";

/** An agent as people read it. */
export interface AgentView {
  readonly id: bigint;
  readonly key: string;
  readonly keyEpoch: bigint;
  readonly status: StatusName;
  /** The reason's code. */
  readonly code: ReasonName;
  /** Why, and what is missing. */
  readonly reason: string;
}

/** How many questions go to the node at a time. */
const PAGE = 100;

/** An agent's key, status and its reason. An agent that does not exist has the status `None`. */
export async function agentView({ contracts: { members } }: Nation, id: bigint): Promise<AgentView> {
  const [{ key, keyEpoch }, civic] = await Promise.all([members.agentOf(id), members.civicStatus(id)]);
  const words = { status: statusName(civic.status), code: reasonName(civic.reason), reason: reasonInWords(civic) };
  return { id, key, keyEpoch, ...words };
}

/** All agents in the order of their ids. */
export async function allAgents(nation: Nation): Promise<AgentView[]> {
  const last = Number(await nation.contracts.members.lastId());
  const agents: AgentView[] = [];
  for (let first = 1; first <= last; first += PAGE) {
    const page = Array.from({ length: Math.min(PAGE, last - first + 1) }, (_, index) => BigInt(first + index));
    agents.push(...(await Promise.all(page.map((id) => agentView(nation, id)))));
  }
  return agents;
}

/** A vouch that counts for a person. */
export interface VouchView {
  readonly by: bigint;
  /** Unix seconds; `FOR_EVER` if it never expires. */
  readonly expiresAt: bigint;
}

/** The largest moment the contracts can hold: for ever. */
export const FOR_EVER = (1n << 40n) - 1n;

/** The vouches kept for a person, in the order in which they were given. */
export async function vouchesFor({ contracts: { members } }: Nation, subject: bigint): Promise<VouchView[]> {
  const vouches: VouchView[] = [];
  for (let index = 0n; ; ++index) {
    const { by, expiresAt } = await members.vouchFor(subject, index);
    if (by === 0n) return vouches;
    vouches.push({ by, expiresAt });
  }
}

/** A guild as its founding says. */
export interface GuildView {
  readonly id: bigint;
  readonly name: string;
  readonly account: string;
  readonly foundedBy: bigint;
}

/** All guilds in the order of their founding; a name stands in the log alone. */
export async function allGuilds({ contracts: { guilds } }: Nation): Promise<GuildView[]> {
  const logs = await guilds.queryFilter(guilds.filters.GuildFounded());
  return logs.map(({ args }) => ({ id: args.guild, name: args.name, account: args.account, foundedBy: args.by }));
}

/** Who was ever on a guild's roster, in the order of joining. */
export async function rosterEver({ contracts: { guilds } }: Nation, guild: bigint): Promise<bigint[]> {
  const joined = await guilds.queryFilter(guilds.filters.GuildJoined(guild));
  return [...new Set(joined.map(({ args }) => args.member))];
}

/** Who is on a guild's roster now, in the order of joining. */
export async function rosterOf(nation: Nation, guild: bigint): Promise<bigint[]> {
  const { guilds } = nation.contracts;
  const candidates = await rosterEver(nation, guild);
  const present = await Promise.all(candidates.map((member) => guilds.isOnRoster(guild, member)));
  return candidates.filter((_, index) => present[index]);
}

/** The guilds on whose rosters a person is now. */
export async function guildsOf(nation: Nation, member: bigint): Promise<GuildView[]> {
  const { guilds } = nation.contracts;
  const joined = await guilds.queryFilter(guilds.filters.GuildJoined(undefined, member));
  const ids = new Set(joined.map(({ args }) => args.guild));
  const candidates = (await allGuilds(nation)).filter(({ id }) => ids.has(id));
  const present = await Promise.all(candidates.map(({ id }) => guilds.isOnRoster(id, member)));
  return candidates.filter((_, index) => present[index]);
}
