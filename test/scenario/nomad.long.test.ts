import { expect } from "chai";

import { serve, shortCharter, type Served } from "../unit/scripts/harness.ts";

const DAY = 86_400n;
const HOME = "Short example";
const ABROAD = "Umber";

/**
 * Two nations on one chain. Chen travels within his own; Uma, a member of the other, spends a month in a foreign chapter
 * under a treaty. All of it from tasks.
 */
describe("Story: a nomad spends a month in a foreign chapter", () => {
  let chain: Served;
  let proposal: string;

  const at = (nation: string, task: string, options: Readonly<Record<string, unknown>> = {}) =>
    chain.succeed(task, { nation, ...options });
  const here = (task: string, options: Readonly<Record<string, unknown>> = {}) => at(HOME, task, options);

  before(async () => {
    chain = await serve();
    const charter = shortCharter();
    const accounts = (await chain.rpc("eth_accounts")) as string[];
    const umber = { ...charter, name: ABROAD, founders: accounts.slice(11, 14) };
    const guilds = [{ name: "Smiths", roster: [1, 2, 3] }];
    await chain.succeed("nation:deploy", { charter: chain.write("charter.json", charter) });
    await chain.succeed("nation:deploy", { charter: chain.write("umber.json", { ...umber, guilds }) });
  });
  after(() => chain.close());

  it("Amara and Bo open the Hearth, Dita and Emil the Harbour", async () => {
    for (const [name, first, second, ...others] of [
      ["Hearth", "1", "2", "3"],
      ["Harbour", "4", "5", "6"],
    ] as const) {
      const offered = { uses: "space,desk,bed,workshop", guestUses: "space,desk,bed" };
      const { chapter } = await here("chapter:open", { by: first, name, ...offered });
      await here("chapter:host", { by: first, chapter: String(chapter), back: second });
      await here("chapter:host", { by: second, chapter: String(chapter) });
      for (const by of [first, second, ...others]) await here("chapter:home", { by, chapter: String(chapter) });
    }
  });

  it("Chen, at home at the Hearth, is a guest at the Harbour for 30 days, vouched for by Bo and accepted by Dita", async () => {
    await here("chapter:visit", { by: "3", chapter: "2", days: "30" });
    await here("chapter:vouch", { by: "2", chapter: "2", guest: "3" });
    await here("chapter:accept", { by: "4", chapter: "2", guest: "3" });
    expect(await here("chapter:show", { chapter: "2", person: "3" })).to.deep.include({
      uses: ["space", "desk", "bed"],
    });
    expect(await here("chapter:show", { chapter: "1", person: "3" })).to.deep.include({ atHome: true });
  });

  it("Uma of Umber has no way in before her nation is recognised", async () => {
    const { error } = await chain.run("chapter:accept", {
      nation: HOME,
      by: "4",
      chapter: "2",
      guest: "1",
      treaty: "1",
    });
    expect(error).to.include({ code: "ChaptersNotRecognised" });
  });

  it("Amara proposes to recognise Umber, Bo stands behind it, six vote for it, and the assembly does", async () => {
    const umber = await at(ABROAD, "nation:show");
    const { members } = umber["addresses"] as Record<string, string>;
    const asked = { by: "1", register: members, name: "Umber", rights: "stay,licence", guests: "2", days: "365" };
    // The bylaws ask for a fifth of the members behind a proposal, so the refusal names the one to sign for.
    const { error } = await chain.run("treaty:recognise", { nation: HOME, ...asked });
    expect(error).to.include({ code: "PetitionsTooFew" });
    proposal = /--proposal (\d+)/.exec(String(error?.remedy))?.[1] ?? "";
    await here("proposal:sponsor", { by: "2", proposal });
    expect(String((await here("treaty:recognise", asked))["proposal"])).to.equal(proposal);
    expect(await here("treaty:recognise", asked)).to.include({ changed: false });
    await chain.pass(10n * DAY + 1n);
    for (const by of ["1", "2", "3", "4", "5", "6"]) await here("proposal:vote", { by, proposal, choice: "for" });
    await chain.pass(14n * DAY + 1n);
    await here("proposal:queue", { proposal });
    await chain.pass(7n * DAY);
    await here("proposal:execute", { proposal });
    expect(await here("treaty:recognise", asked)).to.include({ changed: false });
    const { treaties } = await here("treaty:show");
    expect(treaties).to.have.length(1);
  });

  it("Uma signs for a pass with her key at home, and Bo carries it for her", async () => {
    const pass = chain.path("pass.json");
    await here("treaty:guest", { treaty: "1", guest: "1", days: "60", sign: pass });
    expect(await here("treaty:guest", { from: pass })).to.include({ changed: true });
    expect(await here("treaty:guest", { from: pass })).to.include({ changed: false });
    const { treaties } = await here("treaty:show");
    const [{ passes }] = treaties as [{ passes: { guest: bigint; rights: string[] }[] }];
    expect(passes).to.have.length(1);
    expect(passes[0]).to.deep.include({ guest: 1n, rights: ["stay", "licence"] });
  });

  it("Dita takes her in for a month: she may use what every guest may, and no vote is counted for her", async () => {
    const { members, chapters } = (await chainOf(HOME)).contracts;
    const before = await members.lastId();
    const stay = { by: "4", chapter: "2", treaty: "1", guest: "1", days: "30" };
    expect(await here("chapter:accept", stay)).to.include({ changed: true });
    expect(await here("chapter:accept", stay)).to.include({ changed: false });
    const may = await Promise.all([0, 1, 2, 4].map((use) => chapters.recognisedMayUse(2n, 1n, 1n, use)));
    expect(may).to.deep.equal([true, true, true, false]);
    expect(await members.lastId(), "no agent is made for a guest").to.equal(before);
    const { output } = await chain.run("chapter:show", { nation: HOME, chapter: "2" });
    expect(output).to.contain("guest 1 of treaty 1");
  });

  it("she uses a work of the commons as recognised guests may, for what the licence lets them", async () => {
    const guild = String((await here("guild:found", { by: "1", name: "Studio" }))["guild"]);
    const hash = `0x${"ab".repeat(32)}`;
    const { work } = await here("work:publish", { by: "1", guild, hash, uri: "ipfs://loom", policies: "3" });
    const asked = { work: String(work), agent: "1", treaty: "1" };
    expect(await here("licence:check", { ...asked, purpose: "non-commercial" })).to.include({ allowed: true });
    expect(await here("licence:check", { ...asked, purpose: "commercial" })).to.include({ allowed: false });
  });

  it("when the month is over she is a guest no more, and her pass still runs", async () => {
    await chain.pass(30n * DAY);
    const { chapters, treaties } = (await chainOf(HOME)).contracts;
    expect(await chapters.recognisedMayUse(2n, 1n, 1n, 0)).to.equal(false);
    expect(await treaties.rightsOf(1n, 1n)).to.equal(3n);
  });

  it("when she leaves Umber her pass ends with it", async () => {
    await at(ABROAD, "member:leave", { by: "1" });
    const { treaties } = (await chainOf(HOME)).contracts;
    expect(await treaties.rightsOf(1n, 1n)).to.equal(0n);
  });

  async function chainOf(name: string) {
    const { connect } = await import("../../sdk/connect.ts");
    return connect({ rpcUrl: chain.url, deployments: chain.path("deployments"), nation: name });
  }
});
