import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import hre from "hardhat";
import { HardhatError } from "@nomicfoundation/hardhat-errors";
import { seal } from "../../../chain/format.ts";
import { JournalStore } from "../../../chain/store.ts";
import { openChain, rejectionOf, temporaryJournals, transferOn, verifyRefusal } from "./helpers.ts";

/** No system gives a process this id. */
const NOBODY = 2 ** 30;

describe("Journal", () => {
  const newJournal = temporaryJournals();

  /** A journal of three transfers, closed. */
  async function writtenJournal(): Promise<{ journal: string; lines: string[] }> {
    const journal = newJournal();
    const chain = await openChain(journal);
    for (let i = 0; i < 3; i++) await chain.request("eth_sendTransaction", await transferOn(chain));
    await chain.close();
    return { journal, lines: readFileSync(journal, "utf8").trimEnd().split("\n") };
  }

  describe("open", () => {
    describe("given a last line whose write never ended", () => {
      const endings: [string, (lines: string[]) => string][] = [
        ["is cut in its middle", (lines) => `${lines.slice(0, 3).join("\n")}\n${lines[3]?.slice(0, 99)}`],
        ["lacks its newline alone", (lines) => lines.join("\n")],
        ["has a hole where a sector never reached the disk", (lines) => holed(lines)],
      ];
      for (const [how, write] of endings) {
        it(`names a line that ${how}, drops it, and goes on`, async () => {
          const { journal, lines } = await writtenJournal();
          writeFileSync(journal, write(lines));
          const { store, text, torn } = JournalStore.open(journal);
          store.close();
          expect(torn).to.include("Line 4").and.include(journal);
          expect(text?.entries).to.have.length(2);
          expect(readFileSync(journal, "utf8")).to.equal(`${lines.slice(0, 3).join("\n")}\n`);

          const chain = await openChain(journal);
          await chain.request("eth_sendTransaction", await transferOn(chain));
          await chain.close();
          expect(readFileSync(journal, "utf8").trimEnd().split("\n")).to.have.length(4);
        });
      }

      it("begins anew when that line was the first", async () => {
        const { journal, lines } = await writtenJournal();
        writeFileSync(journal, lines[0]?.slice(0, 50) ?? "");
        const { store, text, torn } = JournalStore.open(journal);
        store.close();
        expect(torn).to.include("Line 1");
        expect(text).to.equal(undefined);
        expect(statSync(journal).size).to.equal(0);
      });
    });

    describe("given a damaged line", () => {
      const damages: [string, string, (lines: string[]) => string[]][] = [
        ["has another digit", "does not match its hash", (lines) => lines.with(2, flipped(lines[2]))],
        ["is the header", "does not match its hash", (lines) => lines.with(0, flipped(lines[0]))],
        ["is the last and whole", "does not match its hash", (lines) => lines.with(3, flipped(lines[3]))],
        ["is missing", "it is number 2 where 1 is due", (lines) => lines.toSpliced(1, 1)],
        ["is empty", "it does not end in a hash of its own", (lines) => lines.with(2, "")],
        [
          "comes from another journal",
          "it does not follow the line before it",
          (lines) => lines.with(2, forged(lines[2])),
        ],
        ["has an unknown field", "surprise", (lines) => lines.with(2, forged(lines[2], { surprise: 1 }))],
      ];
      const numbers = [3, 1, 4, 2, 3, 3, 3];
      for (const [index, [what, problem, damage]] of damages.entries()) {
        it(`stops at one that ${what}, and changes nothing`, async () => {
          const { journal, lines } = await writtenJournal();
          const text = `${damage(lines).join("\n")}\n`;
          writeFileSync(journal, text);
          await verifyRefusal(
            openChain(journal),
            "corrupted",
            `Line ${numbers[index]} of the journal ${journal}`,
            problem,
          );
          expect(readFileSync(journal, "utf8")).to.equal(text);
          expect(existsSync(`${journal}.lock`)).to.equal(false);
        });
      }
    });

    it("refuses a chain of another genesis and names what differs", async () => {
      const { journal } = await writtenJournal();
      await verifyRefusal(openChain(journal, { chainId: 1337 }), "foreign", "chainId: journal 31337, this chain 1337");
      await verifyRefusal(openChain(journal, { hardfork: "prague" }), "foreign", "hardfork: journal osaka");
      await verifyRefusal(openChain(journal, { initialDate: "2030-01-01" }), "foreign", "this chain 2030-01-01T");
      await verifyRefusal(openChain(journal, { accounts: { count: 3 } }), "foreign", "accounts: journal 0x");
      await verifyRefusal(openChain(journal, { accounts: { accountsBalance: 5n } }), "foreign", "block: journal 0x");
      await (await openChain(journal)).close();
    });

    describe("given lines that are sound but lead elsewhere", () => {
      it("names the first whose block differs", async () => {
        const { journal, lines } = await writtenJournal();
        const { params, head } = JSON.parse(lines[2] ?? "") as { params: [object]; head: { hash: string } };
        writeFileSync(journal, rewritten(lines, 2, { params: [{ ...params[0], value: "0x2" }] }));
        await verifyRefusal(openChain(journal), "diverged", "Line 3 of the journal", "eth_sendTransaction", head.hash);
      });

      it("names the one that is answered with an error, and tells the error", async () => {
        const { journal, lines } = await writtenJournal();
        writeFileSync(journal, rewritten(lines, 2, { method: "hardhat_setBalance", params: ["0x00", "0x0"] }));
        await verifyRefusal(openChain(journal), "diverged", "Line 3 of the journal", "ADDRESS");
      });
    });

    it("refuses a second chain on the same journal until the first is closed", async () => {
      const journal = newJournal();
      const first = await openChain(journal);
      await verifyRefusal(openChain(journal), "locked", `process ${process.pid}`, `${journal}.lock`);
      await first.close();
      await (await openChain(journal)).close();
    });

    it("refuses a second process", async () => {
      const journal = newJournal();
      const chain = await openChain(journal);
      const open = `(await import("./chain/store.ts")).JournalStore.open(${JSON.stringify(journal)})`;
      const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", open], {
        encoding: "utf8",
      });
      expect(status).to.equal(1);
      expect(stderr).to.include(`in use by process ${process.pid}`);
      await chain.close();
    });

    it("takes over from a process that died, or whose id has been given to another", async () => {
      const journal = newJournal();
      for (const holder of [
        { pid: NOBODY, born: "1" },
        { pid: process.pid, born: "1" },
      ]) {
        writeFileSync(`${journal}.lock`, JSON.stringify(holder));
        const chain = await openChain(journal);
        await chain.close();
        expect(existsSync(`${journal}.lock`)).to.equal(false);
      }
    });

    it("leaves a lock alone that it cannot read", async () => {
      const journal = newJournal();
      writeFileSync(`${journal}.lock`, "");
      await verifyRefusal(openChain(journal), "locked", "another process", `delete ${journal}.lock`);
    });
  });

  describe("configuration", () => {
    it("refuses networks whose chain cannot be replayed", async () => {
      const journal = newJournal();
      const overrides = {
        "the path of a file": { journal: "" },
        "cannot mine by a timer": { journal, mining: { interval: 1000 } },
        "A fork cannot have a journal": { journal, forking: { url: "http://127.0.0.1:1" } },
      };
      for (const [words, override] of Object.entries(overrides)) {
        const error = await rejectionOf(hre.network.create({ network: "node", override }));
        const { INVALID_CONFIG_OVERRIDE } = HardhatError.ERRORS.CORE.NETWORK;
        expect(HardhatError.isHardhatError(error, INVALID_CONFIG_OVERRIDE)).to.equal(true);
        expect(error.message).to.include(words);
      }
      expect(existsSync(journal)).to.equal(false);
    });

    it("keeps no journal unless it is told a file", async () => {
      const connection = await hre.network.create("node");
      expect(connection.networkConfig).not.to.have.property("journal");
      await connection.close();
    });
  });
});

/** The journal with zeros from the beginning of its last line to the end of that sector of the disk. */
function holed(lines: readonly string[]): string {
  const before = `${lines.slice(0, -1).join("\n")}\n`;
  const zeros = 512 - (before.length % 512);
  return `${before}${"\0".repeat(zeros)}${lines.at(-1)?.slice(zeros)}\n`;
}

/** The line with one digit changed, sealed as before. */
function flipped(line = ""): string {
  return line.replace(/"timestamp":(\d)/, (_, digit: string) => `"timestamp":${(Number(digit) + 1) % 10}`);
}

type Body = Parameters<typeof seal>[0];

/** The line with other fields, properly sealed, and following another line unless told what to change. */
function forged(line = "", change: object = { prev: `0x${"11".repeat(32)}` }): string {
  const { hash: _, ...body } = JSON.parse(line) as Body & { hash: string };
  return seal({ ...body, ...change }).line;
}

/** The journal with fields of one line changed and the lines after it sealed to follow. */
function rewritten(lines: readonly string[], index: number, change: object): string {
  const result = [...lines];
  for (let i = index; i < lines.length; i++) {
    const { hash: prev } = JSON.parse(result[i - 1] ?? "") as { hash: string };
    result[i] = forged(lines[i], i === index ? { ...change, prev } : { prev });
  }
  return `${result.join("\n")}\n`;
}
