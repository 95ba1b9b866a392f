import { z } from "zod";

import { act } from "../../sdk/acts.ts";
import { feeDue } from "../../sdk/licensing/fees.ts";
import { formatMoment } from "../../sdk/units.ts";
import { PURPOSES } from "../../sdk/licensing/kinds.ts";
import { agentId, byMember, policyId, purpose, workId } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const licenceGrant = defineTask({
  name: "licence:grant",
  description:
    "Takes a licence for a work: free, for contributions, for the policy's fee, which is paid with it, or for something in every " +
    "period, which licence:show then tells. With --for a steward " +
    "of the guild approves one that needs approval. Ask licence:check first. " +
    "Example: npx hardhat licence:grant --by 12 --work 1 --policy 4 --purpose commercial",
  options: {
    by: byMember.describe("The licensee, or with --for a steward"),
    for: agentId.optional().describe("The licensee whom the steward --by approves"),
    work: workId.describe("The work"),
    policy: policyId.describe("The policy, one of the work's"),
    purpose,
    renew: z.boolean().default(false).describe("Take it again while it is in force, to have it for longer"),
    ...signing,
  },
  async run({ options, nation, author, perform }) {
    const { allow, NATIVE } = await import("../../sdk/treasury/tokens.ts");
    const connected = await nation();
    const { licences } = connected.contracts;
    const { by, work, policy, purpose } = options;
    const licensee = options.for ?? by;
    const terms = { work, policy, purpose };
    const [held, isInForce] = await Promise.all([
      licences.grantOf(work, licensee, purpose),
      licences.holdsGrant(work, licensee, purpose),
    ]);
    const isHeld = isInForce && held.policy === policy;
    const line = `Agent ${licensee} holds this licence already.`;
    const already: Readonly<Record<string, string>> = isHeld ? { LicencesAlreadyGranted: line } : {};
    const told = {
      tell: () => ({
        lines: [`Agent ${licensee} may use work ${work} (${PURPOSES[purpose] ?? ""}) under policy ${policy}.`],
        data: { work, licensee, policy, purpose: PURPOSES[purpose] },
      }),
      already,
    };
    if (options.for !== undefined) return perform(by, act("licences", "approve", { licensee, ...terms }), told);

    if (isHeld && !options.renew) return unchanged(line, terms);
    const { token, amount, most } = await feeDue(connected, { work, agent: by, policy, purpose });
    if (amount > 0n && token !== NATIVE) {
      const { signer } = await author(by);
      await allow(connected, { sender: signer, token, spender: connected.addresses.commons, amount });
    }
    const value = token === NATIVE && amount > 0n ? amount : undefined;
    const report = await perform(by, act("licences", "take", { ...terms, most }), { ...told, value });
    const { expiresAt, paid } = await licences.grantOf(work, licensee, purpose);
    const until = expiresAt === 0n ? "for ever" : `until ${formatMoment(expiresAt)}`;
    return { lines: [...report.lines, `It lasts ${until}.`], data: { ...report.data, expiresAt, paid } };
  },
});
