import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import { JournalError } from "../../../chain/errors.ts";
import { readJournal } from "../../../chain/store.ts";
import { thorough } from "../../fixtures/walk.ts";
import { openChain, temporaryJournals, transferOn } from "./helpers.ts";

/** Every byte in CI; otherwise each so many bytes one, and those around the ends of lines. */
const STEP = thorough ? 1 : 23;
const NEAR = 2;
const NEWLINE = 0x0a;

/** What can befall one byte. */
const DAMAGES: readonly [what: string, damage: (bytes: Buffer, at: number) => Buffer][] = [
  ...[1, 4, 32, 128].map((bit): [string, (bytes: Buffer, at: number) => Buffer] => [
    `with bit ${bit} turned`,
    (bytes, at) => withByte(bytes, at, (bytes[at] ?? 0) ^ bit),
  ]),
  ["turned into a newline", (bytes, at) => withByte(bytes, at, NEWLINE)],
  ["turned into a blank", (bytes, at) => withByte(bytes, at, 0x20)],
  ["lost", (bytes, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)])],
  ["doubled", (bytes, at) => Buffer.concat([bytes.subarray(0, at + 1), bytes.subarray(at)])],
];

describe("Journal with a byte that is", () => {
  const newJournal = temporaryJournals();
  let whole: Buffer;
  let path: string;

  beforeEach(async () => {
    path = newJournal();
    const chain = await openChain(path);
    await chain.request("eth_sendTransaction", await transferOn(chain));
    await chain.request("evm_increaseTime", 3600);
    await chain.request("eth_sendTransaction", await transferOn(chain));
    await chain.close();
    whole = readFileSync(path);
  });

  for (const [what, damage] of DAMAGES) {
    it(`${what} is refused, and the line is named, wherever the byte is`, () => {
      for (const at of places()) {
        const bytes = damage(whole, at);
        // A lost last newline is a line whose write never ended; a doubled byte may stand beside its like.
        if (bytes.equals(whole) || (what === "lost" && at === whole.length - 1)) continue;
        writeFileSync(path, bytes);
        // A second newline makes an empty line of its own.
        const line = lineOf(at) + (what === "doubled" && whole[at] === NEWLINE ? 1 : 0);
        expect(() => readJournal(path), `byte ${at}`)
          .to.throw(JournalError, `Line ${line} of the journal ${path} is damaged`)
          .with.property("code", "corrupted");
      }
    });
  }

  it("the last, whatever the length it was cut to, keeps every whole line before it, and is named", () => {
    for (const length of places()) {
      writeFileSync(path, whole.subarray(0, length));
      const { text, torn } = readJournal(path);
      const lines = lineOf(length) - 1;
      expect(text === undefined ? 0 : text.entries.length + 1, `cut to ${length}`).to.equal(lines);
      if (whole[length - 1] === NEWLINE || length === 0) expect(torn).to.equal(undefined);
      else expect(torn).to.include(`Line ${lines + 1} of the journal ${path} was cut off`);
    }
  });

  function places(): number[] {
    const ends = [...whole.keys()].filter((at) => whole[at] === NEWLINE);
    return [...whole.keys()].filter((at) => at % STEP === 0 || ends.some((end) => Math.abs(end - at) <= NEAR));
  }

  /** The line, counted from 1, that a byte is in; a newline belongs to the line it ends. */
  function lineOf(at: number): number {
    return whole.subarray(0, at).filter((byte) => byte === NEWLINE).length + 1;
  }
});

function withByte(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = value;
  return copy;
}
