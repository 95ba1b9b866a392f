import { readFileSync } from "node:fs";
import { expect } from "chai";
import { network } from "hardhat";

import { parseCharter } from "../../sdk/charter.ts";
import { decisionTime } from "../../sdk/governance/councilCharter.ts";
import type { NeoguildError } from "../../sdk/errors.ts";
import { agreed, deployChambers, due, pull } from "../fixtures/chambers.ts";
import { suspend } from "../fixtures/councils.ts";
import { callOf } from "../fixtures/governance.ts";
import { DAY, FOREVER } from "../fixtures/membership.ts";

type Json = Record<string, unknown>;

const HELD = 257n; // the first proposal, in its first round
const DROPPED = 4n;

/**
 * Members held a council's decision, and the assembly decided to drop it. Carrying that out waited for a brake; when that
 * ended the hold had ended too, so the drop was refused (`HoldsNotHeld`) and the council's decision was carried out. For
 * a time a charter was refused in which that could happen; now a drop does not wait.
 */
describe("Finding: a brake outlived the hold that the assembly was to decide about", () => {
  it("the assembly drops what members hold while the brake stops all else", async () => {
    const { ethers, networkHelpers: helpers } = await network.create();
    const context = await deployChambers(ethers, helpers, {
      ...{ founders: 8, holds: { members: 3n, memberBps: 0n, duration: 10n * DAY }, brake: { lasts: 14n * DAY } },
    });
    const { assembly, brake, councils, holds, founders, guild } = context;
    const [targets, values, calldatas] = [[founders[0]!.signer.address], [0n], ["0x"]];
    const act = { by: 1n, guild, targets, values, calldatas, description: "Pay", nonce: 0n, deadline: FOREVER };
    await councils.connect(founders[0]!.signer).propose(act, "0x");
    for (const person of founders.slice(0, 3)) await suspend(context, person, HELD);

    const drop = await agreed(context, await callOf(holds, "drop", [councils.target, HELD]), "Drop it");
    await due(context, drop.key, drop.id);
    for (const person of founders.slice(0, 5)) await pull(context, person);
    const { until } = await holds.heldOf(councils, HELD);
    expect((await brake.state()).stopsUntil).to.be.greaterThan(until);
    await assembly.execute(...drop.key);
    await helpers.time.increaseTo((await brake.state()).stopsUntil);
    expect(await holds.stateOf(councils, HELD)).to.equal(DROPPED);
    await expect(councils.execute(1n, targets, values, calldatas)).to.be.revertedWithCustomError(
      councils,
      "CouncilsWrongState",
    );
  });

  it("a charter leaves a hold the time of the assembly's longest decision on it, with a brake or without", () => {
    const faultsOf = (brake: object, missing: bigint): string => {
      const json = JSON.parse(readFileSync("charters/hypha.json", "utf8")) as Json;
      const governance = json["governance"] as Json;
      const { rules } = parseCharter(json, "hypha.json");
      const takes = ["Holds.confirm", "Holds.drop"]
        .map((name) => decisionTime(rules.governance.rules[rules.governance.acts[name] ?? "constitutional"]!))
        .reduce((a, b) => (a > b ? a : b));
      governance["holds"] = { members: 3, duration: `${(takes + 3_599n) / 3_600n - missing}h` };
      Object.assign(governance, brake);
      try {
        parseCharter(json, "held.json");
        return "";
      } catch (error) {
        return (error as NeoguildError).message;
      }
    };
    for (const brake of [{}, { brake: { members: 5, gathers: "2d", lasts: "3d" } }]) {
      expect(faultsOf(brake, 0n)).to.equal("");
      expect(faultsOf(brake, 1n)).to.contain("governance.holds.duration");
    }
  });
});
