import { expect } from "chai";
import { network } from "hardhat";

import type { EntryInput } from "../../../sdk/contributions/payload.ts";
import { BOOK_PARTS, COLUMNS } from "../../../sdk/treasury/books.ts";
import { explain, type Cause, type Explained } from "../../../sdk/books/compare/explain.ts";
import { plainSheetMapping, readSheet } from "../../../sdk/books/compare/sheet.ts";
import { parseCsv } from "../../../sdk/csv.ts";
import { NeoguildError } from "../../../sdk/errors.ts";
import { formatAmount, parseAmount } from "../../../sdk/treasury/money.ts";
import { differencesOf } from "../../../sdk/books/recompute/check.ts";
import { FIGURE_KINDS } from "../../../sdk/books/recompute/figures.ts";
import { dueIn } from "../../../sdk/books/recompute/ledger.ts";
import { unpaidIn } from "../../../sdk/books/unpaid.ts";
import { booksOf, foldNation } from "../../fixtures/books.ts";
import { appraiseBatch, submitBatch } from "../../fixtures/contributions.ts";
import { DAY, FOREVER, type Person } from "../../fixtures/membership.ts";
import {
  bucket,
  BucketKind,
  closeSeason,
  commandedGuild,
  deployTreasury,
  payIncome,
  PayoutMode,
  rules,
  Track,
  UNIT,
  type Treasury,
} from "../../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();
const CENT = 10n ** 16n;

/** A guild of six in a season of 1,000: a tenth to a fund, a third each alike, by care, and by hours. */
async function liveSeason() {
  const minimumCredit: [bigint, bigint, bigint] = [16n * 60n, 0n, 0n];
  const nation = await deployTreasury(ethers, { founders: 8, season: { minimumCredit } });
  const people = nation.founders.slice(0, 6);
  const guild = await commandedGuild(nation, "Weavers", people);
  const fund = await commandedGuild(nation, "Fund", nation.founders.slice(-2));
  const equation = [
    bucket(BucketKind.Account, 1_000n, { account: fund }),
    bucket(BucketKind.EqualShare, 3_000n),
    bucket(BucketKind.ContributionShare, 3_000n, { track: Track.Care }),
    bucket(BucketKind.ContributionShare, 0n),
  ];
  await nation.surplus.setEquation(equation, rules({ mode: PayoutMode.Pay }));
  await networkHelpers.time.increaseTo((await nation.ledger.seasonOf(1n)).endsAt);
  await nation.ledger.openSeason();
  await payIncome(nation, guild, 1_000n * UNIT, nation.token);
  return { ...nation, people, guild, fund };
}

type Lived = Awaited<ReturnType<typeof liveSeason>>;

/** Hours of somebody on a day of the season. */
async function hoursOf({ ledger }: Treasury, person: Person, hours: number, entry: Partial<EntryInput> = {}) {
  const { opensAt } = await ledger.seasonOf(2n);
  const day = Number(opensAt / DAY) + 1;
  return { provider: Number(person.id), track: "livelihood" as const, quantity: hours * 60, day, ...entry };
}

async function settle({ ledger }: Treasury, { id, payload }: { id: string; payload: string }) {
  await networkHelpers.time.increase(15n * DAY);
  await ledger.settle(id, payload);
}

/** What happens to hours: accepted, declined, withdrawn, never settled, too few, of another season, of nobody. */
async function liveHours() {
  const nation = await liveSeason();
  const { people, guild } = nation;
  const [amara, bo, chen, dita, emil, farah] = people as [Person, Person, Person, Person, Person, Person];
  const of = (person: Person, hours: number, entry?: Partial<EntryInput>) => hoursOf(nation, person, hours, entry);
  const first = await submitBatch(nation, guild, farah, [
    await of(amara, 100),
    await of(amara, 10, { track: "care" }),
    await of(bo, 80),
    await of(chen, 50),
    await of(dita, 12),
    await of(emil, 30),
    await of(farah, 17),
  ]);
  const declined = [5];
  await appraiseBatch(nation, first.id, [amara, bo], declined);
  const second = await submitBatch(nation, guild, emil, [await of(emil, 20)]);
  await nation.ledger
    .connect(emil.signer)
    .withdraw({ by: emil.id, batch: second.id, withdrawn: [], deadline: FOREVER }, "0x", "0x");
  await submitBatch(nation, guild, chen, [await of(chen, 5)]);
  await settle(nation, first);
  await nation.guilds.connect(dita.signer).quit({ by: dita.id, guild, nonce: 0n, deadline: FOREVER }, "0x");
  await closeSeason(nation, networkHelpers);
  await nation.ledger.openSeason();
  const late = await submitBatch(nation, guild, bo, [await of(bo, 8)]);
  await appraiseBatch(nation, late.id, [amara]);
  await settle(nation, late);
  await nation.surplus.closeBooks(guild, 2n, nation.token);
  return nation;
}

const SHEET = [
  ["name", "hours", "track", "share"],
  ["Amara", "100", "", ""],
  ["Amara", "10", "care", ""],
  ["Bo", "98", "", ""],
  ["Chen", "55", "", ""],
  ["Dita", "12", "", ""],
  ["Emil", "50", "", ""],
  ["Zoe", "10", "", ""],
];
const NAMES = new Map(["Amara", "Bo", "Chen", "Dita", "Emil", "Farah"].map((name, place) => [BigInt(place + 1), name]));

/** The spreadsheet with shares of 900 by all hours, rounded to a cent. */
function sheetByHours(): string[][] {
  const [head = [], ...rows] = SHEET;
  const all = rows.reduce((sum, [, hours]) => sum + Number(hours), 0);
  return [
    head,
    ...rows.map(([name = "", hours = "", track = ""]) => [
      name,
      hours,
      track,
      ((900 * Number(hours)) / all).toFixed(2),
    ]),
  ];
}

function read(records: string[][]) {
  const mapping = plainSheetMapping(records[0] ?? []);
  return readSheet(records, { source: "shares.csv", mapping, names: NAMES, decimals: 18 });
}

function compare(
  world: Awaited<ReturnType<typeof foldNation>>,
  lived: Lived,
  token: string,
  records: string[][],
): Explained {
  const sheet = read(records);
  return explain(world, { guild: lived.guild, season: 2n, token }, sheet, { cent: CENT });
}

describe("Books recomputed from logs", () => {
  it("show every part of the books in one column", () => {
    expect(Object.values(COLUMNS).flat().toSorted()).to.deep.equal([...BOOK_PARTS].toSorted());
  });

  it("say of every figure what the chain says, for an equation of four buckets", async () => {
    const lived = await networkHelpers.loadFixture(liveHours);
    await lived.surplus.claimFor([1n, 4n], lived.guild, 2n, lived.token);
    const world = await foldNation(ethers, lived);
    const contracts = booksOf(lived);
    const kinds = FIGURE_KINDS.filter(({ contract }) => contract in contracts);
    const differences = [];
    for (const { kind, contract, view, figures, read } of kinds) {
      for (const figure of figures(world)) {
        const abi = contracts[contract]!.interface;
        const data = abi.encodeFunctionData(view, figure.args);
        const answer = await ethers.provider.call({ to: contracts[contract]!, data });
        differences.push(...differencesOf(kind, figure, read(abi.decodeFunctionResult(view, answer))));
      }
    }
    expect(differences).to.deep.equal([]);
    const token = await lived.token.getAddress();
    expect(dueIn(world, token)).to.equal(await lived.token.balanceOf(lived.surplus));
  });
});

describe("A spreadsheet that cannot be read", () => {
  for (const [given, records, fault] of [
    ["no column of shares", parseCsv("name,hours\nBo,8"), "no column is named for the share"],
    ["a share that is none", parseCsv("name,share\nBo,1.2.3"), "row 2: "],
  ] as const) {
    it(`given ${given}, says so with the file's name`, () => {
      expect(() => read([...records]))
        .to.throw(NeoguildError, `shares.csv cannot be read:\n  ${fault}`)
        .and.to.include({ code: "TableUnreadable" });
    });
  }
});

describe("A spreadsheet explained", () => {
  const given = async () => {
    const lived = await networkHelpers.loadFixture(liveHours);
    return { lived, world: await foldNation(ethers, lived), token: await lived.token.getAddress() };
  };

  it("names what became of the hours that do not count, to the smallest unit", async () => {
    const { lived, world, token } = await given();
    const found = compare(world, lived, token, sheetByHours());
    const own = (agent: bigint, cause: Cause) =>
      found.people.find((one) => one.agent === agent)?.steps.find((step) => step.own && step.cause === cause)?.minutes;

    expect(own(2n, "other-season")).to.equal(-8n * 60n);
    expect(own(2n, "never-entered")).to.equal(-10n * 60n);
    expect(own(3n, "unsettled")).to.equal(-5n * 60n);
    expect(own(4n, "minimum")).to.equal(-12n * 60n);
    expect(own(5n, "not-accepted")).to.equal(-30n * 60n);
    expect(own(5n, "withdrawn")).to.equal(-20n * 60n);
    expect(own(6n, "not-in-sheet")).to.equal(17n * 60n);
    expect([...found.byCause.keys()]).to.include.members(["rounding", "other-rule", "nobody", "forfeited"]);
    expect(found.unexplained).to.equal(0n);
    expect([...found.byCause.values()].reduce((sum, amount) => sum + amount, 0n)).to.equal(found.difference);
  });

  it("gives the share of the books, whoever collected", async () => {
    const { lived, world, token } = await given();
    const found = compare(world, lived, token, sheetByHours());
    for (const { agent, books } of found.people) {
      if (agent === undefined) continue;
      const { amount } = await lived.surplus.shareOf(lived.guild, 2n, token, agent);
      expect(books.share, `agent ${agent}`).to.equal(amount);
    }
  });

  it("tells an equal share that was forfeited", async () => {
    const { lived, world, token } = await given();
    const found = compare(world, lived, token, sheetByHours());
    const dita = found.people.find(({ agent }) => agent === 4n);
    expect(dita?.books.share).to.equal(0n);
    expect(dita?.steps.find(({ cause }) => cause === "forfeited")?.amount).to.equal(-50n * UNIT);
  });

  it("lists rows nobody answers to, and members whom the spreadsheet leaves out", async () => {
    const { lived, world, token } = await given();
    const { people } = compare(world, lived, token, sheetByHours());
    expect(people.filter(({ agent }) => agent === undefined).map(({ name, rows }) => [name, rows])).to.deep.equal([
      ["Zoe", [8]],
    ]);
    expect(people.filter(({ rows }) => rows.length === 0).map(({ agent }) => agent)).to.deep.equal([6n]);
  });

  it("tells hours entered on another track, and another amount that is shared out", async () => {
    const { lived, world, token } = await given();
    const rows = sheetByHours().filter(([name]) => name !== "Zoe");
    rows[1] = ["Amara", "110", "", rows[1]?.[3] ?? ""];
    rows[2] = ["Amara", "0", "care", rows[2]?.[3] ?? ""];
    const found = compare(world, lived, token, rows);
    const amara = found.people.find(({ agent }) => agent === 1n);
    expect(amara?.steps.some(({ cause, own }) => cause === "other-track" && own)).to.equal(true);
    expect([...found.byCause.keys()]).to.include("other-amount");
    expect(found.unexplained).to.equal(0n);
  });

  it("tells a share that was collected already and is no longer in the spreadsheet", async () => {
    const lived = await networkHelpers.loadFixture(liveHours);
    const token = await lived.token.getAddress();
    await lived.surplus.claimFor([2n], lived.guild, 2n, token);
    const rows = sheetByHours().map((row) => (row[0] === "Bo" ? ["Bo", "98", "", "0"] : row));
    const found = compare(await foldNation(ethers, lived), lived, token, rows);
    const bo = found.people.find(({ agent }) => agent === 2n);
    expect(bo?.steps.map(({ cause }) => cause)).to.deep.equal(["collected"]);
    expect(bo?.steps[0]?.amount).to.equal(bo?.books.share);
  });

  it("says of a share that is no share of its hours that nothing explains it", async () => {
    const { lived, world, token } = await given();
    const rows = sheetByHours();
    const [amara, bo] = [rows[1]!, rows[3]!];
    amara[3] = formatAmount(parseAmount(amara[3]!, 18) + 40n * UNIT, 18);
    bo[3] = formatAmount(parseAmount(bo[3]!, 18) - 40n * UNIT, 18);
    const found = compare(world, lived, token, rows);
    expect(found.unexplained > 79n * UNIT && found.unexplained < 81n * UNIT).to.equal(true);
  });
});

describe("Who waits for money", () => {
  it("is told with the reason, the longest first", async () => {
    const lived = await networkHelpers.loadFixture(liveHours);
    const { guild, fund, token, surplus } = lived;
    // A payee who cannot receive, and books that nobody closed.
    await token.blockPayee(lived.people[1]!.signer);
    await surplus.claimFor([1n, 2n], guild, 2n, token);
    await payIncome(lived, fund, 5n * UNIT, lived.token);
    await closeSeason(lived, networkHelpers);
    const waiting = unpaidIn(await foldNation(ethers, lived));
    expect(waiting.map(({ agent, reason }) => [agent, reason])).to.deep.equal([
      [3n, "not-collected"],
      [5n, "not-collected"],
      [6n, "not-collected"],
      [fund, "account-credited"],
      [2n, "not-received"],
      [fund, "books-open"],
    ]);
    const at = `--token ${await token.getAddress()}`;
    expect(waiting.map(({ next }) => next)).to.include.members([
      `surplus:claim --for 3 --guild ${guild} --season 2 ${at}`,
      `surplus:withdraw --by 2 ${at}`,
      `surplus:close --guild ${fund} --season 3 ${at}`,
    ]);
  });

  it("lets those wait who lent until they leave, and then no longer", async () => {
    const lived = await networkHelpers.loadFixture(liveSeason);
    const { guild, token, surplus, members } = lived;
    const lent = [bucket(BucketKind.EqualShare, 0n)];
    await surplus.setEquation(lent, rules({ mode: PayoutMode.MemberLoan }));
    await closeSeason(lived, networkHelpers);
    await lived.ledger.openSeason();
    await payIncome(lived, guild, 60n * UNIT, token);
    await closeSeason(lived, networkHelpers);
    await surplus.closeBooks(guild, 3n, token);
    await surplus.claimFor([1n, 2n], guild, 3n, token);
    const [amara] = lived.people;
    await members.connect(amara!.signer).resign({ by: 1n, nonce: 0n, deadline: FOREVER }, "0x");
    const waiting = unpaidIn(await foldNation(ethers, lived)).filter(({ agent }) => agent < 3n);
    expect(waiting.map(({ agent, reason, amount }) => [agent, reason, amount])).to.deep.equal([
      [1n, "loan-due", 10n * UNIT],
      [2n, "lent-until-exit", 10n * UNIT],
    ]);
    expect(waiting.map(({ next }) => next)).to.deep.equal([
      `surplus:withdraw --by 1 --loan --token ${await token.getAddress()}`,
      undefined,
    ]);
  });
});
