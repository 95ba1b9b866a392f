import { expect } from "chai";
import { network } from "hardhat";

import { Choice } from "../../sdk/governance/ballots.ts";
import { topicsIn } from "../../sdk/governance/delegations.ts";
import { RuleFlag } from "../../sdk/governance/rules.ts";
import type { OddToken } from "../../typechain-types/index.ts";
import { delegate, deploySources } from "../fixtures/ballotSources.ts";
import { callOf, CONSTITUTIONAL, ORDINARY, proposeBy } from "../fixtures/governance.ts";
import { FOREVER } from "../fixtures/membership.ts";
import { PERIOD, SPENDING_SEAT } from "../fixtures/spending.ts";

const { ethers, networkHelpers: helpers } = await network.create();

const PAYMENTS = 1;

/**
 * A decision that spends more than the cap takes the constitutional rule, as rule 0; but its topics were those of its calls
 * alone. Who had left only small payments to a delegate was counted, as the delegate voted, in a decision of the
 * constitutional kind, which they had left to nobody.
 */
describe("finding: the topic of a large sum", () => {
  async function nation() {
    let token: OddToken | undefined;
    const DELEGABLE = BigInt(RuleFlag.Delegable);
    const made = await deploySources(ethers, helpers, {
      founders: 8,
      rules: [
        { ...CONSTITUTIONAL, flags: DELEGABLE },
        { ...ORDINARY, flags: DELEGABLE },
      ],
      listed: {},
      async prepare({ timelock, rules, assembly }) {
        token = await ethers.deployContract("OddToken", [18]);
        await rules.setRuleFor(token, token.interface.getFunction("transfer").selector, PAYMENTS);
        const caps = [{ perDecision: 100n, perPeriod: 150n }];
        const spending = await ethers.deployContract("Spending", [timelock, assembly, PERIOD, [token], caps, []]);
        await assembly.fillSeat(SPENDING_SEAT, spending);
        await spending.seal();
        return undefined;
      },
    });
    return { ...made, token: token! };
  }

  async function proposed(amount: bigint) {
    const made = await helpers.loadFixture(nation);
    const { founders, assembly, token } = made;
    await delegate(made, founders[1]!, founders[0]!.id, [PAYMENTS]);
    const payee = ethers.Wallet.createRandom().address;
    const { id } = await proposeBy(made, founders[7]!, await callOf(token, "transfer", [payee, amount]), "A payment");
    await helpers.time.increaseTo((await assembly.proposalSnapshot(id)) + 1n);
    const act = { by: founders[0]!.id, proposal: id, choice: Choice.For, deadline: FOREVER };
    await assembly.connect(founders[0]!.signer).castBallot(act, "0x");
    await made.delegations.carryChoice(id, founders[0]!.id, [founders[1]!.id]);
    const [cast] = await assembly.ballotOf(id, founders[1]!.id);
    return { id, cast, topics: topicsIn(await made.delegations.topicsOf(id)) };
  }

  it("below the cap is that of its calls, and the delegate counts", async () => {
    const { cast, topics } = await proposed(100n);
    expect(topics).to.deep.equal([1n]);
    expect(cast).to.equal(true);
  });

  it("above the cap is also the constitutional one, and who left only payments to a delegate is not counted", async () => {
    const { cast, topics } = await proposed(101n);
    expect(cast, "the delegate's choice").to.equal(false);
    expect(topics).to.deep.equal([0n, 1n]);
  });
});
