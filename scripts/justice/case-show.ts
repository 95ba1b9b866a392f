import { casesShown, caseView, grantIn, nextInWords, type CaseView } from "../../sdk/justice/cases.ts";
import { formatMoment } from "../../sdk/units.ts";
import { PURPOSES } from "../../sdk/licensing/kinds.ts";
import { caseId } from "../options.ts";
import { defineTask } from "../task.ts";

export const caseShow = defineTask({
  name: "case:show",
  description:
    "Shows a case, or all that are open or whose sanction runs: parties, stage, what it waits for and who can do " +
    "something. " +
    "A case that ended without a sanction shows nobody's name. Example: npx hardhat case:show --case 1",
  options: { case: caseId.optional() },
  async run({ options: { case: id }, nation }) {
    const connected = await nation();
    const cases = id === undefined ? await casesShown(connected) : [await caseView(connected, id)];
    const now = await connected.clock();
    const lines = cases.flatMap((view) => [
      `Case ${view.id}, ${view.stage}: ${nextInWords(view, now)}`,
      ...details(view),
    ]);
    return { lines: lines.length === 0 ? ["No case is open."] : lines, data: { cases } };
  },
});

function details(view: CaseView): string[] {
  const { claimant, respondent, matter, about, proposed, mediator, guild, chapter, separatedFrom, separatedUntil } =
    view;
  if (claimant === 0n) return [];
  const office = [
    ...(guild === 0n || matter === "licence" ? [] : [`office in guild ${guild}`]),
    ...(chapter === 0n ? [] : [`host of chapter ${chapter}`]),
  ];
  return [
    `  agent ${claimant} against agent ${respondent}, about ${[subject(matter, about), ...office].join(", ")}`,
    ...(mediator === 0n ? [] : [`  mediator ${mediator}, agreed`]),
    ...(proposed === "none" || matter === "key" || matter === "attestation"
      ? []
      : [`  notice of ${proposed} at most; ${view.replied ? "replied" : "no reply yet"}`]),
    ...(separatedFrom === 0n
      ? []
      : [`  separated from chapter ${separatedFrom} until ${formatMoment(separatedUntil)}`]),
  ];
}

function subject(matter: CaseView["matter"], about: string): string {
  if (matter !== "licence") return matter;
  const { work, purpose } = grantIn(about);
  return `the licence for work ${work} (${PURPOSES[Number(purpose)] ?? ""})`;
}
