import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import type { Entry, JournalText } from "../../../chain/format.ts";
import { readJournal } from "../../../chain/store.ts";
import { randomOf, thorough } from "../../fixtures/walk.ts";
import { temporaryJournals } from "./helpers.ts";

const KILLS = thorough ? 200 : 10;
/** Then a new journal begins, so that replays stay short. */
const KILLS_PER_JOURNAL = 25;
/** As many requests are under way at a time. */
const CLIENTS = 4;
const SEED = 0x6e656f67;
/** Milliseconds within which death comes: after the process was made, or after its chain was up. */
const START_MS = 1_500;
const LOAD_MS = 80;
/** Of so many processes one dies before its chain is up, or is about to be. */
const EARLY_DEATHS = 5;

interface Life {
  /** The latest block's hash and the number of transactions after the replay; undefined if it died before. */
  readonly up: { readonly hash: string; readonly transactions: number } | undefined;
  /** Marks of the transactions that were answered. */
  readonly done: readonly string[];
}

describe("Journal of a chain under load", () => {
  const newJournal = temporaryJournals();

  it(`has all that was answered, and drops nothing but an unfinished line, after each of ${KILLS} kills`, async function () {
    this.timeout(KILLS * 20_000);
    const random = randomOf(SEED);
    let journal = "";
    let before: JournalText | undefined;
    let answered = 0;
    for (let run = 0; run < KILLS; run++) {
      if (run % KILLS_PER_JOURNAL === 0) [journal, before] = [newJournal(), undefined];
      const { up, done } = await liveAndDie(journal, run, random);
      const { text, torn } = readJournal(journal);
      const entries = text?.entries ?? [];

      // The start found the head that the file promised.
      if (up !== undefined)
        expect(up).to.deep.equal({
          hash: headOf(before) ?? text?.header.head.hash,
          transactions: before?.entries.length ?? 0,
        });
      // What was there is there still.
      const kept = before?.entries ?? [];
      expect(entries.slice(0, kept.length)).to.deep.equal(kept);
      // What came is this life's, each once, and all that was answered; more only if death came before the answer.
      const marks = entries.slice(kept.length).map(markOf);
      expect(marks).to.include.members(done);
      expect(new Set(marks).size)
        .to.equal(marks.length)
        .and.to.be.at.most(done.length + CLIENTS);
      for (const mark of marks) expect(Number(mark.slice(2, 10))).to.equal(run);
      // Each transaction has a block of its own.
      expect(entries.map(({ head }) => head.number)).to.deep.equal(entries.map(({ seq }) => seq));
      if (torn !== undefined) expect(torn).to.include(`Line ${text === undefined ? 1 : entries.length + 2} `);

      answered += done.length;
      before = text;
    }
    expect(answered).to.be.greaterThan(KILLS);
  });
});

async function liveAndDie(journal: string, run: number, random: (below: number) => number): Promise<Life> {
  const child = spawn(process.execPath, ["test/unit/chain/load.ts", journal, String(run), String(CLIENTS)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  const reader = createInterface(child.stdout).on("line", (line) => lines.push(line));
  const ended = Promise.all([once(child, "close"), once(reader, "close")]);
  if (random(EARLY_DEATHS) > 0) await Promise.race([once(reader, "line"), ended]);
  await pause(random(lines.length > 0 ? LOAD_MS : START_MS));
  child.kill("SIGKILL");
  await ended;
  expect(child.signalCode, lines.join("\n")).to.equal("SIGKILL");

  const [first, ...rest] = lines.map((line) => line.split(" "));
  const up = first === undefined ? undefined : { hash: first[1] ?? "", transactions: Number(first[2]) };
  return { up, done: rest.map(([, mark = ""]) => mark) };
}

function headOf(text: JournalText | undefined): string | undefined {
  return text === undefined ? undefined : (text.entries.at(-1) ?? text.header).head.hash;
}

/** What tells a transaction from all others: the beginning of its data. */
function markOf({ params }: Entry): string {
  const [{ data }] = params as [{ data: string }];
  return data.slice(0, 18);
}
