import { expect } from "chai";
import { network } from "hardhat";

import {
  agreed,
  BRAKE_OFF,
  BRAKE_TERMS,
  deployChambers,
  due,
  electWardens,
  passed,
  pull,
  pullOf,
  type ChamberedNation,
} from "../../fixtures/chambers.ts";
import { callOf, COUNCIL_TERMS, proposeBy, signAs } from "../../fixtures/governance.ts";
import { DAY, FOREVER, introduce, type Person } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const words = (struct: object): bigint[] => Object.values(struct) as bigint[];

describe("Brake", () => {
  const nation = () => deployChambers(ethers, networkHelpers, { founders: 8 });
  const standing = () => networkHelpers.loadFixture(nation);

  async function withWardens() {
    const context = await deployChambers(ethers, networkHelpers, { founders: 8 });
    await electWardens(context, context.founders.slice(1, 4));
    return context;
  }
  const wardened = () => networkHelpers.loadFixture(withWardens);

  /** Five members have pulled. */
  async function stopped() {
    const context = await standing();
    for (const person of context.founders.slice(0, 5)) await pull(context, person);
    return { ...context, context };
  }

  const now = async () => BigInt(await time.latest());
  const someone = ({ founders }: ChamberedNation, id: number): Person => founders[id - 1]!;

  /** The nation decides about the brake, and its decision is carried out. */
  async function decide(context: ChamberedNation, method: "arm" | "release", title: string = method) {
    const made = await agreed(context, await callOf(context.brake, method, []), title);
    await due(context, made.key, made.id);
    return context.assembly.execute(...made.key);
  }

  describe("deployment", () => {
    it("reverts with CharteredZeroAddress without a register, elections, holds or cases", async () => {
      const { brake, timelock, members, elections, holds, guilds } = await standing();
      const zero = ethers.ZeroAddress;
      for (const parts of [
        [zero, elections, holds, guilds],
        [members, zero, holds, guilds],
        [members, elections, zero, guilds],
        [members, elections, holds, zero],
      ]) {
        await expect(ethers.deployContract("Brake", [timelock, ...parts, BRAKE_TERMS])).to.be.revertedWithCustomError(
          brake,
          "CharteredZeroAddress",
        );
      }
    });

    it("begins armed, in its first round", async () => {
      const { brake } = await standing();
      expect(await brake.state()).to.deep.equal([1n, 0n, 0n, 0n, 0n, true]);
      expect(await brake.round()).to.equal(1n);
    });
  });

  describe("setTerms", () => {
    const fresh = async () => {
      const { timelock, members, elections, holds, guilds } = await standing();
      return ethers.deployContract("Brake", [timelock, members, elections, holds, guilds, BRAKE_OFF]);
    };

    it("reverts with CharteredOnlyNation for anybody but the nation", async () => {
      const { brake, founders } = await standing();
      await brake.seal();
      await expect(brake.connect(founders[0]!.signer).setTerms(BRAKE_TERMS))
        .to.be.revertedWithCustomError(brake, "CharteredOnlyNation")
        .withArgs(founders[0]!.signer.address);
    });

    const bad: [field: string, changes: object][] = [
      ["officers", { officers: 33n }],
      ["office", { office: 0n }],
      ["office", { officers: 0n }],
      ["office", { office: 256n }],
      ["gathers", { gathers: 3_599n }],
      ["gathers", { gathers: 14n * DAY + 1n }],
      ["lasts", { lasts: 3_599n }],
      ["lasts", { lasts: 14n * DAY + 1n }],
    ];
    for (const [field, changes] of bad) {
      it(`reverts with BrakeBadTerms for ${Object.entries(changes).join()}`, async () => {
        const brake = await fresh();
        await expect(brake.setTerms({ ...BRAKE_TERMS, ...changes }))
          .to.be.revertedWithCustomError(brake, "BrakeBadTerms")
          .withArgs(field);
      });
    }

    it("begins another round, so that pulls under other terms count no more", async () => {
      const context = await standing();
      const { brake } = context;
      for (const id of [1, 2, 3, 4]) await pull(context, someone(context, id));
      await expect(brake.setTerms({ ...BRAKE_TERMS, lasts: DAY }))
        .to.emit(brake, "BrakeTermsSet")
        .withArgs(words({ ...BRAKE_TERMS, lasts: DAY }))
        .and.to.emit(brake, "BrakeRoundBegan")
        .withArgs(2n);
      await pull(context, someone(context, 5));
      expect(await brake.isStopping()).to.equal(false);
      expect(await brake.terms()).to.deep.equal(words({ ...BRAKE_TERMS, lasts: DAY }));
    });

    it("does not move the end of a stop", async () => {
      const { brake } = await stopped();
      const { stopsUntil } = await brake.state();
      await brake.setTerms({ ...BRAKE_TERMS, lasts: 14n * DAY });
      await brake.setTerms(BRAKE_OFF);
      expect((await brake.state()).stopsUntil).to.equal(stopsUntil);
      expect(await brake.isStopping()).to.equal(true);
    });
  });

  describe("pull", () => {
    it("stops with the last member that it takes, and not before", async () => {
      const context = await standing();
      const { brake } = context;
      for (const id of [1, 2, 3, 4]) await pull(context, someone(context, id));
      expect(await brake.isStopping()).to.equal(false);
      const act = pullOf(5n, 1n);
      await expect(brake.connect(someone(context, 5).signer).pull(act, "0x"))
        .to.emit(brake, "BrakePulled")
        .withArgs(1n, 5n, false, true, act.reason)
        .and.to.emit(brake, "BrakeStopped")
        .withArgs(1n, (await now()) + 1n + BRAKE_TERMS.lasts)
        .and.to.emit(brake, "BrakeRoundBegan")
        .withArgs(2n);
      const stopsUntil = (await now()) + BRAKE_TERMS.lasts;
      expect(await brake.state()).to.deep.equal([2n, 0n, 0n, 0n, stopsUntil, false]);
      expect(await brake.isStopping()).to.equal(true);
      await expect(brake.requireFree()).to.be.revertedWithCustomError(brake, "BrakeStopping").withArgs(stopsUntil);
    });

    it("stops with the holders of the office, who are counted beside the members", async () => {
      const context = await wardened();
      const { brake } = context;
      const act = pullOf(2n, await brake.round());
      await expect(brake.connect(someone(context, 2).signer).pull(act, "0x"))
        .to.emit(brake, "BrakePulled")
        .withArgs(act.round, 2n, true, true, act.reason);
      await pull(context, someone(context, 6));
      expect(await brake.isStopping()).to.equal(false);
      await pull(context, someone(context, 3));
      expect(await brake.isStopping()).to.equal(true);
    });

    it("counts no holder of the office whose term is over", async () => {
      const context = await wardened();
      const { brake, elections } = context;
      await brake.setTerms({ ...BRAKE_TERMS, members: 0n });
      await time.increaseTo((await elections.holdingOf(0n, 1n, 2n)).until);
      await expect(pull(context, someone(context, 2)))
        .to.be.revertedWithCustomError(brake, "BrakeNotEntitled")
        .withArgs(2n);
    });

    it("ends by itself", async () => {
      const { brake } = await stopped();
      await time.increaseTo((await brake.state()).stopsUntil - 1n);
      expect(await brake.isStopping()).to.equal(true);
      await time.increase(1n);
      expect(await brake.isStopping()).to.equal(false);
      await brake.requireFree();
    });

    it("reverts with BrakeNotArmed until the assembly has armed it", async () => {
      const { context, brake } = await stopped();
      const refused = async () => {
        await expect(pull(context, someone(context, 6))).to.be.revertedWithCustomError(brake, "BrakeNotArmed");
      };
      await refused();
      await time.increaseTo((await brake.state()).stopsUntil);
      await refused();
      await expect(decide(context, "arm")).to.emit(brake, "BrakeArmed");
      await pull(context, someone(context, 6));
      expect((await brake.state()).members).to.equal(1n);
    });

    it("reverts with BrakeStopping while it stops, also armed again", async () => {
      const { context, brake } = await stopped();
      const { stopsUntil } = await brake.state();
      await brake.arm();
      await expect(pull(context, someone(context, 6)))
        .to.be.revertedWithCustomError(brake, "BrakeStopping")
        .withArgs(stopsUntil);
    });

    it("reverts with BrakeAlreadyPulled the second time in a round", async () => {
      const context = await standing();
      await pull(context, someone(context, 1));
      await expect(pull(context, someone(context, 1)))
        .to.be.revertedWithCustomError(context.brake, "BrakeAlreadyPulled")
        .withArgs(1n, 1n);
      expect(await context.brake.hasPulled(1n, 1n)).to.equal(true);
    });

    it("forgets the pulls of a round that came to nothing in time", async () => {
      const context = await standing();
      const { brake } = context;
      for (const id of [1, 2, 3, 4]) await pull(context, someone(context, id));
      await time.increaseTo((await brake.state()).openedAt + BRAKE_TERMS.gathers);
      expect(await brake.round()).to.equal(2n);
      await expect(pull(context, someone(context, 5), 1n))
        .to.be.revertedWithCustomError(brake, "BrakeOtherRound")
        .withArgs(1n, 2n);
      await pull(context, someone(context, 5), 2n);
      expect(await brake.isStopping()).to.equal(false);
      expect((await brake.state()).members).to.equal(1n);
    });

    it("reverts with BrakeNotEntitled for who belongs to nobody that pulls, or was admitted after the first pull", async () => {
      const context = await standing();
      const { brake, members, strangers } = context;
      await pull(context, someone(context, 1));
      const newcomer = await introduce(context, someone(context, 1), strangers[0]!);
      const vouch = { by: 2n, subject: newcomer.id, nonce: 0n, deadline: FOREVER };
      await members.connect(someone(context, 2).signer).vouch(vouch, "0x");
      expect(await members.isActive(newcomer.id)).to.equal(true);
      await expect(pull(context, newcomer))
        .to.be.revertedWithCustomError(brake, "BrakeNotEntitled")
        .withArgs(newcomer.id);
      const left = someone(context, 2);
      await members.connect(left.signer).resign({ by: 2n, nonce: 0n, deadline: FOREVER }, "0x");
      await expect(pull(context, left)).to.be.revertedWithCustomError(brake, "BrakeNotEntitled").withArgs(2n);
    });

    it("reverts with BrakeNotEntitled for everybody where the nation has no brake", async () => {
      const context = await deployChambers(ethers, networkHelpers, { founders: 2, brake: BRAKE_OFF });
      await expect(pull(context, someone(context, 1)))
        .to.be.revertedWithCustomError(context.brake, "BrakeNotEntitled")
        .withArgs(1n);
    });

    it("takes a signed pull from any carrier, for its round only", async () => {
      const context = await standing();
      const { brake, strangers } = context;
      const act = pullOf(1n, 1n);
      const signature = await signAs(context, someone(context, 1), brake, "pull", act);
      const carrier = brake.connect(strangers[0]);
      await expect(carrier.pull(act, "0x"))
        .to.be.revertedWithCustomError(brake, "StatementNotByKeyHolder")
        .withArgs(1n, strangers[0]!.address);
      await expect(carrier.pull({ ...act, round: 2n }, signature))
        .to.be.revertedWithCustomError(brake, "StatementBadSignature")
        .withArgs(1n);
      await carrier.pull(act, signature);
      await brake.setTerms(BRAKE_TERMS);
      await expect(carrier.pull(act, signature))
        .to.be.revertedWithCustomError(brake, "BrakeOtherRound")
        .withArgs(1n, 2n);
    });
  });

  describe("release", () => {
    it("ends the stop at once, by a decision of the assembly made during it", async () => {
      const context = await deployChambers(ethers, networkHelpers, { founders: 8, brake: { lasts: 14n * DAY } });
      for (const person of context.founders.slice(0, 5)) await pull(context, person);
      const { stopsUntil } = await context.brake.state();
      const released = await decide(context, "release");
      await expect(released)
        .to.emit(context.brake, "BrakeReleased")
        .withArgs(stopsUntil, await now());
      expect(stopsUntil).to.be.greaterThan(await now());
      expect(await context.brake.isStopping()).to.equal(false);
      expect((await context.brake.state()).armed).to.equal(false);
    });

    it("reverts with BrakeNotStopping when nothing stops, and with CharteredOnlyNation for others", async () => {
      const { brake, founders } = await standing();
      await expect(brake.release()).to.be.revertedWithCustomError(brake, "BrakeNotStopping");
      await brake.seal();
      await expect(brake.connect(founders[0]!.signer).release())
        .to.be.revertedWithCustomError(brake, "CharteredOnlyNation")
        .withArgs(founders[0]!.signer.address);
    });
  });

  describe("arm", () => {
    it("reverts with BrakeArmedAlready when it is, and with CharteredOnlyNation for others", async () => {
      const { brake, founders } = await standing();
      await expect(brake.arm()).to.be.revertedWithCustomError(brake, "BrakeArmedAlready");
      await brake.seal();
      await expect(brake.connect(founders[0]!.signer).arm())
        .to.be.revertedWithCustomError(brake, "CharteredOnlyNation")
        .withArgs(founders[0]!.signer.address);
    });
  });

  describe("what waits while it stops", () => {
    /** A decision that is due, and then the brake is pulled. */
    async function dueThenStopped() {
      const context = await standing();
      const made = await passed(context);
      await due(context, made.key, made.id);
      for (const person of context.founders.slice(0, 5)) await pull(context, person);
      return { ...context, ...made, context };
    }

    it("the execution of a decision, which follows when the stop is over", async () => {
      const { assembly, brake, key } = await dueThenStopped();
      const { stopsUntil } = await brake.state();
      await expect(assembly.execute(...key))
        .to.be.revertedWithCustomError(brake, "BrakeStopping")
        .withArgs(stopsUntil);
      await time.increaseTo(stopsUntil);
      await expect(assembly.execute(...key)).to.emit(assembly, "ProposalExecuted");
    });

    it("also of one that sets the brake and does something else", async () => {
      const context = await deployChambers(ethers, networkHelpers, { founders: 8, brake: { lasts: 14n * DAY } });
      const { brake, members, assembly, founders } = context;
      const [release, fold] = [await callOf(brake, "release", []), await callOf(members, "fold", [1n])];
      const both = {
        targets: [...release.targets, ...fold.targets],
        values: [0n, 0n],
        calldatas: [...release.calldatas, ...fold.calldatas],
      };
      for (const person of founders.slice(0, 5)) await pull(context, person);
      const made = await agreed(context, both, "Release, and more");
      await due(context, made.key, made.id);
      await expect(assembly.execute(...made.key)).to.be.revertedWithCustomError(brake, "BrakeStopping");
    });

    it("what a guild's account does, but for cases", async () => {
      const context = await stopped();
      const { councils, guild, founders, brake, guilds } = context;
      const account = await guilds.accountOf(guild);
      expect(await brake.holds()).to.equal(await context.holds.getAddress());
      const cases = await ethers.getContractAt("SeatActor", await brake.cases());
      const propose = async (target: string, data: string, nonce: bigint) => {
        const [targets, values, calldatas] = [[target], [0n], [data]];
        const act = { by: 1n, guild, targets, values, calldatas, description: "x", nonce, deadline: FOREVER };
        await councils.connect(founders[0]!.signer).propose(act, "0x");
        return [await councils.proposalCount(), targets, values, calldatas] as const;
      };
      const spends = await propose(account, "0x", 0n);
      const appeals = await propose(
        await cases.getAddress(),
        cases.interface.encodeFunctionData("setMet", [7n, true]),
        1n,
      );
      await time.increase(COUNCIL_TERMS.objectionWindow + 1n);
      const { stopsUntil } = await brake.state();
      await expect(councils.execute(...spends))
        .to.be.revertedWithCustomError(brake, "BrakeStopping")
        .withArgs(stopsUntil);
      await expect(councils.execute(...appeals)).to.emit(councils, "CouncilExecuted");
      expect(await cases.isMet(7n)).to.equal(true);
      await time.increaseTo(stopsUntil);
      await expect(councils.execute(...spends)).to.emit(councils, "CouncilExecuted");
    });
  });

  describe("what goes on while it stops", () => {
    const long = () => deployChambers(ethers, networkHelpers, { founders: 8, brake: { lasts: 14n * DAY } });
    const running = async () => {
      const context = await networkHelpers.loadFixture(long);
      for (const person of context.founders.slice(0, 5)) await pull(context, person);
      return context;
    };

    it("proposals, ballots and queueing", async () => {
      const context = await running();
      const { assembly, brake } = context;
      const { id, key } = await agreed(context, await callOf(context.members, "fold", [1n]), "Fold");
      await assembly.queue(...key);
      expect(await brake.isStopping()).to.equal(true);
      expect(await assembly.proposalEta(id)).to.be.greaterThan(0n);
    });

    it("leaving, and joining", async () => {
      const { members, guilds, guild, founders, brake } = await running();
      const { id, signer } = founders[6]!;
      await guilds.connect(signer).quit({ by: id, guild, nonce: 0n, deadline: FOREVER }, "0x");
      await members.connect(signer).resign({ by: id, nonce: 0n, deadline: FOREVER }, "0x");
      expect(await members.isActive(id)).to.equal(false);
      expect(await brake.isStopping()).to.equal(true);
    });

    it("a decision of the assembly that cancels another", async () => {
      const context = await running();
      const { assembly, brake, members, founders } = context;
      const bad = await proposeBy(
        context,
        founders[7]!,
        await callOf(members, "setTerms", [await members.terms()]),
        "Bad",
      );
      const [targets, values, calldatas, description] = bad.key;
      const cancel = await callOf(assembly, "cancel", [[...targets], [...values], [...calldatas], description]);
      const rescue = await agreed(context, cancel, "Cancel it");
      await due(context, rescue.key, rescue.id);
      expect(await brake.isStopping()).to.equal(true);
      await assembly.execute(...rescue.key);
      expect(await assembly.state(bad.id)).to.equal(2n);
    });

    it("a decision that drops what members hold, and none that confirms it", async () => {
      const { brake, holds, councils } = await running();
      const [drop, confirm] = [
        await callOf(holds, "drop", [councils.target, 1n]),
        await callOf(holds, "confirm", [councils.target, 1n]),
      ];
      await brake.requireFreeFor([holds, brake], [...drop.calldatas, "0x"]);
      await expect(brake.requireFreeFor([holds], [...confirm.calldatas]))
        .to.be.revertedWithCustomError(brake, "BrakeStopping")
        .withArgs((await brake.state()).stopsUntil);
    });

    it("but no call of cancel or drop elsewhere, whatever it is called", async () => {
      const context = await running();
      const { brake, assembly, members, holds } = context;
      const data = (await callOf(assembly, "cancel", [[], [], [], ethers.ZeroHash])).calldatas;
      const drop = (await callOf(holds, "drop", [members.target, 1n])).calldatas;
      for (const target of [members, assembly]) {
        await expect(brake.requireFreeFor([target], [...drop])).to.be.revertedWithCustomError(brake, "BrakeStopping");
      }
      await expect(brake.requireFreeFor([members], [...data])).to.be.revertedWithCustomError(brake, "BrakeStopping");
      await expect(brake.requireFreeFor([holds], ["0x"])).to.be.revertedWithCustomError(brake, "BrakeStopping");
      await expect(brake.requireFreeFor([members], ["0x"])).to.be.revertedWithCustomError(brake, "BrakeStopping");
      await brake.requireFreeFor([], []);
    });
  });
});
