import { expect } from "chai";
import type { Result } from "ethers";
import { network } from "hardhat";

import type { GuildAccount, GuildTerms } from "../../../typechain-types/index.ts";
import { DAY, deployMembership, FOREVER, foundGuild, sign, type Membership } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.getOrCreate();

const TRACK = { livelihood: 0n, love: 1n, care: 2n };
const NOTHING = { budget: 0n, totalsOnly: false, countsWorks: false };
const TERMS = { budget: 2n ** 40n - 1n, totalsOnly: true, countsWorks: true };
const WORDS = {
  resource: 7n,
  name: "translation",
  unit: "word",
  perUnit: 250_000n,
  perEntry: 0n,
  track: TRACK.livelihood,
};
const HOSTING = { resource: 8n, name: "hosting", unit: "", perUnit: 0n, perEntry: 90n, track: TRACK.care };
/** The minutes of a leap year. */
const MOST_PER_ENTRY = 366n * 24n * 60n;
const MOST_PER_UNIT = 2n ** 64n - 1n;

interface World extends Membership {
  readonly guildTerms: GuildTerms;
  readonly guild: bigint;
  readonly account: GuildAccount;
}

describe("GuildTerms", function () {
  /** The guild's account performs an act, as its council decided. */
  const asGuild = (world: World, method: "specify" | "setGuildTerms", fields: object) => {
    const act = { by: world.guild, nonce: 0, deadline: FOREVER, ...fields };
    const data = world.guildTerms.interface.encodeFunctionData(method as "specify", [act as never, "0x"]);
    return world.account.connect(world.nation).execute(world.guildTerms, 0, data);
  };
  const specify = (world: World, fields: object) => asGuild(world, "specify", fields);
  const setTerms = (world: World, fields: object) => asGuild(world, "setGuildTerms", fields);
  const termsAt = async ({ guildTerms, guild }: World, at: bigint | number) =>
    fieldsOf(await guildTerms.termsAt(guild, at));
  const rateAt = async ({ guildTerms, guild }: World, resource: bigint, at: bigint | number) =>
    fieldsOf(await guildTerms.rateAt(guild, resource, at)) as Record<
      "perUnit" | "perEntry" | "track" | "isKnown",
      unknown
    >;

  describe("constructor", function () {
    it("refuses the zero address in any place", async function () {
      const { members, guilds } = await loadNation();
      const factory = await ethers.getContractFactory("GuildTerms");
      for (const [first, second] of [
        [ethers.ZeroAddress, guilds],
        [members, ethers.ZeroAddress],
      ] as const) {
        await expect(factory.deploy(first, second)).to.be.revertedWithCustomError(factory, "GuildTermsZeroAddress");
      }
    });
  });

  describe("setGuildTerms", function () {
    it("says what the guild set, and since when", async function () {
      const world = await loadNation();
      await setTerms(world, TERMS);
      const [event] = await world.guildTerms.queryFilter(world.guildTerms.filters.GuildTermsSet);
      const setAt = BigInt(await networkHelpers.time.latest());
      expect(fieldsOf(event!.args)).to.deep.equal({ guild: world.guild, ...TERMS, setAt });
    });

    it("INV-26 holds for a season that opens a second later, and not for one of the same second", async function () {
      const world = await loadNation();
      await setTerms(world, TERMS);
      const setAt = await networkHelpers.time.latest();
      expect(await termsAt(world, setAt)).to.deep.equal(NOTHING);
      expect(await termsAt(world, setAt + 1)).to.deep.equal(TERMS);
    });

    it("keeps each of the three apart", async function () {
      const world = await loadNation();
      for (const terms of [
        { ...NOTHING, budget: 4_800n },
        { ...NOTHING, totalsOnly: true },
        { ...NOTHING, countsWorks: true },
        NOTHING,
      ]) {
        await setTerms(world, terms);
        expect(await termsAt(world, FOREVER)).to.deep.equal(terms);
      }
    });

    describe("given terms set before", function () {
      it("INV-26 changes nothing for a season opened between the two", async function () {
        const world = await loadNation();
        await setTerms(world, TERMS);
        await networkHelpers.time.increase(DAY);
        const opensAt = await networkHelpers.time.latest();
        await networkHelpers.time.increase(DAY);
        await setTerms(world, NOTHING);
        expect(await termsAt(world, opensAt)).to.deep.equal(TERMS);
        expect(await termsAt(world, FOREVER)).to.deep.equal(NOTHING);
      });
    });

    describe("given two sets of terms in one second", function () {
      it("INV-26 takes the last of them for what opens later, and neither for what opens in it", async function () {
        const world = await loadNation();
        const second = (await networkHelpers.time.latest()) + 10;
        const blocks = [TERMS, { ...NOTHING, budget: 9n }];
        await ethers.provider.send("evm_setAutomine", [false]);
        const sent = [];
        for (const terms of blocks) sent.push(await setTermsWithGas(world, terms));
        await networkHelpers.time.setNextBlockTimestamp(second);
        await ethers.provider.send("evm_mine", []);
        await ethers.provider.send("evm_setAutomine", [true]);
        for (const transaction of sent) expect((await transaction.wait())?.status).to.equal(1);
        expect(await termsAt(world, second)).to.deep.equal(NOTHING);
        expect(await termsAt(world, second + 1)).to.deep.equal(blocks[1]);
      });
    });

    describe("when somebody else's account sends it", function () {
      it("reverts with StatementNotByKeyHolder", async function () {
        const world = await loadNation();
        const { guildTerms, guild, founders } = world;
        const { signer } = founders[0]!;
        await expect(
          guildTerms.connect(signer).setGuildTerms({ by: guild, ...TERMS, nonce: 0, deadline: FOREVER }, "0x"),
        )
          .to.be.revertedWithCustomError(guildTerms, "StatementNotByKeyHolder")
          .withArgs(guild, signer.address);
      });
    });

    describe("when a person sets them", function () {
      it("reverts with GuildTermsUnknownGuild", async function () {
        const { guildTerms, founders } = await loadNation();
        const { id, signer } = founders[0]!;
        await expect(guildTerms.connect(signer).setGuildTerms({ by: id, ...TERMS, nonce: 0, deadline: FOREVER }, "0x"))
          .to.be.revertedWithCustomError(guildTerms, "GuildTermsUnknownGuild")
          .withArgs(id);
      });
    });
  });

  describe("specify", function () {
    it("says what the resource is, its rate, and since when", async function () {
      const world = await loadNation();
      await specify(world, WORDS);
      const [event] = await world.guildTerms.queryFilter(world.guildTerms.filters.ResourceSpecified);
      const setAt = BigInt(await networkHelpers.time.latest());
      expect(fieldsOf(event!.args)).to.deep.equal({ guild: world.guild, ...WORDS, setAt });
    });

    it("INV-26 holds for a season that opens a second later, and not for one of the same second", async function () {
      const world = await loadNation();
      await specify(world, WORDS);
      const setAt = await networkHelpers.time.latest();
      expect((await rateAt(world, 7n, setAt)).isKnown).to.equal(false);
      const { perUnit, perEntry, track } = WORDS;
      expect(await rateAt(world, 7n, setAt + 1)).to.deep.equal({ perUnit, perEntry, track, isKnown: true });
    });

    it("keeps each resource apart, with its own track", async function () {
      const world = await loadNation();
      await specify(world, WORDS);
      await specify(world, HOSTING);
      await specify(world, {
        ...HOSTING,
        resource: 9n,
        perUnit: MOST_PER_UNIT,
        perEntry: MOST_PER_ENTRY,
        track: TRACK.love,
      });
      expect(await rateAt(world, 7n, FOREVER)).to.deep.include({ perUnit: 250_000n, perEntry: 0n, track: 0n });
      expect(await rateAt(world, 8n, FOREVER)).to.deep.include({ perUnit: 0n, perEntry: 90n, track: 2n });
      expect(await rateAt(world, 9n, FOREVER)).to.deep.include({
        perUnit: MOST_PER_UNIT,
        perEntry: MOST_PER_ENTRY,
        track: 1n,
      });
      expect((await rateAt(world, 10n, FOREVER)).isKnown).to.equal(false);
    });

    it("knows nothing of the time before the first second", async function () {
      const world = await loadNation();
      await specify(world, WORDS);
      expect((await rateAt(world, 7n, 0)).isKnown).to.equal(false);
    });

    describe("given a rate set before", function () {
      it("INV-26 changes nothing for a season opened between the two", async function () {
        const world = await loadNation();
        await specify(world, WORDS);
        await networkHelpers.time.increase(DAY);
        const opensAt = await networkHelpers.time.latest();
        await specify(world, { ...WORDS, perUnit: 1n });
        expect((await rateAt(world, 7n, opensAt)).perUnit).to.equal(250_000n);
        expect((await rateAt(world, 7n, FOREVER)).perUnit).to.equal(1n);
      });
    });

    describe("when the resource is time worked", function () {
      it("reverts with GuildTermsBadResource", async function () {
        const world = await loadNation();
        await expect(specify(world, { ...WORDS, resource: 0n }))
          .to.be.revertedWithCustomError(world.guildTerms, "GuildTermsBadResource")
          .withArgs(0n);
      });
    });

    describe("when the name is empty or too long, or the unit too long", function () {
      it("reverts with GuildTermsBadName", async function () {
        const world = await loadNation();
        for (const [name, unit] of [
          ["", "word"],
          ["n".repeat(65), "word"],
          ["translation", "u".repeat(33)],
        ] as const) {
          await expect(specify(world, { ...WORDS, name, unit }))
            .to.be.revertedWithCustomError(world.guildTerms, "GuildTermsBadName")
            .withArgs(name.length, unit.length);
        }
        await specify(world, { ...WORDS, name: "n".repeat(64), unit: "u".repeat(32) });
      });
    });

    describe("when the rate is worth nothing, or more than an entry may have", function () {
      it("reverts with GuildTermsBadRate", async function () {
        const world = await loadNation();
        for (const [perUnit, perEntry] of [
          [0n, 0n],
          [1n, MOST_PER_ENTRY + 1n],
        ]) {
          await expect(specify(world, { ...WORDS, perUnit, perEntry }))
            .to.be.revertedWithCustomError(world.guildTerms, "GuildTermsBadRate")
            .withArgs(perUnit, perEntry);
        }
      });
    });

    describe("when a person specifies", function () {
      it("reverts with GuildTermsUnknownGuild", async function () {
        const { guildTerms, founders } = await loadNation();
        const { id, signer } = founders[0]!;
        await expect(guildTerms.connect(signer).specify({ by: id, ...WORDS, nonce: 0, deadline: FOREVER }, "0x"))
          .to.be.revertedWithCustomError(guildTerms, "GuildTermsUnknownGuild")
          .withArgs(id);
      });
    });
  });

  describe("a signed act", function () {
    it("is read as the SDK signs it: what is refused then is the person, not the signature", async function () {
      const world = await loadNation();
      const [amara] = world.founders;
      const by = amara!.id;
      const terms = { by, ...TERMS, nonce: 1n, deadline: FOREVER };
      const words = { by, ...WORDS, nonce: 2n, deadline: FOREVER };
      const refused = async (sent: Promise<unknown>) => {
        await expect(sent).to.be.revertedWithCustomError(world.guildTerms, "GuildTermsUnknownGuild").withArgs(by);
      };
      const ofTerms = await sign(world, amara!, world.guildTerms, "setGuildTerms", terms);
      await refused(world.guildTerms.setGuildTerms(terms, ofTerms));
      const ofWords = await sign(world, amara!, world.guildTerms, "specify", words);
      await refused(world.guildTerms.specify(words, ofWords));
    });
  });

  /** Without asking first what it costs: in a block that waits, that would be asked of the state before it. */
  const setTermsWithGas = (world: World, terms: object) => {
    const act = { by: world.guild, nonce: 0, deadline: FOREVER, ...terms };
    const data = world.guildTerms.interface.encodeFunctionData("setGuildTerms", [act as never, "0x"]);
    return world.account.connect(world.nation).execute(world.guildTerms, 0, data, { gasLimit: 300_000n });
  };
});

async function deployNation(): Promise<World> {
  const nation = await deployMembership(ethers, { founders: 2 });
  const { members, guilds, founders } = nation;
  await guilds.fillSeat(0, nation.nation); // the council's seat
  const guild = await foundGuild(nation, "Loom", founders);
  const account = await ethers.getContractAt("GuildAccount", await guilds.accountOf(guild));
  return { ...nation, guildTerms: await ethers.deployContract("GuildTerms", [members, guilds]), guild, account };
}

const loadNation = () => networkHelpers.loadFixture(deployNation);

/** What a struct or an event says, by its names. */
const fieldsOf = (struct: unknown) => (struct as Result).toObject();
