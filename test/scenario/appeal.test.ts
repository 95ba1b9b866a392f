import { expect } from "chai";
import { ZeroHash } from "ethers";
import { network } from "hardhat";

import { decided, deployCourtOver, HIDDEN, Outcome, Sanction, say, type Court, type Trial } from "../fixtures/cases.ts";
import { addLicence, attest, deployLicensing, publishWork, PURPOSE, type Licensing } from "../fixtures/licensing.ts";
import { FOREVER, YEAR, type Person } from "../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const { None, Note } = Sanction;
const CLASS = { workerCoop: 4n, firm: 8n };
const [FREE, FORBIDDEN] = [0n, 4n];

interface Story extends Licensing {
  readonly court: Court;
  readonly spokes: Person;
  readonly wheel: bigint;
}

describe("Story: a co-op that loses its class while its appeal runs", () => {
  /** Spokes, a worker co-op, uses a wheel under the PPL, which is free for co-ops and closed to firms. */
  const nation = async (): Promise<Story> => {
    const made = await deployLicensing(ethers, { founders: 14, terms: { term: 10n * YEAR } });
    const court = { ...made, ...(await deployCourtOver(ethers, made)) };
    const spokes = await attest(made, "worker co-op", made.strangers[0]!);
    const wheel = await publishWork(made, { policies: [await addLicence(made, "PPL")] });
    return { ...made, court, spokes, wheel };
  };
  const begin = () => networkHelpers.loadFixture(nation);
  const mayTrade = async ({ licences, wheel, spokes }: Story) =>
    (await licences.canUse(wheel, spokes.id, PURPOSE.commercial)).decision;

  /** The issuer says it is a firm: its founder has bought out the others. */
  async function lowered(story: Story, expiresAt?: bigint) {
    const { organisations, issuer, spokes } = story;
    const until = expiresAt ?? (await organisations.attestationOf(spokes.id)).expiresAt;
    const act = { by: issuer.id, organisation: spokes.id, userClass: CLASS.firm, evidence: HIDDEN };
    const whole = { ...act, expiresAt: until, nonce: 0n, deadline: FOREVER };
    await organisations.connect(issuer.signer).reattest(whole, "0x");
  }
  async function appealed(story: Story): Promise<Trial> {
    await say(story.court, story.spokes, "contest");
    const id = await story.court.cases.caseCount();
    return { court: story.court, time, id, claimant: story.spokes, respondent: story.issuer };
  }

  it("Spokes trades freely, is called a firm and may not, appeals and trades on until the panel has spoken", async () => {
    const story = await begin();
    expect(await mayTrade(story)).to.equal(FREE);
    await lowered(story);
    expect(await mayTrade(story)).to.equal(FORBIDDEN);

    const trial = await appealed(story);
    expect(await mayTrade(story)).to.equal(FREE);
    await say(story.court, story.issuer, "reply", { id: trial.id });
    await decided(trial, [Note, Note, None]);
    await time.increaseTo((await story.court.cases.caseOf(trial.id))[1].due);
    await story.court.cases.enforce(trial.id);
    expect((await story.court.cases.caseOf(trial.id))[1].outcome).to.equal(Outcome.Upheld);
    expect(await mayTrade(story)).to.equal(FREE);
  });

  it("the panel dismisses the appeal, and from that moment Spokes is the firm that the issuer said", async () => {
    const story = await begin();
    await lowered(story);
    const trial = await appealed(story);
    await decided(trial, [None, None, None]);
    await time.increaseTo((await story.court.cases.caseOf(trial.id))[1].due);
    expect(await mayTrade(story)).to.equal(FREE);
    await story.court.cases.enforce(trial.id);
    expect(await mayTrade(story)).to.equal(FORBIDDEN);
  });

  it("the former attestation runs out while the appeal runs: nobody has to do anything, and the appeal cannot hold it", async () => {
    const story = await begin();
    const { organisations, spokes } = story;
    const { expiresAt } = await organisations.attestationOf(spokes.id);
    await time.increaseTo(expiresAt - 20n * 86_400n);
    await lowered(story, expiresAt + YEAR);
    const trial = await appealed(story);
    expect(await mayTrade(story)).to.equal(FREE);
    await time.increaseTo(expiresAt);
    expect(await mayTrade(story)).to.equal(FORBIDDEN);

    await decided(trial, [Note, Note, Note]);
    await time.increaseTo((await story.court.cases.caseOf(trial.id))[1].due);
    await story.court.cases.enforce(trial.id);
    // It was right, and its time is over: what the issuer said is left, and the class has to be attested anew.
    expect(await organisations.classOf(spokes.id)).to.deep.equal([CLASS.firm, true]);
    expect((await organisations.attestationOf(spokes.id)).userClass).to.equal(CLASS.firm);
    const { issuer } = story;
    const anew = { by: issuer.id, organisation: spokes.id, userClass: CLASS.workerCoop, evidence: ZeroHash };
    const until = BigInt(await time.latest()) + YEAR;
    const act = { ...anew, expiresAt: until, nonce: 0n, deadline: FOREVER };
    await organisations.connect(issuer.signer).reattest(act, "0x");
    expect(await mayTrade(story)).to.equal(FREE);
  });
});
