import { act, eventNamed } from "../../sdk/acts.ts";
import type { Nation } from "../../sdk/connect.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { aboutGrant, casesShown, MATTERS } from "../../sdk/justice/cases.ts";
import { formatMoment } from "../../sdk/units.ts";
import { agentId, byMember, guildId, hash, id, matter, policyId, purpose, text, workId } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";
import { hidden } from "../hidden.ts";

const NOTHING = `0x${"0".repeat(64)}`;
const LICENCE = MATTERS.indexOf("licence");

export const caseRaise = defineTask({
  name: "case:raise",
  description:
    "Raises a case against another person of the nation; it begins with mediation. What it is about in words stays " +
    "off chain: only a salted hash is sent. Name the guild or the chapter if an office is in question. About a licence " +
    "(--matter licence --work 1 --purpose manufacture) a steward of the work's guild raises it, against whoever holds it: a " +
    "person, a guild or an organisation. " +
    'Example: npx hardhat case:raise --by 4 --against 7 --concern "What happened on Monday" --mediator 3',
  options: {
    by: byMember,
    against: agentId.describe("The respondent's agent id"),
    concern: text.describe("What it is about; not sent, only its hash"),
    matter,
    about: hash.optional().describe("The digest of the batch"),
    work: workId.optional().describe("About a licence: the work it is for"),
    purpose: purpose.optional().describe("About a licence: what for"),
    policy: policyId
      .optional()
      .describe("About a licence: the policy that was broken; the one held now if none is named"),
    guild: guildId.optional().describe("The guild in which the respondent holds an office"),
    chapter: id("a chapter's id", "").optional().describe("The chapter in which the respondent is host"),
    mediator: agentId.optional().describe("A member you propose as mediator"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const { by, against, matter: about } = options;
    const connected = await nation();
    const licence = about === LICENCE ? await licenceOf(connected, options) : undefined;
    const same = (await casesShown(connected)).find(
      ({ claimant, respondent, stage }) => claimant === by && respondent === against && stage !== "Closed",
    );
    if (same !== undefined) {
      return unchanged(`Agent ${by} has raised a case against agent ${against} already: ${same.id}.`, {
        case: same.id,
      });
    }
    const { kept, line } = await hidden(options.concern);
    const fields = {
      respondent: against,
      matter: about,
      about: licence?.about ?? options.about ?? NOTHING,
      guild: licence?.guild ?? options.guild ?? 0n,
      chapter: options.chapter ?? 0n,
      mediator: options.mediator ?? 0n,
      concern: kept.hash,
    };
    return perform(by, act("cases", "raise", fields), {
      tell: (outcome) => {
        const { id: made, due } = eventNamed(outcome, "MediationOpened").args as Record<string, bigint>;
        return {
          lines: [
            `Case ${made ?? 0n}: agent ${by} against agent ${against}; mediation until ${formatMoment(due ?? 0n)}.`,
            line,
          ],
          data: { case: made, by, against, due, concern: kept },
        };
      },
    });
  },
});

/** The policy and the number of the grant, and the guild of its work. */
async function licenceOf(
  { contracts: { commons, licences } }: Nation,
  options: {
    against: bigint;
    work?: bigint | undefined;
    purpose?: number | undefined;
    policy?: bigint | undefined;
  },
): Promise<{ about: string; guild: bigint }> {
  const { against: licensee, work, purpose } = options;
  if (work === undefined || purpose === undefined) {
    throw new NeoguildError({
      code: "OptionsInvalid",
      message: "a case about a licence names the work and the purpose",
      remedy: "Add --work and --purpose, as licence:check shows them; nothing was sent.",
    });
  }
  const { guild } = await commons.workOf(work);
  const policy = options.policy ?? (await licences.grantOf(work, licensee, purpose)).policy;
  return { about: aboutGrant({ policy, work, licensee, purpose: BigInt(purpose) }), guild };
}
