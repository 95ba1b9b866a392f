import type { CobudgetTermsStruct } from "../../typechain-types/contracts/governance/Cobudget.ts";
import type { CouncilTermsStruct } from "../../typechain-types/contracts/governance/Councils.ts";
import type { DelegationTermsStruct } from "../../typechain-types/contracts/governance/Delegations.ts";
import type { HoldTermsStruct } from "../../typechain-types/contracts/governance/Holds.ts";
import type { Charter } from "../charter.ts";
import { RANKS } from "../membership/ranks.ts";
import { ruleOf } from "./charterRule.ts";
import { AMENDERS, HOLD_DURATION } from "./councilCharter.ts";
import type { Rule } from "./rules.ts";
import { selectorOf } from "./selectors.ts";

const CONSTITUTIONAL = "constitutional";

/** The names of the charter's decision rules in the order of their numbers: the constitutional rule is number 0. */
export function ruleNames({ governance }: Charter): string[] {
  return [CONSTITUTIONAL, ...Object.keys(governance.rules).filter((name) => name !== CONSTITUTIONAL)];
}

/** The charter's decision rules as `DecisionRules` takes them. */
export function ruleList(charter: Charter): Rule[] {
  return ruleNames(charter).map((name) => {
    const rule = charter.governance.rules[name];
    if (rule === undefined) throw new TypeError(`a checked charter has a rule "${name}"`);
    return ruleOf(rule);
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
  const { vote, routine, amender, rounds, objections, ...windows } = governance.council;
  return {
    questionWindow: windows.questionWindow,
    objectionWindow: windows.objectionWindow,
    integrationWindow: windows.integrationWindow,
    voteWindow: vote?.window ?? 0n,
    executionWindow: windows.executionWindow,
    routineWindow: routine?.window ?? 0n,
    rounds,
    objections,
    routineObjections: routine?.objections ?? 0,
    thresholdBps: vote?.threshold ?? 0n,
    quorumBps: vote?.quorum ?? 0n,
    tenureDays: windows.tenure / 86_400n,
    amender: AMENDERS.indexOf(amender),
  };
}

/** How many members hold a decision, as `Holds` takes it; nobody holds anything where the charter says nothing of it. */
export function holdTerms({ governance }: Charter): HoldTermsStruct {
  const { members = 0, share = 0n, duration = HOLD_DURATION } = governance.holds ?? {};
  return { members, memberBps: share, duration };
}

/** The rules of an office as `Elections` takes them. */
export interface OfficeRules {
  readonly seats: number;
  readonly termsInRow: number;
  readonly rank: number;
  readonly tenureDays: bigint;
  readonly standingMinutes: bigint;
  readonly nominationPeriod: bigint;
  readonly votingPeriod: bigint;
  readonly term: bigint;
}

/** Nobody is elected. */
const OFF: OfficeRules = {
  ...{ seats: 0, termsInRow: 0, rank: 0, tenureDays: 0n, standingMinutes: 0n },
  ...{ nominationPeriod: 0n, votingPeriod: 0n, term: 0n },
};

/**
 * The offices that a charter has elected, in the order of their numbers: the stewards of guilds, number 0, and those of the
 * nation. Empty in a charter without elections, where nothing needs to be said.
 */
export function electedOffices({ governance }: Charter): { name: string; rules: OfficeRules }[] {
  const { stewards, offices } = governance.elections;
  const named = offices.map(({ name, ...office }) => ({ name, rules: officeRules(office) }));
  if (stewards === undefined && named.length === 0) return [];
  return [{ name: "", rules: stewards === undefined ? OFF : officeRules(stewards) }, ...named];
}

function officeRules(office: NonNullable<Charter["governance"]["elections"]["stewards"]>): OfficeRules {
  const { seats, termsInRow, rank, tenure, standing, nominations, voting, term } = office;
  return {
    seats,
    termsInRow,
    rank: rank === undefined ? 0 : RANKS.indexOf(rank),
    tenureDays: tenure / 86_400n,
    standingMinutes: standing / 60n,
    nominationPeriod: nominations,
    votingPeriod: voting,
    term,
  };
}

/** The charter's rules of rounds as `Cobudget` takes them. */
export function cobudgetTerms({ governance }: Charter): CobudgetTermsStruct {
  const { cobudget } = governance;
  if (cobudget === undefined) return { isOn: false, ownAllowed: false, onDelivery: false, deliveryPeriod: 0n };
  return { isOn: true, ...cobudget };
}

/** The charter's rules of delegates as `Delegations` takes them; without any, nobody delegates. */
export function delegationTerms({ governance }: Charter): DelegationTermsStruct {
  const { longest, most } = governance.delegations ?? { longest: 0n, most: 0 };
  return { longest, most };
}
