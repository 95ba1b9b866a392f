import { readFileSync } from "node:fs";
import { expect } from "chai";
import { network } from "hardhat";

import { parseCharter } from "../../sdk/charter.ts";
import type { Nation } from "../../sdk/connect.ts";
import { checkNothingMore } from "../../sdk/verify/extras.ts";
import { deployMembership, DAY, YEAR } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();

/**
 * Until the seal the founding account sets what the nation sets. It could recognise a register of its own by a treaty of ten
 * years, whose guests, whoever it names, then stay in chapters and use works, or add offices that the charter does not
 * know. What the founding put in beside the charter is what `deployment:verify` looks for, and these two were not
 * among it.
 */
describe("Finding: a treaty and an office slipped in at the founding passed the verification", () => {
  const NOBODY = `0x${"00".repeat(19)}01`;
  const OFFICE = {
    name: "Treasurer for life",
    rules: {
      ...{ seats: 1n, termsInRow: 0n, rank: 0n, tenureDays: 0n, standingMinutes: 0n },
      ...{ nominationPeriod: DAY, votingPeriod: DAY, term: YEAR },
    },
  };

  /** What does not hold of a nation of which nothing but its treaties and its offices tells anything. */
  async function faults(slipped: "treaty" | "office" | "nothing"): Promise<string[]> {
    const { timelock, members, guilds } = await deployMembership(ethers, { founders: 1 });
    const treaties = await ethers.deployContract("Treaties", [timelock, members]);
    const silent = await ethers.deployContract("SeatActor");
    const eligibility = await ethers.deployContract("Eligibility");
    const elections = await ethers.deployContract("Elections", [timelock, members, guilds, silent, silent], {
      libraries: { Eligibility: eligibility },
    });
    if (slipped === "treaty") {
      const until = BigInt(await networkHelpers.time.latest()) + 9n * YEAR;
      const terms = { rights: 3n, mostGuests: 65_535n, passTerm: YEAR, notice: YEAR, until };
      await treaties.recognise(silent, terms);
    }
    if (slipped === "office") {
      await elections.setOffice(0, { name: "", rules: { ...OFFICE.rules, seats: 0n } });
      await elections.setOffice(1, OFFICE);
    }
    await treaties.seal();
    await elections.seal();

    const elsewhere = {
      ...{ members: "Members", rules: "DecisionRules", organisations: "Organisations", policies: "LicencePolicies" },
      ...{
        calendar: "Calendar",
        spending: "Spending",
        surplus: "Surplus",
        pacts: "Pacts",
        guilds: "Guilds",
        moving: "Moving",
      },
    };
    const others = await Promise.all(
      Object.entries(elsewhere).map(async ([key, name]) => [key, await ethers.getContractAt(name, NOBODY)] as const),
    );
    const contracts = { ...Object.fromEntries(others), treaties, elections };
    const addresses = Object.fromEntries(
      await Promise.all(Object.entries(contracts).map(async ([key, one]) => [key, await one.getAddress()] as const)),
    );
    const nation = { provider: ethers.provider, banks: [], contracts, addresses } as unknown as Nation;
    const charter = parseCharter(JSON.parse(readFileSync("charters/hypha.json", "utf8")), "hypha.json");
    const checks = await checkNothingMore(nation, charter, undefined);
    return checks.filter(({ holds }) => !holds).map(({ claim, found }) => `${claim}: ${found}`);
  }

  for (const slipped of ["treaty", "office"] as const) {
    it(`tells of the ${slipped}`, async () => {
      expect(await faults(slipped)).not.to.deep.equal(await faults("nothing"));
    });
  }
});
