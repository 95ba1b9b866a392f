import { act, send } from "../../sdk/acts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { allProposals, type ProposalView } from "../../sdk/governance/assembly.ts";
import { listsOf, ownDescription, proposalId } from "../../sdk/governance/proposals.ts";
import { formatMoment } from "../../sdk/units.ts";
import { CHOICES } from "../options.ts";
import type { Player } from "./rows.ts";
import { callSetting } from "./settings.ts";
import type { Stage } from "./stage.ts";
import { listed } from "./work.ts";

export const propose: Player<"propose"> = async (stage, { who, setting, value, text }) => {
  const { nation } = stage;
  const { assembly, members } = nation.contracts;
  const [by, ...sponsors] = who as [bigint, ...bigint[]];
  if ((await allProposals(nation)).some(({ title }) => title === text)) return `"${text}" was proposed already.`;
  const calls = await callSetting(nation, setting, value);
  const { key } = await members.keyOf(by);
  const description = ownDescription(text, key);
  const proposal = proposalId(calls, description);
  for (const sponsor of sponsors) {
    if (await nation.contracts.petitions.hasSigned(proposal, sponsor)) continue;
    await stage.act(sponsor, act("petitions", "sponsor", { proposal }));
  }
  await stage.act(by, act("assembly", "makeProposal", { ...calls, description }));
  const { snapshot, deadline } = await assembly.voteOf((await proposalCalled(stage, text)).proposal);
  return `${stage.call(by)} proposes ${setting} ${value} ("${text}"); voting from ${formatMoment(snapshot)} to ${formatMoment(deadline)}.`;
};

export const vote: Player<"vote"> = async (stage, { who, choice, text }) => {
  const { proposal } = await proposalCalled(stage, text);
  for (const person of who) await stage.act(person, act("assembly", "castBallot", { proposal, choice }));
  return `${listed(stage, who)}: ${CHOICES[choice] ?? ""} ("${text}").`;
};

export const queue: Player<"queue"> = async (stage, { text }) => {
  const { proposal } = await decide(stage, text, "queue");
  const { eta } = await stage.nation.contracts.assembly.decisionOf(proposal);
  return `"${text}" has passed; it can be carried out from ${formatMoment(eta)}.`;
};

export const execute: Player<"execute"> = async (stage, { text }) => {
  await decide(stage, text, "execute");
  return `"${text}" is carried out.`;
};

async function decide(stage: Stage, text: string, method: "queue" | "execute"): Promise<ProposalView> {
  const { nation, carrier } = stage;
  const proposed = await proposalCalled(stage, text);
  const key = [...listsOf(proposed.calls), proposed.descriptionHash];
  await send(nation, nation.contracts.assembly.connect(carrier), method, key);
  return proposed;
}

async function proposalCalled({ nation }: Stage, text: string): Promise<ProposalView> {
  const found = (await allProposals(nation)).findLast(({ title }) => title === text);
  if (found !== undefined) return found;
  throw new NeoguildError({
    code: "ProposalUnknown",
    message: `nothing was proposed to the assembly as "${text}"`,
    remedy: "See all proposals with 'npx hardhat proposal:show', or add a row that proposes it.",
  });
}
