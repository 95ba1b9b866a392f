import type { HashedCharter } from "../charter.ts";
import type { Nation } from "../connect.ts";
import { contractNamed } from "../contracts.ts";
import type { Check } from "./check.ts";
import { expectationsOf, type Expectation } from "./expected.ts";
import { isAfter, logsOf, type Place, type Told } from "./history.ts";
import { contrast, encoded, outputsIn } from "./values.ts";

/**
 * Compares every parameter, founder and policy with the charter. What differs holds if the contract's own log says that
 * it was changed to just this after the founding, when nobody but the nation could.
 */
export async function checkRules(nation: Nation, charter: HashedCharter, founded: Place | undefined): Promise<Check[]> {
  const expectations = await expectationsOf(nation, charter);
  return Promise.all(expectations.map((expectation) => checkRule(nation, expectation, founded)));
}

async function checkRule(nation: Nation, expectation: Expectation, founded: Place | undefined): Promise<Check> {
  const { claim, contract, view, args, by = "the assembly" } = expectation;
  const asked = contractNamed(nation, contract);
  if (asked === undefined)
    return { claim, holds: false, expected: `a contract ${contract}`, found: "none in the record" };
  const called = asked.contract.getFunction(view);
  const wanted = encoded(called.fragment, expectation.expected);
  let answer: readonly unknown[];
  try {
    answer = await called.staticCallResult(...args);
  } catch {
    const [expected] = contrast(called.fragment, wanted, wanted);
    return { claim, holds: false, expected, found: "no answer" };
  }
  const seen = encoded(called.fragment, answer);
  const [expected, found] = contrast(called.fragment, wanted, seen);
  if (seen === wanted) return { claim, holds: true, expected, found };

  const change = await lastChange(nation, expectation, founded);
  const isTold =
    change !== undefined && encoded(called.fragment, outputsIn(called.fragment, change.inputs, change.args)) === seen;
  if (!isTold) return { claim, holds: false, expected, found };
  return { claim, holds: true, expected, found, note: `changed by ${by} in block ${change.blockNumber}` };
}

/** The latest log that tells of a change after the founding. */
async function lastChange(
  nation: Nation,
  { contract, event }: Expectation,
  founded: Place | undefined,
): Promise<Told | undefined> {
  if (event === undefined || founded === undefined) return undefined;
  const logs = await logsOf(nation, contract, event.name, event.topics);
  return logs.filter((log) => isAfter(log, founded)).at(-1);
}
