import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { network } from "hardhat";

import {
  DAY,
  FOREVER,
  foundGuild,
  introduce,
  PLAIN_TERMS,
  sign,
  vouchIn,
  type Person,
} from "../../fixtures/membership.ts";
import {
  consentOf,
  deployRecovery,
  nameContacts,
  PLAIN_RECOVERY,
  support,
  supportAll,
  veto,
  type Recoverable,
} from "../../fixtures/recovery.ts";
import { Status } from "../../fixtures/status.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const { contactsDelay, window, delay, finalDelay, vetoMemory, longestStay } = PLAIN_RECOVERY;

/** Amara, founder 1, and her contacts Bo to Fen, founders 2 to 6; Gil and Hana, 7 and 8, are none of hers. */
interface Story extends Recoverable {
  readonly amara: Person;
  readonly contacts: readonly Person[];
  readonly gil: Person;
}

const CONTACTS = [2n, 3n, 4n, 5n, 6n];

describe("Recovery", () => {
  const founded = async (): Promise<Story> => {
    const nation = await deployRecovery(ethers);
    const [amara, ...others] = nation.founders;
    return { ...nation, amara: amara!, contacts: others.slice(0, 5), gil: others[5]! };
  };
  const trusted = async (): Promise<Story> => {
    const story = await founded();
    await nameContacts(story, story.amara, CONTACTS);
    await time.increase(contactsDelay);
    return story;
  };
  const requested = async (): Promise<Story> => {
    const story = await trusted();
    await supportAll(story, story.contacts.slice(0, 3), lost(story));
    return story;
  };
  const vetoed = async (): Promise<Story> => {
    const story = await requested();
    await veto(story, story.amara);
    return story;
  };
  const final = async (): Promise<Story> => {
    const story = await vetoed();
    await supportAll(story, story.contacts.slice(0, 4), lost(story));
    return story;
  };
  const given = (state: () => Promise<Story>) => networkHelpers.loadFixture(state);

  /** Amara's agent and her new key. */
  const lost = ({ amara, strangers }: Story, key = 0) => ({ agent: amara.id, key: strangers[key]! });
  const now = async () => BigInt(await time.latest());

  describe("when it is deployed", () => {
    it("keeps its terms and says so", async () => {
      const { recovery } = await given(founded);
      expect([...(await recovery.terms())]).to.deep.equal(Object.values(PLAIN_RECOVERY));
      await expect(recovery.deploymentTransaction())
        .to.emit(recovery, "RecoveryTermsSet")
        .withArgs(Object.values(PLAIN_RECOVERY));
    });

    it("reverts with CharteredZeroAddress without a register", async () => {
      const { recovery, timelock } = await given(founded);
      const made = ethers.deployContract("Recovery", [timelock, ZeroAddress, PLAIN_RECOVERY]);
      await expect(made).to.be.revertedWithCustomError(recovery, "CharteredZeroAddress").withArgs();
    });
  });

  describe("setTerms", () => {
    const BAD: readonly [string, string, Partial<typeof PLAIN_RECOVERY>][] = [
      ["shareBps", "no share", { shareBps: 0n }],
      ["shareBps", "a share that would leave nobody for later", { shareBps: 6_667n }],
      ["finalShareBps", "fewer contacts after a veto than before", { finalShareBps: 4_999n }],
      ["finalShareBps", "more than all contacts", { finalShareBps: 10_001n }],
      ["window", "a window below a day", { window: DAY - 1n }],
      ["delay", "a delay below a day", { delay: DAY - 1n }],
      ["finalDelay", "a final delay no longer than the first", { finalDelay: delay }],
      ["contactsDelay", "contacts that change within the window", { contactsDelay: window - 1n }],
      ["vetoMemory", "a veto forgotten within the window", { vetoMemory: window - 1n }],
      ["longestStay", "a stay below a day", { longestStay: DAY - 1n }],
    ];
    for (const [word, fault, change] of BAD) {
      it(`reverts with RecoveryBadTerms for ${fault}`, async () => {
        const { recovery } = await given(founded);
        await expect(recovery.setTerms({ ...PLAIN_RECOVERY, ...change }))
          .to.be.revertedWithCustomError(recovery, "RecoveryBadTerms")
          .withArgs(word);
      });
    }

    it("is the nation's alone", async () => {
      const { recovery, gil } = await given(founded);
      await expect(recovery.connect(gil.signer).setTerms(PLAIN_RECOVERY))
        .to.be.revertedWithCustomError(recovery, "CharteredOnlyNation")
        .withArgs(gil.signer.address);
    });

    it("leaves the times of a request that was made before", async () => {
      const { recovery, amara } = await given(requested);
      const before = await recovery.roundOf(amara.id);
      await recovery.setTerms({ ...PLAIN_RECOVERY, delay: DAY, finalDelay: 2n * DAY });
      expect(await recovery.roundOf(amara.id)).to.deep.equal(before);
    });
  });

  describe("fillJusticeSeat", () => {
    it("fills it once", async () => {
      const { recovery, timelock, members, nation, gil } = await given(founded);
      await expect(recovery.fillJusticeSeat(gil.signer))
        .to.be.revertedWithCustomError(recovery, "RecoverySeatTaken")
        .withArgs(nation.address);
      const other = await ethers.deployContract("Recovery", [timelock, members, PLAIN_RECOVERY]);
      await expect(other.fillJusticeSeat(ZeroAddress))
        .to.be.revertedWithCustomError(other, "CharteredZeroAddress")
        .withArgs();
      await expect(other.fillJusticeSeat(gil.signer)).to.emit(other, "JusticeSeatFilled").withArgs(gil.signer.address);
      expect(await other.justice()).to.equal(gil.signer.address);
    });

    it("is the nation's alone", async () => {
      const { recovery, gil } = await given(founded);
      await expect(recovery.connect(gil.signer).fillJusticeSeat(gil.signer))
        .to.be.revertedWithCustomError(recovery, "CharteredOnlyNation")
        .withArgs(gil.signer.address);
    });
  });

  describe("nameContacts", () => {
    it("takes effect after the contacts' delay; those of before stay until then", async () => {
      const story = await given(trusted);
      const { recovery, amara } = story;
      const tx = nameContacts(story, amara, [4n, 5n, 7n]);
      await expect(tx).to.emit(recovery, "ContactsNamed");
      const from = (await now()) + contactsDelay;
      expect(await recovery.namingOf(amara.id)).to.deep.equal([[4n, 5n, 7n], from]);
      expect(await recovery.contactsOf(amara.id)).to.deep.equal([CONTACTS, true]);
      await time.increaseTo(from);
      expect(await recovery.contactsOf(amara.id)).to.deep.equal([[4n, 5n, 7n], true]);
      expect(await recovery.namingOf(amara.id)).to.deep.equal([[], 0n]);
    });

    it("announces who and from when on", async () => {
      const story = await given(founded);
      const tx = await nameContacts(story, story.amara, CONTACTS);
      await expect(tx)
        .to.emit(story.recovery, "ContactsNamed")
        .withArgs(story.amara.id, CONTACTS, (await now()) + contactsDelay);
    });

    it("can be carried by anybody, once", async () => {
      const story = await given(founded);
      const { recovery, amara, gil } = story;
      const act = { by: amara.id, contacts: CONTACTS, nonce: 5n, deadline: FOREVER };
      const signature = await sign(story, amara, recovery, "nameContacts", act);
      await expect(recovery.connect(gil.signer).nameContacts(act, signature)).to.emit(recovery, "ContactsNamed");
      await expect(recovery.connect(gil.signer).nameContacts(act, signature))
        .to.be.revertedWithCustomError(recovery, "StatementNonceUsed")
        .withArgs(amara.id, 5n);
      const other = { ...act, contacts: [2n, 3n, 4n], nonce: 6n };
      await expect(recovery.connect(gil.signer).nameContacts(other, signature))
        .to.be.revertedWithCustomError(recovery, "StatementBadSignature")
        .withArgs(amara.id);
    });

    it("replaces a naming that has not yet taken effect, and keeps one that has", async () => {
      const story = await given(trusted);
      const { recovery, amara } = story;
      await nameContacts(story, amara, [2n, 3n, 4n]);
      await nameContacts(story, amara, [5n, 6n, 7n]);
      expect(await recovery.contactsOf(amara.id)).to.deep.equal([CONTACTS, true]);
      await time.increase(contactsDelay);
      await nameContacts(story, amara, []);
      expect(await recovery.contactsOf(amara.id)).to.deep.equal([[5n, 6n, 7n], true]);
    });

    describe("when nobody is named", () => {
      it("goes back to the vouchers", async () => {
        const story = await given(trusted);
        const { recovery, amara } = story;
        await nameContacts(story, amara, []);
        await time.increase(contactsDelay);
        expect(await recovery.contactsOf(amara.id)).to.deep.equal([[], false]);
      });
    });

    for (const count of [1, 2, 13]) {
      it(`reverts with RecoveryBadContactCount for ${count} contacts`, async () => {
        const story = await given(founded);
        const contacts = Array.from({ length: count }, (_, index) => BigInt(index + 2));
        await expect(nameContacts(story, story.amara, contacts))
          .to.be.revertedWithCustomError(story.recovery, "RecoveryBadContactCount")
          .withArgs(count);
      });
    }

    it("reverts with RecoveryContactsUnordered when one is named twice or out of order", async () => {
      const story = await given(founded);
      for (const contacts of [
        [2n, 3n, 3n],
        [2n, 4n, 3n],
      ]) {
        await expect(nameContacts(story, story.amara, contacts))
          .to.be.revertedWithCustomError(story.recovery, "RecoveryContactsUnordered")
          .withArgs(3n);
      }
    });

    it("reverts with RecoveryOwnContact when the author is among them", async () => {
      const story = await given(founded);
      await expect(nameContacts(story, story.amara, [1n, 2n, 3n]))
        .to.be.revertedWithCustomError(story.recovery, "RecoveryOwnContact")
        .withArgs(1n);
    });

    it("reverts with RecoveryContactNotMember for who is no member", async () => {
      const story = await given(founded);
      const applicant = await introduce(story, story.gil, story.strangers[5]!);
      for (const [contact, status] of [
        [applicant.id, Status.Applicant],
        [99n, Status.None],
      ] as const) {
        await expect(nameContacts(story, story.amara, [2n, 3n, contact]))
          .to.be.revertedWithCustomError(story.recovery, "RecoveryContactNotMember")
          .withArgs(contact, status);
      }
    });

    it("reverts with RecoveryOfGuild for a guild", async () => {
      const story = await given(founded);
      const { recovery, guilds, nation } = story;
      const guild = await foundGuild(story, "Weavers", [story.gil]);
      await guilds.fillSeat(0, nation);
      const account = await ethers.getContractAt("GuildAccount", await guilds.accountOf(guild));
      const act = { by: guild, contacts: CONTACTS, nonce: 0, deadline: FOREVER };
      const data = recovery.interface.encodeFunctionData("nameContacts", [act, "0x"]);
      await expect(account.connect(nation).execute(recovery, 0n, data))
        .to.be.revertedWithCustomError(recovery, "RecoveryOfGuild")
        .withArgs(guild);
    });

    it("reverts with RecoveryPending while a request is pending", async () => {
      const story = await given(requested);
      await expect(nameContacts(story, story.amara, [2n, 3n, 4n]))
        .to.be.revertedWithCustomError(story.recovery, "RecoveryPending")
        .withArgs(1n, 1n);
    });
  });

  describe("contactsOf", () => {
    it("are the members whose vouches are valid, if none were named", async () => {
      const story = await given(founded);
      const { members, recovery, founders, strangers, amara } = story;
      await members.setTerms({ ...PLAIN_TERMS, vouchValidity: 30n * DAY, vouchQuantity: 3n });
      const ines = await vouchIn(story, founders.slice(0, 3), strangers[0]!);
      await time.increase(20n * DAY);
      const fourth = { by: 4n, subject: ines.id, nonce: 0, deadline: FOREVER };
      await members.connect(founders[3]!.signer).vouch(fourth, "0x");
      expect(await recovery.contactsOf(ines.id)).to.deep.equal([[1n, 2n, 3n, 4n], false]);
      expect(await recovery.supportsNeeded(ines.id)).to.equal(2n);
      await time.increase(15n * DAY);
      expect(await recovery.contactsOf(ines.id)).to.deep.equal([[4n], false]);
      expect(await recovery.supportsNeeded(ines.id)).to.equal(0n);
      expect(await recovery.contactsOf(amara.id)).to.deep.equal([[], false]);
    });
  });

  describe("supportsNeeded", () => {
    const EXTREMES = [
      { shareBps: 1n, finalShareBps: 1n },
      { shareBps: 5_000n, finalShareBps: 7_500n },
      { shareBps: 6_666n, finalShareBps: 6_666n },
      { shareBps: 6_666n, finalShareBps: 10_000n },
    ];

    it("is at least two, one more after a veto, and never more than there are contacts", async () => {
      const story = await given(vetoed);
      const { recovery, amara } = story;
      for (const [index, count] of [3n, 4n, 7n].entries()) {
        const contacts = Array.from({ length: Number(count) }, (_, place) => BigInt(place + 2));
        await recovery
          .connect(amara.signer)
          .nameContacts({ by: amara.id, contacts, nonce: index, deadline: FOREVER }, "0x");
        await time.increase(contactsDelay);
        for (const shares of EXTREMES) {
          await recovery.setTerms({ ...PLAIN_RECOVERY, ...shares });
          const final = await recovery.supportsNeeded(amara.id);
          const forgotten = (await recovery.roundOf(amara.id)).vetoedUntil;
          const first = await networkHelpers.takeSnapshot().then(async (snapshot) => {
            await time.increaseTo(forgotten);
            const needed = await recovery.supportsNeeded(amara.id);
            await snapshot.restore();
            return needed;
          });
          expect(first >= 2n && first < final && final <= count, `${first}, ${final} of ${count}`).to.equal(true);
        }
      }
    });
  });

  describe("support", () => {
    it("gathers, and with the last support needed makes the request", async () => {
      const story = await given(trusted);
      const { recovery, amara, contacts } = story;
      const wish = lost(story);
      expect(await recovery.supportsNeeded(amara.id)).to.equal(3n);
      await expect(support(story, contacts[0]!, wish)).to.emit(recovery, "RecoverySupported");
      const until = (await now()) + window;
      await expect(support(story, contacts[1]!, wish))
        .to.emit(recovery, "RecoverySupported")
        .withArgs(amara.id, wish.key.address, 3n, 1n, until);
      expect(await recovery.supportersOf(amara.id, wish.key)).to.deep.equal([[2n, 3n], until]);
      expect(await recovery.isPending(amara.id)).to.equal(false);

      const tx = support(story, contacts[2]!, wish);
      await expect(tx).to.emit(recovery, "RecoveryRequested");
      const readyAt = (await now()) + delay;
      await expect(tx)
        .to.emit(recovery, "RecoveryRequested")
        .withArgs(amara.id, wish.key.address, 1n, readyAt, readyAt + window, false);
      expect(await recovery.isPending(amara.id)).to.equal(true);
      const round = await recovery.roundOf(amara.id);
      expect([...round]).to.deep.equal([wish.key.address, readyAt, readyAt + window, 1n, 0n, 0n, 0n, false]);
    });

    it("can be carried by anybody, many in one transaction", async () => {
      const story = await given(trusted);
      const { recovery, amara, contacts, gil } = story;
      const { key } = lost(story);
      const consent = await consentOf(story, key, amara.id);
      const calls = await Promise.all(
        contacts.slice(0, 3).map(async (contact, index) => {
          const act = { by: contact.id, agent: amara.id, newKey: key.address, round: 1n, deadline: FOREVER };
          const signature = await sign(story, contact, recovery, "support", act);
          // Only the first needs the key's consent.
          return recovery.interface.encodeFunctionData("support", [act, signature, index === 0 ? consent : "0x"]);
        }),
      );
      await expect(recovery.connect(gil.signer).carry(calls)).to.emit(recovery, "RecoveryRequested");
    });

    it("needs no consent apart when the new key itself carries it", async () => {
      const story = await given(trusted);
      const { recovery, amara, contacts, strangers } = story;
      const [key] = strangers;
      const act = { by: contacts[0]!.id, agent: amara.id, newKey: key!.address, round: 1n, deadline: FOREVER };
      const signature = await sign(story, contacts[0]!, recovery, "support", act);
      await expect(recovery.connect(key).support(act, signature, "0x")).to.emit(recovery, "RecoverySupported");
    });

    it("by the vouchers recovers who named nobody", async () => {
      const story = await given(founded);
      const { recovery, founders, strangers } = story;
      const ines = await vouchIn(story, founders.slice(0, 3), strangers[0]!);
      await supportAll(story, founders.slice(0, 2), { agent: ines.id, key: strangers[1]! });
      await time.increase(delay);
      await recovery.complete(ines.id);
      expect((await story.members.keyOf(ines.id)).key).to.equal(strangers[1]!.address);
    });

    it("drops contacts that were named and had not yet taken effect", async () => {
      const story = await given(trusted);
      const { recovery, amara, contacts } = story;
      await nameContacts(story, amara, [4n, 5n, 7n]);
      const tx = supportAll(story, contacts.slice(0, 3), lost(story));
      await expect(tx).to.emit(recovery, "ContactsKept").withArgs(amara.id);
      await time.increase(contactsDelay);
      expect(await recovery.contactsOf(amara.id)).to.deep.equal([CONTACTS, true]);
      expect(await recovery.namingOf(amara.id)).to.deep.equal([[], 0n]);
    });

    it("counts only who is a contact when the request is made", async () => {
      const story = await given(founded);
      const { recovery, amara, founders } = story;
      await nameContacts(story, amara, [2n, 3n, 4n, 5n]);
      await time.increase(contactsDelay);
      await nameContacts(story, amara, [3n, 4n, 5n]);
      await time.increase(contactsDelay - DAY);
      await support(story, founders[1]!, lost(story));
      await time.increase(DAY);
      await support(story, founders[2]!, lost(story));
      expect(await recovery.isPending(amara.id)).to.equal(false);
      await support(story, founders[3]!, lost(story));
      expect(await recovery.isPending(amara.id)).to.equal(true);
    });

    it("gathers for several keys beside one another; the first to have enough wins", async () => {
      const story = await given(trusted);
      const { recovery, amara, contacts } = story;
      await supportAll(story, contacts.slice(0, 2), lost(story, 0));
      await supportAll(story, contacts.slice(1, 4), lost(story, 1));
      expect((await recovery.roundOf(amara.id)).newKey).to.equal(story.strangers[1]!.address);
    });

    it("begins anew when the window is over", async () => {
      const story = await given(trusted);
      const { recovery, amara, contacts } = story;
      await supportAll(story, contacts.slice(0, 2), lost(story));
      await time.increase(window);
      expect(await recovery.supportersOf(amara.id, lost(story).key)).to.deep.equal([[], 0n]);
      await supportAll(story, contacts.slice(1, 3), lost(story));
      expect((await recovery.supportersOf(amara.id, lost(story).key)).supporters).to.deep.equal([3n, 4n]);
      expect(await recovery.isPending(amara.id)).to.equal(false);
    });

    describe("when a contact rests", () => {
      it("counts all the same", async () => {
        const story = await given(trusted);
        const { members, recovery, contacts } = story;
        const rest = { by: 2n, resting: true, nonce: 0, deadline: FOREVER };
        await members.connect(contacts[0]!.signer).rest(rest, "0x");
        await expect(support(story, contacts[0]!, lost(story))).to.emit(recovery, "RecoverySupported");
      });
    });

    it("reverts with RecoveryContactNotMember when the contact has left", async () => {
      const story = await given(trusted);
      const { members, recovery, contacts } = story;
      await members.connect(contacts[0]!.signer).resign({ by: 2n, nonce: 0, deadline: FOREVER }, "0x");
      await expect(support(story, contacts[0]!, lost(story)))
        .to.be.revertedWithCustomError(recovery, "RecoveryContactNotMember")
        .withArgs(2n, Status.Left);
    });

    it("reverts with RecoveryNotContact for anybody else", async () => {
      const story = await given(trusted);
      await expect(support(story, story.gil, lost(story)))
        .to.be.revertedWithCustomError(story.recovery, "RecoveryNotContact")
        .withArgs(7n, 1n);
    });

    it("reverts with RecoveryTooFewContacts for who has named nobody and has too few vouchers", async () => {
      const story = await given(founded);
      const ines = await vouchIn(story, story.founders.slice(0, 2), story.strangers[0]!);
      await expect(support(story, story.founders[0]!, { agent: ines.id, key: story.strangers[1]! }))
        .to.be.revertedWithCustomError(story.recovery, "RecoveryTooFewContacts")
        .withArgs(ines.id, 2n);
    });

    it("reverts with RecoveryAlreadySupported the second time", async () => {
      const story = await given(trusted);
      await support(story, story.contacts[0]!, lost(story));
      await expect(support(story, story.contacts[0]!, lost(story)))
        .to.be.revertedWithCustomError(story.recovery, "RecoveryAlreadySupported")
        .withArgs(2n, 1n, story.strangers[0]!.address);
    });

    it("reverts with RecoveryKeyUsed for a key that serves or served somebody", async () => {
      const story = await given(trusted);
      await expect(support(story, story.contacts[0]!, { agent: 1n, key: story.gil.signer }))
        .to.be.revertedWithCustomError(story.recovery, "RecoveryKeyUsed")
        .withArgs(story.gil.signer.address, 7n);
    });

    it("reverts with MembersNoKeyConsent when the new key did not consent to this agent", async () => {
      const story = await given(trusted);
      const { key } = lost(story);
      for (const consent of ["0x", await consentOf(story, key, 2n)]) {
        await expect(support(story, story.contacts[0]!, { ...lost(story), consent }))
          .to.be.revertedWithCustomError(story.members, "MembersNoKeyConsent")
          .withArgs(key.address);
      }
    });

    it("reverts with RecoveryWrongRound for another round", async () => {
      const story = await given(vetoed);
      for (const round of [1n, 3n]) {
        await expect(support(story, story.contacts[0]!, { ...lost(story), round }))
          .to.be.revertedWithCustomError(story.recovery, "RecoveryWrongRound")
          .withArgs(1n, round, 2n);
      }
    });

    it("reverts with RecoveryPending while a request is pending", async () => {
      const story = await given(requested);
      await expect(support(story, story.contacts[3]!, lost(story, 1)))
        .to.be.revertedWithCustomError(story.recovery, "RecoveryPending")
        .withArgs(1n, 1n);
    });
  });

  describe("veto", () => {
    it("ends the request; the next one is final for as long as the veto is remembered", async () => {
      const story = await given(requested);
      const { recovery, amara } = story;
      const tx = veto(story, amara);
      await expect(tx).to.emit(recovery, "RecoveryVetoed");
      const until = (await now()) + vetoMemory;
      await expect(tx).to.emit(recovery, "RecoveryVetoed").withArgs(amara.id, 1n, until);
      expect([...(await recovery.roundOf(amara.id))]).to.deep.equal([ZeroAddress, 0n, 0n, 2n, 0n, until, 0n, false]);
      expect(await recovery.isPending(amara.id)).to.equal(false);
      expect(await recovery.supportsNeeded(amara.id)).to.equal(4n);
      await time.increaseTo(until);
      expect(await recovery.supportsNeeded(amara.id)).to.equal(3n);
    });

    it("can be carried by anybody", async () => {
      const story = await given(requested);
      const { recovery, amara, gil } = story;
      const act = { by: amara.id, round: 1n, deadline: FOREVER };
      const signature = await sign(story, amara, recovery, "veto", act);
      await expect(recovery.connect(gil.signer).veto(act, signature)).to.emit(recovery, "RecoveryVetoed");
    });

    it("is possible until the request is completed, also when it is ready", async () => {
      const story = await given(requested);
      await time.increase(delay + DAY);
      await expect(veto(story, story.amara)).to.emit(story.recovery, "RecoveryVetoed");
    });

    it("reverts with RecoveryFinal against a request that follows a veto", async () => {
      const story = await given(final);
      await expect(veto(story, story.amara))
        .to.be.revertedWithCustomError(story.recovery, "RecoveryFinal")
        .withArgs(1n, 2n);
    });

    it("reverts with RecoveryNotPending when there is nothing to veto", async () => {
      const story = await given(trusted);
      await expect(veto(story, story.amara))
        .to.be.revertedWithCustomError(story.recovery, "RecoveryNotPending")
        .withArgs(1n);
    });

    it("reverts with RecoveryWrongRound when it was signed for another round", async () => {
      const story = await given(requested);
      await expect(story.recovery.connect(story.amara.signer).veto({ by: 1n, round: 2n, deadline: FOREVER }, "0x"))
        .to.be.revertedWithCustomError(story.recovery, "RecoveryWrongRound")
        .withArgs(1n, 2n, 1n);
    });

    it("reverts with StatementNotByKeyHolder for anybody but the holder of the present key", async () => {
      const story = await given(requested);
      const act = { by: 1n, round: 1n, deadline: FOREVER };
      await expect(story.recovery.connect(story.strangers[0]).veto(act, "0x"))
        .to.be.revertedWithCustomError(story.recovery, "StatementNotByKeyHolder")
        .withArgs(1n, story.strangers[0]!.address);
    });
  });

  describe("complete", () => {
    it("moves the agent to the new key, by anybody, after the delay", async () => {
      const story = await given(requested);
      const { recovery, members, amara, strangers, gil } = story;
      await time.increase(delay);
      const [key] = strangers;
      await expect(recovery.connect(gil.signer).complete(amara.id))
        .to.emit(recovery, "RecoveryCompleted")
        .withArgs(amara.id, key!.address, 1n)
        .and.to.emit(members, "KeyRotated")
        .withArgs(amara.id, amara.signer.address, key!.address, 1n)
        .and.to.emit(members, "Transfer")
        .withArgs(amara.signer.address, key!.address, amara.id);
      expect([...(await members.keyOf(amara.id))]).to.deep.equal([key!.address, 1n]);
      expect(await members.ownerOf(amara.id)).to.equal(key!.address);
      expect(await members.isActive(amara.id)).to.equal(true);
      expect(await recovery.isPending(amara.id)).to.equal(false);
    });

    it("kills the signatures of the old key", async () => {
      const story = await given(requested);
      const { recovery, members, amara, gil } = story;
      const act = { by: amara.id, resting: true, nonce: 9n, deadline: FOREVER };
      const signature = await sign(story, amara, members, "rest", act);
      await time.increase(delay);
      await recovery.complete(amara.id);
      await expect(members.connect(gil.signer).rest(act, signature))
        .to.be.revertedWithCustomError(members, "StatementBadSignature")
        .withArgs(amara.id);
    });

    it("gives the new holder a veto of their own", async () => {
      const story = await given(final);
      const { recovery, amara, contacts, strangers } = story;
      await time.increase(finalDelay);
      await recovery.complete(amara.id);
      await supportAll(story, contacts.slice(0, 3), lost(story, 1));
      await expect(veto(story, { id: amara.id, signer: strangers[0]! })).to.emit(recovery, "RecoveryVetoed");
    });

    it("reverts with RecoveryNotReady before", async () => {
      const story = await given(requested);
      const { readyAt } = await story.recovery.roundOf(1n);
      await time.setNextBlockTimestamp(readyAt - 1n);
      await expect(story.recovery.complete(1n))
        .to.be.revertedWithCustomError(story.recovery, "RecoveryNotReady")
        .withArgs(1n, readyAt);
    });

    it("takes the longer delay after a veto", async () => {
      const { recovery } = await given(final);
      expect((await recovery.roundOf(1n)).readyAt).to.equal((await now()) + finalDelay);
    });

    it("reverts with RecoveryNotPending when there is no request, or it has lapsed", async () => {
      const story = await given(requested);
      await expect(story.recovery.complete(2n))
        .to.be.revertedWithCustomError(story.recovery, "RecoveryNotPending")
        .withArgs(2n);
      await time.increase(delay + window);
      await expect(story.recovery.complete(1n))
        .to.be.revertedWithCustomError(story.recovery, "RecoveryNotPending")
        .withArgs(1n);
    });

    describe("when the new key has come to serve somebody else", () => {
      it("cannot be completed, and lapses by itself", async () => {
        const story = await given(requested);
        const { recovery, members, strangers, gil } = story;
        const other = await introduce(story, gil, strangers[0]!);
        await time.increase(delay);
        await expect(recovery.complete(1n))
          .to.be.revertedWithCustomError(members, "MembersKeyUsed")
          .withArgs(strangers[0]!.address, other.id);
        await time.increase(window);
        expect(await recovery.isPending(1n)).to.equal(false);
        expect((await recovery.roundOf(1n)).number).to.equal(2n);
      });
    });
  });

  describe("given a request that lapsed", () => {
    it("begins the next round, in which nobody has supported anything", async () => {
      const story = await given(requested);
      const { recovery, contacts } = story;
      await time.increase(delay + window);
      await supportAll(story, contacts.slice(0, 2), lost(story));
      expect(await recovery.isPending(1n)).to.equal(false);
      await expect(support(story, contacts[2]!, lost(story))).to.emit(recovery, "RecoveryRequested");
      expect((await recovery.roundOf(1n)).number).to.equal(2n);
    });
  });

  describe("given a final request that lapsed", () => {
    it("remembers the veto: the next one is final, too", async () => {
      const story = await given(final);
      await time.increase(finalDelay + window);
      expect(await story.recovery.isPending(1n)).to.equal(false);
      await supportAll(story, story.contacts.slice(0, 4), lost(story));
      const { number, isFinal } = await story.recovery.roundOf(1n);
      expect({ number, isFinal }).to.deep.equal({ number: 3n, isFinal: true });
    });
  });

  describe("stay", () => {
    it("holds a request up for the longest stay", async () => {
      const { recovery, nation } = await given(final);
      const before = await recovery.roundOf(1n);
      const tx = recovery.connect(nation).stay(1n);
      const { readyAt, lapsesAt } = before;
      await expect(tx).to.emit(recovery, "RecoveryStayed");
      const until = (await now()) + longestStay;
      await expect(tx)
        .to.emit(recovery, "RecoveryStayed")
        .withArgs(1n, 2n, readyAt + longestStay, lapsesAt + longestStay, until);
      await time.increaseTo(lapsesAt + DAY);
      expect(await recovery.isPending(1n)).to.equal(true);
      await expect(recovery.complete(1n))
        .to.be.revertedWithCustomError(recovery, "RecoveryNotReady")
        .withArgs(1n, readyAt + longestStay);
      await time.increaseTo(readyAt + longestStay);
      await expect(recovery.complete(1n)).to.emit(recovery, "RecoveryCompleted");
    });

    it("holds up a request that is ready, too", async () => {
      const { recovery, nation } = await given(final);
      await time.increase(finalDelay + DAY);
      await recovery.connect(nation).stay(1n);
      expect((await recovery.roundOf(1n)).readyAt).to.equal((await now()) + longestStay);
    });

    it("reverts with RecoveryAlreadyStayed the second time, also after it was resumed", async () => {
      const { recovery, nation } = await given(final);
      const justice = recovery.connect(nation);
      await justice.stay(1n);
      await justice.resume(1n, 2n);
      await expect(justice.stay(1n)).to.be.revertedWithCustomError(recovery, "RecoveryAlreadyStayed").withArgs(1n, 2n);
    });

    it("reverts with RecoveryNotPending when there is no request", async () => {
      const { recovery, nation } = await given(trusted);
      await expect(recovery.connect(nation).stay(1n))
        .to.be.revertedWithCustomError(recovery, "RecoveryNotPending")
        .withArgs(1n);
    });
  });

  describe("resume", () => {
    it("lets the request go on with the time it had left", async () => {
      const { recovery, nation } = await given(final);
      const before = await recovery.roundOf(1n);
      const justice = recovery.connect(nation);
      await justice.stay(1n);
      const stayedAt = await now();
      await time.increase(20n * DAY);
      const tx = justice.resume(1n, 2n);
      await expect(tx).to.emit(recovery, "RecoveryResumed");
      const stayed = (await now()) - stayedAt;
      await expect(tx)
        .to.emit(recovery, "RecoveryResumed")
        .withArgs(1n, 2n, before.readyAt + stayed, before.lapsesAt + stayed);
      const { readyAt, stayedUntil } = await recovery.roundOf(1n);
      expect([readyAt, stayedUntil]).to.deep.equal([before.readyAt + stayed, await now()]);
    });

    it("reverts with RecoveryNotStayed when it is not held up, or no longer", async () => {
      const { recovery, nation } = await given(final);
      const justice = recovery.connect(nation);
      await expect(justice.resume(1n, 2n))
        .to.be.revertedWithCustomError(recovery, "RecoveryNotStayed")
        .withArgs(1n, 2n);
      await justice.stay(1n);
      await time.increase(longestStay);
      await expect(justice.resume(1n, 2n))
        .to.be.revertedWithCustomError(recovery, "RecoveryNotStayed")
        .withArgs(1n, 2n);
    });

    it("reverts with RecoveryWrongRound for a round that is over", async () => {
      const { recovery, nation } = await given(final);
      await expect(recovery.connect(nation).resume(1n, 1n))
        .to.be.revertedWithCustomError(recovery, "RecoveryWrongRound")
        .withArgs(1n, 1n, 2n);
    });
  });

  describe("cancel", () => {
    it("ends the request, forgets the veto, and leaves time to name others", async () => {
      const story = await given(final);
      const { recovery, nation, contacts, amara } = story;
      const tx = recovery.connect(nation).cancel(1n, 2n);
      await expect(tx).to.emit(recovery, "RecoveryCancelled");
      const until = (await now()) + 2n * contactsDelay;
      await expect(tx).to.emit(recovery, "RecoveryCancelled").withArgs(1n, 2n, until);
      expect([...(await recovery.roundOf(1n))]).to.deep.equal([ZeroAddress, 0n, 0n, 3n, 0n, 0n, until, false]);

      await expect(support(story, contacts[0]!, lost(story)))
        .to.be.revertedWithCustomError(recovery, "RecoveryQuiet")
        .withArgs(1n, until);
      await nameContacts(story, amara, [6n, 7n, 8n]);
      await time.increaseTo(until);
      await expect(support(story, contacts[0]!, lost(story)))
        .to.be.revertedWithCustomError(recovery, "RecoveryNotContact")
        .withArgs(2n, 1n);
    });

    it("reverts with RecoveryWrongRound for a round that is over", async () => {
      const { recovery, nation } = await given(final);
      await expect(recovery.connect(nation).cancel(1n, 1n))
        .to.be.revertedWithCustomError(recovery, "RecoveryWrongRound")
        .withArgs(1n, 1n, 2n);
    });
  });

  describe("drop", () => {
    it("ends the request and leaves all else: the contacts ask again at once, and the veto is remembered", async () => {
      const story = await given(final);
      const { recovery, nation, contacts } = story;
      const { vetoedUntil } = await recovery.roundOf(1n);
      await recovery.connect(nation).stay(1n);
      await expect(recovery.connect(nation).drop(1n, 2n)).to.emit(recovery, "RecoveryDropped").withArgs(1n, 2n);
      const after = await recovery.roundOf(1n);
      expect([...after]).to.deep.equal([ZeroAddress, 0n, 0n, 3n, 0n, vetoedUntil, 0n, false]);
      await supportAll(story, contacts.slice(0, 4), lost(story));
      expect((await recovery.roundOf(1n)).isFinal).to.equal(true);
    });

    it("reverts with RecoveryWrongRound for a round that is over", async () => {
      const { recovery, nation } = await given(final);
      await expect(recovery.connect(nation).drop(1n, 1n))
        .to.be.revertedWithCustomError(recovery, "RecoveryWrongRound")
        .withArgs(1n, 1n, 2n);
    });
  });

  describe("what a case can do", () => {
    it("reverts with RecoveryNotInSeat for anybody else", async () => {
      const { recovery, gil } = await given(final);
      const outsider = recovery.connect(gil.signer);
      for (const attempt of [
        () => outsider.stay(1n),
        () => outsider.resume(1n, 2n),
        () => outsider.cancel(1n, 2n),
        () => outsider.drop(1n, 2n),
      ]) {
        await expect(attempt())
          .to.be.revertedWithCustomError(recovery, "RecoveryNotInSeat")
          .withArgs(gil.signer.address);
      }
    });
  });

  describe("while a request is pending", () => {
    it("the key cannot be rotated (MembersRecoveryPending), and can be again after a veto", async () => {
      const story = await given(requested);
      const { members, amara, strangers } = story;
      const key = strangers[3]!;
      const act = { by: amara.id, newKey: key.address, nonce: 0, deadline: FOREVER };
      const consent = await consentOf(story, key, amara.id);
      const rotate = () => members.connect(amara.signer).rotateKey(act, "0x", consent);
      await expect(rotate()).to.be.revertedWithCustomError(members, "MembersRecoveryPending").withArgs(amara.id);
      await veto(story, amara);
      await expect(rotate()).to.emit(members, "KeyRotated");
    });
  });

  describe("given an organisation", () => {
    it("is recovered by the members it named", async () => {
      const story = await given(founded);
      const { members, recovery, strangers, nation, contacts } = story;
      await members.fillSeat(1, nation);
      await members.connect(nation).register(Status.Organisation, strangers[4]!);
      const mill = { id: await members.lastId(), signer: strangers[4]! };
      await nameContacts(story, mill, CONTACTS);
      await time.increase(contactsDelay);
      await supportAll(story, contacts.slice(0, 3), { agent: mill.id, key: strangers[5]! });
      await time.increase(delay);
      await recovery.complete(mill.id);
      expect((await members.keyOf(mill.id)).key).to.equal(strangers[5]!.address);
    });
  });
});
