import type { CouncilTermsStruct } from "../../typechain-types/contracts/governance/Councils.ts";
import type { RuleStruct } from "../../typechain-types/contracts/governance/DecisionRules.ts";
import type { Charter } from "../charter.ts";
import { selectorOf } from "./selectors.ts";

const CONSTITUTIONAL = "constitutional";

/** The names of the charter's decision rules in the order of their numbers: the constitutional rule is number 0. */
export function ruleNames({ governance }: Charter): string[] {
  return [CONSTITUTIONAL, ...Object.keys(governance.rules).filter((name) => name !== CONSTITUTIONAL)];
}

/** The charter's decision rules as `DecisionRules` takes them. */
export function ruleList(charter: Charter): RuleStruct[] {
  return ruleNames(charter).map((name) => {
    const rule = charter.governance.rules[name];
    if (rule === undefined) throw new TypeError(`a checked charter has a rule "${name}"`);
    return {
      thresholdBps: rule.threshold,
      quorumBps: rule.quorum,
      blocks: rule.blocks,
      lateHours: rule.lateHours,
      votingDelay: rule.notice,
      votingPeriod: rule.votingPeriod,
      executionDelay: rule.executionDelay,
      executionWindow: rule.executionWindow,
    };
  });
}

/**
 * The functions that take another rule than the constitutional one, with the number of their rule. What is said of
 * `BankMoney` holds for each bank account (`BankMoney1`, `BankMoney2` …).
 */
export function listedActs(charter: Charter): { act: string; contract: string; selector: string; rule: number }[] {
  const names = ruleNames(charter);
  const banks = charter.treasury.bank.map((_, index) => `BankMoney${index + 1}`);
  return Object.entries(charter.governance.acts).flatMap(([act, name]) => {
    const found = selectorOf(act);
    if (found === undefined) throw new TypeError(`a checked charter has no act "${act}"`);
    const contracts = found.contract === "BankMoney" ? banks : [found.contract];
    return contracts.map((contract) => ({ act, ...found, contract, rule: names.indexOf(name) }));
  });
}

/** The charter's rules of consent as `Councils` takes them. */
export function councilTerms({ governance }: Charter): CouncilTermsStruct {
  const { objectionWindow, executionWindow, objections } = governance.council;
  return { objectionWindow, executionWindow, objections };
}
