import { ZeroHash } from "ethers";

import { LOT_SEATS, LOT_STAGES } from "../../../sdk/justice/sortition.ts";
import * as fold from "../../../sdk/justice/sortitionFold.ts";
import { agentsOf, cross, each, one, REVERTS, upTo, type Views } from "./cases.ts";
import type { World } from "./world.ts";

/** Days from a year ago to a year from now, some of them closed. */
const daysAround = ({ now }: World): bigint[] =>
  Array.from({ length: 25 }, (_, index) => now / 86_400n + BigInt(index - 12) * 30n);

export const calendarViews: Views = {
  restDays: ({ sortition }) => one(sortition.restDays),
  closedDays: (world) =>
    each([0n, ...world.sortition.closedDays.keys()], (word) => world.sortition.closedDays.get(word) ?? 0n),
  isWorkingDay: (world) => each(daysAround(world), (day) => fold.isWorking(world.sortition, day)),
  deadline: (world) =>
    cross(daysAround(world), [0n, 1n, 9n, 300n], (day, count) =>
      fold.deadline(world.sortition, day * 86_400n + 7n, Number(count)),
    ).map(({ args: [day, count], is }) => ({ args: [(day as bigint) * 86_400n + 7n, count], is })),
};

const lotsOf = ({ sortition }: World): bigint[] => upTo(sortition.lots.size);

const ofLots = (world: World, answer: (lot: fold.FoldedLot | undefined, id: bigint) => unknown) =>
  each(lotsOf(world), (id) => answer(world.sortition.lots.get(id), id));

const NO_LOT = [...Array<unknown>(8).fill(0n), false, false, ...Array<unknown>(5).fill(0n), Array(5).fill(0n), 0n];

export const sortitionViews: Views = {
  terms: ({ sortition }) => one(sortition.terms),
  cases: ({ sortition }) => one(sortition.cases),
  lotCount: ({ sortition }) => one(BigInt(sortition.lots.size)),
  lotOf: (world) => ofLots(world, (lot) => (lot === undefined ? NO_LOT : fold.lotFields(lot))),
  stageOf: (world) =>
    ofLots(world, (_, id) => BigInt(LOT_STAGES.indexOf(fold.stageOf(world.sortition, id, world.now)))),
  partiesOf: (world) => each(lotsOf(world), (id) => fold.partiesOf(world.sortition, id)),
  panelOf: (world) => ofLots(world, (lot) => lot?.panel ?? []),
  isComplete: (world) => ofLots(world, (lot) => lot !== undefined && fold.takenIn(lot) === lot.request.seats),
  seatOf: (world) =>
    cross(lotsOf(world), agentsOf(world), (id, person) => {
      const { seat, answerUntil } = fold.seatOf(world.sortition, id, person);
      return [BigInt(LOT_SEATS.indexOf(seat)), answerUntil];
    }),
  openCommitmentOf: (world) =>
    cross(
      lotsOf(world),
      agentsOf(world),
      (id, person) => world.sortition.lots.get(id)?.openCommitments.get(person) ?? ZeroHash,
    ),
  candidateAt: (world) =>
    cross(lotsOf(world), [0n, 1n, 99n], (id, place) => fold.candidate(world.sortition, id, place) ?? REVERTS),
  obstacleOf: (world) =>
    cross(
      lotsOf(world),
      agentsOf(world),
      (id, person) =>
        fold.obstacleOf(world.sortition, world.members, id, person, world.now, world.conflicts) ?? REVERTS,
    ),
};
