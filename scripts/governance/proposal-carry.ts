import { z } from "zod";

import { checkDestination, eventNamed, signedAct } from "../../sdk/acts.ts";
import type { SignedBallot } from "../../sdk/governance/ballots.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { filesIn, readChecked, readJson } from "../options.ts";
import { defineTask, unchanged, type Report } from "../task.ts";

const ballotFields = z.object({
  by: z.coerce.bigint(),
  proposal: z.coerce.bigint(),
  choice: z.coerce.number(),
  deadline: z.coerce.bigint(),
});

export const proposalCarry = defineTask({
  name: "proposal:carry",
  description:
    "Carries signed ballots, all on one proposal in one transaction; one that does not count is skipped with its reason. " +
    "Anybody may carry, member or not. Needs the files of proposal:sign, or a folder of them. " +
    "Example: npx hardhat proposal:carry --from ballots/",
  options: {
    from: z.string().min(1, "name files with commas between them, or a folder").describe("Files, or a folder"),
  },
  async run({ options, nation, transact }) {
    const { packBallots, unpackReport } = await import("../../sdk/governance/ballots.ts");
    const connected = await nation();
    const ballots = filesIn(options.from).map((path) => readBallot(path));
    for (const { signed } of ballots) checkDestination(connected, signed);
    const cast = await Promise.all(
      ballots.map(async ({ by, proposal }) => (await connected.contracts.assembly.ballotOf(proposal, by)).cast),
    );
    const fresh = ballots.filter((_, index) => cast[index] === false);
    if (fresh.length === 0) return unchanged(`All ${ballots.length} ballots were cast before.`, { counted: 0 });

    const reports: Report[] = [];
    for (const proposal of new Set(fresh.map((ballot) => ballot.proposal))) {
      const batch: SignedBallot[] = fresh.filter((ballot) => ballot.proposal === proposal);
      const report = await transact("assembly", "castBallots", [proposal, packBallots(batch)], {
        tell: (outcome) => {
          const carried = unpackReport(eventNamed(outcome, "BallotsCast").args["ballots"] as string);
          const skipped = carried.filter(({ outcome }) => outcome !== "counted");
          const counted = carried.length - skipped.length;
          const why = skipped.map(({ by, outcome }) => `  skipped the ballot of agent ${by}: ${outcome}`);
          return {
            lines: [`${counted} of ${batch.length} ballots counted on ${proposal}.`, ...why],
            data: { counted, skipped },
          };
        },
      });
      reports.push(report);
    }
    const before = ballots.length - fresh.length;
    return {
      lines: [...(before === 0 ? [] : [`${before} were cast before.`]), ...reports.flatMap(({ lines }) => lines)],
      data: { batches: reports.map(({ data }) => data), changed: true },
    };
  },
});

function readBallot(path: string) {
  const signed = readJson(path, signedAct);
  if (signed.contract !== "assembly" || signed.method !== "castBallot") throw noBallot(path, signed.method);
  const { by, proposal, choice, deadline } = readChecked(path, signed.act, ballotFields);
  return { signed, by, proposal, choice, deadline, signature: signed.signature };
}

function noBallot(path: string, method: string): NeoguildError {
  return new NeoguildError({
    code: "FileInvalid",
    message: `${path} holds no ballot but an act "${method}"`,
    remedy: "Carry other acts with 'npx hardhat statement:carry'.",
  });
}
