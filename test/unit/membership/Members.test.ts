import { expect } from "chai";
import { network } from "hardhat";

import { deployMembership, FOREVER, sign } from "../../fixtures/membership.ts";
import { signKeyConsent } from "../../../sdk/statements.ts";

const { ethers, networkHelpers } = await network.create();

describe("Members", () => {
  const nation = () => deployMembership(ethers);

  describe("introduce", () => {
    it("makes an applicant of a person whom a member vouches for, carried by anybody", async () => {
      const context = await networkHelpers.loadFixture(nation);
      const { members, founders, strangers } = context;
      const [applicant, carrier] = strangers;
      const act = { by: founders[0]!.id, key: applicant!.address, deadline: FOREVER };
      const signature = await sign(context, founders[0]!, members, "introduce", act);
      const consent = await signKeyConsent({ register: members, agent: 0, deadline: FOREVER, signer: applicant! });

      await expect(members.connect(carrier).introduce(act, signature, consent))
        .to.emit(members, "AgentRegistered")
        .withArgs(6n, applicant!.address, 1n, founders[0]!.id);
      expect(await members.civicStatus(6n)).to.deep.equal([1n, 1n, 1n, 2n, 0n]);
    });
  });
});
