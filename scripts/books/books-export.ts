import { file } from "../options.ts";
import { replaceOwn } from "../output.ts";
import { defineTask } from "../task.ts";

export const booksExport = defineTask({
  name: "books:export",
  description:
    "Writes all books of the nation to one file: every log of every contract of the nation, with which anybody can reckon " +
    "every balance again (books:recompute). What is on the chain is public, and so is the file. It is written whole or not " +
    "at all. Example: npx hardhat books:export --out books.json",
  options: { out: file.describe("The file to write") },
  async run({ options: { out }, nation }) {
    const { takeBooks, textOf } = await import("../../sdk/books/export.ts");
    const books = await takeBooks(await nation());
    replaceOwn(out, books.format, textOf(books));
    const { block, logs, digest } = books;
    return {
      lines: [
        `${logs.length} logs of ${books.nation} up to block ${block.number}: ${out}`,
        `Block ${block.hash}, SHA-256 of the logs ${digest}.`,
        `Reckon them again: npx hardhat books:recompute --from ${out}`,
      ],
      data: { out, nation: books.nation, block: block.number, blockHash: block.hash, logs: logs.length, digest },
    };
  },
});
