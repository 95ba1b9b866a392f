import type { ContractTransactionResponse } from "ethers";
import { expect } from "chai";
import { network } from "hardhat";

import { foldBrake } from "../../sdk/governance/brakeFold.ts";
import { CHAMBERS, foldChambers, laneOf, rollKey, rollSize } from "../../sdk/governance/chambersFold.ts";
import { callsHash, type ProposalKey } from "../../sdk/governance/proposals.ts";
import {
  BRAKE_TERMS,
  CHAMBER,
  CHAMBER_TERMS,
  deployChambers,
  endRank,
  makeMaster,
  objection,
  organisationsOf,
  pullOf,
  STATE,
} from "../fixtures/chambers.ts";
import { callOf, proposeBy } from "../fixtures/governance.ts";
import { DAY, FOREVER, PLAIN_TERMS, YEAR } from "../fixtures/membership.ts";
import { logsOf } from "../fixtures/pacts.ts";
import { randomOf, thorough } from "../fixtures/walk.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const STEPS = thorough ? 1_500 : 600;
const MASTERS = 1;

/** What the walk itself remembers of a decision. */
interface Ghost {
  readonly id: bigint;
  readonly key: ProposalKey;
  readonly hash: string;
  /** Who was in each chamber in the second of the snapshot, in the order of `CHAMBERS`. */
  sat: readonly ReadonlySet<bigint>[] | undefined;
  readonly snapshot: bigint;
  /** Vetoes of the same calls by its snapshot; `undefined` before its hearing is opened. */
  before: number | undefined;
  readonly objections: Map<bigint, number>;
  vetoed: boolean;
  executedAt: bigint | undefined;
}

describe("Chambers and brake over a random history", () => {
  for (const seed of [7, 8]) {
    it(`INV-350 to INV-356 hold, and the logs alone tell every view (seed ${seed})`, async () => {
      const nation = await deployChambers(ethers, networkHelpers, { founders: 9, masters: 3, organisations: 4 });
      const { assembly, chambers, brake, members, timelock, founders, guild } = nation;
      const organisations = organisationsOf(nation, 4);
      const people = [...founders, ...organisations];
      const random = randomOf(seed);
      const pick = <T>(list: readonly T[]): T => list[random(list.length)]!;
      const someGhost = (list: readonly Ghost[]): Ghost | undefined => list[random(list.length)];
      const now = async () => BigInt(await time.latest());
      const done: Record<string, number> = {};

      // The ghost: who is what, who is on which roll, and what was said to each decision.
      const active = new Set(founders.map(({ id }) => id));
      const masters = new Set([1n, 2n, 3n]);
      const rolls = [active, new Set([1n, 2n, 3n]), new Set(organisations.map(({ id }) => id))] as const;
      const ghosts: Ghost[] = [];
      const vetoes = new Map<string, bigint[]>(); // when, by the hash of calls
      const pulls = new Set<bigint>();
      const pulled = {
        armed: true,
        stopsUntil: 0n,
        openedAt: 0n,
        stops: 0,
        arms: 0,
        round: 1n,
        with: new Set<bigint>(),
      };
      let version = 0n;

      /** Whether a call goes through; the ghost says beforehand whether it must. */
      const sends = async (name: string, expected: boolean, send: () => Promise<ContractTransactionResponse>) => {
        let went = true;
        try {
          await send();
        } catch (error) {
          if (!String(error).includes("reverted")) throw error;
          went = false;
        }
        expect(went, `${name} ${expected ? "goes through" : "is refused"}`).to.equal(expected);
        const key = went ? name : `${name}, refused`;
        done[key] = (done[key] ?? 0) + 1;
        return went;
      };

      const isSeated = (chamber: number, id: bigint) =>
        [active.has(id), masters.has(id) && active.has(id), id > guild][chamber]!;

      /** Fixes who sat at snapshots that have passed; called before anybody comes or goes. */
      const freeze = async () => {
        const at = (await now()) + 1n;
        for (const ghost of ghosts) {
          if (ghost.snapshot < at) ghost.sat ??= rolls.map((roll) => new Set(roll));
        }
      };

      const vetoesBy = (hash: string, snapshot: bigint) =>
        (vetoes.get(hash) ?? []).filter((at) => at <= snapshot).length;

      const raised = (bps: bigint, before: number) => {
        const sum = bps + CHAMBER_TERMS.raiseBps * BigInt(before);
        return sum < 10_000n ? sum : 10_000n;
      };

      const agree = ({ objections, sat }: Ghost, bps: bigint) =>
        CHAMBERS.filter((_, chamber) => {
          const said = [...objections.values()].filter((in_) => in_ === chamber).length;
          return said > 0 && BigInt(said) * 10_000n >= BigInt(sat![chamber]!.size) * bps;
        }).length;

      const steps: Record<string, () => Promise<void>> = {
        async propose() {
          const mine = founders.filter(({ id }) => active.has(id));
          // Mostly something new, sometimes what was vetoed before.
          if (random(3) !== 0) ++version;
          const terms = { ...PLAIN_TERMS, term: 10n * YEAR, longestRest: YEAR, vouchStock: version };
          const calls = await callOf(members, "setTerms", [terms]);
          const proposer = pick(mine);
          if ((await assembly.liveProposals(proposer.id)) >= 3n) return;
          const { id, key } = await proposeBy(nation, proposer, calls, `Decision ${ghosts.length}`);
          const snapshot = await assembly.proposalSnapshot(id);
          const lists = { targets: [...key[0]], values: [...key[1]], calldatas: [...key[2]] };
          ghosts.push({
            ...{ id, key, hash: callsHash(lists), snapshot, sat: undefined, before: undefined },
            ...{ objections: new Map(), vetoed: false, executedAt: undefined },
          });
          done["propose"] = (done["propose"] ?? 0) + 1;
        },
        async wait() {
          await freeze();
          await time.increase([3_600n, DAY / 2n, DAY, 2n * DAY][random(4)]!);
          await freeze();
        },
        async open() {
          const ghost = someGhost(ghosts.slice(-5));
          if (ghost === undefined) return;
          const state = await assembly.state(ghost.id);
          const may = (state === STATE.succeeded || state === STATE.queued) && ghost.before === undefined;
          if (await sends("open", may, () => chambers.open(...ghost.key)))
            ghost.before = vetoesBy(ghost.hash, ghost.snapshot);
        },
        async object() {
          const ghost = someGhost(ghosts.filter(({ before }) => before !== undefined).slice(-4));
          if (ghost === undefined) return;
          const person = pick(people);
          const chamber = person.id > guild ? 2 : pick([0, 1, 1, 2]);
          const state = await assembly.state(ghost.id);
          const may =
            (state === STATE.succeeded || state === STATE.queued) &&
            !ghost.objections.has(person.id) &&
            ghost.sat![chamber]!.has(person.id) &&
            isSeated(chamber, person.id);
          const act = objection(person.id, ghost.id, BigInt(chamber), guild);
          if (!(await sends("object", may, () => chambers.connect(person.signer).objectIn(act, "0x")))) return;
          ghost.objections.set(person.id, chamber);
          const [two, three] = [CHAMBER_TERMS.twoBps, CHAMBER_TERMS.threeBps].map((bps) => raised(bps, ghost.before!));
          ghost.vetoed = agree(ghost, two!) >= 2 || agree(ghost, three!) === 3;
          expect(await assembly.state(ghost.id)).to.equal(ghost.vetoed ? STATE.canceled : state);
          if (!ghost.vetoed) return;
          vetoes.set(ghost.hash, [...(vetoes.get(ghost.hash) ?? []), await now()]);
          done["veto"] = (done["veto"] ?? 0) + 1;
          expect(new Set(ghost.objections.values()).size, "INV-350 of several chambers").to.be.greaterThan(1);
        },
        async queue() {
          const ghost = someGhost(ghosts.slice(-5));
          if (ghost === undefined) return;
          const may = (await assembly.state(ghost.id)) === STATE.succeeded;
          await sends("queue", may, () => assembly.queue(...ghost.key));
        },
        async execute() {
          const ghost = someGhost(ghosts.slice(-8));
          if (ghost === undefined) return;
          const due = (await assembly.state(ghost.id)) === STATE.queued;
          const at = (await now()) + 1n;
          const waited = due && at >= (await assembly.proposalEta(ghost.id));
          const may = waited && !ghost.vetoed && at >= pulled.stopsUntil;
          if (await sends("execute", may, () => assembly.execute(...ghost.key))) ghost.executedAt = await now();
        },
        async rank() {
          await freeze();
          const { id } = pick(founders);
          if (masters.has(id)) {
            await endRank(nation, id);
            masters.delete(id);
          } else {
            await makeMaster(nation, id);
            masters.add(id);
          }
        },
        async enter() {
          await freeze();
          const { id } = pick(founders);
          const may = isSeated(MASTERS, id) && !rolls[MASTERS].has(id);
          if (await sends("enter", may, () => chambers.enter(CHAMBER.masters, id, guild))) rolls[MASTERS].add(id);
        },
        async strike() {
          await freeze();
          const { id } = pick(founders);
          const may = rolls[MASTERS].has(id) && !isSeated(MASTERS, id);
          if (await sends("strike", may, () => chambers.strike(CHAMBER.masters, id))) rolls[MASTERS].delete(id);
        },
        async rest() {
          await freeze();
          const { id, signer } = pick(founders);
          const resting = active.has(id);
          if (resting && active.size < 5) return;
          const act = { by: id, resting, nonce: 0n, deadline: FOREVER };
          await sends("rest", true, () => members.connect(signer).rest(act, "0x"));
          if (resting) active.delete(id);
          else active.add(id);
        },
        async pull() {
          const person = pick(founders);
          const at = (await now()) + 1n;
          // A round that has lapsed ends on the chain with the next pull that counts, and for everybody by the clock.
          const lapsed = pulled.openedAt !== 0n && at >= pulled.openedAt + BRAKE_TERMS.gathers;
          const round = pulled.round + (lapsed ? 1n : 0n);
          const isFirst = lapsed || pulled.openedAt === 0n;
          const may =
            pulled.armed &&
            at >= pulled.stopsUntil &&
            active.has(person.id) &&
            (isFirst || (!pulls.has(person.id) && pulled.with.has(person.id)));
          const act = pullOf(person.id, round);
          if (!(await sends("pull", may, () => brake.connect(person.signer).pull(act, "0x")))) return;
          if (isFirst) {
            pulls.clear();
            Object.assign(pulled, { openedAt: at, with: new Set(active) });
          }
          pulled.round = round;
          pulls.add(person.id);
          if (BigInt(pulls.size) < BRAKE_TERMS.members) return;
          Object.assign(pulled, { armed: false, stopsUntil: at + BRAKE_TERMS.lasts, openedAt: 0n, round: round + 1n });
          pulls.clear();
          ++pulled.stops;
        },
        async arm() {
          const may = !pulled.armed;
          // The nation's word; how it decides is told elsewhere.
          await asNation();
          const signer = await ethers.getSigner(await timelock.getAddress());
          if (await sends("arm", may, () => brake.connect(signer).arm())) {
            pulled.armed = true;
            ++pulled.arms;
          }
        },
        async release() {
          if (random(2) !== 0) return;
          await asNation();
          const signer = await ethers.getSigner(await timelock.getAddress());
          const may = (await now()) + 1n < pulled.stopsUntil;
          if (await sends("release", may, () => brake.connect(signer).release())) pulled.stopsUntil = await now();
        },
      };

      async function asNation() {
        const address = await timelock.getAddress();
        await networkHelpers.impersonateAccount(address);
        await networkHelpers.setBalance(address, 10n ** 20n);
      }

      const weighted = Object.keys(steps).flatMap((name) =>
        Array<string>(
          {
            object: 14,
            wait: 3,
            propose: 2,
            pull: 10,
            open: 3,
            queue: 2,
            execute: 4,
            rank: 2,
            enter: 4,
            strike: 3,
            arm: 2,
            release: 2,
          }[name] ?? 1,
        ).fill(name),
      );
      await brake.seal();
      for (let step = 0; step < STEPS; ++step) {
        await freeze();
        await steps[pick(weighted)]!();

        // INV-354: a stop ends, and there is one more of them at most than the nation has armed the brake.
        const { stopsUntil, armed } = await brake.state();
        expect([stopsUntil, armed]).to.deep.equal([pulled.stopsUntil, pulled.armed]);
        expect(stopsUntil).to.be.lessThanOrEqual((await now()) + BRAKE_TERMS.lasts);
        expect(pulled.stops).to.be.lessThanOrEqual(pulled.arms + 1);
        expect(await brake.isStopping()).to.equal((await now()) < pulled.stopsUntil);
      }

      // INV-350 to INV-353, of every decision.
      for (const ghost of ghosts) {
        const hearing = await chambers.hearingOf(ghost.id);
        if (ghost.before === undefined) {
          expect(hearing.snapshot).to.equal(0n);
          continue;
        }
        for (const [chamber] of CHAMBERS.entries()) {
          const said = [...ghost.objections.values()].filter((in_) => in_ === chamber).length;
          expect(laneOf(hearing.objections, chamber), "INV-352").to.equal(BigInt(said));
          expect(laneOf(hearing.sizes, chamber), "INV-353").to.equal(BigInt(ghost.sat![chamber]!.size));
          expect(said).to.be.lessThanOrEqual(ghost.sat![chamber]!.size);
        }
        const terms = [CHAMBER_TERMS.twoBps, CHAMBER_TERMS.threeBps].map((bps) => raised(bps, ghost.before!));
        expect([hearing.twoBps, hearing.threeBps], "INV-350").to.deep.equal(terms);
        expect(hearing.vetoed).to.equal(ghost.vetoed);
        if (ghost.vetoed) expect(ghost.executedAt, "INV-351").to.equal(undefined);
        expect(await assembly.state(ghost.id)).to.equal(
          ghost.vetoed
            ? STATE.canceled
            : ghost.executedAt === undefined
              ? await assembly.state(ghost.id)
              : STATE.executed,
        );
      }

      // The logs alone.
      const folded = foldChambers(await logsOf(chambers));
      for (const [chamber, roll] of rolls.entries()) {
        if (chamber === 0) continue;
        expect(rollSize(folded, BigInt(chamber))).to.equal(BigInt(roll.size));
        for (const { id } of people) {
          const onRoll = await chambers.isOnRoll(chamber, id);
          expect(onRoll).to.equal(roll.has(id));
          expect(folded.rolls.has(rollKey(BigInt(chamber), id))).to.equal(onRoll);
        }
      }
      for (const [id, { by, objections, vetoed }] of folded.hearings) {
        const hearing = await chambers.hearingOf(id);
        expect([objections, vetoed]).to.deep.equal([hearing.objections, hearing.vetoed]);
        for (const person of people) {
          expect(await chambers.objectionOf(id, person.id)).to.deep.equal([by.has(person.id), by.get(person.id) ?? 0n]);
        }
      }
      for (const [hash, times] of vetoes) {
        expect(await chambers.vetoesOf(hash)).to.equal(BigInt(times.length));
        expect(folded.vetoes.get(hash)).to.equal(BigInt(times.length));
      }
      const { stopsUntil, armed, round } = foldBrake(await logsOf(brake));
      const state = await brake.state();
      expect([stopsUntil, armed, round]).to.deep.equal([state.stopsUntil, state.armed, state.round]);
      for (const name of [
        "veto",
        "object",
        "execute",
        "execute, refused",
        "enter",
        "strike",
        "pull",
        "arm",
        "release",
      ]) {
        expect(done[name], `the walk came to ${name}`).to.be.greaterThan(0);
      }
      expect(pulled.stops, "the walk came to stops").to.be.greaterThan(1);
    });
  }
});
