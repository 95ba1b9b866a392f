import { expect } from "chai";
import { network } from "hardhat";

import { aboutGrant } from "../../sdk/justice/cases.ts";
import { CASE_TERMS, deployLicenceCourt, Matter, raised, say, takeGrant } from "../fixtures/cases.ts";
import { openChapter } from "../fixtures/chapters.ts";
import { PURPOSE } from "../fixtures/licensing.ts";

const { ethers, networkHelpers } = await network.create();

describe("Finding: a case about a licence kept a person away from a chapter (INV-286)", () => {
  it("nobody is separated in a case about a grant, though its holder is a person", async () => {
    const made = await deployLicenceCourt(ethers);
    const { guild, work, policy } = made;
    const amara = made.founders[8]!;
    await takeGrant(made, amara);
    await openChapter(made, "Hearth", made.founders.slice(9, 11));
    const about = aboutGrant({ policy, work, licensee: amara.id, purpose: PURPOSE.manufacture });
    const trial = await raised(made, networkHelpers.time, {
      respondent: amara.id,
      matter: Matter.Licence,
      about,
      guild,
    });
    for (let i = 0; i < Number(CASE_TERMS.separators); ++i) {
      await say(made, made.founders[1 + i]!, "separate", { id: trial.id, chapter: 1n }).catch(() => undefined);
    }
    expect((await made.cases.caseOf(trial.id))[0].separatedFrom).to.equal(0n);
    expect(await made.chapters.separatedUntil(1n, amara.id)).to.equal(0n);
  });
});
