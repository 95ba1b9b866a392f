import { chmodSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

import {
  cashierOf,
  findRoster,
  foundersOf,
  keepRoster,
  localRosters,
  openInvitations,
  rehearsalCharter,
  rosterPath,
  seat,
  type Person,
  type Roster,
} from "../../../chain/roster.ts";
import { readCharter, type HashedCharter } from "../../../sdk/charter.ts";
import { temporaryFolder } from "../../fixtures/processes.ts";

const [AMARA, BO, CHEN, DITA] = readCharter("charters/worker-coop.json").rules.founders as [
  string,
  string,
  string,
  string,
];
/** Hardhat's accounts 10 and 11. */
const STAND_INS = ["0xBcd4042DE499D14e55001CcbB24a551F3b954096", "0x71bE63f3384f5fb98995898A86B02Fb2426c5788"];
const invitation = { hash: "ab".repeat(32), since: "2026-11-23T01:00:00.000Z" };

function roster(...people: Partial<Person>[]): Roster {
  const named = people.map((person, place): Person => ({ name: `Person ${place + 1}`, role: "founder", ...person }));
  return { format: "neoguild-roster/1", nation: "Riverbend", guild: "Workshop", people: named };
}

/** The example charter with other founders, all of them in its guild and its fund, and the first an issuer. */
function charterOf(...founders: string[]): HashedCharter {
  const charter = readCharter("charters/worker-coop.json");
  const guilds = guildsOf(founders.length);
  return { ...charter, rules: { ...charter.rules, founders, guilds } };
}

const guildsOf = (founders: number) =>
  ["Workshop", "Solidarity fund"].map((name) => ({
    name,
    roster: Array.from({ length: founders }, (_, index) => index + 1),
  }));

const guildsPaid = ({ rules: { treasury } }: HashedCharter) =>
  treasury.valueEquation.flatMap((bucket) => (bucket.to === "account" ? [bucket.guild] : []));

/** With other founders, as a charter is written anew when somebody gets a key. */
const seatedAs = (charter: HashedCharter, founders: string[]): HashedCharter => ({
  ...charter,
  rules: seat(charter.rules, founders, "Workshop"),
});

describe("roster", () => {
  const home = temporaryFolder("roster");

  describe("keepRoster", () => {
    it("writes what findRoster reads, for its owner's eyes only", () => {
      const kept = roster({ address: AMARA }, { invitation });
      mkdirSync(join(home, "riverbend"), { recursive: true });
      writeFileSync(`${rosterPath("Riverbend", home)}.new`, "left by a killed process");
      chmodSync(`${rosterPath("Riverbend", home)}.new`, 0o644);
      keepRoster(kept, home);
      expect(statSync(rosterPath("Riverbend", home)).mode & 0o777).to.equal(0o600);
      expect(findRoster("river bend".replace(" ", ""), home)).to.deep.equal(kept);
      expect(localRosters(home)).to.deep.equal([kept]);
    });
  });

  describe("findRoster", () => {
    it("knows no roster of another nation", () => {
      expect(findRoster("Elsewhere", home)).to.equal(undefined);
    });

    it("refuses a damaged file", () => {
      mkdirSync(join(home, "damaged"));
      writeFileSync(rosterPath("Damaged", home), '{"format":"neoguild-roster/1","people":[]}');
      expect(() => findRoster("Damaged", home))
        .to.throw()
        .that.includes({ code: "RosterInvalid" });
    });
  });

  describe("cashierOf", () => {
    it("is who has that role, else the first founder", () => {
      expect(cashierOf(roster({}, { role: "cashier" }))).to.include({ name: "Person 2" });
      expect(cashierOf(roster({}, {}))).to.include({ name: "Person 1" });
    });
  });

  describe("rehearsalCharter", () => {
    given("a key for everybody", () => {
      it("is the charter itself", () => {
        const charter = charterOf(AMARA, BO, CHEN);
        const people = roster({ address: AMARA }, { address: BO }, { address: CHEN });
        expect(rehearsalCharter(charter, people)).to.equal(charter);
      });
    });

    given("open invitations", () => {
      const people = roster({ invitation }, { address: AMARA }, { invitation }, { address: BO }, { address: CHEN });

      it("has test accounts stand in, in the order of the roster, and keeps guild and issuer the same people", () => {
        const charter = charterOf(AMARA, BO, CHEN);
        const { rules, hash } = rehearsalCharter(charter, people);
        expect(rules.founders).to.deep.equal([STAND_INS[0], AMARA, STAND_INS[1], BO, CHEN]);
        expect(rules.guilds).to.deep.equal(guildsOf(5));
        expect(rules.licensing.issuers).to.deep.equal([2]);
        expect(hash).to.equal(charter.hash);
        expect(openInvitations(people)).to.have.lengthOf(2);
        expect(foundersOf(people)).to.deep.equal([AMARA, BO, CHEN]);
      });

      it("plans the guild that the charter had too few keys to list, before the fund, which stays at any size", () => {
        const small = seatedAs(charterOf(AMARA), [AMARA]);
        expect(small.rules.guilds).to.deep.equal([{ name: "Solidarity fund", roster: [1] }]);
        expect(guildsPaid(small)).to.deep.equal([1]);
        const planned = rehearsalCharter(small, roster({}, {}, { address: AMARA }));
        expect(planned.rules.guilds).to.deep.equal(guildsOf(3));
        expect(guildsPaid(planned)).to.deep.equal([2]);
      });

      it("plans no second guild where the fund is the one that everybody is in", () => {
        const charter = charterOf(AMARA);
        const valueEquation = charter.rules.treasury.valueEquation.map((bucket) =>
          bucket.to === "account" ? { ...bucket, guild: 1 } : bucket,
        );
        const alone = {
          ...charter.rules,
          guilds: [{ name: "Workshop", roster: [1] }],
          treasury: { ...charter.rules.treasury, valueEquation },
        };
        const seated = rehearsalCharter({ ...charter, rules: alone }, roster({}, {}, { address: AMARA }));
        expect(seated.rules.guilds).to.deep.equal(guildsOf(3).slice(0, 1));
        expect(guildsPaid(seated)).to.deep.equal([1]);
      });

      it("takes nobody's own account to stand in", () => {
        const [first = "", second = ""] = STAND_INS;
        const { rules } = rehearsalCharter(
          charterOf(first, BO, CHEN),
          roster({ address: first }, { address: BO }, { address: CHEN }, {}),
        );
        expect(rules.founders).to.deep.equal([first, BO, CHEN, second]);
      });
    });

    given("more invitations than accounts", () => {
      it("refuses with RosterTooLong", () => {
        const many = roster({ address: DITA }, ...Array.from({ length: 19 }, () => ({})));
        expect(() => rehearsalCharter(charterOf(DITA), many))
          .to.throw()
          .that.includes({ code: "RosterTooLong" });
      });
    });

    given("a charter with other founders than the roster", () => {
      it("refuses with RosterOutOfStep, naming the place", () => {
        const people = roster({ address: AMARA }, { address: CHEN }, {});
        expect(() => rehearsalCharter(charterOf(AMARA, BO), people))
          .to.throw(`at place 2 the charter has ${BO}, the roster ${CHEN}`)
          .that.includes({ code: "RosterOutOfStep" });
        expect(() => rehearsalCharter(charterOf(AMARA), people))
          .to.throw("at place 2 the charter has nobody")
          .that.includes({ code: "RosterOutOfStep" });
      });
    });
  });
});

function given(state: string, tests: () => void): void {
  describe(`given ${state}`, tests);
}
