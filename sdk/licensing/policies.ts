import { parseEther, ZeroAddress } from "ethers";

import { readLicence } from "./catalogue.ts";
import type { PolicyChoice } from "./charter.ts";
import { policyFrom, type PolicyChoices, type PriceChoices, type ReciprocityChoices } from "./packing.ts";
import type { PolicyStruct } from "../../typechain-types/contracts/licensing/LicencePolicies.ts";

/** A policy as the catalogue keeps it, folded. */
export interface Policy {
  readonly spdxId: string;
  readonly uri: string;
  readonly textHash: string;
  readonly matrix: bigint;
  readonly irrevocable: boolean;
  readonly term: bigint;
  readonly price: {
    readonly token: string;
    readonly perGrant: bigint;
    readonly perUnit: bigint;
    readonly ceiling: bigint;
    readonly classBps: readonly bigint[];
  };
  readonly reciprocity: {
    readonly minutesAsked: bigint;
    readonly amount: bigint;
    readonly periodDays: bigint;
    readonly graceDays: bigint;
    readonly cureDays: bigint;
    readonly firstCureDays: bigint;
    readonly both: boolean;
  };
}

/**
 * A policy of the charter as `LicencePolicies.add` takes it: the catalogue's licence with the nation's choices. Prices are in
 * the native coin. What its text lets a derivative be under instead is found among the policies that stand before it.
 * @throws NeoguildError `LicenceUnknown`, `LicenceIncomplete`
 */
export function policyOf(choice: PolicyChoice, before: readonly PolicyChoice[] = []): PolicyStruct {
  const licence = readLicence(choice.licence);
  const binding = licence.derivativeRule === "same" || licence.derivativeRule === "compatible";
  const places = licence.compatibleWith.map(({ spdxId }) => before.findIndex((other) => other.licence === spdxId));
  const choices: PolicyChoices = {
    price: priceIn(choice),
    reciprocity: reciprocityIn(choice),
    term: choice.term,
    compatibleWith: binding ? places.filter((place) => place !== -1).map((place) => BigInt(place + 1)) : [],
  };
  return policyFrom(licence, choices);
}

function priceIn({ price }: PolicyChoice): PriceChoices | undefined {
  if (price === undefined) return undefined;
  return {
    token: ZeroAddress,
    perGrant: amount(price.perGrant),
    perUnit: amount(price.perUnit),
    ceiling: amount(price.ceiling),
    byClass: price.byClass,
  };
}

function reciprocityIn({ reciprocity }: PolicyChoice): ReciprocityChoices | undefined {
  if (reciprocity === undefined) return undefined;
  const { work, period, graceDays, cureDays, firstCureDays } = reciprocity;
  return {
    minutes: work === undefined ? undefined : work / 60n,
    amount: amount(reciprocity.amount),
    both: reciprocity.both,
    periodDays: period === undefined ? undefined : period / 86_400n,
    graceDays: days(graceDays),
    cureDays: days(cureDays),
    firstCureDays: days(firstCureDays),
  };
}

const amount = (coins: string | undefined) => (coins === undefined ? undefined : parseEther(coins));
const days = (count: number | undefined) => (count === undefined ? undefined : BigInt(count));
