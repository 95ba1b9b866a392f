import { expect } from "chai";

import { serveNation, type Served } from "./harness.ts";

const DAY = 86_400n;

/** Founder 1 holds founder 2 to account, by the tasks alone: once up to a note, and once up to a settlement. */
describe("case:raise to case:enforce", () => {
  let chain: Served;

  before(async () => {
    chain = await serveNation();
  });
  after(() => chain.close());

  const stage = async (id: string) => {
    const { cases } = await chain.succeed("case:show", { case: id });
    return (cases as { stage: string }[])[0]?.stage;
  };
  const panelOf = async (lot: string) => {
    const { panel } = await chain.succeed("lot:show", { lot });
    return (panel as { person: bigint }[]).map(({ person }) => String(person));
  };

  it("raises a case once, and shows what it waits for", async () => {
    const raise = { by: "1", against: "2", concern: "What happened on Monday", mediator: "5" };
    const { data, output } = await chain.run("case:raise", raise);
    expect(data).to.include({ case: 1n, changed: true });
    expect(output).to.contain("Salt");
    expect((await chain.run("case:raise", raise)).data).to.include({ case: 1n, changed: false });
    const shown = await chain.run("case:show", {});
    expect(shown.output).to.contain("agent 1 against agent 2, about conduct");
    expect(shown.output).to.contain("mediation runs until");
  });

  it("takes a settlement once of each party, and then shows nobody's name", async () => {
    await chain.succeed("case:raise", { by: "3", against: "4", concern: "The keys" });
    expect((await chain.run("case:mediate", { by: "3", case: "2" })).error).to.include({ code: "OptionsInvalid" });
    await chain.succeed("case:mediate", { by: "3", case: "2", settled: true });
    expect((await chain.run("case:mediate", { by: "3", case: "2", settled: true })).data).to.include({
      changed: false,
    });
    expect(await chain.succeed("case:mediate", { by: "4", case: "2", settled: true })).to.include({ stage: "Closed" });
    const { output, data } = await chain.run("case:show", { case: "2" });
    expect(output).to.contain("closed: Settled");
    expect((data["cases"] as { respondent: bigint }[])[0]?.respondent).to.equal(0n);
    expect((await chain.run("case:withdraw", { by: "3", case: "2" })).data).to.include({ changed: false });
  });

  it("gives notice after mediation, and hears the reply once", async () => {
    const notify = { by: "1", case: "1", concern: "The till was short", sanction: "note" };
    const early = await chain.run("case:notify", notify);
    expect(early.error).to.include({ code: "CasesTooEarly" });
    expect(early.error?.message).to.contain("case 1");
    expect((await chain.run("case:mediate", { by: "2", case: "1", mediator: "5" })).data).to.include({ mediator: 5n });
    await chain.succeed("case:mediate", { by: "5", case: "1", end: true });
    expect((await chain.run("case:notify", notify)).output).to.contain("at most note can follow");
    expect((await chain.run("case:notify", notify)).data).to.include({ changed: false });
    await chain.succeed("case:reply", { by: "2", case: "1", reply: "I counted it twice" });
    expect((await chain.run("case:reply", { by: "2", case: "1", reply: "again" })).data).to.include({ changed: false });
  });

  it("separates nobody without a chapter, and changes nothing before its time", async () => {
    const { error } = await chain.run("case:separate", { by: "6", case: "1", chapter: "9" });
    expect(error).to.include({ code: "CasesBadChapter" });
    const early = await chain.run("case:advance", { case: "1" });
    expect(early.data).to.include({ changed: false });
    expect(early.output).to.contain("the respondent can reply until");
    expect((await chain.run("case:enforce", { case: "1" })).error).to.include({ code: "CasesWrongStage" });
  });

  it("draws a panel, which judges", async () => {
    await chain.pass(20n * DAY);
    const { lot } = await chain.succeed("case:advance", { case: "1" });
    const files = ["6", "7", "8"].map((by) => chain.path(`secret-${by}.json`));
    for (const [index, by] of ["6", "7", "8"].entries()) {
      await chain.succeed("lot:commit", { by, lot: String(lot), secret: files[index] });
    }
    await chain.pass(6n * DAY);
    await chain.succeed("lot:reveal", { from: files.join(",") });
    await chain.succeed("lot:draw", { lot: String(lot) });
    const panel = await panelOf(String(lot));
    expect(panel.filter((one) => ["1", "2", "5"].includes(one))).to.deep.equal([]);
    for (const by of panel) await chain.succeed("lot:answer", { by, lot: String(lot) });
    expect(await chain.succeed("case:advance", { case: "1" })).to.include({ stage: "Panel" });
    const judge = (by: string) => chain.run("case:judge", { by, case: "1", sanction: "note", reason: "Shown" });
    expect((await judge("1")).error).to.include({ code: "CasesNotOnPanel" });
    for (const by of panel) expect((await judge(by)).error).to.equal(undefined);
    expect((await judge(panel[0] ?? "")).data).to.include({ changed: false });
    expect(await chain.succeed("case:advance", { case: "1" })).to.include({ stage: "Decided", outcome: "Upheld" });
  });

  it("carries the note out when nobody appealed in time, once", async () => {
    const { error } = await chain.run("case:appeal", { by: "1", case: "1", reason: "Too mild" });
    expect(error).to.include({ code: "CasesNothingToAppeal" });
    await chain.pass(20n * DAY);
    const { data, output } = await chain.run("case:enforce", { case: "1" });
    expect(data).to.include({ level: "note", outcome: "Upheld", respondent: 2n });
    expect(output).to.contain("note of agent 2");
    expect((await chain.run("case:enforce", { case: "1" })).data).to.include({ changed: false });
    expect((await chain.run("case:advance", { case: "1" })).data).to.include({ changed: false });
    expect(await stage("1")).to.equal("Closed");
  });

  it("says that a case is unknown, and that no recovery can be disputed", async () => {
    expect((await chain.run("case:show", { case: "9" })).error).to.include({ code: "CaseUnknown" });
    const { error } = await chain.run("case:dispute", { by: "1", against: "3", concern: "I have my key" });
    expect(error).to.include({ code: "RecoveryNotPending" });
  });
});
