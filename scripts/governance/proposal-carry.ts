import { z } from "zod";

import { checkDestination, eventNamed, signedAct } from "../../sdk/acts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { filesIn, readChecked, readJson } from "../options.ts";
import { defineTask, unchanged, type Report, type TaskContext } from "../task.ts";
import { carriedFiles, carryTogether, sayBefore, tellCarried } from "./carrying.ts";

const commitmentFields = z.object({
  by: z.coerce.bigint(),
  proposal: z.coerce.bigint(),
  commitment: z.string().regex(/^0x[0-9a-fA-F]{64}$/),
  deadline: z.coerce.bigint(),
});

const ballotFields = z.object({
  by: z.coerce.bigint(),
  proposal: z.coerce.bigint(),
  choice: z.coerce.number(),
  deadline: z.coerce.bigint(),
});

export const proposalCarry = defineTask({
  name: "proposal:carry",
  description:
    "Carries signed ballots, open or sealed ones, all on one proposal in one transaction; one that does not count is skipped " +
    "with its reason. Anybody may carry, member or not. Needs the files of proposal:sign or of 'proposal:seal --sign', or a " +
    "folder of them. " +
    "Example: npx hardhat proposal:carry --from ballots/",
  options: { from: carriedFiles },
  async run({ options, nation, transact }) {
    const { packBallots, unpackReport } = await import("../../sdk/governance/ballots.ts");
    const connected = await nation();
    const files = filesIn(options.from);
    const sealed = files.filter((path) => isCommitment(path));
    if (sealed.length > 0) {
      if (sealed.length < files.length) throw mixed(options.from);
      return carryCommitments(sealed, { nation, transact });
    }
    const ballots = files.map((path) => readBallot(path));
    for (const { signed } of ballots) checkDestination(connected, signed);
    const found = await Promise.all(
      ballots.map(({ by, proposal }) => connected.contracts.assembly.ballotOf(proposal, by)),
    );
    // One's own ballot takes the place of a delegate's.
    const fresh = ballots.filter((_, index) => found[index]?.cast !== true || found[index].delegated);
    if (fresh.length === 0) return unchanged(`All ${ballots.length} ballots were cast before.`, { counted: 0 });

    const report = await carryTogether(
      fresh,
      (ballot) => ballot.proposal,
      (proposal, batch) =>
        transact("assembly", "castBallots", [proposal, packBallots(batch)], {
          tell(outcome) {
            const carried = unpackReport(eventNamed(outcome, "BallotsCast").args["ballots"] as string);
            return tellCarried(carried, {
              of: batch.length,
              ballot: "ballot",
              counts: "counted",
              on: `on ${proposal}`,
            });
          },
        }),
    );
    return sayBefore(ballots.length - fresh.length, report);
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

function isCommitment(path: string): boolean {
  const { contract, method } = readJson(path, signedAct);
  return contract === "sealedBallots" && method === "commitBallot";
}

/** The same for sealed ballots: what is carried says nothing of the choice. */
async function carryCommitments(
  files: readonly string[],
  { nation, transact }: Pick<TaskContext<unknown>, "nation" | "transact">,
): Promise<Report> {
  const { packCommitments, unpackCommitments } = await import("../../sdk/governance/sealedBallots.ts");
  const connected = await nation();
  const { sealedBallots } = connected.contracts;
  const sealed = files.map((path) => {
    const signed = readJson(path, signedAct);
    checkDestination(connected, signed);
    return { ...readChecked(path, signed.act, commitmentFields), signature: signed.signature };
  });
  const committed = await Promise.all(sealed.map(({ proposal, by }) => sealedBallots.committedBy(proposal, by)));
  const fresh = sealed.filter((_, index) => BigInt(committed[index] ?? 0n) === 0n);
  if (fresh.length === 0) return unchanged(`All ${sealed.length} authors have committed before.`, { counted: 0 });
  return carryTogether(
    fresh,
    (ballot) => ballot.proposal,
    (proposal, batch) =>
      transact("sealedBallots", "commitBallots", [proposal, packCommitments(batch)], {
        tell(outcome) {
          const carried = unpackCommitments(eventNamed(outcome, "CommitmentsCarried").args["report"] as string);
          return tellCarried(carried, {
            of: batch.length,
            ballot: "sealed ballot",
            counts: "committed",
            on: `on ${proposal}`,
          });
        },
      }),
  );
}

function mixed(from: string): NeoguildError {
  return new NeoguildError({
    code: "FileInvalid",
    message: `${from} holds both open and sealed ballots`,
    remedy: "Carry them one kind after the other: a proposal takes one kind alone.",
  });
}
