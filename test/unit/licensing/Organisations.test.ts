import { expect } from "chai";
import { ZeroHash } from "ethers";
import { network } from "hardhat";

import { signKeyConsent } from "../../../sdk/statements.ts";
import { attest, attestAct, deployLicensing, type Licensing } from "../../fixtures/licensing.ts";
import { DAY, FOREVER, sign, YEAR } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();

const CLASS = { individual: 0n, member: 1n, guest: 2n, workerCoop: 4n, publicBody: 7n, firm: 8n } as const;

describe("Organisations", () => {
  const nation = () => deployLicensing(ethers);

  async function attestation(context: Licensing) {
    const signer = context.strangers[0]!;
    const act = { ...(await attestAct(context, "worker co-op")), key: signer.address };
    const consent = await signKeyConsent({
      register: context.members,
      agent: "Organisation",
      deadline: FOREVER,
      signer,
    });
    return { ...context, act, consent, signer };
  }
  const fresh = async () => attestation(await nation());

  const attested = async () => {
    const context = await nation();
    const coop = await attest(context, "worker co-op", context.strangers[0]!);
    const { expiresAt } = await context.organisations.attestationOf(coop.id);
    const act = {
      by: context.issuer.id,
      organisation: coop.id,
      userClass: CLASS.publicBody,
      evidence: ZeroHash,
      expiresAt: expiresAt + 1n,
      nonce: 0n,
      deadline: FOREVER,
    };
    return { ...context, coop, act };
  };

  describe("deployment", () => {
    it("given no register, it reverts with CharteredZeroAddress", async () => {
      const { timelock } = await networkHelpers.loadFixture(nation);
      const factory = await ethers.getContractFactory("Organisations");
      await expect(factory.deploy(timelock, ethers.ZeroAddress, YEAR, DAY)).to.be.revertedWithCustomError(
        factory,
        "CharteredZeroAddress",
      );
    });
  });

  describe("attest", () => {
    it("when an issuer attests a key that consents, it makes the agent and emits OrganisationAttested", async () => {
      const { organisations, members, issuer, act, consent, signer, strangers } =
        await networkHelpers.loadFixture(fresh);
      await expect(organisations.connect(issuer.signer).attest(act, "0x", consent))
        .to.emit(organisations, "OrganisationAttested")
        .withArgs(
          ...[7n, issuer.id, CLASS.workerCoop, (at: bigint) => at > 0n],
          ...[act.expiresAt, (since: bigint) => since > 0n, act.evidence],
        );
      expect(await members.idOf(signer)).to.equal(7n);
      expect(await organisations.classOf(7n)).to.deep.equal([CLASS.workerCoop, true]);
      expect(await members.isActive(7n)).to.equal(false);
      expect(strangers[0]).to.equal(signer);
    });

    it("when an issuer signed it, anybody carries it, also in a batch, and once only", async () => {
      const context = await networkHelpers.loadFixture(fresh);
      const { organisations, issuer, act, consent, members, signer, strangers } = context;
      const signature = await sign(context, issuer, organisations, "attest", act);
      const call = organisations.interface.encodeFunctionData("attest", [act, signature, consent]);
      const reason = members.interface.encodeErrorResult("MembersKeyUsed", [signer.address, 7n]);
      await expect(organisations.connect(strangers[1]).carry([call, call]))
        .to.emit(organisations, "CallSkipped")
        .withArgs(1n, reason);
      expect((await organisations.attestationOf(7n)).by).to.equal(issuer.id);
    });

    it("when the key does not consent, it reverts with MembersNoKeyConsent", async () => {
      const { organisations, members, issuer, act, signer } = await networkHelpers.loadFixture(fresh);
      await expect(organisations.connect(issuer.signer).attest(act, "0x", "0x"))
        .to.be.revertedWithCustomError(members, "MembersNoKeyConsent")
        .withArgs(signer.address);
    });

    it("when the author was not appointed or the office is over, it reverts with OrganisationsNotIssuer", async () => {
      const { organisations, founders, issuer, act, consent } = await networkHelpers.loadFixture(fresh);
      const [other] = founders;
      await expect(organisations.connect(other!.signer).attest({ ...act, by: other!.id }, "0x", consent))
        .to.be.revertedWithCustomError(organisations, "OrganisationsNotIssuer")
        .withArgs(other!.id);
      await organisations.appointIssuer(issuer.id, 1n);
      await expect(organisations.connect(issuer.signer).attest(act, "0x", consent))
        .to.be.revertedWithCustomError(organisations, "OrganisationsNotIssuer")
        .withArgs(issuer.id);
    });

    it("when the issuer has left the nation, it reverts with OrganisationsNotIssuer", async () => {
      const { organisations, members, issuer, act, consent } = await networkHelpers.loadFixture(fresh);
      await members.connect(issuer.signer).resign({ by: issuer.id, nonce: 0, deadline: FOREVER }, "0x");
      await expect(organisations.connect(issuer.signer).attest(act, "0x", consent))
        .to.be.revertedWithCustomError(organisations, "OrganisationsNotIssuer")
        .withArgs(issuer.id);
    });

    it("when the class is one of persons, it reverts with OrganisationsBadClass", async () => {
      const { organisations, issuer, act, consent } = await networkHelpers.loadFixture(fresh);
      await expect(organisations.connect(issuer.signer).attest({ ...act, userClass: CLASS.guest }, "0x", consent))
        .to.be.revertedWithCustomError(organisations, "OrganisationsBadClass")
        .withArgs(CLASS.guest);
    });

    it("when it would be over already or last too long, it reverts with OrganisationsBadExpiry", async () => {
      const { organisations, issuer, act, consent } = await networkHelpers.loadFixture(fresh);
      const now = BigInt(await networkHelpers.time.latest());
      for (const expiresAt of [now, now + 3n * YEAR]) {
        await expect(organisations.connect(issuer.signer).attest({ ...act, expiresAt }, "0x", consent))
          .to.be.revertedWithCustomError(organisations, "OrganisationsBadExpiry")
          .withArgs(expiresAt, (longest: bigint) => longest > now + YEAR);
      }
    });
  });

  describe("reattest", () => {
    it("when an issuer renews, it changes class and expiry", async () => {
      const { organisations, issuer, coop, act } = await networkHelpers.loadFixture(attested);
      await organisations.connect(issuer.signer).reattest(act, "0x");
      expect(await organisations.classOf(coop.id)).to.deep.equal([CLASS.publicBody, true]);
      expect((await organisations.attestationOf(coop.id)).expiresAt).to.equal(act.expiresAt);
    });

    it("when a signed renewal is carried twice, it reverts with StatementNonceUsed", async () => {
      const context = await networkHelpers.loadFixture(attested);
      const { organisations, issuer, act, strangers } = context;
      const signature = await sign(context, issuer, organisations, "reattest", act);
      const carrier = organisations.connect(strangers[3]);
      await carrier.reattest(act, signature);
      await expect(carrier.reattest(act, signature))
        .to.be.revertedWithCustomError(organisations, "StatementNonceUsed")
        .withArgs(issuer.id, 0n);
    });

    it("when the author is no issuer, it reverts with OrganisationsNotIssuer", async () => {
      const { organisations, coop, act } = await networkHelpers.loadFixture(attested);
      await expect(organisations.connect(coop.signer).reattest({ ...act, by: coop.id }, "0x"))
        .to.be.revertedWithCustomError(organisations, "OrganisationsNotIssuer")
        .withArgs(coop.id);
    });

    it("given an organisation that is an issuer, when it attests itself, it reverts with OrganisationsSelfAttestation", async () => {
      const { organisations, coop, act } = await networkHelpers.loadFixture(attested);
      await organisations.appointIssuer(coop.id, FOREVER);
      await expect(organisations.connect(coop.signer).reattest({ ...act, by: coop.id }, "0x"))
        .to.be.revertedWithCustomError(organisations, "OrganisationsSelfAttestation")
        .withArgs(coop.id);
    });

    it("when the agent is no organisation, it reverts with OrganisationsUnknownOrganisation", async () => {
      const { organisations, issuer, founders, act } = await networkHelpers.loadFixture(attested);
      const organisation = founders[0]!.id;
      await expect(organisations.connect(issuer.signer).reattest({ ...act, organisation }, "0x"))
        .to.be.revertedWithCustomError(organisations, "OrganisationsUnknownOrganisation")
        .withArgs(organisation);
    });

    it("INV-62 when an attestation is ended or runs out, the organisation counts as a firm", async () => {
      const { organisations, issuer, coop, act } = await networkHelpers.loadFixture(attested);
      await organisations.connect(issuer.signer).reattest({ ...act, expiresAt: 0n }, "0x");
      expect(await organisations.classOf(coop.id)).to.deep.equal([CLASS.firm, true]);

      await organisations.connect(issuer.signer).reattest(act, "0x");
      await networkHelpers.time.increaseTo(act.expiresAt - 1n);
      expect(await organisations.classOf(coop.id)).to.deep.equal([CLASS.publicBody, true]);
      await networkHelpers.time.increaseTo(act.expiresAt);
      expect(await organisations.classOf(coop.id)).to.deep.equal([CLASS.firm, true]);
    });
  });

  describe("classOf", () => {
    it("is Member for an active person and a guild, Individual for any other person and a stranger", async () => {
      const { organisations, members, founders, guild } = await networkHelpers.loadFixture(attested);
      const [, , , leaver] = founders;
      expect(await organisations.classOf(leaver!.id)).to.deep.equal([CLASS.member, true]);
      expect(await organisations.classOf(guild)).to.deep.equal([CLASS.member, true]);
      await members.connect(leaver!.signer).resign({ by: leaver!.id, nonce: 0, deadline: FOREVER }, "0x");
      expect(await organisations.classOf(leaver!.id)).to.deep.equal([CLASS.individual, true]);
      expect(await organisations.classOf(0n)).to.deep.equal([CLASS.individual, true]);
      expect(await organisations.classOf(999n)).to.deep.equal([CLASS.individual, false]);
    });
  });

  describe("rules", () => {
    it("when the caller is not the nation, setters revert with CharteredOnlyNation", async () => {
      const { organisations, strangers } = await networkHelpers.loadFixture(nation);
      const stranger = organisations.connect(strangers[0]);
      const setters = [() => stranger.appointIssuer(1n, FOREVER), () => stranger.setLongestAttestation(DAY)];
      for (const call of setters) {
        await expect(call())
          .to.be.revertedWithCustomError(organisations, "CharteredOnlyNation")
          .withArgs(strangers[0]!.address);
      }
    });

    it("when the issuer is unknown, it reverts with OrganisationsUnknownAgent", async () => {
      const { organisations } = await networkHelpers.loadFixture(nation);
      await expect(organisations.appointIssuer(99n, FOREVER))
        .to.be.revertedWithCustomError(organisations, "OrganisationsUnknownAgent")
        .withArgs(99n);
    });

    it("when the longest attestation is not 1 day to 10 years, it reverts with OrganisationsBadLongest", async () => {
      const { organisations } = await networkHelpers.loadFixture(nation);
      for (const longest of [DAY - 1n, 3_650n * DAY + 1n]) {
        await expect(organisations.setLongestAttestation(longest))
          .to.be.revertedWithCustomError(organisations, "OrganisationsBadLongest")
          .withArgs(longest);
      }
      await expect(organisations.setLongestAttestation(DAY))
        .to.emit(organisations, "LongestAttestationSet")
        .withArgs(DAY);
      expect(await organisations.longestAttestation()).to.equal(DAY);
    });
  });
});
