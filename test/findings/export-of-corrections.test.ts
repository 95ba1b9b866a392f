import { expect } from "chai";
import { network } from "hardhat";

import { entriesOf } from "../../sdk/contributions/exchange/entries.ts";
import { plainMapping } from "../../sdk/contributions/exchange/mapping.ts";
import { eventsIn, readValueFlows, toValueFlows } from "../../sdk/contributions/exchange/valueflows.ts";
import type { Nation } from "../../sdk/connect.ts";
import { appraiseBatch, deployContributions, hours, submitBatch } from "../fixtures/contributions.ts";
import { DAY, foundGuild, type Person } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

// The export wrote a correction like work: whoever added up its events, or read them in elsewhere, added what had been
// taken. And it read the last part of a batch that was settled in parts alone: what an earlier part credited was told as
// not accepted.
describe("finding: the export of corrections, and of batches settled in parts", () => {
  async function corrected() {
    const nation = await deployContributions(ethers);
    const { ledger } = nation;
    const [amara, bo, chen, dina, eli] = nation.founders as [Person, Person, Person, Person, Person];
    const guild = await foundGuild(nation, "Makers", nation.founders);
    const batch = await submitBatch(nation, guild, amara, [hours(amara), hours(bo), hours(eli)]);
    await appraiseBatch(nation, batch.id, [chen, dina]);
    await time.increase(14n * DAY);
    await ledger.settlePart(batch.id, batch.payload, 1);
    await ledger.settlePart(batch.id, batch.payload, 2);
    const exported = () => entriesOf({ contracts: { ledger } } as unknown as Nation, guild);
    return { ...nation, guild, batch, exported, amara, bo, chen, dina };
  }

  it("tells what each part credited, and what is not settled yet", async () => {
    const { ledger, batch, exported } = await corrected();
    expect((await exported()).map(({ state }) => state)).to.deep.equal(["accepted", "accepted", "open"]);
    await ledger.settle(batch.id, batch.payload);
    expect((await exported()).map(({ state }) => state)).to.deep.equal(["accepted", "accepted", "accepted"]);
  });

  it("tells what a correction corrects, and reads it back as one", async () => {
    const world = await corrected();
    const { ledger, guild, batch, exported, amara, bo } = world;
    await ledger.settle(batch.id, batch.payload);
    await submitBatch(world, guild, amara, [hours(bo, { corrects: batch.id, quantity: 10 })]);
    const written = JSON.stringify(toValueFlows(await exported(), 31_337n));
    const events = eventsIn(JSON.parse(written)) ?? [];
    expect(events.at(-1)).to.include({ "vf:corrects": `urn:neoguild:31337:batch:${batch.id}` });
    const options = { mapping: plainMapping([]), chainId: 31_337n, guild, day: 20_600 };
    const [, , , read] = readValueFlows(events, options);
    expect(read).to.have.nested.property("entry.corrects", batch.id);
    const elsewhere = readValueFlows(events, { ...options, chainId: 1n });
    expect(elsewhere.at(-1)).to.include({ kind: "fault" });
  });
});
