import { act, eventsNamed } from "../../sdk/acts.ts";
import { declaredBefore, luggageOf, someMove } from "../../sdk/governance/moving.ts";
import { requireAgent } from "../../sdk/membership/agents.ts";
import { agentId, byMember, token } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const movingPack = defineTask({
  name: "moving:pack",
  description:
    "Puts all that Surplus owes you in a token into your satchel, from where it is carried to the other side. It is paid " +
    "there, and no more here. Collect your shares first (surplus:claim). Then: moving:carry. " +
    "Example: npx hardhat moving:pack --by 3 --token native",
  options: { by: byMember, token: token.describe("Address of an ERC-20, or native"), ...signing },
  async run({ options: { by, token }, nation, perform }) {
    const connected = await nation();
    const { surplus } = connected.contracts;
    await requireAgent(connected, by);
    const amount = await surplus.owedTo(by, token);
    if (amount === 0n) return unchanged(`Nothing is owed to agent ${by} in this token.`, { by, token });
    const { satchel } = await luggageOf(connected, await someMove(connected), by);
    return perform(by, act("surplus", "withdraw", { token, to: satchel }), {
      tell: () => ({
        lines: [
          `Agent ${by} packs ${amount} of ${token} into ${satchel}.`,
          `Next: npx hardhat moving:carry --agent ${by} --token ${token}`,
        ],
        data: { by, token, amount, satchel },
      }),
    });
  },
});

export const movingCarry = defineTask({
  name: "moving:carry",
  description:
    "Counts what lies in an agent's satchel as carried. Anybody may; needs the agent's declaration, a token of the plan, and " +
    "the freeze to come. Example: npx hardhat moving:carry --agent 3 --token native",
  options: { agent: agentId.describe("Whose satchel"), token: token.describe("Address of an ERC-20, or native") },
  async run({ options: { agent, token }, nation, transact }) {
    const connected = await nation();
    const { isFormer, key } = await luggageOf(connected, await someMove(connected), agent);
    return transact("moving", "gather", [agent, token], {
      tell(outcome) {
        const { amount } = eventsNamed(outcome, "Carried")[0]?.args as { amount: bigint };
        return {
          lines: [
            `Agent ${agent} carries ${amount} more of ${token}.`,
            ...(isFormer ? [declaredBefore(agent, key)] : []),
          ],
          data: { agent, token, amount, isFormer },
        };
      },
      already: { MovingNothing: `There is nothing of this token in the satchel of agent ${agent}.` },
    });
  },
});

export const movingBack = defineTask({
  name: "moving:back",
  description:
    "Takes back to your key all that you carry of a token, until the freeze. Example: npx hardhat moving:back --by 3 --token native",
  options: { by: byMember, token: token.describe("Address of an ERC-20, or native"), ...signing },
  async run({ options: { by, token }, nation, perform }) {
    const move = await (await nation()).contracts.moving.lastMove();
    return perform(by, act("moving", "takeBack", { move, token }), {
      tell: (outcome) => ({
        lines: [`Agent ${by} carries nothing of ${token} any more.`],
        data: { by, token, amount: eventsNamed(outcome, "TakenBack")[0]?.args["amount"] },
      }),
      already: { MovingNothing: `Agent ${by} carries nothing of this token.` },
    });
  },
});

export const movingReturn = defineTask({
  name: "moving:return",
  description:
    "Gives back to an agent's key what is not carried any more: of a move that is off, or that was not released in time, or " +
    "what lies in the satchel beside a move. Anybody may. Example: npx hardhat moving:return --agent 3 --token native",
  options: { agent: agentId.describe("Whose"), token: token.describe("Address of an ERC-20, or native") },
  async run({ options: { agent, token }, nation, transact }) {
    const connected = await nation();
    const { moving } = connected.contracts;
    await requireAgent(connected, agent);
    const last = Number(await moving.lastMove());
    const moves = Array.from({ length: last }, (_, index) => BigInt(index + 1));
    const held = await Promise.all(moves.map((move) => moving.carriedOf(move, agent, token)));
    const tell = () => ({ lines: [`Agent ${agent} has its ${token} back.`], data: { agent, token } });
    const states = await Promise.all(moves.map((move) => moving.stateOf(move)));
    const over = moves.find((_, index) => held[index] !== 0n && (states[index] ?? 0n) >= 4n);
    if (over !== undefined) return transact("moving", "giveBack", [over, agent, token], { tell });
    return transact("moving", "emptySatchel", [agent, token], {
      tell,
      already: { MovingNothing: `There is nothing of this token to give back to agent ${agent}.` },
    });
  },
});
