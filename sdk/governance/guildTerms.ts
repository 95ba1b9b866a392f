import type { Nation } from "../connect.ts";
import type { GuildTermsView } from "../contributions/guildTerms.ts";
import type { OwnTerms, Specification } from "../contributions/guildTermsFold.ts";
import { parseCall } from "../legible.ts";
import { callsOf, type Action, type PlainCalls } from "./actions.ts";
import { councilProposals } from "./council.ts";

// By its council a guild says what it counts: the calls, and the number of a resource that is new.

/** The number for a resource of this name: that of the one which has it, or the first that nobody has asked for yet. */
export async function resourceNumber(nation: Nation, view: GuildTermsView, name: string): Promise<bigint> {
  const proposed = await proposedSpecifications(nation, view.guild);
  const known = [...view.specifications.map(({ next }) => next), ...proposed];
  const same = known.find((one) => one.name === name);
  if (same !== undefined) return same.resource;
  return known.reduce((most, { resource }) => (resource > most ? resource : most), 0n) + 1n;
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
      const parsed = parseCall(abi, String(calls.calldatas[place]));
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
