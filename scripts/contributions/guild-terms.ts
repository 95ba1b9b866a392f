import { z } from "zod";

import type { GuildTermsView } from "../../sdk/contributions/guildTerms.ts";
import type { OwnTerms } from "../../sdk/contributions/guildTermsFold.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { formatMinutes } from "../../sdk/units.ts";
import { agentId, guildId, work } from "../options.ts";
import { defineTask, signing, unchanged, type Report } from "../task.ts";
import { proposeToCouncil } from "../proposing.ts";

const yesOrNo = z.enum(["yes", "no"]).transform((word) => word === "yes");

export const guildTerms = defineTask({
  name: "guild:terms",
  description:
    "Shows a guild's own terms of a season: its budget, whether it publishes totals only, whether credits are counted by " +
    "works. With --by and what is to change, proposes that to the guild's council; what is agreed holds for the seasons " +
    "that open later, never for one that is open. Needs an active member on the roster to propose. " +
    "Examples: npx hardhat guild:terms --guild 10 · npx hardhat guild:terms --guild 10 --by 3 --budget 4800h --works yes",
  options: {
    guild: guildId,
    by: agentId.optional().describe("Who proposes a change: the agent id of a member"),
    budget: work
      .optional()
      .describe("Most credits of the guild that count toward one season, such as 4800h; 0 = no limit"),
    totals: yesOrNo.optional().describe("yes: only totals per person and track are published, never single entries"),
    works: yesOrNo.optional().describe("yes: credits are also counted for the work an entry names"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const { guildTermsOf } = await import("../../sdk/contributions/guildTerms.ts");
    const { guildTermsCalls } = await import("../../sdk/governance/guildTerms.ts");
    const { guild, by } = options;
    const connected = await nation();
    const view = await guildTermsOf(connected, guild);
    const asked = [options.budget, options.totals, options.works].some((value) => value !== undefined);
    if (by === undefined) {
      if (asked) throw needsAuthor();
      return shown(view);
    }
    if (!asked) throw saysNothing();
    const terms = {
      budget: options.budget ?? view.next.budget,
      totalsOnly: options.totals ?? view.next.totalsOnly,
      countsWorks: options.works ?? view.next.countsWorks,
    };
    if (same(terms, view.next)) return unchanged(`These are the terms of the next season already: ${inWords(terms)}.`);
    return proposeToCouncil(
      { nation, perform },
      {
        by,
        guild,
        calls: guildTermsCalls(connected, guild, terms),
        description: `From the next season on: ${inWords(terms)}.`,
        notes: ["Seasons that open after this is executed take these terms; the one that is open keeps its own."],
        data: { terms },
      },
    );
  },
});

const same = (one: OwnTerms, other: OwnTerms) =>
  one.budget === other.budget && one.totalsOnly === other.totalsOnly && one.countsWorks === other.countsWorks;

function shown(view: GuildTermsView): Report {
  const { guild, season, now, next } = view;
  const present = season === 0n ? "no season has opened yet" : `season ${season}: ${inWords(now)}`;
  return {
    lines: [
      `Guild ${guild}, ${present}`,
      ...(season === 0n || !same(now, next) ? [`  from the next season on: ${inWords(next)}`] : []),
      `  ${view.specifications.length} resources specified: npx hardhat resource:list --guild ${guild}`,
    ],
    data: { guild, season, now, next, resources: view.specifications.length },
  };
}

function inWords({ budget, totalsOnly, countsWorks }: OwnTerms): string {
  return [
    budget === 0n ? "no budget" : `a budget of ${formatMinutes(budget)} of credits`,
    totalsOnly ? "totals only are published" : "entries are published",
    countsWorks ? "credits are counted by works" : "credits are not counted by works",
  ].join(", ");
}

function needsAuthor(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "a change is proposed by somebody",
    remedy: "Name who proposes it with --by, or leave out --budget, --totals and --works to see what holds.",
  });
}

function saysNothing(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "there is nothing to propose",
    remedy: "Name what is to change with --budget, --totals or --works, or leave out --by to see what holds.",
  });
}
