import { readFileSync } from "node:fs";
import { expect } from "chai";
import { network } from "hardhat";

import { NeoguildError } from "../../../sdk/errors.ts";
import { explainRevert } from "../../../sdk/reverts.ts";
import { courseOf, Sanction, say, Stage } from "../../fixtures/cases.ts";
import { walkCase, type Scene } from "../../fixtures/caseWalk.ts";

const { ethers, networkHelpers } = await network.create();

const REFUSALS: Readonly<Record<string, string>> = {
  CasesWrongStage: "stage",
  CasesTooEarly: "early",
  CasesTooLate: "late",
  CasesAlreadySaid: "said",
  CasesNothingToAppeal: "nothing",
};

const STAGES = Object.keys(Stage);

/** The rows of the table in docs/justice.md: state, and for each act what becomes of it. */
const [head = [], ...rows] = readFileSync("docs/justice.md", "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && line.split("|").length === 15)
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.replace(/[`*]/g, "").trim()),
  )
  .filter(([first]) => !first?.startsWith("---"));
const ACTS = head.slice(1);

/** What each column does. */
const DOES: Readonly<Record<string, (scene: Scene) => Promise<unknown>>> = {
  mediate: ({ court, claimant, id }) => say(court, claimant, "mediate", { id, mediator: 5n }),
  settle: ({ court, respondent, id }) => say(court, respondent, "conclude", { id, settled: true }),
  end: ({ court, respondent, id }) => say(court, respondent, "conclude", { id, settled: false }),
  withdraw: ({ court, claimant, id }) => say(court, claimant, "withdraw", { id }),
  notify: ({ court, claimant, id }) => say(court, claimant, "notify", { id }),
  reply: ({ court, respondent, id }) => say(court, respondent, "reply", { id }),
  separate: ({ court, id }) => say(court, court.founders[5]!, "separate", { id, chapter: 1n }),
  judge: ({ court, judge, id }) => say(court, judge, "judge", { id, level: Sanction.Note }),
  "appeal by the claimant": ({ court, claimant, id }) => say(court, claimant, "appeal", { id }),
  "appeal by the respondent": ({ court, respondent, id }) => say(court, respondent, "appeal", { id }),
  advance: ({ court, id }) => court.cases.advance(id),
  enforce: ({ court, id }) => court.cases.enforce(id),
};

describe("The table of stages and acts in docs/justice.md", () => {
  const seen = new Map<string, string>();

  before(async () => {
    await walkCase({ ethers, networkHelpers }, async (state, scene) => {
      for (const act of ACTS) {
        const before = await networkHelpers.takeSnapshot();
        seen.set(`${state} · ${act}`, await outcomeOf(scene, act));
        await before.restore();
      }
    });
  });

  it("has a row for every state, and a column for every act", () => {
    expect(rows.map(([state]) => state)).to.have.members([
      ...new Set([...seen.keys()].map((key) => key.split(" · ")[0])),
    ]);
    expect(ACTS).to.deep.equal(Object.keys(DOES));
  });

  for (const [state = "", ...cells] of rows) {
    describe(`given ${state}`, () => {
      cells.forEach((cell, index) => {
        it(`${ACTS[index] ?? ""}: ${cell}`, () => {
          expect(seen.get(`${state} · ${ACTS[index] ?? ""}`)).to.equal(cell);
        });
      });
    });
  }
});

/** What becomes of the case when the act is tried: the new stage, that it stays, or the refusal. */
async function outcomeOf(scene: Scene, act: string): Promise<string> {
  const { stage } = await courseOf(scene);
  try {
    await DOES[act]?.(scene);
  } catch (error) {
    const refused = explainRevert(error);
    if (!(refused instanceof NeoguildError)) throw error;
    return REFUSALS[refused.code] ?? refused.code;
  }
  const { stage: next } = await courseOf(scene);
  return next === stage ? "stays" : (STAGES[Number(next)] ?? "");
}
