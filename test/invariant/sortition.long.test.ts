import { expect } from "chai";
import { network } from "hardhat";

import { candidateAt, commitmentOf, seedOf } from "../../sdk/justice/sortition.ts";
import { deployLots, openLot } from "../fixtures/justice.ts";
import { FOREVER, YEAR } from "../fixtures/membership.ts";
import { randomOf } from "../fixtures/walk.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

/** The largest sum that chance exceeds once in a thousand tests, by degrees of freedom. */
const CHI_SQUARE = { 6: 23, 20: 46 };

/** How far counts are from being equal, rounded up. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return Math.ceil(counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0));
}

describe("The lot, over many lots", () => {
  it("seats every eligible member, and every pair of them, equally often, and the others never", async () => {
    const quick = { commitDays: 1n, revealDays: 1n, leastReveals: 1n };
    const lots = await deployLots(ethers, { founders: 9, lot: quick, membership: { term: 100n * YEAR } });
    const { sortition, founders } = lots;
    const seats = new Map<bigint, number>(founders.map(({ id }) => [id, 0]));
    const pairs = new Map<string, number>();
    for (let run = 0; run < 420; run += 1) {
      const lot = await openLot(lots, time, { seats: 2, parties: [1n], barred: [9n] });
      const { id: by, signer } = founders[1 + (run % 7)]!;
      const secret = ethers.id(`secret ${run}`);
      const commitment = commitmentOf(lot, 1n, by, secret);
      await sortition.connect(signer).commit({ by, lot, round: 1n, commitment, deadline: FOREVER }, "0x");
      await time.increaseTo((await sortition.lotOf(lot)).commitUntil);
      const calls = [
        sortition.interface.encodeFunctionData("reveal", [lot, by, secret]),
        sortition.interface.encodeFunctionData("closeRound", [lot]),
        sortition.interface.encodeFunctionData("draw", [lot, 1000]),
      ];
      await sortition.carry(calls, { gasLimit: 10_000_000 });
      const panel = [...(await sortition.panelOf(lot))].sort();
      expect(panel.length).to.equal(2);
      for (const id of panel) seats.set(id, seats.get(id)! + 1);
      pairs.set(panel.join(), (pairs.get(panel.join()) ?? 0) + 1);
    }
    expect([seats.get(1n), seats.get(9n)]).to.deep.equal([0, 0]);
    expect(pairs.size).to.equal(21);
    expect(chiSquare([...seats.values()].slice(1, 8))).to.be.at.most(CHI_SQUARE[6]);
    expect(chiSquare([...pairs.values()])).to.be.at.most(CHI_SQUARE[20]);
  });
});

describe("What a coalition can gain by withholding", () => {
  /** One of ten members works with them, and is to be the first in the order. */
  const P = 0.1;
  const suits = (seed: bigint): boolean => candidateAt(seed, 0n, 10n) === 1n;

  for (const rounds of [0, 1, 2]) {
    it(`stays under 1 − (1 − p)^${rounds + 2} with ${rounds} void round(s)`, () => {
      const random = randomOf(163 + rounds);
      const secret = () => ethers.id(`${random(2 ** 30)}/${random(2 ** 30)}`);
      const seedIn = (lot: number, hash?: string) =>
        seedOf(
          BigInt(lot),
          [
            { by: 11n, secret: secret() },
            { by: 1n, secret: secret() },
          ],
          hash,
        );
      const runs = 1_500;
      let gained = 0;
      for (let lot = 0; lot < runs; lot += 1) {
        // They see the seed of each round before their last member reveals, and withhold unless it suits them.
        const looks = Array.from({ length: rounds + 1 }, () => suits(seedIn(lot)));
        if (looks.includes(true) || suits(seedIn(lot, secret()))) gained += 1;
      }
      // They reach the bound if withholding costs them nothing; chance strays three deviations from it.
      const bound = 1 - (1 - P) ** (rounds + 2);
      const stray = 3 * Math.sqrt(runs * bound * (1 - bound));
      expect(gained).to.be.within(Math.floor(runs * bound - stray), Math.ceil(runs * bound + stray));
    });
  }
});
