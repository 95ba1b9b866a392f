import { expect } from "chai";
import { network } from "hardhat";

import { commitmentOf, LOT_SEATS, LOT_STAGES, seedOf, type Revealed } from "../../sdk/justice/sortition.ts";
import * as fold from "../../sdk/justice/sortitionFold.ts";
import { foldMembership } from "../../sdk/membership/fold.ts";
import type { DecodedLog } from "../../sdk/logs.ts";
import { deployLots, LOT_TERMS, Stage, type Lots } from "../fixtures/justice.ts";
import { DAY, FOREVER, vouchIn, type Person } from "../fixtures/membership.ts";
import { randomOf, thorough } from "../fixtures/walk.ts";
import { plain } from "./folds/world.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const STEPS = thorough ? 600 : 480;
/** Void rounds: so few that seeds with a block happen too. */
const ROUNDS = 1n;
/** Each must happen at least this often, or the walk shows nothing. */
const FREQUENT = { open: 3, commit: 15, reveal: 6, closeRound: 4, draw: 3, answer: 4, rest: 2, vouch: 2 };

/** What the walk itself remembers of a lot, beside the chain. */
interface Ghost {
  readonly id: bigint;
  readonly seats: number;
  readonly parties: ReadonlySet<bigint>;
  readonly barred: ReadonlySet<bigint>;
  readonly earlier: Ghost | undefined;
  readonly electorate: ReadonlySet<bigint>;
  /** Secrets committed to and not revealed, whenever that was. */
  readonly secrets: Map<bigint, { round: bigint; secret: string }>;
  revealed: Revealed[];
  round: bigint;
  seed: bigint | undefined;
  readonly drawn: Set<bigint>;
  readonly seated: Map<bigint, "offered" | "taken">;
}

describe("Lots over a random history", () => {
  for (const seed of thorough ? [161, 162, 163, 164] : [161]) {
    it(`INV-161 to INV-163 hold, and the logs alone tell every view (seed ${seed})`, async () => {
      const lots = await deployLots(ethers, { founders: 12, lot: { rounds: ROUNDS } });
      const { sortition, members, founders, cases, strangers } = lots;
      // The last two were brought in by founders, who stay tied to them.
      const people = [...founders];
      const broughtIn = new Map<bigint, readonly bigint[]>();
      for (const [index, key] of strangers.slice(0, 2).entries()) {
        const sponsors = founders.slice(3 * index, 3 * index + 2);
        const newcomer = await vouchIn(lots, sponsors, key);
        people.push(newcomer);
        broughtIn.set(
          newcomer.id,
          sponsors.map(({ id }) => id),
        );
      }
      await time.increase(10);
      const start = await ethers.provider.getBlockNumber();
      const random = randomOf(seed);
      const pick = <T>(list: readonly T[]): T => {
        if (list.length === 0) throw new NothingThere();
        return list[random(list.length)]!;
      };
      const some = (list: readonly Person[], most: number) => list.filter(() => random(list.length) < most);
      const ghosts: Ghost[] = [];
      const active = new Set(people.map(({ id }) => id));
      const vouches = new Set<string>();
      const done: Record<string, number> = {};
      let nonce = 0n;

      /** Mostly a lot at a stage where the act is possible; now and then any. */
      const pickAt = async (...stages: bigint[]): Promise<Ghost> => {
        if (random(8) === 0) return pick(ghosts);
        const found = await Promise.all(ghosts.map(({ id }) => sortition.stageOf(id)));
        return pick(ghosts.filter((_, index) => stages.includes(found[index]!)));
      };

      /** INV-161, from what the walk knows alone. */
      const verifyDrawn = (ghost: Ghost, person: bigint) => {
        const { parties, barred, earlier, electorate, secrets, drawn } = ghost;
        const why = `lot ${ghost.id}, person ${person}`;
        for (const set of [parties, barred, drawn, earlier?.parties, earlier?.barred, earlier?.drawn]) {
          expect(set?.has(person) ?? false, why).to.equal(false);
        }
        expect(secrets.has(person), `${why} withheld a secret`).to.equal(false);
        expect(active.has(person) && electorate.has(person), `${why} is a member`).to.equal(true);
        for (const party of parties) {
          // One's own vouch for a party ties, and that of a party only where it brought one in: a later one strikes nobody off.
          const vouchedForParty = vouches.has(`${person}>${party}`) || broughtIn.get(party)?.includes(person) === true;
          const broughtInByParty = broughtIn.get(person)?.includes(party) === true;
          expect(vouchedForParty || broughtInByParty, why).to.equal(false);
        }
      };

      const actions: Record<string, () => Promise<void>> = {
        async open() {
          if (ghosts.length > 5) throw new NothingThere();
          const parties = [pick(people), pick(people)].map(({ id }) => id);
          const barred = some(people, 2).map(({ id }) => id);
          const earlier = random(2) === 0 && ghosts.length > 0 ? pick(ghosts) : undefined;
          const seats = 1 + random(4);
          const snapshot = BigInt(await time.latest());
          const request = { seats, snapshot, guild: 0, earlier: earlier?.id ?? 0n, parties, barred };
          await sortition.connect(cases).openLot(request);
          ghosts.push({
            ...{ id: BigInt(ghosts.length + 1), seats, parties: new Set(parties), barred: new Set(barred), earlier },
            ...{ electorate: new Set(active), secrets: new Map(), revealed: [], round: 1n, seed: undefined },
            ...{ drawn: new Set<bigint>(), seated: new Map() },
          });
        },
        async commit() {
          const [ghost, person] = [await pickAt(Stage.Committing), pick(people)];
          const secret = ethers.id(`${seed}/${nonce++}`);
          const commitment = commitmentOf(ghost.id, ghost.round, person.id, secret);
          const act = { by: person.id, lot: ghost.id, round: ghost.round, commitment, deadline: FOREVER };
          await sortition.connect(person.signer).commit(act, "0x");
          const asked = active.has(person.id) && ghost.electorate.has(person.id);
          expect(asked && !ghost.parties.has(person.id) && !ghost.barred.has(person.id)).to.equal(true);
          expect(ghost.secrets.has(person.id), "one commitment at a time").to.equal(false);
          ghost.secrets.set(person.id, { round: ghost.round, secret });
        },
        async reveal() {
          const ghost = await pickAt(Stage.Revealing);
          const [by, { round, secret }] = pick([...ghost.secrets]);
          await sortition.reveal(ghost.id, by, secret);
          expect(round, "a secret of this round").to.equal(ghost.round);
          ghost.secrets.delete(by);
          ghost.revealed.push({ by, secret });
        },
        async closeRound() {
          const ghost = await pickAt(Stage.RoundOver, Stage.BlockAwaited);
          await sortition.closeRound(ghost.id);
          const { seeded, seed: made, round, seedBlock } = await sortition.lotOf(ghost.id);
          const withheld = [...ghost.secrets.values()].filter((secret) => secret.round === ghost.round).length;
          const full = withheld === 0 && BigInt(ghost.revealed.length) >= LOT_TERMS.leastReveals;
          if (seeded) {
            const block = full ? null : await ethers.provider.getBlock(Number(seedBlock));
            expect(made, "INV-163").to.equal(seedOf(ghost.id, ghost.revealed, block?.hash ?? undefined));
            expect(full || ghost.round > ROUNDS, "INV-163").to.equal(true);
            ghost.seed = made;
          } else if (round !== ghost.round) {
            expect([full, round]).to.deep.equal([false, ghost.round + 1n]);
            [ghost.round, ghost.revealed] = [round, []];
          }
        },
        async draw() {
          const ghost = await pickAt(Stage.Drawing);
          const before = await sortition.panelOf(ghost.id);
          await sortition.draw(ghost.id, 1 + random(20));
          for (const person of (await sortition.panelOf(ghost.id)).slice(before.length)) {
            verifyDrawn(ghost, person);
            ghost.drawn.add(person);
            ghost.seated.set(person, "offered");
          }
        },
        async answer() {
          const [ghost, takes] = [await pickAt(Stage.Answering, Stage.Drawing, Stage.Complete), random(3) !== 0];
          const person = random(4) === 0 ? pick(people) : people[Number(pick([...ghost.seated.keys()])) - 1]!;
          const act = { by: person.id, lot: ghost.id, takes, deadline: FOREVER };
          await sortition.connect(person.signer).answer(act, "0x");
          const seat = ghost.seated.get(person.id);
          expect(takes ? seat === "offered" : seat !== undefined, "INV-162").to.equal(true);
          if (takes) ghost.seated.set(person.id, "taken");
          else ghost.seated.delete(person.id);
        },
        async vacate() {
          const [ghost, person] = [pick(ghosts), pick(people).id];
          await sortition.vacate(ghost.id, person);
          expect(ghost.seated.get(person) === "offered" || !active.has(person)).to.equal(true);
          ghost.seated.delete(person);
        },
        async release() {
          const ghost = pick(ghosts);
          const person = pick([...ghost.seated.keys()]);
          await sortition.connect(cases).release(ghost.id, person);
          ghost.seated.delete(person);
        },
        async close() {
          if (random(6) === 0) await sortition.connect(cases).close(pick(ghosts).id);
        },
        async rest() {
          const { id, signer } = pick(people);
          const resting = active.has(id) && active.size > 8;
          await members.connect(signer).rest({ by: id, resting, nonce: 0, deadline: FOREVER }, "0x");
          if (resting) active.delete(id);
          else active.add(id);
        },
        async vouch() {
          const [by, subject] = [pick(people), pick(people)];
          if (vouches.size > 6) throw new NothingThere();
          await members.connect(by.signer).vouch({ by: by.id, subject: subject.id, nonce: 0, deadline: FOREVER }, "0x");
          vouches.add(`${by.id}>${subject.id}`);
        },
        async wait() {
          await time.increase(BigInt(1 + random(24)) * (DAY / 24n));
        },
      };
      const weights = { open: 1, commit: 10, reveal: 9, closeRound: 4, draw: 3, answer: 3, vacate: 2, release: 0.3 };
      const order = Object.entries({ ...weights, close: 0.3, rest: 0.8, vouch: 1.5, wait: 2.5 });
      const names = order.flatMap(([name, weight]) => Array.from({ length: weight * 10 }, () => name));

      await actions["open"]!();
      for (let step = 0; step < STEPS; step += 1) {
        const name = pick(names);
        try {
          await actions[name]!();
          done[name] = (done[name] ?? 0) + 1;
        } catch (error) {
          if (!isRefusal(error)) throw error;
        }
        if (step % 8 === 0) for (const ghost of ghosts) await verifySeats(lots, ghost);
      }

      for (const [name, least] of Object.entries(FREQUENT)) expect(done[name] ?? 0, name).to.be.at.least(least);
      expect(ghosts.filter((ghost) => ghost.seed !== undefined).length, "lots with a seed").to.be.at.least(2);
      await verifyFold(lots, start);
    });
  }
});

/** There was nothing to choose from. */
class NothingThere extends Error {}

/** The walk asks for much that is not possible: a contract of ours refused, or there was nothing to choose from. */
function isRefusal(error: unknown): boolean {
  return error instanceof NothingThere || /reverted with custom error '(Sortition|Members)/.test(String(error));
}

/** INV-162, and that a seed stays what it was. */
async function verifySeats({ sortition }: Lots, { id, seats, seated, seed }: Ghost): Promise<void> {
  const [lot, panel] = await Promise.all([sortition.lotOf(id), sortition.panelOf(id)]);
  expect([...panel].sort()).to.deep.equal([...seated.keys()].sort());
  expect(panel.length).to.be.at.most(seats);
  expect(lot.taken).to.equal(BigInt([...seated.values()].filter((seat) => seat === "taken").length));
  if (seed !== undefined) expect(lot.seed, "INV-163").to.equal(seed);
}

/** Every view of every lot, folded from the logs, against the chain. */
async function verifyFold({ sortition, members, guilds }: Lots, fromBlock: number): Promise<void> {
  const decode = async (...contracts: (typeof sortition | typeof members | typeof guilds)[]) => {
    const address = await Promise.all(contracts.map((contract) => contract.getAddress()));
    const logs = await ethers.provider.getLogs({ address, fromBlock: 0 });
    return logs.map((log): DecodedLog => {
      const parsed = contracts[address.indexOf(log.address)]!.interface.parseLog(log)!;
      return { address: log.address, name: parsed.name, args: parsed.args, blockTimestamp: 0n };
    });
  };
  expect(fromBlock).to.be.greaterThan(0);
  const state = fold.foldSortition(await decode(sortition));
  const register = foldMembership(await decode(members, guilds));
  const now = await members.clock();
  expect(BigInt(state.lots.size)).to.equal(await sortition.lotCount());
  for (const [id, lot] of state.lots) {
    expect(plain(await sortition.lotOf(id)), `lot ${id}`).to.deep.equal(plain(fold.lotFields(lot)));
    expect(await sortition.panelOf(id)).to.deep.equal(lot.panel);
    expect(await sortition.partiesOf(id)).to.deep.equal(fold.partiesOf(state, id));
    const stage = await sortition.stageOf(id);
    expect(LOT_STAGES[Number(stage)]).to.equal(fold.stageOf(state, id, now));
    expect(await sortition.isComplete(id)).to.equal(fold.takenIn(lot) === lot.request.seats);
    if (stage >= Stage.Drawing && lot.seed !== undefined) {
      expect(await sortition.candidateAt(id, 5n)).to.equal(fold.candidate(state, id, 5n));
    }
    for (let person = 0n; person <= lot.lastId + 1n; person += 1n) {
      const { seat, answerUntil } = fold.seatOf(state, id, person);
      expect(await sortition.seatOf(id, person)).to.deep.equal([BigInt(LOT_SEATS.indexOf(seat)), answerUntil]);
      expect(await sortition.openCommitmentOf(id, person)).to.equal(lot.openCommitments.get(person) ?? ethers.ZeroHash);
      if (lot.closed) continue;
      expect(await sortition.obstacleOf(id, person), `obstacle of ${person} in lot ${id}`).to.equal(
        fold.obstacleOf(state, register, id, person, now),
      );
    }
  }
}
