import { expect } from "chai";
import { network } from "hardhat";
import { toBeHex, ZeroAddress, type Result } from "ethers";

import { stricter, type Rule } from "../../../sdk/governance/rules.ts";
import type { Calls } from "../../../sdk/governance/proposals.ts";
import { callOf, CONSTITUTIONAL, keyOf, ORDINARY, proposeBy } from "../../fixtures/governance.ts";
import {
  CAP,
  coin,
  COIN,
  deployCaps,
  deploySpending,
  nextPeriod,
  passAll,
  PERIOD,
  together,
  type Spender,
} from "../../fixtures/spending.ts";

const { ethers, networkHelpers: helpers } = await network.create();

const PURPOSE = `0x${"11".repeat(32)}`;
const MOST = 2n ** 128n - 1n;
/** What a period leaves room for, whenever in it a test begins. */
const pay = async (nation: Spender, amount: bigint) => callOf(nation.token, "transfer", [nation.payee, amount]);
const lists = ({ targets, values, calldatas }: Calls) => [[...targets], [...values], [...calldatas]] as const;

describe("Spending", () => {
  const capped = () => deploySpending(ethers);
  const open = () => deploySpending(ethers, { caps: [] });

  /** Begins at a period's first second, so that what a test books is booked in one period. */
  async function load(fixture: () => Promise<Spender> = capped): Promise<Spender> {
    const nation = await helpers.loadFixture(fixture);
    await nextPeriod(helpers);
    return nation;
  }

  describe("constructor", () => {
    it("reverts without an assembly, and with a period out of range", async () => {
      const nation = await load();
      const factory = await ethers.getContractFactory("Spending");
      const { timelock, assembly } = nation;
      await expect(deployCaps(ethers, { ...nation, assembly: ZeroAddress }, COIN, [])).to.be.revertedWithCustomError(
        factory,
        "SpendingZeroAddress",
      );
      for (const period of [86_399n, 3650n * 86_400n + 1n]) {
        await expect(ethers.deployContract("Spending", [timelock, assembly, period, [], [], []]))
          .to.be.revertedWithCustomError(factory, "SpendingBadPeriod")
          .withArgs(period);
      }
    });

    it("keeps its caps, its period and the functions that pay", async () => {
      const { spending, token, reserve, assembly, guild } = await load();
      expect(await spending.capOf(token)).to.deep.equal([100n, 150n]);
      expect(await spending.period()).to.equal(PERIOD);
      expect(await spending.governor()).to.equal(await assembly.getAddress());
      expect(await spending.isOn()).to.equal(true);
      expect(guild).to.be.above(0n);
      const { selector } = reserve.interface.getFunction("lend");
      expect(await spending.payingOf(reserve, selector)).to.deep.equal([true, 1n, 2n]);
      expect(await spending.payingOf(reserve, "0x12345678")).to.deep.equal([false, 0n, 0n]);
    });
  });

  describe("who may", () => {
    it("lets nobody but the assembly tell what is proposed and executed", async () => {
      const nation = await load();
      const { spending, nation: founder } = nation;
      const calls = lists(await pay(nation, 1n));
      for (const method of ["note", "book"] as const) {
        await expect(spending.connect(founder)[method](1n, ...(calls as [string[], bigint[], string[]])))
          .to.be.revertedWithCustomError(spending, "SpendingNotAssembly")
          .withArgs(founder.address);
      }
    });

    it("lets nobody but the nation set anything", async () => {
      const { spending, token, founders } = await load();
      const { signer } = founders[0]!;
      const paying = { target: token, selector: "0x12345678", tokenWord: 0, amountWord: 1 };
      const own = spending.connect(signer);
      const attempts = [
        () => own.setCap(token, CAP),
        () => own.setPeriod(PERIOD),
        () => own.setPaying(paying),
        () => own.dropPaying(token, "0x12345678"),
      ];
      for (const attempt of attempts) {
        await expect(attempt()).to.be.revertedWithCustomError(spending, "CharteredOnlyNation").withArgs(signer.address);
      }
    });

    it("takes the constitutional rule for every one of these acts", async () => {
      const { spending, rules } = await load();
      for (const name of ["setCap", "setPeriod", "setPaying", "dropPaying"] as const) {
        expect(await rules.ruleIndexFor(spending, spending.interface.getFunction(name).selector)).to.equal(0n);
      }
    });
  });

  describe("spendingOf", () => {
    const cases: [
      string,
      (nation: Spender) => Calls | Promise<Calls>,
      (nation: Spender) => [string, bigint][] | Promise<[string, bigint][]>,
    ][] = [
      ["coin sent along", (nation) => coin(nation, 5n), () => [[COIN, 5n]]],
      ["a transfer", (nation) => pay(nation, 7n), async ({ token }) => [[await token.getAddress(), 7n]]],
      [
        "an allowance, in full",
        ({ token, payee }) => callOf(token, "approve", [payee, 2n ** 256n - 1n]),
        async ({ token }) => [[await token.getAddress(), MOST]],
      ],
      [
        "an allowance that is raised",
        async ({ token, payee }) => {
          const data = new ethers.Interface(["function increaseAllowance(address,uint256)"]);
          const calldata = data.encodeFunctionData("increaseAllowance", [payee, 9n]);
          return { targets: [await token.getAddress()], values: [0n], calldatas: [calldata] };
        },
        async ({ token }) => [[await token.getAddress(), 9n]],
      ],
      [
        "what is pulled from the nation itself",
        ({ token, payee, timelock }) => callOf(token, "transferFrom", [timelock.target, payee, 3n]),
        async ({ token }) => [[await token.getAddress(), 3n]],
      ],
      [
        "nothing, where it is pulled from somebody else",
        ({ token, payee, reserve }) => callOf(token, "transferFrom", [reserve.target, payee, 3n]),
        () => [],
      ],
      [
        "what the reserve gives and lends, in its token",
        async ({ reserve, guild, token }) =>
          together(
            await callOf(reserve, "spend", [guild, COIN, 11n, PURPOSE]),
            await callOf(reserve, "lend", [guild, token.target, 13n, 2n ** 39n, PURPOSE]),
          ),
        async ({ token }) => [
          [COIN, 11n],
          [await token.getAddress(), 13n],
        ],
      ],
      [
        "the parts of a payment together, token by token",
        async (nation) => together(await pay(nation, 60n), coin(nation, 1n), await pay(nation, 50n), coin(nation, 2n)),
        async ({ token }) => [
          [await token.getAddress(), 110n],
          [COIN, 3n],
        ],
      ],
      [
        "arguments that are cut short as the callee reads them: with zeros at the end",
        async (nation) => {
          const { targets, values, calldatas } = await pay(nation, 1n << 8n);
          return { targets, values, calldatas: [String(calldatas[0]).slice(0, -2)] };
        },
        async ({ token }) => [[await token.getAddress(), 1n << 8n]],
      ],
      ["nothing of a setting", ({ spending }) => callOf(spending, "setPeriod", [PERIOD]), () => []],
    ];
    for (const [what, calls, expected] of cases) {
      it(`reads ${what}`, async () => {
        const nation = await load();
        const [tokens, amounts] = await nation.spending.spendingOf(
          ...(lists(await calls(nation)) as [string[], bigint[], string[]]),
        );
        expect(tokens.map((token, index) => [token, amounts[index]])).to.deep.equal(await expected(nation));
      });
    }
  });

  describe("when a proposal is made", () => {
    const ruleFor = async ({ assembly }: Spender, id: bigint) => {
      const [event] = await assembly.queryFilter(assembly.filters.ProposalRuled(id));
      return (event!.args.rule as unknown as Result).toObject() as unknown as Rule;
    };

    it("leaves the rule as it is up to the cap for a decision", async () => {
      const nation = await load();
      const calls = await pay(nation, 100n);
      const { id } = await proposeBy(nation, nation.founders[0]!, calls, "At the cap");
      expect(await ruleFor(nation, id)).to.deep.equal(ORDINARY);
      expect(await nation.spending.notedOf(id)).to.deep.equal([true, false]);
    });

    it("INV-371 adds the constitutional rule above it, also where the sum is split over calls", async () => {
      const nation = await load();
      const { assembly, spending, founders } = nation;
      for (const calls of [await pay(nation, 101n), together(await pay(nation, 60n), await pay(nation, 41n))]) {
        const key = keyOf(calls, `Above ${calls.targets.length}`);
        const id = await assembly.hashProposal(...key);
        const making = assembly
          .connect(founders[0]!.signer)
          .propose(...(lists(calls) as [string[], bigint[], string[]]), `Above ${calls.targets.length}`);
        await expect(making).to.emit(spending, "SpendingNoted").withArgs(id, true, true);
        expect(await ruleFor(nation, id)).to.deep.equal(stricter(ORDINARY, CONSTITUTIONAL));
        expect(await spending.isAbove(...(lists(calls) as [string[], bigint[], string[]]))).to.equal(true);
      }
    });

    it("INV-372 notes nothing where nothing is capped, and nothing of what spends nothing", async () => {
      const uncapped = await load(open);
      expect(await uncapped.spending.isOn()).to.equal(false);
      const making = uncapped.assembly
        .connect(uncapped.founders[0]!.signer)
        .propose(...(lists(await pay(uncapped, 5_000n)) as [string[], bigint[], string[]]), "Free");
      await expect(making).not.to.emit(uncapped.spending, "SpendingNoted");
      const nation = await load();
      const { id } = await proposeBy(
        nation,
        nation.founders[0]!,
        await callOf(nation.spending, "setPeriod", [PERIOD]),
        "No money",
      );
      expect(await nation.spending.notedOf(id)).to.deep.equal([false, false]);
    });
  });

  describe("when a decision is executed", () => {
    it("INV-370 books what is spent and refuses what is over the period's cap, until the next period", async () => {
      const nation = await load();
      const { assembly, spending, token, payee } = nation;
      const [first, second, third] = await passAll(nation, helpers, [
        await pay(nation, 100n),
        await pay(nation, 51n),
        await pay(nation, 50n),
      ]);
      const period = BigInt(await helpers.time.latest()) / PERIOD;
      await expect(assembly.execute(...first!.key))
        .to.emit(spending, "SpendingBooked")
        .withArgs(first!.id, token, 100n, period, 100n);
      await expect(assembly.execute(...second!.key))
        .to.be.revertedWithCustomError(spending, "SpendingOverCap")
        .withArgs(token, 51n, 50n, (period + 1n) * PERIOD);
      await assembly.execute(...third!.key);
      expect(await spending.spentIn(token)).to.equal(150n);
      expect(await token.balanceOf(payee)).to.equal(150n);
    });

    it("lets a refused decision through once the next period has begun", async () => {
      const nation = await load();
      const { assembly, spending, token } = nation;
      // Its end falls within the window of execution.
      await helpers.time.increaseTo((BigInt(await helpers.time.latest()) / PERIOD + 1n) * PERIOD - 10n * 86_400n);
      const [first, second] = await passAll(nation, helpers, [await pay(nation, 100n), await pay(nation, 51n)]);
      await assembly.execute(...first!.key);
      await expect(assembly.execute(...second!.key)).to.be.revertedWithCustomError(spending, "SpendingOverCap");
      await nextPeriod(helpers);
      expect(await spending.spentIn(token)).to.equal(0n);
      await assembly.execute(...second!.key);
      expect(await spending.spentIn(token)).to.equal(51n);
    });

    it("books a constitutional decision and never refuses it; it counts against the ordinary ones", async () => {
      const nation = await load();
      const { assembly, spending, token } = nation;
      const [large, small] = await passAll(nation, helpers, [await pay(nation, 1_000n), await pay(nation, 1n)]);
      await assembly.execute(...large!.key);
      expect(await spending.spentIn(token)).to.equal(1_000n);
      await expect(assembly.execute(...small!.key)).to.be.revertedWithCustomError(spending, "SpendingOverCap");
    });

    it("reads a decision with coin as constitutional, since that is its rule", async () => {
      const nation = await load();
      const { id } = await proposeBy(nation, nation.founders[0]!, coin(nation, 5n), "Coin");
      expect(await nation.spending.notedOf(id)).to.deep.equal([true, true]);
    });

    it("refuses nothing of what was made before there were caps", async () => {
      const nation = await load(open);
      const { assembly, spending, token } = nation;
      const cap = await callOf(spending, "setCap", [token.target, CAP]);
      const [before, capping] = await passAll(nation, helpers, [await pay(nation, 900n), cap]);
      await expect(assembly.execute(...capping!.key))
        .to.emit(spending, "CapSet")
        .withArgs(token, [100n, 150n]);
      await assembly.execute(...before!.key);
      expect(await spending.spentIn(token)).to.equal(900n);
    });

    it("INV-372 books nothing where nothing is capped", async () => {
      const nation = await load(open);
      const [only] = await passAll(nation, helpers, [await pay(nation, 900n)]);
      await expect(nation.assembly.execute(...only!.key)).not.to.emit(nation.spending, "SpendingBooked");
    });

    it("counts what a decision executed inside another spends, each by its own rule", async () => {
      const nation = await load();
      const { assembly, spending, token } = nation;
      const inner = await pay(nation, 100n);
      const execute = await callOf(assembly, "execute", [...keyOf(inner, "Decision 0.0")]);
      const [one, outer] = await passAll(nation, helpers, [inner, together(execute, await pay(nation, 60n))]);
      // The outer one books its 60 before any call is made, so the inner one finds 90 left for its 100.
      await expect(assembly.execute(...outer!.key))
        .to.be.revertedWithCustomError(spending, "SpendingOverCap")
        .withArgs(token, 100n, 90n, (BigInt(await helpers.time.latest()) / PERIOD + 1n) * PERIOD);
      await assembly.execute(...one!.key);
      expect(await spending.spentIn(token)).to.equal(100n);
    });
  });

  describe("setting", () => {
    it("lifts a cap, changes the period, names and drops a function that pays", async () => {
      const nation = await load();
      const { assembly, spending, token, reserve } = nation;
      const { selector } = reserve.interface.getFunction("spend");
      const paying = { target: token.target, selector: "0x12345678", tokenWord: 3, amountWord: 4 };
      const [all] = await passAll(nation, helpers, [
        together(
          await callOf(spending, "setCap", [token.target, { perDecision: 0n, perPeriod: 0n }]),
          await callOf(spending, "setPeriod", [86_400n]),
          await callOf(spending, "setPaying", [paying]),
          await callOf(spending, "dropPaying", [reserve.target, selector]),
        ),
      ]);
      const done = assembly.execute(...all!.key);
      await expect(done).to.emit(spending, "CapSet").withArgs(token, [0n, 0n]);
      await expect(done).to.emit(spending, "SpendingPeriodSet").withArgs(PERIOD, 86_400n);
      await expect(done).to.emit(spending, "PayingSet").withArgs(token, "0x12345678", true, 3n, 4n);
      await expect(done).to.emit(spending, "PayingSet").withArgs(reserve, selector, false, 0n, 0n);
      expect(await spending.isOn()).to.equal(false);
      expect(await spending.payingOf(token, "0x12345678")).to.deep.equal([true, 3n, 4n]);
      expect(await spending.payingOf(reserve, selector)).to.deep.equal([false, 0n, 0n]);
    });

    it("refuses a period out of range and a function of nobody", async () => {
      const { spending, timelock } = await load();
      const asNation = await ethers.getImpersonatedSigner(await timelock.getAddress());
      const own = spending.connect(asNation);
      await ethers.provider.send("hardhat_setBalance", [asNation.address, toBeHex(10n ** 18n)]);
      await expect(own.setPeriod(86_399n))
        .to.be.revertedWithCustomError(spending, "SpendingBadPeriod")
        .withArgs(86_399n);
      const nobody = { target: ZeroAddress, selector: "0x12345678", tokenWord: 0, amountWord: 0 };
      await expect(own.setPaying(nobody)).to.be.revertedWithCustomError(spending, "SpendingZeroAddress");
    });
  });
});
