import { JsonRpcSigner, MaxUint256 } from "ethers";

import type { Stage } from "../../../scripts/story/stage.ts";
import { send } from "../../../sdk/acts.ts";
import { isOn, spentIn } from "../../../sdk/governance/spendingFold.ts";
import { COIN } from "../../fixtures/treasury.ts";
import { each, one, type Views } from "./cases.ts";
import { asNation } from "./elections.ts";
import type { World } from "./world.ts";

const DAY = 86_400n;
const NOWHERE = `0x${"11".repeat(20)}`;
const SELECTOR = "0x12345678";

/** What the story of npm start leaves out: caps set and lifted, functions that pay, spending noted and booked. */
export async function liveSpending(stage: Stage): Promise<void> {
  const { nation } = stage;
  const { members, assembly } = nation.addresses;
  const cap = { perDecision: 5n, perPeriod: 9n };
  await asNation(stage, "spending", "setCap", [COIN, cap]);
  await asNation(stage, "spending", "setCap", [NOWHERE, cap]);
  await asNation(stage, "spending", "setCap", [NOWHERE, { perDecision: 0n, perPeriod: 0n }]);
  await asNation(stage, "spending", "setPeriod", [3650n * DAY]);
  const paying = { target: members, selector: SELECTOR, tokenWord: 1, amountWord: 3 };
  await asNation(stage, "spending", "setPaying", [paying]);
  await asNation(stage, "spending", "setPaying", [{ ...paying, target: assembly }]);
  await asNation(stage, "spending", "dropPaying", [assembly, SELECTOR]);
  await asNation(stage, "surplus", "setDepositCap", [NOWHERE, 7n]);
  await asNation(stage, "surplus", "setDepositCap", [COIN, MaxUint256]);

  await nation.provider.send("hardhat_impersonateAccount", [assembly]);
  await nation.provider.send("hardhat_setBalance", [assembly, "0xde0b6b3a7640000"]);
  const { spending } = nation.contracts;
  const asAssembly = spending.connect(new JsonRpcSigner(nation.provider, assembly));
  const calls = [[NOWHERE], [4n], ["0x"]];
  for (const proposal of [8n, 9n]) {
    await send(nation, asAssembly, "note", [proposal, ...calls]);
    await send(nation, asAssembly, "book", [proposal, ...calls]);
  }
}

const tokens = [COIN, NOWHERE];

export const spendingViews: Views = {
  isOn: ({ spending }) => one(isOn(spending)),
  period: ({ spending }) => one(spending.period),
  capOf: ({ spending }) => each(tokens, (token) => spending.caps.get(token) ?? { perDecision: 0n, perPeriod: 0n }),
  payingOf: ({ spending, addresses }: World) =>
    [addresses.members, addresses.assembly, addresses.reserve].map((target) => ({
      args: [target, SELECTOR],
      is: spending.paying.get(`${target} ${SELECTOR}`) ?? [false, 0n, 0n],
    })),
  spentIn: ({ spending, now }) => each(tokens, (token) => spentIn(spending, token, now)),
  notedOf: ({ spending }) =>
    each([7n, ...spending.noted.keys()], (id) => [spending.noted.has(id), spending.noted.get(id) ?? false]),
};
