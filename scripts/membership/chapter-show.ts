import { NeoguildError } from "../../sdk/errors.ts";
import { requireAgent } from "../../sdk/membership/agents.ts";
import {
  allChapters,
  residentsOf,
  staysIn,
  type ChapterView,
  type StayView,
} from "../../sdk/membership/chapters/register.ts";
import { USES } from "../../sdk/membership/chapters/uses.ts";
import { formatMoment } from "../../sdk/units.ts";
import { agentId, chapterId } from "../options.ts";
import { defineTask, type Report, type TaskContext } from "../task.ts";

export const chapterShow = defineTask({
  name: "chapter:show",
  description:
    "Lists the chapters; shows one with its hosts, who is at home there and who stays; or says what a person may use " +
    "there. Examples: npx hardhat chapter:show · npx hardhat chapter:show --chapter 2 --person 3",
  options: {
    chapter: chapterId.optional().describe("One chapter"),
    person: agentId.optional().describe("What this person may use there"),
  },
  async run({ options: { chapter, person }, nation }) {
    const connected = await nation();
    if (person !== undefined) await requireAgent(connected, person);
    const all = await allChapters(connected);
    if (chapter === undefined) {
      const lines = all.map((one) => `${one.id}  ${one.name}${openInWords(one)}  hosted by ${hostsInWords(one)}`);
      return { lines: lines.length === 0 ? ["There is no chapter yet."] : lines, data: { chapters: all } };
    }
    const view = all.find(({ id }) => id === chapter);
    if (view === undefined) throw unknownChapter(chapter);
    return person === undefined ? showChapter(nation, view) : showPerson(nation, view, person);
  },
});

type Connecting = TaskContext<unknown>["nation"];

async function showChapter(nation: Connecting, view: ChapterView): Promise<Report> {
  const connected = await nation();
  const [residents, stays] = await Promise.all([residentsOf(connected, view.id), staysIn(connected, view.id)]);
  return {
    lines: [
      `Chapter ${view.id} "${view.name}"${openInWords(view)}`,
      `  hosts    ${hostsInWords(view)}`,
      `  at home  ${residents.map((id) => `agent ${id}`).join(", ") || "nobody"}`,
      `  offers   ${view.uses.join(", ") || "nothing"}`,
      `  guests   ${view.guestUses.join(", ") || "nothing"}`,
      ...stays.map((stay) => `    ${stayInWords(stay)}`),
    ],
    data: { ...view, residents, stays },
  };
}

async function showPerson(nation: Connecting, { id, name }: ChapterView, person: bigint): Promise<Report> {
  const { chapters } = (await nation()).contracts;
  const [home, guest, separatedUntil, ...may] = await Promise.all([
    chapters.homeOf(person),
    chapters.isGuest(id, person),
    chapters.separatedUntil(id, person),
    ...USES.map((_, use) => chapters.mayUse(id, person, use)),
  ]);
  const uses = USES.filter((_, use) => may[use]);
  const atHome = home.chapter === id;
  const as = atHome ? "at home there" : guest ? "a guest there" : "neither at home nor a guest there";
  const apart =
    separatedUntil === 0n ? [] : [`  Kept away until ${formatMoment(separatedUntil)} by decision of a case.`];
  return {
    lines: [`Agent ${person} is ${as}, chapter ${id} "${name}"; may use ${uses.join(", ") || "nothing"}.`, ...apart],
    data: { chapter: id, person, atHome, guest, separatedUntil, uses },
  };
}

function openInWords({ openedAt }: ChapterView): string {
  return openedAt === 0n ? ", not open yet" : `, open since ${formatMoment(openedAt)}`;
}

function hostsInWords({ hosts }: ChapterView): string {
  return hosts.map(({ host, until }) => `agent ${host} until ${formatMoment(until)}`).join(", ") || "nobody";
}

function stayInWords({ treaty, guest, from, until, vouchedBy, acceptedBy }: StayView): string {
  const who = treaty === 0n ? `agent ${guest}` : `guest ${guest} of treaty ${treaty}`;
  const stage =
    acceptedBy !== 0n
      ? `accepted by agent ${acceptedBy}`
      : vouchedBy !== 0n
        ? `vouched for by agent ${vouchedBy}, not accepted yet`
        : "asked for, not vouched for yet";
  return `${who} from ${formatMoment(from)} to ${formatMoment(until)}, ${stage}`;
}

function unknownChapter(chapter: bigint): NeoguildError {
  return new NeoguildError({
    code: "ChaptersUnknownChapter",
    message: `there is no chapter ${chapter}`,
    remedy: "See which there are with 'npx hardhat chapter:show'.",
    docs: "docs/errors.md#chaptersunknownchapter",
  });
}
