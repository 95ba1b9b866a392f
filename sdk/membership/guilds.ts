import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";

/** Checks that this agent is a guild. @throws NeoguildError `GuildsUnknownGuild` */
export async function requireGuild({ contracts: { guilds } }: Nation, guild: bigint): Promise<void> {
  if (!(await guilds.isGuild(guild))) throw unknownGuild(guild);
}

export function unknownGuild(guild: bigint): NeoguildError {
  return new NeoguildError({
    code: "GuildsUnknownGuild",
    message: `agent ${guild} is no guild`,
    remedy: "See which guilds there are with 'npx hardhat member:list'.",
    docs: "docs/errors.md#guildsunknownguild",
  });
}
