import { expect } from "chai";
import { network } from "hardhat";

import { Choice } from "../../sdk/governance/ballots.ts";
import { topicBits } from "../../sdk/governance/delegations.ts";
import { RuleFlag } from "../../sdk/governance/rules.ts";
import { packCommitments, packOpenings, type Opening } from "../../sdk/governance/sealedBallots.ts";
import {
  boxOf,
  commit,
  delegate,
  deploySources,
  openingOf,
  revoke,
  saltOf,
  signCommitment,
  STAGE,
} from "../fixtures/ballotSources.ts";
import { callOf, CONSTITUTIONAL, HOUR, ORDINARY, proposeBy } from "../fixtures/governance.ts";
import { DAY, FOREVER, PLAIN_TERMS, type Person } from "../fixtures/membership.ts";
import { randomOf, thorough } from "../fixtures/walk.ts";

const STEPS = thorough ? 900 : 400;
const SEEDS = thorough ? [1, 2, 3, 4] : [5];
const MOST = 3n;
const LONGEST = 12n * DAY;

const flags = (...all: number[]) => BigInt(all.reduce((set, one) => set | one, 0));
const SHORT = { ...ORDINARY, votingDelay: HOUR, votingPeriod: 2n * DAY };
/** Rules of every kind by the function of `Members` that takes each; their numbers are the topics. */
const RULES = {
  seal: CONSTITUTIONAL,
  setTerms: { ...SHORT, blocks: 1n, flags: flags(RuleFlag.Sealed, RuleFlag.MayChange), revealHours: 24n },
  fold: { ...SHORT, flags: flags(RuleFlag.Sealed, RuleFlag.UnrevealedAbstains, RuleFlag.Delegable), revealHours: 24n },
  found: { ...SHORT, flags: flags(RuleFlag.Delegable, RuleFlag.MayChange) },
};
const FREQUENT = ["commit", "open", "abstain", "vote", "vote", "give", "give", "carry", "carry", "carry"];
const NAMES = ["setTerms", "fold", "found"] as const;

/** What the walk remembers of a proposal, beside the chain. */
interface Ghost {
  readonly id: bigint;
  readonly rule: (typeof RULES)[(typeof NAMES)[number]];
  readonly topics: readonly number[];
  readonly snapshot: bigint;
  readonly opensAt: bigint;
  readonly deadline: bigint;
  readonly electorate: Set<bigint>;
  /** What each member committed to and did not open. */
  readonly sealed: Map<bigint, Opening>;
  /** The ballots that count; of a delegate's choice, whose. */
  readonly ballots: Map<bigint, { readonly choice: number; readonly of?: bigint }>;
}

interface Given {
  readonly delegate: bigint;
  readonly since: bigint;
  readonly until: bigint;
}

describe("Sealed ballots and delegates over a random history", () => {
  for (const seed of SEEDS) {
    it(`INV-340 to INV-346 hold (seed ${seed})`, async () => {
      const { ethers, networkHelpers: helpers } = await network.create();
      const { time } = helpers;
      const nation = await deploySources(ethers, helpers, {
        ...{ founders: 9, rules: Object.values(RULES), listed: { setTerms: 1, fold: 2, found: 3 } },
        ...{ longest: LONGEST, most: MOST, proposalsPerMember: 6 },
      });
      const { assembly, members, sealedBallots, delegations, founders } = nation;
      const random = randomOf(seed);
      const pick = <T>(list: readonly T[]): T => list[random(list.length)]!;
      const now = async () => BigInt(await time.latest());
      const ghosts: Ghost[] = [];
      const active = new Set(founders.map(({ id }) => id));
      /** By member and topic. */
      const given = new Map<string, Given>();
      /** By member, the number of changes. */
      const orders = new Map<bigint, bigint>();
      const keyOf = (by: bigint, topic: number) => `${by}/${topic}`;
      const done: Record<string, number> = {};
      let salts = 0;
      let version = 0n;

      const hasFlag = ({ rule }: Ghost, flag: number) => (rule.flags & BigInt(flag)) !== 0n;
      const stageOf = (ghost: Ghost, at: bigint) => {
        if (!hasFlag(ghost, RuleFlag.Sealed)) return STAGE.none;
        if (at > ghost.deadline) return STAGE.over;
        if (at <= ghost.snapshot) return STAGE.pending;
        return at < ghost.opensAt ? STAGE.committing : STAGE.opening;
      };
      const isOpen = (ghost: Ghost, at: bigint) => ghost.snapshot < at && at <= ghost.deadline;
      const isChoice = ({ rule }: Ghost, choice: number) =>
        choice < Choice.Block || (choice === Choice.Block && rule.blocks > 0n);

      /** Sends, and holds the chain to what the ghost expects of it. */
      const tries = async (what: string, expected: boolean, sent: () => Promise<unknown>): Promise<boolean> => {
        const taken = await sent().then(
          () => true,
          () => false,
        );
        expect(taken, `${what} is taken`).to.equal(expected);
        if (taken) done[what] = (done[what] ?? 0) + 1;
        return taken;
      };

      const propose = async () => {
        const name = pick(NAMES);
        const args = {
          setTerms: [{ ...PLAIN_TERMS, vouchStock: ++version }],
          fold: [++version],
          found: [[ethers.zeroPadValue(ethers.toBeHex(++version), 20)]],
        }[name];
        const live = await Promise.all(founders.map(({ id }) => assembly.liveProposals(id)));
        const proposers = founders.filter(({ id }, index) => active.has(id) && live[index]! < 6n);
        if (proposers.length === 0) return;
        const { id } = await proposeBy(nation, pick(proposers), await callOf(members, name, args), `Vote ${version}`);
        const { snapshot, deadline } = await assembly.voteOf(id);
        await time.increaseTo(snapshot + 1n);
        ghosts.push({
          ...{ id, rule: RULES[name], topics: [Object.keys(RULES).indexOf(name)], snapshot, deadline },
          ...{ opensAt: await openingOf(nation, id), electorate: new Set(active) },
          ...{ sealed: new Map(), ballots: new Map() },
        });
      };

      const actions: Record<string, (ghost: Ghost, by: Person, at: bigint) => Promise<void>> = {
        async commit(ghost, by, at) {
          const opening = { by: by.id, choice: random(5), salt: saltOf(++salts) };
          const free = !ghost.sealed.has(by.id) || hasFlag(ghost, RuleFlag.MayChange);
          const may = stageOf(ghost, at) === STAGE.committing && ghost.electorate.has(by.id) && free;
          if (await tries("commit", may, () => commit(nation, by, ghost.id, opening))) ghost.sealed.set(by.id, opening);
        },
        async carryCommitments(ghost, by, at) {
          const authors = [by, pick(founders), pick(founders)];
          const openings = authors.map(({ id }) => ({ by: id, choice: random(4), salt: saltOf(++salts) }));
          const signed = await Promise.all(
            authors.map((author, index) => signCommitment(nation, author, ghost.id, openings[index]!)),
          );
          const may = stageOf(ghost, at) === STAGE.committing;
          const sent = () => sealedBallots.commitBallots(ghost.id, packCommitments(signed));
          if (!(await tries("carry commitments", may, sent))) return;
          // Packed by author, in the order given where one author has two.
          const sorted = [...openings].sort((a, b) => Number(a.by - b.by));
          for (const opening of sorted) {
            if (ghost.electorate.has(opening.by) && !ghost.sealed.has(opening.by))
              ghost.sealed.set(opening.by, opening);
          }
        },
        async open(ghost, by, at) {
          const known = [...ghost.sealed.values()].filter(() => random(2) === 0);
          const wrong = { by: by.id, choice: random(4), salt: saltOf(0) };
          const may = stageOf(ghost, at) === STAGE.opening;
          const sent = () => sealedBallots.openBallots(ghost.id, packOpenings([...known, wrong, ...known.slice(0, 1)]));
          if (!(await tries("open", may, sent))) return;
          for (const { by: author, choice } of known) {
            if (!isChoice(ghost, choice)) continue;
            ghost.sealed.delete(author);
            ghost.ballots.set(author, { choice });
          }
        },
        async abstain(ghost, by, at) {
          const some = founders.filter(() => random(3) === 0).map(({ id }) => id);
          const may = stageOf(ghost, at) === STAGE.opening && hasFlag(ghost, RuleFlag.UnrevealedAbstains);
          if (!(await tries("abstain", may, () => sealedBallots.abstainUnopened(ghost.id, [...some, by.id])))) return;
          for (const member of [...some, by.id]) {
            if (ghost.sealed.has(member)) ghost.ballots.set(member, { choice: Choice.Abstain });
          }
        },
        async vote(ghost, by, at) {
          const choice = random(4);
          const former = ghost.ballots.get(by.id);
          const free = former === undefined || former.of !== undefined || hasFlag(ghost, RuleFlag.MayChange);
          const open = isOpen(ghost, at) && !hasFlag(ghost, RuleFlag.Sealed);
          const may = open && ghost.electorate.has(by.id) && isChoice(ghost, choice) && free;
          const act = { by: by.id, proposal: ghost.id, choice, deadline: FOREVER };
          if (await tries("vote", may, () => assembly.connect(by.signer).castBallot(act, "0x")))
            ghost.ballots.set(by.id, { choice });
        },
        async give(_ghost, by, at) {
          const to = pick(founders).id;
          const topics = [1, 2, 3].filter(() => random(2) === 0);
          const until = at + BigInt(random(16)) * DAY;
          const counts = topics.map((topic) => {
            const others = [...given].filter(([key, { delegate: whom }]) => key !== keyOf(by.id, topic) && whom === to);
            return others.filter(([key]) => key.endsWith(`/${topic}`)).length;
          });
          const both = active.has(by.id) && active.has(to) && to !== by.id;
          const timely = at < until && until <= at + LONGEST;
          const may = both && topics.length > 0 && timely && counts.every((count) => BigInt(count) < MOST);
          if (!(await tries("give", may, () => delegate(nation, by, to, topics, until)))) return;
          orders.set(by.id, (orders.get(by.id) ?? 0n) + 1n);
          for (const topic of topics) {
            const former = given.get(keyOf(by.id, topic));
            const renews = former?.delegate === to && at < former.until;
            given.set(keyOf(by.id, topic), { delegate: to, since: renews ? former.since : at, until });
          }
        },
        async revoke(_ghost, by) {
          const topics = [1, 2, 3].filter(() => random(2) === 0);
          if (!(await tries("revoke", topics.length > 0, () => revoke(nation, by, topics)))) return;
          orders.set(by.id, (orders.get(by.id) ?? 0n) + 1n);
          for (const topic of topics) given.delete(keyOf(by.id, topic));
        },
        async clear(_ghost, by, at) {
          const topic = 1 + random(3);
          const known = given.get(keyOf(by.id, topic));
          const may = known !== undefined && known.until <= at;
          if (await tries("clear", may, () => delegations.clearDelegations(by.id, topicBits([topic]))))
            given.delete(keyOf(by.id, topic));
        },
        async carry(ghost, anybody, at) {
          const voted = founders.filter(({ id }) => ghost.ballots.has(id));
          const by = voted.length === 0 || random(4) === 0 ? anybody : pick(voted);
          const own = ghost.ballots.get(by.id);
          const may =
            hasFlag(ghost, RuleFlag.Delegable) &&
            isOpen(ghost, at) &&
            active.has(by.id) &&
            own !== undefined &&
            own.of === undefined;
          const all = founders.map(({ id }) => id);
          if (!(await tries("carry", may, () => delegations.carryChoice(ghost.id, by.id, all)))) return;
          for (const member of all) {
            const covered = ghost.topics.every((topic) => {
              const known = given.get(keyOf(member, topic));
              return known?.delegate === by.id && known.since <= ghost.snapshot && at < known.until;
            });
            const former = ghost.ballots.get(member);
            const ownBallot = ghost.sealed.has(member) || (former !== undefined && former.of === undefined);
            if (covered && !ownBallot && ghost.electorate.has(member))
              ghost.ballots.set(member, { choice: own!.choice, of: by.id });
          }
        },
        async rest(_ghost, by) {
          if (random(3) !== 0 || active.size < 6) return;
          const resting = active.has(by.id);
          await members.connect(by.signer).rest({ by: by.id, resting, nonce: 0n, deadline: FOREVER }, "0x");
          if (resting) active.delete(by.id);
          else active.add(by.id);
        },
      };

      /** Where an act is likely to be taken. */
      const fits: Record<string, (ghost: Ghost, at: bigint) => boolean> = {
        commit: (ghost, at) => stageOf(ghost, at) === STAGE.committing,
        open: (ghost, at) => stageOf(ghost, at) === STAGE.opening,
        abstain: (ghost, at) => stageOf(ghost, at) === STAGE.opening,
        vote: (ghost, at) => isOpen(ghost, at) && !hasFlag(ghost, RuleFlag.Sealed),
        carry: (ghost, at) => isOpen(ghost, at) && hasFlag(ghost, RuleFlag.Delegable) && ghost.ballots.size > 0,
      };
      const someGhost = (name: string, at: bigint): Ghost => {
        const fitting = ghosts.filter((ghost) => fits[name]?.(ghost, at));
        return pick(fitting.length === 0 || random(4) === 0 ? ghosts.slice(-3) : fitting);
      };

      const verify = async (some: readonly Ghost[]) => {
        const at = await now();
        for (const ghost of some) {
          const { id, ballots, sealed } = ghost;
          const counts = [0, 1, 2, 3].map((choice) =>
            BigInt([...ballots.values()].filter((ballot) => ballot.choice === choice).length),
          );
          expect(await assembly.proposalVotes(id), "the tallies").to.deep.equal(counts);
          expect(await sealedBallots.stageOf(id)).to.equal(stageOf(ghost, at));
          if (stageOf(ghost, at) === STAGE.committing) expect(ballots.size, "opened too early").to.equal(0);
          for (const { id: member } of founders) {
            const ballot = ballots.get(member);
            const seen = [ballot !== undefined, BigInt(ballot?.choice ?? 0), ballot?.of !== undefined];
            expect(await assembly.ballotOf(id, member)).to.deep.equal(seen);
            const isSealed = (await sealedBallots.committedBy(id, member)) !== ethers.ZeroHash;
            expect(isSealed).to.equal(sealed.has(member));
          }
        }
        for (const { id: member } of founders) {
          expect(await delegations.orderOf(member), "the order of changes").to.equal(orders.get(member) ?? 0n);
          for (const topic of [1, 2, 3]) {
            const known = await delegations.delegationOf(member, topic);
            const {
              delegate: to,
              since,
              until,
            } = given.get(keyOf(member, topic)) ?? { delegate: 0n, since: 0n, until: 0n };
            expect(known).to.deep.equal([to, since, until]);
            const count = [...given].filter(
              ([key, one]) => one.delegate === member && key.endsWith(`/${topic}`),
            ).length;
            expect(await delegations.countOf(member, topic)).to.equal(BigInt(count));
            expect(BigInt(count) <= MOST).to.equal(true);
          }
        }
      };

      for (let step = 0; step < STEPS; ++step) {
        if (ghosts.length === 0 || random(22) === 0) await propose();
        else if (random(8) === 0) await time.increase(BigInt(1 + random(24)) * HOUR);
        const name = pick([...Object.keys(actions), ...FREQUENT]);
        const at = (await now()) + 1n;
        await time.setNextBlockTimestamp(at);
        await actions[name]!(someGhost(name, at), pick(founders), at);
        if (step % 20 === 0) await verify(ghosts.slice(-3));
      }
      await verify(ghosts);
      const acts = ["commit", "carry commitments", "open", "abstain", "vote", "give", "revoke", "carry"];
      expect(
        acts.filter((act) => (done[act] ?? 0) === 0),
        "acts never taken",
      ).to.deep.equal([]);
      expect(await boxOf(nation, ghosts[0]!.id)).to.have.property("chainId", 31_337n);
    });
  }
});
