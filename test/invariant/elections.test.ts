import { expect } from "chai";
import { network } from "hardhat";

import { approvedIn, packApprovals } from "../../sdk/governance/approvals.ts";
import {
  callOffice,
  deployElections,
  NO_GUILD,
  OFFICE_RULES,
  orderOf,
  signApproval,
  TREASURER,
} from "../fixtures/elections.ts";
import { DAY, FOREVER, type Person } from "../fixtures/membership.ts";
import { randomOf, thorough } from "../fixtures/walk.ts";

const STEPS = thorough ? 600 : 120;
const SEEDS = thorough ? [1, 2, 3, 4] : [1];
const RULES = {
  ...OFFICE_RULES,
  seats: 2n,
  termsInRow: 2n,
  term: 40n * DAY,
  nominationPeriod: 6n * DAY,
  votingPeriod: 6n * DAY,
};

/** What an election should say, kept in plain TypeScript beside the chain. */
interface Ghost {
  readonly candidates: Person[];
  readonly stoodDown: Set<number>;
  /** Approvals by elector. */
  readonly ballots: Map<bigint, number>;
}

describe("Elections, a random life", function () {
  for (const seed of SEEDS) {
    it(`INV-330 to INV-334 hold in history ${seed}`, async function () {
      const { ethers, networkHelpers: helpers } = await network.create();
      const nation = await deployElections(ethers, helpers, { founders: 9 });
      const { elections, members, cases, founders } = nation;
      await elections.setOffice(TREASURER, { name: "Treasurer", rules: RULES });
      const random = randomOf(seed);
      const anybody = () => founders[random(founders.length)]!;
      const ghosts = new Map<bigint, Ghost>();
      const terms = new Map<bigint, bigint>();
      let current = 0n;
      let done = 0;

      const open = async (): Promise<bigint> => (await elections.postOf(NO_GUILD, TREASURER)).open;
      const tries = async (sent: Promise<unknown>): Promise<boolean> => {
        try {
          await sent;
          done += 1;
          return true;
        } catch {
          return false;
        }
      };
      const cast = (election: bigint, { id, signer }: Person, approvals: number) =>
        elections.connect(signer).castBallot({ by: id, election, approvals, deadline: FOREVER }, "0x");

      /** The order that the published rule gives. */
      const expectedOrder = ({ candidates, stoodDown, ballots }: Ghost): number[] => {
        const approvals = candidates.map(
          (_, number) => [...ballots.values()].filter((ballot) => approvedIn(ballot).includes(number)).length,
        );
        const key = (number: number) => {
          const { id } = candidates[number]!;
          return [-(approvals[number] ?? 0), Number(terms.get(id) ?? 0n), Number(id)] as const;
        };
        return candidates
          .map((_, number) => number)
          .filter((number) => (approvals[number] ?? 0) > 0 && !stoodDown.has(number))
          .sort((a, b) => {
            const [left, right] = [key(a), key(b)];
            const place = left.findIndex((value, index) => value !== right[index]);
            return (left[place] ?? 0) - (right[place] ?? 0);
          });
      };

      const conclude = async (election: bigint) => {
        const ghost = ghosts.get(election)!;
        const order = expectedOrder(ghost);
        if (!(await tries(elections.conclude(election)))) return;
        expect(await orderOf(nation, election), "the published order").to.deep.equal(order);
      };

      /** Terms begun, as the log tells them: the tie rule of the next count goes by them. */
      const countTerms = async () => {
        const taken = await elections.queryFilter(elections.filters.OfficeTaken);
        terms.clear();
        for (const { args } of taken) terms.set(args.holder, (terms.get(args.holder) ?? 0n) + 1n);
        current = (await elections.postOf(NO_GUILD, TREASURER)).current;
      };

      const verify = async () => {
        for (const [election, { ballots, candidates }] of ghosts) {
          const votes = await elections.votesOf(election);
          expect(votes.ballots).to.equal(BigInt(ballots.size));
          const counted = candidates.map((_, number) =>
            BigInt([...ballots.values()].filter((ballot) => approvedIn(ballot).includes(number)).length),
          );
          expect([...votes.approvals]).to.deep.equal(counted);
        }
        const holders = await Promise.all(founders.map(({ id }) => elections.holdsOffice(TREASURER, id)));
        expect(holders.filter(Boolean).length).to.be.at.most(2);
        const now = BigInt(await helpers.time.latest());
        for (const [place, { id }] of founders.entries()) {
          const { inRow, until } = await elections.holdingOf(NO_GUILD, TREASURER, id);
          expect(inRow).to.be.at.most(2n);
          if (holders[place]) expect(now < until && (await members.isActive(id))).to.equal(true);
        }
      };

      for (let step = 0; step < STEPS; ++step) {
        const election = await open();
        const ghost = ghosts.get(election);
        const by = anybody();
        switch (random(11)) {
          case 0:
            if (election !== 0n) break;
            if (!(await tries(callOffice(nation, TREASURER)))) break; // everybody rests
            ghosts.set(await open(), { candidates: [], stoodDown: new Set(), ballots: new Map() });
            break;
          case 1:
          case 2:
          case 3: {
            const act = { by: by.id, election, merit: 0n, deadline: FOREVER };
            if (await tries(elections.connect(by.signer).stand(act, "0x"))) ghost!.candidates.push(by);
            break;
          }
          case 4: {
            const which = random(2) === 0 ? election : current;
            const act = { by: by.id, election: which, deadline: FOREVER };
            const number = ghosts.get(which)?.candidates.findIndex(({ id }) => id === by.id) ?? -1;
            if (await tries(elections.connect(by.signer).standDown(act, "0x")))
              ghosts.get(which)!.stoodDown.add(number);
            break;
          }
          case 5:
          case 6: {
            const approvals = random(2 ** (ghost?.candidates.length ?? 0));
            if (await tries(cast(election, by, approvals))) ghost!.ballots.set(by.id, approvals);
            break;
          }
          case 7: {
            if (ghost === undefined) break;
            const authors = [by, anybody(), anybody()].filter((one, at, all) => all.indexOf(one) === at);
            const signed = await Promise.all(
              authors.map((one) => signApproval(nation, one, election, random(2 ** ghost.candidates.length))),
            );
            const electors = await Promise.all(authors.map(({ id }) => elections.isElector(election, id)));
            if (!(await tries(elections.castBallots(election, packApprovals(signed))))) break;
            signed.forEach(({ by: author, approvals }, at) => {
              if (electors[at] === true && !ghost.ballots.has(author)) ghost.ballots.set(author, approvals);
            });
            break;
          }
          case 8: {
            const resting = (await members.agentOf(by.id)).status === 3n;
            if (resting && random(3) !== 0) break; // most are there
            const act = { by: by.id, resting, nonce: step, deadline: FOREVER };
            await tries(members.connect(by.signer).rest(act, "0x"));
            break;
          }
          case 9:
            if (random(4) === 0) await cases.setNote(by.id, BigInt(await helpers.time.latest()) + 3n * DAY);
            await helpers.time.increase(BigInt(random(4) === 0 ? 8 : 1) * DAY);
            break;
          default:
            if (election !== 0n) await conclude(election);
            await tries(elections.fillVacancies(current));
            await countTerms();
        }
        if (step % 10 === 0 || step === STEPS - 1) await verify();
      }
      expect(done, "acts that were taken").to.be.greaterThan(STEPS / 8);
      expect(terms.size, "people who ever held the office").to.be.greaterThan(0);
    });
  }
});
