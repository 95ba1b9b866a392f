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

/** The functions that take another rule than the constitutional one, with the number of their rule. */
export function listedActs(charter: Charter): { contract: string; selector: string; rule: number }[] {
  const names = ruleNames(charter);
  return Object.entries(charter.governance.acts).map(([act, name]) => {
    const found = selectorOf(act);
    if (found === undefined) throw new TypeError(`a checked charter has no act "${act}"`);
    return { ...found, rule: names.indexOf(name) };
  });
}

/** The charter's rules of consent as `Councils` takes them. */
export function councilTerms({ governance }: Charter): CouncilTermsStruct {
  const { objectionWindow, executionWindow, objections } = governance.council;
  return { objectionWindow, executionWindow, objections };
}
