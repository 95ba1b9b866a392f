import { id as hashOf, parseEther, ZeroAddress } from "ethers";

import { act, send } from "../../sdk/acts.ts";
import { coins, FIRST_SEASON, giveCoins, LICENCE_FEE, type Scene, STUDIO } from "./scene.ts";
import { MEMBERS } from "./stage.ts";

const COSTS = parseEther("10000");
const PROJECT_INCOME = parseEther("92000");

export const projectPaid: Scene = {
  title: "Income",
  async done({ nation }) {
    return (
      (await nation.contracts.surplus.booksOf(STUDIO, FIRST_SEASON, ZeroAddress)).income >= PROJECT_INCOME + LICENCE_FEE
    );
  },
  async play(stage) {
    await giveCoins(stage, "City of Umber", PROJECT_INCOME);
    const surplus = stage.nation.contracts.surplus.connect(stage.account("City of Umber"));
    const value = { value: PROJECT_INCOME };
    await send(stage.nation, surplus, "deposit", [STUDIO, ZeroAddress, PROJECT_INCOME, 0n, hashOf("invoice 7"), value]);
    return [`The City of Umber pays ${coins(PROJECT_INCOME)} for a project.`];
  },
};

export const costPaid: Scene = {
  title: "A cost, by consent",
  async done({ nation }) {
    return (await nation.contracts.surplus.booksOf(STUDIO, FIRST_SEASON, ZeroAddress)).costs >= COSTS;
  },
  async play(stage) {
    const { surplus, councils } = stage.nation.contracts;
    const cost = {
      by: STUDIO,
      season: FIRST_SEASON,
      token: ZeroAddress,
      to: stage.account("Field Tools Co-op").address,
      amount: COSTS,
      evidence: hashOf("invoice 12"),
      nonce: 0n,
      deadline: 2n ** 40n - 1n,
    };
    const calls = {
      targets: [stage.nation.addresses.surplus],
      values: [0n],
      calldatas: [surplus.interface.encodeFunctionData("payCost", [cost, "0x"])],
    };
    let proposal = await councils.proposalCount();
    if (proposal === 0n) {
      const description = "Pay Field Tools Co-op for housings";
      await stage.together([["Bo", act("councils", "propose", { guild: STUDIO, ...calls, description })]]);
      proposal = await councils.proposalCount();
    }
    const { closesAt } = await councils.proposalOf(proposal);
    await stage.waitUntil(closesAt + 1n);
    const carrier = councils.connect(stage.account("the courier"));
    await send(stage.nation, carrier, "execute", [proposal, calls.targets, calls.values, calls.calldatas]);
    return [
      `Bo proposes that the Studio pays ${coins(COSTS)} for housings. Nobody objects within three days, so the guild's account`,
      "pays it from the season's income.",
    ];
  },
};

export const booksClosed: Scene = {
  title: "The books are closed",
  async done({ nation }) {
    return (await nation.contracts.surplus.booksOf(STUDIO, FIRST_SEASON, ZeroAddress)).equation !== 0n;
  },
  async play(stage) {
    const { ledger, surplus } = stage.nation.contracts;
    const courier = stage.account("the courier");
    const { closesAt } = await ledger.seasonOf(FIRST_SEASON);
    await stage.waitUntil(closesAt + 1n);
    if (!(await ledger.isClosed(FIRST_SEASON))) {
      await send(stage.nation, ledger.connect(courier), "closeSeason", [FIRST_SEASON]);
    }
    await send(stage.nation, surplus.connect(courier), "closeBooks", [STUDIO, FIRST_SEASON, ZeroAddress]);
    const { income, costs, toReserve } = await surplus.booksOf(STUDIO, FIRST_SEASON, ZeroAddress);
    return [
      `Income ${coins(income)} less costs ${coins(costs)} is the season's surplus. It runs, once, through the value equation:`,
      `${coins(toReserve)} (80%) to the reserve, which is never divided, and the rest to members by their hours.`,
    ];
  },
};

export const sharesCollected: Scene = {
  title: "Members collect",
  async done({ nation }) {
    return (await nation.contracts.surplus.booksOf(STUDIO, FIRST_SEASON, ZeroAddress)).uncollected === 0n;
  },
  async play(stage) {
    const { surplus } = stage.nation.contracts;
    const books = [STUDIO, FIRST_SEASON, ZeroAddress] as const;
    const { collected } = await surplus.shareOf(...books, await stage.id("Amara"));
    const own = { guild: STUDIO, season: FIRST_SEASON, token: ZeroAddress, to: ZeroAddress };
    if (!collected) await stage.together([["Amara", act("surplus", "claim", own)]]);
    const ids = await Promise.all(MEMBERS.map((name) => stage.id(name)));
    const courier = surplus.connect(stage.account("the courier"));
    await send(stage.nation, courier, "claimFor", [ids, STUDIO, FIRST_SEASON, ZeroAddress]);
    return [
      "Amara collects her share herself; the courier collects for all the others at once. Each is credited as a loan of the",
      "member to the nation, paid when the member leaves.",
    ];
  },
};
