import { act, eventNamed } from "../../sdk/acts.ts";
import { formatMoment } from "../../sdk/units.ts";
import { byMember, guildId } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const electionCall = defineTask({
  name: "election:call",
  description:
    "Calls the election of a guild's stewards, where the charter has it. Needs an active member on the roster, once the " +
    "vote would close with the stewards' term; the guild itself may earlier, by its council. Offices of the nation are " +
    "called by a decision: proposal:create with Elections.callOffice. Example: npx hardhat election:call --by 3 --guild 10",
  options: { by: byMember, guild: guildId, ...signing },
  async run({ options: { by, guild }, nation, perform }) {
    const { elections } = (await nation()).contracts;
    const { open } = await elections.postOf(guild, 0);
    if (open !== 0n) return unchanged(`Election ${open} is under way already.`, { election: open, guild });
    const report = await perform(by, act("elections", "callElection", { guild }), {
      tell(outcome) {
        const { election = 0n } = eventNamed(outcome, "ElectionCalled").args as Record<string, bigint>;
        return {
          lines: [`Agent ${by} calls election ${election}: stewards of guild ${guild}.`],
          data: { election, guild, by },
        };
      },
    });
    if (report.data["changed"] !== true) return report;
    const election = report.data["election"] as bigint;
    const { opensAt, closesAt } = await elections.electionOf(election);
    const when = `Nominations until ${formatMoment(opensAt)}, then a vote until ${formatMoment(closesAt)}.`;
    const next = `Nominate: npx hardhat election:nominate --election ${election} --by ID --nominee ID`;
    return { lines: [...report.lines, when, next], data: { ...report.data, opensAt, closesAt } };
  },
});
