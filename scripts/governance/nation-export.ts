import { file } from "../options.ts";
import { replaceOwn } from "../output.ts";
import { defineTask } from "../task.ts";

export const nationExport = defineTask({
  name: "nation:export",
  description:
    "Reckons the lines of a nation that moves, one for each agent as of the second before the freeze, with their root, and " +
    "writes them to a file. Anybody gets the same file from any node. Needs a move that is frozen. " +
    "Example: npx hardhat nation:export --out lines.json",
  options: { out: file.describe("The file to write") },
  async run({ options: { out }, nation }) {
    const { foundersIn, hashOfFile, originIn, takeLines, textOfLines } =
      await import("../../sdk/governance/movingLines.ts");
    const lines = await takeLines(await nation());
    replaceOwn(out, lines.format, textOfLines(lines));
    const [founders, origin, hash] = [foundersIn(lines), originIn(lines), hashOfFile(lines)];
    const { move, root, block } = lines;
    return {
      lines: [
        `${lines.lines.length} lines of move ${move}, up to block ${block.number}: ${out}`,
        `Root ${root}, SHA-256 of the file ${hash}.`,
        `${founders.length} members come along. For the new nation's charter, its founders: ${JSON.stringify(founders)}`,
        `and as governance.origin: ${JSON.stringify(origin)}`,
        `Publish it: npx hardhat moving:publish --by ID --from ${out}; check it: npx hardhat moving:check --from ${out}`,
      ],
      data: { out, move: BigInt(move), root, hash, block: block.number, lines: lines.lines.length, founders, origin },
    };
  },
});
