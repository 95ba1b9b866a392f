import { z } from "zod";

import { NeoguildError } from "../../sdk/errors.ts";
import { rankName, RANKS } from "../../sdk/membership/ranks.ts";
import { formatMinutes } from "../../sdk/units.ts";
import { byMember, guildId, rank, work } from "../options.ts";
import { proposeToCouncil } from "../proposing.ts";
import { defineTask, signing } from "../task.ts";

/** A rank, or none. */
const asked = z.enum(RANKS);

export const rankTerms = defineTask({
  name: "rank:terms",
  description:
    "Proposes to a guild's council what a rank takes (--rank with --record and --standing), or which ranks the guild asks " +
    "of those who appraise and of its stewards (--appraisal, --office; 'none' asks nothing). What is agreed holds after the " +
    "nation's notice. Needs an active member on the roster. " +
    "Example: npx hardhat rank:terms --by 3 --guild 10 --rank journeyman --record 600h --standing 100h",
  options: {
    by: byMember,
    guild: guildId,
    rank: rank.optional(),
    record: work.default(0n).describe("Accepted work of all time, all tracks together, such as 600h"),
    standing: work.default(0n).describe("Standing that is needed, such as 100h"),
    appraisal: asked.optional().describe("Rank needed to appraise: apprentice, journeyman, master or none"),
    office: asked.optional().describe("Rank needed to become a steward: apprentice, journeyman, master or none"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const { by, guild, rank: takes, record, standing } = options;
    const { callsOf } = await import("../../sdk/governance/actions.ts");
    const { appraisersEnough } = await import("../../sdk/contributions/ranks.ts");
    const connected = await nation();
    const now = await connected.contracts.guilds.requirementsOf(guild);
    const [appraisal, office] = [
      options.appraisal ?? rankName(now.nextAppraisal),
      options.office ?? rankName(now.nextOffice),
    ];
    const asks = options.appraisal !== undefined || options.office !== undefined;
    if (takes === undefined && !asks) throw saysNothing();

    const number = (word: (typeof RANKS)[number]) => RANKS.indexOf(word);
    const threshold = { recordMinutes: String(record), standingMinutes: String(standing) };
    const calls = callsOf(
      connected,
      [
        ...(takes === undefined ? [] : [action("Ranks", "publish", { rank: number(takes), ...threshold })]),
        ...(asks
          ? [action("Guilds", "setRequirements", { appraisal: number(appraisal), office: number(office) })]
          : []),
      ],
      guild,
    );
    const description = [
      ...(takes === undefined
        ? []
        : [`The rank ${takes} takes ${formatMinutes(record)} of record and ${formatMinutes(standing)} of standing.`]),
      ...(asks ? [`Who appraises needs the rank ${appraisal}, who becomes steward ${office}.`] : []),
    ].join(" ");
    const warning = (await appraisersEnough(connected, guild, appraisal))
      ? []
      : [`Fewer hold the rank ${appraisal} than it takes to appraise: until more do, everybody may.`];
    const [notes, data] = [asks ? warning : [], { appraisal, office }];
    return proposeToCouncil({ nation, perform }, { by, guild, calls, description, notes, data });
  },
});

const action = (contract: string, name: string, args: Readonly<Record<string, unknown>>) => ({
  contract,
  function: name,
  arguments: { ...args },
  value: "0",
});

function saysNothing(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "there is nothing to propose",
    remedy: "Name --rank with --record and --standing, or --appraisal and --office.",
  });
}
