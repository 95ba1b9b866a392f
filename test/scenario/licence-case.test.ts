import { expect } from "chai";
import { network } from "hardhat";

import { aboutGrant } from "../../sdk/justice/cases.ts";
import { explain } from "../../sdk/licensing/explain.ts";
import {
  decided,
  deployCourtOver,
  Matter,
  notified,
  Sanction,
  say,
  type Court,
  type Trial,
} from "../fixtures/cases.ts";
import {
  addLicence,
  attest,
  deployLicensing,
  publishWork,
  PURPOSE,
  takeAct,
  type Licensing,
} from "../fixtures/licensing.ts";
import { YEAR, type Person } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const { None, Suspension, Expulsion } = Sanction;

interface Story extends Licensing {
  readonly court: Court;
  readonly acme: Person;
  readonly wheel: bigint;
  readonly mit: bigint;
  readonly cc: bigint;
}

describe("Story: a firm that forgets whose design it sells", () => {
  /** Acme Ltd holds a grant of the wheel under MIT, which asks for the notice; the wheel is offered under CC BY-SA too. */
  const nation = async (): Promise<Story> => {
    const made = await deployLicensing(ethers, { founders: 14, terms: { term: 10n * YEAR } });
    const over = await deployCourtOver(ethers, made);
    const acme = await attest(made, "firm", made.strangers[0]!);
    const [mit, cc] = [await addLicence(made, "MIT"), await addLicence(made, "CC-BY-SA-4.0")];
    const wheel = await publishWork(made, { policies: [mit] });
    await made.licences.connect(acme.signer).take(takeAct(acme.id, wheel, mit, PURPOSE.commercial), "0x");
    return { ...made, court: { ...made, ...over }, acme, wheel, mit, cc };
  };
  const begin = () => networkHelpers.loadFixture(nation);
  const ask = async ({ licences, wheel }: Story, agent: bigint, purpose: bigint) => {
    const [decision, reason] = await licences.canUse(wheel, agent, purpose);
    return explain(decision, reason);
  };

  /** Amara, steward of the guild, brings Acme before a panel, which names these; anybody carries it out. */
  async function judged(story: Story, levels: readonly bigint[], proposed: bigint): Promise<void> {
    const { court, acme, wheel, steward, guild } = story;
    const about = aboutGrant({ policy: story.mit, work: wheel, licensee: acme.id, purpose: PURPOSE.commercial });
    await say(court, steward, "raise", { respondent: acme.id, matter: Matter.Licence, about, guild });
    const id = await court.cases.caseCount();
    const trial: Trial = { court, time, id, claimant: steward, respondent: acme };
    await notified(trial, proposed);
    expect(await ask(story, acme.id, PURPOSE.commercial)).to.include({ allowed: true });
    await decided(trial, levels);
    await time.increaseTo((await court.cases.caseOf(id))[1].due);
    await court.cases.enforce(id);
  }

  it("the licence is suspended, for this firm, this work and this purpose, and comes back by itself", async () => {
    const story = await begin();
    await judged(story, [Suspension, Suspension, None], Suspension);
    expect(await ask(story, story.acme.id, PURPOSE.commercial)).to.include({
      allowed: false,
      reason: "GrantSuspended",
    });
    expect(await ask(story, story.acme.id, PURPOSE.manufacture)).to.include({ allowed: true });
    expect(await ask(story, story.founders[5]!.id, PURPOSE.commercial)).to.include({ allowed: true });
    const number = (story.wheel << 40n) | (story.acme.id << 8n) | PURPOSE.commercial;
    await time.increaseTo((await story.licences.meterOf(number)).suspendedUntil);
    expect(await ask(story, story.acme.id, PURPOSE.commercial)).to.include({ allowed: true });
  });

  it("the licence ends for good; what the guild offers under another licence is still open", async () => {
    const story = await begin();
    await judged(story, [Expulsion, Expulsion, Expulsion], Expulsion);
    expect(await ask(story, story.acme.id, PURPOSE.commercial)).to.include({ allowed: false, reason: "GrantEnded" });
    const { commons, steward, wheel, cc } = story;
    await commons
      .connect(steward.signer)
      .offer({ by: steward.id, work: wheel, policy: cc, deadline: 2n ** 40n - 1n }, "0x");
    expect(await ask(story, story.acme.id, PURPOSE.commercial)).to.include({ allowed: true, reason: "Open" });
  });

  it("dismissed, or without a decision: nothing happens to it", async () => {
    for (const levels of [[None, None, None], []]) {
      const story = await begin();
      await judged(story, levels, Expulsion);
      expect(await ask(story, story.acme.id, PURPOSE.commercial)).to.include({ allowed: true });
    }
  });
});
