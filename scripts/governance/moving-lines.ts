import { id as hashOf } from "ethers";

import { act, eventNamed } from "../../sdk/acts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import type { FileLine } from "../../sdk/governance/movingLines.ts";
import { someMove } from "../../sdk/governance/moving.ts";
import { LINE_FAULTS } from "../../sdk/governance/movingFold.ts";
import { agentId, byMember, file, id, readJson, text } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

const publicationId = id("a publication's number", ", as 'moving:show' lists it").describe("The publication's number");
const from = file.describe("The lines, as nation:export writes them");
/** Differences that are printed; --json has all of them. */
const SHOWN = 20;

export const movingPublish = defineTask({
  name: "moving:publish",
  description:
    "Publishes the root of the lines, so that everybody can check theirs before the nation attests it. Needs an active " +
    "member, and reckons the lines first. Example: npx hardhat moving:publish --by 3 --from lines.json",
  options: { by: byMember, from, ...signing },
  async run({ options: { by, from }, nation, perform }) {
    const { compareFiles, hashOfFile, LinesFile, openFile, takeLines } =
      await import("../../sdk/governance/movingLines.ts");
    const given = readJson(from, LinesFile);
    openFile(given);
    const differences = compareFiles(given, await takeLines(await nation()));
    if (differences.length > 0) throw linesDiffer(from, differences.length);
    const { root, move, lines } = given;
    const fields = { move: BigInt(move), root, file: hashOfFile(given), lines: lines.length };
    return perform(by, act("moving", "publish", fields), {
      tell(outcome) {
        const { publication } = eventNamed(outcome, "LinesPublished").args as { publication: bigint };
        return {
          lines: [`Agent ${by} publishes lines ${publication} of move ${move}: root ${root}.`],
          data: { by, publication, move: BigInt(move), root },
        };
      },
      already: { MovingAlreadyPublished: "This root is published, of this file." },
    });
  },
});

export const movingCheck = defineTask({
  name: "moving:check",
  description:
    "Reckons all lines from the chain and compares them with a file, and the file's root with what was published and " +
    "attested; with --agent it prints a line in words. What differs is named, and the exit code is 1. Anybody may. " +
    "Example: npx hardhat moving:check --from lines.json --agent 3",
  options: { from, agent: agentId.optional().describe("Whose line to print") },
  async run({ options: { from, agent }, nation }) {
    const { compareFiles, hashOfFile, LinesFile, openFile, takeLines } =
      await import("../../sdk/governance/movingLines.ts");
    const { whereTo } = await import("../../sdk/governance/moving.ts");
    const given = readJson(from, LinesFile);
    openFile(given);
    const connected = await nation();
    const [own, move, movedTo] = [await takeLines(connected), await someMove(connected), await whereTo(connected)];
    const differences = compareFiles(given, own);
    const published = move.publications.filter(({ root }) => root === given.root);
    const line = given.lines.find((one) => one.agent === agent?.toString());
    const missing = agent !== undefined && line === undefined;
    const otherRoot = movedTo !== undefined && movedTo.root !== given.root;
    const wrong = differences.length + Number(missing) + Number(otherRoot);
    return {
      lines: [
        `${given.lines.length} lines of move ${given.move}, root ${given.root}`,
        ...published.map(({ publication, file: sha }) =>
          sha === hashOfFile(given)
            ? `Published as lines ${publication}, and the file is the same.`
            : `Published as lines ${publication}, of a file that is written otherwise.`,
        ),
        ...(published.length === 0 ? ["Nobody has published this root."] : []),
        ...(otherRoot ? [`WRONG: the nation attested the root ${movedTo.root}.`] : []),
        ...differences
          .slice(0, SHOWN)
          .map(({ agent: who, inFile, here }) => `DIFFERS ${who}: the file says ${inFile}, the chain ${here}`),
        ...(line === undefined ? [] : lineInWords(line, given.tokens)),
        ...(missing ? [`WRONG: there is no line of agent ${agent}.`] : []),
        wrong === 0 ? "Every line is as the chain says." : "Say so before the vote: moving:refute, moving:object.",
      ],
      data: { root: given.root, published: published.map(({ publication }) => publication), differences, line },
      fault: wrong === 0 ? undefined : linesDiffer(from, wrong),
    };
  },
});

export const movingObject = defineTask({
  name: "moving:object",
  description:
    "Notes for everybody who votes that published lines are wrong. The reason's hash goes on the chain; say it in words, too. " +
    'Example: npx hardhat moving:object --by 3 --publication 1 --reason "my hours of May are missing"',
  options: { by: byMember, publication: publicationId, reason: text.describe("What is wrong"), ...signing },
  run: ({ options: { by, publication, reason }, perform }) =>
    perform(by, act("moving", "objectTo", { publication, reason: hashOf(reason) }), {
      tell: () => ({
        lines: [`Agent ${by} objects to lines ${publication}.`],
        data: { by, publication, reason: hashOf(reason) },
      }),
      already: { MovingAlreadyObjected: `Agent ${by} has objected to lines ${publication}.` },
    }),
});

export const movingRefute = defineTask({
  name: "moving:refute",
  description:
    "Looks in a file for a line that the chain itself contradicts (a key, a membership, an amount) and shows it to the " +
    "contract, which then never lets that root be attested. Anybody may. " +
    "Example: npx hardhat moving:refute --publication 1 --from false.json",
  options: { publication: publicationId, from },
  async run({ options: { publication, from }, nation, transact }) {
    const { LinesFile, openFile } = await import("../../sdk/governance/movingLines.ts");
    const { asArgument } = await import("../../sdk/governance/lines.ts");
    const given = readJson(from, LinesFile);
    const { lines, tree } = openFile(given);
    const { moving } = (await nation()).contracts;
    for (const [index, line] of lines.entries()) {
      const fault = await moving.faultOf(BigInt(given.move), asArgument(line));
      if (fault === 0n) continue;
      return transact("moving", "refute", [publication, asArgument(line), tree.getProof(index)], {
        tell: () => ({
          lines: [
            `Lines ${publication} are refuted by that of agent ${line.agent}: ${LINE_FAULTS[Number(fault)] ?? ""}.`,
          ],
          data: { publication, agent: line.agent, fault },
        }),
        already: { MovingRefuted: `Lines ${publication} are refuted already.` },
      });
    }
    return unchanged("No line contradicts the chain in what a contract can see.", { publication });
  },
});

function lineInWords(line: FileLine, tokens: readonly { here: string }[]): string[] {
  return [
    `Agent ${line.agent}: ${line.member ? "a member" : "no active member"}${line.comes ? ", comes along" : ""}; opens with ${line.key}`,
    `  accepted ${line.accepted.join("/")} minutes, standing ${line.standing.join("/")} (livelihood/love/care)`,
    ...line.guilds.map(({ guild, rank, accepted }) => `  guild ${guild}: rank ${rank}, accepted ${accepted.join("/")}`),
    ...line.amounts.map((amount, place) => `  carries ${amount} of ${tokens[place]?.here ?? ""}`),
    ...line.stays.map(({ token, owed, lent }) => `  stays here: ${owed} owed and ${lent} lent of ${token}`),
  ];
}

function linesDiffer(from: string, count: number): NeoguildError {
  return new NeoguildError({
    code: "LinesDiffer",
    message: `${from} and the chain differ in ${count} places`,
    remedy:
      "Make the lines anew with 'npx hardhat nation:export'; if they still differ, ask another node, and tell everybody.",
    docs: "docs/moving.md",
  });
}
