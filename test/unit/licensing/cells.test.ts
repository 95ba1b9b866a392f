import { expect } from "chai";
import hre from "hardhat";

import { DECISIONS, readLicence } from "../../../sdk/licensing/catalogue.ts";
import { PURPOSES, USER_CLASSES, type UserClass } from "../../../sdk/licensing/kinds.ts";
import { answersOf } from "../../../sdk/licensing/words.ts";
import { addLicence, attest, CATALOGUE, deployLicensing, publishWork } from "../../fixtures/licensing.ts";
import { DAY, FOREVER } from "../../fixtures/membership.ts";
import { runTask } from "../scripts/harness.ts";
import { COLUMNS, EXPECTED, GIVEN } from "./expected.ts";

const { ethers } = await hre.network.create();

const CELLS = USER_CLASSES.length * PURPOSES.length;
const [TREATY, GUEST, LICENCE_RIGHT] = [1n, 5n, 2n];

/** Every cell the same by hand, in the SDK, on chain and in a task; `cells.long.test.ts` asks the chain through tasks. */
describe("INV-60 every cell of every licence of the catalogue", () => {
  /** One nation for all that only ask: an agent of every class, and of every licence a policy and a work under it. */
  async function withEverything() {
    const nation = await deployLicensing(ethers);
    const [member, leaver, guest] = [nation.founders[3]!, nation.founders[1]!, nation.strangers.at(-1)!];
    await nation.members.connect(leaver.signer).resign({ by: leaver.id, nonce: 0, deadline: FOREVER }, "0x");
    const agents: Partial<Record<UserClass, bigint>> = { individual: leaver.id, member: member.id };
    for (const [index, userClass] of USER_CLASSES.slice(3).entries()) {
      agents[userClass] = (await attest(nation, userClass, nation.strangers[index]!)).id;
    }
    const register = await ethers.deployContract("HostileRegister");
    await register.set(GUEST, guest, true);
    const until = BigInt((await ethers.provider.getBlock("latest"))!.timestamp) + 90n * DAY;
    const terms = { rights: LICENCE_RIGHT, mostGuests: 1n, passTerm: 365n * DAY, notice: 0n, until };
    await nation.treaties.recognise(register, terms);
    const pass = { treaty: TREATY, guest: GUEST, until, deadline: FOREVER };
    await nation.treaties.connect(guest).takePass(pass, "0x", 0n);

    const works: Record<string, { policy: bigint; work: bigint }> = {};
    for (const spdxId of CATALOGUE) {
      const policy = await addLicence(nation, spdxId);
      works[spdxId] = { policy, work: await publishWork(nation, { policies: [policy] }) };
    }
    return { ...nation, agents, works };
  }
  let nation: Awaited<ReturnType<typeof withEverything>>;
  before(async () => {
    nation = await withEverything();
  });

  it("is written down by hand: 7 licences that were given, 315 cells, and ours", () => {
    expect(GIVEN.length * CELLS).to.equal(315);
    expect(COLUMNS).to.deep.equal([...PURPOSES]);
    expect(Object.keys(EXPECTED).sort()).to.deep.equal([...CATALOGUE].sort());
  });

  for (const spdxId of CATALOGUE) {
    describe(spdxId, () => {
      const expected = EXPECTED[spdxId]!;

      it("reads so in its file, and in words", () => {
        const licence = readLicence(spdxId);
        expect(licence.cells).to.deep.equal(expected);
        for (const [column, purpose] of PURPOSES.entries()) {
          const told = answersOf(licence, purpose).flatMap(({ decision, classes }) =>
            classes.map((userClass) => [userClass, decision] as const),
          );
          const meant = USER_CLASSES.map((userClass) => [userClass, expected[userClass][column]] as const);
          expect(Object.fromEntries(told), purpose).to.deep.equal(Object.fromEntries(meant));
        }
      });

      it("reads so in licence:explain", async () => {
        const { data, error } = await runTask({}, "licence:explain", { licence: spdxId });
        expect(error).to.equal(undefined);
        expect(data["cells"]).to.deep.equal(expected);
      });

      it("is answered so on chain, by the policy and by canUse", async () => {
        const { policy, work } = nation.works[spdxId]!;
        for (const [row, userClass] of USER_CLASSES.entries()) {
          for (const [column, purpose] of PURPOSES.entries()) {
            const cell = `${userClass}, ${purpose}`;
            const meant = BigInt(DECISIONS.indexOf(expected[userClass][column]!));
            expect((await nation.policies.cellOf(policy, row, column)).decision, cell).to.equal(meant);
            const agent = nation.agents[userClass];
            const answer =
              agent === undefined
                ? await nation.licences.recognisedCanUse(work, TREATY, GUEST, column)
                : await nation.licences.canUse(work, agent, column);
            expect(answer.decision, cell).to.equal(meant);
            expect(answer.policy, cell).to.equal(policy);
          }
        }
      });
    });
  }
});
