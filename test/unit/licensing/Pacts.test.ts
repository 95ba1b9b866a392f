import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";

import * as fold from "../../../sdk/licensing/pactsFold.ts";
import { foldLicensing } from "../../../sdk/licensing/fold.ts";
import { attest, licensingLogs, publishWork } from "../../fixtures/licensing.ts";
import { DAY, FOREVER, foundGuild, sign, YEAR, type Person } from "../../fixtures/membership.ts";
import {
  deployPacts,
  fundAct,
  logsOf,
  proposal,
  proposed,
  PURPOSES_MADE,
  SIDE,
  signAct,
  signed,
  TEXT,
  type WithPacts,
} from "../../fixtures/pacts.ts";
import { COIN, UNIT } from "../../fixtures/treasury.ts";
import { plain } from "../../invariant/folds/world.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const now = async () => BigInt(await time.latest());
const STATE = { open: 0n, fulfilled: 1n, acknowledged: 2n };
const [FEE, ADDS] = [4n, 11n]; // `Quirk.TakesFee`, `Quirk.Adds`

describe("Pacts", () => {
  const nation = () => deployPacts(ethers);
  const offered = async () => {
    const made = await nation();
    return { ...made, pact: await proposed(made) };
  };
  const inForce = async () => {
    const made = await nation();
    return { ...made, pact: await signed(made) };
  };
  const given = <T>(state: () => Promise<T>) => networkHelpers.loadFixture(state);

  async function verifyFold(made: WithPacts, pact: bigint) {
    const { pacts, guild, city } = made;
    const state = fold.foldPacts(await logsOf(pacts));
    const { attestations } = foldLicensing(await licensingLogs(made));
    const at = { attestations, now: await now() };
    const folded = state.pacts.get(pact)!;
    expect(plain(folded.record), "pactOf").to.deep.equal(plain(await pacts.pactOf(pact)));
    expect(plain(folded.guilds), "guildsOf").to.deep.equal(plain(await pacts.guildsOf(pact)));
    expect(plain(folded.commitments), "commitmentsOf").to.deep.equal(plain(await pacts.commitmentsOf(pact)));
    expect(plain(folded.limits), "limitsOf").to.deep.equal(plain(await pacts.limitsOf(pact)));
    expect(state.signed.get(city.id) ?? 0n, "pactWith").to.equal(await pacts.pactWith(city.id));
    expect(fold.isInForce(state, pact, at), "isInForce").to.equal(await pacts.isInForce(pact));
    expect(fold.hasVoice(state, city.id, at), "hasVoice").to.equal(await pacts.hasVoice(city.id));
    for (const purpose of [0n, 1n, 2n, 3n, 4n]) {
      const asked = { organisation: city.id, guild, purpose };
      expect(fold.approves(state, asked, at), `approves ${purpose}`).to.equal(
        await pacts.approves(city.id, guild, purpose),
      );
    }
  }

  describe("deployment", () => {
    it("given an address that is missing, it reverts with CharteredZeroAddress", async () => {
      const { timelock, members, organisations, commons } = await given(nation);
      const whole = [timelock, members, organisations, commons];
      const factory = await ethers.getContractFactory("Pacts");
      for (const [missing] of whole.entries()) {
        const args = whole.map((one, index) => (index === missing ? ZeroAddress : one));
        await expect(factory.deploy(...(args as [string, string, string, string])))
          .to.be.revertedWithCustomError(factory, "CharteredZeroAddress")
          .withArgs();
      }
    });
  });

  describe("propose", () => {
    it("when the nation proposes, it keeps the terms and emits PactProposed; nothing is in force yet", async () => {
      const made = await given(nation);
      const { pacts, city } = made;
      await expect(pacts.propose(await proposal(made)))
        .to.emit(pacts, "PactProposed")
        .withArgs(1n, city.id, (content: unknown) => Array.isArray(content));
      expect(await pacts.lastId()).to.equal(1n);
      expect(await pacts.isInForce(1n)).to.equal(false);
      expect(await pacts.pactWith(city.id)).to.equal(0n);
      await verifyFold(made, 1n);
    });

    it("when the caller is not the nation, it reverts with CharteredOnlyNation", async () => {
      const made = await given(offered);
      const stranger = made.pacts.connect(made.city.signer);
      const content = await proposal(made);
      for (const call of [
        () => stranger.propose(content),
        () => stranger.giveNotice(made.pact),
        () => stranger.nameSpeaker(made.pact, made.steward.id),
      ]) {
        await expect(call())
          .to.be.revertedWithCustomError(made.pacts, "CharteredOnlyNation")
          .withArgs(made.city.signer.address);
      }
    });

    it("when a term is out of its range, it reverts with PactsBadTerms", async () => {
      const made = await given(nation);
      const { pacts, guild, steward } = made;
      const other = await foundGuild(made, "Forge", [steward]);
      const whole = await proposal(made);
      const promise = whole.commitments[0]!;
      const limit = whole.limits[0]!;
      const many = <T>(count: number, of: T): T[] => Array.from({ length: count }, () => of);
      const bad: readonly [string, object][] = [
        ["signBefore", { signBefore: await now() }],
        ["term", { term: DAY - 1n }],
        ["term", { term: 3_650n * DAY + 1n }],
        ["noticeDays", { noticeDays: 731n }],
        ["purposes", { purposes: 32n }],
        ["textHash", { textHash: ZeroHash }],
        ["uri", { uri: "x".repeat(257) }],
        ["guilds", { guilds: [] }],
        ["guilds", { guilds: many(17, guild) }],
        ["guilds", { guilds: [guild, guild] }],
        ["guilds", { guilds: [other, guild] }],
        ["commitments", { commitments: many(17, promise) }],
        ["commitments", { commitments: many(17, { ...promise, side: SIDE.nation }) }],
        ["commitments", { commitments: [{ ...promise, textHash: ZeroHash }] }],
        ["limits", { limits: many(2, limit) }],
        ["limits", { limits: many(9, limit) }],
        ["limits", { limits: [{ ...limit, most: 0n }] }],
      ];
      for (const [term, change] of bad) {
        await expect(pacts.propose({ ...whole, ...change }), JSON.stringify(Object.keys(change)))
          .to.be.revertedWithCustomError(pacts, "PactsBadTerms")
          .withArgs(term);
      }
    });

    it("when it names no public body, no guild or no speaker, it says which", async () => {
      const made = await given(nation);
      const { pacts, guild, city, strangers } = made;
      const coop = await attest(made, "co-op", strangers[1]!);
      const propose = async (change: object) => pacts.propose(await proposal(made, change));
      for (const organisation of [coop.id, made.steward.id, 99n]) {
        await expect(propose({ organisation }))
          .to.be.revertedWithCustomError(pacts, "PactsNotPublicBody")
          .withArgs(organisation);
      }
      await expect(propose({ guilds: [city.id, guild].sort((a, b) => Number(a - b)) }))
        .to.be.revertedWithCustomError(pacts, "PactsUnknownGuild")
        .withArgs(city.id);
      for (const speaker of [city.id, 0n]) {
        await expect(propose({ speaker })).to.be.revertedWithCustomError(pacts, "PactsBadSpeaker").withArgs(speaker);
      }
      await propose({ speaker: guild });
    });
  });

  describe("sign", () => {
    it("when the body's key signs, the pact is in force, and its scope is approved", async () => {
      const made = await given(offered);
      const { pacts, city, guild, pact } = made;
      await expect(pacts.connect(city.signer).sign(signAct(city.id, pact), "0x"))
        .to.emit(pacts, "PactSigned")
        .withArgs(
          pact,
          city.id,
          (at: bigint) => at > 0n,
          (end: bigint) => end > 0n,
        );
      const { signedAt, endsAt } = await pacts.pactOf(pact);
      expect(endsAt).to.equal(signedAt + 2n * YEAR);
      const asked = [0n, 1n, 2n, 3n, 4n].map((purpose) => pacts.approves(city.id, guild, purpose));
      expect(await Promise.all(asked)).to.deep.equal([false, false, true, false, true]);
      expect(await pacts.approves(city.id, 99n, 2n)).to.equal(false);
      expect(await pacts.approves(made.steward.id, guild, 2n)).to.equal(false);
      expect(await pacts.hasVoice(city.id)).to.equal(true);
      await verifyFold(made, pact);
    });

    it("when the body signed it off chain, anybody carries it, once", async () => {
      const made = await given(offered);
      const { pacts, city, pact, strangers } = made;
      const signature = await sign(made, city, pacts, "sign", signAct(city.id, pact));
      const carrier = pacts.connect(strangers[2]);
      await carrier.sign(signAct(city.id, pact), signature);
      await expect(carrier.sign(signAct(city.id, pact), signature))
        .to.be.revertedWithCustomError(pacts, "PactsAlreadySigned")
        .withArgs(pact);
    });

    it("when it is somebody else, another text, another pact or too late, it says so", async () => {
      const made = await given(offered);
      const { pacts, city, steward, pact } = made;
      const act = signAct(city.id, pact);
      await expect(pacts.connect(steward.signer).sign({ ...act, by: steward.id }, "0x"))
        .to.be.revertedWithCustomError(pacts, "PactsNotYours")
        .withArgs(pact, steward.id);
      await expect(pacts.connect(city.signer).sign({ ...act, textHash: ZeroHash }, "0x"))
        .to.be.revertedWithCustomError(pacts, "PactsOtherText")
        .withArgs(pact, TEXT);
      await expect(pacts.connect(city.signer).sign({ ...act, pact: 9n }, "0x"))
        .to.be.revertedWithCustomError(pacts, "PactsUnknownPact")
        .withArgs(9n);
      const { endsAt } = await pacts.pactOf(pact);
      await time.increaseTo(endsAt);
      await expect(pacts.connect(city.signer).sign(act, "0x"))
        .to.be.revertedWithCustomError(pacts, "PactsTooLate")
        .withArgs(pact, endsAt);
    });

    it("when the body has lost its class, it reverts with PactsNotPublicBody", async () => {
      const made = await given(offered);
      const { pacts, city, pact } = made;
      await classify(made, 8n);
      await expect(pacts.connect(city.signer).sign(signAct(city.id, pact), "0x"))
        .to.be.revertedWithCustomError(pacts, "PactsNotPublicBody")
        .withArgs(city.id);
    });

    it("INV-283 given a pact in force, a new one takes its place", async () => {
      const made = await given(inForce);
      const { pacts, city, pact } = made;
      const next = await proposed(made, { purposes: 1n, voice: false });
      expect(await pacts.isInForce(pact)).to.equal(true);
      await expect(pacts.connect(city.signer).sign(signAct(city.id, next), "0x"))
        .to.emit(pacts, "PactEnding")
        .withArgs(pact, city.id, (at: bigint) => at > 0n);
      expect([await pacts.isInForce(pact), await pacts.isInForce(next)]).to.deep.equal([false, true]);
      expect(await pacts.hasVoice(city.id)).to.equal(false);
      await verifyFold(made, next);
      await verifyFold(made, pact);
    });
  });

  /** An issuer says what the city is; without an expiry, for as long as it was. */
  async function classify({ organisations, issuer, city }: WithPacts, userClass: bigint, expiresAt?: bigint) {
    const former = await organisations.attestationOf(city.id);
    const act = { by: issuer.id, organisation: city.id, userClass, evidence: ZeroHash, nonce: 0n, deadline: FOREVER };
    const until = expiresAt ?? former.expiresAt;
    return organisations.connect(issuer.signer).reattest({ ...act, expiresAt: until }, "0x");
  }

  describe("isInForce", () => {
    it("INV-280 ends with the term, to the second", async () => {
      const made = await given(nation);
      const pact = await signed(made, { term: 100n * DAY });
      const { endsAt } = await made.pacts.pactOf(pact);
      await time.increaseTo(endsAt - 1n);
      expect(await made.pacts.isInForce(pact)).to.equal(true);
      await time.increaseTo(endsAt);
      expect(await made.pacts.isInForce(pact)).to.equal(false);
      await verifyFold(made, pact);
    });

    it("INV-280 ends with the body's class, and does not come back with it", async () => {
      const made = await given(inForce);
      const { pacts, organisations, city, pact } = made;
      const { expiresAt } = await organisations.attestationOf(city.id);
      await time.increaseTo(expiresAt);
      expect(await pacts.isInForce(pact)).to.equal(false);
      await verifyFold(made, pact);
      await classify(made, 7n, (await now()) + YEAR);
      expect(await organisations.classOf(city.id)).to.deep.equal([7n, true]);
      expect(await pacts.isInForce(pact)).to.equal(false);
      await verifyFold(made, pact);
    });

    it("INV-280 goes on while the attestation is renewed, and while what was taken away is contested", async () => {
      const made = await given(inForce);
      const { pacts, organisations, city, nation: key, pact } = made;
      await classify(made, 7n, (await now()) + 2n * YEAR);
      expect(await pacts.isInForce(pact)).to.equal(true);
      await classify(made, 5n);
      expect(await pacts.isInForce(pact)).to.equal(false);
      await organisations.fillJusticeSeat(key);
      await organisations.stay(city.id);
      expect(await pacts.isInForce(pact)).to.equal(true);
      await organisations.endContest(city.id, 1n, false);
      expect(await pacts.isInForce(pact)).to.equal(false);
      await verifyFold(made, pact);
    });
  });

  describe("terminate and giveNotice", () => {
    for (const who of ["the body", "the nation"]) {
      const end = (made: WithPacts & { pact: bigint }) =>
        who === "the nation"
          ? made.pacts.giveNotice(made.pact)
          : made.pacts
              .connect(made.city.signer)
              .terminate({ by: made.city.id, pact: made.pact, deadline: FOREVER }, "0x");

      it(`when ${who} gives notice, the pact ends after its days, and a second notice is refused`, async () => {
        const made = await given(inForce);
        const { pacts, city, pact } = made;
        await expect(end(made))
          .to.emit(pacts, "PactEnding")
          .withArgs(pact, who === "the nation" ? 0n : city.id, (at: bigint) => at > 0n);
        const { endsAt } = await pacts.pactOf(pact);
        expect(endsAt).to.equal((await now()) + 90n * DAY);
        expect(await pacts.isInForce(pact)).to.equal(true);
        await expect(end(made)).to.be.revertedWithCustomError(pacts, "PactsEndsAlready").withArgs(pact, endsAt);
        await time.increaseTo(endsAt);
        expect(await pacts.isInForce(pact)).to.equal(false);
        await verifyFold(made, pact);
      });

      it(`given a pact not signed, when ${who} ends it, it cannot be signed any more`, async () => {
        const made = await given(offered);
        const { pacts, city, pact } = made;
        await end(made);
        const { endsAt } = await pacts.pactOf(pact);
        await expect(pacts.connect(city.signer).sign(signAct(city.id, pact), "0x"))
          .to.be.revertedWithCustomError(pacts, "PactsTooLate")
          .withArgs(pact, endsAt);
      });
    }

    it("when somebody else ends it, or it is unknown, it says so", async () => {
      const made = await given(inForce);
      const { pacts, steward, pact } = made;
      const act = { by: steward.id, pact, deadline: FOREVER };
      await expect(pacts.connect(steward.signer).terminate(act, "0x"))
        .to.be.revertedWithCustomError(pacts, "PactsNotYours")
        .withArgs(pact, steward.id);
      await expect(pacts.giveNotice(9n)).to.be.revertedWithCustomError(pacts, "PactsUnknownPact").withArgs(9n);
    });
  });

  describe("fund", () => {
    it("INV-282 pays a work of the scope in the native coin, and counts it against the limit", async () => {
      const made = await given(inForce);
      const { pacts, surplus, city, guild, work, pact } = made;
      const season = await made.ledger.lastSeason();
      await expect(pacts.connect(city.signer).fund(fundAct(made, pact), "0x", { value: UNIT }))
        .to.emit(pacts, "PactFunded")
        .withArgs(pact, work, COIN, city.signer.address, UNIT, UNIT);
      expect((await surplus.booksOf(guild, season, COIN)).income).to.equal(UNIT);
      expect((await pacts.limitsOf(pact))[0]!.funded).to.equal(UNIT);
      expect(await ethers.provider.getBalance(pacts)).to.equal(0n);
      await verifyFold(made, pact);
    });

    it("INV-282 pays an ERC-20 of whoever carries the body's act; a token that takes a part leaves nothing here", async () => {
      const made = await given(inForce);
      const { pacts, token, city, pact, strangers, work } = made;
      const payer = strangers[3]!;
      await token.mint(payer, 1_000n);
      await token.connect(payer).approve(pacts, 1_000n);
      await token.setQuirk(FEE);
      const act = fundAct(made, pact, { token: await token.getAddress(), amount: 100n });
      const signature = await sign(made, city, pacts, "fund", act);
      await expect(pacts.connect(payer).fund(act, signature))
        .to.emit(pacts, "PactFunded")
        .withArgs(pact, work, await token.getAddress(), payer.address, 100n, (arrived: bigint) => arrived < 100n);
      expect(await token.balanceOf(pacts)).to.equal(0n);
      expect((await pacts.limitsOf(pact))[1]!.funded).to.equal(100n);
      await expect(pacts.connect(payer).fund(act, signature))
        .to.be.revertedWithCustomError(pacts, "StatementNonceUsed")
        .withArgs(city.id, 0n);
    });

    it("INV-282 hands on no more than the body's amount, and the rest back to the payer", async () => {
      const made = await given(inForce);
      const { pacts, token, city, pact } = made;
      await token.mint(city.signer, 100n);
      await token.connect(city.signer).approve(pacts, 100n);
      await token.setQuirk(ADDS);
      const act = fundAct(made, pact, { token: await token.getAddress(), amount: 100n });
      await expect(pacts.connect(city.signer).fund(act, "0x"))
        .to.emit(token, "Approval")
        .withArgs(await pacts.getAddress(), await made.commons.getAddress(), 100n);
      expect(await token.balanceOf(pacts)).to.equal(0n);
      expect(await token.balanceOf(city.signer)).to.equal(1n);
      expect((await pacts.limitsOf(pact))[1]!.funded).to.equal(100n);
    });

    it("INV-281 never goes beyond the limit, nor into a token that has none", async () => {
      const made = await given(inForce);
      const { pacts, city, pact, members } = made;
      const body = pacts.connect(city.signer);
      await body.fund(fundAct(made, pact, { amount: 9n * UNIT }), "0x", { value: 9n * UNIT });
      await expect(body.fund(fundAct(made, pact, { amount: 2n * UNIT }), "0x", { value: 2n * UNIT }))
        .to.be.revertedWithCustomError(pacts, "PactsOverLimit")
        .withArgs(pact, COIN, 11n * UNIT, 10n * UNIT);
      const other = await members.getAddress();
      await expect(body.fund(fundAct(made, pact, { token: other, amount: 1n }), "0x"))
        .to.be.revertedWithCustomError(pacts, "PactsOverLimit")
        .withArgs(pact, other, 1n, 0n);
    });

    it("INV-281 a token that calls back gets no second payment in", async () => {
      const made = await given(inForce);
      const { pacts, token, city, pact } = made;
      await token.mint(city.signer, 100n);
      await token.connect(city.signer).approve(pacts, 100n);
      const act = fundAct(made, pact, { token: await token.getAddress(), amount: 60n });
      const signature = await sign(made, city, pacts, "fund", { ...act, nonce: 1n });
      await token.reenterWith(pacts, pacts.interface.encodeFunctionData("fund", [{ ...act, nonce: 1n }, signature]));
      await pacts.connect(city.signer).fund(act, "0x");
      expect(await token.reentries()).to.equal(0n);
      expect((await pacts.limitsOf(pact))[1]!.funded).to.equal(60n);
    });

    it("when somebody else pays in the body's name, out of scope, not in force or with wrong value, it says so", async () => {
      const made = await given(inForce);
      const { pacts, city, steward, pact, founders, token } = made;
      const body = pacts.connect(city.signer);
      await expect(pacts.connect(steward.signer).fund(fundAct(made, pact, { by: steward.id }), "0x", { value: UNIT }))
        .to.be.revertedWithCustomError(pacts, "PactsNotYours")
        .withArgs(pact, steward.id);
      const forge = await foundGuild(made, "Forge", [founders[3]!]);
      const work = await publishWork(made, { policies: [1n], guild: forge, steward: founders[3]! });
      await expect(body.fund(fundAct(made, pact, { work }), "0x", { value: UNIT }))
        .to.be.revertedWithCustomError(pacts, "PactsOutOfScope")
        .withArgs(pact, forge);
      await expect(body.fund(fundAct(made, pact, { work: 99n }), "0x", { value: UNIT }))
        .to.be.revertedWithCustomError(pacts, "PactsOutOfScope")
        .withArgs(pact, 0n);
      await expect(body.fund(fundAct(made, pact), "0x", { value: 1n }))
        .to.be.revertedWithCustomError(pacts, "PactsWrongValue")
        .withArgs(UNIT, 1n);
      const inToken = fundAct(made, pact, { token: await token.getAddress(), amount: 1n });
      await expect(body.fund(inToken, "0x", { value: 1n }))
        .to.be.revertedWithCustomError(pacts, "PactsWrongValue")
        .withArgs(0n, 1n);
      await expect(body.fund({ ...inToken, amount: 0n }, "0x"))
        .to.be.revertedWithCustomError(pacts, "PactsNothingPaid")
        .withArgs();
      await classify(made, 8n);
      await expect(body.fund(fundAct(made, pact), "0x", { value: UNIT }))
        .to.be.revertedWithCustomError(pacts, "PactsNotInForce")
        .withArgs(pact);
    });
  });

  describe("fulfil and acknowledge", () => {
    const says = (
      { pacts }: WithPacts,
      { id, signer }: Person,
      method: "fulfil" | "acknowledge",
      pact: bigint,
      index: bigint,
    ) => {
      const act = { by: id, pact, index, deadline: FOREVER };
      const as = pacts.connect(signer);
      return method === "fulfil" ? as.fulfil({ ...act, evidence: TEXT }, "0x") : as.acknowledge(act, "0x");
    };

    it("each side says what it has done, and the other acknowledges it", async () => {
      const made = await given(inForce);
      const { pacts, city, steward, pact } = made;
      for (const [index, owes, other] of [
        [0n, city, steward],
        [1n, steward, city],
      ] as const) {
        await expect(says(made, owes, "fulfil", pact, index))
          .to.emit(pacts, "CommitmentFulfilled")
          .withArgs(pact, index, owes.id, TEXT);
        await expect(says(made, other, "acknowledge", pact, index))
          .to.emit(pacts, "CommitmentAcknowledged")
          .withArgs(pact, index, other.id);
      }
      expect((await pacts.commitmentsOf(pact)).map(({ state }) => state)).to.deep.equal([
        STATE.acknowledged,
        STATE.acknowledged,
      ]);
      await verifyFold(made, pact);
    });

    it("also after the pact has ended", async () => {
      const made = await given(inForce);
      await time.increase(3n * YEAR);
      expect(await made.pacts.isInForce(made.pact)).to.equal(false);
      await says(made, made.city, "fulfil", made.pact, 0n);
    });

    it("when it is out of turn, twice, for the other side or about nothing, it says so", async () => {
      const made = await given(inForce);
      const { pacts, city, steward, pact, founders } = made;
      const state = (index: bigint, found: bigint) => [pact, index, found] as const;
      await expect(says(made, steward, "acknowledge", pact, 0n))
        .to.be.revertedWithCustomError(pacts, "PactsWrongState")
        .withArgs(...state(0n, STATE.open));
      await expect(says(made, steward, "fulfil", pact, 0n))
        .to.be.revertedWithCustomError(pacts, "PactsNotYours")
        .withArgs(pact, steward.id);
      await says(made, city, "fulfil", pact, 0n);
      await expect(says(made, city, "fulfil", pact, 0n))
        .to.be.revertedWithCustomError(pacts, "PactsWrongState")
        .withArgs(...state(0n, STATE.fulfilled));
      for (const other of [city, founders[2]!]) {
        await expect(says(made, other, "acknowledge", pact, 0n))
          .to.be.revertedWithCustomError(pacts, "PactsNotYours")
          .withArgs(pact, other.id);
      }
      await expect(says(made, city, "fulfil", pact, 2n))
        .to.be.revertedWithCustomError(pacts, "PactsUnknownCommitment")
        .withArgs(pact, 2n);
      const open = await proposed(made);
      await expect(says(made, city, "fulfil", open, 0n))
        .to.be.revertedWithCustomError(pacts, "PactsNotInForce")
        .withArgs(open);
    });

    it("when the nation names another speaker, or the speaker has left, only the one named speaks", async () => {
      const made = await given(inForce);
      const { pacts, members, steward, founders, pact } = made;
      const next = founders[2]!;
      await expect(pacts.nameSpeaker(pact, next.id)).to.emit(pacts, "SpeakerNamed").withArgs(pact, next.id);
      await expect(says(made, steward, "fulfil", pact, 1n))
        .to.be.revertedWithCustomError(pacts, "PactsNotYours")
        .withArgs(pact, steward.id);
      await members.connect(next.signer).resign({ by: next.id, nonce: 0, deadline: FOREVER }, "0x");
      await expect(says(made, next, "fulfil", pact, 1n))
        .to.be.revertedWithCustomError(pacts, "PactsNotYours")
        .withArgs(pact, next.id);
      await expect(pacts.nameSpeaker(pact, next.id))
        .to.be.revertedWithCustomError(pacts, "PactsBadSpeaker")
        .withArgs(next.id);
      await expect(pacts.nameSpeaker(9n, steward.id))
        .to.be.revertedWithCustomError(pacts, "PactsUnknownPact")
        .withArgs(9n);
      await verifyFold(made, pact);
    });
  });

  it("approves nothing for purposes that the pact does not name", async () => {
    const made = await given(inForce);
    expect((await made.pacts.pactOf(made.pact)).purposes).to.equal(PURPOSES_MADE);
    expect(await made.pacts.approves(made.city.id, made.guild, 0n)).to.equal(false);
  });
});
