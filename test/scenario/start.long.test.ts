import { join } from "node:path";
import { expect } from "chai";
import { parseEther, ZeroAddress, ZeroHash } from "ethers";

import { STUDIO } from "../../scripts/story/scene.ts";
import { setStage } from "../../scripts/story/stage.ts";
import { send } from "../../sdk/acts.ts";
import { connect, type Nation } from "../../sdk/connect.ts";
import { killLeftovers, run, temporaryFolder, type Program } from "../fixtures/processes.ts";

/** The closing books as people read them: hours that count, and what they are worth. */
const ROWS = [
  /Amara +1600 h +8,888\.89/,
  /Bo +1200 h +6,666\.67/,
  /Chen +800 h +4,444\.44/,
  /Dita +0 h +0\.00/,
  /Jo +0 h +0\.00/,
  /Reserve +80,000\.00/,
  /Surplus +100,000\.00/,
];

describe("Story: npm start, killed and started again", () => {
  const folder = temporaryFolder("start");
  const deployments = join(folder, "deployments");
  let before: unknown;

  after(killLeftovers);

  it("goes on with a season in the middle of which it was killed, to the same books", async () => {
    const first = start();
    await first.printed("A year's work");
    await first.kill();
    expect(first.output()).not.to.include("Closing books");

    const second = start();
    await second.printed("Ctrl-C ends it");
    expect(second.output()).to.include("requests replayed").and.not.to.include("The season opens");
    verifyBooks(second);
    before = await liveOn(urlOf(second));
    await second.kill();
  });

  it("finds head and balances as they were, and lives no season twice", async () => {
    const third = start();
    await third.printed("Ctrl-C ends it");
    expect(third.output()).to.include("The season was lived before");
    expect(third.output()).to.include((before as { head: string }).head);
    verifyBooks(third);

    const nation = await connect({ rpcUrl: urlOf(third), deployments });
    expect(await everything(nation)).to.deep.equal(before);
    nation.provider.destroy();
    await third.kill();
  });

  function start(...options: string[]): Program {
    const args = ["--port", "0", ...options];
    return run("chain/start.ts", args, {
      env: { NEOGUILD_HOME: join(folder, "nations"), NEOGUILD_DEPLOYMENTS: deployments },
    });
  }

  function urlOf(program: Program): string {
    return /http:\/\/127\.0\.0\.1:\d+/.exec(program.output())![0];
  }

  /** What people do in a second terminal: a task, then a program of their own; returns how the nation stands then. */
  async function liveOn(rpcUrl: string): Promise<unknown> {
    const env = { NEOGUILD_DEPLOYMENTS: deployments, NEOGUILD_RPC_URL: rpcUrl };
    const task = run("node_modules/hardhat/dist/src/cli.js", ["season:open"], { env });
    expect(await task.ended(), task.output()).to.equal(0);

    const nation = await connect({ rpcUrl, deployments });
    const city = (await setStage(nation)).account("City of Umber");
    const amount = parseEther("25");
    const deposit = [STUDIO, ZeroAddress, amount, 0n, ZeroHash, { value: amount }];
    await send(nation, nation.contracts.surplus.connect(city), "deposit", deposit);
    const state = await everything(nation);
    nation.provider.destroy();
    return state;
  }
});

function verifyBooks(program: Program): void {
  for (const row of ROWS) expect(program.output()).to.match(row);
}

/** The head, the coins of every account and contract, and every book, loan and debt. */
async function everything({ provider, contracts, addresses }: Nation): Promise<Readonly<Record<string, unknown>>> {
  const { ledger, members, surplus, reserve } = contracts;
  const accounts = (await provider.send("eth_accounts", [])) as string[];
  const seasons = upTo(await ledger.lastSeason());
  const agents = upTo(await members.lastId());
  const books = await Promise.all(seasons.map((season) => surplus.booksOf(STUDIO, season, ZeroAddress)));
  expect(books.map(({ income }) => income)).to.deep.equal([parseEther("110000"), parseEther("25")]);
  return {
    head: (await provider.getBlock("latest"))?.hash,
    coins: await Promise.all([...accounts, ...Object.values(addresses)].map((holder) => provider.getBalance(holder))),
    books: books.map((book) => [...book]),
    loans: await Promise.all(agents.map((agent) => surplus.loanOf(agent, ZeroAddress))),
    owed: await Promise.all([0n, ...agents].map((agent) => surplus.owedTo(agent, ZeroAddress))),
    lent: await reserve.outstanding(ZeroAddress),
  };
}

function upTo(last: bigint): bigint[] {
  return Array.from({ length: Number(last) }, (_, index) => BigInt(index + 1));
}
