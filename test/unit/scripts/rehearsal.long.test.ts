import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { getAddress, ZeroAddress, type BaseContract, type Result } from "ethers";

import { lock } from "../../../chain/lock.ts";
import { journalOf, keepNation, type Kind } from "../../../chain/nations.ts";
import { keepRoster } from "../../../chain/roster.ts";
import { playSeason } from "../../../scripts/play/season.ts";
import { callSetting, SETTINGS } from "../../../scripts/play/settings.ts";
import { readCharter } from "../../../sdk/charter.ts";
import { contractNames, solidityName, type Nation } from "../../../sdk/connect.ts";
import { must } from "../../../sdk/must.ts";
import { temporaryFolder } from "../../fixtures/processes.ts";
import { runTask, serve, type Ran, type Served } from "./harness.ts";
import { refusalOf } from "./refusal.ts";

const DAY = 86_400n;
const ETHER = 10n ** 18n;
const SEASON = "docs/examples/season.csv";
/** The guild of the example is the first agent after its nine founders. */
const STUDIO = 10n;

describe("tasks of a rehearsal", () => {
  let chain: Served;
  let nation: Nation;
  let genesis: unknown;

  before(async () => {
    // A rehearsal says how far it is ahead of the machine's clock.
    chain = await serve({ initialDate: new Date() });
    await chain.succeed("nation:deploy", { charter: "charters/hypha.json" });
    nation = await chain.nation();
    genesis = await chain.rpc("evm_snapshot");
  });
  afterEach(async () => {
    await chain.rpc("evm_revert", genesis);
    genesis = await chain.rpc("evm_snapshot");
  });
  after(async () => {
    nation.provider.destroy();
    await chain.close();
  });

  describe("time:skip", () => {
    it("moves the date by a duration, and tells the old and the new one", async () => {
      const { timestamp: before } = await nation.now();
      const { output, data } = await chain.run("time:skip", { by: "3d" });
      const { timestamp: after } = await nation.now();
      expect(data).to.include({ after, changed: true });
      expect(after - (data["before"] as bigint)).to.equal(3n * DAY);
      expect(after - before).to.be.within(Number(3n * DAY), Number(3n * DAY) + 60);
      expect(output).to.contain("It was ").and.contain("Rehearsal date ").and.contain(" ahead of today");
    });

    it("moves it to the midnight of a day", async () => {
      await chain.succeed("time:skip", { to: "2031-01-31" });
      expect((await nation.now()).timestamp).to.equal(BigInt(Date.UTC(2031, 0, 31)) / 1000n);
    });

    for (const [what, options, code] of [
      ["to a day that is past", { to: "2020-01-31" }, "TimeNotAhead"],
      ["by nothing", { by: "0" }, "TimeNotAhead"],
      ["without saying how far", {}, "OptionsInvalid"],
      ["both ways", { by: "3d", to: "2099-01-31" }, "OptionsInvalid"],
      ["farther than ten years", { by: "11y" }, "TimeTooFar"],
      ["to a day farther than ten years", { to: "2526-01-31" }, "TimeTooFar"],
      ["to what is no day", { to: "next week" }, "OptionsInvalid"],
    ] as const) {
      it(`moves nothing ${what}`, async () => {
        const before = await nation.now();
        expect((await chain.run("time:skip", options)).error).to.include({ code });
        expect(await nation.now()).to.deep.equal(before);
      });
    }
  });

  describe("nation:show", () => {
    it("says which date the rehearsal has, and how far that is from today", async () => {
      await chain.succeed("time:skip", { by: "40d" });
      const { output, data } = await chain.run("nation:show");
      expect(output).to.match(/Rehearsal date \d{4}-\d\d-\d\d \d\d:\d\d UTC, (40|39) days .*ahead of today/);
      expect(data["rehearsalDate"]).to.be.a("bigint");
    });
  });

  describe("season:play", () => {
    it("plays the example to the books that the charter's rules lead to", async () => {
      const { output, error } = await chain.run("season:play", { from: SEASON });
      expect(error, output).to.equal(undefined);
      for (const told of ["Agent 1 8,888.89", "Agent 2 6,666.67", "Agent 3 4,444.44"]) expect(output).to.contain(told);
      expect(output).to.contain("row 21: ").and.contain("Rehearsal date");

      const { surplus, ledger } = nation.contracts;
      const books = await surplus.booksOf(STUDIO, 1n, ZeroAddress);
      // 80% of 100,000 to the reserve; the rest by the hours that count: 1600, 1200, 800 of 3600. Twelve are too few.
      const { income, costs, toReserve } = books;
      expect([income, costs, toReserve]).to.deep.equal([110_000n, 10_000n, 80_000n].map((coins) => coins * ETHER));
      const due = [1600n, 1200n, 800n, 0n].map((hours) => (20_000n * ETHER * hours) / 3600n);
      for (const [index, amount] of due.entries()) {
        const member = BigInt(index + 1);
        expect((await surplus.shareOf(STUDIO, 1n, ZeroAddress, member)).amount).to.equal(amount);
        expect(await surplus.loanOf(member, ZeroAddress)).to.equal(amount);
      }
      expect(books.lent + books.remainder).to.equal(20_000n * ETHER);
      expect(books.uncollected).to.equal(0n);
      expect([...(await ledger.terms()).minimumCredit]).to.deep.equal([1200n, 0n, 0n]);
    });

    it("knows the founders by their names on this machine", async () => {
      const people = ["Amara", "Bo"].map((name) => ({ name, role: "founder" as const }));
      const { name } = readCharter("charters/hypha.json").rules;
      keepRoster({ format: "neoguild-roster/1", nation: name, people }, chain.path("home"));
      const options = { from: write(["day,act,who,guild", "1,found,Bo,Studio", "1,join,Amara,Studio"]) };
      const { output } = await chain.run("season:play", options, undefined, { NEOGUILD_HOME: chain.path("home") });
      expect(output).to.contain("Bo founds the guild Studio").and.contain("Amara is on the roster of Studio");
      expect(await nation.contracts.guilds.isOnRoster(STUDIO, 1n)).to.equal(true);
    });

    it("goes on with the row at which it stopped", async () => {
      const rows = ["day,act,who,guild", "1,found,1,Studio", "2,join,2;3,Studio", "3,settle,,Studio", "3,open,,"];
      const early = ["3,hours,2,Studio,8", "4,settle,,Studio,"];
      const file = write([`${rows[0]},hours`, ...rows.slice(1), ...early]);
      const { error } = await chain.run("season:play", { from: file });
      expect(error).to.include({ code: "SeasonStopped" });
      expect(error?.message).to.contain("row 7 (settle) was refused").and.contain("row 2: Agent 1 founds");
      expect(error?.remedy).to.contain("--row 7");

      write([`${rows[0]},hours`, ...rows.slice(1), ...early.slice(0, 1), "5,join,4,Studio,"]);
      expect((await chain.run("season:play", { from: file })).error).to.include({ code: "SeasonFileInvalid" });
      expect(await chain.succeed("season:play", { from: file, row: "7" })).to.deep.include({ rows: [7] });
      expect(await nation.contracts.guilds.isOnRoster(STUDIO, 4n)).to.equal(true);
    });

    it("names a cost asked of another guild, and a ballot on a cost, before anything is played", async () => {
      const head = "day,act,who,guild,amount,to,choice,text";
      const asked = ["1,found,1,Studio,,,,", "1,found,2,Farm,,,,", "1,cost,1,Studio,1,2,,Invoice 12"];
      await chain.succeed("season:play", { from: write([head, ...asked]) });
      const before = await nation.now();
      const rows = ["9,pay,,Studio,,,,Invoice 12", "9,pay,,Farm,,,,Invoice 12", "9,vote,1,,,,for,Invoice 12"];
      const { error } = await chain.run("season:play", { from: write([head, ...rows]) });
      expect(error).to.include({ code: "SeasonFileInvalid" });
      expect(error?.message.match(/row \d, \w+/g)).to.deep.equal(["row 3, text", "row 4, text"]);
      expect(await nation.now()).to.deep.equal(before);
    });

    for (const [what, unplayable, cause] of [
      ["in a guild that there is not", { act: "settle", guild: "Farm" }, { code: "GuildUnknown" }],
      ["for a cost nobody asked for", { act: "pay", guild: "Studio", text: "x" }, { code: "CostUnknown" }],
      ["for what nobody proposed", { act: "queue", text: "x" }, { code: "ProposalUnknown" }],
      [
        "with a fault nobody foresaw",
        { act: "propose", who: [1n] as bigint[], setting: "colour", value: "blue", text: "x" },
        { name: "TypeError" },
      ],
    ] as const) {
      it(`tells what was played when it stops ${what}`, async () => {
        const day = (await nation.now()).timestamp;
        const rows = [
          { number: 2, row: { day, act: "found", who: 1n, guild: "Studio" } },
          { number: 3, row: { day, ...unplayable } },
        ] as const;
        const error = await refusalOf(playSeason(nation, rows, new Map()));
        expect(error).to.include({ code: "SeasonStopped" });
        expect(error.cause).to.include(cause);
        expect(error.message).to.contain("row 3 (").and.contain("row 2: Agent 1 founds the guild Studio");
        expect(error.remedy).to.contain("--row 3");
      });
    }

    it("acts for a member whose key nobody here holds, and for nobody once it is over", async () => {
      const stranger = `0x${"12".repeat(20)}`;
      await chain.rpc("hardhat_impersonateAccount", stranger);
      await chain.rpc("hardhat_stopImpersonatingAccount", stranger);
      await chain.succeed("season:play", { from: write(["day,act,who,guild", "1,found,1,Studio"]) });
      const { key } = await nation.contracts.members.keyOf(1n);
      expect(await chain.rpc("hardhat_stopImpersonatingAccount", key)).to.equal(false);
    });

    it("can propose each setting, and leaves the others of its contract as they are", async () => {
      for (const name of SETTINGS.keys()) {
        const value = /vouches|appraisals$/.test(name) ? "7" : /acceptance|cap$/.test(name) ? "7%" : "9d";
        const { targets, calldatas } = await callSetting(nation, name, value);
        const holder = must(
          (["members", "ledger", "reserve"] as const).find((one) => nation.addresses[one] === targets[0]),
          name,
        );
        const contract: BaseContract = nation.contracts[holder];
        const [proposed] = contract.interface.decodeFunctionData("setTerms", calldatas[0] ?? "") as unknown as [Result];
        const now = (await contract.getFunction("terms").staticCall()) as Result;
        const [before, after] = [now, proposed].map((terms) => (terms.toArray(true) as unknown[]).flat());
        const changed = after?.filter((field, index) => field !== before?.[index]);
        const expected = name.startsWith("season.minimum")
          ? 9n * 1440n
          : value === "7"
            ? 7n
            : value === "7%"
              ? 700n
              : 9n * DAY;
        expect(changed, name).to.deep.equal([expected]);
      }
    });

    it("plays nothing of a file in which anything is wrong, and names all of it", async () => {
      const before = await nation.now();
      const file = write(["day,act,who,guild", "1,found,1,Studio", "1,dance", "2,open,1", "x,open"]);
      const { error } = await chain.run("season:play", { from: file });
      expect(error).to.include({ code: "SeasonFileInvalid" });
      expect(error?.message.match(/row \d/g)).to.deep.equal(["row 3", "row 4", "row 5"]);
      expect(await nation.now()).to.deep.equal(before);
    });

    it("names a file that cannot be read", async () => {
      const { error } = await chain.run("season:play", { from: chain.path("none.csv") });
      expect(error).to.include({ code: "FileUnreadable" });
    });
  });

  function write(lines: readonly string[]): string {
    writeFileSync(chain.path("season.csv"), lines.join("\n"));
    return chain.path("season.csv");
  }
});

describe("tasks of a rehearsal, on a chain that is none", () => {
  let chain: Served;

  before(async () => {
    chain = await serve({ chainId: 1_234_567_890 });
    // A record and a contract are all that a connection asks for.
    const names = contractNames.map((name) => solidityName(name));
    const addresses = names.map((_, index) => getAddress(`0x${(index + 1).toString(16).padStart(40, "a")}`));
    mkdirSync(chain.path("deployments/elsewhere-1234567890"), { recursive: true });
    const record = Object.fromEntries(names.map((name, index) => [`Nation#${name}`, addresses[index]]));
    chain.write("deployments/elsewhere-1234567890/deployed_addresses.json", record);
    await chain.rpc("hardhat_setCode", addresses[names.indexOf("Members")], "0x00");
  });
  after(() => chain.close());

  for (const [task, options] of [
    ["time:skip", { by: "3d" }],
    ["season:play", { from: SEASON }],
  ] as const) {
    it(`${task} is refused before anything is sent`, async () => {
      const head = await chain.rpc("eth_getBlockByNumber", "latest", false);
      const { error } = await chain.run(task, options);
      expect(error).to.include({ code: "NotARehearsal" });
      expect(error?.message).to.contain("elsewhere-1234567890 on chain 1234567890 is no rehearsal");
      expect(await chain.rpc("eth_getBlockByNumber", "latest", false)).to.deep.equal(head);
    });
  }
});

describe("nation:reset", () => {
  const name = "Our Co-op";
  const home = temporaryFolder("reset");
  const deployments = join(home, "deployments");
  const journal = journalOf(name, "rehearsal", home);
  const record = join(deployments, "our-co-op-31337");

  it("sets the play and its record aside, and leaves the rest", async () => {
    live("rehearsal");
    const { data, output } = await reset({ nation: name });
    const aside = data["aside"] as string[];
    expect(aside).to.have.length(2);
    for (const path of aside) expect(output).to.contain(path);
    expect(readFileSync(join(aside[0] ?? "", "journal.jsonl"), "utf8")).to.equal("played");
    expect(readdirSync(aside[0] ?? "")).to.deep.equal(["journal.jsonl"]);
    expect(readdirSync(aside[1] ?? "")).to.deep.equal(["deployed_addresses.json"]);
    expect([existsSync(journal), existsSync(record)]).to.deep.equal([false, false]);
    expect(readdirSync(join(home, "our-co-op"))).to.include("nation.json");
    expect(await reset({ nation: name })).to.have.nested.property("data.changed", false);
  });

  it("waits until the rehearsal has stopped", async () => {
    live("rehearsal");
    const release = lock(journal);
    expect((await reset({ nation: name })).error).to.include({ code: "NationRunning" });
    expect(readFileSync(journal, "utf8")).to.equal("played");
    release();
    expect((await reset({ nation: name })).error).to.equal(undefined);
  });

  it("leaves a real nation alone", async () => {
    live("real");
    expect((await reset({ nation: name })).error).to.include({ code: "NationReal" });
    expect([existsSync(journal), existsSync(record)]).to.deep.equal([true, true]);
  });

  it("asks for a nation of this machine", async () => {
    expect((await reset({ nation: "Elsewhere" })).error).to.include({ code: "NationUnknown" });
    expect((await reset({})).error).to.include({ code: "OptionsInvalid" });
  });

  function live(kind: Kind): void {
    keepNation(
      { format: "neoguild-nation/1", name, charter: "charters/ours.json", kind, chainId: 31_337, port: 8545 },
      home,
    );
    for (const folder of [dirname(journal), record]) mkdirSync(folder, { recursive: true });
    writeFileSync(journal, "played");
    writeFileSync(join(record, "deployed_addresses.json"), "{}");
  }

  function reset(options: Readonly<Record<string, string>>): Promise<Ran> {
    return runTask({ NEOGUILD_HOME: home, NEOGUILD_DEPLOYMENTS: deployments }, "nation:reset", options);
  }
});
