import { expect } from "chai";
import { Wallet } from "ethers";
import { network } from "hardhat";

import { signStatement } from "../../../sdk/statements.ts";
import { FOREVER } from "../../fixtures/membership.ts";
import {
  acceptWork,
  closeSeason,
  COIN,
  commandedGuild,
  deployTreasury,
  fiveBuckets,
  HYPHA_EQUATION,
  NO_REF,
  payIncome,
  rules,
  type Bucket,
  type Treasury,
} from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

/** A guild of three founders and many more people, who all worked in its first season. */
async function guildOf(size: number) {
  const plain = await ethers.deployContract("PlainToken");
  const nation = { ...(await deployTreasury(ethers)), token: plain };
  const people = nation.founders.slice(0, 3);
  const wallets = Array.from(
    { length: size - 3 },
    (_, index) => new Wallet(`0x${(index + 1).toString(16).padStart(64, "0")}`),
  );
  await nation.members.found(wallets.map(({ address }) => address));
  const first = (await nation.members.lastId()) - BigInt(wallets.length) + 1n;
  const guild = await commandedGuild(nation, "Weavers", people);
  const { guilds } = nation;
  const joins = await Promise.all(
    wallets.map(async (signer, index) => {
      const act = { by: first + BigInt(index), guild, nonce: 0n, deadline: FOREVER };
      const { signature } = await signStatement({ contract: guilds, method: "join", act, keyEpoch: 0n, signer });
      return guilds.interface.encodeFunctionData("join", [act, signature]);
    }),
  );
  if (joins.length !== 0) await guilds.carry(joins);
  const ids = [...people.map(({ id }) => id), ...wallets.map((_, index) => first + BigInt(index))];
  return { ...nation, people, guild, ids };
}

/** Two seasons of work and income under an equation; the first is shared out, so that the second is steady state. */
async function secondSeason(size: number, equation: (guild: bigint) => readonly Bucket[], tracks = [0n]) {
  const nation = await guildOf(size);
  const { surplus, ledger, token, guild, people, ids } = nation;
  await surplus.setEquation([...equation(guild)], rules());
  await networkHelpers.time.increaseTo((await ledger.seasonOf(1n)).endsAt);
  for (const minutes of [600n, 1_200n]) {
    await ledger.openSeason();
    await payIncome(nation, guild, 10n ** 24n, nation.token);
    const work = ids.map((member, index) => ({ member, minutes, track: tracks[index % tracks.length]! }));
    await acceptWork(nation, networkHelpers, { guild, people, work });
    const season = await closeSeason(nation, networkHelpers);
    if (minutes === 600n) {
      await surplus.closeBooks(guild, season, token);
      await surplus.claimFor(ids, guild, season, token);
    }
  }
  return { ...nation, at: [guild, await ledger.lastSeason(), token] as const };
}

const hypha10 = () => secondSeason(10, () => HYPHA_EQUATION);
const hypha100 = () => secondSeason(100, () => HYPHA_EQUATION);
const five10 = () => secondSeason(10, fiveBuckets, [0n, 2n]);
const five100 = () => secondSeason(100, fiveBuckets, [0n, 2n]);

async function gasOf(sending: ReturnType<Treasury["surplus"]["closeBooks"]>): Promise<bigint> {
  const receipt = await (await sending).wait();
  return receipt!.gasUsed;
}

async function claimGas(nation: Awaited<ReturnType<typeof secondSeason>>): Promise<bigint> {
  const { surplus, guild, token, people, at } = nation;
  await surplus.closeBooks(...at);
  await surplus.claimFor([people[1]!.id], ...at);
  const { id, signer } = people[0]!;
  const act = { by: id, guild, season: at[1], token, to: COIN, deadline: FOREVER };
  return gasOf(surplus.connect(signer).claim(act, "0x"));
}

describe("Surplus: what it costs", () => {
  it("a deposit costs at most 85,000, in a token or in coins", async () => {
    const context = await networkHelpers.loadFixture(hypha10);
    const { surplus, guild, ledger, nation } = context;
    await ledger.openSeason();
    await payIncome(context, guild, 5n, context.token);
    const inToken = (await (await payIncome(context, guild, 5n, context.token)).wait())!.gasUsed;
    await surplus.connect(nation).deposit(guild, COIN, 5n, 0n, NO_REF, { value: 5n });
    const inCoins = await gasOf(surplus.connect(nation).deposit(guild, COIN, 5n, 0n, NO_REF, { value: 5n }));
    console.info(`      deposit ${inToken} in a token, ${inCoins} in coins`);
    expect(inToken).to.be.below(85_000n);
    expect(inCoins).to.be.below(inToken);
  });

  it("a close through five buckets costs at most 250,000, the same for 10 and for 100 members", async () => {
    const ten = await networkHelpers.loadFixture(five10);
    const forTen = await gasOf(ten.surplus.closeBooks(...ten.at));
    const hundred = await networkHelpers.loadFixture(five100);
    const forHundred = await gasOf(hundred.surplus.closeBooks(...hundred.at));
    console.info(`      close ${forTen} for 10, ${forHundred} for 100`);
    expect(forTen).to.be.below(250_000n);
    expect(forHundred - forTen).to.be.within(-1_000n, 1_000n);
  });

  it("a claim costs at most 89,000 from one pool, 104,000 from three", async () => {
    const plain = await claimGas(await networkHelpers.loadFixture(hypha10));
    const of = await claimGas(await networkHelpers.loadFixture(five10));
    console.info(`      claim ${plain} from one pool, ${of} with an equal share and two tracks`);
    expect(plain).to.be.below(89_000n);
    expect(of).to.be.below(104_000n);
  });

  it("a claim in a batch of 100 costs at most 18,600 from one pool, 22,000 from three", async () => {
    const { surplus, ids, at } = await networkHelpers.loadFixture(hypha100);
    await surplus.closeBooks(...at);
    const each = (await gasOf(surplus.claimFor(ids, ...at))) / 100n;
    const other = await networkHelpers.loadFixture(five100);
    await other.surplus.closeBooks(...other.at);
    const eachOfFive = (await gasOf(other.surplus.claimFor(other.ids, ...other.at))) / 100n;
    console.info(`      claim in a batch ${each} from one pool, ${eachOfFive} with an equal share and two tracks`);
    expect(each).to.be.below(18_600n);
    expect(eachOfFive).to.be.below(22_000n);
  });
});
