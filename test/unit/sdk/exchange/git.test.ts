import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

import { draftsFrom, keepFilledIn, readDraft, type Draft } from "../../../../sdk/contributions/exchange/git.ts";
import { splitIntoBatches } from "../../../../sdk/contributions/exchange/split.ts";
import { Entry, MOST_TURNS } from "../../../../sdk/contributions/payload.ts";
import { isHashOf } from "../../../../sdk/privacy.ts";

describe("drafts from a git history", () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "neoguild-history-"));
    git("init", "-q", "-b", "main");
    commit("Amara", "amara@example.org", "2026-11-20T10:00:00Z", "Solder the probe");
    commit("Amara", "amara@example.org", "2026-11-20T15:00:00Z", 'Say "how" in the guide');
    commit("Bo", "bo@example.org", "2026-11-21T10:00:00Z", "Print the case");
    commit("Somebody", "else@example.org", "2026-11-21T11:00:00Z", "Fix a typo");
  });
  after(() => rmSync(folder, { recursive: true }));

  function git(...args: string[]): void {
    execFileSync("git", ["-C", folder, ...args], { stdio: "ignore" });
  }

  function commit(name: string, email: string, date: string, title: string): void {
    execFileSync(
      "git",
      [
        "-C",
        folder,
        "-c",
        `user.name=${name}`,
        "-c",
        `user.email=${email}`,
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        title,
      ],
      { env: { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date } },
    );
  }

  const providers = { "amara@example.org": 1, Bo: 2 };

  it("have a day for each day of each author, without a time, and name who is not known", async () => {
    const { drafts, strangers } = await draftsFrom({ folder, providers });
    expect(
      drafts.map(({ provider, entries }) => [
        provider,
        entries.map(({ day, time, commits }) => [day, time, commits.length]),
      ]),
    ).to.deep.equal([
      [1, [["2026-11-20", null, 2]]],
      [2, [["2026-11-21", null, 1]]],
    ]);
    expect(strangers).to.deep.equal([{ author: "Somebody <else@example.org>", commits: 1 }]);
  });

  it("become entries where their author said how long, with the hash of the commits as evidence", async () => {
    const { drafts } = await draftsFrom({ folder, providers });
    const [draft] = drafts as [Draft];
    expect(await readDraft(draft)).to.deep.equal([{ number: 1, kind: "left out", why: "2026-11-20 has no time yet" }]);
    const [day] = draft.entries as [Draft["entries"][number]];
    const [row] = await readDraft({ ...draft, entries: [{ ...day, time: "3h" }] });
    if (row?.kind !== "entry") throw new Error("no entry");
    expect(row.entry).to.include({ provider: 1, quantity: 180, day: 20_777 });
    expect(await isHashOf({ hash: row.entry.evidence ?? "", salt: draft.salt }, day.commits.join("\n"))).to.equal(true);
  });

  it("made again, keep what was filled in", async () => {
    const { drafts } = await draftsFrom({ folder, providers });
    const [draft] = drafts as [Draft];
    const filled = { ...draft, entries: draft.entries.map((entry) => ({ ...entry, time: "2h" })) };
    const { drafts: again } = await draftsFrom({ folder, providers });
    expect(keepFilledIn(again[0] as Draft, filled)).to.deep.equal(filled);
  });

  it("of a folder that is no repository are refused in a sentence", async () => {
    const wrong = draftsFrom({ folder: join(folder, "nowhere"), providers });
    const error = await wrong.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).to.include({ code: "GitHistoryUnreadable" });
  });
});

describe("splitIntoBatches", () => {
  const entry = (provider: number) => Entry.parse({ provider, track: "care", quantity: 1, day: 1 });

  it("puts the entries of each person together and begins a batch when one is full", () => {
    const batches = splitIntoBatches([3, 1, 2, 1, 3].map(entry), 2);
    expect(batches.map((batch) => batch.map(({ provider }) => provider))).to.deep.equal([[1, 1], [2, 3], [3]]);
  });

  it("has no more people in a batch than the ledger takes", () => {
    const batches = splitIntoBatches(Array.from({ length: MOST_TURNS + 1 }, (_, index) => entry(index + 1)));
    expect(batches.map(({ length }) => length)).to.deep.equal([MOST_TURNS, 1]);
  });
});
