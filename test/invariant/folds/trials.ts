import * as fold from "../../../sdk/justice/fold.ts";
import { agentsOf, cross, each, one, upTo, type Views } from "./cases.ts";
import type { World } from "./world.ts";

const casesOf = ({ cases }: World): bigint[] => upTo(cases.cases.size);
const lotsOf = ({ sortition }: World): bigint[] => upTo(sortition.lots.size);

export const caseViews: Views = {
  terms: ({ cases }) => one([fold.termsAt(cases, fold.version(cases)), fold.version(cases)]),
  termsAt: ({ cases }) => each(upTo(fold.version(cases)), (version) => fold.termsAt(cases, version)),
  caseCount: ({ cases }) => one(BigInt(cases.cases.size)),
  caseOf: (world) => each(casesOf(world), (id) => fold.caseOf(world.cases, id, world.now)),
  tallyOf: (world) => each(lotsOf(world), (lot) => fold.tallyOf(world.cases, lot)),
  hasJudged: (world) =>
    cross(lotsOf(world), agentsOf(world), (lot, person) => fold.hasJudged(world.cases, lot, person)),
  openCasesOf: (world) => each(agentsOf(world), (person) => fold.openCasesOf(world.cases, person)),
  noteOf: (world) => each(agentsOf(world), (person) => fold.noteOf(world.cases, person, world.now)),
  separationOf: (world) => each(casesOf(world), (id) => fold.separationOf(world.cases, id)),
};
