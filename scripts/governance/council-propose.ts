import { z } from "zod";

import { act } from "../../sdk/acts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import type { PlainCalls } from "../../sdk/governance/actions.ts";
import { byMember, file, guildId, readJson } from "../options.ts";
import { proposeToCouncil } from "../proposing.ts";
import { defineTask, signing } from "../task.ts";

export const councilPropose = defineTask({
  name: "council:propose",
  description:
    "Proposes to a guild's council what the guild's account should do; it is agreed if nobody objects in time. Needs an " +
    'active member on the roster, and a JSON file { "description": "…", "actions": [{ "contract": "Guilds", "function": ' +
    '"appoint", "arguments": { "steward": 4, "until": 1800000000 } }] }. With --routine a steward does one action that the ' +
    "guild has listed, unless somebody objects within the shorter window. " +
    "Example: npx hardhat council:propose --by 3 --guild 10 --from appoint.json",
  options: {
    by: byMember,
    guild: guildId,
    from: file.describe("JSON file with description and actions"),
    routine: z.boolean().default(false).describe("As a steward: one action that the guild has listed as routine"),
    ...signing,
  },
  async run({ options: { by, guild, from, routine }, nation, perform }) {
    const { callsOf, decisionFile } = await import("../../sdk/governance/actions.ts");
    const connected = await nation();
    const { description, actions } = readJson(from, decisionFile);
    const calls = callsOf(connected, actions, guild);
    const routineAct = routine
      ? act("councils", "proposeRoutine", { guild, ...onlyCall(calls), description })
      : undefined;
    return proposeToCouncil({ nation, perform }, { by, guild, calls, description, routine: routineAct });
  },
});

/** @throws NeoguildError `OptionsInvalid` */
function onlyCall({ targets, values, calldatas }: PlainCalls): { target: string; value: bigint; data: string } {
  const [target, value, data] = [targets[0], values[0], calldatas[0]];
  if (targets.length === 1 && target !== undefined && value !== undefined && data !== undefined) {
    return { target, value, data };
  }
  throw new NeoguildError({
    code: "OptionsInvalid",
    message: `a routine act is one action, and the file has ${targets.length}`,
    remedy: "Do them one by one, or propose them without --routine.",
  });
}
