import { ZeroAddress } from "ethers";

import { type Decision, DECISIONS, DERIVATIVE_RULES, type Licence } from "./catalogue.ts";
import { USER_CLASSES, type UserClass } from "./kinds.ts";
import { NeoguildError } from "../errors.ts";
import type { PolicyStruct } from "../../typechain-types/contracts/licensing/LicencePolicies.ts";

/** Bits of one cell in the packed matrix. */
const CELL_BITS = 3n;
const WHOLE_BPS = 10_000n;
const DAY = 86_400n;
/** Of CoopCycle's licence, clause 10: where neither the licence nor the nation says otherwise. */
const CURE_DAYS = 60n;
const FIRST_CURE_DAYS = 30n;

/** What a nation adds to a licence when it takes it into its catalogue. */
export interface PolicyChoices {
  readonly price?: PriceChoices;
  readonly reciprocity?: ReciprocityChoices;
  /** Seconds a grant lasts; for ever if absent. */
  readonly term?: bigint;
  /** keccak256 of the text where the file has none. */
  readonly textHash?: string;
  /** Ids of up to 4 policies added before that a derivative may be under instead; the rule is then `compatible`, otherwise `same`. */
  readonly compatibleWith?: readonly bigint[];
}

/** Amounts in the token's smallest unit. */
export interface PriceChoices {
  readonly token: string;
  /** What a grant of a `Pay` cell costs once, and one of a `Reciprocate` cell without periods instead of contributing. */
  readonly perGrant?: bigint;
  /** For each unit that the licensee reports. */
  readonly perUnit?: bigint;
  /** The most that one grant asks, flat and units together. */
  readonly ceiling?: bigint;
  /** Basis points that a class pays of every amount; all of it if absent. */
  readonly byClass?: Partial<Record<UserClass, bigint>>;
}

export interface ReciprocityChoices {
  /** Minutes accepted in each period, or in one season without periods; the file's if absent. */
  readonly minutes?: bigint;
  /** Of the price's token, in each period: instead of the minutes, at this rate, or with `both` beside them. */
  readonly amount?: bigint;
  readonly both?: boolean;
  /** Days; the file's if absent, 0 for a door that one season's minutes open. */
  readonly periodDays?: bigint;
  readonly graceDays?: bigint;
  readonly cureDays?: bigint;
  readonly firstCureDays?: bigint;
}

/** The matrix in one word: class c and purpose p at bit 3 · (5 · c + p), the value as in `DECISIONS`. */
export function packMatrix(cells: Licence["cells"]): bigint {
  const all = USER_CLASSES.flatMap((userClass) => cells[userClass]);
  return all.reduce((word, cell, index) => word | (BigInt(DECISIONS.indexOf(cell)) << (CELL_BITS * BigInt(index))), 0n);
}

/** Up to four policies in one word, in their order. */
export function packOffers(policies: readonly bigint[]): bigint {
  return policies.reduce((word, policy, place) => word | (policy << BigInt(16 * place)), 0n);
}

/** What a share of an amount comes to, rounded up as the contract does: what costs something costs every class something. */
export function partOf(amount: bigint, shareBps: bigint): bigint {
  return (amount * shareBps + WHOLE_BPS - 1n) / WHOLE_BPS;
}

/**
 * A licence as `LicencePolicies.add` takes it.
 * @throws NeoguildError `LicenceIncomplete` if the nation's choices and the cells do not fit each other.
 */
export function policyFrom(source: Licence, choices: PolicyChoices = {}): PolicyStruct {
  const textHash = choices.textHash ?? source.text.keccak256;
  const incomplete = (message: string, remedy: string) =>
    new NeoguildError({ code: "LicenceIncomplete", message: `${source.spdxId} ${message}`, remedy });
  if (textHash === undefined)
    throw incomplete("comes without the hash of its text", "Give keccak256 of the text you mean.");

  const reciprocity = reciprocityOf(source, choices.reciprocity);
  const price = priceOf(source, choices.price, reciprocity);
  const misfit = misfitOf(source, price, reciprocity, choices);
  if (misfit !== undefined) throw incomplete(...misfit);
  const named = choices.compatibleWith ?? [];
  const binding = source.derivativeRule === "same" || source.derivativeRule === "compatible";
  const rule = binding ? (named.length === 0 ? "same" : "compatible") : source.derivativeRule;
  return {
    spdxId: source.spdxId,
    uri: source.text.uri,
    textHash,
    terms: {
      matrix: packMatrix(source.cells),
      derivativeRule: BigInt(DERIVATIVE_RULES.indexOf(rule)),
      attribution: source.attribution,
      irrevocable: source.irrevocable,
      term: choices.term ?? 0n,
      compatibleWith: packOffers(named),
    },
    price,
    reciprocity,
  };
}

type Price = ReturnType<typeof priceOf>;
type Reciprocity = ReturnType<typeof reciprocityOf>;

function reciprocityOf(source: Licence, choices: ReciprocityChoices = {}) {
  const file = source.reciprocity ?? {};
  const periodDays = choices.periodDays ?? (file.period ?? 0n) / DAY;
  const cureDays = choices.cureDays ?? whole(file.cureDays ?? source.cureDays) ?? (periodDays === 0n ? 0n : CURE_DAYS);
  const first = choices.firstCureDays ?? whole(file.firstCureDays ?? source.firstCureDays);
  const least = cureDays < FIRST_CURE_DAYS ? cureDays : FIRST_CURE_DAYS;
  return {
    minutesAsked: choices.minutes ?? (file.work ?? 0n) / 60n,
    amount: choices.amount ?? 0n,
    periodDays,
    graceDays: choices.graceDays ?? (periodDays === 0n ? 0n : (whole(file.graceDays) ?? 0n)),
    cureDays,
    firstCureDays: first ?? (periodDays === 0n ? 0n : least),
    both: choices.both ?? false,
  };
}

function priceOf(source: Licence, choices: PriceChoices | undefined, { amount }: Reciprocity) {
  const { token = ZeroAddress, perGrant = 0n, perUnit = 0n, ceiling = 0n, byClass = {} } = choices ?? {};
  const costs = perGrant !== 0n || perUnit !== 0n || amount !== 0n;
  const classBps = USER_CLASSES.map((userClass) => {
    const asked = source.cells[userClass].some((cell) => cell === "Pay" || cell === "Reciprocate");
    return costs && asked ? (byClass[userClass] ?? WHOLE_BPS) : 0n;
  });
  return { token, perGrant, perUnit, ceiling, classBps: classBps as NineShares };
}

type NineShares = [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];

/** What the contract would refuse, in words. */
function misfitOf(
  source: Licence,
  { perGrant, perUnit, ceiling, classBps }: Price,
  { minutesAsked, amount, periodDays, graceDays, cureDays, firstCureDays, both }: Reciprocity,
  { term = 0n, compatibleWith = [], price }: PolicyChoices,
): readonly [message: string, remedy: string] | undefined {
  const has = (wanted: Decision) => USER_CLASSES.some((userClass) => source.cells[userClass].includes(wanted));
  const [pays, reciprocates, byPeriods] = [has("Pay"), has("Reciprocate"), periodDays !== 0n];
  if (pays && perGrant === 0n && perUnit === 0n)
    return ["has cells that say Pay", "Name a fee above zero: a flat price or one for each unit."];
  if (perGrant !== 0n && !pays && !(reciprocates && !byPeriods))
    return ["asks nobody for a fee", "Leave the flat price out, or name an amount for each period."];
  if (perUnit !== 0n && !pays && !(reciprocates && byPeriods))
    return ["asks nobody for a price by the unit", "Leave it out, or name a period in which units are reported."];
  if (ceiling !== 0n && ((perGrant === 0n && perUnit === 0n) || ceiling < perGrant))
    return ["has a ceiling below its flat price, or of nothing", "Name a ceiling at least as high, or none."];
  if ((minutesAsked !== 0n || amount !== 0n) !== reciprocates) {
    const message = reciprocates ? "has cells that say Reciprocate" : "asks nobody to reciprocate";
    return [message, "Name minutes of accepted work or an amount exactly if a cell says Reciprocate."];
  }
  const strange = Object.keys(price?.byClass ?? {}).find(
    (name) => classBps[USER_CLASSES.indexOf(name as UserClass)] === 0n,
  );
  if (strange !== undefined)
    return [`asks nothing of the class ${strange}`, "Leave its share out; a share is above 0% and at most 100%."];
  if (classBps.some((bps) => bps < 0n || bps > WHOLE_BPS))
    return ["takes more than the whole price of a class", "Name shares above 0% and at most 100%."];
  if (!byPeriods && (amount !== 0n || graceDays !== 0n || both))
    return [
      "asks for an amount, grace or both, and has no period",
      "Name a period, or a flat price that opens the door.",
    ];
  if (byPeriods && !reciprocates && perUnit === 0n)
    return ["has a period and nothing that is due in it", "Leave the period out."];
  if (byPeriods && (cureDays === 0n || firstCureDays > cureDays))
    return ["gives too little time to cure a breach", "Name days to cure, at least as many as after a first notice."];
  if (byPeriods && term % (periodDays * DAY) !== 0n)
    return ["has a term that is not a number of whole periods", "Name a term such as 360d with a period of 90d."];
  if (both && (minutesAsked === 0n || amount === 0n))
    return ["asks for both and names one", "Name minutes and an amount, or leave both out."];
  if (compatibleWith.length !== 0 && (source.derivativeRule === "any" || source.derivativeRule === "none"))
    return ["and the compatible policies do not fit", "Name some only if a derivative is bound to the licence."];
  return undefined;
}

function whole(days: number | undefined): bigint | undefined {
  return days === undefined ? undefined : BigInt(days);
}
