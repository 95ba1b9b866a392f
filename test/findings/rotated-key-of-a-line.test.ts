import { expect } from "chai";
import { network } from "hardhat";

import { signKeyConsent } from "../../sdk/statements.ts";
import { DAY, FOREVER, sign, type Person } from "../fixtures/membership.ts";
import {
  bookOf,
  carryToken,
  COIN,
  declare,
  deployMoving,
  planOf,
  publish,
  published,
  toFreeze,
  trueLines,
} from "../fixtures/moving.ts";

const { ethers, networkHelpers: helpers } = await network.getOrCreate();

// Who declares with their own key carries under that key. If it is stolen, the member moves to another (by themselves, or
// with their contacts, which takes weeks), and everything that the nation owes goes to the new key. What they carry went on
// under the stolen one: from the freeze on nothing can be declared or taken back, anybody may release, and on the other side
// the thief is paid.
describe("Finding: what a member carried went to a key that they had left", () => {
  it("nothing is released to a key that its agent has left; it goes back to the present one", async () => {
    const nation = await helpers.loadFixture(async function ready() {
      const deployed = await deployMoving(ethers, helpers);
      return { ...deployed, ...(await published(deployed)) };
    });
    const { moving, members, amara, book, publication, carrier, token, strangers } = nation;
    const newKey = strangers[3]!;
    const consent = await signKeyConsent({ register: members, agent: amara.id, deadline: FOREVER, signer: newKey });
    const act = { by: amara.id, newKey: newKey.address, nonce: 0n, deadline: FOREVER };
    await members.connect(amara.signer).rotateKey(act, "0x", consent);

    await helpers.time.increase(7n * DAY);
    await moving.connect(nation.nation).attest(publication, `0x${"aa".repeat(20)}`, carrier);
    const { line, proof } = book.of(amara.id);
    await expect(moving.connect(carrier).release(line, proof, 0)).to.be.revertedWithCustomError(
      moving,
      "MovingFalseLine",
    );
    await helpers.time.increase(30n * DAY);
    await moving.giveBack(1, amara.id, token);
    expect(await token.balanceOf(newKey)).to.equal(100n);
  });
});

// Whoever stole a key until the freeze declared a key of their own, which never served anybody here, and was paid after the
// member had recovered theirs.
describe("Finding: a key that a thief declared was paid after the member had recovered their own", () => {
  it("nothing is released by what a former key declared; it goes back to the recovered one", async () => {
    const nation = await helpers.loadFixture(async function stolen() {
      const deployed = await deployMoving(ethers, helpers);
      const { moving, founders, strangers } = deployed;
      const [amara] = founders as [Person];
      await moving.connect(deployed.nation).announce(await planOf(deployed));
      await declare(deployed, amara, strangers[4]);
      await carryToken(deployed, amara, 100n);
      await toFreeze(deployed);
      const book = await bookOf(deployed, await trueLines(deployed));
      return { ...deployed, amara, book, publication: await publish(deployed, book.root) };
    });
    const { moving, members, amara, book, publication, carrier, token, strangers } = nation;
    await members.fillSeat(3, nation.nation);
    await members.connect(nation.nation).recoverKey(amara.id, strangers[3]!);

    await helpers.time.increase(7n * DAY);
    await moving.connect(nation.nation).attest(publication, `0x${"aa".repeat(20)}`, carrier);
    const { line, proof } = book.of(amara.id);
    await expect(moving.release(line, proof, 0))
      .to.be.revertedWithCustomError(moving, "MovingFalseLine")
      .withArgs(amara.id, 1);
    await helpers.time.increase(30n * DAY);
    await moving.giveBack(1, amara.id, token);
    expect(await token.balanceOf(strangers[3]!)).to.equal(100n);
  });
});

// The act named no move. Signed for one move and held back, it counted in the next, to another chain.
describe("Finding: a declaration for one move counted in another", () => {
  it("a declaration that was signed in a move that is off says nothing in the next", async () => {
    const nation = await helpers.loadFixture(async function gathering() {
      const deployed = await deployMoving(ethers, helpers);
      await deployed.moving.connect(deployed.nation).announce(await planOf(deployed));
      return deployed;
    });
    const { moving, founders, token } = nation;
    const [amara] = founders as [Person];
    const act = { by: amara.id, move: 1, key: amara.signer.address, comes: true, order: 1, deadline: FOREVER };
    const signature = await sign(nation, amara, moving, "declare", act);

    await moving.connect(nation.nation).callOff();
    await moving
      .connect(nation.nation)
      .announce(await planOf(nation, { toChain: 778n, tokens: [{ here: await token.getAddress(), there: COIN }] }));
    for (const held of [act, { ...act, move: 2 }]) {
      await expect(moving.connect(nation.carrier).declare(held, signature, "0x")).to.be.revertedWithCustomError(
        moving,
        held.move === 1 ? "MovingWrongState" : "StatementBadSignature",
      );
    }
    expect((await moving.declarationOf(2, amara.id)).comes).to.equal(false);
  });
});
