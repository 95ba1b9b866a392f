import { expect } from "chai";
import { network } from "hardhat";

import { FOREVER, DAY, type Person } from "../../fixtures/membership.ts";
import { deployRecoveryOver, nameContacts, PLAIN_RECOVERY, supportAll, veto } from "../../fixtures/recovery.ts";
import {
  acceptWork,
  bucket,
  BucketKind,
  closeSeason,
  COIN,
  commandedGuild,
  deployTreasury,
  payIncome,
  PayoutMode,
  UNIT,
} from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

// What Surplus does with the money of somebody whose key is contested.
describe("Surplus, while a recovery is pending (INV-134)", () => {
  /** A guild of six whose closed season owes its first member 100 tokens; for whom three contacts support another key. */
  const contested = async (mode: bigint) => {
    const equation = [bucket(BucketKind.ContributionShare, 0n)];
    const treasury = await deployTreasury(ethers, { founders: 6, equation, rules: { mode } });
    const nation = { ...treasury, ...(await deployRecoveryOver(ethers, treasury)) };
    const [person, ...others] = nation.founders as [Person, ...Person[]];
    const guild = await commandedGuild(nation, "Weavers", nation.founders);
    await nameContacts(nation, person, [2n, 3n, 4n, 5n]);
    await time.increase(PLAIN_RECOVERY.contactsDelay);
    const work = [{ member: person.id, minutes: 600n }];
    await acceptWork(nation, networkHelpers, { guild, people: others, work });
    await payIncome(nation, guild, 100n * UNIT, nation.token);
    const season = await closeSeason(nation, networkHelpers);
    await nation.surplus.closeBooks(guild, season, nation.token);
    await supportAll(nation, others.slice(0, 2), { agent: person.id, key: nation.strangers[0]! });
    const token = await nation.token.getAddress();
    const elsewhere = nation.strangers[1]!.address;
    return { ...nation, person, guild, season, tokenAddress: token, elsewhere };
  };
  const paying = () => contested(PayoutMode.Pay);
  const lending = () => contested(PayoutMode.MemberLoan);

  describe("claim", () => {
    const claiming = async () => {
      const context = await networkHelpers.loadFixture(paying);
      const { person, guild, season, tokenAddress: token } = context;
      const claim = (to: string) =>
        context.surplus
          .connect(person.signer)
          .claim({ by: person.id, guild, season, token, to, deadline: FOREVER }, "0x");
      return { ...context, claim };
    };

    it("INV-134 reverts with SurplusRecoveryPending for another address", async () => {
      const { surplus, claim, elsewhere, person } = await claiming();
      await expect(claim(elsewhere))
        .to.be.revertedWithCustomError(surplus, "SurplusRecoveryPending")
        .withArgs(person.id);
    });

    it("pays to the present key, named or not", async () => {
      const { claim, token, person } = await claiming();
      await claim(person.signer.address);
      expect(await token.balanceOf(person.signer)).to.equal(100n * UNIT);
    });

    it("pays to another address again after a veto", async () => {
      const { claim, token, elsewhere, person, ...nation } = await claiming();
      await veto(nation, person);
      await claim(elsewhere);
      expect(await token.balanceOf(elsewhere)).to.equal(100n * UNIT);
    });
  });

  describe("withdraw", () => {
    it("reverts with SurplusRecoveryPending for another address, and pays the new key once it is moved", async () => {
      const { surplus, recovery, token, person, guild, season, tokenAddress, elsewhere, strangers } =
        await networkHelpers.loadFixture(paying);
      await token.blockPayee(person.signer);
      await surplus.claimFor([person.id], guild, season, tokenAddress);
      const act = { by: person.id, token: tokenAddress, to: elsewhere, nonce: 0, deadline: FOREVER };
      await expect(surplus.connect(person.signer).withdraw(act, "0x"))
        .to.be.revertedWithCustomError(surplus, "SurplusRecoveryPending")
        .withArgs(person.id);
      await time.increase(PLAIN_RECOVERY.delay + DAY);
      await recovery.complete(person.id);
      await surplus.connect(strangers[0]).withdraw({ ...act, to: COIN }, "0x");
      expect(await token.balanceOf(strangers[0]!)).to.equal(100n * UNIT);
    });
  });

  describe("payInside", () => {
    it("INV-134 reverts with SurplusRecoveryPending, and pays once it is over", async () => {
      const context = await networkHelpers.loadFixture(paying);
      const { surplus, person, guild, season, tokenAddress: token } = context;
      const own = surplus.connect(person.signer);
      await own.claim({ by: person.id, guild, season, token, to: await surplus.getAddress(), deadline: FOREVER }, "0x");
      const act = {
        by: person.id,
        to: guild,
        token,
        amount: 5n,
        ref: `0x${"00".repeat(32)}`,
        nonce: 0,
        deadline: FOREVER,
      };
      await expect(own.payInside(act, "0x"))
        .to.be.revertedWithCustomError(surplus, "SurplusRecoveryPending")
        .withArgs(person.id);
      await veto(context, person);
      await own.payInside(act, "0x");
      expect(await surplus.owedTo(guild, token)).to.equal(5n);
    });
  });

  describe("withdrawLoan", () => {
    it("reverts with SurplusRecoveryPending for another address: the loan waits for the key that wins", async () => {
      const { surplus, members, recovery, token, person, guild, season, tokenAddress, elsewhere, strangers } =
        await networkHelpers.loadFixture(lending);
      await surplus.claimFor([person.id], guild, season, tokenAddress);
      await members.connect(person.signer).resign({ by: person.id, nonce: 0, deadline: FOREVER }, "0x");
      const act = { by: person.id, token: tokenAddress, to: elsewhere, nonce: 0, deadline: FOREVER };
      await expect(surplus.connect(person.signer).withdrawLoan(act, "0x"))
        .to.be.revertedWithCustomError(surplus, "SurplusRecoveryPending")
        .withArgs(person.id);
      await time.increase(PLAIN_RECOVERY.delay + DAY);
      await recovery.complete(person.id);
      await surplus.connect(strangers[0]).withdrawLoan(act, "0x");
      expect(await token.balanceOf(elsewhere)).to.equal(100n * UNIT);
    });
  });
});
