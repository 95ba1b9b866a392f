import { expect } from "chai";
import { network } from "hardhat";

import * as fold from "../../sdk/justice/fold.ts";
import type { DecodedLog } from "../../sdk/logs.ts";
import { walkCase, type Scene } from "../fixtures/caseWalk.ts";
import { plain } from "./folds/world.ts";

const { ethers, networkHelpers } = await network.create();

/** Everything the contract answers about its cases, people and lots, now. */
async function seenBy({ court: { cases, members, sortition } }: Scene): Promise<unknown> {
  const [count, lastId, lots] = await Promise.all([cases.caseCount(), members.lastId(), sortition.lotCount()]);
  const upTo = (last: bigint) => Array.from({ length: Number(last) + 2 }, (_, index) => BigInt(index));
  const views = {
    cases: await Promise.all(upTo(count).map((id) => cases.caseOf(id))),
    separations: await Promise.all(upTo(count).map((id) => cases.separationOf(id))),
    tallies: await Promise.all(upTo(lots).map((lot) => cases.tallyOf(lot))),
    judged: await Promise.all(upTo(lots).flatMap((lot) => upTo(lastId).map((person) => cases.hasJudged(lot, person)))),
    open: await Promise.all(upTo(lastId).map((person) => cases.openCasesOf(person))),
    notes: await Promise.all(upTo(lastId).map((person) => cases.noteOf(person))),
    terms: await cases.terms(),
  };
  return plain(views);
}

/** The same, folded from the logs of `Cases` alone. */
async function foldedFor({ court: { cases, members, sortition }, time }: Scene): Promise<unknown> {
  const state = fold.foldCases(await logsOf(cases));
  const now = BigInt(await time.latest());
  const [lastId, lots] = await Promise.all([members.lastId(), sortition.lotCount()]);
  const upTo = (last: bigint | number) => Array.from({ length: Number(last) + 2 }, (_, index) => BigInt(index));
  return plain({
    cases: upTo(state.cases.size).map((id) => fold.caseOf(state, id, now)),
    separations: upTo(state.cases.size).map((id) => fold.separationOf(state, id)),
    tallies: upTo(lots).map((lot) => fold.tallyOf(state, lot)),
    judged: upTo(lots).flatMap((lot) => upTo(lastId).map((person) => fold.hasJudged(state, lot, person))),
    open: upTo(lastId).map((person) => fold.openCasesOf(state, person)),
    notes: upTo(lastId).map((person) => fold.noteOf(state, person, now)),
    terms: [fold.termsAt(state, fold.version(state)), fold.version(state)],
  });
}

async function logsOf(cases: Scene["court"]["cases"]): Promise<DecodedLog[]> {
  const raw = await ethers.provider.getLogs({ address: await cases.getAddress(), fromBlock: 0 });
  return Promise.all(
    raw.map(async (log) => {
      const parsed = cases.interface.parseLog(log);
      const block = await log.getBlock();
      if (parsed === null) throw new TypeError("a log that the ABI does not know");
      return { address: log.address, name: parsed.name, args: parsed.args, blockTimestamp: BigInt(block.timestamp) };
    }),
  );
}

describe("The logs of Cases alone, at every state of a case", () => {
  it("tell what every view answers", async () => {
    const states: string[] = [];
    await walkCase({ ethers, networkHelpers }, async (state, scene) => {
      expect(await foldedFor(scene), state).to.deep.equal(await seenBy(scene));
      states.push(state);
    });
    expect(states).to.have.lengthOf.greaterThan(20);
  });
});
