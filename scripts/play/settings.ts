import type { BaseContract, Result } from "ethers";

import type { Nation } from "../../sdk/connect.ts";
import { TRACKS } from "../../sdk/contributions/tracks.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import type { PlainCalls } from "../../sdk/governance/actions.ts";
import { parseDuration, parseShare } from "../../sdk/units.ts";

/** The terms a vote can change, each in one contract's `setTerms`. */
type Holder = "members" | "ledger" | "reserve";

interface Setting {
  readonly holder: Holder;
  readonly field: string;
  /** Place in the field, where it is a list. */
  readonly place?: number;
  readonly parse: (text: string) => bigint;
}

const count = (text: string): bigint => {
  if (/^\d{1,6}$/.test(text)) return BigInt(text);
  throw new NeoguildError({ code: "CountInvalid", message: `"${text}" is no count`, remedy: "Write a whole number." });
};
/** The contract counts work in minutes. */
const minutes = (text: string): bigint => parseDuration(text) / 60n;

/** What a row can propose to change, by its words in the charter. */
export const SETTINGS: ReadonlyMap<string, Setting> = new Map([
  ["membership.vouches", { holder: "members", field: "vouchQuantity", parse: count }],
  ["membership.probation", { holder: "members", field: "probation", parse: parseDuration }],
  ["membership.acceptance", { holder: "members", field: "acceptanceBps", parse: parseShare }],
  ["membership.term", { holder: "members", field: "term", parse: parseDuration }],
  ["season.length", { holder: "ledger", field: "duration", parse: parseDuration }],
  ["season.appraisalPeriod", { holder: "ledger", field: "appraisalPeriod", parse: parseDuration }],
  ["season.challengePeriod", { holder: "ledger", field: "challengePeriod", parse: parseDuration }],
  ["season.appraisals", { holder: "ledger", field: "appraisals", parse: count }],
  ...TRACKS.map((track, place): [string, Setting] => [
    `season.minimum.${track}`,
    { holder: "ledger", field: "minimumCredit", place, parse: minutes },
  ]),
  ["treasury.reserve.cap", { holder: "reserve", field: "capBps", parse: parseShare }],
  ["treasury.reserve.period", { holder: "reserve", field: "period", parse: parseDuration }],
]);

/** The call that sets one term anew and leaves the others as they are now. */
export async function callSetting({ contracts, addresses }: Nation, name: string, value: string): Promise<PlainCalls> {
  const setting = SETTINGS.get(name);
  if (setting === undefined) throw new TypeError(`there is no setting ${name}`);
  const { holder, field, place } = setting;
  const contract: BaseContract = contracts[holder];
  const terms = ((await contract.getFunction("terms").staticCall()) as Result).toObject();
  const parsed = setting.parse(value);
  const changed = place === undefined ? parsed : [...(terms[field] as bigint[])].with(place, parsed);
  const data = contract.interface.encodeFunctionData("setTerms", [{ ...terms, [field]: changed }]);
  return { targets: [addresses[holder]], values: [0n], calldatas: [data] };
}
