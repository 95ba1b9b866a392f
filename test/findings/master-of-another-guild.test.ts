import { expect } from "chai";
import { network } from "hardhat";

import type { Nation } from "../../sdk/connect.ts";
import { chamberFor } from "../../sdk/governance/chambers.ts";
import { CHAMBER, deployChambers, endRank, heard, makeMaster, objection } from "../fixtures/chambers.ts";
import { foundGuild } from "../fixtures/membership.ts";

const { ethers, networkHelpers: helpers } = await network.create();

/**
 * A master stood on the roll by one guild, lost the rank there and held it in another. The chain takes their objection by
 * any guild in which they are Master, but the task that chooses a chamber asked for the guild on the roll alone, and said
 * that they sat in none, or sent them to the members' chamber, where one objection is a smaller share.
 */
describe("Finding: a master of another guild than the roll's was sent to the members' chamber", () => {
  it("objects among the masters, by the guild in which they are Master now", async () => {
    const known = await deployChambers(ethers, helpers, { founders: 6, masters: 2, organisations: 1 });
    const { chambers, guilds, founders } = known;
    const nation = { contracts: { chambers, guilds } } as unknown as Nation;
    const { id: proposal } = await heard(known);
    const [{ id: by, signer }] = founders as [(typeof founders)[0]];
    expect(await chamberFor(nation, { by, proposal })).to.deep.equal({ chamber: 1, guild: known.guild });

    const other = await foundGuild(known, "Kiln", founders);
    await endRank(known, by);
    await makeMaster(known, by, undefined, other);
    const chosen = await chamberFor(nation, { by, proposal });
    expect(chosen).to.deep.equal({ chamber: 1, guild: other });
    const act = objection(by, proposal, CHAMBER.masters, chosen.guild);
    await expect(chambers.connect(signer).objectIn(act, "0x")).to.emit(chambers, "ChamberObjected");

    await endRank(known, by, other);
    expect(await chamberFor(nation, { by, proposal })).to.deep.equal({ chamber: 0, guild: 0n });
  });
});
