import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parseEther, ZeroAddress, type Result } from "ethers";
import hre, { network } from "hardhat";

import { deployNation } from "../../ignition/deploy.ts";
import { plannedContracts } from "../../ignition/planned.ts";
import { readCharter } from "../../sdk/charter.ts";
import { connect, readRecord, type Nation } from "../../sdk/connect.ts";
import { deploymentId } from "../../sdk/names.ts";
import { rpcProvider, unlockedProvider, type Eip1193Provider } from "../../sdk/provider.ts";
import { equationRules } from "../../sdk/treasury/terms.ts";
import { checkDeployment } from "../../sdk/verify/deployment.ts";
import { deployCharter } from "../fixtures/chartered.ts";
import { initialDate } from "../fixtures/initialDate.ts";
import { foundGuild } from "../fixtures/membership.ts";
import { temporaryFolder } from "../fixtures/processes.ts";
import { bucket, BucketKind, closeSeason } from "../fixtures/treasury.ts";

const CHARTER = "charters/worker-coop.json";
const CHAIN_ID = 31_337n;
/** The first agent after the five founders. */
const FUND = 6n;
const COIN = ZeroAddress;
/** Which of the deployer's transactions founds the fund: after the contracts up to `Guilds`' floor, the seat, the founders. */
const FUND_SENT = 38;

/** What a struct or an event says, by its names. */
const fieldsOf = (struct: unknown) => (struct as Result).toObject();

// The rules are those of charters/worker-coop.json: a third to the reserve, a twentieth to a fund, the rest by hours.
describe("Story: a fund in the first value equation", () => {
  const charter = readCharter(CHARTER);
  const equation = [
    bucket(BucketKind.Reserve, 3_300n),
    bucket(BucketKind.Account, 500n, { account: FUND }),
    bucket(BucketKind.ContributionShare, 0n),
  ];

  describe("when the charter is deployed", () => {
    const folder = temporaryFolder("fund");
    const deploymentDir = join(folder, deploymentId(charter.rules.name, CHAIN_ID));
    let server: Awaited<ReturnType<typeof hre.network.createServer>>;
    let provider: ReturnType<typeof rpcProvider>;
    let url: string;
    let nation: Nation;
    let fresh: unknown;

    before(async () => {
      server = await hre.network.createServer({ network: "node", override: { initialDate } }, "127.0.0.1", 0);
      url = `http://127.0.0.1:${(await server.listen()).port}`;
      provider = rpcProvider(url, CHAIN_ID);
      fresh = await provider.send("evm_snapshot", []);
      await deploy();
      nation = await connect({ rpcUrl: url, deployments: folder });
    });

    after(async () => {
      nation.provider.destroy();
      provider.destroy();
      await server.close();
    });

    const deploy = (to: Eip1193Provider = unlockedProvider(provider)) =>
      deployNation({ charter, provider: to, artifacts: hre.artifacts, deploymentDir, local: true });

    const sent = async () => provider.getTransactionCount(await provider.getSigner(0));

    const faults = async (against = charter) => {
      const planned = await plannedContracts(against, readRecord(deploymentDir), hre.artifacts);
      return (await checkDeployment(nation, { charter: against, planned })).filter(({ holds }) => !holds);
    };

    it("has the fund founded, by the first of its roster, and no guild beside it", async () => {
      const { guilds, members } = nation.contracts;
      const [founded, ...others] = await guilds.queryFilter(guilds.filters.GuildFounded());
      expect(fieldsOf(founded?.args)).to.deep.include({ guild: FUND, by: 1n, name: "Solidarity fund" });
      expect(others).to.deep.equal([]);
      expect(await guilds.isSteward(FUND, 1n)).to.equal(true);
      expect(await guilds.onRoster(FUND, [1n, 2n, 3n])).to.equal(3n);
      expect(await guilds.isOnRoster(FUND, 4n)).to.equal(false);
      expect(await members.lastId()).to.equal(FUND);
    });

    it("has the charter's equation and never had another, so that whoever opens the first season opens it under this", async () => {
      const { surplus } = nation.contracts;
      expect(await surplus.queryFilter(surplus.filters.EquationSet())).to.have.lengthOf(1);
      const [buckets, rules] = await surplus.equation(await surplus.equationAt((await nation.now()).timestamp));
      expect(buckets.map(fieldsOf)).to.deep.equal(equation);
      expect(fieldsOf(rules)).to.deep.equal(equationRules(charter.rules));
    });

    it("is verified against its charter", async () => {
      expect(await faults()).to.deep.equal([]);
    });

    it("differs from a charter by which others are in the fund", async () => {
      const { rules } = charter;
      const guilds = rules.guilds.map((guild) => (guild.name === "Workshop" ? guild : { ...guild, roster: [1, 2, 4] }));
      const found = await faults({ ...charter, rules: { ...rules, guilds } });
      expect(found.map(({ claim, expected, found }) => [claim, expected, found])).to.deep.equal([
        ["Guilds at the founding", `${FUND} Solidarity fund (1, 2, 4)`, `${FUND} Solidarity fund (1, 2, 3)`],
      ]);
    });

    it("sends nothing when it is run again", async () => {
      const before = await sent();
      await deploy();
      expect(await sent()).to.equal(before);
    });

    it("ends in the same record when it is killed around the fund's founding", async () => {
      const record = readFileSync(join(deploymentDir, "deployed_addresses.json"), "utf8");
      const whole = await sent();
      await provider.send("evm_revert", [fresh]);
      rmSync(deploymentDir, { recursive: true });
      let deaths = 0;
      for (let at = FUND_SENT - 4; at <= FUND_SENT + 3; ++at) deaths += (await dies(at)) ? 1 : 0;
      expect(deaths).to.equal(8);
      await deploy();
      expect(readFileSync(join(deploymentDir, "deployed_addresses.json"), "utf8")).to.equal(record);
      expect(await sent()).to.equal(whole);
      expect(await faults()).to.deep.equal([]);
    });

    /** A run that stops dead once the deployer has sent so many transactions in all, the last unheard. */
    async function dies(at: number): Promise<boolean> {
      const living = unlockedProvider(provider);
      const never = new Promise<never>(() => {});
      let count = await sent();
      let stop = () => {};
      const stopped = new Promise<boolean>((resolve) => (stop = () => resolve(true)));
      let dead = false;
      const mortal: Eip1193Provider = {
        async request(asked): Promise<unknown> {
          if (dead) return never;
          if (asked.method === "eth_sendTransaction" && ++count >= at) {
            dead = true;
            await living.request(asked);
            stop();
            return never;
          }
          return living.request(asked);
        },
      };
      return Promise.race([stopped, deploy(mortal).then(() => false)]);
    }
  });

  describe("when the first season's books are closed", () => {
    it("owes the fund its twentieth", async () => {
      const { ethers, networkHelpers } = await network.create();
      const coop = await deployCharter(ethers, networkHelpers, CHARTER);
      const workshop = await foundGuild(coop, "Workshop", coop.founders);
      await coop.ledger.openSeason();
      await coop.surplus.deposit(workshop, COIN, parseEther("100"), 0n, `0x${"00".repeat(32)}`, {
        value: parseEther("100"),
      });
      const season = await closeSeason(coop, networkHelpers);
      await coop.surplus.closeBooks(workshop, season, COIN);
      expect(await coop.surplus.owedTo(FUND, COIN)).to.equal(parseEther("5"));
      // Nobody worked: what was for hours is in the reserve, too.
      expect(fieldsOf(await coop.surplus.booksOf(workshop, season, COIN))).to.deep.include({
        income: parseEther("100"),
        toAccounts: parseEther("5"),
        toReserve: parseEther("95"),
      });
    });
  });
});
