import { expect } from "chai";
import { network } from "hardhat";
import { ZeroAddress, ZeroHash } from "ethers";

import { signKeyConsent } from "../../../sdk/statements.ts";
import { DAY, FOREVER, sign, vouchIn, YEAR, type Person } from "../../fixtures/membership.ts";
import {
  attested,
  bookOf,
  carryToken,
  COIN,
  declaration,
  declare,
  deployMoving,
  deployOpening,
  ELSEWHERE,
  FAULT,
  MOVE,
  NEW_OPENING,
  NO_FILE,
  planOf,
  publish,
  published,
  REASON,
  toFreeze,
  trueLines,
  type MovingNation,
} from "../../fixtures/moving.ts";

const { ethers, networkHelpers: helpers } = await network.getOrCreate();

describe("Moving", function () {
  const deploy = () => deployMoving(ethers, helpers);
  const load = () => helpers.loadFixture(deploy);
  const announced = async () => {
    const nation = await deployMoving(ethers, helpers);
    await nation.moving.connect(nation.nation).announce(await planOf(nation));
    return nation;
  };
  const loadAnnounced = () => helpers.loadFixture(announced);
  const loadPublished = () =>
    helpers.loadFixture(async function frozen() {
      const nation = await deployMoving(ethers, helpers);
      return { nation, ...(await published(nation)) };
    });
  const loadAttested = () =>
    helpers.loadFixture(async function moved() {
      const nation = await deployMoving(ethers, helpers);
      return { nation, ...(await attested(nation)) };
    });

  const rotate = async ({ members }: MovingNation, { id, signer }: Person, newKey: typeof signer) => {
    const consent = await signKeyConsent({ register: members, agent: id, deadline: FOREVER, signer: newKey });
    const act = { by: id, newKey: newKey.address, nonce: 0, deadline: FOREVER };
    return members.connect(signer).rotateKey(act, "0x", consent);
  };

  it("is deployed with a timelock and a register, takes no gifts, and has moved nowhere", async function () {
    const { moving, members, nation, founders } = await load();
    for (const args of [
      [ZeroAddress, members],
      [nation, ZeroAddress],
    ] as const) {
      await expect(ethers.deployContract("Moving", [...args])).to.be.revertedWithCustomError(
        moving,
        "MovingZeroAddress",
      );
    }
    await expect(nation.sendTransaction({ to: moving, value: 1n }))
      .to.be.revertedWithCustomError(moving, "MovingNoGifts")
      .withArgs(nation.address);
    expect([...(await moving.movedTo())]).to.deep.equal([0n, ZeroAddress, ZeroHash, 0n]);
    expect(await moving.timelock()).to.equal(nation.address);
    expect(await moving.stateOf(0)).to.equal(MOVE.none);
    expect(await moving.satchelOf(founders[0]!.id)).to.not.equal(await moving.satchelOf(founders[1]!.id));
  });

  it("its satchels obey it alone", async function () {
    const nation = await loadAnnounced();
    const { moving, founders, token } = nation;
    const [amara] = founders as [Person];
    await declare(nation, amara);
    await carryToken(nation, amara, 5n);
    const satchel = await ethers.getContractAt("Satchel", await moving.satchelOf(amara.id));
    await expect(satchel.connect(amara.signer).send(token, amara.signer, 1n))
      .to.be.revertedWithCustomError(satchel, "SatchelOnlyMoving")
      .withArgs(amara.signer.address);
  });

  describe("announce", function () {
    it("keeps the plan and begins to gather", async function () {
      const nation = await load();
      const { moving } = nation;
      const plan = await planOf(nation);
      await expect(moving.connect(nation.nation).announce(plan)).to.emit(moving, "MoveAnnounced");
      expect(await moving.stateOf(1)).to.equal(MOVE.gathering);
      const move = await moving.moveOf(1);
      expect([move.toChain, move.freezeAt, move.attestBy]).to.deep.equal([ELSEWHERE, plan.freezeAt, plan.attestBy]);
      expect((await moving.tokensOf(1)).map(({ here }) => here)).to.deep.equal(plan.tokens.map(({ here }) => here));
    });

    it("reverts with MovingOnlyNation for everybody else, and so do callOff and attest", async function () {
      const nation = await load();
      const { moving, founders } = nation;
      const [amara] = founders as [Person];
      const byMember = moving.connect(amara.signer);
      const plan = await planOf(nation);
      const calls = [() => byMember.announce(plan), () => byMember.callOff(), () => byMember.attest(1, moving, moving)];
      for (const call of calls) {
        await expect(call()).to.be.revertedWithCustomError(moving, "MovingOnlyNation").withArgs(amara.signer.address);
      }
    });

    it("reverts with MovingBadPlan for what is out of its range", async function () {
      const nation = await load();
      const { moving, chainId } = nation;
      const now = BigInt(await helpers.time.latest());
      const one = { here: COIN, there: COIN };
      const other = { here: `0x${"01".repeat(20)}`, there: `0x${"02".repeat(20)}` };
      const bad: [string, Parameters<typeof planOf>[1]][] = [
        ["toChain", { toChain: 0n }],
        ["freezeAt", { freezeAt: now + DAY - 10n }],
        ["freezeAt", { freezeAt: now + 366n * DAY }],
        ["checkPeriod", { checkPeriod: DAY - 1n }],
        ["checkPeriod", { checkPeriod: 91n * DAY }],
        ["attestBy", { attestBy: now + 37n * DAY }],
        ["attestBy", { attestBy: now + 30n * DAY + YEAR + DAY }],
        ["releasePeriod", { releasePeriod: 7n * DAY - 1n }],
        ["releasePeriod", { releasePeriod: 366n * DAY }],
        ["tokens", { tokens: [one, one] }],
        ["tokens", { tokens: [one, { here: other.here, there: COIN }] }],
        ["tokens", { toChain: chainId, tokens: [other] }],
        ["tokens", { tokens: Array.from({ length: 9 }, (_, i) => ({ here: `0x${`0${i}`.repeat(20)}`, there: COIN })) }],
      ];
      for (const [field, more] of bad) {
        await expect(moving.connect(nation.nation).announce(await planOf(nation, more)), JSON.stringify(field))
          .to.be.revertedWithCustomError(moving, "MovingBadPlan")
          .withArgs(field);
      }
    });

    it("reverts with MovingWrongState while a move is under way, and for ever once it has moved", async function () {
      const { nation } = await loadAttested();
      const { moving } = nation;
      const again = async () => moving.connect(nation.nation).announce(await planOf(nation));
      await expect(again()).to.be.revertedWithCustomError(moving, "MovingWrongState").withArgs(1, MOVE.attested);
      await helpers.time.increase(31n * DAY);
      await expect(again()).to.be.revertedWithCustomError(moving, "MovingWrongState").withArgs(1, MOVE.closed);
    });
  });

  describe("callOff", function () {
    it("ends a move that is not attested; all goes back, and another can be announced", async function () {
      const { nation, amara } = await loadPublished();
      const { moving, token } = nation;
      await expect(moving.connect(nation.nation).callOff()).to.emit(moving, "MoveCalledOff").withArgs(1);
      expect(await moving.stateOf(1)).to.equal(MOVE.off);
      await expect(moving.giveBack(1, amara.id, token))
        .to.emit(moving, "TakenBack")
        .withArgs(1, amara.id, token, amara.signer.address, 100n);
      expect(await token.balanceOf(amara.signer)).to.equal(100n);
      await moving.connect(nation.nation).announce(await planOf(nation));
      expect(await moving.lastMove()).to.equal(2n);
    });

    it("reverts with MovingWrongState where there is none, and for one that is attested", async function () {
      const { moving, nation } = await load();
      await expect(moving.connect(nation).callOff())
        .to.be.revertedWithCustomError(moving, "MovingWrongState")
        .withArgs(0, MOVE.none);
      const moved = await loadAttested();
      await expect(moved.nation.moving.connect(moved.nation.nation).callOff())
        .to.be.revertedWithCustomError(moved.nation.moving, "MovingWrongState")
        .withArgs(1, MOVE.attested);
    });
  });

  describe("declare", function () {
    it("keeps the key and whether somebody comes; it can be said again, signed and carried", async function () {
      const nation = await loadAnnounced();
      const { moving, founders, strangers } = nation;
      const [amara] = founders as [Person];
      const [other] = strangers as [(typeof strangers)[0]];
      await expect(declare(nation, amara))
        .to.emit(moving, "Declared")
        .withArgs(1, amara.id, amara.signer.address, true, 1, 0);
      const consent = await signKeyConsent({
        register: nation.members,
        agent: amara.id,
        deadline: FOREVER,
        signer: other,
      });
      const act = await declaration(moving, { by: amara.id, key: other.address, comes: false });
      await moving.declare(act, await sign(nation, amara, moving, "declare", act), consent);
      expect([...(await moving.declarationOf(1, amara.id))]).to.deep.equal([other.address, false, 2n, 0n]);
    });

    it("reverts with MovingOutOfOrder for one that was said before another, and for one that misses another", async function () {
      const nation = await loadAnnounced();
      const { moving, founders } = nation;
      const [amara] = founders as [Person];
      const older = await declaration(moving, { by: amara.id, key: amara.signer.address });
      const signature = await sign(nation, amara, moving, "declare", older);
      await declare(nation, amara, amara.signer, false);
      await expect(moving.declare(older, signature, "0x"))
        .to.be.revertedWithCustomError(moving, "MovingOutOfOrder")
        .withArgs(amara.id, 1, 2);
      await expect(moving.connect(amara.signer).declare({ ...older, order: 3 }, "0x", "0x"))
        .to.be.revertedWithCustomError(moving, "MovingOutOfOrder")
        .withArgs(amara.id, 3, 2);
      expect((await moving.declarationOf(1, amara.id)).comes).to.equal(false);
    });

    it("reverts with MovingWrongState for what was said in another move", async function () {
      const nation = await loadAnnounced();
      const { moving, founders } = nation;
      const [amara] = founders as [Person];
      const act = await declaration(moving, { by: amara.id, key: amara.signer.address });
      const later = { ...act, move: 2 };
      await expect(moving.connect(amara.signer).declare(later, "0x", "0x"))
        .to.be.revertedWithCustomError(moving, "MovingWrongState")
        .withArgs(2, MOVE.none);
      await moving.connect(nation.nation).callOff();
      await moving.connect(nation.nation).announce(await planOf(nation));
      const signature = await sign(nation, amara, moving, "declare", act);
      await expect(moving.declare(act, signature, "0x"))
        .to.be.revertedWithCustomError(moving, "MovingWrongState")
        .withArgs(1, MOVE.off);
    });

    it("reverts with MovingKeyTaken for no key, another agent's, and one that another declared", async function () {
      const nation = await loadAnnounced();
      const { moving, founders, strangers } = nation;
      const [amara, bo] = founders as [Person, Person];
      const say = async (key: string) =>
        moving.connect(bo.signer).declare(await declaration(moving, { by: bo.id, key }), "0x", "0x");
      await expect(say(ZeroAddress)).to.be.revertedWithCustomError(moving, "MovingKeyTaken").withArgs(ZeroAddress, 0);
      await expect(say(amara.signer.address))
        .to.be.revertedWithCustomError(moving, "MovingKeyTaken")
        .withArgs(amara.signer.address, amara.id);
      await declare(nation, amara, strangers[0]);
      await expect(say(strangers[0]!.address))
        .to.be.revertedWithCustomError(moving, "MovingKeyTaken")
        .withArgs(strangers[0]!.address, amara.id);
      await declare(nation, amara); // and so the other key is free again
      await declare(nation, bo, strangers[0]);
    });

    it("reverts with MembersNoKeyConsent for a key that did not consent", async function () {
      const { moving, members, founders, strangers } = await loadAnnounced();
      const [amara] = founders as [Person];
      const act = await declaration(moving, { by: amara.id, key: strangers[0]!.address });
      await expect(moving.connect(amara.signer).declare(act, "0x", "0x"))
        .to.be.revertedWithCustomError(members, "MembersNoKeyConsent")
        .withArgs(strangers[0]!.address);
    });

    it("reverts with MovingKeyHasCode for a contract, whose address elsewhere may be anybody's (Wintermute, 2022)", async function () {
      const nation = await loadAnnounced();
      const { moving, founders } = nation;
      const [amara] = founders as [Person];
      const wallet = await ethers.deployContract("ContractWallet", [amara.signer]);
      const address = await wallet.getAddress();
      const act = await declaration(moving, { by: amara.id, key: address });
      await expect(moving.connect(amara.signer).declare(act, "0x", "0x"))
        .to.be.revertedWithCustomError(moving, "MovingKeyHasCode")
        .withArgs(address);
    });

    it("reverts with MovingRecoveryPending while somebody else asks for the agent's key", async function () {
      const nation = await loadAnnounced();
      const { moving, members, founders } = nation;
      const [amara] = founders as [Person];
      const recovery = await ethers.deployContract("SeatActor");
      await members.fillSeat(3, recovery);
      await recovery.setPending(amara.id, true);
      await expect(declare(nation, amara))
        .to.be.revertedWithCustomError(moving, "MovingRecoveryPending")
        .withArgs(amara.id);
    });

    it("reverts with MovingWrongState before a move and from the second of the freeze on", async function () {
      const early = await load();
      await expect(declare(early, early.founders[0]!))
        .to.be.revertedWithCustomError(early.moving, "MovingWrongState")
        .withArgs(0, MOVE.none);
      const nation = await loadAnnounced();
      const { freezeAt } = await nation.moving.moveOf(1);
      await helpers.time.setNextBlockTimestamp(freezeAt);
      await expect(declare(nation, nation.founders[0]!))
        .to.be.revertedWithCustomError(nation.moving, "MovingWrongState")
        .withArgs(1, MOVE.frozen);
    });
  });

  describe("gather", function () {
    it("INV-380 carries what came into the satchel by any way, and counts what arrived", async function () {
      const nation = await loadAnnounced();
      const { moving, token, founders } = nation;
      const [amara] = founders as [Person];
      await declare(nation, amara);
      const satchel = await moving.satchelOf(amara.id);
      await token.mint(satchel, 70n);
      await expect(moving.gather(amara.id, token)).to.emit(moving, "Carried").withArgs(1, amara.id, token, 70n);
      await amara.signer.sendTransaction({ to: satchel, value: 9n });
      await moving.gather(amara.id, COIN);
      await token.mint(satchel, 5n);
      await moving.gather(amara.id, token);
      expect(await moving.carriedOf(1, amara.id, token)).to.equal(75n);
      expect(await moving.carriedOf(1, amara.id, COIN)).to.equal(9n);
      expect(await ethers.provider.getBalance(moving)).to.equal(9n);
    });

    it("INV-381 books only what arrived of a token that keeps a fee", async function () {
      const nation = await loadAnnounced();
      const { moving, token, founders } = nation;
      const [amara] = founders as [Person];
      await declare(nation, amara);
      await token.mint(await moving.satchelOf(amara.id), 1_000n);
      await token.setQuirk(4n);
      await moving.gather(amara.id, token);
      expect(await moving.carriedOf(1, amara.id, token)).to.equal(await token.balanceOf(moving));
    });

    it("reverts with MovingNotDeclared, MovingTokenStays, MovingNothing", async function () {
      const nation = await loadAnnounced();
      const { moving, token, founders } = nation;
      const [amara, bo] = founders as [Person, Person];
      await declare(nation, amara);
      await expect(moving.gather(bo.id, token))
        .to.be.revertedWithCustomError(moving, "MovingNotDeclared")
        .withArgs(bo.id);
      const plain = await ethers.deployContract("PlainToken");
      await expect(moving.gather(amara.id, plain))
        .to.be.revertedWithCustomError(moving, "MovingTokenStays")
        .withArgs(plain);
      await expect(moving.gather(amara.id, token))
        .to.be.revertedWithCustomError(moving, "MovingNothing")
        .withArgs(amara.id, token);
    });

    it("reverts with MovingWrongState once the move is frozen; what came late goes back", async function () {
      const { nation, amara } = await loadPublished();
      const { moving, token } = nation;
      await token.mint(await moving.satchelOf(amara.id), 3n);
      await expect(moving.gather(amara.id, token))
        .to.be.revertedWithCustomError(moving, "MovingWrongState")
        .withArgs(1, MOVE.frozen);
      await expect(moving.emptySatchel(amara.id, token))
        .to.emit(moving, "SatchelEmptied")
        .withArgs(amara.id, token, amara.signer.address, 3n);
      expect(await token.balanceOf(amara.signer)).to.equal(3n);
    });
  });

  describe("emptySatchel", function () {
    it("gives a token that stays back at any time, to the agent's key only", async function () {
      const nation = await loadAnnounced();
      const { moving, founders } = nation;
      const [amara] = founders as [Person];
      const plain = await ethers.deployContract("PlainToken");
      await plain.mint(await moving.satchelOf(amara.id), 3n);
      await moving.emptySatchel(amara.id, plain);
      expect(await plain.balanceOf(amara.signer)).to.equal(3n);
      await expect(moving.emptySatchel(amara.id, plain))
        .to.be.revertedWithCustomError(moving, "MovingNothing")
        .withArgs(amara.id, plain);
    });

    it("reverts with MovingWrongState for a token that can be carried, with MovingNothing for nobody's", async function () {
      const nation = await loadAnnounced();
      const { moving, token, founders } = nation;
      await expect(moving.emptySatchel(founders[0]!.id, token))
        .to.be.revertedWithCustomError(moving, "MovingWrongState")
        .withArgs(1, MOVE.gathering);
      const plain = await ethers.deployContract("PlainToken");
      await plain.mint(await moving.satchelOf(99), 3n);
      await expect(moving.emptySatchel(99, plain))
        .to.be.revertedWithCustomError(moving, "MovingNothing")
        .withArgs(99, plain);
    });

    it("reverts with MovingPaymentFailed while the key cannot receive it, and tries again", async function () {
      const nation = await load();
      const { moving, token, founders } = nation;
      const [amara] = founders as [Person];
      await token.mint(await moving.satchelOf(amara.id), 3n);
      await token.blockPayee(amara.signer);
      await expect(moving.emptySatchel(amara.id, token))
        .to.be.revertedWithCustomError(moving, "MovingPaymentFailed")
        .withArgs(token, amara.signer.address, 3n);
      await token.blockPayee(ZeroAddress);
      await moving.emptySatchel(amara.id, token);
    });
  });

  describe("takeBack and giveBack", function () {
    it("INV-384 the author takes back until the freeze, to its own key, signed and carried by anybody", async function () {
      const nation = await loadAnnounced();
      const { moving, token, founders, strangers } = nation;
      const [amara] = founders as [Person];
      await declare(nation, amara);
      await carryToken(nation, amara, 70n);
      const act = { by: amara.id, move: 1, token: await token.getAddress(), nonce: 4, deadline: FOREVER };
      const signature = await sign(nation, amara, moving, "takeBack", act);
      await moving.connect(strangers[0]).takeBack(act, signature);
      expect(await token.balanceOf(amara.signer)).to.equal(70n);
      await carryToken(nation, amara, 70n);
      await expect(moving.connect(strangers[0]).takeBack(act, signature))
        .to.be.revertedWithCustomError(moving, "StatementNonceUsed")
        .withArgs(amara.id, 4);
      const other = { ...act, move: 2, nonce: 5 };
      await expect(moving.takeBack(other, await sign(nation, amara, moving, "takeBack", other)))
        .to.be.revertedWithCustomError(moving, "MovingWrongState")
        .withArgs(2, MOVE.none);
    });

    it("INV-380 nothing is taken or given back between the freeze and the end of the release", async function () {
      const { nation, amara, book } = await loadAttested();
      const { moving, token } = nation;
      const act = { by: amara.id, move: 1, token: await token.getAddress(), nonce: 0, deadline: FOREVER };
      await expect(moving.connect(amara.signer).takeBack(act, "0x"))
        .to.be.revertedWithCustomError(moving, "MovingWrongState")
        .withArgs(1, MOVE.attested);
      await expect(moving.giveBack(1, amara.id, token))
        .to.be.revertedWithCustomError(moving, "MovingWrongState")
        .withArgs(1, MOVE.attested);
      await helpers.time.increase(30n * DAY);
      expect(await moving.stateOf(1)).to.equal(MOVE.closed);
      await moving.giveBack(1, amara.id, token);
      expect(await token.balanceOf(amara.signer)).to.equal(100n);
      await expect(moving.giveBack(1, amara.id, token))
        .to.be.revertedWithCustomError(moving, "MovingNothing")
        .withArgs(amara.id, token);
      const { line, proof } = book.of(amara.id);
      await expect(moving.release(line, proof, 0))
        .to.be.revertedWithCustomError(moving, "MovingWrongState")
        .withArgs(1, MOVE.closed);
    });

    it("gives all back where no root was attested in time", async function () {
      const { nation, bo } = await loadPublished();
      const { moving, token } = nation;
      await helpers.time.increaseTo((await moving.moveOf(1)).attestBy);
      expect(await moving.stateOf(1)).to.equal(MOVE.off);
      await moving.giveBack(1, bo.id, token);
      expect(await token.balanceOf(bo.signer)).to.equal(40n);
    });

    it("INV-384 pays a key that was recovered since, whatever was declared", async function () {
      const nation = await loadAnnounced();
      const { moving, members, token, founders, strangers } = nation;
      const [amara] = founders as [Person];
      await declare(nation, amara, strangers[0]);
      await carryToken(nation, amara, 10n);
      await members.fillSeat(3, nation.nation);
      await members.connect(nation.nation).recoverKey(amara.id, strangers[1]!);
      await moving.connect(nation.nation).callOff();
      await moving.giveBack(1, amara.id, token);
      expect(await token.balanceOf(strangers[1]!)).to.equal(10n);
    });

    it("INV-380 a token that calls back gets nothing twice", async function () {
      const nation = await loadAnnounced();
      const { moving, token, founders } = nation;
      const [amara, bo] = founders as [Person, Person];
      await declare(nation, amara);
      await declare(nation, bo);
      await carryToken(nation, amara, 10n);
      await carryToken(nation, bo, 10n);
      await moving.connect(nation.nation).callOff();
      const again = moving.interface.encodeFunctionData("giveBack", [1, amara.id, await token.getAddress()]);
      await token.reenterWith(moving, again);
      await moving.giveBack(1, amara.id, token);
      expect(await token.reentries()).to.equal(0n);
      expect(await token.refusal()).to.equal(ethers.id("ReentrancyGuardReentrantCall()").slice(0, 10));
      expect(await token.balanceOf(amara.signer)).to.equal(10n);
      expect(await token.balanceOf(moving)).to.equal(10n);
    });
  });

  describe("publish", function () {
    it("keeps a root with who says so and since when", async function () {
      const { nation, publication, book } = await loadPublished();
      const { moving, founders } = nation;
      const made = await moving.publicationOf(publication);
      expect([made.root, made.move, made.by, made.refuted]).to.deep.equal([book.root, 1n, founders[0]!.id, FAULT.none]);
      const act = { by: founders[1]!.id, move: 1, root: REASON, file: NO_FILE, lines: 5, deadline: FOREVER };
      await expect(moving.publish(act, await sign(nation, founders[1]!, moving, "publish", act)))
        .to.emit(moving, "LinesPublished")
        .withArgs(2, 1, founders[1]!.id, REASON, NO_FILE, 5);
    });

    it("takes the same root with another file or number of lines: nobody is kept from naming the true ones", async function () {
      const { nation, book } = await loadPublished(); // with a file that nobody has
      const { moving } = nation;
      expect(await publish(nation, book.root, { file: REASON })).to.equal(2n);
      expect(await publish(nation, book.root, { lines: 6 })).to.equal(3n);
      expect((await moving.publicationOf(2)).file).to.equal(REASON);
    });

    it("reverts with MovingAlreadyPublished, MovingBadRoot, MovingNotMember, MovingWrongState", async function () {
      const { nation, publication, book } = await loadPublished();
      const { moving, members, founders } = nation;
      const [amara, , chen] = founders as [Person, Person, Person];
      const say = (by: Person, more: object = {}) =>
        moving
          .connect(by.signer)
          .publish({ by: by.id, move: 1, root: REASON, file: NO_FILE, lines: 5, deadline: FOREVER, ...more }, "0x");
      await expect(say(amara, { root: book.root }))
        .to.be.revertedWithCustomError(moving, "MovingAlreadyPublished")
        .withArgs(publication);
      for (const more of [{ root: ZeroHash }, { lines: 0 }]) {
        await expect(say(amara, more)).to.be.revertedWithCustomError(moving, "MovingBadRoot");
      }
      await expect(say(amara, { move: 2 }))
        .to.be.revertedWithCustomError(moving, "MovingWrongState")
        .withArgs(2, MOVE.none);
      await members.connect(chen.signer).resign({ by: chen.id, nonce: 0, deadline: FOREVER }, "0x");
      await expect(say(chen)).to.be.revertedWithCustomError(moving, "MovingNotMember").withArgs(chen.id);
    });
  });

  describe("objectTo", function () {
    it("counts an objection of each agent once, also of somebody who has left", async function () {
      const { nation, publication, bo } = await loadPublished();
      const { moving, members } = nation;
      await members.connect(bo.signer).resign({ by: bo.id, nonce: 0, deadline: FOREVER }, "0x");
      const act = { by: bo.id, publication, reason: REASON, deadline: FOREVER };
      await expect(moving.objectTo(act, await sign(nation, bo, moving, "objectTo", act)))
        .to.emit(moving, "Objected")
        .withArgs(publication, bo.id, REASON);
      expect((await moving.publicationOf(publication)).objections).to.equal(1n);
      expect(await moving.hasObjected(publication, bo.id)).to.equal(true);
      await expect(moving.connect(bo.signer).objectTo(act, "0x"))
        .to.be.revertedWithCustomError(moving, "MovingAlreadyObjected")
        .withArgs(bo.id, publication);
    });

    it("reverts with MovingUnknownPublication for none, with MovingWrongState once it is attested", async function () {
      const { nation, bo, publication } = await loadAttested();
      const { moving } = nation;
      const say = (number: bigint) =>
        moving.connect(bo.signer).objectTo({ by: bo.id, publication: number, reason: REASON, deadline: FOREVER }, "0x");
      await expect(say(9n)).to.be.revertedWithCustomError(moving, "MovingUnknownPublication").withArgs(9);
      await expect(say(publication))
        .to.be.revertedWithCustomError(moving, "MovingWrongState")
        .withArgs(1, MOVE.attested);
    });
  });

  describe("refute", function () {
    const forged: [string, bigint, (nation: MovingNation) => object][] = [
      ["another's key", FAULT.key, ({ strangers }) => ({ key: strangers[3]!.address })],
      ["a key that was not declared", FAULT.key, ({ founders }) => ({ key: founders[1]!.signer.address })],
      ["a member as none", FAULT.member, () => ({ member: false })],
      ["more than is carried", FAULT.amounts, () => ({ amounts: [101n, 0n] })],
      ["a token more", FAULT.amounts, () => ({ amounts: [100n, 0n, 0n] })],
    ];
    for (const [what, fault, change] of forged) {
      it(`INV-383 a root with a line of ${what} is never attested`, async function () {
        const { nation, lines, amara } = await loadPublished();
        const { moving } = nation;
        const bad = await bookOf(nation, [{ ...lines[0]!, ...change(nation) }, ...lines.slice(1)]);
        const publication = await publish(nation, bad.root);
        const { line, proof } = bad.of(amara.id);
        expect(await moving.faultOf(1, line)).to.equal(fault);
        await expect(moving.refute(publication, line, proof))
          .to.emit(moving, "Refuted")
          .withArgs(publication, amara.id, fault);
        await expect(moving.refute(publication, line, proof))
          .to.be.revertedWithCustomError(moving, "MovingRefuted")
          .withArgs(publication, fault);
        await helpers.time.increase(8n * DAY);
        await expect(moving.connect(nation.nation).attest(publication, NEW_OPENING, nation.carrier))
          .to.be.revertedWithCustomError(moving, "MovingRefuted")
          .withArgs(publication, fault);
      });
    }

    it("INV-383 a root that was refuted is refuted of whatever file, and is published no more", async function () {
      const { nation, lines, amara } = await loadPublished();
      const { moving } = nation;
      const bad = await bookOf(nation, [{ ...lines[0]!, amounts: [101n, 0n] }, ...lines.slice(1)]);
      const [first, second] = [await publish(nation, bad.root), await publish(nation, bad.root, { file: REASON })];
      const { line, proof } = bad.of(amara.id);
      await moving.refute(second, line, proof);
      for (const publication of [first, second]) {
        expect((await moving.publicationOf(publication)).refuted).to.equal(FAULT.amounts);
      }
      expect((await moving.publicationOf(1)).refuted).to.equal(FAULT.none);
      await helpers.time.increase(8n * DAY);
      for (const again of [
        () => moving.connect(nation.nation).attest(first, NEW_OPENING, nation.carrier),
        () => moving.refute(first, line, proof),
        () => publish(nation, bad.root, { lines: 4 }),
      ]) {
        await expect(again()).to.be.revertedWithCustomError(moving, "MovingRefuted").withArgs(second, FAULT.amounts);
      }
    });

    it("whoever changes their key after the freeze refutes no true root by it", async function () {
      const { nation, book, publication, amara } = await loadPublished();
      const { moving, founders, strangers } = nation;
      const chen = founders[2]!; // declared nothing
      for (const [place, { id, signer }] of [amara, chen].entries()) {
        await rotate(nation, { id, signer }, strangers[place]!);
        const { line, proof } = book.of(id);
        await expect(moving.refute(publication, line, proof))
          .to.be.revertedWithCustomError(moving, "MovingNoFault")
          .withArgs(id);
      }
    });

    it("INV-383 a second line of somebody, and one of nobody, are refuted by their keys", async function () {
      const { nation, lines } = await loadPublished();
      const { moving, strangers } = nation;
      const twice = { ...lines[2]!, key: strangers[3]!.address };
      const nobody = { ...lines[2]!, agent: 0n, key: strangers[4]!.address, member: false };
      for (const extra of [twice, nobody]) {
        const bad = await bookOf(nation, [extra, ...lines]);
        const publication = await publish(nation, bad.root);
        const { line, proof } = bad.of(extra.agent);
        await expect(moving.refute(publication, line, proof))
          .to.emit(moving, "Refuted")
          .withArgs(publication, extra.agent, FAULT.key);
      }
    });

    it("reverts with MovingNoFault for a true line, with MovingNotInRoot for one of another root", async function () {
      const { nation, publication, book, lines, amara } = await loadPublished();
      const { moving } = nation;
      const { line, proof } = book.of(amara.id);
      await expect(moving.refute(publication, line, proof))
        .to.be.revertedWithCustomError(moving, "MovingNoFault")
        .withArgs(amara.id);
      const forged = { ...line, amounts: [1n, 1n] };
      await expect(moving.refute(publication, forged, proof))
        .to.be.revertedWithCustomError(moving, "MovingNotInRoot")
        .withArgs(amara.id, book.root);
      expect(lines.length).to.equal(5);
    });

    it("a line says what the second before the freeze was, whoever came or left since", async function () {
      const nation = await loadAnnounced();
      const { moving, members, founders, strangers } = nation;
      const [amara, bo, chen] = founders as [Person, Person, Person];
      await toFreeze(nation);
      await members.connect(chen.signer).resign({ by: chen.id, nonce: 0, deadline: FOREVER }, "0x");
      const late = await vouchIn(nation, [amara, bo], strangers[0]!);
      const none = { accepted: [0n, 0n, 0n], standing: [0n, 0n, 0n], detail: ZeroHash, amounts: [0n, 0n] } as const;
      const of = ({ id, signer }: Person, member: boolean) =>
        moving.faultOf(1, {
          agent: id,
          key: signer.address,
          member,
          ...none,
          accepted: [0n, 0n, 0n],
          standing: [0n, 0n, 0n],
          amounts: [0n, 0n],
        });
      expect([await of(chen, true), await of(chen, false)]).to.deep.equal([FAULT.none, FAULT.member]);
      expect([await of(late, true), await of(late, false)]).to.deep.equal([FAULT.member, FAULT.none]);
    });
  });

  describe("attest", function () {
    it("INV-383 says for good where the nation went", async function () {
      const { nation, publication, book } = await loadAttested();
      const { moving } = nation;
      const since = BigInt(await helpers.time.latest());
      expect([...(await moving.movedTo())]).to.deep.equal([ELSEWHERE, NEW_OPENING, book.root, since]);
      await expect(moving.connect(nation.nation).attest(publication, moving, nation.carrier))
        .to.be.revertedWithCustomError(moving, "MovingWrongState")
        .withArgs(1, MOVE.attested);
    });

    it("INV-383 reverts with MovingCheckRunning before everybody could check", async function () {
      const { nation, publication } = await loadPublished();
      const { moving } = nation;
      const until = (await moving.publicationOf(publication)).publishedAt + 7n * DAY;
      await helpers.time.setNextBlockTimestamp(until - 1n);
      await expect(moving.connect(nation.nation).attest(publication, NEW_OPENING, nation.carrier))
        .to.be.revertedWithCustomError(moving, "MovingCheckRunning")
        .withArgs(publication, until);
      await expect(moving.connect(nation.nation).attest(publication, NEW_OPENING, nation.carrier)).to.emit(
        moving,
        "MoveAttested",
      );
    });

    it("reverts with MovingBadCarrier, MovingBadOpening, MovingUnknownPublication", async function () {
      const { nation, publication } = await loadPublished();
      const { moving } = nation;
      await helpers.time.increase(8n * DAY);
      const byNation = moving.connect(nation.nation);
      for (const carrier of [ZeroAddress, await moving.getAddress()]) {
        await expect(byNation.attest(publication, NEW_OPENING, carrier))
          .to.be.revertedWithCustomError(moving, "MovingBadCarrier")
          .withArgs(carrier);
      }
      await expect(byNation.attest(publication, ZeroAddress, nation.carrier))
        .to.be.revertedWithCustomError(moving, "MovingBadOpening")
        .withArgs(ZeroAddress);
      await expect(byNation.attest(7, NEW_OPENING, nation.carrier))
        .to.be.revertedWithCustomError(moving, "MovingUnknownPublication")
        .withArgs(7);
    });

    it("on one chain takes an opening only that was deployed for this move, root and tokens", async function () {
      const nation = await load();
      const { moving, chainId, token, founders } = nation;
      const { publication, book } = await published(nation, chainId);
      await helpers.time.increase(8n * DAY);
      const tokens = [await token.getAddress(), COIN];
      const origin = { chain: chainId, moving: await moving.getAddress(), move: 1n, root: book.root, tokens };
      const keys = founders.slice(0, 2).map(({ signer }) => signer);
      const wrong = [
        { ...origin, chain: 5n },
        { ...origin, moving: await token.getAddress() },
        { ...origin, move: 2n },
        { ...origin, root: REASON },
        { ...origin, tokens: tokens.slice(1) },
        { ...origin, tokens: [...tokens].reverse() },
      ];
      for (const other of wrong) {
        const { opening } = await deployOpening(ethers, other, keys);
        await expect(moving.connect(nation.nation).attest(publication, opening, ZeroAddress))
          .to.be.revertedWithCustomError(moving, "MovingBadOpening")
          .withArgs(opening);
      }
      await expect(moving.connect(nation.nation).attest(publication, NEW_OPENING, ZeroAddress))
        .to.be.revertedWithCustomError(moving, "MovingBadOpening")
        .withArgs(NEW_OPENING);
      const { opening } = await deployOpening(ethers, origin, keys);
      await moving.connect(nation.nation).attest(publication, opening, ZeroAddress);
      expect((await moving.movedTo()).opening).to.equal(await opening.getAddress());
    });
  });

  describe("release", function () {
    it("INV-382 sends what the line says is carried to the carrier, once, whoever asks", async function () {
      const { nation, book, amara, bo } = await loadAttested();
      const { moving, token, carrier } = nation;
      const { line, proof } = book.of(amara.id);
      await expect(moving.release(line, proof, 0))
        .to.emit(moving, "Released")
        .withArgs(1, amara.id, token, carrier.address, 100n);
      expect(await token.balanceOf(carrier)).to.equal(100n);
      await expect(moving.release(line, proof, 0))
        .to.be.revertedWithCustomError(moving, "MovingNothing")
        .withArgs(amara.id, token);
      await helpers.time.increase(31n * DAY);
      await expect(moving.giveBack(1, amara.id, token))
        .to.be.revertedWithCustomError(moving, "MovingNothing")
        .withArgs(amara.id, token);
      await moving.giveBack(1, bo.id, token);
      expect(await token.balanceOf(moving)).to.equal(0n);
    });

    it("INV-382 on one chain brings token and coins straight to the opening, for that line and no other", async function () {
      const nation = await load();
      const { moving, chainId, token, founders } = nation;
      await moving.connect(nation.nation).announce(await planOf(nation, { toChain: chainId }));
      const [amara, bo] = founders as [Person, Person];
      for (const person of [amara, bo]) await declare(nation, person);
      await carryToken(nation, amara, 100n);
      await carryToken(nation, bo, 40n);
      await amara.signer.sendTransaction({ to: await moving.satchelOf(amara.id), value: 9n });
      await moving.gather(amara.id, COIN);
      await toFreeze(nation);
      const book = await bookOf(nation, await trueLines(nation), chainId);
      const publication = await publish(nation, book.root);
      const tokens = [await token.getAddress(), COIN];
      const origin = { chain: chainId, moving: await moving.getAddress(), move: 1n, root: book.root, tokens };
      const { opening } = await deployOpening(ethers, origin, [amara.signer, bo.signer]);
      await helpers.time.increase(8n * DAY);
      await moving.connect(nation.nation).attest(publication, opening, ZeroAddress);

      const { line, proof } = book.of(amara.id);
      await moving.release(line, proof, 0);
      await moving.release(line, proof, 1);
      expect([...(await opening.fundsOf(amara.id, 0)), ...(await opening.fundsOf(amara.id, 1))]).to.deep.equal([
        ...[100n, 0n],
        ...[9n, 0n],
      ]);
      expect([...(await opening.fundsOf(bo.id, 0))]).to.deep.equal([0n, 0n]);
      expect(await token.allowance(moving, opening)).to.equal(0n);
      await opening.pay(amara.id, 0);
      await expect(opening.pay(amara.id, 1)).to.changeEtherBalance(ethers, amara.signer, 9n);
      expect(await token.balanceOf(amara.signer)).to.equal(100n);

      await helpers.time.increase(31n * DAY); // Bo's was not released
      await moving.giveBack(1, bo.id, token);
      await expect(opening.pay(bo.id, 0))
        .to.be.revertedWithCustomError(opening, "OpeningNothingToPay")
        .withArgs(bo.id, 0);
      await expect(moving.giveBack(1, amara.id, token))
        .to.be.revertedWithCustomError(moving, "MovingNothing")
        .withArgs(amara.id, token);
      expect(await token.balanceOf(moving)).to.equal(0n);
    });

    it("reverts with MovingUnknownToken, MovingNotInRoot, MovingWrongState", async function () {
      const { nation, book, amara, bo } = await loadAttested();
      const { moving } = nation;
      const { line, proof } = book.of(amara.id);
      await expect(moving.release(line, proof, 2))
        .to.be.revertedWithCustomError(moving, "MovingUnknownToken")
        .withArgs(2);
      await expect(moving.release(line, book.of(bo.id).proof, 0))
        .to.be.revertedWithCustomError(moving, "MovingNotInRoot")
        .withArgs(amara.id, book.root);
      const early = await loadPublished();
      const own = early.book.of(early.amara.id);
      await expect(early.nation.moving.release(own.line, own.proof, 0))
        .to.be.revertedWithCustomError(early.nation.moving, "MovingWrongState")
        .withArgs(1, MOVE.frozen);
    });

    for (const [what, fault, change] of [
      ["amount", FAULT.amounts, { amounts: [99n, 0n] }],
      ["key", FAULT.key, { key: NEW_OPENING }],
    ] as const) {
      it(`INV-382 reverts with MovingFalseLine where nobody refuted a false ${what} in time; it goes back`, async function () {
        const { nation, lines, amara } = await loadPublished();
        const { moving, token } = nation;
        const bad = await bookOf(nation, [{ ...lines[0]!, ...change }, ...lines.slice(1)]);
        const publication = await publish(nation, bad.root);
        await helpers.time.increase(8n * DAY);
        await moving.connect(nation.nation).attest(publication, NEW_OPENING, nation.carrier);
        const { line, proof } = bad.of(amara.id);
        await expect(moving.release(line, proof, 0))
          .to.be.revertedWithCustomError(moving, "MovingFalseLine")
          .withArgs(amara.id, fault);
        await helpers.time.increase(31n * DAY);
        await moving.giveBack(1, amara.id, token);
        expect(await token.balanceOf(amara.signer)).to.equal(100n);
      });
    }

    it("INV-382 reverts with MovingFalseLine for a key that was recovered since; it goes back to the new one", async function () {
      const { nation, book, amara } = await loadAttested();
      const { moving, members, token, strangers } = nation;
      await members.fillSeat(3, nation.nation);
      await members.connect(nation.nation).recoverKey(amara.id, strangers[1]!);
      const { line, proof } = book.of(amara.id);
      await expect(moving.release(line, proof, 0))
        .to.be.revertedWithCustomError(moving, "MovingFalseLine")
        .withArgs(amara.id, FAULT.key);
      await helpers.time.increase(31n * DAY);
      await moving.giveBack(1, amara.id, token);
      expect(await token.balanceOf(strangers[1]!)).to.equal(100n);
    });

    it("INV-382 releases to a declared key that never served anybody here, until its author's own changes", async function () {
      const nation = await loadAnnounced();
      const { moving, token, founders, strangers, carrier } = nation;
      const [amara, bo] = founders as [Person, Person];
      for (const [place, person] of [amara, bo].entries()) {
        await declare(nation, person, strangers[place]);
        await carryToken(nation, person, 10n);
      }
      await toFreeze(nation);
      const book = await bookOf(nation, await trueLines(nation));
      const publication = await publish(nation, book.root);
      await rotate(nation, bo, strangers[2]!);
      await helpers.time.increase(7n * DAY);
      await moving.connect(nation.nation).attest(publication, NEW_OPENING, carrier);
      const [hers, his] = [book.of(amara.id), book.of(bo.id)];
      await moving.release(hers.line, hers.proof, 0);
      expect(await token.balanceOf(carrier)).to.equal(10n);
      await expect(moving.release(his.line, his.proof, 0))
        .to.be.revertedWithCustomError(moving, "MovingFalseLine")
        .withArgs(bo.id, FAULT.key);
      await helpers.time.increase(31n * DAY);
      await moving.giveBack(1, bo.id, token);
      expect(await token.balanceOf(strangers[2]!)).to.equal(10n);
    });

    it("INV-382 reverts with MovingRecoveryPending while somebody asks for the agent's key", async function () {
      const { nation, book, amara } = await loadAttested();
      const { moving, members, token, carrier } = nation;
      const recovery = await ethers.deployContract("SeatActor");
      await members.fillSeat(3, recovery);
      await recovery.setPending(amara.id, true);
      const { line, proof } = book.of(amara.id);
      await expect(moving.release(line, proof, 0))
        .to.be.revertedWithCustomError(moving, "MovingRecoveryPending")
        .withArgs(amara.id);
      await recovery.setPending(amara.id, false);
      await moving.release(line, proof, 0);
      expect(await token.balanceOf(carrier)).to.equal(100n);
    });

    it("INV-381 reverts with MovingPaymentFailed where an opening on this chain takes nothing; it goes back", async function () {
      const nation = await load();
      const { moving, chainId, token, founders } = nation;
      await moving.connect(nation.nation).announce(await planOf(nation, { toChain: chainId }));
      const [amara] = founders as [Person];
      await declare(nation, amara);
      await carryToken(nation, amara, 100n);
      await amara.signer.sendTransaction({ to: await moving.satchelOf(amara.id), value: 9n });
      await moving.gather(amara.id, COIN);
      await toFreeze(nation);
      const book = await bookOf(nation, await trueLines(nation), chainId);
      const publication = await publish(nation, book.root);
      const tokens = [await token.getAddress(), COIN];
      const origin = { chain: chainId, moving: await moving.getAddress(), move: 1n, root: book.root, tokens };
      const idle = await ethers.deployContract("IdleOpening", [origin]);
      await helpers.time.increase(8n * DAY);
      await moving.connect(nation.nation).attest(publication, idle, ZeroAddress);
      const { line, proof } = book.of(amara.id);
      await expect(moving.release(line, proof, 0))
        .to.be.revertedWithCustomError(moving, "MovingPaymentFailed")
        .withArgs(token, idle, 100n);
      await expect(moving.release(line, proof, 1))
        .to.be.revertedWithCustomError(moving, "MovingPaymentFailed")
        .withArgs(COIN, idle, 9n);
      await helpers.time.increase(31n * DAY);
      await moving.giveBack(1, amara.id, token);
      await expect(moving.giveBack(1, amara.id, COIN)).to.changeEtherBalance(ethers, amara.signer, 9n);
      expect(await token.balanceOf(amara.signer)).to.equal(100n);
    });

    it("reverts with MovingPaymentFailed while the carrier cannot receive it", async function () {
      const { nation, book, amara } = await loadAttested();
      const { moving, token, carrier } = nation;
      await token.blockPayee(carrier);
      const { line, proof } = book.of(amara.id);
      await expect(moving.release(line, proof, 0))
        .to.be.revertedWithCustomError(moving, "MovingPaymentFailed")
        .withArgs(token, carrier.address, 100n);
      expect(await moving.carriedOf(1, amara.id, token)).to.equal(100n);
    });
  });
});
