import { expect } from "chai";
import { network } from "hardhat";

import { callOffice, deployElections, standAll, TREASURER, type ElectingNation } from "../fixtures/elections.ts";
import { signAs } from "../fixtures/governance.ts";
import { FOREVER, type Person } from "../fixtures/membership.ts";

/**
 * Whoever made room for somebody with more nominations could not stand down: it was refused, and stayed good. So their old
 * word was carried again to push another candidate out in the last minute; and if they did stand again, the stand-down that
 * had been refused before took them out for good.
 */
describe("Finding: crowded out, and carried", () => {
  const nominate = ({ elections }: ElectingNation, election: bigint, { id, signer }: Person, nominee: Person) =>
    elections.connect(signer).nominate({ by: id, election, nominee: nominee.id, deadline: FOREVER }, "0x");

  async function crowdedOut() {
    const { ethers, networkHelpers } = await network.create({ override: { accounts: { count: 44 } } });
    const nation = await deployElections(ethers, networkHelpers, { founders: 36 });
    const election = await callOffice(nation, TREASURER);
    const { elections, founders } = nation;
    const [first] = founders as [Person];
    const others = founders.slice(32) as [Person, Person, Person, Person];
    const stand = { by: first.id, election, merit: 0n, deadline: FOREVER };
    const standSigned = await signAs(nation, first, elections, "stand", stand);
    await elections.stand(stand, standSigned);
    await standAll(nation, election, founders.slice(1, 32));
    for (const by of founders.slice(1, 32)) await nominate(nation, election, by, by);
    await nominate(nation, election, others[0], others[0]);
    await standAll(nation, election, [others[0]]);
    expect(await elections.candidatesOf(election)).to.not.include(first.id);
    const down = { by: first.id, election, deadline: FOREVER };
    const downSigned = await signAs(nation, first, elections, "standDown", down);
    return { nation, elections, election, first, others, stand, standSigned, down, downSigned };
  }

  it("who stands down meanwhile is not stood up again, and pushes nobody out", async () => {
    const { nation, elections, election, first, others, stand, standSigned, down, downSigned } = await crowdedOut();
    await elections.standDown(down, downSigned).catch(() => undefined);
    for (const by of others.slice(1, 3)) await nominate(nation, election, by, first);
    await elections.stand(stand, standSigned).catch(() => undefined);
    expect(await elections.candidatesOf(election)).to.not.include(first.id);
  });

  it("who was heard to stand down knows it: nothing waits to be carried later", async () => {
    const { elections, election, first, stand, standSigned, down, downSigned } = await crowdedOut();
    await expect(elections.standDown(down, downSigned))
      .to.emit(elections, "CandidateStoodDown")
      .withArgs(election, first.id);
    await expect(elections.standDown(down, downSigned))
      .to.be.revertedWithCustomError(elections, "ElectionsNoCandidate")
      .withArgs(first.id, election);
    await expect(elections.stand(stand, standSigned))
      .to.be.revertedWithCustomError(elections, "ElectionsAlreadyStands")
      .withArgs(first.id, election);
  });

  it("who does not stand down stands again with more nominations", async () => {
    const { nation, elections, election, first, others, stand, standSigned } = await crowdedOut();
    for (const by of others.slice(1, 3)) await nominate(nation, election, by, first);
    await elections.stand(stand, standSigned);
    expect(await elections.candidatesOf(election)).to.include(first.id);
  });
});
