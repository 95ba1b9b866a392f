import { existsSync } from "node:fs";

import { credential, draftCredential, signCredential, type Credential } from "../../sdk/membership/credential.ts";
import { formatMoment } from "../../sdk/units.ts";
import { byMember, duration, file, readJson, text } from "../options.ts";
import { writeOwn } from "../output.ts";
import { defineTask, unchanged } from "../task.ts";

export const credentialExport = defineTask({
  name: "credential:export",
  description:
    "Writes a member's signed credential into a file, to show somebody outside that they belong: status, since when, as of " +
    "which block. Nothing personal is in it, and nothing is sent. Needs the member's wallet. " +
    'Example: npx hardhat credential:export --by 3 --audience "Riverside housing co-op"',
  options: {
    by: byMember,
    audience: text.max(200).describe("Who it is for; it says so, so that a copy is worth nothing to others"),
    valid: duration.default(30n * 86_400n).describe("How long it holds, such as 30d; never longer than the membership"),
    out: file.default("credential.json").describe("Where to write it"),
  },
  async run({ options: { by, audience, valid, out }, nation, author }) {
    const connected = await nation();
    if (existsSync(out)) {
      // A good one may hold others' co-signatures, which nobody wants to gather twice.
      const kept = readJson(out, credential);
      const isSame = kept.agent === by.toString() && kept.audience === audience;
      if (isSame && (await holds(kept))) return unchanged(`${out} is agent ${by}'s credential already.`, { out });
    }
    const draft = await draftCredential(connected, { agent: by, audience, validity: valid });
    const made = await signCredential(draft, (await author(by)).signer);
    writeOwn(out, made);
    return {
      lines: [
        `Agent ${by}, ${made.status} since ${at(made.since)}, for "${audience}" until ${at(made.expiresAt)}: ${out}`,
        `Another member can co-sign it: npx hardhat credential:cosign --by ID --file ${out}`,
        `Anybody can check it: npx hardhat credential:check --file ${out}`,
      ],
      data: { out, ...made, changed: false },
    };

    async function holds(kept: Credential): Promise<boolean> {
      const { checkCredential } = await import("../../sdk/membership/credential.ts");
      const { provider, addresses } = connected;
      const checks = await checkCredential(kept, { provider, members: addresses.members });
      return checks.every((check) => check.holds);
    }
  },
});

function at(moment: string): string {
  return formatMoment(BigInt(moment));
}
