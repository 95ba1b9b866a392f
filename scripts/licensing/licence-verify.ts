import { z } from "zod";

import { checkProof, checkProofOffline, CONTRACTS, proofFault, type Known } from "../../sdk/licensing/proof/check.ts";
import { grantProof, type GrantProof } from "../../sdk/licensing/proof/content.ts";
import { formatMoment } from "../../sdk/units.ts";
import { checkInWords } from "../../sdk/verify/check.ts";
import { addresses, file, hash, readBytes, readJson } from "../options.ts";
import { defineTask } from "../task.ts";

const fourContracts = addresses
  .refine((all) => all.length === CONTRACTS.length, "name four addresses with commas between them")
  .optional()
  .describe("The nation's contracts as it publishes them, with commas: Licences, LicencePolicies, Commons, Members");

export const licenceVerify = defineTask({
  name: "licence:verify",
  description:
    "Checks the proof of a licence. With --offline it asks nobody: it checks the signatures, and the chain's evidence down to " +
    "the hash of a block, which you name with --block-hash if somebody you trust told you; with --keys, that one of these keys " +
    "signed. Without --offline it asks the nation's chain whether all is still so. Examples: " +
    "npx hardhat licence:verify --file licence-proof.json --offline --keys 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 · " +
    "npx hardhat licence:verify --file licence-proof.json --network localhost",
  options: {
    file: file.describe("The file of 'licence:prove'"),
    offline: z.boolean().default(false).describe("Ask no chain"),
    blockHash: hash.optional().describe("Hash of the proof's block, from a node or a witness you trust"),
    keys: addresses.optional().describe("Keys of people you trust, with commas: one of them must have signed"),
    contracts: fourContracts,
    text: file.optional().describe("The licence's text as it lies before you"),
    content: file.optional().describe("The work, or its manifest, as it lies before you"),
  },
  async run({ options, nation }) {
    const proof = readJson(options.file, grantProof);
    const known = await knownFrom(options);
    const checks = options.offline
      ? await checkProofOffline(proof, known)
      : await checkProof(await nation(), proof, known);
    const fault = proofFault(checks);
    return {
      lines: [
        ...checks.map(checkInWords),
        ...inWords(proof),
        ...verdict(proof, known, options.offline, fault === undefined),
      ],
      data: { ...proof, holds: fault === undefined, offline: options.offline, checks, changed: false },
      fault,
    };
  },
});

async function knownFrom(options: {
  blockHash?: string | undefined;
  keys?: readonly string[] | undefined;
  contracts?: readonly string[] | undefined;
  text?: string | undefined;
  content?: string | undefined;
}): Promise<Known> {
  const { keccak256 } = await import("ethers");
  const [licences = "", policies = "", commons = "", members = ""] = options.contracts ?? [];
  const hashed = (path: string | undefined) => (path === undefined ? undefined : keccak256(readBytes(path)));
  return {
    blockHash: options.blockHash,
    keys: options.keys,
    contracts: options.contracts === undefined ? undefined : { licences, policies, commons, members },
    textHash: hashed(options.text),
    contentHash: hashed(options.content),
  };
}

function inWords({ grant, licence, state, signatures, ...proof }: GrantProof): string[] {
  const until = grant.expiresAt === "0" ? "for ever" : `until ${at(grant.expiresAt)}`;
  return [
    `Agent ${grant.licensee} (${grant.userClass}), work ${grant.work} version ${grant.version}, for ${grant.purpose} use:`,
    `  granted ${at(grant.grantedAt)}, ${until}, under ${licence.spdxId} ${licence.uri}`,
    `  as of block ${proof.block}, ${at(proof.asOf)}: ${state.inForce ? "in force" : `not in force (${state.standing})`}`,
    ...signatures.map(({ by, as, key }) => `  signed by agent ${by} as ${as}, key ${key}`),
  ];
}

/** What the checks amount to, and what the reader has yet to know from elsewhere. */
function verdict(proof: GrantProof, known: Known, offline: boolean, holds: boolean): string[] {
  if (!holds) return ["This proof does not hold."];
  if (!offline) return ["This proof holds; the chain says the same now."];
  const evident = proof.evidence !== undefined;
  const rests = [
    ...(known.keys === undefined ? ["on its signers' word: know their keys, and name them with --keys"] : []),
    ...(evident && known.blockHash === undefined
      ? [
          `on block ${proof.block} of chain ${proof.chainId}: have its hash from elsewhere, and name it with --block-hash`,
        ]
      : []),
    ...(known.contracts === undefined
      ? ["on the contracts it names: compare them with the nation's, with --contracts"]
      : []),
  ];
  const proven = evident && known.blockHash !== undefined && known.contracts !== undefined;
  const head = proven
    ? "This proof holds: the chain's own evidence shows it. What came after its block only the chain can say."
    : "This proof holds as far as it goes; the chain was not asked. It rests";
  return proven ? [head] : [head, ...rests.map((one) => `  - ${one}`)];
}

function at(moment: string): string {
  return formatMoment(BigInt(moment));
}
