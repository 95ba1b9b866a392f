import { expect } from "chai";
import { network } from "hardhat";

import { DECISIONS, readLicence } from "../../../sdk/licensing/catalogue.ts";
import { PURPOSES, USER_CLASSES } from "../../../sdk/licensing/kinds.ts";
import { USE_REASONS, type UseReason } from "../../../sdk/licensing/explain.ts";
import {
  addCopyFair,
  addLicence,
  addUniform,
  attest,
  CATALOGUE,
  deployLicensing,
  licenceLibraries,
  publishWork,
  PURPOSE,
  takeAct,
  type Licensing,
} from "../../fixtures/licensing.ts";
import { DAY, FOREVER, sign, YEAR, type Person } from "../../fixtures/membership.ts";
import { acceptWork, COIN, UNIT } from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

const reason = (name: UseReason) => BigInt(USE_REASONS.indexOf(name));
const [FREE, RECIPROCATE, PAY, BY_APPROVAL, FORBIDDEN] = [0n, 1n, 2n, 3n, 4n];
const FEE = { token: COIN, amount: 10n * UNIT };

describe("Licences", () => {
  /** One work for each answer, and a firm that asks. */
  async function withWorks() {
    const nation = await deployLicensing(ethers);
    const policy = {
      free: await addUniform(nation, FREE, { irrevocable: true }),
      forbidden: await addUniform(nation, FORBIDDEN),
      pay: await addUniform(nation, PAY, { fee: FEE }),
      approval: await addUniform(nation, BY_APPROVAL),
      contribute: await addUniform(nation, RECIPROCATE, { reciprocityMinutes: 60n }),
      contributeOrPay: await addUniform(nation, RECIPROCATE, { reciprocityMinutes: 60n, fee: FEE }),
      leased: await addUniform(nation, PAY, { fee: FEE, term: YEAR }),
      trial: await addUniform(nation, FREE, { term: YEAR }),
    };
    const work: Record<string, bigint> = {};
    for (const [name, id] of Object.entries(policy)) work[name] = await publishWork(nation, { policies: [id] });
    const firm = await attest(nation, "firm", nation.strangers[0]!);
    return { ...nation, policy, work: work as Record<keyof typeof policy, bigint>, firm };
  }
  const fixture = () => networkHelpers.loadFixture(withWorks);

  /** Takes a grant for commercial use under the policy of that name. */
  const take = (n: Awaited<ReturnType<typeof withWorks>>, name: keyof typeof n.policy, by: Person, value = 0n) =>
    n.licences
      .connect(by.signer)
      .take(takeAct(by.id, n.work[name], n.policy[name], PURPOSE.commercial), "0x", { value });

  describe("deployment", () => {
    it("given one contract fewer, it reverts with CharteredZeroAddress", async () => {
      const { timelock, members, guilds, ledger, organisations, policies, commons, treaties } = await fixture();
      const libraries = await licenceLibraries(ethers);
      const factory = await ethers.getContractFactory("Licences", { libraries });
      const all = [timelock, members, guilds, ledger, organisations, policies, commons, treaties];
      for (const missing of all.keys()) {
        const args = all.map((contract, index) => (index === missing ? ethers.ZeroAddress : contract));
        await expect(ethers.deployContract("Licences", args, { libraries })).to.be.revertedWithCustomError(
          factory,
          "CharteredZeroAddress",
        );
      }
    });
  });

  describe("canUse", () => {
    it("says what one policy answers, and why", async () => {
      const n = await fixture();
      for (const [name, decision, why] of [
        ["free", FREE, "Open"],
        ["forbidden", FORBIDDEN, "NotForThisClass"],
        ["pay", PAY, "FeeDue"],
        ["approval", BY_APPROVAL, "ApprovalNeeded"],
        ["contribute", RECIPROCATE, "ContributionsMissing"],
        ["contributeOrPay", RECIPROCATE, "ContributionsOrFeeDue"],
      ] as const) {
        const answer = await n.licences.canUse(n.work[name], n.firm.id, PURPOSE.commercial);
        expect(answer, name).to.deep.equal([decision, reason(why), n.policy[name]]);
      }
    });

    it("of several policies names the most permissive; of equals the one offered first", async () => {
      const n = await fixture();
      const { free, forbidden, pay, approval, contribute, contributeOrPay } = n.policy;
      const second = await addUniform(n, PAY, { fee: FEE });
      for (const [offered, best] of [
        [[forbidden, approval, pay, free], free],
        [[forbidden, approval, pay], pay],
        [[forbidden, approval], approval],
        [[contribute, pay], pay],
        [[pay, contributeOrPay], contributeOrPay],
        [[second, pay], second],
      ] as const) {
        const work = await publishWork(n, { policies: offered });
        expect((await n.licences.canUse(work, n.firm.id, PURPOSE.commercial)).policy).to.equal(best);
      }
    });

    it("never reverts: every purpose, work and agent gets an answer", async () => {
      const n = await fixture();
      const ids = [0n, 1n, n.guild, n.firm.id, 99n, 2n ** 32n - 1n];
      for (const work of [0n, n.work.free, n.work.contribute, 99n, 2n ** 32n - 1n]) {
        for (const agent of ids) {
          for (const purpose of [0n, 4n, 5n, 255n]) {
            const [decision, why] = await n.licences.canUse(work, agent, purpose);
            const known = work !== 0n && work <= n.work.trial;
            if (purpose > 4n) expect(why).to.equal(reason("UnknownPurpose"));
            else if (!known) expect(why).to.equal(reason("UnknownWork"));
            else if (agent > n.firm.id) expect(why).to.equal(reason("UnknownAgent"));
            else expect(why).to.be.lessThan(reason("UnknownPurpose"));
            expect(decision).to.be.at.most(FORBIDDEN);
          }
        }
      }
    });

    it("lets the stewarding guild use its own work, whatever the policy", async () => {
      const n = await fixture();
      const answer = await n.licences.canUse(n.work.forbidden, n.guild, PURPOSE.commercial);
      expect(answer).to.deep.equal([FREE, reason("OwnWork"), 0n]);
    });

    it("answers a stranger as any individual", async () => {
      const n = await fixture();
      expect(await n.licences.canUse(n.work.free, 0n, PURPOSE.personal)).to.deep.equal([
        FREE,
        reason("Open"),
        n.policy.free,
      ]);
    });
  });

  describe("recognisedCanUse", () => {
    const [STAY, LICENCE] = [1n, 2n];
    /** Two members of another nation hold passes; only the first one's treaty lets them use works. */
    async function withGuests() {
      const nation = await withWorks();
      const { treaties, strangers } = nation;
      const guest = strangers.at(-1)!;
      const { timestamp } = (await ethers.provider.getBlock("latest"))!;
      const until = BigInt(timestamp) + 90n * DAY;
      for (const [index, rights] of [LICENCE, STAY].entries()) {
        const register = await ethers.deployContract("HostileRegister");
        await register.set(5, guest, true);
        const terms = { rights, mostGuests: 1n, passTerm: 365n * DAY, notice: 0n, until };
        await treaties.recognise(register, terms);
        const pass = { treaty: index + 1, guest: 5n, until, deadline: FOREVER };
        await treaties.connect(guest).takePass(pass, "0x", 0n);
      }
      return { ...nation, until };
    }
    const givenGuests = () => networkHelpers.loadFixture(withGuests);

    for (const spdxId of CATALOGUE) {
      it(`answers by the row of recognised guests, and without the right by that of anybody: ${spdxId}`, async () => {
        const n = await givenGuests();
        const policy = await addLicence(n, spdxId);
        const work = await publishWork(n, { policies: [policy] });
        const { cells } = readLicence(spdxId);
        for (const [treaty, row] of [
          [1n, cells["recognised guest"]],
          [2n, cells.individual],
        ] as const) {
          for (const [column, purpose] of PURPOSES.entries()) {
            const [decision, , named] = await n.licences.recognisedCanUse(work, treaty, 5n, column);
            expect(DECISIONS[Number(decision)], purpose).to.equal(row[column]);
            expect(named).to.equal(policy);
          }
        }
      });
    }

    it("answers as for anybody once the treaty has ended", async () => {
      const n = await givenGuests();
      await networkHelpers.time.increaseTo(n.until);
      for (const work of Object.values(n.work)) {
        const seen = await n.licences.recognisedCanUse(work, 1n, 5n, PURPOSE.commercial);
        expect(seen).to.deep.equal(await n.licences.canUse(work, 0n, PURPOSE.commercial));
      }
    });

    it("never reverts: an unknown work or purpose, and a guest of no treaty, get an answer", async () => {
      const { licences, work } = await givenGuests();
      expect((await licences.recognisedCanUse(99n, 1n, 5n, 0n)).reason).to.equal(reason("UnknownWork"));
      expect((await licences.recognisedCanUse(work.free, 1n, 5n, 255n)).reason).to.equal(reason("UnknownPurpose"));
      expect((await licences.recognisedCanUse(work.free, 9n, 5n, 0n)).reason).to.equal(reason("Open"));
    });
  });

  describe("take", () => {
    it("when the cell is Free, it keeps the grant and emits LicenceGranted", async () => {
      const n = await fixture();
      const { licences, work, policy, firm } = n;
      const at = (time: bigint) => time > 0n;
      await expect(take(n, "free", firm))
        .to.emit(licences, "LicenceGranted")
        .withArgs(work.free, firm.id, policy.free, PURPOSE.commercial, FREE, 8n, 1n, firm.id, at, 0n, 0n);
      expect((await licences.grantOf(work.free, firm.id, PURPOSE.commercial)).policy).to.equal(policy.free);
      expect((await licences.grantOf(work.free, firm.id, PURPOSE.personal)).grantedAt).to.equal(0n);
    });

    it("INV-66 when the cell is Pay, it books the fee in the guild's surplus in the same transaction", async () => {
      const n = await fixture();
      const { licences, commons, surplus, guild, work, firm } = n;
      await expect(take(n, "pay", firm, FEE.amount))
        .to.emit(commons, "WorkPaid")
        .withArgs(work.pay, COIN, 0n, firm.signer.address, FEE.amount, FEE.amount);
      expect((await surplus.booksOf(guild, 1n, COIN)).income).to.equal(FEE.amount);
      const grant = await licences.grantOf(work.pay, firm.id, PURPOSE.commercial);
      expect([grant.basis, grant.paid]).to.deep.equal([PAY, FEE.amount]);
      expect((await licences.canUse(work.pay, firm.id, PURPOSE.commercial)).reason).to.equal(reason("GrantHeld"));
    });

    it("when signed, the carrier pays an ERC-20 fee it allowed to Commons; once only, also in a batch", async () => {
      const n = await fixture();
      const { licences, commons, surplus, guild, token, firm, strangers } = n;
      const policy = await addUniform(n, PAY, { fee: { token: await token.getAddress(), amount: 500n } });
      const work = await publishWork(n, { policies: [policy] });
      const carrier = strangers[5]!;
      await token.mint(carrier, 1_000n);
      await token.connect(carrier).approve(commons, 1_000n);
      const act = takeAct(firm.id, work, policy, PURPOSE.commercial);
      const signature = await sign(n, firm, licences, "take", act);
      const call = licences.interface.encodeFunctionData("take", [act, signature]);
      await expect(licences.connect(carrier).carry([call, call]))
        .to.emit(licences, "CallSkipped")
        .withArgs(1n, licences.interface.encodeErrorResult("StatementNonceUsed", [firm.id, 0n]));
      expect(await token.balanceOf(carrier)).to.equal(500n);
      expect((await surplus.booksOf(guild, 1n, token)).income).to.equal(500n);
    });

    it("when coins fall short of the fee or exceed it, it reverts with CommonsWrongValue", async () => {
      const n = await fixture();
      for (const value of [0n, FEE.amount - 1n, FEE.amount + 1n]) {
        await expect(take(n, "pay", n.firm, value))
          .to.be.revertedWithCustomError(n.commons, "CommonsWrongValue")
          .withArgs(FEE.amount, value);
      }
      expect((await n.licences.grantOf(n.work.pay, n.firm.id, PURPOSE.commercial)).grantedAt).to.equal(0n);
    });

    it("when the token takes a part of the fee, it reverts with LicencesFeeShort", async () => {
      const n = await fixture();
      const { licences, commons, token, firm } = n;
      const policy = await addUniform(n, PAY, { fee: { token: await token.getAddress(), amount: 500n } });
      const work = await publishWork(n, { policies: [policy] });
      await token.mint(firm.signer, 500n);
      await token.connect(firm.signer).approve(commons, 500n);
      await token.setQuirk(4n);
      await expect(licences.connect(firm.signer).take(takeAct(firm.id, work, policy, PURPOSE.commercial), "0x"))
        .to.be.revertedWithCustomError(licences, "LicencesFeeShort")
        .withArgs(495n, 500n);
    });

    it("when coins come with a free grant, it reverts with LicencesNothingToPay", async () => {
      const n = await fixture();
      await expect(take(n, "free", n.firm, 1n))
        .to.be.revertedWithCustomError(n.licences, "LicencesNothingToPay")
        .withArgs(1n);
    });

    it("when the policy gives no such grant, it reverts with LicencesRefused and the reason", async () => {
      const n = await fixture();
      const { licences, firm, work, policy } = n;
      for (const [id, under, why] of [
        [work.forbidden, policy.forbidden, "NotForThisClass"],
        [work.approval, policy.approval, "ApprovalNeeded"],
        [work.contribute, policy.contribute, "ContributionsMissing"],
        [work.forbidden, policy.free, "NotOffered"],
        [work.forbidden, 0n, "NotOffered"],
        [99n, policy.free, "UnknownWork"],
      ] as const) {
        await expect(licences.connect(firm.signer).take(takeAct(firm.id, id, under, PURPOSE.commercial), "0x"))
          .to.be.revertedWithCustomError(licences, "LicencesRefused")
          .withArgs(id, firm.id, PURPOSE.commercial, reason(why));
      }
    });

    it("when somebody without the key takes it, it reverts with StatementNotByKeyHolder", async () => {
      const n = await fixture();
      const act = takeAct(n.firm.id, n.work.free, n.policy.free, PURPOSE.personal);
      await expect(n.licences.connect(n.strangers[3]).take(act, "0x"))
        .to.be.revertedWithCustomError(n.licences, "StatementNotByKeyHolder")
        .withArgs(n.firm.id, n.strangers[3]!.address);
    });

    it("when the contributions suffice, it grants for them, without the fee", async () => {
      const n = await fixture();
      const { licences, founders, guild, work } = n;
      const member = founders[1]!;
      await acceptWork(n, networkHelpers, {
        guild,
        people: founders.slice(0, 3).reverse(),
        work: [{ member: member.id, minutes: 60n, track: 2n }],
      });
      expect(await licences.reciprocityOf(guild, member.id)).to.equal(60n);
      const [decision, why] = await licences.canUse(work.contributeOrPay, member.id, PURPOSE.commercial);
      expect([decision, why]).to.deep.equal([RECIPROCATE, reason("ContributionsAccepted")]);
      await take(n, "contributeOrPay", member);
      const grant = await licences.grantOf(work.contributeOrPay, member.id, PURPOSE.commercial);
      expect([grant.basis, grant.paid]).to.deep.equal([RECIPROCATE, 0n]);
    });

    it("counts the last season and the one before, whichever is more, and no earlier one", async () => {
      const n = await fixture();
      const { licences, ledger, founders, guild } = n;
      const member = founders[1]!;
      await acceptWork(n, networkHelpers, {
        guild,
        people: founders.slice(0, 3).reverse(),
        work: [{ member: member.id, minutes: 60n }],
      });
      for (const expected of [60n, 0n]) {
        await networkHelpers.time.increaseTo((await ledger.seasonOf(await ledger.lastSeason())).endsAt);
        await ledger.openSeason();
        expect(await licences.reciprocityOf(guild, member.id)).to.equal(expected);
      }
    });

    it("when a grant for ever is in force, it reverts with LicencesAlreadyGranted", async () => {
      const n = await fixture();
      await take(n, "free", n.firm);
      await expect(take(n, "free", n.firm))
        .to.be.revertedWithCustomError(n.licences, "LicencesAlreadyGranted")
        .withArgs(n.policy.free, 0n);
    });

    it("when a paid term is renewed, the new one begins at the end of the old", async () => {
      const n = await fixture();
      const { licences, work, firm } = n;
      await take(n, "leased", firm, FEE.amount);
      const first = (await licences.grantOf(work.leased, firm.id, PURPOSE.commercial)).expiresAt;
      await networkHelpers.time.increase(DAY);
      await take(n, "leased", firm, FEE.amount);
      expect((await licences.grantOf(work.leased, firm.id, PURPOSE.commercial)).expiresAt).to.equal(first + YEAR);
    });

    it("when a free term is renewed, the new one begins now: repeating does not make it endless", async () => {
      const n = await fixture();
      const { licences, work, firm } = n;
      await take(n, "trial", firm);
      await networkHelpers.time.increase(DAY);
      await take(n, "trial", firm);
      const { grantedAt, expiresAt } = await licences.grantOf(work.trial, firm.id, PURPOSE.commercial);
      expect(expiresAt).to.equal(grantedAt + YEAR);
    });

    it("when the term is over, the grant no longer counts", async () => {
      const n = await fixture();
      const { licences, work, firm } = n;
      await take(n, "leased", firm, FEE.amount);
      const { expiresAt } = await licences.grantOf(work.leased, firm.id, PURPOSE.commercial);
      await networkHelpers.time.increaseTo(expiresAt);
      expect((await licences.canUse(work.leased, firm.id, PURPOSE.commercial)).reason).to.equal(reason("FeeDue"));
    });
  });

  describe("approve", () => {
    const approval = (n: Awaited<ReturnType<typeof withWorks>>) => ({
      by: n.steward.id,
      licensee: n.firm.id,
      work: n.work.approval,
      policy: n.policy.approval,
      purpose: PURPOSE.commercial,
      nonce: 0n,
      deadline: FOREVER,
    });

    it("when a steward approves, directly or carried, the licensee holds a grant", async () => {
      const n = await fixture();
      const { licences, steward, strangers, work, policy, firm } = n;
      const signature = await sign(n, steward, licences, "approve", approval(n));
      const at = (time: bigint) => time > 0n;
      await expect(licences.connect(strangers[4]).approve(approval(n), signature))
        .to.emit(licences, "LicenceGranted")
        .withArgs(work.approval, firm.id, policy.approval, 2n, BY_APPROVAL, 8n, 1n, steward.id, at, 0n, 0n);
      const act = { ...approval(n), purpose: PURPOSE.personal };
      await licences.connect(steward.signer).approve(act, "0x");
      expect((await licences.grantOf(work.approval, firm.id, PURPOSE.personal)).by).to.equal(steward.id);
    });

    it("given a grant that was free for a class its holder has no longer, it reverts until they release it", async () => {
      const n = await fixture();
      const { licences, steward } = n;
      const cells = USER_CLASSES.flatMap((name) => PURPOSES.map(() => (name === "worker co-op" ? FREE : BY_APPROVAL)));
      const matrix = cells.reduce((sum, decision, cell) => sum | (decision << BigInt(3 * cell)), 0n);
      const policy = await addUniform(n, BY_APPROVAL, { matrix });
      const work = await publishWork(n, { policies: [policy] });
      const coop = await attest(n, "worker co-op", n.strangers[1]!);
      await licences.connect(coop.signer).take(takeAct(coop.id, work, policy, PURPOSE.commercial), "0x");
      await networkHelpers.time.increase(YEAR);
      const { reason: missing } = await licences.canUse(work, coop.id, PURPOSE.commercial);
      expect(missing).to.equal(reason("ApprovalNeeded"));
      const act = { ...approval(n), licensee: coop.id, work, policy };
      await expect(licences.connect(steward.signer).approve(act, "0x"))
        .to.be.revertedWithCustomError(licences, "LicencesAlreadyGranted")
        .withArgs(policy, 0n);
      const release = { by: coop.id, work, purpose: PURPOSE.commercial, nonce: 0n, deadline: FOREVER };
      await licences.connect(coop.signer).release(release, "0x");
      await licences.connect(steward.signer).approve(act, "0x");
      expect(await licences.holdsGrant(work, coop.id, PURPOSE.commercial)).to.equal(true);
    });

    it("when the author is no steward, it reverts with LicencesNotSteward", async () => {
      const n = await fixture();
      const other = n.founders[1]!;
      await expect(n.licences.connect(other.signer).approve({ ...approval(n), by: other.id }, "0x"))
        .to.be.revertedWithCustomError(n.licences, "LicencesNotSteward")
        .withArgs(n.guild, other.id);
    });

    it("when a steward approves for themself, it reverts with LicencesSelfApproval", async () => {
      const n = await fixture();
      await expect(n.licences.connect(n.steward.signer).approve({ ...approval(n), licensee: n.steward.id }, "0x"))
        .to.be.revertedWithCustomError(n.licences, "LicencesSelfApproval")
        .withArgs(n.steward.id);
    });

    it("when the policy asks for no approval, or the agent is unknown, it reverts with LicencesRefused", async () => {
      const n = await fixture();
      const { licences, steward, work, policy, firm } = n;
      const asked = { ...approval(n), work: work.pay, policy: policy.pay };
      await expect(licences.connect(steward.signer).approve(asked, "0x"))
        .to.be.revertedWithCustomError(licences, "LicencesRefused")
        .withArgs(work.pay, firm.id, PURPOSE.commercial, reason("FeeDue"));
      for (const licensee of [0n, 99n]) {
        await expect(licences.connect(steward.signer).approve({ ...approval(n), licensee }, "0x"))
          .to.be.revertedWithCustomError(licences, "LicencesRefused")
          .withArgs(work.approval, licensee, PURPOSE.commercial, reason("UnknownAgent"));
      }
    });
  });

  describe("given a steward has stopped new grants", () => {
    async function stop(n: Licensing, work: bigint) {
      const act = { by: n.steward.id, work, stopped: true, nonce: 0n, deadline: FOREVER };
      await n.commons.connect(n.steward.signer).stopGrants(act, "0x");
    }

    it("when somebody takes one, it reverts with LicencesRefused (NotOffered)", async () => {
      const n = await fixture();
      await stop(n, n.work.pay);
      await expect(take(n, "pay", n.firm, FEE.amount))
        .to.be.revertedWithCustomError(n.licences, "LicencesRefused")
        .withArgs(n.work.pay, n.firm.id, PURPOSE.commercial, reason("NotOffered"));
      const answer = await n.licences.canUse(n.work.pay, n.firm.id, PURPOSE.commercial);
      expect(answer).to.deep.equal([FORBIDDEN, reason("NotOffered"), 0n]);
    });

    it("INV-67 a grant made before stays as it was and in force", async () => {
      const n = await fixture();
      await take(n, "pay", n.firm, FEE.amount);
      const before = await n.licences.grantOf(n.work.pay, n.firm.id, PURPOSE.commercial);
      await stop(n, n.work.pay);
      expect(await n.licences.grantOf(n.work.pay, n.firm.id, PURPOSE.commercial)).to.deep.equal(before);
      const { reason: why } = await n.licences.canUse(n.work.pay, n.firm.id, PURPOSE.commercial);
      expect(why).to.equal(reason("GrantHeld"));
    });

    it("what an irrevocable policy gives freely stays free; its paid cells are stopped", async () => {
      const n = await fixture();
      const copyFair = await addCopyFair(n);
      const work = await publishWork(n, { policies: [copyFair] });
      await stop(n, work);
      const member = n.founders[3]!;
      expect((await n.licences.canUse(work, member.id, PURPOSE.commercial)).reason).to.equal(reason("Open"));
      expect((await n.licences.canUse(work, n.firm.id, PURPOSE.commercial)).reason).to.equal(reason("NotOffered"));
    });
  });
});
