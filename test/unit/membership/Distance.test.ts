import { expect } from "chai";
import { toBeHex, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { deployWeb, FOUNDING, foundingStep, G1_RULE, stepOf, vouch, type WebOptions } from "../../fixtures/distance.ts";
import { DAY, FOREVER, PLAIN_TERMS, vouchIn, type Person } from "../../fixtures/membership.ts";
import { Reason, Status } from "../../fixtures/status.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

/** Fixes the second of the next block, and returns it. */
async function nextSecond(): Promise<bigint> {
  const at = BigInt(await time.latest()) + 10n;
  await time.setNextBlockTimestamp(at);
  return at;
}

const WEEK = 7n * DAY;

describe("Distance", () => {
  /** Four founders, of whom the first vouched for Amara, and she for Bo; and a rule of two steps. */
  function webUnder(options: WebOptions = {}) {
    const fixture = async () => {
      const web = await deployWeb(ethers, { ...options, rule: { steps: 2n, ...options.rule } });
      const amara = await vouchIn(web, [web.founders[0]!], web.strangers[0]!);
      const bo = await vouchIn(web, [amara], web.strangers[1]!);
      return { ...web, amara, bo };
    };
    return () => networkHelpers.loadFixture(fixture);
  }
  const aWeb = webUnder();
  type Web = Awaited<ReturnType<typeof aWeb>>;

  /** Opens a session and returns its number. */
  async function begin({ distance }: Web, subject: Person, steps = 2n): Promise<bigint> {
    await distance.begin(subject.id, steps);
    return distance.lastSession();
  }

  /** Shows that the first founder stands one vouch from Amara, and the others two. */
  async function reachAmara(web: Web, session: bigint): Promise<void> {
    const [first, ...others] = web.founders as [Person, ...Person[]];
    await web.distance.reach(session, 1, [await stepOf(web, first, web.amara)]);
    await web.distance.reach(
      session,
      2,
      others.map((founder) => foundingStep(founder, first)),
    );
  }

  describe("constructor", () => {
    it("refuses to be without a register", async () => {
      const { distance, timelock } = await aWeb();
      const factory = await ethers.getContractFactory("Distance");
      await expect(factory.deploy(timelock, ZeroAddress, G1_RULE)).to.be.revertedWithCustomError(
        distance,
        "CharteredZeroAddress",
      );
    });
  });

  describe("setTerms", () => {
    for (const [term, wrong] of [
      ["refereesBps", { refereesBps: 10_001n }],
      ["steps", { steps: 1n }],
      ["steps", { steps: 6n }],
      ["validity", { validity: 0n }],
    ] as const) {
      it(`refuses ${term} ${Object.values(wrong)[0]}`, async () => {
        const { distance } = await aWeb();
        await expect(distance.setTerms({ ...G1_RULE, ...wrong }))
          .to.be.revertedWithCustomError(distance, "DistanceBadTerms")
          .withArgs(term);
      });
    }

    it("is the nation's alone", async () => {
      const { distance, amara } = await aWeb();
      await expect(distance.connect(amara.signer).setTerms(G1_RULE))
        .to.be.revertedWithCustomError(distance, "CharteredOnlyNation")
        .withArgs(amara.signer.address);
    });

    it("keeps the rule and says so", async () => {
      const { distance } = await aWeb();
      const rule = { refereesBps: 6_000n, steps: 3n, validity: DAY };
      await expect(distance.setTerms(rule)).to.emit(distance, "DistanceTermsSet").withArgs(Object.values(rule));
      expect(await distance.terms()).to.deep.equal(Object.values(rule));
    });
  });

  describe("begin", () => {
    it("refuses while the rule is off", async () => {
      const web = await webUnder({ rule: { refereesBps: 0n } })();
      await expect(web.distance.begin(web.bo.id, 1)).to.be.revertedWithCustomError(web.distance, "DistanceRuleOff");
    });

    for (const steps of [0n, 3n]) {
      it(`refuses ${steps} steps where the rule has two`, async () => {
        const { distance, bo } = await aWeb();
        await expect(distance.begin(bo.id, steps))
          .to.be.revertedWithCustomError(distance, "DistanceBadDepth")
          .withArgs(steps, 2);
      });
    }

    it("opens a session on the members of the second before, without its subject", async () => {
      const { distance, bo } = await aWeb();
      const openedAt = (await nextSecond()) - 1n;
      await expect(distance.begin(bo.id, 2))
        .to.emit(distance, "SessionOpened")
        // six members: the second root of six, rounded up, is three
        .withArgs(1, bo.id, openedAt, 5, 8_000, 2, 3);
      expect(await distance.lastSession()).to.equal(1);
      expect(await distance.sessionOf(1)).to.deep.equal([bo.id, openedAt, 5n, 0n, 0n, 8_000n, 2n, 3n]);
    });

    it("counts all members where the subject is none", async () => {
      const { distance } = await aWeb();
      await distance.begin(99, 2);
      expect((await distance.sessionOf(1)).population).to.equal(6);
    });

    describe("asks of a referee the root of the number of members, rounded up", () => {
      for (const [founders, steps, threshold] of [
        [1, 5, 1],
        [2, 5, 2],
        [4, 2, 2],
        [5, 2, 3],
        [9, 2, 3],
        [10, 2, 4],
      ] as const) {
        it(`${threshold} vouches among ${founders} members and ${steps} steps`, async () => {
          const { distance } = await deployWeb(ethers, { founders, rule: { steps: BigInt(steps) } });
          await distance.begin(99, 1);
          expect((await distance.sessionOf(1)).threshold).to.equal(threshold);
        });
      }
    });

    it("asks for no more vouches than the register keeps for a person", async () => {
      const { members, distance } = await deployWeb(ethers, { founders: 1, rule: { steps: 2n } });
      await members.found(Array.from({ length: 150 }, (_, index) => toBeHex(index + 1, 20)));
      await distance.begin(1, 2);
      expect((await distance.sessionOf(1)).threshold).to.equal(12); // the root of 151 is 12.3
    });

    it("shows at once that the only member is near enough", async () => {
      const { distance } = await deployWeb(ethers, { founders: 1 });
      const until = (await nextSecond()) - 1n + G1_RULE.validity;
      await expect(distance.begin(1, 5)).to.emit(distance, "DistanceShown").withArgs(1, 1, until);
    });
  });

  describe("reach", () => {
    it("refuses a session that nobody opened", async () => {
      const { distance } = await aWeb();
      await expect(distance.reach(7, 1, []))
        .to.be.revertedWithCustomError(distance, "DistanceUnknownSession")
        .withArgs(7);
    });

    it("refuses a week after the opening", async () => {
      const web = await aWeb();
      const session = await begin(web, web.amara);
      const closedAt = (await web.distance.sessionOf(session)).openedAt + WEEK;
      await time.setNextBlockTimestamp(closedAt);
      await expect(web.distance.reach(session, 1, []))
        .to.be.revertedWithCustomError(web.distance, "DistanceSessionOver")
        .withArgs(session, closedAt);
    });

    for (const depth of [0, 2]) {
      it(`refuses depth ${depth} in a session of one step`, async () => {
        const web = await aWeb();
        const session = await begin(web, web.amara, 1n);
        await expect(web.distance.reach(session, depth, []))
          .to.be.revertedWithCustomError(web.distance, "DistanceBadDepth")
          .withArgs(depth, 1);
      });
    }

    it("refuses in the first layer who does not vouch for the subject", async () => {
      const web = await aWeb();
      const session = await begin(web, web.bo);
      const step = await stepOf(web, web.founders[0]!, web.amara);
      await expect(web.distance.reach(session, 1, [step]))
        .to.be.revertedWithCustomError(web.distance, "DistanceParentMissing")
        .withArgs(session, web.amara.id, 0);
    });

    it("refuses in a further layer whose parent is not in the one before", async () => {
      const web = await aWeb();
      const session = await begin(web, web.bo);
      const step = await stepOf(web, web.founders[0]!, web.amara);
      await expect(web.distance.reach(session, 2, [step]))
        .to.be.revertedWithCustomError(web.distance, "DistanceParentMissing")
        .withArgs(session, web.amara.id, 1);
    });

    describe("refuses a vouch", () => {
      async function verifyRefused(web: Web, step: { node: bigint; parent: bigint; index: number }) {
        const session = await begin(web, { ...web.bo, id: step.parent });
        await expect(web.distance.reach(session, 1, [step]))
          .to.be.revertedWithCustomError(web.distance, "DistanceNoVouch")
          .withArgs(step.node, step.parent, step.index);
      }

      it("that is by somebody else", async () => {
        const web = await aWeb();
        await verifyRefused(web, { node: web.founders[1]!.id, parent: web.amara.id, index: 0 });
      });

      it("that is nobody's", async () => {
        const web = await aWeb();
        await verifyRefused(web, { node: 0n, parent: web.amara.id, index: 5 });
      });

      it("of the founding for who is no founder", async () => {
        const web = await aWeb();
        await verifyRefused(web, foundingStep(web.founders[0]!, web.amara));
      });

      it("of the founding by who is no founder", async () => {
        const web = await aWeb();
        await verifyRefused(web, foundingStep(web.amara, web.founders[0]!));
      });

      it("of the founding by a founder for themselves", async () => {
        const web = await aWeb();
        await verifyRefused(web, foundingStep(web.founders[0]!, web.founders[0]!));
      });

      it("of the founding that has run out", async () => {
        const web = await webUnder({ terms: { vouchValidity: 2n * DAY } })();
        await time.increaseTo((await web.members.founding()).vouchedUntil);
        await verifyRefused(web, foundingStep(web.founders[0]!, web.founders[1]!));
      });

      it("that has run out", async () => {
        const web = await webUnder({ terms: { vouchValidity: 2n * DAY } })();
        const { expiresAt } = await web.members.vouchFor(web.amara.id, 0);
        await time.increaseTo(expiresAt);
        await verifyRefused(web, { node: web.founders[0]!.id, parent: web.amara.id, index: 0 });
      });
    });

    it("refuses a path through who was no member at the opening", async () => {
      const web = await aWeb();
      await web.members.connect(web.amara.signer).resign({ by: web.amara.id, nonce: 0, deadline: FOREVER }, "0x");
      await time.increase(1n);
      const session = await begin(web, web.bo);
      const { openedAt } = await web.distance.sessionOf(session);
      await expect(web.distance.reach(session, 1, [await stepOf(web, web.amara, web.bo)]))
        .to.be.revertedWithCustomError(web.distance, "DistanceNotActive")
        .withArgs(web.amara.id, openedAt);
    });

    it("puts the nodes in their layer and counts the referees among them", async () => {
      const web = await aWeb();
      const { distance, founders, amara, bo } = web;
      const session = await begin(web, bo);
      // Amara has one vouch, and a referee has three.
      await expect(distance.reach(session, 1, [await stepOf(web, amara, bo)]))
        .to.emit(distance, "LayerExtended")
        .withArgs(session, 1, [amara.id], []);
      await expect(distance.reach(session, 2, [await stepOf(web, founders[0]!, amara)]))
        .to.emit(distance, "LayerExtended")
        .withArgs(session, 2, [founders[0]!.id], [founders[0]!.id]);
      expect(await distance.isInLayer(session, 1, amara.id)).to.equal(true);
      expect(await distance.isInLayer(session, 2, amara.id)).to.equal(false);
      expect(await distance.isReached(session, amara.id)).to.equal(false);
      expect(await distance.isReached(session, founders[0]!.id)).to.equal(true);
      expect((await distance.sessionOf(session)).reached).to.equal(1);
    });

    it("counts nobody twice, neither in a page nor in another layer", async () => {
      const web = await aWeb();
      const { distance, founders } = web;
      const [subject, first, second] = founders as [Person, Person, Person];
      const session = await begin(web, subject);
      const [one, two] = [foundingStep(first, subject), foundingStep(second, subject)];
      await distance.reach(session, 1, [one, one, two]);
      await distance.reach(session, 1, [one]);
      await distance.reach(session, 2, [foundingStep(first, second)]);
      expect((await distance.sessionOf(session)).reached).to.equal(2);
    });

    it("does not count the subject, to whom a path may return", async () => {
      const web = await aWeb();
      const [subject, first] = web.founders as [Person, Person];
      const session = await begin(web, subject);
      await web.distance.reach(session, 1, [foundingStep(first, subject)]);
      await web.distance.reach(session, 2, [foundingStep(subject, first)]);
      expect((await web.distance.sessionOf(session)).reached).to.equal(1);
    });

    it("says when enough referees are reached, and until when that holds", async () => {
      const web = await aWeb();
      const { distance, amara, bo } = web;
      const session = await begin(web, amara);
      await distance.exclude(session, [bo.id]);
      await reachAmara(web, session);
      const until = (await distance.sessionOf(session)).openedAt + G1_RULE.validity;
      const shown = await distance.queryFilter(distance.filters.DistanceShown(amara.id));
      expect(shown.map(({ args }) => [...args])).to.deep.equal([[amara.id, session, until]]);
      expect(await distance.metUntil(amara.id)).to.equal(until);
    });

    it("says nothing again for what is shown already", async () => {
      const web = await aWeb();
      const { distance, amara, founders } = web;
      const session = await begin(web, amara);
      await distance.exclude(session, [web.bo.id]);
      await reachAmara(web, session);
      const again = distance.reach(session, 1, [await stepOf(web, founders[0]!, amara)]);
      await expect(again).not.to.emit(distance, "DistanceShown");
    });
  });

  describe("exclude", () => {
    it("refuses a session that nobody opened", async () => {
      const { distance } = await aWeb();
      await expect(distance.exclude(7, []))
        .to.be.revertedWithCustomError(distance, "DistanceUnknownSession")
        .withArgs(7);
    });

    it("refuses who was no member at the opening", async () => {
      const web = await aWeb();
      const session = await begin(web, web.amara);
      const { openedAt } = await web.distance.sessionOf(session);
      await expect(web.distance.exclude(session, [99n]))
        .to.be.revertedWithCustomError(web.distance, "DistanceNotActive")
        .withArgs(99, openedAt);
    });

    it("refuses a referee", async () => {
      const web = await aWeb();
      const session = await begin(web, web.amara);
      await expect(web.distance.exclude(session, [web.founders[1]!.id]))
        .to.be.revertedWithCustomError(web.distance, "DistanceIsReferee")
        .withArgs(web.founders[1]!.id, 3);
    });

    it("counts everybody once, and the subject never", async () => {
      const web = await aWeb();
      const { distance, amara, bo } = web;
      const session = await begin(web, amara);
      await expect(distance.exclude(session, [bo.id, bo.id, amara.id]))
        .to.emit(distance, "MembersExcluded")
        .withArgs(session, [bo.id]);
      await distance.exclude(session, [bo.id]);
      expect((await distance.sessionOf(session)).excluded).to.equal(1);
      expect(await distance.isExcluded(session, bo.id)).to.equal(true);
    });

    it("counts none who is excluded as reached, whatever becomes of them", async () => {
      const web = await aWeb();
      const { distance, amara, founders, bo } = web;
      const session = await begin(web, bo);
      await distance.exclude(session, [amara.id]);
      // Amara becomes a referee: three vouches received, three given.
      for (const founder of founders.slice(1, 3)) await vouch(web, founder, amara);
      for (const founder of founders.slice(0, 2)) await vouch(web, amara, founder);
      expect(await web.members.isReferee(amara.id, 3)).to.equal(true);
      await distance.reach(session, 1, [await stepOf(web, amara, bo)]);
      expect((await distance.sessionOf(session)).reached).to.equal(0);
    });
  });

  describe("neededIn", () => {
    it("is the share of those not excluded, rounded up", async () => {
      const web = await aWeb();
      const session = await begin(web, web.amara);
      expect(await web.distance.neededIn(session)).to.equal(4); // 80 % of five
      await web.distance.exclude(session, [web.bo.id]);
      expect(await web.distance.neededIn(session)).to.equal(4); // 3.2 of four
    });
  });

  describe("follow", () => {
    /** One step is shown of the first founder, who vouches for Amara: all other founders vouch for her. */
    async function shownOf(web: Web, founder: Person, steps = 1n): Promise<bigint> {
      const session = await begin(web, founder, steps);
      await web.distance.exclude(session, [web.amara.id, web.bo.id]);
      const others = web.founders.filter(({ id }) => id !== founder.id);
      await web.distance.reach(
        session,
        1,
        others.map((other) => foundingStep(other, founder)),
      );
      return session;
    }

    it("takes over what was shown of the voucher", async () => {
      const web = await aWeb();
      const { distance, founders, amara } = web;
      const session = await shownOf(web, founders[0]!);
      const until = await distance.metUntil(founders[0]!.id);
      await expect(distance.follow(amara.id, 0, session))
        .to.emit(distance, "DistanceShown")
        .withArgs(amara.id, session, until);
      expect(await distance.isMet(amara.id)).to.equal(true);
    });

    it("refuses while the rule is off", async () => {
      const web = await aWeb();
      const session = await shownOf(web, web.founders[0]!);
      await web.distance.setTerms({ ...G1_RULE, refereesBps: 0n });
      const followed = web.distance.follow(web.amara.id, 0, session);
      await expect(followed).to.be.revertedWithCustomError(web.distance, "DistanceRuleOff");
    });

    it("refuses a session that nobody opened", async () => {
      const { distance, amara } = await aWeb();
      await expect(distance.follow(amara.id, 0, 7))
        .to.be.revertedWithCustomError(distance, "DistanceUnknownSession")
        .withArgs(7);
    });

    it("refuses what was shown too long ago", async () => {
      const web = await aWeb();
      const session = await shownOf(web, web.founders[0]!);
      const until = await web.distance.metUntil(web.founders[0]!.id);
      await time.setNextBlockTimestamp(until);
      await expect(web.distance.follow(web.amara.id, 0, session))
        .to.be.revertedWithCustomError(web.distance, "DistanceSessionOver")
        .withArgs(session, until);
    });

    it("refuses what was shown of somebody who does not vouch for the person", async () => {
      const web = await aWeb();
      const session = await shownOf(web, web.founders[1]!);
      await expect(web.distance.follow(web.amara.id, 0, session))
        .to.be.revertedWithCustomError(web.distance, "DistanceNoVouch")
        .withArgs(web.founders[1]!.id, web.amara.id, 0);
    });

    it("refuses a voucher who is no member any more", async () => {
      const web = await aWeb();
      const [founder] = web.founders as [Person];
      const session = await shownOf(web, founder);
      await web.members.connect(founder.signer).resign({ by: founder.id, nonce: 0, deadline: FOREVER }, "0x");
      const at = await nextSecond();
      await expect(web.distance.follow(web.amara.id, 0, session))
        .to.be.revertedWithCustomError(web.distance, "DistanceNotActive")
        .withArgs(founder.id, at);
    });

    it("refuses a session that leaves no step for the vouch", async () => {
      const web = await aWeb();
      const session = await shownOf(web, web.founders[0]!, 2n);
      await expect(web.distance.follow(web.amara.id, 0, session))
        .to.be.revertedWithCustomError(web.distance, "DistanceNotToFollow")
        .withArgs(session, 2, 3, 3);
    });

    it("refuses a session that is not met", async () => {
      const web = await aWeb();
      const session = await begin(web, web.founders[0]!, 1n);
      await expect(web.distance.follow(web.amara.id, 0, session))
        .to.be.revertedWithCustomError(web.distance, "DistanceNotToFollow")
        .withArgs(session, 1, 0, 4);
    });

    it("refuses a session that asked for less than the rule does now", async () => {
      const web = await aWeb();
      const session = await shownOf(web, web.founders[0]!);
      await web.distance.setTerms({ ...G1_RULE, steps: 2n, refereesBps: 9_000n });
      await expect(web.distance.follow(web.amara.id, 0, session))
        .to.be.revertedWithCustomError(web.distance, "DistanceNotToFollow")
        .withArgs(session, 1, 3, 3);
    });

    it("counts the voucher, a referee, in the place of the person", async () => {
      const web = await aWeb();
      const [first, second] = web.founders as [Person, Person];
      const session = await shownOf(web, first);
      expect(await web.distance.isReached(session, second.id)).to.equal(true);
      await web.distance.follow(second.id, FOUNDING, session);
      expect(await web.distance.isMet(second.id)).to.equal(true);
    });

    it("does not count the person where the voucher is no referee", async () => {
      const web = await aWeb();
      const { distance, founders, amara, bo } = web;
      const [, second] = founders as [Person, Person];
      for (const founder of founders.slice(1)) await vouch(web, founder, amara);
      await vouch(web, amara, second); // her second vouch given; a referee has given three
      const session = await begin(web, amara, 1n);
      await distance.exclude(session, [bo.id]);
      await distance.reach(session, 1, await Promise.all(founders.map((founder) => stepOf(web, founder, amara))));
      // Of the four founders the second is one: three are left, and four are needed.
      const { index } = await stepOf(web, amara, second);
      await expect(distance.follow(second.id, index, session))
        .to.be.revertedWithCustomError(distance, "DistanceNotToFollow")
        .withArgs(session, 1, 3, 4);
    });
  });

  describe("isMet", () => {
    it("is true for everybody while the rule is off", async () => {
      const { distance } = await webUnder({ rule: { refereesBps: 0n } })();
      expect(await distance.isMet(99)).to.equal(true);
    });

    it("is true from the showing until the end of its validity", async () => {
      const web = await aWeb();
      const session = await begin(web, web.amara);
      await web.distance.exclude(session, [web.bo.id]);
      expect(await web.distance.isMet(web.amara.id)).to.equal(false);
      await reachAmara(web, session);
      expect(await web.distance.isMet(web.amara.id)).to.equal(true);
      await time.increaseTo((await web.distance.metUntil(web.amara.id)) - 1n);
      expect(await web.distance.isMet(web.amara.id)).to.equal(true);
      await time.increase(1n);
      expect(await web.distance.isMet(web.amara.id)).to.equal(false);
    });
  });

  describe("as the register asks", () => {
    const asked = webOfRegister();
    function webOfRegister() {
      const fixture = async () => {
        const web = await deployWeb(ethers, { terms: { distance: true }, rule: { steps: 2n } });
        return { ...web, person: await vouchIn(web, [web.founders[0]!], web.strangers[0]!) };
      };
      return () => networkHelpers.loadFixture(fixture);
    }

    it("leaves a person with enough vouches an applicant, and says why", async () => {
      const { members, person } = await asked();
      const { status, reason } = await members.civicStatus(person.id);
      expect([status, reason]).to.deep.equal([Status.Applicant, Reason.DistanceMissing]);
      await expect(members.admit(person.id))
        .to.be.revertedWithCustomError(members, "MembersDistanceMissing")
        .withArgs(person.id);
    });

    it("lets anybody admit them when it is shown", async () => {
      const web = await asked();
      const { members, distance, founders, person } = web;
      const [first, ...others] = founders as [Person, ...Person[]];
      await distance.begin(person.id, 2);
      await distance.reach(1, 1, [await stepOf(web, first, person)]);
      await distance.reach(
        1,
        2,
        others.map((other) => foundingStep(other, first)),
      );
      await members.admit(person.id);
      expect(await members.isActive(person.id)).to.equal(true);
    });

    it("asks again at the renewal", async () => {
      const web = await asked();
      const [founder] = web.founders as [Person];
      await time.increaseTo((await web.members.renewalDue(founder.id)) - DAY);
      const renewal = { by: founder.id, nonce: 0, deadline: FOREVER };
      await expect(web.members.connect(founder.signer).renew(renewal, "0x"))
        .to.be.revertedWithCustomError(web.members, "MembersDistanceMissing")
        .withArgs(founder.id);
    });

    it("can be asked only by a nation whose vouches have a stock", async () => {
      const { members } = await asked();
      await expect(members.setTerms({ ...PLAIN_TERMS, distance: true }))
        .to.be.revertedWithCustomError(members, "MembersBadTerms")
        .withArgs("vouchStock");
    });
  });
});
