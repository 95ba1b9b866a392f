import { homeFolder } from "../../chain/folders.ts";
import { isRehearsal, presentOf, rehearsalDate } from "../../chain/rehearsal.ts";
import { allAgents } from "../../sdk/membership/register.ts";
import { formatDuration, formatMoment, formatShare } from "../../sdk/units.ts";
import { defineTask } from "../task.ts";

export const nationShow = defineTask({
  name: "nation:show",
  description:
    "Shows a nation: its contracts, who belongs, its rules of membership, and that no outside key holds anything. Needs a " +
    "nation on the chosen network. Example: npx hardhat nation:show --network localhost",
  options: {},
  async run({ nation }) {
    const connected = await nation();
    const [{ proveNobodyElse }, { careReminder }, { localNations }] = await Promise.all([
      import("../../sdk/deployment.ts"),
      import("../../chain/backup/care.ts"),
      import("../../chain/nations.ts"),
    ]);
    // A nation of this machine is cared for on this machine.
    const local = localNations(homeFolder()).find(({ chainId }) => BigInt(chainId) === connected.chainId);
    const reminders = local === undefined ? [] : careReminder(local.name, homeFolder());
    const [agents, terms, now, proofs] = await Promise.all([
      allAgents(connected),
      connected.contracts.members.terms(),
      connected.now(),
      proveNobodyElse(connected),
    ]);
    const active = agents.filter(({ status }) => status === "Active").length;
    const guilds = agents.filter(({ status }) => status === "Guild").length;
    const { vouchQuantity, probation, acceptanceBps, term } = terms;
    const rehearsal = (await isRehearsal(connected)) ? await presentOf(connected) : undefined;
    const open = proofs.filter(({ holds }) => !holds);
    return {
      lines: [
        `${connected.name} on chain ${connected.chainId}, block ${now.number}, ${formatMoment(now.timestamp)}`,
        ...(rehearsal === undefined ? [] : [rehearsalDate(rehearsal)]),
        `  agents     ${agents.length}: ${active} active members, ${guilds} guilds`,
        `  admission  ${vouchQuantity} vouches, probation ${formatDuration(probation)}, acceptance by ${formatShare(acceptanceBps)}`,
        `  renewal    every ${formatDuration(term)}`,
        "  contracts",
        ...Object.entries(connected.addresses).map(([name, address]) => `    ${name.padEnd(14)} ${address}`),
        ...connected.banks.map(({ name, address }) => `    ${name.padEnd(14)} ${address}`),
        ...(open.length === 0
          ? [`  closed     no outside key holds anything (${proofs.length} checks)`]
          : open.map(({ claim, found }) => `  OPEN       ${claim}: ${found}`)),
        ...reminders.map((line) => `  mind       ${line}`),
      ],
      data: {
        nation: connected.name,
        chainId: connected.chainId,
        block: now.number,
        time: now.timestamp,
        rehearsalDate: rehearsal,
        active,
        guilds,
        terms: { vouchQuantity, probation, acceptanceBps, term },
        addresses: connected.addresses,
        banks: connected.banks.map(({ name, address }) => ({ name, address })),
        proofs,
        reminders,
      },
    };
  },
});
