import { expect } from "chai";
import { id as hashOf, ZeroHash } from "ethers";
import { network } from "hardhat";

import { DECISIONS, readLicence } from "../../../sdk/licensing/catalogue.ts";
import { PURPOSES, USER_CLASSES } from "../../../sdk/licensing/kinds.ts";
import { packMatrix, packOffers, policyFrom } from "../../../sdk/licensing/packing.ts";
import { CATALOGUE, addLicence, deployLicensing, uniformPolicy } from "../../fixtures/licensing.ts";
import { DAY } from "../../fixtures/membership.ts";
import { COIN, UNIT } from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

const FEE = { token: COIN, amount: UNIT };
/** 60 minutes or an amount of 5 in every 90 days. */
const QUARTERLY = {
  ...{ minutesAsked: 60n, amount: 5n, periodDays: 90n, graceDays: 5n, cureDays: 60n, firstCureDays: 30n },
  both: false,
};
type Nine = [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
const [FREE, RECIPROCATE, PAY, FORBIDDEN] = [0n, 1n, 2n, 4n];

describe("LicencePolicies", () => {
  const nation = () => deployLicensing(ethers);

  describe("deployment", () => {
    it("given no timelock, it reverts with CharteredZeroAddress", async () => {
      const factory = await ethers.getContractFactory("LicencePolicies");
      await expect(factory.deploy(COIN)).to.be.revertedWithCustomError(factory, "CharteredZeroAddress");
    });
  });

  describe("add", () => {
    it("when the caller is not the nation, it reverts with CharteredOnlyNation", async () => {
      const { policies, strangers } = await networkHelpers.loadFixture(nation);
      const [stranger] = strangers;
      await expect(policies.connect(stranger).add(uniformPolicy(FREE)))
        .to.be.revertedWithCustomError(policies, "CharteredOnlyNation")
        .withArgs(stranger!.address);
    });

    it("when the id has no or more than 64 bytes, or the URI more than 256, it reverts with LicencePoliciesBadText", async () => {
      const { policies } = await networkHelpers.loadFixture(nation);
      for (const [idLength, uriLength] of [
        [0, 0],
        [65, 0],
        [1, 257],
      ] as const) {
        const policy = { ...uniformPolicy(FREE), spdxId: "x".repeat(idLength), uri: "x".repeat(uriLength) };
        await expect(policies.add(policy))
          .to.be.revertedWithCustomError(policies, "LicencePoliciesBadText")
          .withArgs(idLength, uriLength);
      }
    });

    it("when there is no text hash, it reverts with LicencePoliciesTextHashMissing", async () => {
      const { policies } = await networkHelpers.loadFixture(nation);
      const policy = { ...uniformPolicy(FREE), textHash: ZeroHash };
      await expect(policies.add(policy)).to.be.revertedWithCustomError(policies, "LicencePoliciesTextHashMissing");
    });

    it("when a cell holds no decision or bits stand beyond the last, it reverts with LicencePoliciesBadMatrix", async () => {
      const { policies } = await networkHelpers.loadFixture(nation);
      for (const matrix of [5n, 7n << 132n, 1n << 135n]) {
        await expect(policies.add(uniformPolicy(FREE, { matrix })))
          .to.be.revertedWithCustomError(policies, "LicencePoliciesBadMatrix")
          .withArgs(matrix);
      }
    });

    it("INV-61 when a cell says Pay and nothing costs, or nobody is asked for a price, it reverts with LicencePoliciesPriceMismatch", async () => {
      const { policies } = await networkHelpers.loadFixture(nation);
      const units = { price: { perUnit: UNIT } };
      for (const [policy, perGrant, perUnit] of [
        [uniformPolicy(PAY), 0n, 0n],
        [uniformPolicy(FORBIDDEN, { fee: FEE }), UNIT, 0n],
        [uniformPolicy(FREE, units), 0n, UNIT],
        [uniformPolicy(RECIPROCATE, { reciprocityMinutes: 60n, ...units }), 0n, UNIT],
        [uniformPolicy(RECIPROCATE, { reciprocity: QUARTERLY, fee: FEE }), UNIT, 0n],
      ] as const) {
        await expect(policies.add(policy))
          .to.be.revertedWithCustomError(policies, "LicencePoliciesPriceMismatch")
          .withArgs(perGrant, perUnit);
      }
    });

    it("when a ceiling is below the flat price or bounds nothing, it reverts with LicencePoliciesBadCeiling", async () => {
      const { policies } = await networkHelpers.loadFixture(nation);
      for (const [policy, ceiling, perGrant] of [
        [uniformPolicy(PAY, { price: { perGrant: 10n, ceiling: 9n } }), 9n, 10n],
        [uniformPolicy(FREE, { price: { ceiling: 1n } }), 1n, 0n],
      ] as const) {
        await expect(policies.add(policy))
          .to.be.revertedWithCustomError(policies, "LicencePoliciesBadCeiling")
          .withArgs(ceiling, perGrant);
      }
    });

    it("when a class that can be asked pays nothing or too much, or another one something, it reverts with LicencePoliciesBadClassShare", async () => {
      const { policies } = await networkHelpers.loadFixture(nation);
      const shares = (classBps: bigint[]) => ({ price: { perGrant: UNIT, classBps: classBps as Nine } });
      const whole = Array<bigint>(9).fill(10_000n);
      const firmsAlone = 2n << 132n;
      for (const [policy, userClass, bps] of [
        [uniformPolicy(PAY, shares([0n, ...whole.slice(1)])), 0n, 0n],
        [uniformPolicy(PAY, shares([...whole.slice(1), 10_001n])), 8n, 10_001n],
        [uniformPolicy(FREE, { matrix: firmsAlone, ...shares(whole) }), 0n, 10_000n],
      ] as const) {
        await expect(policies.add(policy))
          .to.be.revertedWithCustomError(policies, "LicencePoliciesBadClassShare")
          .withArgs(userClass, bps);
      }
    });

    it("when Reciprocate cells and what is asked do not fit, it reverts with LicencePoliciesReciprocityMismatch", async () => {
      const { policies } = await networkHelpers.loadFixture(nation);
      for (const [policy, minutes, amount] of [
        [uniformPolicy(RECIPROCATE), 0n, 0n],
        [uniformPolicy(FREE, { reciprocityMinutes: 60n }), 60n, 0n],
        [uniformPolicy(PAY, { price: { perUnit: 1n }, reciprocity: { ...QUARTERLY, minutesAsked: 0n } }), 0n, 5n],
      ] as const) {
        await expect(policies.add(policy))
          .to.be.revertedWithCustomError(policies, "LicencePoliciesReciprocityMismatch")
          .withArgs(minutes, amount);
      }
    });

    it("when a period does not fit the rest, it reverts with LicencePoliciesBadPeriod", async () => {
      const { policies } = await networkHelpers.loadFixture(nation);
      const quarterly = (more: object, term = 0n) =>
        uniformPolicy(RECIPROCATE, { term, reciprocity: { ...QUARTERLY, ...more } });
      for (const [policy, periodDays, term] of [
        [quarterly({ periodDays: 0n }), 0n, 0n],
        [uniformPolicy(RECIPROCATE, { reciprocity: { minutesAsked: 1n, graceDays: 1n } }), 0n, 0n],
        [uniformPolicy(RECIPROCATE, { reciprocity: { minutesAsked: 1n, both: true } }), 0n, 0n],
        [quarterly({ cureDays: 0n, firstCureDays: 0n }), 90n, 0n],
        [quarterly({ firstCureDays: 61n }), 90n, 0n],
        [quarterly({ both: true, minutesAsked: 0n }), 90n, 0n],
        [quarterly({}, 91n * DAY), 90n, 91n * DAY],
        [uniformPolicy(PAY, { fee: FEE, reciprocity: { periodDays: 90n, cureDays: 1n } }), 90n, 0n],
      ] as const) {
        await expect(policies.add(policy))
          .to.be.revertedWithCustomError(policies, "LicencePoliciesBadPeriod")
          .withArgs(periodDays, term);
      }
    });

    it("when a compatible policy is missing, unknown, named twice, after a gap or not asked for, it reverts with LicencePoliciesBadCompatible", async () => {
      const { policies } = await networkHelpers.loadFixture(nation);
      await policies.add(uniformPolicy(FREE));
      for (const [derivativeRule, named, wrong] of [
        [3n, [], 0n],
        [3n, [2n], 2n],
        [3n, [1n, 1n], 1n],
        [3n, [1n, 0n, 1n], 1n],
        [2n, [1n], 1n],
      ] as const) {
        const compatibleWith = packOffers(named);
        await expect(policies.add(uniformPolicy(FREE, { derivativeRule, compatibleWith })))
          .to.be.revertedWithCustomError(policies, "LicencePoliciesBadCompatible")
          .withArgs(wrong);
      }
    });

    it("when all is well, it keeps the policy and emits PolicyAdded", async () => {
      const { policies } = await networkHelpers.loadFixture(nation);
      const policy = policyFrom(readLicence("PPL"));
      await expect(policies.add(policy)).to.emit(policies, "PolicyAdded");
      const kept = await policies.policyOf(1n);
      expect(kept.spdxId).to.equal("PPL");
      expect(kept.textHash).to.equal(policy.textHash);
      expect(kept.terms.matrix).to.equal(policy.terms.matrix);
      expect(await policies.lastId()).to.equal(1n);
    });
  });

  describe("policyOf", () => {
    it("when the policy is unknown, it reverts with LicencePoliciesUnknownPolicy", async () => {
      const { policies } = await networkHelpers.loadFixture(nation);
      for (const policy of [0n, 1n]) {
        await expect(policies.policyOf(policy))
          .to.be.revertedWithCustomError(policies, "LicencePoliciesUnknownPolicy")
          .withArgs(policy);
      }
    });
  });

  describe("INV-60 every cell of every licence of the catalogue reads the same on chain", () => {
    for (const spdxId of CATALOGUE) {
      it(`${spdxId}: ${USER_CLASSES.length * PURPOSES.length} cells`, async () => {
        const context = await networkHelpers.loadFixture(nation);
        const id = await addLicence(context, spdxId, { fee: undefined });
        const { cells, irrevocable } = readLicence(spdxId);
        for (const [row, userClass] of USER_CLASSES.entries()) {
          for (const column of PURPOSES.keys()) {
            const expected = BigInt(DECISIONS.indexOf(cells[userClass][column]!));
            expect(await context.policies.cellOf(id, row, column)).to.deep.equal([expected, irrevocable, 0n]);
          }
        }
      });
    }

    it("a matrix of random cells comes back as it was packed", async () => {
      const { policies } = await networkHelpers.loadFixture(nation);
      const pick = (row: number, column: number) =>
        DECISIONS[parseInt(hashOf(`${row}/${column}`).slice(2, 10), 16) % 5]!;
      const rows = USER_CLASSES.map((name, row) => [name, PURPOSES.map((_, column) => pick(row, column))] as const);
      const cells = Object.fromEntries(rows) as unknown as ReturnType<typeof readLicence>["cells"];
      await policies.add(uniformPolicy(FREE, { matrix: packMatrix(cells), fee: FEE, reciprocityMinutes: 1n }));
      for (const [row, [, decisions]] of rows.entries()) {
        for (const [column, decision] of decisions.entries()) {
          expect((await policies.cellOf(1n, row, column)).decision).to.equal(DECISIONS.indexOf(decision));
        }
      }
    });
  });
});
