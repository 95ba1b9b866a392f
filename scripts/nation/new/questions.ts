import { type CharterFile } from "../../../sdk/charter.ts";
import { slugOf } from "../../../sdk/names.ts";
import { NeoguildError } from "../../../sdk/errors.ts";
import { plain } from "../../../sdk/plain.ts";
import type { Dialogue, Question } from "../../dialogue.ts";
import { readName, readNames, readWallet, type NewPerson } from "./people.ts";
import { findRuleSet, NUMBERS, ruleSets, withNumber, type RuleSet } from "./rules.ts";

/** What may be given as options; whatever is missing is asked on a terminal, or takes its default. */
export interface Given {
  readonly name?: string | undefined;
  readonly about?: string | undefined;
  readonly from?: string | undefined;
  readonly names?: string | undefined;
  readonly guild?: string | undefined;
  readonly numbers: Readonly<Partial<Record<keyof typeof NUMBERS, string | undefined>>>;
}

/** What a new nation is made of. */
export interface Answers {
  readonly name: string;
  readonly people: readonly NewPerson[];
  readonly guild: string;
  /** The rule set with the nation's own numbers, still with the name and founders of its example. */
  readonly rules: CharterFile;
  readonly about: string;
}

/**
 * Gathers the answers: from the options, else from the person at the terminal, else the defaults.
 * @param free Says whether a nation of this name can be made; throws if not.
 */
export async function gather(
  given: Given,
  dialogue: Dialogue | undefined,
  free: (name: string) => void,
): Promise<Answers> {
  const pick = async <T>(option: string | undefined, question: Question<T>): Promise<T> => {
    if (option !== undefined) return question.read(option);
    if (dialogue !== undefined) return dialogue.ask(question);
    if (question.fallback !== undefined) return question.read(question.fallback);
    throw new NeoguildError({
      code: "OptionsInvalid",
      message: `nation:new needs an answer to "${question.text}"`,
      remedy: "Give --name, --names and --from, or leave out --yes and answer on a terminal; nothing was written.",
    });
  };

  const name = await pick(given.name, {
    text: "Name of the nation",
    why: ["It names its folder and its record, and everybody will read it."],
    read: (text) => {
      const clean = shortText(text, 64);
      if (slugOf(clean) === "") throw refused("a name needs a letter or a digit", "Write a name people can say.");
      free(clean);
      return clean;
    },
  });
  const about = await pick(given.about, {
    text: "One sentence about it",
    why: ["It is shown after the nation's name wherever the nation shows itself."],
    fallback: "a nation of its members.",
    read: (text) => shortText(text, 300),
  });
  const sets = ruleSets();
  const ruleSet = await pick(given.from, {
    text: "Rule set to start from",
    why: ["Everything in it can be changed, now in the file and later by vote:", ...sets.map(inWords)],
    ...(dialogue === undefined ? {} : { fallback: "hypha" }),
    read: findRuleSet,
  });
  const people = await gatherPeople(given.names, dialogue, pick);
  requireWallet(people);
  requirePeers(people, ruleSet);
  const guild = await pick(given.guild, {
    text: "First guild",
    why: ["A guild is where people work together, enter their hours and share a surplus; all founders are in it."],
    fallback: ruleSet.charter.guilds[0]?.name ?? "Guild",
    read: (text) => shortText(text, 64),
  });

  let rules = ruleSet.charter;
  for (const [option, number] of Object.entries(NUMBERS)) {
    const present = number.of(rules);
    const wanted = given.numbers[option as keyof typeof NUMBERS];
    if (present === undefined && wanted === undefined) continue;
    rules = await pick(wanted, {
      text: number.text,
      why: [number.why],
      fallback: present,
      read: (text) => (text === present ? rules : withNumber(rules, number, text)),
    });
  }
  return { name, about, people, guild, rules };
}

type Pick = <T>(option: string | undefined, question: Question<T>) => Promise<T>;

async function gatherPeople(
  names: string | undefined,
  dialogue: Dialogue | undefined,
  pick: Pick,
): Promise<readonly NewPerson[]> {
  const listed = await pick(names, {
    text: "Table with the founders (a CSV file), or 'type' to name them one by one",
    why: [
      "Columns: name, wallet (its address, or empty for an invitation code), role (founder, cashier or officer).",
      "Names stay on this machine; only addresses go into the charter and on the chain.",
    ],
    ...(dialogue === undefined ? {} : { fallback: "type" }),
    read: (text) => (text === "type" ? undefined : checkedNames(text)),
  });
  if (listed !== undefined || dialogue === undefined) return listed ?? [];
  return typePeople(dialogue);
}

async function typePeople(dialogue: Dialogue): Promise<readonly NewPerson[]> {
  const people: NewPerson[] = [];
  for (;;) {
    const name = await dialogue.ask({
      text: `Founder ${people.length + 1}`,
      why: people.length === 0 ? ["Founders are members from the first day, each with one vote."] : [],
      ...(people.length === 0 ? {} : { fallback: "that was everybody" }),
      read: (text) => (text === "that was everybody" ? finished(people) : readName(text, people)),
    });
    if (name === undefined) break;
    const address = await dialogue.ask({
      text: `Address of ${name}'s wallet`,
      fallback: "none: an invitation code",
      read: (text) => readWallet(text === "none: an invitation code" ? "" : text, people),
    });
    people.push({ name, address, role: "founder" });
  }
  const cashier = await dialogue.ask({
    text: "Cashier",
    why: ["The cashier keeps the nation's money at the bank, and its counter on the chain."],
    fallback: people[0]?.name,
    read: (text) => {
      const found = people.find(({ name }) => name.toLowerCase() === text.toLowerCase());
      if (found === undefined) throw refused(`no founder is called "${text}"`, "Write a founder's name.");
      return found;
    },
  });
  return people.map((person) => (person === cashier ? { ...person, role: "cashier" } : person));
}

function finished(people: readonly NewPerson[]): undefined {
  requireWallet(people);
}

function checkedNames(path: string): readonly NewPerson[] {
  const people = readNames(path);
  requireWallet(people);
  return people;
}

/** The charter lists founders by address, so that one of them at least must have one. */
function requireWallet(people: readonly NewPerson[]): void {
  if (people.some(({ address }) => address !== undefined)) return;
  throw refused(
    "nobody on the list has a wallet yet, and a charter needs one founder with an address",
    "Whoever sits here makes one first: npx hardhat wallet:new --out me.json. The others can be invited.",
  );
}

function requirePeers(people: readonly NewPerson[], { id, charter }: RuleSet): void {
  const { appraisals } = charter.season;
  if (people.length > appraisals) return;
  throw refused(
    `with ${people.length} founders nobody could appraise: the rule set ${id} asks for ${appraisals} peers beside who did the work`,
    "Name more founders, or start from rules that ask for fewer peers (season.appraisals).",
  );
}

function inWords({ id, charter }: RuleSet): string {
  return `  ${id.padEnd(14)} ${charter.about}`;
}

function shortText(text: string, longest: number): string {
  const clean = text.normalize("NFC").trim();
  if (clean === "") throw refused("some words are due here", "Write them.");
  if (clean.length > longest) throw refused(`this is longer than ${longest} characters`, "Say it shorter.");
  if (plain(clean) !== clean) throw refused("this has a character nobody can see", "Type it anew.");
  return clean;
}

function refused(message: string, remedy: string): NeoguildError {
  return new NeoguildError({ code: "AnswerRefused", message, remedy, docs: "docs/first-hour.md" });
}
