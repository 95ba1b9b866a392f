import { act } from "../../sdk/acts.ts";
import type { Nation } from "../../sdk/connect.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { CHAMBERS } from "../../sdk/governance/chambersFold.ts";
import { saltedHash } from "../../sdk/privacy.ts";
import { byMember, chamber, guildId, proposalId, text } from "../options.ts";
import { defineTask, signing, unchanged, type Report, type TaskContext } from "../task.ts";

export const chamberObject = defineTask({
  name: "chamber:object",
  description:
    "Objects to a decision that passed and waits, as one who sits in a chamber: a master, an organisation or a member. Once " +
    "and for good, in one chamber: the smallest you sit in unless you name another. The reason stays with you: only its " +
    "salted hash is sent. With --sign it is written into a file that anybody can carry (statement:carry). " +
    'Example: npx hardhat chamber:object --by 4 --proposal 1234… --reason "It takes the workshop from the guilds"',
  options: {
    by: byMember,
    proposal: proposalId,
    chamber: chamber.optional(),
    guild: guildId.optional().describe("Of a master: in which they are Master, if not the one they are enrolled by"),
    reason: text.describe("Why; not sent, only its hash"),
    ...signing,
  },
  async run({ options: { by, proposal, chamber: named, guild, reason, sign }, nation, perform, transact }) {
    const { chamberFor, hearingView } = await import("../../sdk/governance/chambers.ts");
    const connected = await nation();
    const { open } = await hearingView(connected, proposal);
    // Whoever signs sends nothing.
    if (!open && sign !== undefined) throw notOpen(proposal);
    const opened = open ? [] : (await opens(connected, proposal, transact)).lines;
    const seat =
      named === undefined
        ? await chamberFor(connected, { by, proposal })
        : { chamber: CHAMBERS.indexOf(named), guild: await connected.contracts.chambers.guildOnRoll(by) };
    const of = CHAMBERS[seat.chamber] ?? "members";
    const hidden = await saltedHash(reason);
    const fields = { proposal, chamber: seat.chamber, guild: of === "masters" ? (guild ?? seat.guild) : 0n };
    const report = await perform(by, act("chambers", "objectIn", { ...fields, reason: hidden.hash }), {
      tell: () => ({
        lines: [`Agent ${by} objects to proposal ${proposal}, with the ${of}.`, `Salt of the reason: ${hidden.salt}`],
        data: { by, proposal, chamber: of, reason: hidden },
      }),
      already: { ChambersAlreadyObjected: `Agent ${by} has objected to proposal ${proposal} already.` },
    });
    if (report.data["changed"] !== true) return { lines: [...opened, ...report.lines], data: report.data };
    const { vetoed } = await connected.contracts.chambers.hearingOf(proposal);
    const end = vetoed ? ["With this the chambers have vetoed it: it is void."] : [];
    return { lines: [...opened, ...report.lines, ...end], data: { ...report.data, vetoed } };
  },
});

export const chamberOpen = defineTask({
  name: "chamber:open",
  description:
    "Opens the objections of the chambers to a decision that passed and waits, where its rule knows chambers. Anybody may send " +
    "it, once; chamber:object does by itself. Example: npx hardhat chamber:open --proposal 1234…",
  options: { proposal: proposalId },
  async run({ options: { proposal }, nation, transact }) {
    const { hearingView } = await import("../../sdk/governance/chambers.ts");
    const connected = await nation();
    const { open } = await hearingView(connected, proposal);
    if (open) return unchanged(`Objections to proposal ${proposal} are open already.`, { proposal });
    return opens(connected, proposal, transact);
  },
});

async function opens(nation: Nation, proposal: bigint, transact: TaskContext<unknown>["transact"]): Promise<Report> {
  const { hearingView } = await import("../../sdk/governance/chambers.ts");
  const { key } = await hearingView(nation, proposal);
  return transact("chambers", "open", [[...key[0]], [...key[1]], [...key[2]], key[3]], {
    tell: () => ({ lines: [`Objections to proposal ${proposal} are open.`], data: { proposal } }),
  });
}

function notOpen(proposal: bigint): NeoguildError {
  return new NeoguildError({
    code: "ChambersNoHearing",
    message: `nobody has opened the objections to proposal ${proposal}`,
    remedy: `Have somebody open them: 'npx hardhat chamber:open --proposal ${proposal}'.`,
    docs: "docs/chambers.md",
  });
}
