import { expect } from "chai";
import { network } from "hardhat";

import type { Calls } from "../../sdk/governance/proposals.ts";
import { callOf } from "../fixtures/governance.ts";
import { coin, COIN, deploySpending, passAll, PERIOD, together } from "../fixtures/spending.ts";
import { randomOf, thorough } from "../fixtures/walk.ts";

const ROUNDS = thorough ? 60 : 12;
const SEEDS = thorough ? [1, 2, 3, 4] : [1];
const CAPS = [
  { perDecision: 60n, perPeriod: 100n },
  { perDecision: 0n, perPeriod: 80n },
  { perDecision: 40n, perPeriod: 0n },
];

/** What a decision spends and by which rule, kept in plain TypeScript beside the chain. */
interface Ghost {
  readonly amounts: Map<string, bigint>;
  readonly constitutional: boolean;
}

describe("Spending, a random life", () => {
  for (const seed of SEEDS) {
    it(`INV-370 to INV-372 hold in history ${seed}`, async () => {
      const { ethers, networkHelpers: helpers } = await network.create();
      const [first, second] = CAPS;
      const nation = await deploySpending(ethers, { caps: [first!, { ...second!, token: COIN }] });
      const { assembly, spending, token, reserve, guild, payee } = nation;
      const tokenAddress = await token.getAddress();
      const caps = new Map([
        [tokenAddress, first!],
        [COIN, second!],
      ]);
      const random = randomOf(seed);
      const purpose = `0x${"22".repeat(32)}`;
      // By period and token: what all decisions spent, and what the ordinary ones did.
      const spent = new Map<string, bigint>();
      const held = { executed: 0, refused: 0, constitutional: 0 };

      const payment = async (): Promise<[string, bigint, boolean, Calls]> => {
        const amount = BigInt(1 + random(50));
        switch (random(5)) {
          case 0:
            return [COIN, amount, true, coin(nation, amount)];
          case 1:
            return [tokenAddress, amount, false, await callOf(token, "transfer", [payee, amount])];
          case 2:
            return [tokenAddress, amount, false, await callOf(token, "approve", [payee, amount])];
          case 3:
            return [COIN, amount, false, await callOf(reserve, "spend", [guild, COIN, amount, purpose])];
          default:
            return [
              tokenAddress,
              amount,
              false,
              await callOf(reserve, "spend", [guild, tokenAddress, amount, purpose]),
            ];
        }
      };
      const decision = async (): Promise<{ calls: Calls; ghost: Ghost }> => {
        const parts = await Promise.all(Array.from({ length: 1 + random(3) }, payment));
        const amounts = new Map<string, bigint>();
        for (const [of, amount] of parts) amounts.set(of, (amounts.get(of) ?? 0n) + amount);
        const above = [...amounts].some(([of, amount]) => {
          const { perDecision, perPeriod } = caps.get(of)!;
          return (perDecision !== 0n && amount > perDecision) || (perPeriod !== 0n && amount > perPeriod);
        });
        const constitutional = above || parts.some(([, , carriesCoin]) => carriesCoin);
        return { calls: together(...parts.map(([, , , calls]) => calls)), ghost: { amounts, constitutional } };
      };

      for (let round = 0; round < ROUNDS; ++round) {
        const decisions = await Promise.all(Array.from({ length: 1 + random(4) }, decision));
        const made = await passAll(
          nation,
          helpers,
          decisions.map(({ calls }) => calls),
          round,
        );
        for (const [index, { id, key }] of made.entries()) {
          const { ghost } = decisions[index]!;
          expect((await spending.notedOf(id))[1], `${round}.${index}`).to.equal(ghost.constitutional);
          // The next block is a second later.
          const period = (BigInt(await helpers.time.latest()) + 1n) / PERIOD;
          const before = (of: string) => spent.get(`${period} ${of}`) ?? 0n;
          const over = [...ghost.amounts].some(([of, amount]) => {
            const most = caps.get(of)?.perPeriod ?? 0n;
            return most !== 0n && before(of) + amount > most;
          });
          const refused = over && !ghost.constitutional;
          if (refused) {
            await expect(assembly.execute(...key)).to.be.revertedWithCustomError(spending, "SpendingOverCap");
            held.refused += 1;
            continue;
          }
          await assembly.execute(...key);
          held.executed += 1;
          if (ghost.constitutional) held.constitutional += 1;
          for (const [of, amount] of ghost.amounts) {
            spent.set(`${period} ${of}`, before(of) + amount);
            expect(await spending.spentIn(of)).to.equal(spent.get(`${period} ${of}`));
          }
        }
        if (random(6) === 0) {
          // A new cap from the nation's own hand: what follows goes by it.
          const cap = CAPS[random(CAPS.length)]!;
          const [setting] = await passAll(
            nation,
            helpers,
            [await callOf(spending, "setCap", [tokenAddress, cap])],
            1_000 + round,
          );
          await assembly.execute(...setting!.key);
          caps.set(tokenAddress, cap);
        }
      }
      // The walk met each of what it is about.
      expect(held.executed).to.be.above(0);
      expect(held.refused).to.be.above(0);
      expect(held.constitutional).to.be.above(0);
    });
  }
});
