import { expect } from "chai";
import type { Result } from "ethers";
import { network } from "hardhat";

import { encodePayload, type EntryInput } from "../../../sdk/contributions/payload.ts";
import type { Commitments } from "../../../typechain-types/index.ts";
import {
  deployContributions,
  hours,
  NO_BATCH,
  submitBatch,
  type Contributions,
  type SubmittedBatch,
} from "../../fixtures/contributions.ts";
import { DAY, FOREVER, foundGuild, sign, YEAR, type Person } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.getOrCreate();

const STATE = { none: 0n, open: 1n, overdue: 2n, cancelled: 3n, fulfilled: 4n };

interface World extends Contributions {
  readonly commitments: Commitments;
  readonly guild: bigint;
  readonly amara: Person;
  readonly bo: Person;
  readonly outsider: Person;
  /** A week from the fixture's last block (Unix seconds). */
  readonly dueAt: bigint;
}

interface Promised {
  readonly id: string;
  readonly payload: string;
}

describe("Commitments", function () {
  const make = (world: World, by: Person, entries: readonly EntryInput[] = [hours(by)], fields: object = {}) => {
    const payload = encodePayload(entries);
    const act = { by: by.id, guild: world.guild, payload, dueAt: world.dueAt, deadline: FOREVER, ...fields };
    return { act, sent: world.commitments.connect(by.signer).make(act, "0x") };
  };
  const made = async (world: World, by: Person): Promise<Promised> => {
    const { act, sent } = make(world, by);
    await sent;
    const id = await world.commitments.commitmentId(act.by, act.guild, act.dueAt, act.payload);
    return { id, payload: act.payload };
  };
  const cancel = ({ commitments }: World, by: Person, commitment: string) =>
    commitments.connect(by.signer).cancel({ by: by.id, commitment, deadline: FOREVER }, "0x");
  const fulfil = ({ commitments }: World, by: Person, commitment: string, batch: string) =>
    commitments.connect(by.signer).fulfil({ by: by.id, commitment, batch, deadline: FOREVER }, "0x");
  const withdraw = ({ ledger }: World, by: Person, { id }: SubmittedBatch) =>
    ledger.connect(by.signer).withdraw({ by: by.id, batch: id, withdrawn: [], deadline: FOREVER }, "0x", "0x");
  const stateOf = ({ commitments }: World, id: string) => commitments.stateOf(id);

  describe("constructor", function () {
    it("refuses the zero address in any place", async function () {
      const { members, guilds, ledger } = await loadNation();
      const factory = await ethers.getContractFactory("Commitments");
      const zero = ethers.ZeroAddress;
      for (const [first, second, third] of [
        [zero, guilds, ledger],
        [members, zero, ledger],
        [members, guilds, zero],
      ] as const) {
        await expect(factory.deploy(first, second, third)).to.be.revertedWithCustomError(
          factory,
          "CommitmentsZeroAddress",
        );
      }
    });
  });

  describe("make", function () {
    it("keeps who will do how much for whom until when, and says what in the log", async function () {
      const world = await loadNation();
      const { commitments, guild, amara, dueAt } = world;
      const { act, sent } = make(world, amara, [hours(amara), hours(amara, { track: "care" })]);
      await sent;
      const id = await commitments.commitmentId(amara.id, guild, dueAt, act.payload);
      const madeAt = BigInt(await networkHelpers.time.latest());
      const kept = { guild, by: amara.id, madeAt, dueAt, count: 2n, cancelled: false, batch: NO_BATCH };
      expect(fieldsOf(await commitments.commitmentOf(id))).to.deep.equal(kept);
      expect(await stateOf(world, id)).to.equal(STATE.open);
      const [event] = await commitments.queryFilter(commitments.filters.CommitmentMade);
      const { payload } = act;
      expect(fieldsOf(event!.args)).to.deep.equal({ commitment: id, guild, by: amara.id, madeAt, dueAt, payload });
    });

    it("credits nothing", async function () {
      const world = await loadNation();
      const { ledger, guild, amara } = world;
      await made(world, amara);
      expect(await ledger.recordOf(guild, amara.id)).to.deep.equal([0n, 0n, 0n]);
    });

    it("knows nothing of what nobody promised", async function () {
      const world = await loadNation();
      expect(await stateOf(world, NO_BATCH)).to.equal(STATE.none);
    });

    it("takes what is no time at all, in any quantity", async function () {
      const world = await loadNation();
      const { sent } = make(world, world.amara, [hours(world.amara, { resource: 7, quantity: 1_000_000 })]);
      await expect(sent).to.emit(world.commitments, "CommitmentMade");
    });

    describe("given the due date", function () {
      it("is overdue from that very second on", async function () {
        const world = await loadNation();
        const { id } = await made(world, world.amara);
        await networkHelpers.time.increaseTo(world.dueAt - 1n);
        expect(await stateOf(world, id)).to.equal(STATE.open);
        await networkHelpers.time.increaseTo(world.dueAt);
        expect(await stateOf(world, id)).to.equal(STATE.overdue);
      });
    });

    describe("given a statement signed by its author", function () {
      it("is carried by anybody", async function () {
        const world = await loadNation();
        const { commitments, guild, amara, dueAt } = world;
        const act = { by: amara.id, guild, payload: encodePayload([hours(amara)]), dueAt, deadline: FOREVER };
        const signature = await sign(world, amara, commitments, "make", act);
        await expect(commitments.make(act, signature)).to.emit(commitments, "CommitmentMade");
      });
    });

    describe("when the author is not on the guild's roster", function () {
      it("reverts with CommitmentsNotOnRoster", async function () {
        const world = await loadNation();
        const { sent } = make(world, world.outsider);
        await expect(sent)
          .to.be.revertedWithCustomError(world.commitments, "CommitmentsNotOnRoster")
          .withArgs(world.guild, world.outsider.id);
      });
    });

    describe("when the author rests", function () {
      it("reverts with CommitmentsNotAdmitted", async function () {
        const world = await loadNation();
        const { members, commitments, amara } = world;
        const act = { by: amara.id, resting: true, nonce: 0, deadline: FOREVER };
        await members.connect(amara.signer).rest(act, "0x");
        const { sent } = make(world, amara);
        await expect(sent).to.be.revertedWithCustomError(commitments, "CommitmentsNotAdmitted").withArgs(amara.id);
      });
    });

    describe("when it is due by now, or in more than ten years", function () {
      it("reverts with CommitmentsBadDue", async function () {
        const world = await loadNation();
        const now = BigInt(await networkHelpers.time.latest());
        for (const dueAt of [now, now + 3_651n * DAY]) {
          const { sent } = make(world, world.amara, undefined, { dueAt });
          await expect(sent).to.be.revertedWithCustomError(world.commitments, "CommitmentsBadDue").withArgs(dueAt);
        }
      });
    });

    describe("when exactly this was promised before", function () {
      it("reverts with CommitmentsKnown, also after it was cancelled", async function () {
        const world = await loadNation();
        const { id } = await made(world, world.amara);
        await cancel(world, world.amara, id);
        const { sent } = make(world, world.amara);
        await expect(sent).to.be.revertedWithCustomError(world.commitments, "CommitmentsKnown").withArgs(id);
      });

      it("takes the same for another date", async function () {
        const world = await loadNation();
        await made(world, world.amara);
        const { sent } = make(world, world.amara, undefined, { dueAt: world.dueAt + 1n });
        await expect(sent).to.emit(world.commitments, "CommitmentMade");
      });
    });

    describe("when the payload is not 1 to 100 whole entries of format 1", function () {
      it("reverts with CommitmentsBadPayload", async function () {
        const world = await loadNation();
        const { amara } = world;
        const evidence = `0x${"11".repeat(32)}`;
        for (const payload of [
          "0x",
          "0x01",
          "0x0100",
          encodePayload([hours(amara, { evidence })]),
          encodePayload(Array.from({ length: 101 }, () => hours(amara))),
        ]) {
          const { sent } = make(world, amara, undefined, { payload });
          await expect(sent)
            .to.be.revertedWithCustomError(world.commitments, "CommitmentsBadPayload")
            .withArgs(payload === "0x" ? 0 : Number(payload.slice(0, 4)), ethers.dataLength(payload));
        }
        const hundred = encodePayload(Array.from({ length: 100 }, () => hours(amara)));
        const { sent } = make(world, amara, undefined, { payload: hundred });
        await expect(sent).to.emit(world.commitments, "CommitmentMade");
      });
    });

    describe("when an entry is somebody else's, or could never be entered", function () {
      it("reverts with CommitmentsBadEntry", async function () {
        const world = await loadNation();
        const { amara, bo } = world;
        const good = encodePayload([hours(amara)]);
        const own = good.slice(4);
        const byte9 = (value: string) => own.slice(0, 18) + value + own.slice(20);
        const year = own.slice(0, 28) + (527_041).toString(16).padStart(8, "0") + own.slice(36);
        for (const bad of [encodePayload([hours(bo)]).slice(4), byte9("03"), byte9("40"), year]) {
          const { sent } = make(world, amara, undefined, { payload: `${good}${bad}` });
          await expect(sent).to.be.revertedWithCustomError(world.commitments, "CommitmentsBadEntry").withArgs(1);
        }
      });
    });
  });

  describe("cancel", function () {
    it("INV-28 ends it for good", async function () {
      const world = await loadNation();
      const { id } = await made(world, world.amara);
      await expect(cancel(world, world.amara, id))
        .to.emit(world.commitments, "CommitmentCancelled")
        .withArgs(id, world.amara.id);
      expect(await stateOf(world, id)).to.equal(STATE.cancelled);
      await networkHelpers.time.increase(YEAR);
      expect(await stateOf(world, id)).to.equal(STATE.cancelled);
    });

    it("takes back also what is overdue", async function () {
      const world = await loadNation();
      const { id } = await made(world, world.amara);
      await networkHelpers.time.increase(30n * DAY);
      await cancel(world, world.amara, id);
      expect(await stateOf(world, id)).to.equal(STATE.cancelled);
    });

    it("takes a signed statement", async function () {
      const world = await loadNation();
      const { commitments, amara } = world;
      const { id } = await made(world, amara);
      const act = { by: amara.id, commitment: id, deadline: FOREVER };
      await commitments.cancel(act, await sign(world, amara, commitments, "cancel", act));
      expect(await stateOf(world, id)).to.equal(STATE.cancelled);
    });

    describe("when there is no such commitment", function () {
      it("reverts with CommitmentsUnknown", async function () {
        const world = await loadNation();
        await expect(cancel(world, world.amara, NO_BATCH))
          .to.be.revertedWithCustomError(world.commitments, "CommitmentsUnknown")
          .withArgs(NO_BATCH);
      });
    });

    describe("when another cancels it", function () {
      it("reverts with CommitmentsNotAuthor", async function () {
        const world = await loadNation();
        const { id } = await made(world, world.amara);
        await expect(cancel(world, world.bo, id))
          .to.be.revertedWithCustomError(world.commitments, "CommitmentsNotAuthor")
          .withArgs(id, world.bo.id);
      });
    });

    describe("when it is cancelled already", function () {
      it("reverts with CommitmentsNotOpen", async function () {
        const world = await loadNation();
        const { id } = await made(world, world.amara);
        await cancel(world, world.amara, id);
        await expect(cancel(world, world.amara, id))
          .to.be.revertedWithCustomError(world.commitments, "CommitmentsNotOpen")
          .withArgs(id, STATE.cancelled);
      });
    });
  });

  describe("fulfil", function () {
    it("links it to a batch, and is fulfilled also past its date", async function () {
      const world = await loadNation();
      const { commitments, guild, amara } = world;
      const { id } = await made(world, amara);
      await networkHelpers.time.increase(30n * DAY);
      const batch = await submitBatch(world, guild, amara, [hours(amara)]);
      await expect(fulfil(world, amara, id, batch.id))
        .to.emit(commitments, "CommitmentFulfilled")
        .withArgs(id, amara.id, batch.id);
      expect(await stateOf(world, id)).to.equal(STATE.fulfilled);
      expect((await commitments.commitmentOf(id)).batch).to.equal(batch.id);
    });

    it("takes a signed statement", async function () {
      const world = await loadNation();
      const { commitments, guild, amara } = world;
      const { id } = await made(world, amara);
      const batch = await submitBatch(world, guild, amara, [hours(amara)]);
      const act = { by: amara.id, commitment: id, batch: batch.id, deadline: FOREVER };
      await commitments.fulfil(act, await sign(world, amara, commitments, "fulfil", act));
      expect(await stateOf(world, id)).to.equal(STATE.fulfilled);
    });

    it("INV-28 cannot be cancelled or linked to another batch any more", async function () {
      const world = await loadNation();
      const { commitments, guild, amara } = world;
      const { id } = await made(world, amara);
      const [one, two] = [
        await submitBatch(world, guild, amara, [hours(amara)]),
        await submitBatch(world, guild, amara, [hours(amara, { quantity: 5 })]),
      ];
      await fulfil(world, amara, id, one.id);
      await expect(fulfil(world, amara, id, two.id))
        .to.be.revertedWithCustomError(commitments, "CommitmentsNotOpen")
        .withArgs(id, STATE.fulfilled);
      await expect(cancel(world, amara, id)).to.be.revertedWithCustomError(commitments, "CommitmentsNotOpen");
    });

    describe("given that its batch is withdrawn later", function () {
      it("INV-28 stands open again, and takes another batch", async function () {
        const world = await loadNation();
        const { guild, amara } = world;
        const { id } = await made(world, amara);
        const batch = await submitBatch(world, guild, amara, [hours(amara)]);
        await fulfil(world, amara, id, batch.id);
        await withdraw(world, amara, batch);
        expect(await stateOf(world, id)).to.equal(STATE.open);
        const next = await submitBatch(world, guild, amara, [hours(amara, { quantity: 5 })]);
        await fulfil(world, amara, id, next.id);
        expect(await stateOf(world, id)).to.equal(STATE.fulfilled);
      });
    });

    describe("when the batch is another's, of another guild, or none", function () {
      it("reverts with CommitmentsOtherBatch", async function () {
        const world = await loadNation();
        const { guild, amara, bo } = world;
        const { id } = await made(world, amara);
        const elsewhere = await foundGuild(world, "Kiln", [amara]);
        const others = await submitBatch(world, guild, bo, [hours(amara)]);
        const own = await submitBatch(world, elsewhere, amara, [hours(amara)]);
        for (const batch of [others.id, own.id, NO_BATCH]) {
          await expect(fulfil(world, amara, id, batch))
            .to.be.revertedWithCustomError(world.commitments, "CommitmentsOtherBatch")
            .withArgs(id, batch);
        }
      });
    });

    describe("when the batch is withdrawn", function () {
      it("reverts with CommitmentsBatchWithdrawn", async function () {
        const world = await loadNation();
        const { guild, amara } = world;
        const { id } = await made(world, amara);
        const batch = await submitBatch(world, guild, amara, [hours(amara)]);
        await withdraw(world, amara, batch);
        await expect(fulfil(world, amara, id, batch.id))
          .to.be.revertedWithCustomError(world.commitments, "CommitmentsBatchWithdrawn")
          .withArgs(batch.id);
      });
    });

    describe("when another fulfils it, or it was cancelled, or there is none", function () {
      it("reverts as cancel does", async function () {
        const world = await loadNation();
        const { commitments, amara, bo } = world;
        const { id } = await made(world, amara);
        await expect(fulfil(world, bo, id, NO_BATCH)).to.be.revertedWithCustomError(
          commitments,
          "CommitmentsNotAuthor",
        );
        await expect(fulfil(world, amara, NO_BATCH, NO_BATCH)).to.be.revertedWithCustomError(
          commitments,
          "CommitmentsUnknown",
        );
        await cancel(world, amara, id);
        await expect(fulfil(world, amara, id, NO_BATCH)).to.be.revertedWithCustomError(
          commitments,
          "CommitmentsNotOpen",
        );
      });
    });
  });
});

async function deployNation(): Promise<World> {
  const nation = await deployContributions(ethers, { founders: 3, terms: { longestRest: YEAR } });
  const { members, guilds, ledger, founders } = nation;
  const [amara, bo, outsider] = founders as [Person, Person, Person];
  const guild = await foundGuild(nation, "Loom", [amara, bo]);
  const commitments = await ethers.deployContract("Commitments", [members, guilds, ledger]);
  const dueAt = BigInt(await networkHelpers.time.latest()) + 7n * DAY;
  return { ...nation, commitments, guild, amara, bo, outsider, dueAt };
}

const loadNation = () => networkHelpers.loadFixture(deployNation);

/** What a struct or an event says, by its names. */
const fieldsOf = (struct: unknown) => (struct as Result).toObject();
