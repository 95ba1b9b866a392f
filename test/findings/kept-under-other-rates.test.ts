import { expect } from "chai";
import { network } from "hardhat";

import type { Nation } from "../../sdk/connect.ts";
import { keep, publishedOf, type Store } from "../../sdk/contributions/kept/store.ts";
import { Entry } from "../../sdk/contributions/payload.ts";
import { batchOfStore, countedByEntry } from "../../scripts/contributions/kept.ts";
import { deployContributions, hours, NO_BATCH } from "../fixtures/contributions.ts";
import { DAY, FOREVER, foundGuild, type Person } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

// A store was found on the ledger by the rates of the season that runs now. Once a guild credited one of its resources by
// the entry, from the next season on, no store of an earlier season agreed with the ledger any more, and nothing of it
// could be disclosed.
describe("finding: entries kept under other rates", () => {
  it("given a season with another rate, when an older store is opened, it is found as it was published", async () => {
    const context = await deployContributions(ethers);
    const { ledger, guilds, guildTerms } = context;
    const [amara] = context.founders as [Person];
    await guilds.fillSeat(0, context.nation);
    const guild = await foundGuild(context, "Quiet", context.founders);
    const account = await ethers.getContractAt("GuildAccount", await guilds.accountOf(guild));
    const own = { by: guild, deadline: FOREVER };
    const terms = { ...own, budget: 0, totalsOnly: true, countsWorks: false, nonce: 0 };
    const rate = { ...own, resource: 1, name: "hosting", unit: "", perUnit: 1_000_000n, track: 2 };
    const decide = async (data: string) => account.connect(context.nation).execute(guildTerms, 0, data);
    await decide(guildTerms.interface.encodeFunctionData("setGuildTerms", [terms, "0x"]));
    await decide(guildTerms.interface.encodeFunctionData("specify", [{ ...rate, perEntry: 0, nonce: 1 }, "0x"]));
    const nextSeason = async () => {
      await time.increaseTo((await ledger.seasonOf(await ledger.lastSeason())).closesAt);
      await ledger.openSeason();
    };
    await nextSeason();

    const nation = {
      ...{ contracts: { ledger, guildTerms }, chainId: 31_337n, addresses: { ledger: await ledger.getAddress() } },
    } as unknown as Nation;
    const evenings = [3, 4].map((quantity) => Entry.parse(hours(amara, { resource: 1, track: "care", quantity })));
    const store: Store = {
      ...{ format: "neoguild-kept-1", chainId: "31337", ledger: await ledger.getAddress() },
      ...{ guild: String(guild), by: String(amara.id), entries: keep(evenings) },
    };
    const payload = publishedOf(store, await countedByEntry(nation, guild, [1]));
    const act = { by: amara.id, guild, replaces: NO_BATCH, payload, deadline: FOREVER };
    await ledger.connect(amara.signer).submit(act, "0x");
    const id = await ledger.batchId(amara.id, guild, payload);
    expect((await batchOfStore(nation, store)).batch).to.equal(id);

    await decide(guildTerms.interface.encodeFunctionData("specify", [{ ...rate, perEntry: 120, nonce: 2 }, "0x"]));
    await time.increase(DAY);
    await nextSeason();
    expect((await batchOfStore(nation, store)).batch).to.equal(id);
  });
});
