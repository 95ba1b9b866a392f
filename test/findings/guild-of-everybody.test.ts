import { expect } from "chai";
import { network } from "hardhat";

import { advance, decided, deployCourt, lotOf, notified, raised, Sanction } from "../fixtures/cases.ts";
import { Obstacle } from "../fixtures/justice.ts";
import { foundGuild } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

/**
 * In five of the six example charters the whole nation is one guild. Its people were all kept off the panel about an
 * office in it, so no officer could ever lose one by a verdict.
 */
describe("A guild that holds more than half of the nation", () => {
  const fourteen = () => deployCourt(ethers);

  it("keeps nobody off: its officers face a panel like everybody else", async () => {
    const court = await networkHelpers.loadFixture(fourteen);
    const { guilds, cases, founders } = court;
    const guild = await foundGuild(court, "Studio", [founders[1]!, founders[0]!, ...founders.slice(2)]);
    expect(await guilds.isSteward(guild, 2n)).to.equal(true);
    const trial = await notified(await raised(court, time, { guild }), Sanction.LossOfOffice);
    const { LossOfOffice } = Sanction;
    await decided(trial, [LossOfOffice, LossOfOffice, LossOfOffice]);
    await time.increase(30n * 86_400n);
    await cases.enforce(trial.id);
    expect(await guilds.isSteward(guild, 2n)).to.equal(false);
  });

  it("is counted when the case is raised: with half of the nation it still does", async () => {
    const court = await networkHelpers.loadFixture(fourteen);
    const { founders, guilds, sortition } = court;
    const guild = await foundGuild(court, "Loom", founders.slice(0, 7));
    await time.increase(10);
    const trial = await notified(await raised(court, time, { guild }));
    const { id, signer } = founders[7]!;
    await guilds.connect(signer).join({ by: id, guild, nonce: 0, deadline: 2n ** 40n - 1n }, "0x");
    await advance(trial);
    expect(await sortition.obstacleOf(await lotOf(trial), 3n)).to.equal(Obstacle.SameGuild);
  });
});
