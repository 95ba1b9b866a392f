import { expect } from "chai";
import type { BaseContract } from "ethers";
import { network } from "hardhat";

import {
  COUNCIL_CHOICES,
  councilState,
  foldCouncils,
  HOLD_STATES,
  holdKey,
  holdState,
  routineKey,
} from "../../sdk/governance/councilsFold.ts";
import { COUNCIL_STATES, listsOf, type Calls } from "../../sdk/governance/proposals.ts";
import {
  amend,
  deployCouncil,
  execute,
  object,
  payment,
  propose,
  suspend,
  takeBack,
  vote,
} from "../fixtures/councils.ts";
import { callOf, HOUR, ROUND_TERMS } from "../fixtures/governance.ts";
import { DAY, FOREVER, type Person } from "../fixtures/membership.ts";
import { randomOf, thorough } from "../fixtures/walk.ts";

const STEPS = thorough ? 2_000 : 900;
const SEEDS = thorough ? [1, 2, 3, 4] : [2];
const TERMS = {
  ...{ ...ROUND_TERMS, questionWindow: 6n * HOUR, objectionWindow: 12n * HOUR, integrationWindow: DAY },
  ...{ voteWindow: 3n * DAY, executionWindow: 2n * DAY, routineWindow: 6n * HOUR, rounds: 2n, amender: 2n },
  ...{ objections: 2n, tenureDays: 1n },
};
const HOLD = { members: 2n, memberBps: 0n, duration: 2n * DAY };
const [MOST, GIVEN] = [20n, 200n];
const PLAIN = "0x00000000";

/** What the walk remembers of a proposal, beside the chain. */
interface Ghost {
  readonly id: bigint;
  calls: Calls;
  round: number;
  openedAt: bigint;
  opensAt: bigint;
  closesAt: bigint;
  /** Of the present round, before anything was taken back. */
  firstClose: bigint;
  /** Who was on the roster the second before the round: who objects. */
  roster: ReadonlySet<bigint>;
  /** Who was on it at both ends of the tenure: who votes. */
  electors: ReadonlySet<bigint>;
  /** At its beginning, and at its end. */
  readonly tenure: readonly [ReadonlySet<bigint>, ReadonlySet<bigint>];
  /** This many stop the round. */
  enough: number;
  /** This many would by its roster alone, whoever was told of. */
  enoughOnRoster: number;
  readonly discounted: Set<bigint>;
  /** Who began the round. */
  author: bigint;
  readonly by: bigint;
  readonly objections: Set<bigint>;
  /** Whose objection stands in the round, or was taken back. */
  readonly spoke: Set<bigint>;
  readonly votes: Map<bigint, number>;
  withdrawn: boolean;
  executed: boolean;
}

interface GhostHold {
  readonly members: Set<bigint>;
  /** Or, if that is later, when the decision was due. */
  began: bigint | undefined;
  decided: "confirmed" | "dropped" | undefined;
}

describe("Councils and holds, a random life", function () {
  for (const seed of SEEDS) {
    it(`INV-48, INV-360 to INV-368 hold in history ${seed}, and the logs alone tell every state`, async function () {
      const { ethers, networkHelpers: helpers } = await network.create();
      const { time } = helpers;
      const context = await deployCouncil(ethers, TERMS, HOLD);
      const { councils, holds, guilds, guild, account, shop, founders } = context;
      await context.nation.sendTransaction({ to: account, value: 100_000n });
      const random = randomOf(seed);
      const pick = <T>(list: readonly T[]): T => list[random(list.length)]!;
      const anybody = () => pick(founders);
      const now = async () => BigInt(await time.latest());
      const ghosts: Ghost[] = [];
      const held = new Map<string, GhostHold>();
      const done: Record<string, number> = {};
      const roster = new Set(founders.slice(0, 5).map(({ id }) => id));
      /** The roster the second before: whoever came or went in the last act is still as they were. */
      let before: ReadonlySet<bigint> = new Set(roster);
      /** Who was on the roster from when on. */
      const rosters: [since: bigint, who: ReadonlySet<bigint>][] = [[0n, before]];
      const rosterAt = (at: bigint) => rosters.findLast(([since]) => since <= at)![1];
      let [given, spent, paid, nonce] = [0n, 0n, 0n, 1_000n];

      /** Mostly a proposal at the right moment for an act. */
      const someOf = (fits: (ghost: Ghost) => boolean) => {
        const fitting = ghosts.filter(fits);
        return pick(fitting.length === 0 || random(8) === 0 ? ghosts : fitting);
      };
      const isOpen = (at: bigint) => (ghost: Ghost) => at >= ghost.opensAt && at < ghost.closesAt && !ghost.withdrawn;
      const isLast = ({ round }: Ghost) => round === Number(TERMS.rounds);
      const isStopped = (ghost: Ghost) => ghost.objections.size >= ghost.enough;
      /** As many as the terms ask, or all of these if they are fewer. */
      const enoughOf = ({ round, by, discounted }: Ghost, people: ReadonlySet<bigint>) => {
        const others = [...people].filter((id) => id !== by && !discounted.has(id)).length;
        return Math.max(1, Math.min(Number(round === 0 ? TERMS.routineObjections : TERMS.objections), others));
      };
      const lastTakeBack = (ghost: Ghost) => ghost.firstClose + (isLast(ghost) ? 0n : TERMS.integrationWindow);
      /** The last second before it can be carried out, at the latest. */
      const dueOf = (ghost: Ghost, at: bigint) => {
        const isFinal = ghost.round === 0 || (at > ghost.closesAt && (isLast(ghost) || !isStopped(ghost)));
        const close = isFinal ? ghost.closesAt : lastTakeBack(ghost) + TERMS.objectionWindow;
        return close + (isLast(ghost) ? TERMS.voteWindow : 0n);
      };
      const holdOf = ({ id, round }: Ghost) => held.get(`${(id << 8n) + BigInt(round)}`);

      const opened = async (ghost: Ghost, round: number, author = ghost.author) => {
        const at = await now();
        ghost.round = round;
        ghost.author = author;
        ghost.openedAt = at;
        ghost.opensAt = at + (round === 0 ? 0n : TERMS.questionWindow);
        ghost.closesAt = ghost.opensAt + (round === 0 ? TERMS.routineWindow : TERMS.objectionWindow);
        ghost.firstClose = ghost.closesAt;
        ghost.roster = new Set(before);
        for (const said of [ghost.objections, ghost.spoke, ghost.discounted]) said.clear();
        ghost.enoughOnRoster = enoughOf(ghost, ghost.roster);
        ghost.enough = Math.min(enoughOf(ghost, ghost.tenure[0]), ghost.enoughOnRoster);
      };
      const made = async (calls: Calls, by: Person, round: number) => {
        const tenure = [rosterAt((await now()) - 1n - TERMS.tenureDays * DAY), new Set(before)] as const;
        const electors = new Set([...tenure[0]].filter((id) => tenure[1].has(id)));
        const rest = { round: 0, openedAt: 0n, opensAt: 0n, closesAt: 0n, firstClose: 0n, author: by.id };
        const needed = { enough: 0, enoughOnRoster: 0 };
        const people = { tenure, electors, roster: before, discounted: new Set<bigint>() };
        const words = { objections: new Set<bigint>(), spoke: new Set<bigint>(), votes: new Map<bigint, number>() };
        const [id, what] = [BigInt(ghosts.length + 1), { calls, by: by.id }];
        const ghost: Ghost = { id, ...what, ...rest, ...needed, ...people, ...words, ...NOTHING };
        ghosts.push(ghost);
        await opened(ghost, round);
      };

      /** What the published rule says of a decision that is carried out at a moment. */
      const mayBeCarriedOut = (ghost: Ghost, at: bigint) => {
        if (ghost.withdrawn || ghost.executed || at <= ghost.closesAt) return false;
        const hold = holdOf(ghost);
        if (hold?.decided === "dropped") return false;
        const suspended = hold?.began !== undefined && hold.decided === undefined && at <= hold.began + HOLD.duration;
        if (suspended) return false;
        if (!isStopped(ghost)) return true;
        if (ghost.round < Number(TERMS.rounds) || at <= ghost.closesAt + TERMS.voteWindow) return false;
        const count = (choice: number) => [...ghost.votes.values()].filter((one) => one === choice).length;
        const [against, inFavour, abstain] = [count(0), count(1), count(2)];
        const carried = inFavour > against && inFavour * 10_000 >= 6_667 * (inFavour + against);
        return carried && (inFavour + abstain) * 2 >= Math.min(...ghost.tenure.map(({ size }) => size));
      };

      const actions: Record<string, () => Promise<void>> = {
        async propose() {
          const by = pick(founders.slice(0, 5));
          const calls = payment(shop, BigInt(1 + random(30)));
          await propose(context, by, calls);
          expect(roster.has(by.id)).to.equal(true);
          await made(calls, by, 1);
        },
        async listRoutine() {
          const terms = { by: guild, target: shop, selector: PLAIN, isListed: true, word: 0, most: MOST, left: GIVEN };
          const calls = await callOf(councils, "setRoutine", [{ ...terms, nonce: 0, deadline: FOREVER }, "0x"]);
          const by = pick(founders.slice(0, 5));
          await propose(context, by, calls);
          await made(calls, by, 1);
        },
        async routine() {
          const [by, value] = [founders[0]!, BigInt(random(24))];
          const act = { by: by.id, guild, target: shop, value, data: "0x", description: "", nonce: (nonce += 1n) };
          await councils.connect(by.signer).proposeRoutine({ ...act, deadline: FOREVER }, "0x");
          expect(value <= MOST && spent + value <= given, "no more than the guild gave").to.equal(true);
          spent += value;
          await made(payment(shop, value), by, 0);
        },
        async object() {
          const open = isOpen(await now());
          const stopping = (one: Ghost) => open(one) && !isStopped(one) && (isLast(one) || one.objections.size > 0);
          const ghost = someOf(ghosts.some(stopping) ? stopping : open);
          // Several at once: one alone stops no round.
          for (let left = 1 + random(3), { round } = ghost; left > 0 && ghost.round === round; --left) {
            const quiet = founders.filter(({ id }) => ghost.roster.has(id) && !ghost.spoke.has(id));
            const by = quiet.length === 0 || random(8) === 0 ? anybody() : pick(quiet);
            await object(context, by, ghost.id);
            const at = await now();
            expect(at > ghost.opensAt || ghost.opensAt === ghost.openedAt, "after the questions").to.equal(true);
            expect(at <= ghost.closesAt, "in its window").to.equal(true);
            expect(ghost.roster.has(by.id) && roster.has(by.id), "on the roster then and now").to.equal(true);
            expect(ghost.spoke.has(by.id), "once").to.equal(false);
            ghost.objections.add(by.id);
            ghost.spoke.add(by.id);
            if (ghost.discounted.delete(by.id))
              ghost.enough = Math.min(enoughOf(ghost, ghost.tenure[0]), ghost.enoughOnRoster);
            if (ghost.round === 0 && isStopped(ghost)) await opened(ghost, 1);
          }
        },
        async takeBack() {
          const at = await now();
          const ghost = someOf((one) => one.objections.size > 0 && at <= one.closesAt + TERMS.integrationWindow);
          const objecting = founders.filter(({ id }) => ghost.objections.has(id));
          const by = objecting.length === 0 ? anybody() : pick(objecting);
          await takeBack(context, by, ghost.id);
          expect(ghost.objections.delete(by.id), "what stands").to.equal(true);
          const then = await now();
          expect(then <= lastTakeBack(ghost), "not for ever").to.equal(true);
          // Others relied on it: a whole window for theirs.
          if (ghost.objections.size === ghost.enough - 1) ghost.closesAt = then + TERMS.objectionWindow;
        },
        async discount() {
          const at = await now();
          const ghost = someOf((one) => at < one.closesAt && !one.withdrawn);
          const absent = founders.filter(({ id }) => ghost.tenure[0].has(id) && !roster.has(id));
          const { id } = absent.length === 0 ? anybody() : pick(absent);
          await councils.discount(ghost.id, id);
          expect((await now()) <= ghost.closesAt, "before the close").to.equal(true);
          expect(ghost.tenure[0].has(id) && id !== ghost.by, "of whom an objection is asked").to.equal(true);
          expect(ghost.roster.has(id) && roster.has(id), "can object").to.equal(false);
          expect(ghost.spoke.has(id) || ghost.discounted.has(id), "counted otherwise").to.equal(false);
          ghost.discounted.add(id);
          ghost.enough = Math.min(ghost.enough, enoughOf(ghost, ghost.tenure[0]));
          if (ghost.round === 0 && isStopped(ghost)) await opened(ghost, 1);
        },
        async amend() {
          const at = await now();
          const ghost = someOf(
            (one) =>
              one.round === 1 && isStopped(one) && at > one.closesAt && at <= one.closesAt + TERMS.integrationWindow,
          );
          const by = anybody();
          const calls = payment(shop, BigInt(1 + random(30)));
          await amend(context, by, ghost.id, calls);
          expect(isStopped(ghost) && (await now()) > ghost.closesAt, "stopped, after its whole window").to.equal(true);
          expect(holdOf(ghost)?.decided, "not dropped").to.not.equal("dropped");
          expect(listsOf(calls), "other calls").to.not.deep.equal(listsOf(ghost.calls));
          ghost.calls = calls;
          await opened(ghost, ghost.round + 1, by.id);
        },
        async vote() {
          const start = await now();
          const ghost = someOf(
            (one) =>
              one.round === 2 && isStopped(one) && start >= one.closesAt && start < one.closesAt + TERMS.voteWindow,
          );
          // Several at once: a vote that nobody else takes part in carries nothing.
          for (let ballots = 1 + random(3); ballots > 0; --ballots) {
            const left = founders.filter(({ id }) => ghost.electors.has(id) && !ghost.votes.has(id));
            const by = left.length === 0 || random(8) === 0 ? anybody() : pick(left);
            const choice = pick([0, 1, 1, 1, 1, 2]);
            await vote(context, by, ghost.id, choice);
            const at = await now();
            expect(at > ghost.closesAt && at <= ghost.closesAt + TERMS.voteWindow, "in the vote").to.equal(true);
            expect(ghost.electors.has(by.id) && roster.has(by.id), "of the electors").to.equal(true);
            expect(ghost.votes.has(by.id), "one ballot each").to.equal(false);
            ghost.votes.set(by.id, choice);
          }
        },
        async withdraw() {
          const ghost = someOf((one) => !one.executed && !one.withdrawn);
          const { id: by, signer } = random(2) === 0 ? anybody() : founders[Number(ghost.by) - 1]!;
          await councils.connect(signer).withdraw({ by, proposal: ghost.id, deadline: FOREVER }, "0x");
          expect([by, ghost.author], "one's own").to.deep.equal([ghost.by, ghost.by]);
          expect(isLast(ghost) && isStopped(ghost) && (await now()) > ghost.closesAt, "voted on").to.equal(false);
          ghost.withdrawn = true;
        },
        async execute() {
          const soon = (await now()) + 1n;
          const ghost = someOf((one) => mayBeCarriedOut(one, soon) && soon < one.closesAt + 5n * DAY);
          const earlier = random(6) === 0 ? pick(ghosts).calls : ghost.calls;
          const wasIn = await ethers.provider.getBalance(shop);
          await execute(context, ghost.id, earlier);
          expect(listsOf(earlier), "the calls of its last round").to.deep.equal(listsOf(ghost.calls));
          expect(mayBeCarriedOut(ghost, await now()), `agreed, not held, once: ${ghost.id}`).to.equal(true);
          ghost.executed = true;
          if (ghost.calls.targets[0] === shop) paid += ghost.calls.values[0]!;
          else given = spent + GIVEN;
          expect(await ethers.provider.getBalance(shop)).to.equal(
            wasIn + (ghost.calls.targets[0] === shop ? ghost.calls.values[0]! : 0n),
          );
        },
        async suspend() {
          const at = await now();
          const [ghost, by] = [someOf((one) => !one.executed && at <= one.closesAt + DAY), anybody()];
          const number = (ghost.id << 8n) + BigInt(ghost.round);
          await suspend(context, by, number);
          const hold = held.get(`${number}`) ?? { members: new Set(), began: undefined, decided: undefined };
          held.set(`${number}`, hold);
          expect(hold.began, "held once").to.equal(undefined);
          expect(hold.members.has(by.id), "counted once").to.equal(false);
          hold.members.add(by.id);
          if (BigInt(hold.members.size) < HOLD.members) return;
          const then = await now();
          const due = dueOf(ghost, then);
          hold.began = then > due ? then : due;
          expect((await holds.heldOf(councils, number)).until).to.equal(hold.began + HOLD.duration);
        },
        async decide() {
          const open = [...held].filter(([, { began, decided }]) => began !== undefined && decided === undefined);
          const [number, hold] = pick(open.length === 0 ? [...held] : open);
          const decision = pick(["confirmed", "dropped"] as const);
          await holds[decision === "confirmed" ? "confirm" : "drop"](councils, BigInt(number));
          const isHeld = hold.began !== undefined && (await now()) <= hold.began + HOLD.duration;
          expect(isHeld && hold.decided === undefined, "what is held").to.equal(true);
          hold.decided = decision;
        },
        async comeOrGo() {
          const { id: by, signer } = pick(founders.slice(3));
          const act = { by, guild, nonce: (nonce += 1n), deadline: FOREVER };
          if (roster.has(by)) await guilds.connect(signer).quit(act, "0x");
          else await guilds.connect(signer).join(act, "0x");
          if (!roster.delete(by)) roster.add(by);
          rosters.push([await now(), new Set(roster)]);
        },
      };
      const often = new Set(["object", "amend", "vote", "execute", "suspend"]);
      await time.increase(2n * DAY);
      await actions.listRoutine!();
      await actions.propose!();
      await actions.suspend!();
      for (let step = 0; step < STEPS; ++step) {
        await time.increase(pick([60n, 600n, HOUR, 3n * HOUR]));
        before = new Set(roster);
        const name = pick(Object.keys(actions).flatMap((key) => (often.has(key) ? [key, key, key, key] : [key])));
        const failure = await actions[name]!().then(
          () => undefined,
          (error: unknown) => error as Error,
        );
        if (failure === undefined) done[name] = (done[name] ?? 0) + 1;
        // The chain may refuse an act; a broken expectation of the walk may not pass for a refusal.
        else if (!/reverted with custom error/.test(failure.message)) throw failure;
      }
      for (const name of Object.keys(actions))
        expect(done[name] ?? 0, `${name} succeeded: ${JSON.stringify(done)}`).to.be.greaterThan(0);

      expect(await ethers.provider.getBalance(shop), "what was agreed, and nothing else").to.equal(paid);
      const dropped = ghosts.filter((ghost) => holdOf(ghost)?.decided === "dropped");
      expect(dropped.length).to.be.greaterThan(0);
      expect(dropped.filter(({ executed }) => executed)).to.deep.equal([]);
      expect(ghosts.some(({ executed, round, objections }) => executed && round === 2 && objections.size > 0)).to.equal(
        true,
        "something was carried by the vote",
      );

      const parts = new Map<string, BaseContract>([
        [await councils.getAddress(), councils],
        [await holds.getAddress(), holds],
      ]);
      const logs = await ethers.provider.getLogs({ address: [...parts.keys()], fromBlock: 0 });
      const folded = foldCouncils(
        logs.map((log) => parts.get(log.address)?.interface.parseLog(log)).filter((log) => log != null),
      );
      const at = await now();
      const address = await councils.getAddress();
      expect(folded.proposals.size).to.equal(ghosts.length);
      for (const { id, objections, votes, round, enough, closesAt, author, by } of ghosts) {
        const known = await councils.proposalOf(id);
        const fold = folded.proposals.get(id)!;
        expect(COUNCIL_STATES[Number(await councils.stateOf(id))]).to.equal(councilState(folded, address, id, at));
        expect([known.round, known.objections]).to.deep.equal([BigInt(round), BigInt(objections.size)]);
        expect([known.stopsAt, known.closesAt, known.isOthers]).to.deep.equal([
          BigInt(enough),
          closesAt,
          author !== by,
        ]);
        expect([fold.stopsAt, fold.closesAt, fold.isOthers]).to.deep.equal([BigInt(enough), closesAt, author !== by]);
        expect([fold.others, fold.electors]).to.deep.equal([known.others, known.electors]);
        expect([fold.objections, fold.votes]).to.deep.equal([objections, votes]);
        const counted = [known.votesAgainst, known.votesFor, known.abstentions];
        for (const [choice, word] of COUNCIL_CHOICES.entries()) {
          const cast = [...votes.values()].filter((one) => one === choice).length;
          expect(counted[choice], word).to.equal(BigInt(cast));
        }
      }
      for (const [number, { members }] of held) {
        const hold = folded.holds.get(holdKey(address, BigInt(number)))!;
        expect(hold.members).to.deep.equal(members);
        expect(HOLD_STATES[Number(await holds.stateOf(councils, BigInt(number)))]).to.equal(holdState(hold, at));
      }
      const { left } = folded.routines.get(routineKey(guild, shop, PLAIN))!;
      expect([left, (await councils.routineOf(guild, shop, PLAIN)).left]).to.deep.equal([given - spent, given - spent]);
    });
  }
});

const NOTHING = { withdrawn: false, executed: false };
