import { z } from "zod";

import { presentOf, rehearsalDate, requireRehearsal, skipTo } from "../../chain/rehearsal.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { formatDuration, formatMoment } from "../../sdk/units.ts";
import { duration, NO_DAY } from "../options.ts";
import { defineTask } from "../task.ts";

/** Farther than this no rehearsal goes at once: by then every membership has run out, and there is no way back. */
const FARTHEST = 10n * 365n * 86_400n;

/** The midnight (UTC) with which a day begins, in Unix seconds. */
const date = z.iso.date(NO_DAY).transform((text) => BigInt(Date.parse(text)) / 1000n);

export const timeSkip = defineTask({
  name: "time:skip",
  description:
    "Moves a rehearsal's date, so that a voting period or a season need not be waited for. Needs a rehearsal; a real nation " +
    "has no other date than today's. Examples: npx hardhat time:skip --by 3d · npx hardhat time:skip --to 2027-01-31",
  options: {
    by: duration.optional().describe("How far: 3d, 16h, 2w"),
    to: date.optional().describe("To which day: 2027-01-31, at 00:00 UTC"),
  },
  async run({ options: { by, to }, nation }) {
    if ((by === undefined) === (to === undefined)) throw saysHowFar();
    const connected = await nation();
    await requireRehearsal(connected);
    const before = await presentOf(connected);
    const moment = to ?? before + (by ?? 0n);
    if (moment <= before) throw onlyForward(moment, before);
    if (moment - before > FARTHEST) throw tooFar(moment);
    await skipTo(connected, moment);
    const { timestamp: after, number: block } = await connected.now();
    return {
      lines: [`It was ${formatMoment(before)}.`, `${rehearsalDate(after)}.`],
      data: { before, after, block, changed: true },
    };
  },
});

function saysHowFar(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "time:skip needs either --by or --to",
    remedy: "Say how far (--by 3d), or to which day (--to 2027-01-31); nothing was sent.",
    docs: "docs/rehearsal.md",
  });
}

function tooFar(moment: bigint): NeoguildError {
  return new NeoguildError({
    code: "TimeTooFar",
    message: `${formatMoment(moment)} is more than ${formatDuration(FARTHEST)} ahead of the rehearsal's date`,
    remedy: "Skip less far: memberships run out on the way, and only 'npx hardhat nation:reset' leads back.",
    docs: "docs/rehearsal.md",
  });
}

function onlyForward(moment: bigint, before: bigint): NeoguildError {
  return new NeoguildError({
    code: "TimeNotAhead",
    message: `${formatMoment(moment)} is not after the rehearsal's date, ${formatMoment(before)}`,
    remedy: "Name a later day. Time goes only forward: to begin anew, use 'npx hardhat nation:reset'.",
    docs: "docs/rehearsal.md",
  });
}
