import { eventsNamed } from "../../sdk/acts.ts";
import type { Nation } from "../../sdk/connect.ts";
import { lotId } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";
import { unknownLot } from "./lot-show.ts";

/** Candidates looked at in one transaction, and gas that will do for them whatever their vouches (see `bench`). */
const TRIES = 40n;
const GAS = 8_000_000n;

export const lotDraw = defineTask({
  name: "lot:draw",
  description:
    "Takes a lot as far as it can go now, in one transaction: frees seats that nobody answered for, closes a round that is " +
    "over, and offers the free seats to the next in the order. Anybody may send it, again and again. " +
    "Example: npx hardhat lot:draw --lot 1",
  options: { lot: lotId },
  async run({ options: { lot }, nation, transact }) {
    const { LOT_STAGES } = await import("../../sdk/justice/sortition.ts");
    const connected = await nation();
    const calls = await stepsOf(connected, lot);
    const { sortition } = connected.contracts;
    if (calls.length === 0) {
      const stage = LOT_STAGES[Number(await sortition.stageOf(lot))];
      if (stage === "None") throw unknownLot(lot);
      return unchanged(`Lot ${lot}: nothing to do now (${stage ?? "unknown"}).`, { lot, stage, offered: [] });
    }
    return transact("sortition", "carry", [calls], {
      gasLimit: GAS,
      tell: (outcome) => {
        const people = (event: string) => eventsNamed(outcome, event).map(({ args }) => args["person"] as bigint);
        const [freed, offered] = [people("SeatFreed"), people("SeatOffered")];
        const rounds = eventsNamed(outcome, "RoundVoided").map(({ args }) => args["round"] as bigint);
        const lines = [
          ...rounds.map((round) => `Round ${round} is void: too few secrets, or one was withheld. The next is open.`),
          ...eventsNamed(outcome, "SeedBlockFixed").map(
            () => "The last round is void; run this again in a later block.",
          ),
          ...eventsNamed(outcome, "LotSeeded").map(({ args }) => `The seed is ${String(args["seed"])}.`),
          ...freed.map((id) => `The seat of agent ${id} is free again.`),
          ...offered.map((id) => `Drawn: agent ${id}; the answer: npx hardhat lot:answer --by ${id} --lot ${lot}`),
        ];
        if (eventsNamed(outcome, "CallSkipped").length > 0) lines.push("Somebody was quicker with a part of it.");
        return {
          lines: lines.length === 0 ? ["No candidate yet; run this again."] : lines,
          data: { lot, freed, offered },
        };
      },
    });
  },
});

/** The calls that are possible now, in their order. */
async function stepsOf(nation: Nation, lot: bigint): Promise<string[]> {
  const { members, sortition } = nation.contracts;
  const { LOT_STAGES } = await import("../../sdk/justice/sortition.ts");
  const stage = LOT_STAGES[Number(await sortition.stageOf(lot))] ?? "None";
  if (stage === "Closed" || stage === "None") return [];
  const [panel, now] = await Promise.all([sortition.panelOf(lot), nation.clock()]);
  const seats = await Promise.all(
    panel.map(async (person) => {
      const [{ seat, answerUntil }, active] = await Promise.all([
        sortition.seatOf(lot, person),
        members.isActive(person),
      ]);
      return { person, lapsed: !active || (seat === 2n && now >= answerUntil) };
    }),
  );
  const lapsed = seats.filter((seat) => seat.lapsed);
  const encode = sortition.interface;
  const { committed, revealed, terms } = await sortition.lotOf(lot);
  const full = committed === revealed && revealed >= terms.leastReveals;
  const closing = stage === "RoundOver" || stage === "BlockAwaited";
  const drawing = stage === "Drawing" || stage === "BlockAwaited" || (stage === "RoundOver" && full);
  return [
    ...lapsed.map(({ person }) => encode.encodeFunctionData("vacate", [lot, person])),
    ...(closing ? [encode.encodeFunctionData("closeRound", [lot])] : []),
    ...(drawing || lapsed.length > 0 ? [encode.encodeFunctionData("draw", [lot, TRIES])] : []),
  ];
}
