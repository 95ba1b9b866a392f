import { expect } from "chai";
import { network } from "hardhat";

import type { Conflicts } from "../../../typechain-types/index.ts";
import {
  deployMembership,
  FOREVER,
  foundGuild,
  sign,
  type Membership,
  type Person,
} from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.getOrCreate();

interface World extends Membership {
  readonly conflicts: Conflicts;
}

describe("Conflicts", function () {
  const declare = (world: World, by: Person, other: bigint) =>
    world.conflicts.connect(by.signer).declare({ by: by.id, other, nonce: 0, deadline: FOREVER }, "0x");
  const takeBack = (world: World, by: Person, other: bigint) =>
    world.conflicts.connect(by.signer).takeBack({ by: by.id, other, nonce: 0, deadline: FOREVER }, "0x");
  const between = ({ conflicts }: World, one: Person, other: Person) => conflicts.isBetween(one.id, other.id);
  const listed = async ({ conflicts }: World, { id }: Person) => {
    const [declared, namedBy] = await conflicts.conflictsOf(id);
    return { declared: idsIn(declared), namedBy: idsIn(namedBy) };
  };

  describe("constructor", function () {
    it("refuses the zero address in the register's place", async function () {
      const factory = await ethers.getContractFactory("Conflicts");
      await expect(factory.deploy(ethers.ZeroAddress)).to.be.revertedWithCustomError(factory, "ConflictsZeroAddress");
    });
  });

  describe("declare", function () {
    it("binds both, whoever of the two is asked about first", async function () {
      const world = await loadNation();
      const [amara, bo] = peopleOf(world);
      await expect(declare(world, amara!, bo!.id))
        .to.emit(world.conflicts, "ConflictDeclared")
        .withArgs(amara!.id, bo!.id);
      expect(await between(world, amara!, bo!)).to.equal(true);
      expect(await between(world, bo!, amara!)).to.equal(true);
    });

    it("lists each of the two with the other", async function () {
      const world = await loadNation();
      const [amara, bo] = peopleOf(world);
      await declare(world, amara!, bo!.id);
      expect(await listed(world, amara!)).to.deep.equal({ declared: [bo!.id], namedBy: [] });
      expect(await listed(world, bo!)).to.deep.equal({ declared: [], namedBy: [amara!.id] });
    });

    it("binds nobody else", async function () {
      const world = await loadNation();
      const [amara, bo, chen] = peopleOf(world);
      await declare(world, amara!, bo!.id);
      expect(await between(world, amara!, chen!)).to.equal(false);
      expect(await between(world, bo!, chen!)).to.equal(false);
    });

    it("finds no conflict with nobody", async function () {
      const world = await loadNation();
      const [amara] = peopleOf(world);
      expect(await world.conflicts.isBetween(amara!.id, 0n)).to.equal(false);
      expect(await world.conflicts.isBetween(0n, amara!.id)).to.equal(false);
    });

    describe("given a statement signed by its author", function () {
      it("is carried by anybody, once", async function () {
        const world = await loadNation();
        const [amara, bo] = peopleOf(world);
        const act = { by: amara!.id, other: bo!.id, nonce: 7n, deadline: FOREVER };
        const signature = await sign(world, amara!, world.conflicts, "declare", act);
        await world.conflicts.declare(act, signature);
        await takeBack(world, amara!, bo!.id);
        await expect(world.conflicts.declare(act, signature))
          .to.be.revertedWithCustomError(world.conflicts, "StatementNonceUsed")
          .withArgs(amara!.id, 7n);
      });
    });

    describe("when the sender does not hold the author's key", function () {
      it("reverts with StatementNotByKeyHolder", async function () {
        const world = await loadNation();
        const [amara, bo, chen] = peopleOf(world);
        const { conflicts } = world;
        await expect(
          conflicts.connect(chen!.signer).declare({ by: amara!.id, other: bo!.id, nonce: 0, deadline: FOREVER }, "0x"),
        )
          .to.be.revertedWithCustomError(conflicts, "StatementNotByKeyHolder")
          .withArgs(amara!.id, chen!.signer.address);
      });
    });

    describe("when the other is the author, a guild or nobody", function () {
      it("reverts with ConflictsNotPersons", async function () {
        const world = await loadNation();
        const [amara] = peopleOf(world);
        const guild = await foundGuild(world, "Loom", [amara!]);
        for (const other of [amara!.id, guild, 0n, 999n]) {
          await expect(declare(world, amara!, other))
            .to.be.revertedWithCustomError(world.conflicts, "ConflictsNotPersons")
            .withArgs(amara!.id, other);
        }
      });
    });

    describe("when the author has declared it already", function () {
      it("reverts with ConflictsKnown", async function () {
        const world = await loadNation();
        const [amara, bo] = peopleOf(world);
        await declare(world, amara!, bo!.id);
        await expect(declare(world, amara!, bo!.id))
          .to.be.revertedWithCustomError(world.conflicts, "ConflictsKnown")
          .withArgs(amara!.id, bo!.id);
      });
    });

    describe("given a conflict that the other has declared", function () {
      it("is declared by the second too, and lasts until both have taken it back", async function () {
        const world = await loadNation();
        const [amara, bo] = peopleOf(world);
        await declare(world, amara!, bo!.id);
        await declare(world, bo!, amara!.id);
        await takeBack(world, amara!, bo!.id);
        expect(await between(world, amara!, bo!)).to.equal(true);
        await takeBack(world, bo!, amara!.id);
        expect(await between(world, amara!, bo!)).to.equal(false);
      });
    });

    describe("given eight by one author", function () {
      it("reverts with ConflictsFull, until one is taken back", async function () {
        const world = await loadNation();
        const [amara, ...others] = peopleOf(world);
        for (const { id } of others.slice(0, 8)) await declare(world, amara!, id);
        await expect(declare(world, amara!, others[8]!.id))
          .to.be.revertedWithCustomError(world.conflicts, "ConflictsFull")
          .withArgs(amara!.id);
        await takeBack(world, amara!, others[3]!.id);
        await declare(world, amara!, others[8]!.id);
        expect((await listed(world, amara!)).declared[3]).to.equal(others[8]!.id);
      });
    });

    describe("given eight who named the same person", function () {
      it("INV-27 binds the ninth too, who is listed only with whom they named", async function () {
        const world = await loadNation();
        const [amara, ...others] = peopleOf(world);
        for (const other of others.slice(0, 9)) await declare(world, other, amara!.id);
        const ninth = others[8]!;
        expect(await between(world, amara!, ninth)).to.equal(true);
        expect((await listed(world, amara!)).namedBy).to.deep.equal(others.slice(0, 8).map(({ id }) => id));
        expect((await listed(world, ninth)).declared).to.deep.equal([amara!.id]);
      });

      it("frees no place when the ninth takes it back, and gives them a free one when they declare it again", async function () {
        const world = await loadNation();
        const [amara, ...others] = peopleOf(world);
        for (const other of others.slice(0, 9)) await declare(world, other, amara!.id);
        const ninth = others[8]!;
        await takeBack(world, ninth, amara!.id);
        expect(await between(world, amara!, ninth)).to.equal(false);
        expect((await listed(world, amara!)).namedBy).to.have.length(8);
        await takeBack(world, others[2]!, amara!.id);
        await declare(world, ninth, amara!.id);
        expect((await listed(world, amara!)).namedBy[2]).to.equal(ninth.id);
      });
    });
  });

  describe("takeBack", function () {
    it("ends the conflict for both and empties both lists", async function () {
      const world = await loadNation();
      const [amara, bo] = peopleOf(world);
      await declare(world, amara!, bo!.id);
      await expect(takeBack(world, amara!, bo!.id))
        .to.emit(world.conflicts, "ConflictTakenBack")
        .withArgs(amara!.id, bo!.id);
      expect(await between(world, amara!, bo!)).to.equal(false);
      expect(await listed(world, amara!)).to.deep.equal({ declared: [], namedBy: [] });
      expect(await listed(world, bo!)).to.deep.equal({ declared: [], namedBy: [] });
    });

    it("takes a signed statement, as every act", async function () {
      const world = await loadNation();
      const [amara, bo] = peopleOf(world);
      await declare(world, amara!, bo!.id);
      const act = { by: amara!.id, other: bo!.id, nonce: 1n, deadline: FOREVER };
      await world.conflicts.takeBack(act, await sign(world, amara!, world.conflicts, "takeBack", act));
      expect(await between(world, amara!, bo!)).to.equal(false);
    });

    describe("when the author has not declared it, though the other has", function () {
      it("reverts with ConflictsUnknown", async function () {
        const world = await loadNation();
        const [amara, bo] = peopleOf(world);
        await declare(world, amara!, bo!.id);
        await expect(takeBack(world, bo!, amara!.id))
          .to.be.revertedWithCustomError(world.conflicts, "ConflictsUnknown")
          .withArgs(bo!.id, amara!.id);
      });
    });

    describe("when it names nobody", function () {
      it("reverts with ConflictsUnknown, whatever places are free", async function () {
        const world = await loadNation();
        const [amara] = peopleOf(world);
        await expect(takeBack(world, amara!, 0n))
          .to.be.revertedWithCustomError(world.conflicts, "ConflictsUnknown")
          .withArgs(amara!.id, 0n);
      });
    });
  });
});

async function deployNation(): Promise<World> {
  const nation = await deployMembership(ethers, { founders: 12 });
  return { ...nation, conflicts: await ethers.deployContract("Conflicts", [nation.members]) };
}

const loadNation = () => networkHelpers.loadFixture(deployNation);

const peopleOf = ({ founders }: World) => founders;

/** The ids in a word of eight, without what is free behind the last. */
function idsIn(word: bigint): bigint[] {
  const ids = Array.from({ length: 8 }, (_, place) => (word >> BigInt(32 * place)) & 0xffff_ffffn);
  return ids.slice(0, ids.findLastIndex((id) => id !== 0n) + 1);
}
