import { expect } from "chai";
import { id as hashOf, ZeroHash } from "ethers";
import { network } from "hardhat";

import {
  DECISIONS,
  packMatrix,
  policyFrom,
  PURPOSES,
  readLicence,
  USER_CLASSES,
} from "../../../sdk/licensing/catalogue.ts";
import { CATALOGUE, addLicence, deployLicensing, uniformPolicy } from "../../fixtures/licensing.ts";
import { COIN, UNIT } from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

const FEE = { token: COIN, amount: UNIT };
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

    it("when a cell says Pay without a fee, or nobody is asked for it, it reverts with LicencePoliciesFeeMismatch", async () => {
      const { policies } = await networkHelpers.loadFixture(nation);
      for (const [policy, amount] of [
        [uniformPolicy(PAY), 0n],
        [uniformPolicy(FORBIDDEN, { fee: FEE }), UNIT],
      ] as const) {
        await expect(policies.add(policy))
          .to.be.revertedWithCustomError(policies, "LicencePoliciesFeeMismatch")
          .withArgs(amount);
      }
    });

    it("when Reciprocate cells and minutes do not fit, it reverts with LicencePoliciesReciprocityMismatch", async () => {
      const { policies } = await networkHelpers.loadFixture(nation);
      for (const [policy, minutes] of [
        [uniformPolicy(RECIPROCATE), 0n],
        [uniformPolicy(FREE, { reciprocityMinutes: 60n }), 60n],
      ] as const) {
        await expect(policies.add(policy))
          .to.be.revertedWithCustomError(policies, "LicencePoliciesReciprocityMismatch")
          .withArgs(minutes);
      }
    });

    it("when the compatible policy is missing, unknown or not asked for, it reverts with LicencePoliciesBadCompatible", async () => {
      const { policies } = await networkHelpers.loadFixture(nation);
      await policies.add(uniformPolicy(FREE));
      for (const [derivativeRule, compatibleWith] of [
        [3n, 0n],
        [3n, 2n],
        [2n, 1n],
      ] as const) {
        await expect(policies.add(uniformPolicy(FREE, { derivativeRule, compatibleWith })))
          .to.be.revertedWithCustomError(policies, "LicencePoliciesBadCompatible")
          .withArgs(compatibleWith);
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
