import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

import { keepNation } from "../../../chain/nations.ts";
import { readCharter } from "../../../sdk/charter.ts";
import { keystoreAddress } from "../../../sdk/signers.ts";
import { killLeftovers, temporaryFolder } from "../../fixtures/processes.ts";
import { openTerminal } from "../../fixtures/terminal.ts";
import { runTask, type Ran } from "./harness.ts";

const AMARA = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const CHEN = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
const NAMES = ["name,wallet,role", `Amara,${AMARA},cashier`, "Bo,,", `Chen,${CHEN},`, "Dita,,officer"];

interface Invitation {
  readonly name: string;
  readonly code: string;
}

describe("a nation of one's own", () => {
  const folder = temporaryFolder("own");
  const environment = {
    NEOGUILD_HOME: join(folder, "home"),
    NEOGUILD_CHARTERS: join(folder, "charters"),
    NEOGUILD_PASSPHRASE_FILE: write("passphrase", "open"),
    NEOGUILD_NEW_PASSPHRASE_FILE: join(folder, "passphrase"),
  };
  const names = write("names.csv", NAMES.join("\n"));
  const charter = join(folder, "charters", "riverbend.json");
  const rosterFile = join(folder, "home", "riverbend", "roster.json");
  const founding = { name: "Riverbend", names, from: "worker-coop" };

  after(killLeftovers);

  function write(name: string, content: string): string {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  }

  const run = (task: string, options: Readonly<Record<string, unknown>>, env: Readonly<Record<string, string>> = {}) =>
    runTask({ ...environment, ...env }, task, options);

  async function succeed(...args: Parameters<typeof run>): Promise<Ran["data"]> {
    const { data, error, output } = await run(...args);
    expect(error, output).to.equal(undefined);
    return data;
  }

  async function refuse(code: string, ...args: Parameters<typeof run>): Promise<string> {
    const kept = [charter, rosterFile].map((file) => (existsSync(file) ? readFileSync(file, "utf8") : ""));
    const { error } = await run(...args);
    expect(error).to.include({ code });
    expect([charter, rosterFile].map((file) => (existsSync(file) ? readFileSync(file, "utf8") : ""))).to.deep.equal(
      kept,
    );
    return error?.message ?? "";
  }

  describe("nation:new with options", () => {
    it("writes nothing for a bad table, an unknown rule set, a number that makes no charter, too few founders", async () => {
      const bad = write("bad.csv", `name,wallet\nBo,0x1`);
      expect(await refuse("NamesInvalid", "nation:new", { ...founding, names: bad })).to.contain("row 2, wallet");
      await refuse("RuleSetUnknown", "nation:new", { ...founding, from: "monarchy" });
      await refuse("NumberRefused", "nation:new", { ...founding, vouches: "0" });
      await refuse("AnswerRefused", "nation:new", {
        ...founding,
        names: write("two.csv", `name,wallet\nA,${AMARA}\nB,`),
      });
      await refuse("AnswerRefused", "nation:new", { ...founding, names: write("none.csv", `name,wallet\nA,\nB,\nC,`) });
      await refuse("AnswerRefused", "nation:new", { ...founding, name: "…" });
      await refuse("OptionsInvalid", "nation:new", { name: "Riverbend", yes: true });
      expect(readdirSync(folder)).not.to.include("charters");
    });

    it("writes a charter of the rule set with its own name, founders and numbers, and no name in it", async () => {
      const told = await succeed("nation:new", {
        ...founding,
        reserve: "40",
        minimumHours: "0",
        voting: "3d",
        vouches: "3",
      });
      const { rules } = readCharter(charter);
      expect(rules).to.include({ name: "Riverbend", about: "a nation of its members." });
      expect(rules.founders).to.deep.equal([AMARA, CHEN]);
      expect(rules.membership.vouches).to.equal(3);
      expect(rules.season.minimum.livelihood).to.equal(0n);
      expect(rules.treasury.valueEquation[0]?.share).to.equal(4_000n);
      // With two keys nobody could appraise in a guild; the fund is founded at any size.
      expect(rules.guilds).to.deep.equal([{ name: "Solidarity fund", roster: [1, 2] }]);
      expect(rules.treasury.valueEquation[1]).to.include({ to: "account", guild: 1 });
      expect(rules.governance.rules["ordinary"]?.votingPeriod).to.equal(3n * 86_400n);
      for (const name of ["Amara", "Bo", "Chen", "Dita"]) expect(readFileSync(charter, "utf8")).not.to.contain(name);
      expect(told["next"]).to.have.lengthOf(3);
    });

    it("keeps a private roster with the hashes of the codes, which are told once", async () => {
      expect(statSync(rosterFile).mode & 0o777).to.equal(0o600);
      const { data, output } = await run("invitation:list", {});
      expect(data).to.include({ nation: "Riverbend", open: 2 });
      expect(output).to.contain("Bo (founder)  invited since 20").and.to.contain(`Amara (cashier)  ${AMARA}`);
      const codes = (await succeed("nation:new", { ...founding, name: "Other" }))["invitations"] as Invitation[];
      expect(codes.map(({ name }) => name)).to.deep.equal(["Bo", "Dita"]);
      const other = readFileSync(join(folder, "home", "other", "roster.json"), "utf8");
      for (const { code } of codes) expect(other).not.to.contain(code).and.not.to.contain(code.replaceAll("-", ""));
      await refuse("NationAmbiguous", "invitation:list", {});
    });

    it("never overwrites a nation unless asked to, nor a charter from elsewhere in any case", async () => {
      await refuse("NationExists", "nation:new", founding);
      writeFileSync(join(folder, "charters", "hypha.json"), "{}");
      await refuse("NationExists", "nation:new", { ...founding, name: "Hypha", replace: true });
      expect(readFileSync(join(folder, "charters", "hypha.json"), "utf8")).to.equal("{}");
      const again = await succeed("nation:new", { ...founding, replace: true });
      expect(again["invitations"], "who is invited keeps their code").to.deep.equal([]);
      expect(readCharter(charter).rules.membership.vouches).to.equal(2);
    });
  });

  describe("invitation:accept on the machine with the roster", () => {
    const nation = "riverbend";
    const keystore = join(folder, "bo.json");
    let code: string;

    before(async () => {
      code = String((await succeed("invitation:renew", { nation, name: "bo" }))["code"]);
    });

    it("loses nothing over a wrong code or a file that is there", async () => {
      const wrong = `${code.slice(0, -1)}${code.endsWith("9") ? "8" : "9"}`;
      await refuse("InvitationMistyped", "invitation:accept", { nation, keystore, code: wrong });
      expect(existsSync(keystore)).to.equal(false);
      await refuse("WalletExists", "invitation:accept", { nation, keystore: names, code });
      expect(readFileSync(names, "utf8")).to.equal(NAMES.join("\n"));
    });

    it("writes nothing for a nation without a roster here, and names those there are; unless it is said to be elsewhere", async () => {
      const own = { keystore: join(folder, "guest.json"), code };
      const told = await refuse("RosterMissing", "invitation:accept", { nation: "riverbnd", ...own });
      expect(told).to.contain('no roster of "riverbnd" here').and.to.contain("Riverbend");
      expect(existsSync(own.keystore)).to.equal(false);
      const { output } = await run("invitation:accept", { nation: "Umber", ...own, elsewhere: true });
      expect(output).to.contain("The roster is not on this machine");
    });

    it("makes a keystore and binds it in roster and charter, at its place; once", async () => {
      const { address } = await succeed("invitation:accept", { nation, keystore, code });
      expect(address).to.equal(keystoreAddress(keystore));
      const { rules } = readCharter(charter);
      expect(rules.founders).to.deep.equal([AMARA, address, CHEN]);
      const roster = [1, 2, 3];
      expect(rules.guilds).to.deep.equal([
        { name: "Workshop", roster },
        { name: "Solidarity fund", roster },
      ]);
      expect(rules.treasury.valueEquation[1]).to.include({ to: "account", guild: 2 });
      await refuse("InvitationUnknown", "invitation:accept", { nation, keystore: join(folder, "more.json"), code });
      expect(existsSync(join(folder, "more.json"))).to.equal(false);
      await refuse("NotInvited", "invitation:renew", { nation, name: "Bo" });
      await refuse("NotInvited", "invitation:renew", { nation, name: "Zoë" });
    });

    it("refuses one key for two people", async () => {
      const { code: dita } = await succeed("invitation:renew", { nation, name: "Dita" });
      await refuse("KeyTaken", "invitation:accept", { nation, keystore, existing: true, code: dita });
    });
  });

  describe("invitation:accept on another machine, invitation:bind", () => {
    const nation = "Riverbend";
    const keystore = join(folder, "dita.json");

    it("carries an address and a signature, which bind once", async () => {
      const { code } = await succeed("invitation:renew", { nation, name: "Dita" });
      const elsewhere = { NEOGUILD_HOME: join(folder, "elsewhere") };
      const accepted = await succeed("invitation:accept", { nation, keystore, code }, elsewhere);
      const answer = String(accepted["answer"]);
      expect(answer).to.match(new RegExp(`^${String(accepted["address"])}:0x[0-9a-f]{130}$`));
      expect(existsSync(elsewhere.NEOGUILD_HOME)).to.equal(false);
      await refuse("AnswerUnknown", "invitation:bind", { nation: "Other", answer });
      expect(await succeed("invitation:bind", { nation, answer })).to.include({ name: "Dita", id: 4 });
      expect(readCharter(charter).rules.founders[3]).to.equal(accepted["address"]);
      expect(await refuse("AnswerUnknown", "invitation:bind", { nation, answer })).to.contain("bound already");
      await refuse("RosterMissing", "invitation:bind", { nation: "Nowhere", answer });
    });

    it("finishes what was cut off between charter and roster", async () => {
      const before = readFileSync(rosterFile, "utf8");
      const people = (JSON.parse(before) as { people: Record<string, unknown>[] }).people;
      const dita = people.find(({ name }) => name === "Dita");
      const address = dita?.["address"];
      Reflect.deleteProperty(dita ?? {}, "address");
      writeFileSync(rosterFile, JSON.stringify({ ...JSON.parse(before), people }));
      const code = await renewedFor("Dita");
      const again = await succeed("invitation:accept", { nation, keystore, existing: true, code });
      expect(again).to.include({ address, id: 4 });
    });

    it("is over once the real nation stands", async () => {
      await succeed("nation:new", { ...founding, name: "Done" });
      const codes = join(folder, "done.json");
      const local = { format: "neoguild-nation/1", name: "Done", charter: "charters/done.json" } as const;
      keepNation({ ...local, kind: "real", chainId: 2 ** 30, port: 8600 }, environment.NEOGUILD_HOME);
      await refuse("NationFounded", "invitation:accept", { nation: "done", keystore: codes, code: "any" });
      await refuse("NationFounded", "invitation:renew", { nation: "done", name: "Bo" });
      await refuse("NationFounded", "nation:new", { ...founding, name: "Done", replace: true });
    });

    it("leaves the founders of a real nation the ids they have there, and who is left out none", async () => {
      const { data, output } = await run("invitation:list", { nation: "done" });
      expect((data["people"] as { id?: number }[]).map(({ id }) => id)).to.deep.equal([1, undefined, 2, undefined]);
      expect(output).to.contain("    2  Chen").and.to.contain("    –  Bo");
      const rehearsed = await succeed("invitation:list", { nation: "other" });
      expect((rehearsed["people"] as { id?: number }[]).map(({ id }) => id)).to.deep.equal([1, 2, 3, 4]);
    });

    const renewedFor = async (name: string) => String((await succeed("invitation:renew", { nation, name }))["code"]);
  });

  describe("nation:new on a terminal", () => {
    const command = [process.execPath, "node_modules/hardhat/dist/src/cli.js"];
    const env = { NEOGUILD_HOME: join(folder, "typed"), NEOGUILD_CHARTERS: join(folder, "typed-charters") };

    it("asks, says what is wrong and asks again, and takes the defaults in brackets", async () => {
      const terminal = openTerminal([...command, "nation:new"], { env });
      await terminal.answer("Name of the nation: ", "?!");
      await terminal.shows("a name needs a letter or a digit");
      await terminal.answer("Name of the nation: ", "Our Co-op");
      await terminal.answer("[a nation of its members.]: ", "We mend bicycles.");
      await terminal.answer("Rule set to start from [hypha]: ", "commons-guild");
      await terminal.answer("one by one [type]: ", "");
      await terminal.answer("Founder 1: ", "Amara");
      await terminal.answer("Address of Amara's wallet", AMARA.replace("C8", "c8"));
      await terminal.shows("fails its checksum");
      await terminal.answer("Address of Amara's wallet", AMARA);
      await terminal.answer("Founder 2 [that was everybody]: ", "Bo");
      await terminal.answer("Address of Bo's wallet [none: an invitation code]: ", "");
      await terminal.answer("Founder 3 [that was everybody]: ", "");
      await terminal.answer("Cashier [Amara]: ", "bo");
      await terminal.answer("First guild [Commons]: ", "Workshop");
      await terminal.answer("Vouches a newcomer needs [2]: ", "99");
      await terminal.shows("at most 12 vouches can be asked");
      await terminal.answer("Vouches a newcomer needs [2]: ", "1");
      await terminal.answer("Least hours of livelihood work in a season [0]: ", "");
      await terminal.answer("reserve [30%]: ", "50");
      await terminal.answer("decisions [7d]: ", "");
      await terminal.shows("Your next three steps:");
      expect(await terminal.ended()).to.equal(0);
      expect(terminal.screen()).to.match(/([2-9A-Z]{4}-){4}[2-9A-Z]{4} {2}Bo\n/);
      const { rules } = readCharter(join(env.NEOGUILD_CHARTERS, "our-co-op.json"));
      expect(rules).to.deep.include({ name: "Our Co-op", about: "We mend bicycles.", founders: [AMARA] });
      expect(rules.treasury.valueEquation[0]?.share).to.equal(5_000n);
    });

    it("ends with nothing written where the input ends", async () => {
      const ended = { NEOGUILD_HOME: join(folder, "ended"), NEOGUILD_CHARTERS: join(folder, "ended-charters") };
      const terminal = openTerminal([...command, "nation:new"], { env: ended });
      await terminal.answer("Name of the nation: ", "Our Co-op");
      await terminal.shows("One sentence about it");
      terminal.endInput();
      await terminal.shows("nothing was written");
      expect(await terminal.ended()).to.equal(1);
      for (const place of Object.values(ended)) expect(existsSync(place)).to.equal(false);
    });

    it("hides a passphrase and asks for it twice", async () => {
      const out = join(folder, "typed.json");
      const terminal = openTerminal([...command, "wallet:new", "--out", out]);
      await terminal.answer(`Passphrase of ${out}: `, "secret words");
      await terminal.answer("The same passphrase again: ", "secret wards");
      await terminal.shows("the two passphrases");
      expect(await terminal.ended()).to.equal(1);
      expect(terminal.screen()).not.to.contain("secret");
      expect(existsSync(out)).to.equal(false);
    });

    it("locks no new key with the passphrase of another, and makes none where nobody types one", async () => {
      const out = join(folder, "nobody.json");
      const { NEOGUILD_PASSPHRASE_FILE } = environment;
      const terminal = openTerminal([...command, "wallet:new", "--out", out], { env: { NEOGUILD_PASSPHRASE_FILE } });
      await terminal.shows(`Passphrase of ${out}: `);
      terminal.endInput();
      await terminal.shows("no passphrase was given");
      expect(await terminal.ended()).to.equal(1);
      expect(existsSync(out)).to.equal(false);
    });
  });
});
