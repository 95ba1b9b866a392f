import { expect } from "chai";
import { id as hashOf, type Result } from "ethers";
import { network } from "hardhat";

import {
  BUCKET,
  COBUDGET_TERMS,
  deployCobudget,
  give,
  openRound,
  proposeBucket,
  running,
  ROUND_LASTS,
  toEnd,
  type BudgetedNation,
} from "../../fixtures/cobudget.ts";
import { DAY, FOREVER, sign, vouchIn, YEAR, type Person } from "../../fixtures/membership.ts";
import { asGuild, COIN } from "../../fixtures/treasury.ts";

const { ethers, networkHelpers: helpers } = await network.getOrCreate();

const QUIRK = { None: 0, Reverts: 3, TakesFee: 4 } as const;

const withdraws = ({ cobudget }: BudgetedNation, bucket: bigint, by: Person) =>
  cobudget.connect(by.signer).withdraw({ by: by.id, bucket, deadline: FOREVER }, "0x");

describe("Cobudget", function () {
  const load = () => helpers.loadFixture(deploy);

  describe("constructor and setTerms", function () {
    it("refuses the zero address in any place", async function () {
      const { cobudget, timelock, members, guilds, surplus } = await load();
      const factory = await ethers.getContractFactory("Cobudget");
      const args = [timelock, members, guilds, surplus] as const;
      for (let place = 0; place < args.length; ++place) {
        const given = args.map((arg, index) => (index === place ? ethers.ZeroAddress : arg));
        const all = [...given, COBUDGET_TERMS] as unknown as Parameters<typeof factory.deploy>;
        await expect(factory.deploy(...all)).to.be.revertedWithCustomError(cobudget, "CharteredZeroAddress");
      }
    });

    it("keeps the terms and says so", async function () {
      const { cobudget } = await load();
      const terms = { isOn: true, ownAllowed: false, onDelivery: true, deliveryPeriod: DAY };
      await expect(cobudget.setTerms(terms))
        .to.emit(cobudget, "CobudgetTermsSet")
        .withArgs(...Object.values(terms));
      expect(fieldsOf(await cobudget.terms())).to.deep.equal(terms);
    });

    it("refuses a delivery period out of its range, where there are rounds", async function () {
      const { cobudget } = await load();
      for (const deliveryPeriod of [DAY - 1n, 5n * YEAR + 1n]) {
        await expect(cobudget.setTerms({ ...COBUDGET_TERMS, deliveryPeriod }))
          .to.be.revertedWithCustomError(cobudget, "CobudgetBadTerms")
          .withArgs("deliveryPeriod");
      }
      await cobudget.setTerms({ isOn: false, ownAllowed: false, onDelivery: false, deliveryPeriod: 0n });
    });

    it("is for the nation alone", async function () {
      const { cobudget, people } = await load();
      const other = cobudget.connect(people[0]!.signer);
      for (const sent of [other.setTerms(COBUDGET_TERMS), other.open(COIN, 5n, FOREVER), other.deliver(1)]) {
        await expect(sent)
          .to.be.revertedWithCustomError(cobudget, "CharteredOnlyNation")
          .withArgs(people[0]!.signer.address);
      }
    });
  });

  describe("open", function () {
    it("divides what came equally among the active members of the second before, rounded down", async function () {
      const nation = await load();
      const { cobudget } = nation;
      const round = await openRound(nation, 1_003n);
      const openedAt = BigInt(await helpers.time.latest());
      const { closesAt, deliverBy, ...kept } = fieldsOf(await cobudget.roundOf(round));
      expect(kept).to.deep.equal({
        token: COIN,
        openedAt,
        ownAllowed: true,
        onDelivery: false,
        amount: 1_003n,
        funded: 0n,
        source: nation.nation.address,
        isSettled: false,
        share: 200n,
        electors: 5n,
      });
      expect((deliverBy as bigint) - (closesAt as bigint)).to.equal(30n * DAY);
      expect(await cobudget.heldFor(COIN)).to.equal(1_003);
      const [event] = await cobudget.queryFilter(cobudget.filters.RoundOpened(round));
      expect([...event!.args.state]).to.deep.equal([...(await cobudget.roundOf(round))]);
    });

    it("counts what arrived of a token that keeps a fee", async function () {
      const nation = await load();
      await nation.token.setQuirk(QUIRK.TakesFee);
      const round = await openRound(nation, 1_000n, "token");
      const { amount, share } = await nation.cobudget.roundOf(round);
      expect([amount, share]).to.deep.equal([990n, 198n]);
    });

    describe("when the nation's rules have no rounds", function () {
      it("reverts with CobudgetOff", async function () {
        const nation = await load();
        await nation.cobudget.setTerms({ ...COBUDGET_TERMS, isOn: false });
        await expect(openRound(nation, 1_000n)).to.be.revertedWithCustomError(nation.cobudget, "CobudgetOff");
      });
    });

    describe("when it ends too soon or too late", function () {
      it("reverts with CobudgetBadClose", async function () {
        const { cobudget } = await load();
        const now = BigInt(await helpers.time.latest());
        for (const closesAt of [now + DAY, now + YEAR + 10n]) {
          await expect(cobudget.open(COIN, 5n, closesAt, { value: 5n }))
            .to.be.revertedWithCustomError(cobudget, "CobudgetBadClose")
            .withArgs(closesAt);
        }
      });
    });

    describe("when coins do not match", function () {
      it("reverts with CobudgetWrongValue", async function () {
        const { cobudget, token } = await load();
        const closesAt = BigInt(await helpers.time.latest()) + ROUND_LASTS;
        await expect(cobudget.open(COIN, 6n, closesAt, { value: 5n }))
          .to.be.revertedWithCustomError(cobudget, "CobudgetWrongValue")
          .withArgs(5, 6);
        await expect(cobudget.open(token, 6n, closesAt, { value: 6n }))
          .to.be.revertedWithCustomError(cobudget, "CobudgetWrongValue")
          .withArgs(6, 0);
      });
    });

    describe("when nobody's share is a smallest unit", function () {
      it("reverts with CobudgetNoShare", async function () {
        const nation = await load();
        await expect(openRound(nation, 4n))
          .to.be.revertedWithCustomError(nation.cobudget, "CobudgetNoShare")
          .withArgs(4, 5);
        const closesAt = BigInt(await helpers.time.latest()) + ROUND_LASTS;
        await expect(nation.cobudget.open(nation.nation.address, 10n, closesAt))
          .to.be.revertedWithCustomError(nation.cobudget, "CobudgetNoShare")
          .withArgs(0, 5);
      });
    });
  });

  describe("propose", function () {
    it("is for a steward, and for the guild itself", async function () {
      const nation = await load();
      const { cobudget, loom, people } = nation;
      const round = await openRound(nation, 1_003n);
      const fields = { round, guild: loom, goal: 10n, text: hashOf("yarn"), nonce: 0, deadline: FOREVER };
      await expect(cobudget.connect(people[0]!.signer).propose({ by: people[0]!.id, ...fields }, "0x"))
        .to.emit(cobudget, "BucketProposed")
        .withArgs(1, round, loom, people[0]!.id, 10, hashOf("yarn"));
      const data = cobudget.interface.encodeFunctionData("propose", [{ by: loom, ...fields }, "0x"]);
      await asGuild(ethers, nation, loom, cobudget, data);
      expect(await cobudget.bucketsOf(round, loom)).to.equal(2);
      expect((await cobudget.bucketOf(2)).by).to.equal(loom);
      expect(await cobudget.stateOf(2)).to.equal(BUCKET.open);
    });

    it("takes a signed statement, once", async function () {
      const nation = await load();
      const { cobudget, loom, people } = nation;
      const round = await openRound(nation, 1_003n);
      const [amara] = people as [Person];
      const act = { by: amara.id, round, guild: loom, goal: 10n, text: hashOf("yarn"), nonce: 7, deadline: FOREVER };
      const signature = await sign(nation, amara, cobudget, "propose", act);
      await cobudget.propose(act, signature);
      await expect(cobudget.propose(act, signature)).to.be.revertedWithCustomError(cobudget, "StatementNonceUsed");
    });

    describe("when the author is no steward of it", function () {
      it("reverts with CobudgetNotForGuild", async function () {
        const nation = await load();
        const { cobudget, loom, people } = nation;
        const round = await openRound(nation, 1_003n);
        for (const by of [people[1]!, people[2]!]) {
          await expect(proposeBucket(nation, { round, guild: loom, by, goal: 1n }))
            .to.be.revertedWithCustomError(cobudget, "CobudgetNotForGuild")
            .withArgs(loom, by.id);
        }
        await expect(proposeBucket(nation, { round, guild: people[0]!.id, by: people[0]!, goal: 1n }))
          .to.be.revertedWithCustomError(cobudget, "CobudgetNotForGuild")
          .withArgs(people[0]!.id, people[0]!.id);
      });
    });

    describe("when the goal is nothing, or more than there is", function () {
      it("reverts with CobudgetBadGoal", async function () {
        const nation = await load();
        const round = await openRound(nation, 1_003n);
        for (const goal of [0n, 1_004n]) {
          await expect(proposeBucket(nation, { round, guild: nation.loom, by: nation.people[0]!, goal }))
            .to.be.revertedWithCustomError(nation.cobudget, "CobudgetBadGoal")
            .withArgs(goal, 1_003);
        }
      });
    });

    describe("when the guild has 16 in the round", function () {
      it("reverts with CobudgetTooManyBuckets", async function () {
        const nation = await load();
        const { cobudget, loom, people } = nation;
        const round = await openRound(nation, 1_003n);
        const bucket = { round, guild: loom, by: people[0]!, goal: 1n };
        for (let made = 0; made < 16; ++made) await proposeBucket(nation, bucket);
        await expect(proposeBucket(nation, bucket))
          .to.be.revertedWithCustomError(cobudget, "CobudgetTooManyBuckets")
          .withArgs(round, loom);
      });
    });

    describe("when there is no such round, or it has ended", function () {
      it("reverts with CobudgetNotOpen", async function () {
        const nation = await load();
        const bucket = { round: 1n, guild: nation.loom, by: nation.people[0]!, goal: 1n };
        await expect(proposeBucket(nation, bucket))
          .to.be.revertedWithCustomError(nation.cobudget, "CobudgetNotOpen")
          .withArgs(1, 0);
        const round = await openRound(nation, 1_003n);
        const { closesAt } = await nation.cobudget.roundOf(round);
        await toEnd(nation, round);
        await expect(proposeBucket(nation, bucket))
          .to.be.revertedWithCustomError(nation.cobudget, "CobudgetNotOpen")
          .withArgs(round, closesAt);
      });
    });
  });

  describe("give", function () {
    it("INV-335 puts of one's share into buckets, and takes back", async function () {
      const { nation, round, loom, kiln } = await running(await load());
      const { cobudget, people } = nation;
      const [, bo] = people as [Person, Person];
      await expect(give(nation, kiln, bo, 120n))
        .to.emit(cobudget, "Given")
        .withArgs(kiln, bo.id, 120, 120, false);
      await give(nation, loom, bo, 80n); // their own guild
      expect(await cobudget.spentOf(round, bo.id)).to.equal(200);
      await give(nation, kiln, bo, 20n);
      await give(nation, loom, bo, 180n);
      expect(await cobudget.spentOf(round, bo.id)).to.equal(200);
      const bucket = await cobudget.bucketOf(loom);
      expect([bucket.given, bucket.outside]).to.deep.equal([180n, 0n]);
      expect(fieldsOf(await cobudget.giftOf(loom, bo.id))).to.deep.equal({
        amount: 180n,
        isOwn: true,
        hasConfirmed: false,
      });
    });

    it("INV-337 funds what it fills, taking no more than is missing, for good", async function () {
      const { nation, round, loom } = await running(await load());
      const { cobudget, people } = nation;
      const [amara, bo] = people as [Person, Person];
      await give(nation, loom, amara, 200n);
      const sent = give(nation, loom, bo, 150n);
      await expect(sent).to.emit(cobudget, "BucketFunded");
      await expect(sent).to.emit(cobudget, "Given").withArgs(loom, bo.id, 100, 300, true);
      expect(await cobudget.spentOf(round, bo.id)).to.equal(100);
      expect(await cobudget.stateOf(loom)).to.equal(BUCKET.funded);
      expect((await cobudget.roundOf(round)).funded).to.equal(300);
      for (const again of [give(nation, loom, bo, 0n), withdraws(nation, loom, amara)]) {
        await expect(again).to.be.revertedWithCustomError(cobudget, "CobudgetWrongState").withArgs(loom, BUCKET.funded);
      }
    });

    it("takes a signed statement, once, and carries on over one that fails", async function () {
      const { nation, kiln } = await running(await load());
      const { cobudget, people } = nation;
      const calls: string[] = [];
      for (const [place, by] of people.slice(0, 3).entries()) {
        const act = { by: by.id, bucket: kiln, amount: place === 1 ? 201n : 50n, nonce: 1, deadline: FOREVER };
        const signature = await sign(nation, by, cobudget, "give", act);
        calls.push(cobudget.interface.encodeFunctionData("give", [act, signature]));
      }
      await cobudget.carry([...calls, calls[0]!]);
      expect((await cobudget.bucketOf(kiln)).given).to.equal(100);
    });

    describe("when more than the share is asked", function () {
      it("reverts with CobudgetOverShare and what is left", async function () {
        const { nation, loom, kiln } = await running(await load());
        const [amara] = nation.people as [Person];
        await give(nation, loom, amara, 150n);
        await expect(give(nation, kiln, amara, 51n))
          .to.be.revertedWithCustomError(nation.cobudget, "CobudgetOverShare")
          .withArgs(amara.id, 51, 50);
      });
    });

    describe("when nothing changes", function () {
      it("reverts with CobudgetUnchanged", async function () {
        const { nation, kiln } = await running(await load());
        const [amara] = nation.people as [Person];
        await expect(give(nation, kiln, amara, 0n))
          .to.be.revertedWithCustomError(nation.cobudget, "CobudgetUnchanged")
          .withArgs(kiln, amara.id);
      });
    });

    describe("when the giver came later, or rests", function () {
      it("reverts with CobudgetNoMember", async function () {
        const { nation, round, kiln } = await running(await load());
        const { cobudget, members, people, strangers } = nation;
        const late = await vouchIn(nation, people.slice(0, 2), strangers[0]!);
        const { id, signer } = people[1]!;
        await members.connect(signer).rest({ by: id, resting: true, nonce: 0, deadline: FOREVER }, "0x");
        for (const by of [late, people[1]!]) {
          await expect(give(nation, kiln, by, 1n))
            .to.be.revertedWithCustomError(cobudget, "CobudgetNoMember")
            .withArgs(by.id, round);
        }
      });
    });

    describe("when it is their own guild, and the round takes no such gifts", function () {
      it("reverts with CobudgetOwnGuild, and lets them take back", async function () {
        const nation = await load();
        await nation.cobudget.setTerms({ ...COBUDGET_TERMS, ownAllowed: false });
        const { loom, kiln } = await running(nation);
        const { cobudget, guilds, people } = nation;
        const [amara] = people as [Person];
        await expect(give(nation, loom, amara, 1n))
          .to.be.revertedWithCustomError(cobudget, "CobudgetOwnGuild")
          .withArgs(nation.loom, amara.id);
        await give(nation, kiln, amara, 2n);
        const join = { by: amara.id, guild: nation.kiln, nonce: 0, deadline: FOREVER };
        await guilds.connect(amara.signer).join(join, "0x");
        await give(nation, kiln, amara, 1n);
        const { given, outside } = await cobudget.bucketOf(kiln);
        expect([given, outside]).to.deep.equal([1n, 0n]);
      });
    });

    describe("when the round has ended, or there is no such bucket", function () {
      it("reverts with CobudgetNotOpen", async function () {
        const { nation, round, kiln } = await running(await load());
        const { closesAt } = await nation.cobudget.roundOf(round);
        await expect(give(nation, 99n, nation.people[0]!, 1n))
          .to.be.revertedWithCustomError(nation.cobudget, "CobudgetNotOpen")
          .withArgs(0, 0);
        await toEnd(nation, round);
        await expect(give(nation, kiln, nation.people[0]!, 1n))
          .to.be.revertedWithCustomError(nation.cobudget, "CobudgetNotOpen")
          .withArgs(round, closesAt);
        expect(await nation.cobudget.stateOf(kiln)).to.equal(BUCKET.missed);
        expect(await nation.cobudget.stateOf(99)).to.equal(BUCKET.none);
      });
    });
  });

  describe("withdraw and free", function () {
    it("gives the givers' shares back while the round runs", async function () {
      const { nation, round, loom, kiln } = await running(await load());
      const { cobudget, people } = nation;
      const [amara, bo, chen, dita] = people as [Person, Person, Person, Person];
      for (const by of [amara, bo]) await give(nation, kiln, by, 150n);
      await expect(withdraws(nation, kiln, chen))
        .to.emit(cobudget, "BucketWithdrawn")
        .withArgs(kiln, chen.id);
      await expect(give(nation, loom, amara, 200n)).to.be.revertedWithCustomError(cobudget, "CobudgetOverShare");
      await expect(give(nation, kiln, amara, 160n))
        .to.be.revertedWithCustomError(cobudget, "CobudgetWrongState")
        .withArgs(kiln, BUCKET.withdrawn);
      await give(nation, kiln, amara, 0n); // by themselves
      await cobudget.connect(dita.signer).free(kiln, [bo.id, amara.id, 99n]); // or by anybody
      expect((await cobudget.bucketOf(kiln)).given).to.equal(0);
      await give(nation, loom, amara, 200n);
      await give(nation, loom, bo, 100n);
      expect(await cobudget.stateOf(loom)).to.equal(BUCKET.funded);
      expect(await cobudget.spentOf(round, bo.id)).to.equal(100);
    });

    describe("when the author is no steward of it", function () {
      it("reverts with CobudgetNotForGuild", async function () {
        const { nation, kiln } = await running(await load());
        await expect(withdraws(nation, kiln, nation.people[0]!))
          .to.be.revertedWithCustomError(nation.cobudget, "CobudgetNotForGuild")
          .withArgs(nation.kiln, nation.people[0]!.id);
      });
    });

    describe("when the bucket was not withdrawn, or the round has ended", function () {
      it("frees nothing", async function () {
        const { nation, round, kiln } = await running(await load());
        const { cobudget, people } = nation;
        await expect(cobudget.free(kiln, []))
          .to.be.revertedWithCustomError(cobudget, "CobudgetWrongState")
          .withArgs(kiln, BUCKET.open);
        await withdraws(nation, kiln, people[2]!);
        await toEnd(nation, round);
        await expect(cobudget.free(kiln, [])).to.be.revertedWithCustomError(cobudget, "CobudgetNotOpen");
      });
    });
  });
});

const deploy = (): Promise<BudgetedNation> => deployCobudget(ethers, helpers);

/** What a struct says, by its names. */
const fieldsOf = (struct: unknown): Record<string, unknown> => (struct as Result).toObject() as Record<string, unknown>;
