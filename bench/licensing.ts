import { MaxUint256 } from "ethers";

import {
  addCopyFair,
  addLicence,
  attest,
  deployLicensing,
  publishAct,
  PURPOSE,
  takeAct,
} from "../test/fixtures/licensing.ts";
import type { Person } from "../test/fixtures/membership.ts";
import { UNIT } from "../test/fixtures/treasury.ts";
import { gasOf, newChain } from "./chain.ts";
import type { Figures } from "./figures.ts";

const FEE = 10n * UNIT;

/** A work under two licences, the first free for a co-op, the second sold to a firm for an ERC-20. */
export async function measureLicensing(): Promise<Figures> {
  const { ethers } = await newChain();
  const nation = await deployLicensing(ethers);
  const { commons, licences, surplus, token, guild, steward, strangers } = nation;
  const ppl = await addLicence(nation, "PPL");
  const sold = await addCopyFair(nation, { fee: { token: await token.getAddress(), amount: FEE } });
  const publish = () =>
    gasOf(commons.connect(steward.signer).publish(publishAct(nation, { policies: [ppl, sold] }), "0x"));
  await publish();
  const register = await publish();
  const work = await commons.lastId();

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
  const figures = {
    "licensing.register": register,
    "licensing.canUse": await ask(coop),
    "licensing.canUse.reciprocity": await ask(firm), // reads both policies, and the ledger for what the firm contributed
    "licensing.grant.free": await gasOf(licences.connect(coop.signer).take(free, "0x")),
    "licensing.grant.paid": await gasOf(licences.connect(firm.signer).take(paid, "0x")),
  };
  const { income } = await surplus.booksOf(guild, 1n, token);
  if (income !== 2n * FEE) throw new Error(`the guild's income is ${income}, not two fees`);
  return figures;
}
