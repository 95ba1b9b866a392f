import { formatMoment } from "../../sdk/units.ts";
import type { Audit } from "./audit.ts";
import { type Finding, MEANINGS } from "./finding.ts";
import type { WitnessVerdict } from "./witnesses.ts";

// An audit told to people: what holds, what differs, and what it cannot say.

export function auditInWords(audit: Audit): string[] {
  const { path, kind, chainId, lines, sound, head, senders, coins, witnesses, findings, torn, engines } = audit;
  const acts = [...senders.values()].reduce((sum, count) => sum + count, 0);
  const [written, replayed] = engines;
  return [
    `${path}: ${kind === "real" ? "a real nation" : "a rehearsal"} on chain ${chainId}`,
    ...(torn === undefined ? [] : [`Its last line was being written when it was read, and is left out.`]),
    `${sound} of ${lines} lines hold, up to block ${head.number} of ${moment(head.timestamp)}`,
    `  ${head.hash}`,
    ...(sound === 0 ? [] : held(audit, acts)),
    ...(written === replayed ? [] : [`Mind: it was written by ${written} and replayed by ${replayed}.`]),
    ...(coins === undefined ? [] : [`Founding, unsigned: ${coins}.`]),
    ...(senders.size === 0 ? [] : ["Transactions by sender:"]),
    ...[...senders].sort(([, a], [, b]) => b - a).map(([sender, count]) => `  ${sender}  ${count}`),
    ...witnesses.map(witnessInWords),
    ...(findings.length === 0 ? ["No difference was found."] : ["THE FIRST DIFFERENCE:"]),
    ...findings.flatMap(findingInWords),
    "What this audit cannot say:",
    ...limitsOf(audit).map((line) => `  – ${line}`),
  ];
}

function findingInWords({ kind, line, what }: Finding): string[] {
  return [`  ${line === undefined ? "" : `line ${line}, `}${kind}: ${what}`, `    ${MEANINGS[kind]}`];
}

function held({ kind }: Audit, acts: number): string[] {
  return [
    "  sealed, each following the one before; replayed from nothing to the blocks that are written",
    kind === "real"
      ? `  ${acts} transactions, each signed for this chain by its sender`
      : `  ${acts} transactions; a rehearsal's acts need no signature, so anybody at the machine may have sent them`,
  ];
}

function witnessInWords({ path, heads, agreed, unreached, last }: WitnessVerdict): string {
  const upTo = last === undefined ? "" : `, the latest block ${last.number}, kept ${moment(last.keptAt)}`;
  const open = unreached === 0 ? "" : `; ${unreached} lie after the first difference`;
  return `Witness ${path}: ${agreed} of ${heads} heads agree${upTo}${open}.`;
}

/** The claims nobody should read into an audit that found nothing. */
function limitsOf({ kind, head, witnesses, notCompared }: Audit): string[] {
  const last = Math.max(-1, ...witnesses.map((witness) => witness.last?.number ?? -1));
  const seen =
    last < 0
      ? "That this is the history the members lived: no witness agrees with any of it. Whoever holds the machine can leave " +
        "out acts, at the end or by making the chain anew, or give them another order and other times."
      : last < head.number
        ? `That nothing after block ${last} was left out, reordered or redated: no witness has kept a later block.`
        : "That nothing after its last block was left out: no witness has kept a later one.";
  return [
    seen,
    ...notCompared,
    "That the contracts were made with the charter's terms and for its owners: 'npx hardhat deployment:verify' compares that.",
    ...(kind === "rehearsal" ? ["Who acted: a rehearsal's acts are unsigned."] : []),
    "That no act was held back before it was on the chain, or that the machine's clock was right.",
    ...(kind === "real" ? ["That the cashier holds the money that the founding's coins stand for."] : []),
  ];
}

function moment(timestamp: number): string {
  return formatMoment(BigInt(timestamp));
}
