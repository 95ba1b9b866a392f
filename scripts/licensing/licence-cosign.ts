import { NeoguildError } from "../../sdk/errors.ts";
import { grantProof, MOST_SIGNATURES, signProof, type GrantProof } from "../../sdk/licensing/proof/content.ts";
import { byMember, file, readJson } from "../options.ts";
import { writeOwn } from "../output.ts";
import { defineTask, unchanged } from "../task.ts";

export const licenceCosign = defineTask({
  name: "licence:cosign",
  description:
    "Signs the proof of a licence too, as a steward of the work's guild or as a member, for readers who know this signer. " +
    "Checks it against the chain first. Needs the signer's wallet; nothing is sent. " +
    "Example: npx hardhat licence:cosign --by 1 --file licence-proof.json",
  options: { by: byMember, file: file.describe("The file of 'licence:prove'") },
  async run({ options: { by, file: path }, nation, author }) {
    const { checkProof, proofFault } = await import("../../sdk/licensing/proof/check.ts");
    const { partOf } = await import("../../sdk/licensing/proof/draft.ts");
    const connected = await nation();
    const proof = readJson(path, grantProof);
    if (proof.signatures.some((one) => one.by === by.toString())) {
      return unchanged(`Agent ${by} has signed ${path} already.`, { by, file: path });
    }
    const fault = proofFault(await checkProof(connected, proof));
    if (fault !== undefined) throw fault;
    if (proof.signatures.length >= MOST_SIGNATURES) throw full(path);
    const as = await partOf(connected, by, proof);
    const { signer } = await author(by);
    const { key, keyEpoch } = await connected.contracts.members.keyOf(by);
    const signature = await signProof(proof, { id: by, as, key, keyEpoch, signer });
    const signatures = [...proof.signatures, signature];
    const signed: GrantProof = { ...proof, signatures };
    writeOwn(path, signed);
    return {
      lines: [`Agent ${by} signed it as ${as}: ${path}, with ${signatures.length} signatures`],
      data: { by, as, file: path, signatures: signatures.length, changed: false },
    };
  },
});

function full(path: string): NeoguildError {
  return new NeoguildError({
    code: "GrantProofFull",
    message: `${path} has ${MOST_SIGNATURES} signatures, and no more fit`,
    remedy: "Nothing needs to be done; nothing was written.",
  });
}
