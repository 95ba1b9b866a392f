import { createHash, randomInt } from "node:crypto";
import { getAddress, verifyMessage } from "ethers";

import { slugOf } from "../sdk/names.ts";
import { NeoguildError } from "../sdk/errors.ts";
import type { Person, Roster } from "./roster.ts";

/**
 * Invitation codes: `7KQM-…`, five groups of four. Nineteen random characters (94 bits, so that nobody guesses one and its
 * hash can be kept openly) and a check character that finds every single slip and every swap of neighbours.
 */

/** No 0 and O, no 1, I and L: nobody mistakes one for another. Their number is a prime, on which the check rests. */
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const LENGTH = 20;

/** A code that nobody has had before. */
export function newCode(): string {
  const body = Array.from({ length: LENGTH - 1 }, () => randomInt(ALPHABET.length));
  const check = (ALPHABET.length - checksum([...body, 0])) % ALPHABET.length;
  const text = [...body, check].map((value) => ALPHABET[value]).join("");
  return (text.match(/.{4}/g) ?? []).join("-");
}

/** What is kept of a code. @throws NeoguildError `InvitationMistyped` */
export function hashOf(code: string): string {
  return createHash("sha256").update(normalCode(code)).digest("hex");
}

/** A code as it is hashed: capitals without hyphens. @throws NeoguildError `InvitationMistyped` */
export function normalCode(code: string): string {
  const text = code.toUpperCase().replace(/[\s-]/g, "");
  const strange = Array.from(text).find((letter) => !ALPHABET.includes(letter));
  if (strange !== undefined) throw mistyped(`no code has the character "${strange}"`);
  if (text.length !== LENGTH) throw mistyped(`a code has ${LENGTH} characters, and this one ${text.length}`);
  if (checksum(Array.from(text, (letter) => ALPHABET.indexOf(letter))) !== 0) {
    throw mistyped("one of its characters is wrong, or two are swapped");
  }
  return text;
}

/** Whose invitation has the code of this hash; their place on the roster. @throws NeoguildError `InvitationUnknown` */
export function placeOfHash(roster: Roster, hash: string): number {
  const place = roster.people.findIndex((person) => isOpen(person) && person.invitation.hash === hash);
  if (place !== -1) return place;
  throw new NeoguildError({
    code: "InvitationUnknown",
    message: `no open invitation of ${roster.nation} has this code: it was used, renewed, or is another nation's`,
    remedy: "Ask for a new code: who keeps the roster makes one with 'npx hardhat invitation:renew'.",
    docs: "docs/first-hour.md#invitations",
  });
}

/** What the new key signs: that it answers this invitation of this nation. Only who knows the code can make it up. */
export function answerText(nation: string, codeHash: string): string {
  return `Neoguild invitation\nnation: ${slugOf(nation)}\ncode: ${codeHash}`;
}

/** One line that a member sends back: the address and its signature. It tells neither the code nor its hash. */
export function answerLine(address: string, signature: string): string {
  return `${address}:${signature}`;
}

/**
 * Which open invitation a line answers, and with which key.
 * @throws NeoguildError `AnswerMistyped`, `AnswerUnknown`
 */
export function readAnswer(roster: Roster, line: string): { place: number; address: string } {
  const [, claimed, signature] = /^(0x[0-9a-fA-F]{40}):(0x[0-9a-fA-F]{130})$/.exec(line.trim()) ?? [];
  if (claimed === undefined || signature === undefined) {
    throw new NeoguildError({
      code: "AnswerMistyped",
      message: "this is no answer to an invitation: an address, a colon and a signature are due, in one line",
      remedy: "Copy the whole line that 'npx hardhat invitation:accept' printed for the member; nothing was changed.",
      docs: "docs/first-hour.md#invitations",
    });
  }
  const address = getAddress(claimed.toLowerCase());
  const place = roster.people.findIndex(
    (person) => isOpen(person) && signerOf(roster.nation, person.invitation.hash, signature) === address,
  );
  if (place !== -1) return { place, address };
  const bound = roster.people.find((person) => person.address === address);
  throw new NeoguildError({
    code: "AnswerUnknown",
    message:
      bound === undefined
        ? `the answer of ${address} fits no open invitation of ${roster.nation}`
        : `${address} is bound already: it is the key of ${bound.name}`,
    remedy:
      bound === undefined
        ? "Compare the line and the nation's name; if the code was used or renewed meanwhile, make a new one with 'npx hardhat invitation:renew'."
        : "There is nothing to do; 'npx hardhat invitation:list' shows who is still invited.",
    docs: "docs/first-hour.md#invitations",
  });
}

/** Somebody without a key yet, whose code still works. */
function isOpen(person: Person): person is Person & Required<Pick<Person, "invitation">> {
  return person.address === undefined && person.invitation !== undefined;
}

function signerOf(nation: string, codeHash: string, signature: string): string | undefined {
  try {
    return verifyMessage(answerText(nation, codeHash), signature);
  } catch {
    return undefined; // no signature at all, so nobody's
  }
}

/** Weights 20 to 1, all different and none a multiple of the prime: 0 for a code without a fault. */
function checksum(values: readonly number[]): number {
  return values.reduce((sum, value, place) => sum + (LENGTH - place) * value, 0) % ALPHABET.length;
}

function mistyped(why: string): NeoguildError {
  return new NeoguildError({
    code: "InvitationMistyped",
    message: `this is no invitation code: ${why}`,
    remedy: "Type it again from the paper; capitals, hyphens and spaces do not matter. The code is still good.",
    docs: "docs/first-hour.md#invitations",
  });
}
