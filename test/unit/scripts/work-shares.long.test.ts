import { expect } from "chai";

import { loneCharter, serveNation, shortCharter, type Served } from "./harness.ts";

const DAY = 86_400n;
const ETHER = 10n ** 18n;

/** A season whose surplus goes half to works and half by hours, paid on collection; each step is also run twice. */
describe("tasks of works that share, payments inside and decisions on the treasury", () => {
  let chain: Served;
  let guild: string;
  const season = "1";
  const work = "1";

  before(async () => {
    const charter = loneCharter();
    const treasury = charter["treasury"] as Record<string, unknown>;
    const valueEquation = [
      { to: "work", share: "50%" },
      { to: "contribution", track: "livelihood", share: "rest" },
    ];
    chain = await serveNation({ ...charter, treasury: { ...treasury, valueEquation, payout: "pay", rules: {} } });
    guild = String((await chain.succeed("guild:found", { by: "1", name: "Studio" }))["guild"]);
    for (const by of ["2", "3", "4"]) await chain.succeed("guild:join", { by, guild });
    const { proposal } = await chain.succeed("guild:terms", { by: "1", guild, works: "yes" });
    await chain.pass(4n * DAY);
    await chain.succeed("council:execute", { proposal: String(proposal) });
    await chain.succeed("season:open");
    const hash = `0x${"ab".repeat(32)}`;
    await chain.succeed("work:publish", { by: "1", guild, hash, uri: "ipfs://design", policies: "3" });
    const from = chain.write("hours.json", [
      { provider: "1", time: "60h", work },
      { provider: "2", time: "30h", work },
      { provider: "3", time: "10h", work },
    ]);
    const { batch } = await chain.succeed("contribution:submit", { by: "1", guild, from });
    for (const by of ["2", "3", "4"]) await chain.succeed("contribution:appraise", { by, batch });
    await chain.succeed("surplus:deposit", { guild, amount: "100", ref: "INV-1", work });
    await chain.pass(22n * DAY);
    await chain.succeed("contribution:settle", { batch });
  });
  after(() => chain.close());

  async function once(task: string, options: Readonly<Record<string, unknown>>) {
    const first = await chain.succeed(task, options);
    expect(first, task).to.include({ changed: true });
    expect(await chain.succeed(task, options), task).to.include({ changed: false });
    return first;
  }

  it("contribution:show --work says who was credited for it", async () => {
    const shown = await chain.succeed("contribution:show", { guild, work });
    expect(shown).to.include({ work: 1n, total: 6_000n, others: 0n });
  });

  it("surplus:claim --work collects one's own share, and for others, once", async () => {
    await chain.pass(400n * DAY);
    await chain.succeed("season:close", { season });
    await chain.succeed("surplus:close", { guild, season });
    const own = await once("surplus:claim", { by: "1", guild, season, work });
    expect(own["shares"]).to.deep.equal([{ member: 1n, amount: 30n * ETHER }]);
    const other = await once("surplus:claim", { for: "2", guild, season, work });
    expect(other["shares"]).to.deep.equal([{ member: 2n, amount: 15n * ETHER }]);
    const all = await once("surplus:claim", { for: "all", guild, season, work });
    expect(all).to.deep.include({ members: [3n], sum: 5n * ETHER });
  });

  it("surplus:claim --for takes nothing that only a member can say, and sends nothing then", async () => {
    const elsewhere = { to: (await chain.nation()).addresses.surplus };
    for (const more of [elsewhere, { sign: chain.path("claim.json") }, { by: "2" }]) {
      for (const others of ["2", "all"]) {
        const { error } = await chain.run("surplus:claim", { for: others, guild, season, ...more });
        expect(error).to.include({ code: "OptionsInvalid" });
      }
    }
    const { surplus } = (await chain.nation()).contracts;
    expect((await surplus.shareOf(guild, season, `0x${"0".repeat(40)}`, 2n)).collected).to.equal(false);
  });

  it("surplus:pay makes the same payment once, unless it is for something else or said to be another", async () => {
    const { addresses } = await chain.nation();
    await chain.succeed("surplus:claim", { by: "1", guild, season, to: addresses.surplus });
    const payment = { by: "1", to: "3", amount: "5", for: "rent of May" };
    await once("surplus:pay", payment);
    await once("surplus:pay", { ...payment, for: "rent of June" });
    expect(await chain.succeed("surplus:pay", { ...payment, repeat: true })).to.include({ changed: true });
    const { surplus } = (await chain.nation()).contracts;
    expect(await surplus.owedTo(3n, `0x${"0".repeat(40)}`)).to.equal(15n * ETHER);
  });

  it("reserve:spend, reserve:lend and equation:propose bring a decision before the assembly, once", async () => {
    await chain.run("member:fold");
    await once("reserve:spend", { by: "1", to: guild, amount: "5", for: "a roof" });
    await once("reserve:lend", { by: "1", to: guild, amount: "5", due: "365d", for: "a press" });
    const charter = chain.write("next.json", { ...shortCharter() });
    await once("equation:propose", { by: "1", charter, why: "more for the reserve" });
    expect((await chain.run("reserve:repay", { loan: "1" })).error).to.include({ code: "ReserveUnknownLoan" });
  });

  it("equation:propose pays the nation's guild of the name that the charter lists, and no other", async () => {
    const paying = (name: string) => {
      const file = shortCharter();
      const treasury = file["treasury"] as Record<string, unknown>;
      const valueEquation = [
        { to: "account", guild: 2, share: "10%" },
        { to: "reserve", share: "rest" },
      ];
      const guilds = [...(file["guilds"] as unknown[]).slice(0, 1), { name, roster: [1] }];
      return chain.write("paying.json", { ...file, guilds, treasury: { ...treasury, valueEquation } });
    };
    const { error } = await chain.run("equation:propose", { by: "2", charter: paying("School") });
    expect(error).to.include({ code: "GuildUnknown" });
    expect(error?.message).to.contain('guild 2 of the charter, "School"');

    const fund = String((await chain.succeed("guild:found", { by: "2", name: "School" }))["guild"]);
    const { proposal } = await once("equation:propose", { by: "2", charter: paying("School") });
    const { output } = await chain.run("proposal:preview", { proposal: String(proposal) });
    expect(output).to.match(new RegExp(`account\\D{0,20}${fund}\\b`, "i"));

    const nation = await chain.nation();
    const { guilds } = nation.contracts;
    const founder = await nation.provider.getSigner(3);
    await guilds.connect(founder).found({ by: 3n, name: "School", nonce: 9n, deadline: 2n ** 40n - 1n }, "0x");
    const again = await chain.run("equation:propose", { by: "2", charter: paying("School"), why: "once more" });
    expect(again.error).to.include({ code: "GuildAmbiguous" });
    nation.provider.destroy();
  });
});
