import { existsSync } from "node:fs";
import { z } from "zod";

import { grantProof, signProof, type GrantProof } from "../../sdk/licensing/proof/content.ts";
import { formatMoment } from "../../sdk/units.ts";
import { PURPOSES } from "../../sdk/licensing/kinds.ts";
import { agentId, byMember, file, purpose, readJson, workId } from "../options.ts";
import { writeOwn } from "../output.ts";
import { defineTask, unchanged } from "../task.ts";

export const licenceProve = defineTask({
  name: "licence:prove",
  description:
    "Writes a proof of a licence that was granted into a file: who, which work, for what, under which terms, and how it stands " +
    "as of the latest block, with the chain's own evidence where the node gives it. A court or an office checks it without " +
    "the chain. Needs the licensee's wallet; nothing is sent. " +
    "Example: npx hardhat licence:prove --by 12 --work 1 --purpose commercial",
  options: {
    by: byMember.describe("The licensee; or a steward or member who proves it for --licensee"),
    licensee: agentId.optional().describe("Whose licence it is, where that is not --by"),
    work: workId.describe("The work"),
    purpose,
    signaturesOnly: z
      .boolean()
      .default(false)
      .describe("Leave the chain's evidence out: a shorter file, and people's word"),
    out: file.default("licence-proof.json").describe("Where to write it"),
  },
  async run({ options, nation, author }) {
    const { by, work, purpose, out, licensee = by } = options;
    const { draftProof, partOf } = await import("../../sdk/licensing/proof/draft.ts");
    const { checkProof } = await import("../../sdk/licensing/proof/check.ts");
    const connected = await nation();
    const draft = await draftProof(connected, { work, licensee, purpose: BigInt(purpose) });
    const as = await partOf(connected, by, draft);
    if (existsSync(out)) {
      // A good one may hold others' signatures, which nobody wants to gather twice.
      const kept = readJson(out, grantProof);
      const isSame = JSON.stringify(timeless(kept)) === JSON.stringify(timeless(draft));
      const isSigned = kept.signatures.some((one) => one.by === by.toString());
      if (isSame && isSigned && (await checkProof(connected, kept)).every(({ holds }) => holds)) {
        return unchanged(`${out} proves this already.`, { out });
      }
    }
    const { signer } = await author(by);
    const { key, keyEpoch } = await connected.contracts.members.keyOf(by);
    const signature = await signProof(draft, { id: by, as, key, keyEpoch, signer });
    const evidence = options.signaturesOnly ? undefined : await evidenceOf();
    const made: GrantProof = { ...draft, signatures: [signature], ...(evidence === undefined ? {} : { evidence }) };
    writeOwn(out, made);
    const { grant, licence, state } = made;
    return {
      lines: [
        `Agent ${licensee}, work ${work} (${PURPOSES[purpose] ?? ""}), policy ${grant.policy} (${licence.spdxId}): ${out}`,
        `  granted ${at(grant.grantedAt)}, ${grant.expiresAt === "0" ? "for ever" : `until ${at(grant.expiresAt)}`}; ` +
          `${state.inForce ? "in force" : "not in force"} as of block ${made.block}, ${at(made.asOf)}`,
        evidence === undefined
          ? `Signed by agent ${by} as ${as}, without the chain's evidence: it is worth what its signers' word is worth.`
          : `Signed by agent ${by} as ${as}. Publish the hash of block ${made.block} where your reader looks: ${made.blockHash}`,
        `A steward or member can sign it too: npx hardhat licence:cosign --by ID --file ${out}`,
        `Anybody can check it: npx hardhat licence:verify --file ${out} --offline`,
      ],
      data: { out, ...made, changed: false },
    };

    async function evidenceOf() {
      const { gatherEvidence } = await import("../../sdk/licensing/proof/evidence.ts");
      return gatherEvidence(connected.provider, draft);
    }
  },
});

/** What a proof says apart from when it was made. */
function timeless(proof: Pick<GrantProof, "grant" | "work" | "licence" | "licensee" | "state">) {
  const { grant, work, licence, licensee, state } = proof;
  return { grant, work, licence, licensee, state };
}

function at(moment: string): string {
  return formatMoment(BigInt(moment));
}
