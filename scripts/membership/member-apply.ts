import { z } from "zod";

import { act } from "../../sdk/acts.ts";
import { signConsent } from "../../sdk/membership/consent.ts";
import { agentView } from "../../sdk/membership/register.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { formatMoment } from "../../sdk/units.ts";
import { address, agentId, duration, file } from "../options.ts";
import { writeOwn } from "../output.ts";
import { defineTask, handOn, keystoreFor, signing, unchanged } from "../task.ts";

export const memberApply = defineTask({
  name: "member:apply",
  description:
    "Applies for membership: writes the applicant's signed consent into a file, which a member takes to " +
    "'member:vouch --application'. Needs the applicant's keystore, or --key for an account of the local node; a person " +
    "who left applies again with --by. Example: npx hardhat member:apply --keystore me.json --out application.json",
  options: {
    key: address.optional().describe("The applicant's address, if the local node holds it or it is a Safe"),
    out: file.default("application.json").describe("Where to write the application"),
    valid: duration.default(30n * 86_400n).describe("How long the application is valid, such as 30d"),
    organisation: z.boolean().default(false).describe("An organisation applies to be attested, not a person to join"),
    by: agentId.optional().describe("Only for a person who left: their agent id"),
    ...signing,
  },
  async run({ options, nation, signer, perform }) {
    const connected = await nation();
    if (options.by !== undefined) {
      const { status, reason } = await agentView(connected, options.by);
      if (status === "Applicant") return unchanged(`Agent ${options.by} is an applicant already: ${reason}.`);
      return perform(options.by, act("members", "reapply", {}), {
        tell: () => ({ lines: [`Agent ${options.by} applies again.`], data: { agent: options.by } }),
      });
    }
    const { keystoreAddress } = await import("../../sdk/signers.ts");
    const keystore = keystoreFor(options);
    const key = options.key ?? (keystore === undefined ? undefined : keystoreAddress(keystore));
    if (key === undefined) throw nobodyApplies();
    const agent = await connected.contracts.members.idOf(key);
    if (agent !== 0n) {
      const { status, reason } = await agentView(connected, agent);
      return unchanged(`The key ${key} is agent ${agent} already: ${status} (${reason}).`, { agent });
    }
    const deadline = (await connected.clock()) + options.valid;
    const served = options.organisation ? "Organisation" : "Applicant";
    const applicant = await signer(key);
    const application = await signConsent(connected, { signer: applicant, agent: served, deadline });
    writeOwn(options.out, application);
    const next = options.organisation
      ? `An issuer attests with: npx hardhat organisation:attest --by ID --application ${options.out}`
      : `A member vouches with: npx hardhat member:vouch --by ID --application ${options.out}`;
    return {
      lines: [
        `${key} applies; valid until ${formatMoment(deadline)}: ${options.out}`,
        await handOn(applicant, options.out, next),
      ],
      data: { application: options.out, key, deadline, changed: false },
    };
  },
});

function nobodyApplies(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "it is not said who applies",
    remedy: "Name the applicant's keystore with --keystore FILE, or an account of the local node with --key.",
  });
}
