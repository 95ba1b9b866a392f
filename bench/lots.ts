import { id as hashOf } from "ethers";

import { commitmentOf } from "../sdk/justice/sortition.ts";
import {
  answerBy,
  deployLots,
  LOT_TERMS,
  openLot,
  Stage,
  type LotRequest,
  type Lots,
} from "../test/fixtures/justice.ts";
import { FOREVER, type Person } from "../test/fixtures/membership.ts";
import { gasOf, newChain, type Chain } from "./chain.ts";
import type { Figures } from "./figures.ts";

/** Most vouches the register keeps for one person, and most parties of a lot. */
const MOST_VOUCHES = 12;
const MOST_PARTIES = 4;
const SEATS = 3;

/** A lot step by step; and one candidate with as many vouches as there can be, weighed against as many parties. */
export async function measureLots(): Promise<Figures> {
  const chain = await newChain();
  const lots = await deployLots(chain.ethers, { founders: MOST_PARTIES + MOST_VOUCHES + 1 });
  const [parties, vouchers] = [lots.founders.slice(0, MOST_PARTIES), lots.founders.slice(MOST_PARTIES, -1)];
  const candidate = lots.founders.slice(-1);
  for (const subject of [...parties, ...candidate]) await vouchAll(lots, vouchers, subject.id);
  await live(chain, lots, candidate);
  const steps = await live(chain, lots, candidate);
  return { ...steps, "justice.lot.candidate.worst": await worstCandidate(chain, lots, parties, vouchers) };
}

async function vouchAll({ members }: Lots, vouchers: readonly Person[], subject: bigint): Promise<void> {
  for (const { id: by, signer } of vouchers) {
    await members.connect(signer).vouch({ by, subject, nonce: 0, deadline: FOREVER }, "0x");
  }
}

/** From the opening to the last answer; the second lot is measured, when the contract's own slots are in use. */
async function live(chain: Chain, lots: Lots, parties: readonly Person[]): Promise<Figures> {
  const { sortition, cases, founders } = lots;
  const snapshot = BigInt(await chain.networkHelpers.time.latest());
  const request = { seats: SEATS, snapshot, guild: 0, earlier: 0, parties: parties.map(({ id }) => id), barred: [1n] };
  const open = await gasOf(sortition.connect(cases).openLot(request));
  const lot = await sortition.lotCount();
  const seeding = await seed(chain, lots, lot);
  const draw = await gasOf(sortition.draw(lot, 1_000));
  const panel = await sortition.panelOf(lot);
  if (panel.length !== SEATS) throw new Error(`${panel.length} of ${SEATS} seats were offered`);
  let answer = 0;
  for (const { id, ...person } of founders.filter(({ id }) => panel.includes(id))) {
    answer = await gasOf(answerBy(lots, lot, { id, ...person }, true));
  }
  return { "justice.lot.open": open, ...seeding, "justice.lot.draw3": draw, "justice.lot.answer": answer };
}

/** Members 5 to 7 give secrets, the same in every run. */
async function seed({ networkHelpers: { time } }: Chain, { sortition, founders }: Lots, lot: bigint): Promise<Figures> {
  const givers = founders.slice(4, 4 + Number(LOT_TERMS.leastReveals) + 1);
  const secretOf = (by: bigint) => hashOf(`${lot}/${by}`);
  let [commit, reveal] = [0, 0];
  for (const { id: by, signer } of givers) {
    const act = { by, lot, round: 1, commitment: commitmentOf(lot, 1n, by, secretOf(by)), deadline: FOREVER };
    commit = await gasOf(sortition.connect(signer).commit(act, "0x"));
  }
  await time.increaseTo((await sortition.lotOf(lot)).commitUntil);
  for (const { id: by } of givers) reveal = await gasOf(sortition.reveal(lot, by, secretOf(by)));
  const closeRound = await gasOf(sortition.closeRound(lot));
  return { "justice.lot.commit": commit, "justice.lot.reveal": reveal, "justice.lot.closeRound": closeRound };
}

/** The dearest of all candidates, one a transaction: nobody's vouches end the search early for the last founder. */
async function worstCandidate(
  chain: Chain,
  lots: Lots,
  parties: readonly Person[],
  barred: readonly Person[],
): Promise<number> {
  const { sortition } = lots;
  const ids = (people: readonly Person[]) => people.map(({ id }) => id);
  const request: Partial<LotRequest> = { seats: 1, parties: ids(parties), barred: ids(barred).slice(3) };
  const lot = await openLot(lots, chain.networkHelpers.time, request);
  await seed(chain, lots, lot);
  let worst = 0;
  while ((await sortition.stageOf(lot)) === Stage.Drawing) {
    worst = Math.max(worst, await gasOf(sortition.draw(lot, 1)));
  }
  if ((await sortition.panelOf(lot)).length !== 1) throw new Error("nobody was drawn");
  return worst;
}
