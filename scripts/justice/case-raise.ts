import { act, eventNamed } from "../../sdk/acts.ts";
import { casesShown } from "../../sdk/justice/cases.ts";
import { formatMoment } from "../../sdk/units.ts";
import { agentId, byMember, guildId, hash, id, matter, text } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";
import { hidden } from "./hidden.ts";

const NOTHING = `0x${"0".repeat(64)}`;

export const caseRaise = defineTask({
  name: "case:raise",
  description:
    "Raises a case against another person of the nation; it begins with mediation. What it is about in words stays " +
    "off chain: " +
    "only a salted hash is sent. Name the guild or the chapter if an office is in question. " +
    'Example: npx hardhat case:raise --by 4 --against 7 --concern "What happened on Monday" --mediator 3',
  options: {
    by: byMember,
    against: agentId.describe("The respondent's agent id"),
    concern: text.describe("What it is about; not sent, only its hash"),
    matter,
    about: hash.optional().describe("The digest of the batch, or the number of the grant as 32 bytes"),
    guild: guildId.optional().describe("The guild in which the respondent holds an office"),
    chapter: id("a chapter's id", "").optional().describe("The chapter in which the respondent is host"),
    mediator: agentId.optional().describe("A member you propose as mediator"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const { by, against, matter: about } = options;
    const same = (await casesShown(await nation())).find(
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
      about: options.about ?? NOTHING,
      guild: options.guild ?? 0n,
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
