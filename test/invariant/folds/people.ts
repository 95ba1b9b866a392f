import { expect } from "chai";
import { ZeroAddress } from "ethers";

import type { ContractName } from "../../../sdk/connect.ts";
import type { Minutes } from "../../../sdk/contributions/minutes.ts";
import type { Batch } from "../../../sdk/contributions/state.ts";
import * as contributions from "../../../sdk/contributions/views.ts";
import { conferralOf, reviewOf, thresholdOf } from "../../../sdk/contributions/ranksFold.ts";
import { isExcluded, isInLayer, isMet, isReached, neededIn, sessionOf } from "../../../sdk/membership/distanceFold.ts";
import { nonceKey } from "../../../sdk/membership/fold.ts";
import * as recovered from "../../../sdk/membership/recoveryFold.ts";
import * as membership from "../../../sdk/membership/views.ts";
import { agentsOf, cross, each, keysOf, moments, one, pairs, REVERTS, upTo, type Case, type Views } from "./cases.ts";
import type { World } from "./world.ts";

const TRACKS = [0, 1, 2];
const COIN = ZeroAddress;
/** None, and what entries of the story name. */
const NAMED_WORKS = [0n, 1n, 2n];
const BATCH_STATES = ["none", "open", "withdrawn", "settled", "settling"];
const [DECLINED, WITHDRAWN, CHALLENGED, QUESTIONED] = [1, 2, 4, 8];

const guildsOf = ({ members }: World): bigint[] => [0n, 1n, ...members.guilds.keys()];
const seasonsOf = ({ ledger }: World): bigint[] => upTo(ledger.lastSeason);

/** What most contracts have from `Chartered` and `Statements`; those that lack one of these have no such view. */
export function commonViews(contract: ContractName): Views {
  return {
    timelock: ({ common, addresses }) => one(common.charters.get(addresses[contract])?.timelock),
    founder: ({ common, addresses }) => one(common.charters.get(addresses[contract])?.founder),
    usedNonces(world) {
      const address = world.addresses[contract];
      const used = world.logs(contract, "NonceUsed").map(({ args }) => [args[0], args[1] / 256n] as [bigint, bigint]);
      return [...used, ...pairs(agentsOf(world), [0n])].map(([by, word]) => ({
        args: [by, word],
        is: world.common.usedNonces.get(nonceKey(address, by, word)) ?? 0n,
      }));
    },
  };
}

/** A passport's views refuse to answer where nobody holds it. */
const ofHolder = (world: World, answer: (holder: string) => unknown) =>
  each(agentsOf(world), (id) => {
    const holder = membership.holderOf(world.members, id);
    return holder === undefined ? REVERTS : answer(holder);
  });

export const membershipViews: Views = {
  terms: ({ members }) => one(members.terms),
  seatOf: ({ members }) => each([0n, 1n, 2n, 3n, 4n], (seat) => members.seats.get(seat) ?? ZeroAddress),
  lastId: ({ members }) => one(BigInt(members.agents.size)),
  foldedDay: ({ members }) => one(members.foldedDay),
  agentOf: (world) => each(agentsOf(world), (id) => membership.agentOf(world.members, id)),
  keyOf: (world) =>
    each(agentsOf(world), (id) => {
      const { key, keyEpoch } = membership.agentOf(world.members, id);
      return [key, keyEpoch];
    }),
  idOf: (world) => each(keysOf(world), (key) => world.members.idOf.get(key) ?? 0n),
  civicStatus: (world) =>
    each(agentsOf(world), (id) =>
      membership.civicStatus(world.members, id, world.now, (person) => isMet(world.distance, person, world.now)),
    ),
  acceptanceOf: (world) => each(agentsOf(world), (id) => membership.acceptanceOf(world.members, id, world.now)),
  renewalDue: (world) => each(agentsOf(world), (id) => membership.renewalDue(world.members, id, world.now)),
  restedOf: (world) => each(agentsOf(world), (id) => membership.restedOf(world.members, id, world.now)),
  vouchesOf: (world) => each(agentsOf(world), (id) => membership.vouchesOf(world.members, id, world.now)),
  isReferee: (world) =>
    cross(agentsOf(world), [0n, 1n, 2n, 20n], (id, quantity) =>
      membership.isReferee(world.members, id, quantity, world.now),
    ),
  founding: ({ members: { founders } }) => one([founders.lastId, founders.vouchedUntil]),
  vouchFor: (world) => cross(agentsOf(world), [0, 1, 2], (id, at) => membership.vouchFor(world.members, id, at)),
  isActive: (world) => each(agentsOf(world), (id) => membership.isActive(world.members, id, world.now)),
  wasActive: (world) => cross(agentsOf(world), moments(world), (id, at) => membership.wasActive(world.members, id, at)),
  electorsAt: (world) =>
    moments(world).map((at) => ({
      args: [agentsOf(world), at],
      is: agentsOf(world).map((id) => {
        const { key, keyEpoch } = membership.agentOf(world.members, id);
        const eligible = membership.wasActive(world.members, id, at);
        return (BigInt(key) << 16n) | (keyEpoch << 8n) | BigInt(eligible);
      }),
    })),
  activeCountAt: (world) => each(moments(world), (at) => membership.activeCountAt(world.members, at)),
  getPastTotalSupply: (world) => each(moments(world), (at) => membership.activeCountAt(world.members, at)),
  getVotes: (world) => each(keysOf(world), (key) => membership.votesOf(world.members, key, world.now)),
  getPastVotes: (world) =>
    cross(keysOf(world), moments(world), (key, at) => membership.pastVotesOf(world.members, key, at)),
  balanceOf: (world) => each(keysOf(world), (key) => membership.balanceOf(world.members, key)),
  ownerOf: (world) => ofHolder(world, (holder) => holder),
  getApproved: (world) => ofHolder(world, () => ZeroAddress),
  locked: (world) => ofHolder(world, () => true),
  tokenURI: (world) => ofHolder(world, () => ""),
};

const sessionsOf = ({ distance }: World): bigint[] => upTo(distance.sessions.size);

export const distanceViews: Views = {
  terms: ({ distance }) => one(distance.terms),
  isMet: (world) => each(agentsOf(world), (id) => isMet(world.distance, id, world.now)),
  metUntil: (world) => each(agentsOf(world), (id) => world.distance.metUntil.get(id) ?? 0n),
  lastSession: ({ distance }) => one(BigInt(distance.sessions.size)),
  sessionOf: (world) => each(sessionsOf(world), (session) => sessionOf(world.distance, session)),
  neededIn: (world) => each(sessionsOf(world), (session) => neededIn(world.distance, session)),
  isReached: (world) =>
    cross(sessionsOf(world), agentsOf(world), (session, id) => isReached(world.distance, session, id)),
  isExcluded: (world) =>
    cross(sessionsOf(world), agentsOf(world), (session, id) => isExcluded(world.distance, session, id)),
  isInLayer: (world) =>
    pairs(pairs(sessionsOf(world), [1n, 2n]), agentsOf(world)).map(([[session, depth], id]) => ({
      args: [session, depth, id],
      is: isInLayer(world.distance, { session, depth, node: id }),
    })),
};

export const recoveryViews: Views = {
  terms: ({ recovery }) => one(recovery.terms),
  justice: ({ recovery }) => one(recovery.justice),
  isPending: (world) => each(agentsOf(world), (id) => recovered.isPending(world.recovery, id, world.now)),
  roundOf: (world) => each(agentsOf(world), (id) => recovered.roundOf(world.recovery, id, world.now)),
  contactsOf: (world) =>
    each(agentsOf(world), (id) => recovered.contactsOf(world.recovery, world.members, id, world.now)),
  namingOf: (world) => each(agentsOf(world), (id) => recovered.namingOf(world.recovery, id, world.now)),
  supportsNeeded: (world) =>
    each(agentsOf(world), (id) => recovered.supportsNeeded(world.recovery, world.members, id, world.now)),
  supportersOf: (world) =>
    cross(agentsOf(world), keysOf(world), (id, key) => recovered.supportersOf(world.recovery, id, key, world.now)),
};

const RANKS = [1n, 2n, 3n];

export const rankViews: Views = {
  terms: ({ ranks }) => one(ranks.terms),
  thresholdOf: (world) =>
    cross(guildsOf(world), RANKS, (guild, rank) => thresholdOf(world.ranks, { guild, rank, now: world.now })),
  conferralOf: (world) =>
    pairs(pairs(guildsOf(world), agentsOf(world)), RANKS).map(([[guild, member], rank]) => ({
      args: [guild, member, rank],
      is: conferralOf(world.ranks, { guild, member, rank, now: world.now }),
    })),
  reviewOf: (world) =>
    cross(guildsOf(world), agentsOf(world), (guild, member) =>
      reviewOf(world.ranks, { guild, member, now: world.now }),
    ),
};

export const guildViews: Views = {
  stewardTerm: ({ members }) => one(members.stewardTerm),
  seatOf: ({ members }) => each([0n, 1n, 2n, 3n], (seat) => membership.guildSeatOf(members, seat)),
  councils: ({ members }) => one(membership.guildSeatOf(members, 0n)),
  isGuild: (world) => each(agentsOf(world), (id) => world.members.guilds.has(id)),
  accountOf: (world) => each(agentsOf(world), (id) => membership.accountOf(world.members, id)),
  placeOf: (world) =>
    cross(guildsOf(world), agentsOf(world), (guild, id) => {
      const { since, until, stewardUntil, rankUntil, restedBefore, rank } = membership.placeOf(
        world.members,
        guild,
        id,
      );
      return [since, until, stewardUntil, rankUntil, restedBefore, rank];
    }),
  isOnRoster: (world) =>
    cross(guildsOf(world), agentsOf(world), (guild, id) => membership.isOnRoster(world.members, guild, id)),
  onRoster: (world) =>
    each(guildsOf(world), () => 0n).map(({ args: [guild] }) => {
      const people = agentsOf(world);
      const missing = people.findIndex((id) => !membership.isOnRoster(world.members, guild as bigint, id));
      return { args: [guild, people], is: BigInt(missing === -1 ? people.length : missing) };
    }),
  rankOf: (world) =>
    cross(guildsOf(world), agentsOf(world), (guild, id) => membership.rankOf(world.members, guild, id, world.now)),
  notice: ({ members }) => one(members.notice),
  requirementsOf: (world) =>
    each(guildsOf(world), (guild) => membership.requirementsOf(world.members, guild, world.now)),
  holdersOf: (world) =>
    cross(guildsOf(world), RANKS, (guild, rank) => [...membership.holdersOf(world.members, guild, rank)]),
  isHeldBy: (world) =>
    pairs(pairs(guildsOf(world), RANKS), [1, 2, 8]).map(([[guild, rank], count]) => ({
      args: [guild, rank, count],
      is: membership.holdersCounted(world.members, guild, rank, world.now) >= count,
    })),
  hasRankToAppraise: (world) =>
    pairs(guildsOf(world), agentsOf(world)).map(([guild, member]) => ({
      args: [guild, member, 3],
      is: membership.hasRankToAppraise(world.members, { guild, member, enough: 3, now: world.now }),
    })),
  mayBeSteward: (world) =>
    cross(guildsOf(world), agentsOf(world), (guild, id) =>
      membership.mayBeSteward(world.members, guild, id, world.now),
    ),
  isSteward: (world) =>
    cross(guildsOf(world), agentsOf(world), (guild, id) => membership.isSteward(world.members, guild, id, world.now)),
  wasOnRoster: (world) =>
    pairs(pairs(guildsOf(world), agentsOf(world)), moments(world)).map(([[guild, id], at]) => ({
      args: [guild, id, at],
      is: membership.wasOnRoster(world.members, guild, id, at),
    })),
  staysOf: (world) =>
    pairs(guildsOf(world), pairs(moments(world), moments(world))).map(([guild, [from, until]]) => {
      const was = (id: bigint, at: bigint) => membership.wasOnRoster(world.members, guild, id, at);
      const people = agentsOf(world);
      return {
        args: [guild, people, from, until],
        is: people.map((id) => (was(id, from) ? (was(id, until) ? 2n : 1n) : 0n)),
      };
    }),
  rosterSizeAt: (world) =>
    cross(guildsOf(world), moments(world), (guild, at) => membership.rosterSizeAt(world.members, guild, at)),
};

/** Minutes of a track by (guild, member, season). */
const byCredit = (world: World, answer: (guild: bigint, member: bigint, season: bigint) => Minutes): Case[] =>
  pairs(pairs(guildsOf(world), agentsOf(world)), pairs(seasonsOf(world), TRACKS)).map(
    ([[guild, member], [season, track]]) => ({
      args: [guild, member, season, track],
      is: answer(guild, member, season)[track],
    }),
  );

const UNIT = 1e18;
const PRECISION = 1e-6;

/** The chain rounds standing down by less than 2^-23 minutes a settlement; the fold has it in closed form. */
function nearStanding(world: World, guild: bigint, member: bigint) {
  const expected = contributions.standingOf(world.ledger, { guild, member, now: world.now });
  return (seen: readonly bigint[], tracks = TRACKS) =>
    tracks.forEach((track, place) => {
      expect(Math.abs(Number(seen[place]) / UNIT - expected[track]!)).to.be.lessThan(PRECISION);
    });
}

const ofBatches = (world: World, answer: (batch: Batch) => unknown) =>
  [...world.ledger.batches].map(([id, batch]) => ({ args: [id], is: answer(batch) }));

const wordsOf = (bitmap: readonly bigint[], { count }: Batch) =>
  Array.from({ length: Math.ceil(count / 256) }, (_, word) => bitmap[word] ?? 0n);
const isMarked = (bitmap: readonly bigint[]) => bitmap.some((word) => word !== 0n);

export const ledgerViews: Views = {
  terms: ({ ledger }) => one(ledger.terms),
  lastSeason: ({ ledger }) => one(ledger.lastSeason),
  currentSeason: ({ ledger, now }) => one(contributions.currentSeason(ledger, now)),
  isClosed: (world) => each(seasonsOf(world), (season) => contributions.isClosed(world.ledger, season)),
  seasonOf: ({ ledger }) =>
    each(ledger.seasons.keys(), (id) => {
      const { opensAt, endsAt, closesAt, closedAt, clock, terms } = ledger.seasons.get(id)!;
      return [opensAt, endsAt, closesAt, closedAt, clock, terms];
    }),
  batchOf: (world) =>
    ofBatches(world, (batch) => {
      const { guild, by, season, submittedAt, count, state, appraisals, withdrawn, challenged } = batch;
      const marks = [
        appraisals.some(({ declined }) => isMarked(declined)) ? DECLINED : 0,
        isMarked(withdrawn) ? WITHDRAWN : 0,
        isMarked(challenged) ? CHALLENGED : 0,
        appraisals.some(({ asked }) => asked) ? QUESTIONED : 0,
      ].reduce((sum, mark) => sum + mark);
      const first = appraisals.slice(0, 3).reduce((bits, one, place) => bits | (one.by << BigInt(32 * place)), 0n);
      return [guild, by, season, submittedAt, count, BATCH_STATES.indexOf(state), appraisals.length, marks, first];
    }),
  appraisersOf: (world) => ofBatches(world, ({ appraisals }) => appraisals.map(({ by }) => by)),
  declinedBy: ({ ledger }) =>
    [...ledger.batches].flatMap(([id, batch]) =>
      batch.appraisals.map(({ declined }, place) => ({ args: [id, place], is: wordsOf(declined, batch) })),
    ),
  questionedBy: ({ ledger }) =>
    [...ledger.batches].flatMap(([id, batch]) =>
      batch.appraisals.map(({ questioned }, place) => ({ args: [id, place], is: wordsOf(questioned, batch) })),
    ),
  settledTo: (world) => ofBatches(world, ({ settledTo }) => settledTo),
  withdrawnEntries: (world) => ofBatches(world, (batch) => wordsOf(batch.withdrawn, batch)),
  challengedEntries: (world) => ofBatches(world, (batch) => wordsOf(batch.challenged, batch)),
  creditOf: (world) =>
    byCredit(world, (guild, member, season) => contributions.creditsOf(world.ledger, guild, member, season)),
  eligibleCreditsOf: (world) =>
    pairs(pairs(guildsOf(world), agentsOf(world)), seasonsOf(world)).map(([[guild, member], season]) => ({
      args: [guild, member, season],
      is: contributions.eligibleCredits(world.ledger, guild, member, season),
    })),
  debtOf: (world) =>
    cross(guildsOf(world), agentsOf(world), (guild, id) => contributions.debtOf(world.ledger, guild, id)),
  countedOf: (world) =>
    cross(guildsOf(world), seasonsOf(world), (guild, season) => contributions.countedOf(world.ledger, guild, season)),
  standingAtClose: (world) =>
    pairs(pairs(guildsOf(world), agentsOf(world)), seasonsOf(world)).map(([[guild, member], season]) => ({
      args: [guild, member, season],
      is: (seen: bigint[]) => {
        const form = contributions.standingAtClose(world.ledger, { guild, member, season });
        form.forEach((credits, track) => {
          expect(Math.abs(Number(seen[track]) / UNIT - credits)).to.be.lessThan(PRECISION);
        });
      },
    })),
  eligibleLanesOf: (world) =>
    cross(guildsOf(world), seasonsOf(world), (guild, season) => [guild, season]).map(({ args }) => {
      const [guild, season] = args as [bigint, bigint];
      const lanesOf = (id: bigint) =>
        contributions
          .eligibleCredits(world.ledger, guild, id, season)
          .reduce((word, credit, track) => word | (credit << BigInt(64 * track)), 0n);
      return { args: [guild, agentsOf(world), season], is: agentsOf(world).map(lanesOf) };
    }),
  eligibleTotalsOf: (world) =>
    cross(guildsOf(world), seasonsOf(world), (guild, season) =>
      contributions.eligibleTotals(world.ledger, guild, season),
    ),
  workCreditAt: (world) =>
    pairs(pairs(guildsOf(world), NAMED_WORKS), pairs(agentsOf(world), seasonsOf(world))).map(
      ([[guild, work], [member, season]]) => ({
        args: [guild, work, member, season],
        is: contributions.workCreditAt(world.ledger, { guild, work, member, season }),
      }),
    ),
  workTotalAt: (world) =>
    pairs(pairs(guildsOf(world), NAMED_WORKS), seasonsOf(world)).map(([[guild, work], season]) => ({
      args: [guild, work, season],
      is: contributions.workTotalAt(world.ledger, guild, work, season),
    })),
  recordOf: (world) =>
    cross(guildsOf(world), agentsOf(world), (guild, id) => contributions.recordOf(world.ledger, guild, id)),
  standingOf: (world) =>
    pairs(pairs(guildsOf(world), agentsOf(world)), TRACKS).map(([[guild, member], track]) => ({
      args: [guild, member, track],
      is: (seen: bigint) => nearStanding(world, guild, member)([seen], [track]),
    })),
  recordAndStandingOf: (world) =>
    cross(guildsOf(world), agentsOf(world), (guild, member) => ([record, standing]: [bigint[], bigint[]]) => {
      expect([...record]).to.deep.equal(contributions.recordOf(world.ledger, guild, member));
      nearStanding(world, guild, member)(standing);
    }),
};

const books = (world: World, answer: (guild: bigint, season: bigint) => unknown): Case[] =>
  pairs(guildsOf(world), seasonsOf(world)).map(([guild, season]) => ({
    args: [guild, season, COIN],
    is: answer(guild, season),
  }));

export const surplusViews: Views = {
  expensesSeat: (world) => one(world.surplus.expensesSeat),
  depositCap: (world) =>
    each([COIN, `0x${"11".repeat(20)}`, `0x${"22".repeat(20)}`], (token) => world.surplus.depositCaps.get(token) ?? 0n),
  booksOf: (world) => books(world, (guild, season) => world.surplus.booksOf(guild, season, COIN)),
  poolOf: (world) =>
    pairs(
      books(world, () => 0n),
      [0, 1, 2, 3, 4],
    ).map(([{ args }, kind]) => ({
      args: [...args, kind],
      is: world.surplus.poolOf(args[0] as bigint, args[1] as bigint, COIN, kind),
    })),
  weighingOf: (world) => books(world, (guild, season) => world.surplus.weighingOf(guild, season, COIN)),
  weighedIn: (world) =>
    pairs(
      books(world, () => 0n),
      [1n, 2n],
    ).map(([{ args }, pass]) => {
      const [guild, season] = args as [bigint, bigint];
      const weighed = agentsOf(world).filter((id) => world.surplus.isWeighed(guild, season, COIN, pass, id));
      return { args: [...args, pass, 0n], is: weighed.reduce((word, id) => word | (1n << id), 0n) };
    }),
  shareOf: (world) =>
    pairs(pairs(guildsOf(world), seasonsOf(world)), agentsOf(world)).map(([[guild, season], member]) => {
      const args = [guild, season, COIN, member];
      if (world.surplus.booksOf(guild, season, COIN).equation === 0n) return { args, is: REVERTS };
      // This nation's equation has no equal shares; its pools are those of the three tracks.
      const credits = contributions.eligibleCredits(world.ledger, guild, member, season);
      const amount = credits.reduce((sum, minutes, track) => {
        const { amount: pool, total } = world.surplus.poolOf(guild, season, COIN, track + 1);
        return total === 0n ? sum : sum + (pool * minutes) / total;
      }, 0n);
      const collected = world.surplus.hasCollected(guild, season, COIN, member);
      return { args, is: [amount, collected] };
    }),
  workShareOf: (world) =>
    pairs(pairs(guildsOf(world), seasonsOf(world)), pairs(NAMED_WORKS, agentsOf(world))).map(
      ([[guild, season], [work, member]]) => ({
        args: [guild, season, COIN, work, member],
        is: world.surplus.workShareOf(
          { guild, season, token: COIN },
          { work, member },
          {
            weight: contributions.workCreditAt(world.ledger, { guild, work, member, season }),
            total: contributions.workTotalAt(world.ledger, guild, work, season),
          },
        ),
      }),
    ),
  owedTo: (world) => cross(agentsOf(world), [COIN], (id) => world.surplus.owedTo(id, COIN)),
  loanOf: (world) => cross(agentsOf(world), [COIN], (id) => world.surplus.loanOf(id, COIN)),
  equationAt: (world) => each(moments(world), (at) => world.surplus.equationAt(at)),
  equation: (world) =>
    world.logs("surplus", "EquationSet").map(({ args }) => ({ args: [args[0]], is: [args[2], args[3]] })),
};

export const reserveViews: Views = {
  lossSeat: ({ reserve }) => one(reserve.lossSeat),
  terms: ({ reserve }) => one(reserve.terms),
  lastLoan: ({ reserve }) => one(reserve.lastLoan),
  loanOf: ({ reserve }) =>
    each(upTo(reserve.lastLoan), (loan) => reserve.loanOf(loan) ?? [0n, ZeroAddress, 0n, 0n, 0n]),
  outstanding: ({ reserve }) => each([COIN], (token) => reserve.outstanding(token)),
  spentIn: ({ reserve, now }) => each([COIN], (token) => reserve.spentIn(token, now)),
};
