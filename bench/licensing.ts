import { MaxUint256 } from "ethers";

import { grantNumber } from "../sdk/licensing/grants.ts";
import {
  addCopyFair,
  addLicence,
  attest,
  deployLicensing,
  publishAct,
  PURPOSE,
  takeAct,
} from "../test/fixtures/licensing.ts";
import { foundGuild, type Person } from "../test/fixtures/membership.ts";
import { UNIT } from "../test/fixtures/treasury.ts";
import { gasOf, newChain } from "./chain.ts";
import type { Figures } from "./figures.ts";

const FEE = 10n * UNIT;

/** A work under two licences, the first free for a co-op, the second sold to a firm for an ERC-20. */
export async function measureLicensing(): Promise<Figures> {
  const { ethers } = await newChain();
  const nation = await deployLicensing(ethers);
  const { members, commons, licences, surplus, token, guild, steward, strangers } = nation;
  const ppl = await addLicence(nation, "PPL");
  const sold = await addCopyFair(nation, { fee: { token: await token.getAddress(), amount: FEE } });
  const publish = () =>
    gasOf(commons.connect(steward.signer).publish(publishAct(nation, { policies: [ppl, sold] }), "0x"));
  await publish();
  const register = await publish();
  const work = await commons.lastId();
  const otherSteward = nation.founders[3];
  if (otherSteward === undefined) throw new Error("a fourth founder is needed");
  const otherGuild = await foundGuild(nation, "Forge", [otherSteward]);
  const derivative = publishAct(nation, {
    ...{ policies: [ppl], parents: [1n, work], sharesBps: [1_000n, 500n] },
    ...{ guild: otherGuild, steward: otherSteward },
  });

  const [coopKey, firmKey] = strangers;
  if (coopKey === undefined || firmKey === undefined) throw new Error("two keys are needed");
  const coop = await attest(nation, "worker co-op", coopKey);
  const firm = await attest(nation, "firm", firmKey);
  await token.mint(firm.signer, 10n * FEE);
  await token.connect(firm.signer).approve(commons, MaxUint256);
  await commons.connect(firm.signer).pay(work, token, FEE); // the guild has had income in this token this season

  const ask = async ({ id, signer }: Person) =>
    gasOf(signer.sendTransaction(await licences.canUse.populateTransaction(work, id, PURPOSE.commercial)));
  const free = takeAct(coop.id, work, ppl, PURPOSE.commercial);
  const paid = takeAct(firm.id, work, sold, PURPOSE.commercial);
  const tokens = await ethers.deployContract("GrantTokens", [members, licences]);
  const figures = {
    "licensing.register": register,
    "licensing.derive2": await gasOf(commons.connect(otherSteward.signer).publish(derivative, "0x")), // of another guild's works
    "licensing.canUse": await ask(coop),
    "licensing.canUse.reciprocity": await ask(firm), // reads both policies, and the ledger for what the firm contributed
    "licensing.grant.free": await gasOf(licences.connect(coop.signer).take(free, "0x")),
    "licensing.grant.paid": await gasOf(licences.connect(firm.signer).take(paid, "0x")),
    "licensing.token.issue": await gasOf(tokens.issue(grantNumber(work, coop.id, PURPOSE.commercial))),
  };
  const { income } = await surplus.booksOf(guild, 1n, token);
  if (income !== 2n * FEE) throw new Error(`the guild's income is ${income}, not two fees`);
  return figures;
}
