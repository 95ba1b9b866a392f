import { eventNamed } from "../../sdk/acts.ts";
import { formatMoment } from "../../sdk/units.ts";
import { byMember, file, guildId, readJson } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const councilPropose = defineTask({
  name: "council:propose",
  description:
    "Proposes to a guild's council what the guild's account should do; it is agreed if nobody objects in time. Needs an " +
    'active member on the roster, and a JSON file { "description": "…", "actions": [{ "contract": "Guilds", "function": ' +
    '"appoint", "arguments": { "steward": 4, "until": 1800000000 } }] }. ' +
    "Example: npx hardhat council:propose --by 3 --guild 10 --from appoint.json",
  options: { by: byMember, guild: guildId, from: file.describe("JSON file with description and actions"), ...signing },
  async run({ options: { by, guild, from }, nation, perform }) {
    const { callsInWords, callsOf, decisionFile } = await import("../../sdk/governance/actions.ts");
    const { councilAct, sameProposal } = await import("../../sdk/governance/council.ts");
    const connected = await nation();
    const { description, actions } = readJson(from, decisionFile);
    const calls = callsOf(connected, actions, guild);
    const same = await sameProposal(connected, { guild, calls, description });
    if (same !== undefined)
      return unchanged(`This was proposed already: ${same.proposal}.`, { proposal: same.proposal });
    return perform(by, councilAct({ guild, calls, description }), {
      tell: (outcome) => {
        const { proposal, closesAt } = eventNamed(outcome, "CouncilProposed").args as Record<string, bigint>;
        return {
          lines: [
            `Proposal ${proposal ?? 0n} to the council of guild ${guild}: ${description}`,
            ...callsInWords(connected, calls).map((line) => `  ${line}`),
            `Objections until ${formatMoment(closesAt ?? 0n)}; then: npx hardhat council:execute --proposal ${proposal ?? 0n}`,
          ],
          data: { proposal, guild, by, closesAt },
        };
      },
    });
  },
});
