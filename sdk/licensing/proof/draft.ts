import type { BaseContract, ParamType } from "ethers";

import type { Nation } from "../../connect.ts";
import { NeoguildError } from "../../errors.ts";
import { DECISIONS } from "../catalogue.ts";
import { PURPOSES, USER_CLASSES } from "../kinds.ts";
import { grantNumber } from "../grants.ts";
import { STANDINGS } from "../obligations.ts";
import type { GrantContent, Part } from "./content.ts";

type Fact = GrantContent["licence"]["terms"][number];

/** Which grant: the last one of an agent for a work and a purpose (its place in `PURPOSES`). */
export interface Which {
  readonly work: bigint;
  readonly licensee: bigint;
  readonly purpose: bigint;
}

/**
 * What the chain says of a grant as of its latest block.
 * @throws NeoguildError `LicencesNoGrant`
 */
export async function draftProof(nation: Nation, { work, licensee, purpose }: Which): Promise<GrantContent> {
  const { commons, licences, members, policies } = nation.contracts;
  const block = await nation.provider.getBlock("latest");
  if (block?.hash == null) throw new TypeError("a chain without a block");
  const at = { blockTag: block.number };
  const number = grantNumber(work, licensee, purpose);
  const grant = await licences.grantOf(work, licensee, purpose, at);
  if (grant.grantedAt === 0n) throw noGrant({ work, licensee, purpose });
  const [{ guild }, policy, holder, inForce, meter, due, published] = await Promise.all([
    commons.workOf(work, at),
    policies.policyOf(grant.policy, at),
    members.keyOf(licensee, at),
    licences.holdsGrant(work, licensee, purpose, at),
    licences.meterOf(number, at),
    licences.dueOf(number, at),
    versionOf(nation, work, grant.version, block.number),
  ]);
  const { spdxId, uri, textHash } = policy;
  const terms = factsOf(policies, "policyOf", policy).filter(
    ({ name }) => !["spdxId", "uri", "textHash"].includes(name),
  );
  return {
    format: "neoguild-grant-1",
    nation: nation.name,
    chainId: nation.chainId.toString(),
    licences: nation.addresses.licences,
    policies: nation.addresses.policies,
    commons: nation.addresses.commons,
    members: nation.addresses.members,
    block: block.number.toString(),
    blockHash: block.hash,
    asOf: block.timestamp.toString(),
    grant: {
      number: number.toString(),
      work: work.toString(),
      licensee: licensee.toString(),
      purpose: wordOf(PURPOSES, purpose),
      policy: grant.policy.toString(),
      basis: wordOf(DECISIONS, grant.basis),
      userClass: wordOf(USER_CLASSES, grant.userClass),
      version: grant.version.toString(),
      by: grant.by.toString(),
      grantedAt: grant.grantedAt.toString(),
      expiresAt: grant.expiresAt.toString(),
      paid: grant.paid.toString(),
    },
    work: { guild: guild.toString(), ...published },
    licence: { spdxId, uri, textHash, terms },
    licensee: { key: holder.key, keyEpoch: holder.keyEpoch.toString() },
    state: {
      inForce,
      standing: wordOf(STANDINGS, due.standing),
      meter: factsOf(licences, "meterOf", meter),
      due: factsOf(licences, "dueOf", due).filter(({ name }) => name !== "standing"),
    },
  };
}

/**
 * In which part an agent can sign the proof of a grant: as its licensee, as a steward of the work's guild, or as a member.
 * @throws NeoguildError `MembersNotActive`
 */
export async function partOf(
  { contracts: { guilds, members } }: Nation,
  by: bigint,
  { grant, work }: GrantContent,
): Promise<Part> {
  if (by.toString() === grant.licensee) return "licensee";
  if (await guilds.isSteward(work.guild, by)) return "steward";
  if (await members.isActive(by)) return "member";
  throw new NeoguildError({
    code: "MembersNotActive",
    message: `agent ${by} is no active member, and neither the licensee nor a steward of guild ${work.guild}`,
    remedy: "Ask one of them to sign; nothing was written.",
  });
}

/** Content and mirror of a version of a work, as the logs up to a block have them. */
async function versionOf(
  { contracts: { commons } }: Nation,
  work: bigint,
  version: bigint,
  last: number,
): Promise<{ contentHash: string; uri: string }> {
  if (version === 1n) {
    const [log] = await commons.queryFilter(commons.filters.WorkPublished(work), 0, last);
    if (log !== undefined) return { contentHash: log.args.contentHash, uri: log.args.uri };
  }
  const logs = await commons.queryFilter(commons.filters.WorkRevised(work), 0, last);
  const found = logs.find(({ args }) => args.version === version);
  if (found === undefined) throw new RangeError(`no log of version ${version} of work ${work}`);
  return { contentHash: found.args.contentHash, uri: found.args.uri };
}

/** The fields of the struct that a view answers, as the contract calls them; those of structs in it with a dot. */
function factsOf(contract: BaseContract, view: string, struct: unknown): Fact[] {
  const answer = contract.interface.getFunction(view)?.outputs[0];
  if (answer === undefined) throw new TypeError(`no view ${view} in this contract`);
  return fieldsOf(answer, struct);
}

function fieldsOf({ components }: ParamType, struct: unknown): Fact[] {
  return (components ?? []).flatMap((field, place) => {
    const value = (struct as readonly unknown[])[place];
    if (field.components === null) return [{ name: field.name, value: String(value) }];
    return fieldsOf(field, value).map((fact) => ({ ...fact, name: `${field.name}.${fact.name}` }));
  });
}

function wordOf<Word extends string>(words: readonly Word[], code: bigint): Word {
  const word = words[Number(code)];
  if (word === undefined) throw new RangeError(`there is no word for code ${code}`);
  return word;
}

function noGrant({ work, licensee, purpose }: Which): NeoguildError {
  const word = PURPOSES[Number(purpose)] ?? "";
  return new NeoguildError({
    code: "LicencesNoGrant",
    message: `agent ${licensee} has no grant for work ${work} (${word})`,
    remedy: `See what they may do with 'npx hardhat licence:check --work ${work} --agent ${licensee} --purpose ${word}'.`,
    docs: "docs/proofs.md",
  });
}
