import { parseUnits } from "ethers";

import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";
import { callsOf, type Action, type PlainCalls } from "../governance/actions.ts";
import { councilProposals } from "../governance/council.ts";
import { readLogs } from "../logs.ts";
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

/** A guild's own terms and its resource specifications. @throws NeoguildError `GuildUnknown` */
export async function guildTermsOf(nation: Nation, guild: bigint): Promise<GuildTermsView> {
  const { ledger, guilds } = nation.contracts;
  const [isGuild, season, logs, clock] = await Promise.all([
    guilds.isGuild(guild),
    ledger.lastSeason(),
    readLogs(nation, ["guildTerms"]),
    nation.clock(),
  ]);
  if (!isGuild) throw unknownGuild(guild);
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

/** The number for a resource of this name: that of the one which has it, or the first that nobody has asked for yet. */
export async function resourceNumber(nation: Nation, view: GuildTermsView, name: string): Promise<bigint> {
  const proposed = await proposedSpecifications(nation, view.guild);
  const known = [...view.specifications.map(({ next }) => next), ...proposed];
  const same = known.find((one) => one.name === name);
  if (same !== undefined) return same.resource;
  return known.reduce((most, { resource }) => (resource > most ? resource : most), 0n) + 1n;
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

/** The calls by which a guild's account specifies a resource. */
export function specifyCalls(
  nation: Nation,
  guild: bigint,
  specification: Omit<Specification, "isKnown" | "setAt">,
): PlainCalls {
  const { resource, name, unit, perUnit, perEntry, track } = specification;
  const numbers = { resource, perUnit, perEntry, track };
  const args = Object.fromEntries(Object.entries(numbers).map(([field, value]) => [field, String(value)]));
  return callsOf(nation, [action("specify", { ...args, name, unit })], guild);
}

/** The calls by which a guild's account sets its own terms. */
export function guildTermsCalls(nation: Nation, guild: bigint, terms: OwnTerms): PlainCalls {
  return callsOf(nation, [action("setGuildTerms", { ...terms, budget: String(terms.budget) })], guild);
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

/** What was ever proposed to the guild's council, so that two proposals do not take the same number. */
async function proposedSpecifications(
  nation: Nation,
  guild: bigint,
): Promise<{ readonly resource: bigint; readonly name: string }[]> {
  const { interface: abi } = nation.contracts.guildTerms;
  const proposals = await councilProposals(nation, guild);
  return proposals.flatMap(({ calls }) =>
    calls.targets.flatMap((target, place) => {
      if (target !== nation.addresses.guildTerms) return [];
      const parsed = abi.parseTransaction({ data: String(calls.calldatas[place]) });
      if (parsed?.name !== "specify") return [];
      const { resource, name } = parsed.args[0] as { resource: bigint; name: string };
      return [{ resource, name }];
    }),
  );
}

const action = (name: string, args: Readonly<Record<string, unknown>>): Action => ({
  contract: "GuildTerms",
  function: name,
  arguments: { ...args },
  value: "0",
});

function unknownGuild(guild: bigint): NeoguildError {
  return new NeoguildError({
    code: "GuildUnknown",
    message: `agent ${guild} is no guild`,
    remedy: "See which guilds there are with 'npx hardhat member:list'.",
  });
}
