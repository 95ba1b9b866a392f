import { act, eventNamed } from "../../sdk/acts.ts";
import { agentId, byMember, file, id, amount as amountOption, readJson } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

const from = file.describe("The lines that were attested");
const place = id("a token's place in the plan", ", from 1").describe("The token's place in the plan, from 1");

export const movingRelease = defineTask({
  name: "moving:release",
  description:
    "Sends what an agent carries of a token to the other side, once the nation has attested the lines. Anybody may. " +
    "Example: npx hardhat moving:release --agent 3 --token 1 --from lines.json",
  options: { agent: agentId.describe("Whose"), token: place, from },
  async run({ options: { agent, token, from }, transact }) {
    const { line, proof } = await lineIn(from, agent);
    return transact("moving", "release", [line, proof, token - 1n], {
      tell(outcome) {
        const { to, amount } = eventNamed(outcome, "Released").args as { to: string; amount: bigint };
        return {
          lines: [`What agent ${agent} carries goes to ${to}: ${amount} of token ${token}.`],
          data: { agent, token, to, amount },
        };
      },
      already: { MovingNothing: `Agent ${agent} carries nothing of this token, or it was released.` },
    });
  },
});

export const movingOpen = defineTask({
  name: "moving:open",
  description:
    "In the new nation: opens your line of the former one, and puts on record here what you did there. --by is your agent " +
    "here, --former the one there. Example: npx hardhat moving:open --by 2 --former 3 --from lines.json",
  options: { by: byMember, former: agentId.describe("Your agent's id in the former nation"), from, ...signing },
  async run({ options: { by, former, from }, nation, perform }) {
    const { opening } = (await nation()).contracts;
    const { line, proof } = await lineIn(from, former);
    const leaf = await opening.leafOf(line);
    return perform(by, act("opening", "open", { leaf }, line, proof), {
      tell: () => ({
        lines: [`Agent ${by} opens the line of agent ${former} of the former nation.`],
        data: { by, former, leaf },
      }),
      already: { OpeningAlreadyOpened: `Agent ${by} has opened a line, or somebody has opened this one.` },
    });
  },
});

export const movingFund = defineTask({
  name: "moving:fund",
  description:
    "In the new nation: brings what a line carries of a token, for that line and no other; the carrier's task. What the line " +
    "lacks no more is not taken. The amount is in the token's smallest unit. Example: npx hardhat moving:fund --former 3 --token 1 --amount 100 --from lines.json",
  options: {
    former: agentId.describe("The agent's id in the former nation"),
    token: place,
    amount: amountOption.describe("In the token's smallest unit"),
    from,
  },
  async run({ options: { former, token, amount, from }, nation, carrier, transact }) {
    const { allow, NATIVE } = await import("../../sdk/treasury/tokens.ts");
    const connected = await nation();
    const { opening } = connected.contracts;
    const { line, proof } = await lineIn(from, former);
    const { tokens } = await opening.origin();
    const address = tokens[Number(token) - 1] ?? NATIVE;
    const [brought] = await opening.fundsOf(former, token - 1n);
    const carries = line.amounts[Number(token) - 1];
    const missing = carries === undefined ? BigInt(amount) : carries - brought; // the contract knows which tokens there are
    const units = BigInt(amount) > missing ? missing : BigInt(amount);
    if (units === 0n)
      return unchanged(`The line of agent ${former} lacks nothing of token ${token}.`, { former, token });
    if (address !== NATIVE) {
      await allow(connected, {
        token: address,
        spender: connected.addresses.opening,
        amount: units,
        sender: await carrier(),
      });
    }
    return transact("opening", "fund", [line, proof, token - 1n, units], {
      tell(outcome) {
        const { amount: received } = eventNamed(outcome, "LineFunded").args as { amount: bigint };
        return {
          lines: [`${received} of token ${token} wait for agent ${former} of the former nation.`],
          data: { former, token, amount: received },
        };
      },
      value: address === NATIVE ? units : undefined,
      already: { OpeningNothingMissing: `The line of agent ${former} lacks nothing of token ${token}.` },
    });
  },
});

export const movingPay = defineTask({
  name: "moving:pay",
  description:
    "In the new nation: pays what was brought for a line to its key. Anybody may, at any time. " +
    "Example: npx hardhat moving:pay --former 3 --token 1",
  options: { former: agentId.describe("The agent's id in the former nation"), token: place },
  run: ({ options: { former, token }, transact }) =>
    transact("opening", "pay", [former, token - 1n], {
      tell(outcome) {
        const { to, amount } = eventNamed(outcome, "LinePaid").args as { to: string; amount: bigint };
        return { lines: [`${amount} of token ${token} go to ${to}.`], data: { former, token, to, amount } };
      },
      already: { OpeningNothingToPay: `Nothing waits for agent ${former} of the former nation in this token.` },
    }),
});

async function lineIn(from: string, agent: bigint) {
  const { LinesFile, openFile } = await import("../../sdk/governance/movingLines.ts");
  const { asArgument, proofFor } = await import("../../sdk/governance/lines.ts");
  const { lines, tree } = openFile(readJson(from, LinesFile));
  const { line, proof } = proofFor(lines, tree, agent);
  return { line: asArgument(line), proof };
}
