import { expect } from "chai";
import { keccak256, toBeHex, Wallet, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { signKeyConsent, signStatement } from "../../../sdk/statements.ts";
import {
  DAY,
  deployMembership,
  FOREVER,
  introduce,
  PLAIN_TERMS,
  sign,
  vouchIn,
  YEAR,
  type Membership,
  type Person,
} from "../../fixtures/membership.ts";
import { Reason, Status } from "../../fixtures/status.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const dayAfter = (moment: bigint) => ((moment + DAY - 1n) / DAY) * DAY;
const now = async () => BigInt(await time.latest());

describe("Members", () => {
  const plain = () => deployMembership(ethers);
  const given = () => networkHelpers.loadFixture(plain);

  /** A nation whose terms differ in what one group of tests is about. */
  function under(terms: Partial<typeof PLAIN_TERMS>) {
    const fixture = () => deployMembership(ethers, { terms });
    return () => networkHelpers.loadFixture(fixture);
  }

  const vouchOf = (by: Person, subject: Person, nonce = 0n) => ({
    by: by.id,
    subject: subject.id,
    nonce,
    deadline: FOREVER,
  });
  const simple = (by: Person) => ({ by: by.id, nonce: 0n, deadline: FOREVER });
  const restOf = (by: Person, resting: boolean) => ({ by: by.id, resting, nonce: 0n, deadline: FOREVER });

  describe("constructor", () => {
    it("keeps and announces the terms", async () => {
      const { members } = await given();
      expect([...(await members.terms())]).to.deep.equal(Object.values(PLAIN_TERMS));
      await expect(members.deploymentTransaction()).to.emit(members, "TermsSet").withArgs(Object.values(PLAIN_TERMS));
    });
  });

  describe("found", () => {
    it("makes active members who count as vouched for, and gives them passports", async () => {
      const { members, founders, strangers } = await given();
      const [key] = strangers;
      await expect(members.found([key!]))
        .to.emit(members, "AgentRegistered")
        .withArgs(6n, key!.address, Status.Active, 0n)
        .and.to.emit(members, "Transfer")
        .withArgs(ZeroAddress, key!.address, 6n)
        .and.to.emit(members, "Locked")
        .withArgs(6n);
      const { until } = await members.agentOf(6n);
      expect(await members.civicStatus(6n)).to.deep.equal([Status.Active, Reason.None, 0n, 0n, until]);
      expect(await members.isActive(founders[0]!.id)).to.equal(true);
    });

    it("gives all founders one renewal and one end of their vouches, also in several batches", async () => {
      const { members, strangers } = await under({ vouchValidity: 90n * DAY })();
      const firstDue = await members.renewalDue(1n);
      const { until } = await members.agentOf(1n);
      await time.increase(3n * DAY);
      await expect(members.found([strangers[0]!, strangers[1]!]))
        .to.emit(members, "FoundersNamed")
        .withArgs(6n, 7n, firstDue, (vouched: bigint) => dayAfter(vouched) === until, (await now()) + 1n, until);
      expect(await members.renewalDue(7n)).to.equal(firstDue);
    });

    it("is refused to anybody but the founding account", async () => {
      const { members, strangers } = await given();
      await expect(members.connect(strangers[0]).found([strangers[0]!]))
        .to.be.revertedWithCustomError(members, "CharteredOnlyFounding")
        .withArgs(strangers[0]!.address);
    });

    it("is refused once somebody else is in the register, who would count as a founder", async () => {
      const nation = await given();
      const { members, founders, strangers } = nation;
      await introduce(nation, founders[0]!, strangers[0]!);
      await expect(members.found([strangers[1]!])).to.be.revertedWithCustomError(members, "MembersFoundingOver");
    });

    it("is refused when the first founders' spell has ended", async () => {
      const { members, strangers } = await given();
      await time.increaseTo((await members.agentOf(1n)).until);
      await expect(members.found([strangers[0]!])).to.be.revertedWithCustomError(members, "MembersFoundingOver");
    });

    it("is refused for a key that occurs twice, and for the zero address", async () => {
      const { members, founders, strangers } = await given();
      await expect(members.found([strangers[0]!, strangers[0]!]))
        .to.be.revertedWithCustomError(members, "MembersKeyUsed")
        .withArgs(strangers[0]!.address, 6n);
      await expect(members.found([founders[1]!.signer]))
        .to.be.revertedWithCustomError(members, "MembersKeyUsed")
        .withArgs(founders[1]!.signer.address, 2n);
      await expect(members.found([ZeroAddress])).to.be.revertedWithCustomError(members, "CharteredZeroAddress");
    });
  });

  describe("introduce", () => {
    it("makes an applicant of a person whom a member vouches for, carried by anybody", async () => {
      const nation = await given();
      const { members, founders, strangers } = nation;
      const [applicant, carrier] = strangers;
      const act = { by: founders[0]!.id, key: applicant!.address, deadline: FOREVER };
      const signature = await sign(nation, founders[0]!, members, "introduce", act);
      const consent = await signKeyConsent({
        register: members,
        agent: "Applicant",
        deadline: FOREVER,
        signer: applicant!,
      });

      await expect(members.connect(carrier).introduce(act, signature, consent))
        .to.emit(members, "AgentRegistered")
        .withArgs(6n, applicant!.address, Status.Applicant, founders[0]!.id)
        .and.to.emit(members, "Vouched")
        .withArgs(founders[0]!.id, 6n, (at: bigint) => at > 0n, FOREVER);
      expect(await members.civicStatus(6n)).to.deep.equal([Status.Applicant, Reason.VouchesMissing, 1n, 2n, 0n]);
      expect(await members.vouchFor(6n, 0)).to.deep.equal([founders[0]!.id, FOREVER]);
      expect(await members.vouchFor(6n, 1)).to.deep.equal([0n, 0n]);
      expect(await members.idOf(applicant!)).to.equal(6n);
    });

    it("needs no signed consent from an applicant who sends it", async () => {
      const nation = await given();
      const { members, founders, strangers } = nation;
      const act = { by: founders[0]!.id, key: strangers[0]!.address, deadline: FOREVER };
      const signature = await sign(nation, founders[0]!, members, "introduce", act);
      await members.connect(strangers[0]).introduce(act, signature, "0x");
      expect(await members.idOf(strangers[0]!)).to.equal(6n);
    });

    it("is refused by somebody who is not an active member", async () => {
      const nation = await given();
      const { members, founders, strangers } = nation;
      const applicant = await introduce(nation, founders[0]!, strangers[0]!);
      const consent = await signKeyConsent({
        register: members,
        agent: "Applicant",
        deadline: FOREVER,
        signer: strangers[1]!,
      });
      const act = { by: applicant.id, key: strangers[1]!.address, deadline: FOREVER };
      await expect(members.connect(applicant.signer).introduce(act, "0x", consent))
        .to.be.revertedWithCustomError(members, "MembersNotActive")
        .withArgs(applicant.id, Status.Applicant);
    });

    it("is refused for a key that serves or has served another agent", async () => {
      const nation = await given();
      const { members, founders, strangers } = nation;
      await rotate(nation, founders[1]!, strangers[0]!);
      for (const [signer, agent] of [
        [founders[2]!.signer, 3n],
        [founders[1]!.signer, 2n],
      ] as const) {
        const consent = await signKeyConsent({ register: members, agent: "Applicant", deadline: FOREVER, signer });
        const act = { by: 1n, key: signer.address, deadline: FOREVER };
        await expect(members.connect(founders[0]!.signer).introduce(act, "0x", consent))
          .to.be.revertedWithCustomError(members, "MembersKeyUsed")
          .withArgs(signer.address, agent);
      }
    });

    it("is refused without the key's consent to exactly this", async () => {
      const { members, founders, strangers } = await given();
      const [key, other] = strangers;
      const act = { by: 1n, key: key!.address, deadline: FOREVER };
      const register = members;
      const consents = [
        "0x",
        await signKeyConsent({ register, agent: "Applicant", deadline: FOREVER, signer: other!, key: key!.address }),
        await signKeyConsent({ register, agent: 1, deadline: FOREVER, signer: key! }),
        await signKeyConsent({ register, agent: "Organisation", deadline: FOREVER, signer: key! }),
        await signKeyConsent({ register, agent: "Applicant", deadline: 1, signer: key! }),
      ];
      for (const consent of consents) {
        await expect(members.connect(founders[0]!.signer).introduce(act, "0x", consent))
          .to.be.revertedWithCustomError(members, "MembersNoKeyConsent")
          .withArgs(key!.address);
      }
    });
  });

  describe("requireConsent", () => {
    it("refuses a consent that has run out, unless the key itself carries", async () => {
      const { members, strangers } = await given();
      const consent = { kind: Status.Applicant, agent: 0n, key: strangers[0]!.address, deadline: 1n };
      const signature = await signKeyConsent({
        register: members,
        agent: "Applicant",
        deadline: 1,
        signer: strangers[0]!,
      });
      await expect(members.requireConsent(consent, strangers[1]!, signature))
        .to.be.revertedWithCustomError(members, "MembersNoKeyConsent")
        .withArgs(strangers[0]!.address);
      await members.requireConsent(consent, strangers[0]!, "0x");
    });
  });

  describe("vouch", () => {
    it("makes a member of an applicant who has enough vouches", async () => {
      const nation = await given();
      const { members, founders, strangers } = nation;
      const applicant = await introduce(nation, founders[0]!, strangers[0]!);
      const at = (await now()) + 10n;
      await time.setNextBlockTimestamp(at);
      const due = dayAfter(at + YEAR);
      await expect(members.connect(founders[1]!.signer).vouch(vouchOf(founders[1]!, applicant), "0x"))
        .to.emit(members, "Admitted")
        .withArgs(6n, at, due);
      expect(await members.isActive(6n)).to.equal(true);
      expect(await members.renewalDue(6n)).to.equal(due);
    });

    it("counts one voucher once, however often they vouch (M3)", async () => {
      const nation = await given();
      const { members, founders, strangers } = nation;
      const applicant = await introduce(nation, founders[0]!, strangers[0]!);
      await members.connect(founders[0]!.signer).vouch(vouchOf(founders[0]!, applicant), "0x");
      expect((await members.civicStatus(6n)).have).to.equal(1n);
    });

    it("is refused for oneself", async () => {
      const { members, founders } = await given();
      await expect(members.connect(founders[0]!.signer).vouch(vouchOf(founders[0]!, founders[0]!), "0x"))
        .to.be.revertedWithCustomError(members, "MembersSelfVouch")
        .withArgs(1n);
    });

    it("is refused by somebody who is not an active member", async () => {
      const nation = await given();
      const { members, founders, strangers } = nation;
      const applicant = await introduce(nation, founders[0]!, strangers[0]!);
      await members.connect(founders[1]!.signer).rest(restOf(founders[1]!, true), "0x");
      await expect(members.connect(founders[1]!.signer).vouch(vouchOf(founders[1]!, applicant), "0x"))
        .to.be.revertedWithCustomError(members, "MembersNotActive")
        .withArgs(2n, Status.Inactive);
    });

    it("is refused for somebody who left, for a guild, and for nobody", async () => {
      const nation = await given();
      const { members, guilds, founders } = nation;
      const [by, leaver] = founders;
      await members.connect(leaver!.signer).resign(simple(leaver!), "0x");
      await guilds.connect(by!.signer).found({ by: 1n, name: "Weavers", nonce: 0, deadline: FOREVER }, "0x");
      for (const [subject, status] of [
        [2n, Status.Left],
        [6n, Status.Guild],
        [99n, Status.None],
      ] as const) {
        const act = { by: 1n, subject, nonce: 0n, deadline: FOREVER };
        await expect(members.connect(by!.signer).vouch(act, "0x"))
          .to.be.revertedWithCustomError(members, "MembersWrongStatus")
          .withArgs(subject, status);
      }
    });

    describe("given a spacing between vouches", () => {
      const spaced = under({ vouchSpacing: 7n * DAY });

      it("is refused before the spacing has passed, and carried out in its last second", async () => {
        const nation = await spaced();
        const { members, founders, strangers } = nation;
        const applicant = await introduce(nation, founders[0]!, strangers[0]!);
        const notBefore = (await now()) + 7n * DAY;
        await time.setNextBlockTimestamp(notBefore - 1n);
        await expect(members.connect(founders[0]!.signer).vouch(vouchOf(founders[0]!, founders[1]!), "0x"))
          .to.be.revertedWithCustomError(members, "MembersVouchTooSoon")
          .withArgs(1n, notBefore);
        await time.setNextBlockTimestamp(notBefore);
        await members.connect(founders[0]!.signer).vouch(vouchOf(founders[0]!, applicant), "0x");
      });
    });

    describe("given a stock of two vouches", () => {
      const stocked = under({ vouchStock: 2n, vouchValidity: 90n * DAY });
      const forEver = under({ vouchStock: 2n, vouchValidity: 0n });

      it("is refused until the earlier of the two has run out", async () => {
        const { members, founders } = await stocked();
        const [by, first, second, third] = founders;
        await members.connect(by!.signer).vouch(vouchOf(by!, first!), "0x");
        const freeAt = (await now()) + 90n * DAY;
        await members.connect(by!.signer).vouch(vouchOf(by!, second!), "0x");
        await time.setNextBlockTimestamp(freeAt - 1n);
        await expect(members.connect(by!.signer).vouch(vouchOf(by!, third!), "0x"))
          .to.be.revertedWithCustomError(members, "MembersVouchStockUsed")
          .withArgs(1n, freeAt);
        await time.setNextBlockTimestamp(freeAt);
        await members.connect(by!.signer).vouch(vouchOf(by!, third!), "0x");
      });

      it("is refused for ever when vouches never run out", async () => {
        const { members, founders } = await forEver();
        const [by, first, second, third] = founders;
        await members.connect(by!.signer).vouch(vouchOf(by!, first!), "0x");
        await members.connect(by!.signer).vouch(vouchOf(by!, second!), "0x");
        await expect(members.connect(by!.signer).vouch(vouchOf(by!, third!), "0x"))
          .to.be.revertedWithCustomError(members, "MembersVouchStockUsed")
          .withArgs(1n, FOREVER);
      });
    });

    describe("given vouches that run out", () => {
      const expiring = under({ vouchValidity: 90n * DAY });
      const member = async () => {
        const nation = await expiring();
        const person = await vouchIn(nation, nation.founders.slice(0, 2), nation.strangers[0]!);
        return { ...nation, person, until: (await nation.members.agentOf(person.id)).until };
      };

      it("moves the end of a spell once a second voucher has renewed, to the end of a day", async () => {
        const { members, founders, person, until } = await member();
        const [, , third, fourth] = founders;
        await time.setNextBlockTimestamp(until - 10n * DAY);
        await members.connect(third!.signer).vouch(vouchOf(third!, person), "0x");
        expect((await members.agentOf(person.id)).until, "one long vouch is not enough").to.equal(until);
        const secondLongest = dayAfter(until - 10n * DAY + 90n * DAY);
        await time.setNextBlockTimestamp(until - 9n * DAY);
        await expect(members.connect(fourth!.signer).vouch(vouchOf(fourth!, person), "0x"))
          .to.emit(members, "SpellEndMoved")
          .withArgs(person.id, until, secondLongest);
      });

      it("lapses when too few are left, says so, and a vouch restores", async () => {
        const { members, founders, person, until } = await member();
        const [, , third, fourth] = founders;
        // The other founders vouch for two who can then still vouch when the founding has run out.
        await time.setNextBlockTimestamp(until - 5n * DAY);
        await members.connect(third!.signer).vouch(vouchOf(third!, fourth!), "0x");
        for (const by of founders.slice(0, 2)) await members.connect(by.signer).vouch(vouchOf(by, third!, 1n), "0x");
        await members.connect(fourth!.signer).vouch(vouchOf(fourth!, person), "0x");
        await time.setNextBlockTimestamp(until + 1n);
        await members.fold(0);
        const due = await members.renewalDue(person.id);
        expect(await members.isActive(person.id)).to.equal(false);
        expect(await members.civicStatus(person.id)).to.deep.equal([
          Status.Inactive,
          Reason.VouchesLapsed,
          1n,
          2n,
          due,
        ]);
        await members.connect(third!.signer).vouch(vouchOf(third!, person, 2n), "0x");
        expect(await members.isActive(person.id)).to.equal(true);
      });

      it("never makes a spell shorter, though the validity has become shorter since", async () => {
        const { members, founders, person, until } = await member();
        await members.setTerms({ ...PLAIN_TERMS, vouchValidity: DAY });
        for (const by of founders.slice(0, 2)) {
          await members.connect(by.signer).vouch(vouchOf(by, person, 1n), "0x");
        }
        expect((await members.agentOf(person.id)).until).to.equal(until);
        expect((await members.vouchFor(person.id, 0)).expiresAt).to.be.greaterThan(until - 2n * DAY);
      });
    });
  });

  describe("rotateKey", () => {
    it("moves the id, the passport and the vote to the new key", async () => {
      const nation = await given();
      const { members, founders, strangers } = nation;
      const [author] = founders;
      const newKey = strangers[0]!;
      const consent = await signKeyConsent({ register: members, agent: 1, deadline: FOREVER, signer: newKey });
      const act = { by: 1n, newKey: newKey.address, nonce: 0n, deadline: FOREVER };
      const before = await now();
      await expect(members.connect(author!.signer).rotateKey(act, "0x", consent))
        .to.emit(members, "KeyRotated")
        .withArgs(1n, author!.signer.address, newKey.address, 1n)
        .and.to.emit(members, "Transfer")
        .withArgs(author!.signer.address, newKey.address, 1n);
      expect(await members.keyOf(1n)).to.deep.equal([newKey.address, 1n]);
      expect(await members.ownerOf(1n)).to.equal(newKey.address);
      expect([await members.getVotes(author!.signer), await members.getVotes(newKey)]).to.deep.equal([0n, 1n]);
      expect(await members.getPastVotes(author!.signer, before)).to.equal(0n);
      expect(await members.getPastVotes(newKey, before)).to.equal(1n);
      expect([await members.idOf(author!.signer), await members.idOf(newKey)]).to.deep.equal([1n, 1n]);
    });

    it("is carried out when the new key sends it with the old key's signature", async () => {
      const nation = await given();
      const { members, founders, strangers } = nation;
      const act = { by: 1n, newKey: strangers[0]!.address, nonce: 0n, deadline: FOREVER };
      const signature = await sign(nation, founders[0]!, members, "rotateKey", act);
      await members.connect(strangers[0]).rotateKey(act, signature, "0x");
      expect((await members.keyOf(1n)).key).to.equal(strangers[0]!.address);
    });

    it("emits no Transfer for an applicant, who has no passport", async () => {
      const nation = await given();
      const { members, founders, strangers } = nation;
      const applicant = await introduce(nation, founders[0]!, strangers[0]!);
      const consent = await signKeyConsent({ register: members, agent: 6, deadline: FOREVER, signer: strangers[1]! });
      const act = { by: 6n, newKey: strangers[1]!.address, nonce: 0n, deadline: FOREVER };
      await expect(members.connect(applicant.signer).rotateKey(act, "0x", consent))
        .to.emit(members, "KeyRotated")
        .and.not.to.emit(members, "Transfer");
    });

    it("is refused to a key that serves another agent, to the zero address, and without consent", async () => {
      const { members, founders, strangers } = await given();
      const [author, other] = founders;
      const send = (newKey: string, consent: string) =>
        members.connect(author!.signer).rotateKey({ by: 1n, newKey, nonce: 0n, deadline: FOREVER }, "0x", consent);
      await expect(send(other!.signer.address, "0x"))
        .to.be.revertedWithCustomError(members, "MembersKeyUsed")
        .withArgs(other!.signer.address, 2n);
      await expect(send(ZeroAddress, "0x")).to.be.revertedWithCustomError(members, "CharteredZeroAddress");
      const [newKey] = strangers;
      const forAnother = await signKeyConsent({ register: members, agent: 2, deadline: FOREVER, signer: newKey! });
      await expect(send(newKey!.address, forAnother))
        .to.be.revertedWithCustomError(members, "MembersNoKeyConsent")
        .withArgs(newKey!.address);
    });

    it("is refused before the interval between two changes has passed", async () => {
      const nation = await under({ keyInterval: 30n * DAY })();
      const { members, founders, strangers } = nation;
      const moved = await rotate(nation, founders[0]!, strangers[0]!);
      const notBefore = (await now()) + 30n * DAY;
      await time.setNextBlockTimestamp(notBefore - 1n);
      const consent = await signKeyConsent({ register: members, agent: 1, deadline: FOREVER, signer: strangers[1]! });
      const act = { by: 1n, newKey: strangers[1]!.address, nonce: 0n, deadline: FOREVER };
      await expect(members.connect(moved.signer).rotateKey(act, "0x", consent))
        .to.be.revertedWithCustomError(members, "MembersKeyTooSoon")
        .withArgs(1n, notBefore);
      await time.setNextBlockTimestamp(notBefore);
      await members.connect(moved.signer).rotateKey(act, "0x", consent);
    });

    it("is refused to a guild: its account is its key", async () => {
      const nation = await given();
      const { members, guilds, founders, strangers } = nation;
      const council = strangers[0]!;
      await guilds.fillSeat(0, council);
      await guilds.connect(founders[0]!.signer).found({ by: 1n, name: "Weavers", nonce: 0, deadline: FOREVER }, "0x");
      const account = await ethers.getContractAt("GuildAccount", await guilds.accountOf(6n));
      const act = { by: 6n, newKey: strangers[1]!.address, nonce: 0n, deadline: FOREVER };
      const consent = await signKeyConsent({ register: members, agent: 6, deadline: FOREVER, signer: strangers[1]! });
      const data = members.interface.encodeFunctionData("rotateKey", [act, "0x", consent]);
      await expect(account.connect(council).execute(members, 0, data))
        .to.be.revertedWithCustomError(members, "MembersWrongStatus")
        .withArgs(6n, Status.Guild);
    });

    it("is refused after 240 changes: the last epochs are kept for recovery", async () => {
      const { members, founders } = await given();
      const keys = Array.from({ length: 241 }, (_, i) => new Wallet(keccak256(toBeHex(i + 1, 32))));
      const rotation = async (epoch: number) => {
        const signer = epoch === 0 ? founders[0]!.signer : keys[epoch - 1]!;
        const act = { by: 1n, newKey: keys[epoch]!.address, nonce: BigInt(epoch), deadline: FOREVER };
        const { signature } = await signStatement({
          contract: members,
          method: "rotateKey",
          act,
          keyEpoch: epoch,
          signer,
        });
        const consent = await signKeyConsent({ register: members, agent: 1, deadline: FOREVER, signer: keys[epoch]! });
        return members.interface.encodeFunctionData("rotateKey", [act, signature, consent]);
      };
      for (let first = 0; first < 240; first += 48) {
        const calls = await Promise.all(Array.from({ length: 48 }, (_, i) => rotation(first + i)));
        await members.carry(calls);
      }
      expect((await members.keyOf(1n)).keyEpoch).to.equal(240n);
      const reason = members.interface.encodeErrorResult("MembersKeyEpochsUsed", [1n]);
      await expect(members.carry([await rotation(240)]))
        .to.emit(members, "CallSkipped")
        .withArgs(0n, reason);
    });
  });

  describe("register", () => {
    it("makes agents of its kind for the contract in the seat", async () => {
      const { members, strangers } = await given();
      const [organisations, key] = strangers;
      await members.fillSeat(1, organisations!);
      await expect(members.connect(organisations).register(Status.Organisation, key!))
        .to.emit(members, "AgentRegistered")
        .withArgs(6n, key!.address, Status.Organisation, 0n);
      expect(await members.civicStatus(6n)).to.deep.equal([Status.Organisation, Reason.None, 0n, 0n, 0n]);
      expect(await members.isActive(6n)).to.equal(false);
      expect(await members.getVotes(key!)).to.equal(0n);
    });

    it("is refused to anybody else, also to the other seat", async () => {
      const { members, strangers } = await given();
      const [organisations, key] = strangers;
      await members.fillSeat(1, organisations!);
      await expect(members.connect(organisations).register(Status.Guild, key!))
        .to.be.revertedWithCustomError(members, "MembersNotInSeat")
        .withArgs(0n, organisations!.address);
      await expect(members.connect(key).register(Status.Organisation, key!))
        .to.be.revertedWithCustomError(members, "MembersNotInSeat")
        .withArgs(1n, key!.address);
    });

    it("is refused for a person's status, whoever asks", async () => {
      const { members, strangers } = await given();
      const [organisations, key] = strangers;
      await members.fillSeat(1, organisations!);
      await expect(members.connect(organisations).register(Status.Active, key!))
        .to.be.revertedWithCustomError(members, "MembersWrongStatus")
        .withArgs(0n, Status.Active);
    });
  });

  describe("fillSeat", () => {
    it("names the contract of a later floor, once", async () => {
      const { members, guilds, strangers } = await given();
      await expect(members.fillSeat(1, strangers[0]!))
        .to.emit(members, "SeatFilled")
        .withArgs(1n, strangers[0]!.address);
      expect(await members.seatOf(1)).to.equal(strangers[0]!.address);
      await expect(members.fillSeat(0, strangers[0]!))
        .to.be.revertedWithCustomError(members, "MembersSeatTaken")
        .withArgs(0n, await guilds.getAddress());
    });

    it("is refused for the zero address, and to anybody but the nation", async () => {
      const { members, strangers } = await given();
      await expect(members.fillSeat(1, ZeroAddress)).to.be.revertedWithCustomError(members, "CharteredZeroAddress");
      await expect(members.connect(strangers[0]).fillSeat(1, strangers[0]!))
        .to.be.revertedWithCustomError(members, "CharteredOnlyNation")
        .withArgs(strangers[0]!.address);
    });
  });

  describe("setTerms", () => {
    it("keeps and announces new terms", async () => {
      const { members } = await given();
      const terms = { ...PLAIN_TERMS, vouchQuantity: 12n, term: 100n * YEAR };
      await expect(members.setTerms(terms)).to.emit(members, "TermsSet").withArgs(Object.values(terms));
      expect([...(await members.terms())]).to.deep.equal(Object.values(terms));
    });

    const outOfRange: readonly [word: keyof typeof PLAIN_TERMS, changes: Partial<typeof PLAIN_TERMS>][] = [
      ["vouchQuantity", { vouchQuantity: 0n }],
      ["vouchQuantity", { vouchQuantity: 13n }],
      ["acceptanceBps", { acceptanceBps: 10_001n }],
      ["acceptancePeriod", { acceptanceBps: 1n, acceptancePeriod: DAY - 1n }],
      ["term", { term: DAY - 1n }],
      ["term", { term: 100n * YEAR + 1n }],
      ["renewalWindow", { renewalWindow: 0n }],
      ["renewalWindow", { renewalWindow: YEAR + 1n }],
      ["renewalWindow", { term: 20n * YEAR, renewalWindow: 10n * YEAR + 1n }],
      ["grace", { grace: 0n }],
      ["vouchValidity", { vouchValidity: 100n * YEAR + 1n }],
      ["applicationWindow", { probation: DAY, applicationWindow: DAY }],
    ];
    for (const [word, changes] of outOfRange) {
      const shown = Object.entries(changes).map(([name, value]) => `${name} ${value}`);
      it(`is refused with ${shown.join(" and ")}`, async () => {
        const { members } = await given();
        await expect(members.setTerms({ ...PLAIN_TERMS, ...changes }))
          .to.be.revertedWithCustomError(members, "MembersBadTerms")
          .withArgs(word);
      });
    }
  });
});

async function rotate(nation: Membership, person: Person, newKey: Person["signer"], nonce = 0n): Promise<Person> {
  const { members } = nation;
  const consent = await signKeyConsent({ register: members, agent: person.id, deadline: FOREVER, signer: newKey });
  const act = { by: person.id, newKey: newKey.address, nonce, deadline: FOREVER };
  await members.connect(person.signer).rotateKey(act, "0x", consent);
  return { id: person.id, signer: newKey };
}
