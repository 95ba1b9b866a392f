import { expect } from "chai";
import { AbiCoder, id, Interface } from "ethers";

import { legible, LegibleInterface, parseCall, parseLog, textAsBytes } from "../../../sdk/legible.ts";

const FRAGMENTS = [
  "event Named(uint256 indexed agent, string name, tuple(uint8 kind, string[] words) more)",
  "function call(string name, address to)",
];
const strict = new Interface(FRAGMENTS);
const abi = new LegibleInterface(FRAGMENTS);
const spoilt = (data: string) => data.replace(Buffer.from("a mark").toString("hex"), "ff".repeat(6));

describe("legible", () => {
  const { topics, data } = strict.encodeEventLog("Named", [7n, "Élan", [2, ["one", "a mark"]]]);

  it("reads what is no UTF-8 as U+FFFD, and what stands beside it as it is, by its name", () => {
    const args = parseLog(abi, { topics, data: spoilt(data) })?.args;
    expect(args?.toObject(true)).to.deep.equal({
      agent: 7n,
      name: "Élan",
      more: { kind: 2n, words: ["one", "\ufffd".repeat(6)] },
    });
  });
  it("reads a text as ethers does", () => {
    const args = parseLog(abi, { topics, data })?.args;
    expect(args?.toArray(true)).to.deep.equal(strict.parseLog({ topics, data })?.args.toArray(true));
  });
  it("keeps the bytes that were sent", () => {
    const inputs = strict.getEvent("Named")?.inputs.slice(1).map(textAsBytes) ?? [];
    const [name] = AbiCoder.defaultAbiCoder().decode(inputs, data);
    expect(legible(name as string)).to.equal("Élan");
  });
});

describe("parseCall", () => {
  const call = strict.encodeFunctionData("call", ["a mark", `0x${"11".repeat(20)}`]);

  it("reads a call whose text is none", () => {
    expect(parseCall(abi, spoilt(call))?.args[0]).to.equal("\ufffd".repeat(6));
  });
  it("is null where an argument is missing, dirty or of another function", () => {
    const dirty = call.replace(`${"00".repeat(12)}${"11".repeat(20)}`, `${"ff".repeat(12)}${"11".repeat(20)}`);
    expect(dirty).not.to.equal(call);
    for (const data of ["0x", "0x01", call.slice(0, 10), dirty, id("other()").slice(0, 10)]) {
      expect(parseCall(abi, data), data).to.equal(null);
    }
  });
});
