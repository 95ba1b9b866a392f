import { z } from "zod";

import { eventsNamed } from "../../sdk/acts.ts";
import { CHOICES, filesIn } from "../options.ts";
import { defineTask, unchanged, type Report } from "../task.ts";

export const proposalOpen = defineTask({
  name: "proposal:open",
  description:
    "Opens sealed ballots in the hours after the voting period, all on one proposal in one transaction; one that does not " +
    "fit is skipped with its reason. Anybody may. With --unopened whoever committed and is not opened is counted as " +
    "abstaining, where the rule says so; opening them later replaces it. Needs the files of proposal:seal, or a folder of " +
    "them. Example: npx hardhat proposal:open --from my-ballot.json",
  options: {
    from: z.string().min(1, "name files with commas between them, or a folder").describe("Files, or a folder"),
    unopened: z.boolean().default(false).describe("Also count as abstaining who is not opened yet"),
  },
  async run({ options, nation, transact }) {
    const { packOpenings, unpackOpenings } = await import("../../sdk/governance/sealedBallots.ts");
    const { readSealed } = await import("./sealed.ts");
    const connected = await nation();
    const { sealedBallots, members } = connected.contracts;
    const ballots = filesIn(options.from).map((path) => readSealed(path, connected));
    const committed = await Promise.all(
      ballots.map(async ({ proposal, by }) => BigInt(await sealedBallots.committedBy(proposal, by)) !== 0n),
    );
    const fresh = ballots.filter((_, index) => committed[index]);
    const reports: Report[] = [];
    for (const proposal of new Set(fresh.map((ballot) => ballot.proposal))) {
      const batch = fresh.filter((ballot) => ballot.proposal === proposal);
      const report = await transact("sealedBallots", "openBallots", [proposal, packOpenings(batch)], {
        tell: (outcome) => {
          const opened = eventsNamed(outcome, "BallotsOpened").flatMap(({ args }) =>
            unpackOpenings(args["report"] as string),
          );
          const skipped = opened.filter((one) => one.outcome !== "opened");
          const why = skipped.map((one) => `  skipped the ballot of agent ${one.by}: ${one.outcome}`);
          const said = opened.filter((one) => one.outcome === "opened");
          return {
            lines: [
              `${said.length} of ${batch.length} ballots opened on ${proposal}.`,
              ...said.map((one) => `  agent ${one.by}: ${CHOICES[one.choice] ?? ""}`),
              ...why,
            ],
            data: { proposal, opened: said.length, skipped },
          };
        },
      });
      reports.push(report);
    }
    if (options.unopened) {
      const last = Number(await members.lastId());
      for (const proposal of new Set(ballots.map((ballot) => ballot.proposal))) {
        const all = Array.from({ length: last }, (_, index) => BigInt(index + 1));
        const sealed = await Promise.all(all.map((member) => sealedBallots.committedBy(proposal, member)));
        const left = all.filter((_, index) => BigInt(sealed[index] ?? 0n) !== 0n);
        if (left.length === 0) continue;
        reports.push(
          await transact("sealedBallots", "abstainUnopened", [proposal, left], {
            tell: () => ({
              lines: [
                `${left.length} who are not opened count as abstaining on ${proposal}: agent ${left.join(", ")}.`,
              ],
              data: { proposal, abstaining: left },
            }),
          }),
        );
      }
    }
    if (reports.length === 0) return unchanged(`None of ${ballots.length} ballots is still sealed.`, { opened: 0 });
    return {
      lines: reports.flatMap(({ lines }) => lines),
      data: { batches: reports.map(({ data }) => data), changed: true },
    };
  },
});
