import { NeoguildError } from "../../sdk/errors.ts";
import { formatMoment } from "../../sdk/units.ts";
import { agentId, lotId } from "../options.ts";
import { defineTask } from "../task.ts";

export const lotShow = defineTask({
  name: "lot:show",
  description:
    "Shows where a lot stands: its round, its deadlines, who was offered a seat and who sits; with --person also what " +
    "keeps somebody from being drawn. Example: npx hardhat lot:show --lot 1 --person 4",
  options: { lot: lotId, person: agentId.optional().describe("An agent id") },
  async run({ options: { lot, person }, nation }) {
    const { LOT_SEATS, LOT_STAGES, obstacleInWords } = await import("../../sdk/justice/sortition.ts");
    const { sortition } = (await nation()).contracts;
    const [known, code, ids, parties] = await Promise.all([
      sortition.lotOf(lot),
      sortition.stageOf(lot),
      sortition.panelOf(lot),
      sortition.partiesOf(lot),
    ]);
    const stage = LOT_STAGES[Number(code)] ?? "None";
    if (stage === "None") throw unknownLot(lot);
    const panel = await Promise.all(
      ids.map(async (id) => {
        const { seat, answerUntil } = await sortition.seatOf(lot, id);
        return { person: id, seat: LOT_SEATS[Number(seat)] ?? "None", answerUntil };
      }),
    );
    const asked = person === undefined || stage === "Closed" ? undefined : person;
    const obstacle = asked === undefined ? undefined : obstacleInWords(await sortition.obstacleOf(lot, asked));
    const { round, seats, commitUntil, revealUntil, committed, revealed, tries, taken } = known;
    const lines = [
      `Lot ${lot}: ${stage}; parties ${parties.join(", ")}; ${taken} of ${seats} seats taken`,
      `  Round ${round}: ${committed} committed until ${formatMoment(commitUntil)}, ${revealed} revealed until ${formatMoment(revealUntil)}`,
      ...(known.seeded ? [`  Seed ${known.seed}; ${tries} candidates looked at`] : []),
      ...panel.map(({ person: id, seat, answerUntil }) =>
        seat === "Offered" ? `  Agent ${id} may answer until ${formatMoment(answerUntil)}` : `  Agent ${id} sits`,
      ),
      ...(obstacle === undefined ? [] : [`  Agent ${person}: ${obstacle}`]),
    ];
    const data = { lot, stage, round, seats, taken, committed, revealed, commitUntil, revealUntil, tries };
    return { lines, data: { ...data, seed: known.seeded ? known.seed : undefined, parties, panel, obstacle } };
  },
});

/** Of a lot that no case has opened. */
export function unknownLot(lot: bigint): NeoguildError {
  return new NeoguildError({
    code: "LotUnknown",
    message: `there is no lot ${lot}`,
    remedy: "A case opens its lots; see which with 'npx hardhat case:show'.",
    docs: "docs/lot.md",
  });
}
