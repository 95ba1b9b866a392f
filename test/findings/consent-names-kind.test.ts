import { expect } from "chai";
import { network } from "hardhat";

import { signKeyConsent, type Served } from "../../sdk/statements.ts";
import { attestAct, deployLicensing, type Licensing } from "../fixtures/licensing.ts";
import { FOREVER } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();

// A key's consent said only that it becomes some agent. Since a key serves one agent for ever, an issuer could make an
// organisation, without a vote, of a person who had asked to be introduced, and a member a person of an organisation.
describe("finding: a consent names what the agent will be", () => {
  const nation = () => deployLicensing(ethers);

  function consentTo(agent: Served, { members, strangers }: Licensing) {
    return signKeyConsent({ register: members, agent, deadline: FOREVER, signer: strangers[0]! });
  }

  it("given a consent to become an applicant, attest reverts with MembersNoKeyConsent", async () => {
    const context = await networkHelpers.loadFixture(nation);
    const { organisations, members, issuer, strangers } = context;
    const act = { ...(await attestAct(context, "firm")), key: strangers[0]!.address };
    const attest = async (agent: Served) =>
      organisations.connect(issuer.signer).attest(act, "0x", await consentTo(agent, context));
    await expect(attest("Applicant"))
      .to.be.revertedWithCustomError(members, "MembersNoKeyConsent")
      .withArgs(strangers[0]!.address);
    await expect(attest("Organisation")).to.emit(organisations, "OrganisationAttested");
  });

  it("given a consent to become an organisation, introduce reverts with MembersNoKeyConsent", async () => {
    const context = await networkHelpers.loadFixture(nation);
    const { members, founders, strangers } = context;
    const act = { by: 1n, key: strangers[0]!.address, deadline: FOREVER };
    const introduce = async (agent: Served) =>
      members.connect(founders[0]!.signer).introduce(act, "0x", await consentTo(agent, context));
    await expect(introduce("Organisation"))
      .to.be.revertedWithCustomError(members, "MembersNoKeyConsent")
      .withArgs(strangers[0]!.address);
    await expect(introduce("Applicant")).to.emit(members, "AgentRegistered");
  });
});
