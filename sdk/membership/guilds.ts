import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";

/** Checks that this agent is a guild. @throws NeoguildError `GuildUnknown` */
export async function requireGuild({ contracts: { guilds } }: Nation, guild: bigint): Promise<void> {
  if (await guilds.isGuild(guild)) return;
  throw new NeoguildError({
    code: "GuildUnknown",
    message: `agent ${guild} is no guild`,
    remedy: "See which guilds there are with 'npx hardhat member:list'.",
  });
}
