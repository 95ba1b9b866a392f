import { expect } from "chai";
import { network } from "hardhat";

import { foldContributions } from "../../../sdk/contributions/fold.ts";
import { standingOf } from "../../../sdk/contributions/views.ts";
import type { DecodedLog } from "../../../sdk/logs.ts";
import { foldMembership } from "../../../sdk/membership/fold.ts";
import { restedAt } from "../../../sdk/membership/views.ts";
import { appraiseBatch, deployContributions, hours, PLAIN_SEASON, submitBatch } from "../../fixtures/contributions.ts";
import { DAY, FOREVER, foundGuild, PLAIN_TERMS, YEAR, type Person } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const HALF_LIFE = 100n * DAY;
const now = async () => BigInt(await time.latest());

// Standing in minutes; the chain rounds down by less than a millionth here.
const CLOSE = 1e-6;

describe("ContributionLedger, standing during a leave", () => {
  /** Amara and Bo have an hour each from the same batch, settled a fortnight after its submission. */
  const nation = async () => {
    const season = { standingHalfLife: HALF_LIFE, duration: 400n * DAY, appraisals: 1n };
    const terms = { term: 20n * YEAR, longestRest: 2n * YEAR };
    const context = await deployContributions(ethers, { founders: 4, terms, season });
    const [amara, bo, chen, dede] = context.founders as [Person, Person, Person, Person];
    const guild = await foundGuild(context, "Loom", [amara, bo, chen, dede]);
    return { ...context, guild, amara, bo, chen, dede };
  };
  type Given = Awaited<ReturnType<typeof nation>>;

  const settled = async () => {
    const context = await nation();
    await earn(context, await submit(context));
    return context;
  };

  async function submit(context: Given, day = 20_000) {
    const { amara, bo, chen, dede, guild } = context;
    const batch = await submitBatch(context, guild, chen, [hours(amara, { day }), hours(bo, { day })]);
    await appraiseBatch(context, batch.id, [bo, dede]);
    return { ...batch, at: (await context.ledger.batchOf(batch.id)).submittedAt };
  }
  async function earn({ ledger }: Given, batch: { id: string; payload: string }) {
    await time.increase(14n * DAY);
    await ledger.settle(batch.id, batch.payload);
  }
  const rest = ({ members }: Given, { id, signer }: Person, resting: boolean, nonce = 0n) =>
    members.connect(signer).rest({ by: id, resting, nonce, deadline: FOREVER }, "0x");
  const standing = async ({ ledger, guild }: Given, { id }: Person) =>
    Number(await ledger.standingOf(guild, id, 0)) / 1e18;
  const verifyNear = (seen: number, expected: number, by: number) =>
    expect(Math.abs(seen - expected) < by, `${seen} is near ${expected}`).to.equal(true);
  const halved = (seconds: bigint, halfLife = HALF_LIFE) => 60 * 2 ** -(Number(seconds) / Number(halfLife));

  it("stands still while its owner rests, and fades on when they are back; a peer's fades on", async () => {
    const context = await networkHelpers.loadFixture(settled);
    const { amara, bo } = context;
    await rest(context, amara, true);
    const before = await standing(context, amara);
    await time.increase(YEAR);
    verifyNear(await standing(context, amara), before, CLOSE);
    await rest(context, amara, false);
    await time.increase(HALF_LIFE);
    verifyNear(await standing(context, amara), before / 2, CLOSE * 10);
    expect((await standing(context, bo)) < before / 20).to.equal(true);
  });

  it("equals the closed form: an exponential of the time since submission less the time rested", async () => {
    const context = await networkHelpers.loadFixture(nation);
    const { amara, members } = context;
    const batch = await submit(context);
    await earn(context, batch);
    for (const [index, days] of [3n, 40n, 200n].entries()) {
      await time.increase(10n * DAY);
      await rest(context, amara, true, BigInt(index));
      await time.increase(days * DAY);
      await rest(context, amara, false, BigInt(index));
    }
    await time.increase(5n * DAY);
    const { rested } = await members.restedOf(amara.id);
    expect(rested).to.be.greaterThan(243n * DAY);
    verifyNear(await standing(context, amara), halved((await now()) - batch.at - rested), CLOSE);
  });

  it("pauses also what is settled during a rest that began after its submission", async () => {
    const context = await networkHelpers.loadFixture(nation);
    const { amara, ledger } = context;
    const batch = await submit(context);
    await rest(context, amara, true);
    await time.increase(100n * DAY);
    await ledger.settle(batch.id, batch.payload);
    verifyNear(await standing(context, amara), 60, 1e-4);
  });

  it("adds what is given after a leave to what was given before", async () => {
    const context = await networkHelpers.loadFixture(settled);
    const { amara } = context;
    await rest(context, amara, true);
    await time.increase(300n * DAY);
    await rest(context, amara, false);
    const old = await standing(context, amara);
    const second = await submit(context, 20_300);
    await earn(context, second);
    const passed = (await now()) - second.at;
    const fade = Number(passed + 1n) / Number(HALF_LIFE);
    verifyNear(await standing(context, amara), old * 2 ** -fade + halved(passed), 1e-4);
  });

  it("fades again once a rest is longer than the nation counts", async () => {
    const context = await networkHelpers.loadFixture(settled);
    const { amara } = context;
    await rest(context, amara, true);
    await time.increase(2n * YEAR);
    const before = await standing(context, amara);
    await time.increase(HALF_LIFE);
    verifyNear(await standing(context, amara), before / 2, CLOSE * 10);
  });

  it("stays what it is when the nation counts longer leaves than before, over many half-lives", async () => {
    const context = await networkHelpers.loadFixture(settled);
    const { amara, members, ledger, guild } = context;
    await rest(context, amara, true);
    await time.increase(2n * YEAR + 9n * HALF_LIFE);
    const batch = await submitLate(context);
    await ledger.settle(batch.id, batch.payload);
    const faded = await standing(context, amara);
    await members.setTerms({ ...PLAIN_TERMS, term: 20n * YEAR, longestRest: 20n * YEAR });
    expect((await standing(context, amara)) >= faded).to.equal(true);
    expect((await ledger.recordOf(guild, amara.id))[0]).to.equal(120n);
  });

  /** A batch of a new season, ready to settle. */
  async function submitLate(context: Given) {
    await context.ledger.openSeason();
    const batch = await submit(context, 21_000);
    await time.increase(14n * DAY);
    return batch;
  }

  it("follows the nation's half-lives at one's own time, and the fold of the logs says the same", async () => {
    const context = await networkHelpers.loadFixture(settled);
    const { amara, bo, ledger } = context;
    await rest(context, amara, true);
    await time.increase(200n * DAY);
    await rest(context, amara, false);
    await ledger.setTerms({ ...PLAIN_SEASON, duration: 400n * DAY, standingHalfLife: 2n * HALF_LIFE });
    await time.increaseTo((await ledger.seasonOf(1n)).endsAt);
    await ledger.openSeason();
    for (const days of [1n, 50n, 49n, 100n, 2n, 100n]) {
      await time.increase(days * DAY);
      await verifyFold(context, [amara, bo]);
    }
    const batch = await submit(context, 20_500);
    await earn(context, batch);
    await context.members.fold(1_000n);
    await rest(context, bo, true);
    await time.increase(30n * DAY);
    await verifyFold(context, [amara, bo]);
  });

  async function verifyFold(context: Given, people: readonly Person[]): Promise<void> {
    const { ledger, members, guild } = context;
    const provider = context.nation.provider!;
    const decoded = async (contract: typeof ledger | typeof members): Promise<DecodedLog[]> => {
      const raw = await provider.getLogs({ address: await contract.getAddress(), fromBlock: 0 });
      return Promise.all(
        raw.map(async ({ address, topics, data, blockNumber }) => {
          const { name, args } = contract.interface.parseLog({ topics: [...topics], data })!;
          return { address, name, args, blockTimestamp: BigInt((await provider.getBlock(blockNumber))!.timestamp) };
        }),
      );
    };
    const register = foldMembership(await decoded(members));
    const state = foldContributions(await decoded(ledger), (person, at) => restedAt(register, person, at));
    for (const person of people) {
      const [livelihood] = standingOf(state, { guild, member: person.id, now: await now() });
      verifyNear(await standing(context, person), livelihood, CLOSE);
    }
  }
});
