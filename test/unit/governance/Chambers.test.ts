import { expect } from "chai";
import { network } from "hardhat";

import { callsHash, listsOf } from "../../../sdk/governance/proposals.ts";
import { RuleFlag } from "../../../sdk/governance/rules.ts";
import {
  agreed,
  attestPublicBody,
  CHAMBER,
  CHAMBER_TERMS,
  CHAMBERS_OFF,
  deployChambers,
  due,
  endRank,
  heard,
  makeMaster,
  object,
  objection,
  OPTIMISTIC,
  organisationsOf,
  passed,
  STATE,
  type ChamberedNation,
} from "../../fixtures/chambers.ts";
import { callOf, CONSTITUTIONAL, ORDINARY, signAs } from "../../fixtures/governance.ts";
import { DAY, FOREVER, foundGuild, YEAR, type Person } from "../../fixtures/membership.ts";
import { SIDE } from "../../fixtures/pacts.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const { members: MEMBERS, masters: MASTERS, organisations: ORGANISATIONS } = CHAMBER;
const words = (struct: object): bigint[] => Object.values(struct) as bigint[];

describe("Chambers", () => {
  /** Ten members, of whom five are masters, and four organisations: two of five and two of four are enough together. */
  const nation = () => deployChambers(ethers, networkHelpers, { masters: 5, organisations: 4 });
  const standing = () => networkHelpers.loadFixture(nation);

  async function open(options: Parameters<typeof heard>[1] = {}) {
    const context = await standing();
    const made = await heard(context, options);
    return { ...context, ...made, context, organs: organisationsOf(context, 4) };
  }

  const someone = ({ founders }: ChamberedNation, id: number): Person => founders[id - 1]!;

  describe("deployment", () => {
    it("reverts with CharteredZeroAddress without one of its registers", async () => {
      const { chambers, timelock, members, guilds, organisations, pacts, assembly } = await standing();
      const all = { members, guilds, organisations, pacts, governor: assembly };
      for (const name of Object.keys(all)) {
        const registers = { ...all, [name]: ethers.ZeroAddress };
        await expect(
          ethers.deployContract("Chambers", [timelock, registers, CHAMBER_TERMS]),
        ).to.be.revertedWithCustomError(chambers, "CharteredZeroAddress");
      }
    });
  });

  describe("setTerms", () => {
    const fresh = async () => {
      const { timelock, members, guilds, organisations, pacts, assembly } = await standing();
      const registers = { members, guilds, organisations, pacts, governor: assembly };
      return ethers.deployContract("Chambers", [timelock, registers, CHAMBERS_OFF]);
    };

    it("reverts with CharteredOnlyNation for anybody but the nation", async () => {
      const { chambers, founders } = await standing();
      await chambers.seal();
      await expect(chambers.connect(founders[0]!.signer).setTerms(CHAMBER_TERMS))
        .to.be.revertedWithCustomError(chambers, "CharteredOnlyNation")
        .withArgs(founders[0]!.signer.address);
    });

    const bad: [field: string, changes: object][] = [
      ["twoBps", { twoBps: 10_001n }],
      ["threeBps", { threeBps: 0n }],
      ["threeBps", { threeBps: CHAMBER_TERMS.twoBps + 1n }],
      ["raiseBps", { raiseBps: 10_001n }],
      ["least", { leastMasters: 0n, leastOrganisations: 0n }],
      ["least", { leastMembers: 0n, leastOrganisations: 0n }],
      ["least", { leastMembers: 0n, leastMasters: 0n }],
    ];
    for (const [field, changes] of bad) {
      it(`reverts with ChambersBadTerms for ${field}: ${Object.entries(changes).join()}`, async () => {
        const chambers = await fresh();
        await expect(chambers.setTerms({ ...CHAMBER_TERMS, ...changes }))
          .to.be.revertedWithCustomError(chambers, "ChambersBadTerms")
          .withArgs(field);
      });
    }

    it("keeps every field, with those of every moment before", async () => {
      const chambers = await fresh();
      const terms = { ...CHAMBER_TERMS, leastMembers: 7n, leastMasters: 8n, leastOrganisations: 65_535n };
      await time.increase(100n);
      const before = BigInt(await time.latest());
      await expect(chambers.setTerms(terms)).to.emit(chambers, "ChamberTermsSet").withArgs(words(terms));
      expect(await chambers.terms()).to.deep.equal(words(terms));
      expect(await chambers.termsAt(before)).to.deep.equal(words(CHAMBERS_OFF));
      expect(await chambers.termsAt(await time.latest())).to.deep.equal(words(terms));
    });

    it("changes nothing for a decision that was put to the vote before", async () => {
      const { chambers, ...context } = await standing();
      const { key, id } = await passed({ chambers, ...context });
      await chambers.setTerms({ ...CHAMBER_TERMS, twoBps: 10_000n, threeBps: 10_000n, leastMasters: 0n });
      await chambers.open(...key);
      const { twoBps, threeBps, sizes } = await chambers.hearingOf(id);
      expect([twoBps, threeBps]).to.deep.equal([4_000n, 2_500n]);
      expect(sizes).to.equal(10n | (5n << 24n) | (4n << 48n));
    });
  });

  describe("enter", () => {
    it("puts a master on the roll, whoever asks, from that second on", async () => {
      const { chambers, guild, strangers, ...context } = await standing();
      await makeMaster({ chambers, guild, strangers, ...context }, 6n);
      const before = BigInt(await time.latest());
      await expect(chambers.connect(strangers[7]).enter(MASTERS, 6n, guild))
        .to.emit(chambers, "ChamberEntered")
        .withArgs(MASTERS, 6n, guild);
      const at = BigInt(await time.latest());
      expect([await chambers.sizeAt(MASTERS, before), await chambers.sizeAt(MASTERS, at)]).to.deep.equal([5n, 6n]);
      expect(await chambers.wasOnRoll(MASTERS, 6n, before)).to.equal(false);
      expect(await chambers.wasOnRoll(MASTERS, 6n, at)).to.equal(true);
      expect(await chambers.isOnRoll(MASTERS, 6n)).to.equal(true);
      expect(await chambers.guildOnRoll(6n)).to.equal(guild);
    });

    it("reverts with ChambersNoRoll for the members, whose roll is the register", async () => {
      const { chambers } = await standing();
      await expect(chambers.enter(MEMBERS, 1n, 0n))
        .to.be.revertedWithCustomError(chambers, "ChambersNoRoll")
        .withArgs(MEMBERS);
      expect(await chambers.isOnRoll(MEMBERS, 1n)).to.equal(true);
      expect(await chambers.isOnRoll(MEMBERS, 999n)).to.equal(false);
    });

    it("reverts with ChambersOnRoll for who stands there already, by the same guild", async () => {
      const { chambers, guild, ...context } = await standing();
      const [first] = organisationsOf({ chambers, guild, ...context }, 1);
      for (const [chamber, agent, of] of [
        [MASTERS, 1n, guild],
        [ORGANISATIONS, first!.id, 0n],
        [ORGANISATIONS, first!.id, guild],
      ] as const) {
        await expect(chambers.enter(chamber, agent, of))
          .to.be.revertedWithCustomError(chambers, "ChambersOnRoll")
          .withArgs(chamber, agent);
      }
    });

    it("lets a master stand there by another guild, and counts them once", async () => {
      const context = await standing();
      const { chambers } = context;
      const other = await foundGuild(context, "Forge", [someone(context, 1)]);
      await makeMaster(context, 1n, FOREVER, other);
      const from = BigInt(await time.latest());
      await chambers.enter(MASTERS, 1n, other);
      expect(await chambers.guildOnRoll(1n)).to.equal(other);
      expect(await chambers.sizeAt(MASTERS, await time.latest())).to.equal(5n);
      await endRank(context, 1n);
      await expect(chambers.strike(MASTERS, 1n)).to.be.revertedWithCustomError(chambers, "ChambersSeated");
      expect(await chambers.wasOnRoll(MASTERS, 1n, from)).to.equal(true);
    });

    const outside: [who: string, agent: (context: ChamberedNation) => Promise<[bigint, bigint, bigint]>][] = [
      [
        "a journeyman",
        async ({ guilds, nation: key, guild }) => {
          await guilds.connect(key).setRank(guild, 7n, 2, FOREVER);
          return [MASTERS, 7n, guild];
        },
      ],
      ["a master in no guild of that number", () => Promise.resolve([MASTERS, 1n, 0n])],
      [
        "a master whose rank is over",
        async (context) => {
          await makeMaster(context, 7n, BigInt(await time.latest()) + DAY);
          await time.increase(DAY);
          return [MASTERS, 7n, context.guild];
        },
      ],
      [
        "a master who rests",
        async (context) => {
          await makeMaster(context, 7n);
          const { members, founders, guild } = context;
          const act = { by: 7n, resting: true, nonce: 0n, deadline: FOREVER };
          await members.connect(founders[6]!.signer).rest(act, "0x");
          return [MASTERS, 7n, guild];
        },
      ],
      ["a member", () => Promise.resolve([ORGANISATIONS, 1n, 0n])],
      [
        "a public body without a pact",
        async (context) => {
          const { id } = await attestPublicBody(context, context.strangers[8]!);
          return [ORGANISATIONS, id, 0n];
        },
      ],
    ];
    for (const [who, prepare] of outside) {
      it(`reverts with ChambersNotSeated for ${who}`, async () => {
        const context = await standing();
        const { chambers } = context;
        const [chamber, agent, guild] = await prepare(context);
        expect(await chambers.mayEnter(chamber, agent, guild)).to.equal(false);
        await expect(chambers.enter(chamber, agent, guild))
          .to.be.revertedWithCustomError(chambers, "ChambersNotSeated")
          .withArgs(chamber, agent);
      });
    }

    it("takes a public body by its pact, as long as that gives it a voice", async () => {
      const context = await standing();
      const { chambers, pacts, guild, strangers } = context;
      const city = await attestPublicBody(context, strangers[8]!);
      const made = async (voice: boolean) => {
        await pacts.propose({
          ...{ organisation: city.id, speaker: 1n, signBefore: BigInt(await time.latest()) + DAY, term: YEAR },
          ...{ noticeDays: 0n, purposes: 1n, voice, textHash: ethers.id("pact"), uri: "", guilds: [guild] },
          ...{ commitments: [{ textHash: ethers.id("a hall"), dueAt: 0n, side: SIDE.body }], limits: [] },
        });
        const pact = await pacts.lastId();
        const act = { by: city.id, pact, textHash: ethers.id("pact"), deadline: FOREVER };
        await pacts.connect(city.signer).sign(act, "0x");
        return pact;
      };
      await made(false);
      expect(await chambers.mayEnter(ORGANISATIONS, city.id, 0n)).to.equal(false);
      const pact = await made(true);
      await chambers.enter(ORGANISATIONS, city.id, 0n);
      await expect(chambers.strike(ORGANISATIONS, city.id))
        .to.be.revertedWithCustomError(chambers, "ChambersSeated")
        .withArgs(ORGANISATIONS, city.id);
      await pacts.giveNotice(pact);
      await chambers.strike(ORGANISATIONS, city.id);
      expect(await chambers.isOnRoll(ORGANISATIONS, city.id)).to.equal(false);
    });
  });

  describe("strike", () => {
    it("takes off the roll who is no master any more, and leaves the past as it was", async () => {
      const context = await standing();
      const { chambers, strangers } = context;
      const before = BigInt(await time.latest());
      await endRank(context, 2n);
      await expect(chambers.connect(strangers[7]).strike(MASTERS, 2n))
        .to.emit(chambers, "ChamberLeft")
        .withArgs(MASTERS, 2n);
      const at = await time.latest();
      expect([await chambers.sizeAt(MASTERS, before), await chambers.sizeAt(MASTERS, at)]).to.deep.equal([5n, 4n]);
      expect(await chambers.wasOnRoll(MASTERS, 2n, before)).to.equal(true);
      expect(await chambers.wasOnRoll(MASTERS, 2n, at)).to.equal(false);
      expect(await chambers.guildOnRoll(2n)).to.equal(0n);
    });

    it("reverts with ChambersSeated for who still is what it takes", async () => {
      const { chambers } = await standing();
      await expect(chambers.strike(MASTERS, 1n))
        .to.be.revertedWithCustomError(chambers, "ChambersSeated")
        .withArgs(MASTERS, 1n);
    });

    it("reverts with ChambersNotOnRoll for who is not on it, members among them", async () => {
      const { chambers } = await standing();
      for (const [chamber, agent] of [
        [MASTERS, 9n],
        [MEMBERS, 1n],
      ] as const) {
        await expect(chambers.strike(chamber, agent))
          .to.be.revertedWithCustomError(chambers, "ChambersNotOnRoll")
          .withArgs(chamber, agent);
      }
    });
  });

  describe("open", () => {
    it("keeps the sizes at the snapshot and what a veto takes, whoever asks", async () => {
      const context = await standing();
      const { chambers, strangers, assembly } = context;
      const { id, key, lists } = await passed(context);
      const snapshot = await assembly.proposalSnapshot(id);
      const sizes = 10n | (5n << 24n) | (4n << 48n);
      const [targets, values, calldatas] = lists;
      const hash = callsHash({ targets: [...targets], values: [...values], calldatas: [...calldatas] });
      await expect(chambers.connect(strangers[7]).open(...key))
        .to.emit(chambers, "HearingOpened")
        .withArgs(id, hash, 0n, [snapshot, 4_000n, 2_500n, false, sizes, 0n]);
      expect(await chambers.hearingOf(id)).to.deep.equal([snapshot, 4_000n, 2_500n, false, sizes, 0n]);
    });

    it("reverts with ChambersHearingOpen the second time", async () => {
      const { chambers, key, id } = await open();
      await expect(chambers.open(...key))
        .to.be.revertedWithCustomError(chambers, "ChambersHearingOpen")
        .withArgs(id);
    });

    it("reverts with ChambersNotVetoable while the vote runs, and once it is executed", async () => {
      const context = await standing();
      const { chambers, assembly, members, founders } = context;
      const calls = await callOf(members, "setTerms", [await members.terms()]);
      await assembly.connect(founders[0]!.signer).propose(...listsOf(calls), "x");
      const key = [...listsOf(calls), ethers.id("x")] as const;
      const id = await assembly.hashProposal(...key);
      const refused = async () => {
        await expect(chambers.open(...key))
          .to.be.revertedWithCustomError(chambers, "ChambersNotVetoable")
          .withArgs(id);
      };
      await refused();
      await time.increaseTo((await assembly.proposalSnapshot(id)) + 1n);
      await refused();
      await time.increaseTo((await assembly.proposalDeadline(id)) + 1n);
      await due(context, key, id);
      await assembly.execute(...key);
      await refused();
    });

    it("reverts with ChambersNotVetoable under a rule that knows no chambers", async () => {
      const context = await standing();
      const { id, key } = await agreed(context, await callOf(context.members, "fold", [1n]), "Plainly");
      await expect(context.chambers.open(...key))
        .to.be.revertedWithCustomError(context.chambers, "ChambersNotVetoable")
        .withArgs(id);
    });

    it("reverts with ChambersNotVetoable for a first reading, and opens the second", async () => {
      const twice = { ...OPTIMISTIC, flags: BigInt(RuleFlag.Chambers | RuleFlag.TwoReadings) };
      const context = await deployChambers(ethers, networkHelpers, {
        ...{ founders: 4, masters: 2, rules: [CONSTITUTIONAL, twice], listed: { setTerms: 1 } },
        chambers: { leastOrganisations: 0n },
      });
      const { chambers, assembly } = context;
      const first = await passed(context);
      await expect(chambers.open(...first.key))
        .to.be.revertedWithCustomError(chambers, "ChambersNotVetoable")
        .withArgs(first.id);
      await assembly.queue(...first.key);
      const second = await passed(context, { words: "Again" });
      await chambers.open(...second.key);
      expect((await chambers.hearingOf(second.id)).sizes).to.equal(4n | (2n << 24n));
    });

    it("reverts with ChambersOff where the nation had no chambers at the snapshot", async () => {
      const context = await deployChambers(ethers, networkHelpers, { founders: 3, chambers: CHAMBERS_OFF });
      const { key } = await passed(context);
      await context.chambers.setTerms(CHAMBER_TERMS);
      await expect(context.chambers.open(...key)).to.be.revertedWithCustomError(context.chambers, "ChambersOff");
    });
  });

  describe("objectIn", () => {
    it("counts an objection in its chamber", async () => {
      const { context, chambers, id, guild } = await open();
      await expect(object(context, someone(context, 1), id, MASTERS))
        .to.emit(chambers, "ChamberObjected")
        .withArgs(id, 1n, MASTERS, guild, ethers.id("reasons"));
      expect((await chambers.hearingOf(id)).objections).to.equal(1n << 24n);
      expect(await chambers.objectionOf(id, 1n)).to.deep.equal([true, MASTERS]);
      expect(await chambers.objectionOf(id, 2n)).to.deep.equal([false, MEMBERS]);
    });

    it("vetoes with the last objection that two chambers need, and the decision is void", async () => {
      const { context, chambers, assembly, id, key, organs } = await open();
      for (const person of [1, 2]) await object(context, someone(context, person), id, MASTERS);
      await object(context, organs[0]!, id, ORGANISATIONS);
      const [targets, values, calldatas] = key;
      const hash = callsHash({ targets: [...targets], values: [...values], calldatas: [...calldatas] });
      await expect(object(context, organs[1]!, id, ORGANISATIONS))
        .to.emit(chambers, "DecisionVetoed")
        .withArgs(id, hash, 1n)
        .and.to.emit(assembly, "ProposalCanceled")
        .withArgs(id);
      expect((await chambers.hearingOf(id)).vetoed).to.equal(true);
      expect(await chambers.vetoesOf(hash)).to.equal(1n);
      expect(await assembly.state(id)).to.equal(STATE.canceled);
      await expect(assembly.queue(...key)).to.be.revertedWithCustomError(assembly, "GovernorUnexpectedProposalState");
    });

    it("takes what waits in the timelock out of it", async () => {
      const { context, assembly, timelock, id, key, organs } = await open();
      await due(context, key, id);
      const [targets, values, calldatas, words] = key;
      const salt = BigInt(words) ^ (BigInt(await assembly.getAddress()) << 96n);
      const operation = await timelock.hashOperationBatch(
        [...targets],
        [...values],
        [...calldatas],
        ethers.ZeroHash,
        ethers.toBeHex(salt, 32),
      );
      expect(await timelock.isOperationPending(operation)).to.equal(true);
      for (const person of [1, 2]) await object(context, someone(context, person), id, MASTERS);
      for (const organ of organs.slice(0, 2)) await object(context, organ, id, ORGANISATIONS);
      expect(await timelock.isOperation(operation)).to.equal(false);
      await expect(assembly.execute(...key)).to.be.revertedWithCustomError(assembly, "GovernorUnexpectedProposalState");
    });

    it("vetoes with a smaller share of each of three chambers", async () => {
      const { context, assembly, id, organs } = await open();
      // A quarter: three of ten members, two of five masters, one of four organisations. Two chambers would need 4, 2, 2.
      for (const person of [6, 7, 8]) await object(context, someone(context, person), id, MEMBERS);
      await object(context, organs[0]!, id, ORGANISATIONS);
      await object(context, someone(context, 1), id, MASTERS);
      expect(await assembly.state(id)).to.equal(STATE.succeeded);
      await object(context, someone(context, 2), id, MASTERS);
      expect(await assembly.state(id)).to.equal(STATE.canceled);
    });

    for (const [name, chamber] of Object.entries(CHAMBER)) {
      it(`never vetoes by the ${name} alone, not even by all of them`, async () => {
        const { context, chambers, assembly, id, key, organs } = await open();
        const all = chamber === ORGANISATIONS ? organs : context.founders.slice(0, chamber === MASTERS ? 5 : 10);
        for (const person of all) await object(context, person, id, chamber);
        const { objections, sizes } = await chambers.hearingOf(id);
        expect(objections).to.equal(sizes & (0xff_ffffn << (24n * chamber)));
        await due(context, key, id);
        await expect(assembly.execute(...key)).to.emit(assembly, "ProposalExecuted");
      });
    }

    it("asks for more against the same calls a second time, and never for more than all", async () => {
      const { context, chambers, assembly, organs, id } = await open();
      const veto = async (proposal: bigint, masters: number, organisations: number) => {
        for (let person = 1; person <= masters; ++person) {
          await object(context, someone(context, person), proposal, MASTERS);
        }
        for (const organ of organs.slice(0, organisations)) await object(context, organ, proposal, ORGANISATIONS);
      };
      await veto(id, 2, 2);
      const again = await heard(context, { words: "Again" });
      expect((await chambers.hearingOf(again.id)).twoBps).to.equal(7_000n);
      await veto(again.id, 4, 2);
      expect(await assembly.state(again.id)).to.equal(STATE.succeeded);
      await object(context, organs[2]!, again.id, ORGANISATIONS);
      expect(await assembly.state(again.id)).to.equal(STATE.canceled);
      const thrice = await heard(context, { words: "And again" });
      const { twoBps, threeBps } = await chambers.hearingOf(thrice.id);
      expect([twoBps, threeBps]).to.deep.equal([10_000n, 8_500n]);
      const other = await heard(context, { version: 2n });
      expect((await chambers.hearingOf(other.id)).twoBps).to.equal(4_000n);
    });

    it("reverts with ChambersAlreadyObjected the second time, in the same chamber or in another", async () => {
      const { context, chambers, id } = await open();
      await object(context, someone(context, 1), id, MASTERS);
      for (const chamber of [MASTERS, MEMBERS]) {
        await expect(object(context, someone(context, 1), id, chamber))
          .to.be.revertedWithCustomError(chambers, "ChambersAlreadyObjected")
          .withArgs(id, 1n, MASTERS);
      }
      expect((await chambers.hearingOf(id)).objections).to.equal(1n << 24n);
    });

    it("reverts with ChambersNoHearing before anybody has opened it", async () => {
      const context = await standing();
      const { id } = await passed(context);
      await expect(object(context, someone(context, 1), id, MASTERS))
        .to.be.revertedWithCustomError(context.chambers, "ChambersNoHearing")
        .withArgs(id);
    });

    it("reverts with ChambersNotVetoable once it is executed, or cancelled by the nation, or expired", async () => {
      const { context, chambers, assembly, id, key } = await open();
      const late = async () => {
        await expect(object(context, someone(context, 1), id, MASTERS))
          .to.be.revertedWithCustomError(chambers, "ChambersNotVetoable")
          .withArgs(id);
      };
      await due(context, key, id);
      const queued = await networkHelpers.takeSnapshot();
      await assembly.execute(...key);
      await late();
      await queued.restore();
      await time.increase(OPTIMISTIC.executionWindow + 1n);
      await late();
    });

    it("reverts with ChambersNotSitting in a chamber that had too few people at the snapshot", async () => {
      const context = await deployChambers(ethers, networkHelpers, {
        ...{ founders: 4, masters: 2, organisations: 2 },
        chambers: { leastMasters: 3n },
      });
      const { id } = await heard(context);
      await expect(object(context, context.founders[0]!, id, MASTERS))
        .to.be.revertedWithCustomError(context.chambers, "ChambersNotSitting")
        .withArgs(id, MASTERS);
      await object(context, context.founders[0]!, id, MEMBERS);
    });

    const outside: [who: string, chamber: bigint, prepare: (context: ChamberedNation) => Promise<Person>][] = [
      [
        "was entered after the snapshot",
        MASTERS,
        async (context) => {
          await makeMaster(context, 6n);
          await context.chambers.enter(MASTERS, 6n, context.guild);
          return someone(context, 6);
        },
      ],
      [
        "lost the rank since",
        MASTERS,
        async (context) => {
          await endRank(context, 1n);
          return someone(context, 1);
        },
      ],
      [
        "left since",
        MEMBERS,
        async (context) => {
          const { members } = context;
          const person = someone(context, 9);
          await members.connect(person.signer).resign({ by: person.id, nonce: 0n, deadline: FOREVER }, "0x");
          return person;
        },
      ],
      ["is no organisation but a master", ORGANISATIONS, (context) => Promise.resolve(someone(context, 1))],
      ["is no master but an organisation", MASTERS, (context) => Promise.resolve(organisationsOf(context, 1)[0]!)],
      ["is no member but an organisation", MEMBERS, (context) => Promise.resolve(organisationsOf(context, 1)[0]!)],
      [
        "holds an attestation that is over",
        ORGANISATIONS,
        async (context) => {
          const organ = organisationsOf(context, 1)[0]!;
          const act = {
            ...{ by: 1n, organisation: organ.id, userClass: 3n, evidence: ethers.ZeroHash },
            ...{ expiresAt: BigInt(await time.latest()) + 1n, nonce: 0n, deadline: FOREVER },
          };
          await context.organisations.connect(someone(context, 1).signer).reattest(act, "0x");
          await time.increase(10n);
          return organ;
        },
      ],
    ];
    for (const [who, chamber, prepare] of outside) {
      it(`reverts with ChambersNotSeated for who ${who}`, async () => {
        const { context, chambers, id } = await open();
        const person = await prepare(context);
        await expect(object(context, person, id, chamber))
          .to.be.revertedWithCustomError(chambers, "ChambersNotSeated")
          .withArgs(chamber, person.id);
      });
    }

    it("lets a master object who was struck off since, and is one in another guild", async () => {
      const { context, chambers, id } = await open();
      await endRank(context, 1n);
      await chambers.strike(MASTERS, 1n);
      const other = await foundGuild(context, "Forge", [someone(context, 1)]);
      await makeMaster(context, 1n, FOREVER, other);
      await chambers.connect(someone(context, 1).signer).objectIn(objection(1n, id, MASTERS, other), "0x");
      expect((await chambers.hearingOf(id)).objections).to.equal(1n << 24n);
    });

    it("takes a signed objection from any carrier, once, and none that says something else", async () => {
      const { context, chambers, id, guild, strangers } = await open();
      const act = objection(1n, id, MASTERS, guild);
      const signature = await signAs(context, someone(context, 1), chambers, "objectIn", act);
      const carrier = chambers.connect(strangers[7]);
      await expect(carrier.objectIn({ ...act, chamber: MEMBERS }, signature))
        .to.be.revertedWithCustomError(chambers, "StatementBadSignature")
        .withArgs(1n);
      await expect(carrier.objectIn(act, "0x"))
        .to.be.revertedWithCustomError(chambers, "StatementNotByKeyHolder")
        .withArgs(1n, strangers[7]!.address);
      await carrier.objectIn(act, signature);
      await expect(carrier.objectIn(act, signature)).to.be.revertedWithCustomError(chambers, "ChambersAlreadyObjected");
      expect(await chambers.objectionOf(id, 1n)).to.deep.equal([true, MASTERS]);
    });

    it("costs no more in a larger nation", async () => {
      const gas = async (context: ChamberedNation) => {
        const { key, id } = await passed(context);
        const opened = await context.chambers.open(...key);
        const one = await object(context, someone(context, 1), id, MASTERS);
        await object(context, someone(context, 2), id, MASTERS);
        const organs = organisationsOf(context, 4);
        await object(context, organs[0]!, id, ORGANISATIONS);
        const last = await object(context, organs[1]!, id, ORGANISATIONS);
        const receipts = await Promise.all([opened, one, last].map((sent) => sent.wait()));
        return receipts.map((receipt) => Number(receipt!.gasUsed));
      };
      const small = await gas(await standing());
      const large = await gas(
        await deployChambers(ethers, networkHelpers, { masters: 5, organisations: 4, coinless: 150 }),
      );
      small.forEach((used, index) => expect(large[index]).to.be.closeTo(used, 8_000));
    });
  });

  describe("Assembly.stop", () => {
    it("reverts with AssemblyNotInSeat for anybody who does not sit for the chambers", async () => {
      const { assembly, id, founders, nation: key } = await open();
      for (const signer of [founders[0]!.signer, key]) {
        await expect(assembly.connect(signer).stop(id))
          .to.be.revertedWithCustomError(assembly, "AssemblyNotInSeat")
          .withArgs(2n, signer.address);
      }
    });

    /** The tests' own key in the chambers' seat, to ask for what the contract never asks. */
    const seated = async () => {
      const [key] = await ethers.getSigners();
      const twice = { ...OPTIMISTIC, flags: BigInt(RuleFlag.Chambers | RuleFlag.TwoReadings) };
      const context = await deployChambers(ethers, networkHelpers, {
        ...{ founders: 3, rules: [CONSTITUTIONAL, ORDINARY, twice, OPTIMISTIC] },
        listed: { setTerms: 3, fold: 1, seal: 2 },
        seat: key!,
      });
      return context;
    };

    it("reverts with AssemblyNotVetoable where the rule knows no chambers, and for a first reading", async () => {
      const context = await seated();
      const { assembly, members } = context;
      const plain = await agreed(context, await callOf(members, "fold", [1n]), "Plainly");
      const first = await passed(context, { calls: await callOf(members, "seal", []), words: "First" });
      for (const { id } of [plain, first]) {
        await expect(assembly.stop(id)).to.be.revertedWithCustomError(assembly, "AssemblyNotVetoable").withArgs(id);
      }
    });

    it("reverts with GovernorUnexpectedProposalState before the vote is over, and once it is void", async () => {
      const context = await seated();
      const { assembly } = context;
      const { id } = await passed(context);
      await assembly.stop(id);
      await expect(assembly.stop(id))
        .to.be.revertedWithCustomError(assembly, "GovernorUnexpectedProposalState")
        .withArgs(id, STATE.canceled, ethers.toBeHex(1n << STATE.succeeded, 32));
      await expect(assembly.stop(1n)).to.be.revertedWithCustomError(assembly, "GovernorNonexistentProposal");
    });
  });
});
