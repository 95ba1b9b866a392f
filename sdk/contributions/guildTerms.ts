import { parseUnits } from "ethers";

import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";
import { readLogs } from "../logs.ts";
import { requireGuild } from "../membership/guilds.ts";
import {
  foldGuildTerms,
  specificationAt,
  termsAt,
  type GuildTermsState,
  type OwnTerms,
  type Specification,
} from "./guildTermsFold.ts";

/** What a guild counts, as it holds for the season that is open and for the next one. */
export interface GuildTermsView {
  readonly guild: bigint;
  /** The season that takes credits now; 0 if none has opened yet. */
  readonly season: bigint;
  readonly now: OwnTerms;
  readonly next: OwnTerms;
  readonly specifications: readonly SpecificationView[];
}

/** A resource of a guild: what holds now, and what holds from the next season on. */
export interface SpecificationView {
  readonly resource: bigint;
  /** `undefined` if the season that is open does not know it. */
  readonly now: Specification | undefined;
  readonly next: Specification;
}

/** A guild's own terms and its resource specifications. @throws NeoguildError `GuildsUnknownGuild` */
export async function guildTermsOf(nation: Nation, guild: bigint): Promise<GuildTermsView> {
  const { ledger } = nation.contracts;
  const [season, logs, clock] = await Promise.all([
    ledger.lastSeason(),
    readLogs(nation, ["guildTerms"]),
    nation.clock(),
  ]);
  await requireGuild(nation, guild);
  const state = foldGuildTerms(logs);
  const opensAt = season === 0n ? 0n : (await ledger.seasonOf(season)).opensAt;
  // What is set already holds for a season that opens a second later.
  const later = clock + 1n;
  return {
    guild,
    season,
    now: termsAt(state, guild, opensAt),
    next: termsAt(state, guild, later),
    specifications: specificationsOf(state, guild, opensAt, later),
  };
}

/** The resource of a guild that has this number or name. @throws NeoguildError `ResourceUnknown` */
export function resourceIn({ guild, specifications }: GuildTermsView, wanted: string): SpecificationView {
  const found = specifications.find(({ resource, next }) => String(resource) === wanted || next.name === wanted);
  if (found !== undefined) return found;
  throw new NeoguildError({
    code: "ResourceUnknown",
    message: `guild ${guild} has specified no resource "${wanted}"`,
    remedy: `See 'npx hardhat resource:list --guild ${guild}'; time worked needs none.`,
    docs: "docs/contributions.md",
  });
}

/** Decimals of a rate for a unit. */
const RATE_DECIMALS = 6;

/** A rate such as `0.25`, in the contract's units. */
export const parseRate = (text: string): bigint => parseUnits(text, RATE_DECIMALS);

/** A rate for a unit as people write it: `250000n` is `0.25`. */
export function formatRate(perUnit: bigint): string {
  const fraction = (perUnit % 1_000_000n).toString().padStart(RATE_DECIMALS, "0").replace(/0+$/, "");
  return `${perUnit / 1_000_000n}${fraction === "" ? "" : `.${fraction}`}`;
}

function specificationsOf(
  state: GuildTermsState,
  guild: bigint,
  opensAt: bigint,
  later: bigint,
): readonly SpecificationView[] {
  const resources = [...(state.specifications.get(guild)?.keys() ?? [])].sort((a, b) => Number(a - b));
  return resources.flatMap((resource) => {
    const next = specificationAt(state, guild, resource, later);
    const now = specificationAt(state, guild, resource, opensAt);
    return next === undefined ? [] : [{ resource, now, next }];
  });
}
