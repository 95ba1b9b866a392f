import { writeFileSync } from "node:fs";
import { expect } from "chai";
import { Wallet, toBeHex } from "ethers";

import { act, carry, signAct } from "../../sdk/acts.ts";
import type { Nation } from "../../sdk/connect.ts";
import { serveNation, shortCharter, type Served } from "../unit/scripts/harness.ts";

const PEOPLE = 1_000;
const DAYS = 10;
const ACCOUNTS = 10;
const JOINS = 100;
const DAY = 86_400n;

/** A season of ten thousand entries by a thousand people, through the tasks. How long it takes is told, not asserted. */
describe("A season of 10,000 entries by 1,000 members", () => {
  let chain: Served;
  let nation: Nation;
  let guild: string;
  let began: number;
  const wallets = Array.from({ length: PEOPLE - ACCOUNTS }, (_, index) => new Wallet(toBeHex(1_000 + index, 32)));

  before(async () => {
    chain = await serveNation({ ...shortCharter(), name: "A thousand", ...(await thousandFounders()) });
    nation = await chain.nation();
    guild = String((await chain.succeed("guild:found", { by: "1", name: "Everybody" }))["guild"]);
    for (let id = 2; id <= ACCOUNTS; id += 1) await chain.succeed("guild:join", { by: String(id), guild });
    const courier = await nation.provider.getSigner(0);
    for (let from = 0; from < wallets.length; from += JOINS) {
      const page = wallets.slice(from, from + JOINS);
      const signed = await Promise.all(
        page.map((wallet, index) => {
          const author = { id: BigInt(ACCOUNTS + from + index + 1), signer: wallet };
          return signAct(nation, author, act("guilds", "join", { guild: BigInt(guild) }));
        }),
      );
      await carry(nation, courier, signed);
    }
    began = performance.now();
  });
  after(async function () {
    console.log(`      from the opening to the books recomputed: ${((performance.now() - began) / 1000).toFixed(0)} s`);
    nation.provider.destroy();
    await chain.close();
  });

  /** The example's charter with a thousand founders: the first hold the node's accounts, the others keys of their own. */
  async function thousandFounders() {
    const { serve } = await import("../unit/scripts/harness.ts");
    const scratch = await serve();
    const accounts = (await scratch.rpc("eth_accounts")) as string[];
    await scratch.close();
    const founders = [...accounts.slice(0, ACCOUNTS), ...wallets.map(({ address }) => address)];
    return { founders, guilds: [] };
  }

  it("is entered from one table, in batches of up to 1,000", async () => {
    await chain.succeed("season:open");
    const today = new Date(Number(await nation.clock()) * 1000).toISOString().slice(0, 10);
    const rows = Array.from({ length: PEOPLE }, (_, person) =>
      Array.from({ length: DAYS }, (_, day) => `${person + 1},${1 + ((person + day) % 8)}h,${today},livelihood`),
    ).flat();
    writeFileSync(chain.path("hours.csv"), ["provider,time,day,track", ...rows].join("\n"));
    const told = await chain.succeed("contribution:import", { by: "1", guild, from: chain.path("hours.csv") });
    expect(told).to.include({ entries: PEOPLE * DAYS, faulty: 0 });
    expect(told["batches"]).to.have.length((PEOPLE * DAYS) / 1_000);
  });

  it("is accepted by peers and settled", async () => {
    const { batches } = await chain.succeed("contribution:show", { guild });
    for (const { batch } of batches as { batch: string }[]) {
      for (const by of ["2", "3", "4"]) await chain.succeed("contribution:appraise", { by, batch });
    }
    await chain.pass(22n * DAY);
    const { settled } = await chain.succeed("contribution:settle", { guild });
    const credited = (settled as { credited: number }[]).reduce((sum, one) => sum + one.credited, 0);
    // Three accept, and two are asked for beside whoever gave: so the three appraisers' own entries are credited too.
    expect(credited).to.equal(PEOPLE * DAYS);
  });

  it("is closed and collected by everybody", async () => {
    await chain.succeed("surplus:deposit", { guild, amount: "1000", ref: "INV-1" });
    await chain.pass(420n * DAY);
    await chain.succeed("season:close", { season: "1" });
    await chain.succeed("surplus:close", { guild, season: "1" });
    const options = { for: "all", guild, season: "1" };
    const collected = await chain.succeed("surplus:claim", options);
    expect((collected["members"] as unknown[]).length).to.be.greaterThan(900);
    expect(await chain.succeed("surplus:claim", options)).to.include({ changed: false });
  });

  it("is recomputed from an export alone, and every figure is the chain's", async () => {
    const file = chain.path("books.json");
    await chain.succeed("books:export", { out: file });
    const { error, output } = await chain.run("books:recompute", { from: file });
    expect(error, output).to.equal(undefined);
  });
});
