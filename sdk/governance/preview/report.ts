import { formatMoment } from "../../units.ts";
import type { NeoguildError } from "../../errors.ts";
import { readableDescription } from "../proposals.ts";
import { ruleInWords } from "../rules.ts";
import type { Preview, Proposed } from "./preview.ts";
import { spentInWords } from "./spending.ts";

/** A preview as people read it. */
export function previewInWords(preview: Preview, { description, made }: Proposed): string[] {
  const { proposal, calls, callLines, ruleOfCall, rule, dates, simulated, effects, quorum, voters } = preview;
  const failed = simulated.failure;
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`  ${title}`, ...lines.map((line) => `    ${line}`)];
  const changes = [
    ...section("balances", effects.balances),
    ...section("parameters", effects.parameters),
    ...section("roles, seats and owners", effects.powers),
    ...section("what the contracts say of it", effects.records),
    ...section("what cannot be read", effects.unread),
  ];
  const which = failed?.index === undefined ? "All calls together fail" : `Call ${failed.index + 1} fails`;
  return [
    readableDescription(description),
    "",
    "What it does",
    ...callLines.flatMap(({ line, outside }, index) => [
      `  ${index + 1}. ${line}`,
      ...(outside ? ["     Mind: this is outside the nation's contracts; nobody here knows what it does."] : []),
    ]),
    "",
    `What it takes (rule ${[...new Set(ruleOfCall)].join(" with ")})`,
    ...ruleInWords(rule).map((line) => `  ${line}`),
    ...preview.spends.map((one) => `  ${spentInWords(one)}`),
    `  ${quorum} of ${voters} ballots for it or abstaining, as many members as there are now`,
    `  voting from ${formatMoment(dates.snapshot)} to ${formatMoment(dates.deadline)}${made === undefined ? ", if it is made now" : ""}`,
    `  carried out from ${formatMoment(dates.executable)} at the earliest`,
    "",
    ...(failed === undefined
      ? [
          `What it changes, on the state of ${formatMoment(simulated.moment)}`,
          ...(changes.length === 0 ? ["  nothing"] : changes),
        ]
      : [`It changes nothing: ${which}, and with it the whole decision`]),
    ...refused("It cannot be made yet", preview.unmakeable === undefined ? [] : [preview.unmakeable]),
    ...refused("As things are, it is refused", preview.refusals),
    "",
    "Byte for byte",
    ...calls.targets.map(
      (target, index) =>
        `  ${index + 1}. to ${target} value ${calls.values[index] ?? 0n} data ${calls.calldatas[index]}`,
    ),
    ...(preview.code === undefined ? [] : [`  code of the targets ${preview.code}`]),
    `  calls ${preview.callsHash}`,
    made === undefined
      ? `It would be proposal ${proposal}.`
      : `Proposal ${proposal} (${made.state}): the calls above are its own, to the last byte.`,
  ];
}

function refused(title: string, reasons: readonly NeoguildError[]): string[] {
  if (reasons.length === 0) return [];
  return ["", title, ...reasons.flatMap(({ code, message, remedy }) => [`  ${code}: ${message}`, `  → ${remedy}`])];
}
