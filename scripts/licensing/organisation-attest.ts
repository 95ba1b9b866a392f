import { act, eventNamed } from "../../sdk/acts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { checkConsent, keyConsent } from "../../sdk/membership/consent.ts";
import { saltedHash } from "../../sdk/privacy.ts";
import { formatMoment } from "../../sdk/units.ts";
import { agentId, byMember, duration, file, organisationClass, CLASSES, readJson, text } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

const DAY = 86_400n;

export const organisationAttest = defineTask({
  name: "organisation:attest",
  description:
    "Attests what kind an organisation is, on evidence, for a time; the first attestation makes its agent. Needs an issuer " +
    "appointed by the nation, and the file of 'member:apply --organisation' by its key, or --for its agent id. " +
    "Example: npx hardhat organisation:attest --by 1 --application coop.json --class worker-coop --evidence register-4711",
  options: {
    by: byMember.describe("The issuer's agent id"),
    application: file.optional().describe("The organisation's signed application"),
    for: agentId.optional().describe("The organisation's agent id, to renew or change its class"),
    class: organisationClass,
    evidence: text.describe("What proves it; not sent, only its salted hash"),
    valid: duration.default(365n * 86_400n).describe("How long it is valid, such as 365d"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const connected = await nation();
    const { members, organisations } = connected.contracts;
    const { by, class: userClass } = options;
    if ((options.application === undefined) === (options.for === undefined)) throw saysWho();
    const now = await connected.clock();
    const expiresAt = now + options.valid;
    const hidden = await saltedHash(options.evidence);
    const salt = `Salt of the evidence: ${hidden.salt}`;
    const word = CLASSES[userClass] ?? "";

    let organisation = options.for;
    if (options.application !== undefined) {
      const application = readJson(options.application, keyConsent);
      const { key, deadline, signature } = application;
      const known = await members.idOf(key);
      if (known === 0n) {
        await checkConsent(connected, application, "Organisation");
        const fields = { key, userClass, evidence: hidden.hash, expiresAt, deadline: BigInt(deadline) };
        return perform(by, act("organisations", "attest", fields, signature), {
          tell: (outcome) => {
            const { organisation } = eventNamed(outcome, "OrganisationAttested").args as { organisation: bigint };
            const line = `Agent ${organisation} is a ${word} until ${formatMoment(expiresAt)}, says agent ${by}.`;
            return { lines: [line, salt], data: { organisation, by, class: word, expiresAt, evidence: hidden } };
          },
        });
      }
      const attested = await organisations.attestationOf(known);
      if (Number(attested.userClass) === userClass && attested.expiresAt > now) {
        return unchanged(`Agent ${known} is attested a ${word} already.`, { organisation: known });
      }
      organisation = known;
    }
    const subject = organisation ?? 0n;
    const { by: issuer, userClass: present, attestedAt, expiresAt: until } = await organisations.attestationOf(subject);
    const isToday = attestedAt / DAY === now / DAY && until <= expiresAt && expiresAt - until < DAY;
    if (isToday && issuer === by && Number(present) === userClass) {
      const line = `Agent ${by} has attested today already that agent ${subject} is a ${word} until ${formatMoment(until)}.`;
      return unchanged(line, { organisation: subject });
    }
    const fields = { organisation: subject, userClass, evidence: hidden.hash, expiresAt };
    return perform(by, act("organisations", "reattest", fields), {
      tell: () => ({
        lines: [`Agent ${subject} is a ${word} until ${formatMoment(expiresAt)}, says agent ${by}.`, salt],
        data: { organisation: subject, by, class: word, expiresAt, evidence: hidden },
      }),
    });
  },
});

function saysWho(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "organisation:attest needs either --application or --for",
    remedy: "Name the organisation's application, or the id of one that is in the register.",
  });
}
