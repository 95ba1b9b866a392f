import { expect } from "chai";
import { network } from "hardhat";

import { BUCKET, deployCobudget, openRound, proposeBucket } from "../fixtures/cobudget.ts";
import { DAY, FOREVER } from "../fixtures/membership.ts";
import { COIN } from "../fixtures/treasury.ts";
import { randomOf, thorough } from "../fixtures/walk.ts";

const STEPS = thorough ? 800 : 100;
const SEEDS = thorough ? [1, 2, 3, 4] : [1];
const QUIRKS = { None: 0, Reverts: 3 } as const;

/** What a round holds and who gave what, kept in plain TypeScript beside the chain. */
interface Ghost {
  readonly amount: bigint;
  readonly asset: "coin" | "token";
  /** Step after which it is left alone. */
  readonly until: number;
  paid: bigint;
  returned: bigint;
  /** Of open, withdrawn or missed buckets, and of funded ones: by bucket and member. */
  readonly gifts: Map<bigint, Map<bigint, bigint>>;
}

describe("Cobudget, a random life", function () {
  for (const seed of SEEDS) {
    it(`INV-335 to INV-338 hold in history ${seed}`, async function () {
      const { ethers, networkHelpers: helpers } = await network.create();
      const nation = await deployCobudget(ethers, helpers, {}, 7);
      const { cobudget, people, loom, kiln, token } = nation;
      const random = randomOf(seed);
      const ghosts = new Map<bigint, Ghost>();
      const roundOf = new Map<bigint, bigint>();
      let done = 0;
      const tries = async (sent: Promise<unknown>): Promise<boolean> => {
        try {
          await sent;
          done += 1;
          return true;
        } catch {
          return false;
        }
      };
      const some = <T>(of: Iterable<T>): T | undefined => {
        const all = [...of];
        return all[random(all.length)];
      };

      const verify = async () => {
        const held = { coin: 0n, token: 0n };
        for (const [round, ghost] of ghosts) {
          const { share, amount, electors } = await cobudget.roundOf(round);
          expect(amount).to.equal(ghost.amount);
          expect(share * electors <= amount && amount - share * electors < electors).to.equal(true);
          held[ghost.asset] += ghost.amount - ghost.paid - ghost.returned;
          const spent = new Map<bigint, bigint>();
          for (const [bucket, gifts] of ghost.gifts) {
            const known = await cobudget.bucketOf(bucket);
            const sum = [...gifts.values()].reduce((total, gift) => total + gift, 0n);
            expect(known.given, "a bucket is what members gave").to.equal(sum);
            expect(known.given <= known.goal).to.equal(true);
            expect(known.fundedAt !== 0n, "funded when full").to.equal(known.given === known.goal);
            for (const [member, gift] of gifts) spent.set(member, (spent.get(member) ?? 0n) + gift);
          }
          for (const [member, sum] of spent) {
            expect(sum <= share, "no more than a share").to.equal(true);
            expect(await cobudget.spentOf(round, member)).to.equal(sum);
          }
        }
        // To the smallest unit: what came in is paid, back, or here.
        expect(await ethers.provider.getBalance(cobudget)).to.equal(held.coin);
        expect(await cobudget.heldFor(COIN)).to.equal(held.coin);
        expect(await token.balanceOf(cobudget)).to.equal(held.token);
        expect(await cobudget.heldFor(token)).to.equal(held.token);
      };

      for (let step = 0; step < STEPS; ++step) {
        const by = people[random(people.length)]!;
        const recent = [...roundOf].filter(([, round]) => step < ghosts.get(round)!.until).map(([one]) => one);
        const bucket = some(recent) ?? 0n;
        const running = [...ghosts.values()].filter(({ until }) => step < until).length;
        const ghost = ghosts.get(roundOf.get(bucket) ?? 0n);
        // Without a round and a few buckets there is nothing to live through.
        switch (running === 0 ? 0 : recent.length < 3 ? 1 : random(12)) {
          case 0: {
            if (running > 2) break;
            const [amount, asset] = [BigInt(7 + random(2_000)), random(2) === 0 ? "coin" : "token"] as const;
            await token.setQuirk(QUIRKS.None);
            await cobudget.setTerms({
              ...{ isOn: true, ownAllowed: random(2) === 0, onDelivery: random(2) === 0, deliveryPeriod: 20n * DAY },
            });
            const round = await openRound(nation, amount, asset);
            ghosts.set(round, { amount, asset, until: step + 150, paid: 0n, returned: 0n, gifts: new Map() });
            break;
          }
          case 1: {
            const round = some([...ghosts.keys()].slice(-2));
            if (round === undefined) break;
            const [guild, steward] = random(2) === 0 ? ([loom, people[0]!] as const) : ([kiln, people[2]!] as const);
            const goal = 1n + BigInt(random(Math.ceil(Number(ghosts.get(round)!.amount) / 5)));
            if (!(await tries(proposeBucket(nation, { round, guild, by: steward, goal })))) break;
            const made = await cobudget.bucketCount();
            roundOf.set(made, round);
            ghosts.get(round)!.gifts.set(made, new Map());
            break;
          }
          case 2:
          case 3:
          case 4:
          case 5: {
            if (ghost === undefined) break;
            const gifts = ghost.gifts.get(bucket)!;
            const { goal, given } = await cobudget.bucketOf(bucket);
            const former = gifts.get(by.id) ?? 0n;
            const round = roundOf.get(bucket)!;
            const [{ share }, spent] = await Promise.all([cobudget.roundOf(round), cobudget.spentOf(round, by.id)]);
            const amount = BigInt(random(Number(share - spent + former) + 3)); // now and then more than there is
            const act = { by: by.id, bucket, amount, nonce: step, deadline: FOREVER };
            if (!(await tries(cobudget.connect(by.signer).give(act, "0x")))) break;
            const most = former + goal - given;
            gifts.set(by.id, amount < most ? amount : most);
            break;
          }
          case 6: {
            const steward = random(2) === 0 ? people[0]! : people[2]!;
            if (random(3) !== 0) break;
            await tries(cobudget.connect(steward.signer).withdraw({ by: steward.id, bucket, deadline: FOREVER }, "0x"));
            break;
          }
          case 7:
            if (await tries(cobudget.free(bucket, [by.id, 99n]))) ghost!.gifts.get(bucket)!.set(by.id, 0n);
            break;
          case 8:
            await tries(cobudget.connect(by.signer).confirm({ by: by.id, bucket, deadline: FOREVER }, "0x"));
            if (random(3) === 0) await tries(cobudget.deliver(bucket));
            break;
          case 9: {
            const { goal } = await cobudget.bucketOf(bucket);
            if (await tries(cobudget.pay(bucket))) ghost!.paid += goal;
            if (await tries(cobudget.giveBack(bucket))) ghost!.returned += goal;
            break;
          }
          case 10: {
            const round = some(ghosts.keys()) ?? 0n;
            const amount = await cobudget.settle.staticCall(round).catch(() => 0n);
            if (await tries(cobudget.settle(round))) ghosts.get(round)!.returned += amount;
            break;
          }
          default:
            await token.setQuirk(random(3) === 0 ? QUIRKS.Reverts : QUIRKS.None); // INV-338: stops nobody but itself
            await helpers.time.increase(1n + BigInt(random(4)) * DAY);
        }
        if (step % 20 === 0 || step === STEPS - 1) await verify();
      }
      expect(done, "acts that were taken").to.be.greaterThan(STEPS / 8);
      const states = await Promise.all([...roundOf.keys()].map((one) => cobudget.stateOf(one)));
      expect(
        states.some((state) => state >= BUCKET.funded),
        "buckets that were funded",
      ).to.equal(true);
    });
  }
});
