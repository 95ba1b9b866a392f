import { file, pactId, readJson } from "../options.ts";
import { defineTask } from "../task.ts";

export const pactShow = defineTask({
  name: "pact:show",
  description:
    "Shows a pact with a public body, or all: scope, what both sides promised and what became of it, what was funded. With " +
    "--from, the file it was proposed from, promises are shown in words. Example: npx hardhat pact:show --pact 1",
  options: {
    pact: pactId.optional(),
    from: file.optional().describe("The JSON file of the pact, for the words of its promises"),
  },
  async run({ options: { pact, from }, nation }) {
    const { pactDetails, pactFile, pactInWords, pactView, promisesIn } = await import("../../sdk/licensing/pacts.ts");
    const connected = await nation();
    const last = Number(await connected.contracts.pacts.lastId());
    const ids = pact === undefined ? Array.from({ length: last }, (_, index) => BigInt(index + 1)) : [pact];
    const words = from === undefined ? new Map<string, string>() : promisesIn(readJson(from, pactFile));
    const pacts = await Promise.all(ids.map((id) => pactView(connected, id)));
    const lines = pacts.flatMap((view) => [
      `Pact ${view.pact} with agent ${view.organisation}: ${pactInWords(view)}`,
      ...(pact === undefined ? [] : pactDetails(view, words)),
    ]);
    return { lines: lines.length === 0 ? ["The nation has no pact."] : lines, data: { pacts } };
  },
});
