import type { Nation } from "../connect.ts";
import { agentView, FOR_EVER, type AgentView } from "./register.ts";

/** What became of somebody for whom a member vouched. */
export interface Vouched extends AgentView {
  /** The latest vouch, and the end of its validity (Unix seconds; `FOR_EVER` if it has none). */
  readonly vouchedAt: bigint;
  readonly expiresAt: bigint;
  /** Whether the vouch is valid now. */
  readonly isValid: boolean;
}

/** All for whom a member ever vouched, each with what became of them, in the order of the first vouch. */
export async function vouchedBy(nation: Nation, by: bigint): Promise<Vouched[]> {
  const { members } = nation.contracts;
  const [logs, clock] = await Promise.all([members.queryFilter(members.filters.Vouched(by)), nation.clock()]);
  const latest = new Map(logs.map(({ args }) => [args.subject, args]));
  return Promise.all(
    [...latest].map(async ([subject, { vouchedAt, expiresAt }]) => {
      const agent = await agentView(nation, subject);
      return { ...agent, vouchedAt, expiresAt, isValid: expiresAt === FOR_EVER || clock < expiresAt };
    }),
  );
}
