import { z } from "zod";

import { checkDestination, eventNamed, signedAct } from "../../sdk/acts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { filesIn, readChecked, readJson } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";
import { carriedFiles, carryTogether, sayBefore, tellCarried } from "./carrying.ts";

const ballotFields = z.object({
  by: z.coerce.bigint(),
  election: z.coerce.bigint(),
  approvals: z.coerce.number(),
  deadline: z.coerce.bigint(),
});

export const electionCarry = defineTask({
  name: "election:carry",
  description:
    "Carries signed ballots of elections, all of one election in one transaction; one that does not count is skipped with " +
    "its reason. Anybody may carry, member or not. Needs the files of 'election:vote --sign', or a folder of them. " +
    "Example: npx hardhat election:carry --from ballots/",
  options: { from: carriedFiles },
  async run({ options, nation, transact }) {
    const { packApprovals, unpackApprovals } = await import("../../sdk/governance/approvals.ts");
    const connected = await nation();
    const { elections } = connected.contracts;
    const ballots = filesIn(options.from).map((path) => readBallot(path));
    for (const { signed } of ballots) checkDestination(connected, signed);
    const cast = await Promise.all(
      ballots.map(async ({ by, election }) => (await elections.ballotOf(election, by)).cast),
    );
    const fresh = ballots.filter((_, index) => cast[index] === false);
    if (fresh.length === 0) return unchanged(`All ${ballots.length} ballots were cast before.`, { counted: 0 });

    const report = await carryTogether(
      fresh,
      ({ election }) => election,
      (election, batch) =>
        transact("elections", "castBallots", [election, packApprovals(batch)], {
          tell(outcome) {
            const carried = unpackApprovals(eventNamed(outcome, "ApprovalsCarried").args["report"] as string);
            return tellCarried(carried, {
              of: batch.length,
              ballot: "ballot",
              counts: "counted",
              on: `in election ${election}`,
            });
          },
        }),
    );
    return sayBefore(ballots.length - fresh.length, report);
  },
});

function readBallot(path: string) {
  const signed = readJson(path, signedAct);
  if (signed.contract !== "elections" || signed.method !== "castBallot") throw noBallot(path, signed.method);
  const { by, election, approvals, deadline } = readChecked(path, signed.act, ballotFields);
  return { signed, by, election, approvals, deadline, signature: signed.signature };
}

function noBallot(path: string, method: string): NeoguildError {
  return new NeoguildError({
    code: "FileInvalid",
    message: `${path} holds no ballot of an election but an act "${method}"`,
    remedy: "Carry other acts with 'npx hardhat statement:carry'.",
  });
}
