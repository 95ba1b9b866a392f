import { expect } from "chai";
import { network } from "hardhat";

import { listsOf, proposalId } from "../../../sdk/governance/proposals.ts";
import {
  callOf,
  CONSTITUTIONAL,
  deployGovernance,
  ORDINARY,
  signAs,
  type Governance,
} from "../../fixtures/governance.ts";
import { DAY, FOREVER, PLAIN_TERMS } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const TERM = 60n * DAY;

describe("Petitions", () => {
  /** Three sponsors, and a fifth of the ten members: two. */
  const nation = () =>
    deployGovernance(ethers, {
      founders: 8,
      coinless: 2,
      rules: [CONSTITUTIONAL, { ...ORDINARY, sponsors: 3n, sponsorBps: 2_000n }],
    });

  async function drafted() {
    const context = await networkHelpers.loadFixture(nation);
    const calls = await callOf(context.members, "setTerms", [{ ...PLAIN_TERMS, vouchStock: 7n }]);
    const list = listsOf(calls);
    const id = proposalId(calls, "A petition");
    const propose = (by = 0) => context.assembly.connect(context.founders[by]!.signer).propose(...list, "A petition");
    return { ...context, context, id, propose };
  }

  const sponsor = ({ petitions, founders }: Governance, index: number, proposal: bigint) =>
    petitions.connect(founders[index]!.signer).sponsor({ by: founders[index]!.id, proposal, deadline: FOREVER }, "0x");

  describe("sponsor", () => {
    it("counts members who sign, also carried, and opens the petition with the first", async () => {
      const { petitions, context, electors, strangers, id } = await drafted();
      await expect(sponsor(context, 1, id))
        .to.emit(petitions, "PetitionSigned")
        .withArgs(id, 2n);
      const until = BigInt(await time.latest()) + TERM;
      const act = { by: electors[9]!.id, proposal: id, deadline: FOREVER };
      const signature = await signAs(context, electors[9]!, petitions, "sponsor", act);
      await petitions.connect(strangers[0]).sponsor(act, signature);
      expect(await petitions.petitionOf(id)).to.deep.equal([until, 2n]);
      expect(await petitions.hasSigned(id, electors[9]!.id)).to.equal(true);
      expect(await petitions.hasSigned(id, 1n)).to.equal(false);
      await expect(petitions.sponsor(act, signature))
        .to.be.revertedWithCustomError(petitions, "PetitionsAlreadySigned")
        .withArgs(id, electors[9]!.id);
    });

    it("reverts with PetitionsNotMember for whoever is no active member", async () => {
      const { petitions, members, founders, context, id } = await drafted();
      await members.connect(founders[3]!.signer).resign({ by: 4, nonce: 0, deadline: FOREVER }, "0x");
      await expect(sponsor(context, 3, id))
        .to.be.revertedWithCustomError(petitions, "PetitionsNotMember")
        .withArgs(4n);
    });

    it("reverts with PetitionsLapsed once signatures no longer count", async () => {
      const { petitions, context, id, propose } = await drafted();
      await sponsor(context, 1, id);
      await sponsor(context, 2, id);
      const { until } = await petitions.petitionOf(id);
      await time.increaseTo(until);
      await expect(sponsor(context, 3, id))
        .to.be.revertedWithCustomError(petitions, "PetitionsLapsed")
        .withArgs(id, until);
      await expect(propose()).to.be.revertedWithCustomError(petitions, "PetitionsLapsed").withArgs(id, until);
    });
  });

  describe("what the assembly asks", () => {
    it("reverts with PetitionsTooFew until enough stand behind a proposal, whoever makes it among them", async () => {
      const { petitions, assembly, context, id, propose } = await drafted();
      await expect(propose()).to.be.revertedWithCustomError(petitions, "PetitionsTooFew").withArgs(id, 1n, 3n);
      await sponsor(context, 0, id);
      await sponsor(context, 1, id);
      await expect(propose()).to.be.revertedWithCustomError(petitions, "PetitionsTooFew").withArgs(id, 2n, 3n);
      await expect(propose(5)).to.emit(assembly, "ProposalCreated");
    });

    it("asks for a share of the active members, rounded up, where that is more", async () => {
      const { petitions, id } = await drafted();
      // 31 % of ten is 3.1: four.
      await expect(petitions.requireSponsors(id, 1n, 3n, 3_100n))
        .to.be.revertedWithCustomError(petitions, "PetitionsTooFew")
        .withArgs(id, 1n, 4n);
      await petitions.requireSponsors(id, 1n, 1n, 1_000n);
    });
  });

  describe("setTerm", () => {
    it("reverts with PetitionsBadTerm and CharteredOnlyNation", async () => {
      const { petitions, timelock, members, strangers } = await drafted();
      for (const term of [DAY - 1n, 365n * DAY + 1n]) {
        await expect(ethers.deployContract("Petitions", [timelock, members, term]))
          .to.be.revertedWithCustomError(petitions, "PetitionsBadTerm")
          .withArgs(term);
      }
      await expect(
        ethers.deployContract("Petitions", [timelock, ethers.ZeroAddress, DAY]),
      ).to.be.revertedWithCustomError(petitions, "CharteredZeroAddress");
      await expect(petitions.connect(strangers[0]).setTerm(DAY))
        .to.be.revertedWithCustomError(petitions, "CharteredOnlyNation")
        .withArgs(strangers[0]!.address);
      expect(await petitions.term()).to.equal(TERM);
    });
  });
});
