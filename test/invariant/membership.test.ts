import { expect } from "chai";
import { ZeroAddress, type Interface } from "ethers";
import { network } from "hardhat";

import type { DecodedLog } from "../../sdk/logs.ts";
import { foldMembership, nonceKey } from "../../sdk/membership/fold.ts";
import * as views from "../../sdk/membership/views.ts";
import { thorough } from "../fixtures/walk.ts";
import { Walk } from "./membership/walk.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const MOMENTS = thorough ? 40 : 8;
const STEPS = thorough ? 600 : 350;
const ACTS = ["introduce", "vouch", "accept", "renew", "rest", "resign", "reapply", "rotateKey"];
const VERDICTS = ["suspend", "reinstate", "expel", "recoverKey"];
const GUILD_ACTS = ["found", "join", "quit", "appoint"];
const ALL = [...ACTS, ...VERDICTS, ...GUILD_ACTS, "wait", "fold"];

describe("membership, a random life", () => {
  let walk: Walk;

  const idle = () => ALL.filter((act) => (walk.successes.get(act) ?? 0) < 3);

  before(async () => {
    walk = await Walk.begin(ethers, networkHelpers, 0x6e656f67);
    // It goes on until every act was carried out a few times: how soon that is depends on the rules.
    for (let step = 0; step < STEPS || (idle().length > 0 && step < 3 * STEPS); ++step) await walk.step();
    await time.increase(1);
  });

  it("is not vacuous: every act was carried out several times", () => {
    expect(idle(), JSON.stringify([...walk.successes])).to.deep.equal([]);
  });

  it("counts at every edge of a membership exactly the members the ghost remembers (INV-02, INV-04)", async () => {
    const { ghost, nation } = walk;
    const present = BigInt(await time.latest());
    const around = ghost.edges().flatMap((edge) => [edge - 1n, edge, edge + 1n]);
    const moments = [...new Set(around)].filter((moment) => moment < present);
    expect(moments.length).to.be.greaterThan(50);
    const ids = [...ghost.persons.keys()];
    for (const moment of moments) {
      const expected = ghost.activeAt(moment);
      expect(await nation.members.activeCountAt(moment), `count at ${moment}`).to.equal(BigInt(expected.size));
      const electors = await nation.members.electorsAt(ids, moment);
      const eligible = ids.filter((_, index) => (electors[index]! & 0xffn) === 1n);
      expect(eligible, `members at ${moment}`).to.deep.equal(ids.filter((id) => expected.has(id)));
    }
  });

  it("gives all keys together as many votes as there are members, and none more than one (INV-04)", async () => {
    const { ghost, nation } = walk;
    const present = BigInt(await time.latest());
    const state = foldMembership(await logsOf(walk));
    const past = [...new Set(ghost.edges())].filter((edge) => edge < present).sort((a, b) => Number(a - b));
    const moments = [present - 1n, ...past.filter((_, place) => place % Math.ceil(past.length / MOMENTS) === 0)];
    for (const moment of moments) {
      const votes = await Promise.all([...state.idOf.keys()].map((key) => nation.members.getPastVotes(key, moment)));
      expect(votes.every((vote) => vote <= 1n)).to.equal(true);
      expect(
        votes.reduce((sum, vote) => sum + vote, 0n),
        `at ${moment}`,
      ).to.equal(BigInt(ghost.activeAt(moment).size));
    }
  });

  it("lets renewals wait for rests and suspensions to the second, and sums up what was rested (INV-112)", async () => {
    const { ghost, nation } = walk;
    const now = BigInt(await time.latest());
    for (const id of ghost.persons.keys()) {
      const { due, rested } = ghost.waitingAt(id, now);
      expect(await nation.members.renewalDue(id), `renewal of ${id}`).to.equal(due);
      expect((await nation.members.restedOf(id)).rested, `rests of ${id}`).to.equal(rested);
    }
    expect([...ghost.persons.values()].filter(({ rested }) => rested > 0n).length).to.be.greaterThan(2);
  });

  it("never gave one key to two agents (INV-03)", async () => {
    const logs = await logsOf(walk);
    const taken = logs.filter(({ name }) => name === "AgentRegistered" || name === "KeyRotated");
    const keys = taken.map(({ name, args }) => args.getValue(name === "KeyRotated" ? "newKey" : "key") as string);
    expect(new Set(keys).size).to.equal(keys.length);
  });

  it("is told by the logs alone: every view of Members is in the fold", async () => {
    const { members } = walk.nation;
    const state = foldMembership(await logsOf(walk));
    const now = BigInt(await time.latest());
    const address = await members.getAddress();
    expect({ ...state.charters.get(address) }).to.deep.equal({
      timelock: await members.timelock(),
      founder: await members.founder(),
    });
    expect(Object.values(state.terms)).to.deep.equal([...(await members.terms())]);
    for (const seat of [0n, 1n, 2n, 3n, 4n]) {
      expect(state.seats.get(seat) ?? ZeroAddress, `seat ${seat}`).to.equal(await members.seatOf(seat));
    }
    expect([...(await members.founding())]).to.deep.equal([state.founders.lastId, state.founders.vouchedUntil]);
    expect(BigInt(state.agents.size)).to.equal(await members.lastId());
    expect(state.foldedDay).to.equal(await members.foldedDay());
    for (const moment of [now - 1n, now - 1_000_000n, now - 4_000_000n]) {
      expect(views.activeCountAt(state, moment)).to.equal(await members.activeCountAt(moment));
    }
    for (const id of [0n, ...state.agents.keys(), 9_999n]) {
      expect(Object.values(views.agentOf(state, id)), `agentOf ${id}`).to.deep.equal([...(await members.agentOf(id))]);
      expect(views.civicStatus(state, id, now), `civicStatus ${id}`).to.deep.equal([
        ...(await members.civicStatus(id)),
      ]);
      expect(views.isActive(state, id, now)).to.equal(await members.isActive(id));
      expect(views.wasActive(state, id, now - 3_000_000n)).to.equal(await members.wasActive(id, now - 3_000_000n));
      expect(views.renewalDue(state, id, now), `renewalDue ${id}`).to.equal(await members.renewalDue(id));
      expect(Object.values(views.restedOf(state, id, now)), `restedOf ${id}`).to.deep.equal([
        ...(await members.restedOf(id)),
      ]);
      expect(Object.values(views.vouchesOf(state, id, now)), `vouchesOf ${id}`).to.deep.equal([
        ...(await members.vouchesOf(id)),
      ]);
      expect(Object.values(views.acceptanceOf(state, id, now)), `acceptanceOf ${id}`).to.deep.equal([
        ...(await members.acceptanceOf(id)),
      ]);
      for (let index = 0; index < 13; ++index) {
        const known = views.vouchFor(state, id, index);
        expect(Object.values(known), `vouch ${index} for ${id}`).to.deep.equal([
          ...(await members.vouchFor(id, index)),
        ]);
        if (known.by === 0n) break;
      }
      for (const word of [0n, 1n, 2n]) {
        const used = state.usedNonces.get(nonceKey(address, id, word)) ?? 0n;
        expect(used, `nonces of ${id}`).to.equal(await members.usedNonces(id, word));
      }
      const holder = views.holderOf(state, id);
      if (holder !== undefined) expect(await members.ownerOf(id)).to.equal(holder);
      else await expect(members.ownerOf(id)).to.be.revertedWithCustomError(members, "PassportUnknown").withArgs(id);
    }
    for (const [key, id] of state.idOf) {
      expect(await members.idOf(key)).to.equal(id);
      expect(views.balanceOf(state, key)).to.equal(await members.balanceOf(key));
      expect(views.votesOf(state, key, now)).to.equal(await members.getVotes(key));
      expect(views.pastVotesOf(state, key, now - 1n)).to.equal(await members.getPastVotes(key, now - 1n));
    }
  });

  it("is told by the logs alone: every view of Guilds is in the fold (INV-06)", async () => {
    const { guilds } = walk.nation;
    const state = foldMembership(await logsOf(walk));
    const now = BigInt(await time.latest());
    expect(state.stewardTerm).to.equal(await guilds.stewardTerm());
    for (const seat of [0n, 1n, 2n]) {
      expect(views.guildSeatOf(state, seat)).to.equal(await guilds.seatOf(seat));
    }
    for (const guild of [1n, ...walk.rosters.keys()]) {
      const roster = walk.rosters.get(guild) ?? new Set();
      expect(state.guilds.has(guild)).to.equal(await guilds.isGuild(guild));
      expect(views.accountOf(state, guild)).to.equal(await guilds.accountOf(guild));
      for (const person of walk.ghost.persons.keys()) {
        const { since, until, stewardUntil, rankUntil, rank } = views.placeOf(state, guild, person);
        const place = [since, until, stewardUntil, rankUntil, rank];
        expect(place, `place of ${person} in ${guild}`).to.deep.equal([...(await guilds.placeOf(guild, person))]);
        expect(views.isOnRoster(state, guild, person)).to.equal(await guilds.isOnRoster(guild, person));
        expect(views.isSteward(state, guild, person, now)).to.equal(await guilds.isSteward(guild, person));
        expect(views.rankOf(state, guild, person, now)).to.equal(await guilds.rankOf(guild, person));
        const moment = now - 2_000_000n;
        expect(views.wasOnRoster(state, guild, person, moment)).to.equal(
          await guilds.wasOnRoster(guild, person, moment),
        );
        expect(await guilds.isOnRoster(guild, person)).to.equal(roster.has(person));
      }
      expect(await guilds.rosterSizeAt(guild, now)).to.equal(BigInt(roster.size));
      for (const moment of [now, now - 1_000_000n, now - 4_000_000n]) {
        expect(views.rosterSizeAt(state, guild, moment)).to.equal(await guilds.rosterSizeAt(guild, moment));
      }
    }
  });
});

/** Every log of the two contracts since their deployment, decoded, in chain order. */
async function logsOf(walk: Walk): Promise<DecodedLog[]> {
  const { members, guilds } = walk.nation;
  const interfaces = new Map<string, Interface>([
    [await members.getAddress(), members.interface],
    [await guilds.getAddress(), guilds.interface],
  ]);
  const raw = await ethers.provider.getLogs({ address: [...interfaces.keys()], fromBlock: 0 });
  const timestamps = new Map<number, bigint>();
  const decoded: DecodedLog[] = [];
  for (const log of raw) {
    if (!timestamps.has(log.blockNumber)) {
      timestamps.set(log.blockNumber, BigInt((await log.getBlock()).timestamp));
    }
    const parsed = interfaces.get(log.address)?.parseLog(log);
    if (parsed == null) throw new Error(`a log of ${log.address} that its ABI does not know`);
    const { name, args } = parsed;
    decoded.push({ address: log.address, name, args, blockTimestamp: timestamps.get(log.blockNumber)! });
  }
  return decoded;
}
