import type { Provider } from "ethers";

import type { Nation } from "../../connect.ts";
import { NeoguildError } from "../../errors.ts";
import { plain, proven, same } from "../../signedFile.ts";
import { formatMoment } from "../../units.ts";
import { checkInWords, type Check } from "../../verify/check.ts";
import { PURPOSES } from "../kinds.ts";
import { typedProof, type GrantProof } from "./content.ts";

/** Contracts that a proof is read from. */
export const CONTRACTS = ["licences", "policies", "commons", "members"] as const;

/** What a reader knows from elsewhere, and holds a proof against. Whatever is left out is not checked. */
export interface Known {
  /** Hash of the block that the proof is of, from a node or a witness they trust. */
  readonly blockHash?: string | undefined;
  /** Contracts of the nation, as it publishes them. */
  readonly contracts?: Pick<GrantProof, (typeof CONTRACTS)[number]> | undefined;
  /** Keys of people they trust, one of whom must have signed. */
  readonly keys?: readonly string[] | undefined;
  /** keccak256 of the licence's text that lies before them. */
  readonly textHash?: string | undefined;
  /** keccak256 of the work, or of its manifest. */
  readonly contentHash?: string | undefined;
}

/**
 * What can be said of a proof without a chain: that its parts fit each other, that it is signed by the keys it names, that
 * the chain's own evidence shows what it says, and that all is as the reader knows it. A contract wallet's signature cannot
 * be checked here, and counts as false.
 */
export async function checkProofOffline(proof: GrantProof, known: Known = {}): Promise<Check[]> {
  return [
    ...(await coherent(proof)),
    ...(await signatures(proof)),
    ...(await evident(proof)),
    ...asKnown(proof, known),
  ];
}

/**
 * What the chain says of a proof now: that its block is on it, that the grant and its terms are still as they stand there,
 * that licensee and signers have these keys and parts; and all that is checked offline, contract wallets (ERC-1271)
 * included. What is due on the grant may have changed since; it is no part of this.
 */
export async function checkProof(nation: Nation, proof: GrantProof, known: Known = {}): Promise<Check[]> {
  const { chainId, addresses, provider } = nation;
  const here = [
    same("It is for this chain", chainId.toString(), proof.chainId),
    ...asKnown(proof, { contracts: addresses }),
  ];
  // Of another nation there is nothing more to ask.
  if (!here.every(({ holds }) => holds)) return here;
  return [
    ...here,
    ...(await coherent(proof)),
    ...(await signatures(proof, provider)),
    ...(await evident(proof)),
    ...asKnown(proof, known),
    ...(await standing(nation, proof)),
  ];
}

/** What a failed check means, as one error; nothing where all hold. */
export function proofFault(checks: readonly Check[]): NeoguildError | undefined {
  const broken = checks.filter(({ holds }) => !holds);
  if (broken.length === 0) return undefined;
  return new NeoguildError({
    code: "GrantProofUntrue",
    message: `${broken.length} of ${checks.length} checks of this proof do not hold:\n${broken.map((check) => `  ${checkInWords(check)}`).join("\n")}`,
    remedy: "Ask the licensee for a new one ('npx hardhat licence:prove'), and trust nothing that this one says.",
    docs: "docs/proofs.md",
  });
}

/** Views are asked as of the coming block: on a quiet chain the latest may be weeks old. */
const PRESENT = { blockTag: "pending" };

async function coherent({ grant, asOf, signatures }: GrantProof): Promise<Check[]> {
  const { grantNumber } = await import("../grants.ts");
  const place = BigInt(PURPOSES.indexOf(grant.purpose));
  const number = grantNumber(BigInt(grant.work), BigInt(grant.licensee), place);
  const authors = new Set(signatures.map(({ by }) => by));
  return [
    same("Its number is that of work, licensee and purpose", number.toString(), grant.number),
    {
      claim: "It was granted before it was proven",
      holds: 0n < BigInt(grant.grantedAt) && BigInt(grant.grantedAt) <= BigInt(asOf),
      expected: `until ${moment(asOf)}`,
      found: moment(grant.grantedAt),
    },
    same("Everybody signed once", String(signatures.length), String(authors.size)),
  ];
}

async function signatures(proof: GrantProof, provider?: Provider): Promise<Check[]> {
  const { grant, licensee } = proof;
  const signed = await Promise.all(
    proof.signatures.map((one) =>
      proven(`Agent ${one.by} signed it as ${one.as}`, { ...one, statement: typedProof(proof, one) }, provider),
    ),
  );
  const own = proof.signatures.filter((one) => one.as === "licensee" || one.by === grant.licensee);
  return [
    ...signed,
    ...own.map((one) =>
      same(
        "Who signed as licensee is the licensee, with the licensee's key",
        `agent ${grant.licensee} as licensee, key ${plain(licensee.key)}, epoch ${licensee.keyEpoch}`,
        `agent ${one.by} as ${one.as}, key ${plain(one.key)}, epoch ${one.keyEpoch}`,
      ),
    ),
  ];
}

async function evident(proof: GrantProof): Promise<Check[]> {
  if (proof.evidence === undefined) return [];
  const { checkEvidence } = await import("./evidence.ts");
  return checkEvidence(proof, proof.evidence);
}

function asKnown(proof: GrantProof, { blockHash, contracts, keys, textHash, contentHash }: Known): Check[] {
  const trusted = keys?.map(plain) ?? [];
  const signers = proof.signatures.map(({ key }) => plain(key));
  return [
    ...(blockHash === undefined ? [] : [same("Its block is the one you know", blockHash, proof.blockHash)]),
    ...(contracts === undefined
      ? []
      : CONTRACTS.map((name) => same(`It is for this nation's ${name}`, contracts[name], proof[name]))),
    ...(keys === undefined
      ? []
      : [
          {
            claim: "Somebody whose key you know signed it",
            holds: signers.some((key) => trusted.includes(key)),
            expected: trusted.join(" or "),
            found: signers.join(", "),
          },
        ]),
    ...(textHash === undefined
      ? []
      : [same("The licence's text is the one you have", textHash, proof.licence.textHash)]),
    ...(contentHash === undefined ? [] : [same("The work is the one you have", contentHash, proof.work.contentHash)]),
  ];
}

async function standing(nation: Nation, proof: GrantProof): Promise<Check[]> {
  const { draftProof } = await import("./draft.ts");
  const { contracts, provider } = nation;
  const { grant } = proof;
  const [work, licensee] = [BigInt(grant.work), BigInt(grant.licensee)];
  const purpose = BigInt(PURPOSES.indexOf(grant.purpose));
  const [block, present] = await Promise.all([
    provider.getBlock(Number(proof.block)),
    draftProof(nation, { work, licensee, purpose }).catch(() => undefined),
  ]);
  const ofBlock = [
    same("Its block is on this chain", proof.blockHash, block?.hash ?? "no such block"),
    same("Its block has this time", proof.asOf, String(block?.timestamp ?? "none")),
  ];
  if (present === undefined) return [...ofBlock, same("There is such a grant", grant.number, "none")];
  const parts = (["grant", "work", "licence", "licensee"] as const).flatMap((part) =>
    differences(`${part}.`, proof[part], present[part]),
  );
  const signers = await Promise.all(
    proof.signatures.map(async ({ by, as, key, keyEpoch }) => {
      const { members, guilds } = contracts;
      const [known, active, steward] = await Promise.all([
        members.keyOf(by),
        members.isActive(by, PRESENT),
        guilds.isSteward(proof.work.guild, by, PRESENT),
      ]);
      const stands = { licensee: by === grant.licensee, steward, member: active }[as];
      const found = stands ? `key ${plain(known.key)}, epoch ${known.keyEpoch}` : `no ${as}`;
      return same(`Agent ${by} is ${as} with this key`, `key ${plain(key)}, epoch ${keyEpoch}`, found);
    }),
  );
  const unchanged = same("Grant, work, terms and licensee are still so on chain", "no difference", "no difference");
  return [...ofBlock, ...(parts.length === 0 ? [unchanged] : parts), ...signers];
}

/** One failed check for every field in which a proof and the chain differ. */
function differences(path: string, said: object, found: object): Check[] {
  const names = [...new Set([...Object.keys(said), ...Object.keys(found)])];
  return names.flatMap((name) => {
    const [one, other] = [said, found].map((from) => written((from as Record<string, unknown>)[name]));
    if (one === other) return [];
    return [{ claim: `${path}${name} is still so on chain`, holds: false, expected: other ?? "", found: one ?? "" }];
  });
}

function written(value: unknown): string {
  return (typeof value === "string" ? value : value === undefined ? "nothing" : JSON.stringify(value)).toLowerCase();
}

function moment(seconds: string): string {
  return formatMoment(BigInt(seconds));
}
