import type { Interface } from "ethers";

import { CALLABLE } from "./selectors.ts";

/** What `Articles` looks for in the calls of every proposal: a call that is never made, or one whose argument is bounded. */
export interface Guard {
  /** Solidity name of the contract that would be called. */
  readonly contract: string;
  readonly selector: string;
  /** As `Charter.article` numbers them. */
  readonly article: bigint;
  /** Of the arguments, counted from 0. */
  readonly word: bigint;
  readonly least: bigint;
  readonly most: bigint;
}

/** As `Charter.article` numbers them. */
const ARTICLE = { heard: 2n, owed: 3n, sameProcedure: 4n };

/** Whoever sits there acts on persons, their keys and their offices. All are filled when a nation is founded. */
const SEATS_OVER_PERSONS = [
  ...["Members.fillSeat", "Guilds.fillSeat", "Recovery.fillJusticeSeat", "Chapters.fillJusticeSeat"],
  "Sortition.fillCasesSeat",
];
/** Whoever sits there moves money that is owed. */
const SEATS_OVER_MONEY = ["Surplus.fillExpensesSeat", "Reserve.fillLossSeat", "Commons.fillLicencesSeat"];

const MOST = 2n ** 256n - 1n;

/** The guards of every nation, in the order in which `Articles` numbers them. */
export function guards(): Guard[] {
  return [
    ...SEATS_OVER_PERSONS.map((act) => never(act, ARTICLE.sameProcedure)),
    ...SEATS_OVER_MONEY.map((act) => never(act, ARTICLE.owed)),
    atLeast("Cases.setTerms", "replyDays", 1n, ARTICLE.heard),
    atLeast("Cases.setTerms", "appealDays", 1n, ARTICLE.heard),
    atLeast("Cases.setTerms", "appealSeats", 2n, ARTICLE.heard),
  ];
}

function never(act: string, article: bigint): Guard {
  return { ...named(act), article, word: 0n, least: 1n, most: 0n };
}

function atLeast(act: string, field: string, least: bigint, article: bigint): Guard {
  return { ...named(act), article, word: wordOf(act, field), least, most: MOST };
}

function named(act: string): { contract: string; selector: string } {
  const [contract = "", name = ""] = act.split(".");
  return { contract, selector: fragmentOf(act, abiOf(contract), name).selector };
}

/** Where a field stands among the arguments of a function that takes one struct of plain values. */
function wordOf(act: string, field: string): bigint {
  const [contract = "", name = ""] = act.split(".");
  const [struct, ...others] = fragmentOf(act, abiOf(contract), name).inputs;
  const fields = struct?.components ?? [];
  const plain = fields.every(({ baseType }) => baseType !== "tuple" && baseType !== "array" && baseType !== "string");
  const word = fields.findIndex((one) => one.name === field);
  if (others.length > 0 || !plain || word === -1) throw new TypeError(`${act} takes no struct with a plain ${field}`);
  return BigInt(word);
}

function abiOf(contract: string): Interface {
  const abi = CALLABLE[contract];
  if (abi === undefined) throw new TypeError(`no decision calls ${contract}`);
  return abi;
}

function fragmentOf(act: string, abi: Interface, name: string) {
  const fragment = abi.getFunction(name);
  if (fragment === null) throw new TypeError(`there is no ${act}`);
  return fragment;
}
