import { expect } from "chai";
import { Wallet } from "ethers";

import {
  answerLine,
  answerText,
  hashOf,
  newCode,
  normalCode,
  placeOfHash,
  readAnswer,
} from "../../../chain/invitations.ts";
import type { Roster } from "../../../chain/roster.ts";

const ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/** A nation of Amara, who has a key, and of Bo and Chen, who hold these codes. */
function nation(...codes: string[]): Roster {
  const since = "2026-11-23T01:00:00.000Z";
  const invited = codes.map((code, place) => ({
    name: `Invited ${place + 1}`,
    role: "founder" as const,
    invitation: { hash: hashOf(code), since },
  }));
  const amara = { name: "Amara", role: "founder" as const, address: "0x70997970C51812dc3A010C7d01b50e0d17dc79C8" };
  return { format: "neoguild-roster/1", nation: "River Bend", people: [amara, ...invited] };
}

describe("invitation codes", () => {
  const code = newCode();

  it("are five groups of four that nobody mistakes, and differ", () => {
    const codes = Array.from({ length: 200 }, newCode);
    for (const one of codes) expect(one).to.match(/^([2-9A-HJKMNP-Z]{4}-){4}[2-9A-HJKMNP-Z]{4}$/);
    expect(new Set(codes).size).to.equal(200);
  });

  it("are read in any case, with or without hyphens and spaces", () => {
    expect(normalCode(` ${code.toLowerCase().replaceAll("-", " ")} `)).to.equal(code.replaceAll("-", ""));
    expect(hashOf(code.replaceAll("-", "")))
      .to.equal(hashOf(code))
      .and.to.match(/^[0-9a-f]{64}$/);
  });

  it("show every single slip", () => {
    const text = normalCode(code);
    for (let place = 0; place < text.length; place++) {
      for (const letter of ALPHABET.replace(text[place] ?? "", "")) {
        const slipped = text.slice(0, place) + letter + text.slice(place + 1);
        expect(() => normalCode(slipped), slipped)
          .to.throw()
          .that.includes({ code: "InvitationMistyped" });
      }
    }
  });

  it("show every swap of neighbours", () => {
    const text = normalCode(code);
    for (let place = 1; place < text.length; place++) {
      const [left = "", right = ""] = [text[place - 1], text[place]];
      if (left === right) continue;
      const swapped = text.slice(0, place - 1) + right + left + text.slice(place + 1);
      expect(() => normalCode(swapped), swapped)
        .to.throw()
        .that.includes({ code: "InvitationMistyped" });
    }
  });

  it("say which character or how many is wrong", () => {
    expect(() => normalCode(`O${code.slice(1)}`)).to.throw('the character "O"');
    expect(() => normalCode(code.slice(5))).to.throw("has 20 characters, and this one 16");
  });

  describe("placeOfHash", () => {
    const [bo, chen] = [newCode(), newCode()];

    it("is the place of who was given it", () => {
      expect(placeOfHash(nation(bo, chen), hashOf(chen))).to.equal(2);
    });

    it("refuses a code of another nation, and one whose holder has a key", () => {
      const unknown = { code: "InvitationUnknown" };
      expect(() => placeOfHash(nation(bo), hashOf(chen)))
        .to.throw()
        .that.includes(unknown);
      const roster = nation(bo);
      const people = roster.people.map((person) => ({
        ...person,
        address: person.address ?? Wallet.createRandom().address,
      }));
      expect(() => placeOfHash({ ...roster, people }, hashOf(bo)))
        .to.throw()
        .that.includes(unknown);
    });
  });

  describe("readAnswer", () => {
    const [bo, chen] = [newCode(), newCode()];
    const roster = nation(bo, chen);
    const key = Wallet.createRandom();
    const answer = async (signer: typeof key, place: string, name = "river-bend") =>
      answerLine(key.address, await signer.signMessage(answerText(name, hashOf(place))));

    it("finds whose code the new key answers, and tells neither code nor hash", async () => {
      const line = await answer(key, chen);
      expect(readAnswer(roster, ` ${line}\n`)).to.deep.equal({ place: 2, address: key.address });
      expect(line).not.to.contain(hashOf(chen));
    });

    it("refuses a signature by another key, over another nation, or over another code", async () => {
      const lines = [
        await answer(Wallet.createRandom(), chen),
        await answer(key, chen, "elsewhere"),
        await answer(key, newCode()),
        `${key.address}:0x${"00".repeat(65)}`,
      ];
      for (const line of lines)
        expect(() => readAnswer(roster, line))
          .to.throw()
          .that.includes({ code: "AnswerUnknown" });
    });

    it("says so when the key is bound already", async () => {
      const people = roster.people.map((person, place) => (place === 2 ? { ...person, address: key.address } : person));
      const line = await answer(key, chen);
      expect(() => readAnswer({ ...roster, people }, line)).to.throw("bound already: it is the key of Invited 2");
    });

    it("refuses half a line", async () => {
      const line = await answer(key, chen);
      for (const half of [line.slice(3), line.slice(0, -1), ""]) {
        expect(() => readAnswer(roster, half))
          .to.throw()
          .that.includes({ code: "AnswerMistyped" });
      }
    });
  });
});
