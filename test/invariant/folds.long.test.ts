import { expect } from "chai";
import type { BaseContract, FunctionFragment } from "ethers";
import hre from "hardhat";
import { join } from "node:path";

import { deployNation } from "../../ignition/deploy.ts";
import { SEASON } from "../../scripts/story/season.ts";
import { setStage } from "../../scripts/story/stage.ts";
import { readCharter } from "../../sdk/charter.ts";
import { connect, contractNames, solidityName, type ContractName, type Nation } from "../../sdk/connect.ts";
import { grantNumber } from "../../sdk/licensing/grants.ts";
import { deploymentId } from "../../sdk/names.ts";
import { rpcProvider, unlockedProvider } from "../../sdk/provider.ts";
import { initialDate } from "../fixtures/initialDate.ts";
import { temporaryFolder } from "../fixtures/processes.ts";
import { liveAgreements } from "./folds/agreements.ts";
import { REVERTS, type Case } from "./folds/cases.ts";
import { liveChambers } from "./folds/chambers.ts";
import { liveCobudget } from "./folds/cobudget.ts";
import { liveCouncils } from "./folds/councils.ts";
import { liveElections } from "./folds/elections.ts";
import { liveExpenses } from "./folds/expenses.ts";
import { liveMoving } from "./folds/moving.ts";
import { liveLoss } from "./folds/losses.ts";
import { livePacts } from "./folds/pacts.ts";
import { livePlaces } from "./folds/places.ts";
import { liveSources } from "./folds/sources.ts";
import { liveSpending } from "./folds/spending.ts";
import { UNTOLD, VIEWS } from "./folds/views.ts";
import { plain, worldOf, type World } from "./folds/world.ts";

const CHAIN_ID = 31_337n;

describe("A nation's logs alone, after the whole story of npm start", () => {
  const deployments = temporaryFolder("folds");
  let server: Awaited<ReturnType<typeof hre.network.createServer>>;
  let nation: Nation;
  let world: World;

  before(async () => {
    server = await hre.network.createServer({ network: "node", override: { initialDate } }, "127.0.0.1", 0);
    const rpcUrl = `http://127.0.0.1:${(await server.listen()).port}`;
    const provider = rpcProvider(rpcUrl, CHAIN_ID);
    const charter = readCharter("charters/hypha.json");
    const deploymentDir = join(deployments, deploymentId(charter.rules.name, CHAIN_ID));
    const to = { provider: unlockedProvider(provider), artifacts: hre.artifacts, deploymentDir };
    await deployNation({ charter, ...to, local: true });
    provider.destroy();
    nation = await connect({ rpcUrl, deployments });
    const stage = await setStage(nation);
    for (const scene of SEASON) await scene.play(stage);
    await livePlaces(stage);
    await liveAgreements(stage);
    await liveExpenses(stage);
    await liveLoss(stage);
    await livePacts(stage);
    await issueToken(nation);
    await liveElections(stage);
    await liveCobudget(stage);
    await liveChambers(stage);
    await liveSources(stage);
    await liveSpending(stage);
    await liveCouncils(stage);
    await liveMoving(stage);
    world = await worldOf(nation);
  });

  after(async () => {
    nation.provider.destroy();
    await server.close();
  });

  for (const contract of contractNames) {
    describe(solidityName(contract), () => {
      it("has no view that the logs leave out", () => {
        const views = viewsOf(nation.contracts[contract]).map(({ name }) => name);
        const covered = views.filter((name) => !isUntold(contract, name));
        expect(covered.filter((name) => !(name in VIEWS[contract]))).to.deep.equal([]);
      });

      it("answers every view as the fold of the logs does", async () => {
        for (const { name } of viewsOf(nation.contracts[contract])) {
          const casesOf = VIEWS[contract][name];
          if (isUntold(contract, name) || casesOf === undefined) continue;
          const cases = casesOf(world);
          expect(cases, `questions to ${name}`).not.to.deep.equal([]);
          await Promise.all(cases.map((question) => verifyAnswer(nation.contracts[contract], name, question)));
        }
      });
    });
  }

  it("leaves out nothing by an excuse that no contract needs", () => {
    const named = contractNames.flatMap((contract) =>
      viewsOf(nation.contracts[contract]).flatMap(({ name }) => [name, `${contract}.${name}`]),
    );
    expect(Object.keys(UNTOLD).filter((excuse) => !named.includes(excuse))).to.deep.equal([]);
  });
});

/** Functions that read state; a pure one reads none. */
function viewsOf(contract: BaseContract): FunctionFragment[] {
  const functions: FunctionFragment[] = [];
  contract.interface.forEachFunction((fragment) => functions.push(fragment));
  return functions.filter(({ stateMutability }) => stateMutability === "view");
}

function isUntold(contract: ContractName, name: string): boolean {
  return name in UNTOLD || `${contract}.${name}` in UNTOLD;
}

async function verifyAnswer(contract: BaseContract, view: string, { args, is }: Case): Promise<void> {
  const asked = contract.getFunction(view).staticCall(...args);
  const question = `${view}(${args.map(String).join(", ")})`;
  if (is === REVERTS) {
    const refused = await asked.then(
      () => false,
      () => true,
    );
    expect(refused, `${question} is refused`).to.equal(true);
  } else if (typeof is === "function") {
    (is as (seen: unknown) => void)(await asked);
  } else {
    expect(plain(await asked), question).to.deep.equal(plain(is));
  }
}

/** The token of the story's first licence; those of the others nobody asks for. */
async function issueToken({ contracts: { grantTokens, licences }, provider }: Nation): Promise<void> {
  const [granted] = await licences.queryFilter(licences.filters.LicenceGranted());
  const { work, licensee, purpose } = granted!.args;
  await grantTokens.connect(await provider.getSigner(0)).issue(grantNumber(work, licensee, purpose));
}
