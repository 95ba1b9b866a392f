import type { BankName, ContractName, Nation } from "../connect.ts";
import type { HashedCharter } from "../charter.ts";
import { rankTerms, seasonTerms } from "../contributions/terms.ts";
import { guards } from "../governance/articles.ts";
import { brakeTerms, chamberTerms } from "../governance/chamberTerms.ts";
import { originOf } from "../governance/origin.ts";
import { payingActs, spendingTerms } from "../governance/spending.ts";
import {
  cobudgetTerms,
  councilTerms,
  delegationTerms,
  electedOffices,
  holdTerms,
  listedActs,
  ruleList,
  ruleNames,
} from "../governance/terms.ts";
import { lotTerms } from "../justice/sortition.ts";
import { calendarTerms, justiceTerms } from "../justice/terms.ts";
import { policyOf } from "../licensing/policies.ts";
import { chapterTerms, distanceTerms, membershipTerms, recoveryTerms } from "../membership/terms.ts";
import { bankTerms, equationRules, reserveTerms, valueEquation } from "../treasury/terms.ts";
import { solidityName } from "../connect.ts";
import { everyContract } from "../contracts.ts";

/** What a view has to answer by the charter, and the event that tells of a change since. */
export interface Expectation {
  readonly claim: string;
  readonly contract: ContractName | BankName;
  readonly view: string;
  readonly args: readonly unknown[];
  /** The view's outputs. */
  readonly expected: readonly unknown[];
  /** Its event, whose last arguments are the view's outputs, and the indexed arguments that it is about. */
  readonly event?: { readonly name: string; readonly topics: readonly unknown[] };
  /** Who may change it; the assembly unless said. */
  readonly by?: string;
}

/** The end of a founding issuer's office: none (the largest `uint40`). */
export const NO_END = 2n ** 40n - 1n;

const rule = (
  claim: string,
  [contract, view, ...args]: [ContractName | BankName, string, ...unknown[]],
  expected: readonly unknown[],
  event?: [name: string, ...topics: unknown[]],
): Expectation => ({
  claim,
  contract,
  view,
  args,
  expected,
  ...(event === undefined ? {} : { event: { name: event[0], topics: event.slice(1) } }),
});

/** Every parameter, founder, issuer and policy of a charter, as the contracts must have it. */
export async function expectationsOf(nation: Nation, { rules, hash, fileName }: HashedCharter): Promise<Expectation[]> {
  const { contracts, addresses } = nation;
  const version = await contracts.surplus.equationAt((await nation.now()).timestamp);
  const addressOf = (name: string) =>
    everyContract(nation).find((one) => solidityName(one.name) === name)?.address ?? addresses.timelock;
  const names = ruleNames(rules);
  const [restDays, closed] = calendarTerms(rules);
  return [
    rule("The charter's text", ["charter", "charter"], [1n, hash, fileName], ["CharterAdopted"]),
    rule("Terms of membership", ["members", "terms"], [membershipTerms(rules)], ["TermsSet"]),
    rule("The distance rule", ["distance", "terms"], [distanceTerms(rules)], ["DistanceTermsSet"]),
    rule("Terms of recovery", ["recovery", "terms"], [recoveryTerms(rules)], ["RecoveryTermsSet"]),
    rule("Term of stewards", ["guilds", "stewardTerm"], [rules.stewardTerm], ["StewardTermSet"]),
    rule("Terms of chapters", ["chapters", "terms"], [chapterTerms(rules)], ["ChapterTermsSet"]),
    rule("Terms of a season", ["ledger", "terms"], [seasonTerms(rules)], ["TermsSet"]),
    rule("Notice of ranks", ["guilds", "notice"], [rules.ranks.notice], ["NoticeSet"]),
    rule("Terms of ranks", ["ranks", "terms"], [rankTerms(rules)], ["RankTermsSet"]),
    rule("Terms of the reserve", ["reserve", "terms"], [reserveTerms(rules)], ["TermsSet"]),
    ...rules.treasury.bank.flatMap((account, index) => {
      const bank: BankName = `bank${index + 1}`;
      return [
        rule(`Name of bank account ${index + 1}`, [bank, "name"], [account.name]),
        rule(`Currency of bank account ${index + 1}`, [bank, "symbol"], [account.currency]),
        rule(`Decimals of bank account ${index + 1}`, [bank, "decimals"], [BigInt(account.decimals)]),
        rule(`Terms of bank account ${index + 1}`, [bank, "terms"], [bankTerms(account)], ["TermsSet"]),
        ...["surplus", "reserve", "commons"].map((book) =>
          rule(
            `${book} is a book of bank account ${index + 1}`,
            [bank, "isBook", addresses[book as "surplus"]],
            [true],
          ),
        ),
      ];
    }),
    rule(
      "The value equation",
      ["surplus", "equation", version],
      [valueEquation(rules), equationRules(rules)],
      ["EquationSet"],
    ),
    rule(
      "Longest attestation",
      ["organisations", "longestAttestation"],
      [rules.licensing.longestAttestation],
      ["LongestAttestationSet"],
    ),
    rule(
      "Time to contest an attestation",
      ["organisations", "contestPeriod"],
      [rules.licensing.contestPeriod],
      ["ContestPeriodSet"],
    ),
    rule("Terms of the councils", ["councils", "terms"], [councilTerms(rules)], ["CouncilTermsSet"]),
    rule("Terms of holds", ["holds", "terms"], [holdTerms(rules)], ["HoldTermsSet"]),
    rule("Term of petitions", ["petitions", "term"], [rules.governance.petitionTerm], ["PetitionTermSet"]),
    ...guards().map(({ contract, ...guard }, index) =>
      rule(
        `Guard ${index} of the articles, over ${contract}`,
        ["articles", "guardAt", index],
        [{ target: addressOf(contract), ...guard }],
      ),
    ),
    rule("Guards of the articles", ["articles", "guardCount"], [BigInt(guards().length)]),
    ...electedOffices(rules).map((office, number) =>
      rule(
        number === 0 ? "Election of stewards" : `Office ${number}, ${office.name}`,
        ["elections", "officeOf", number],
        [office],
        ["OfficeSet", number],
      ),
    ),
    rule("Terms of the cobudget", ["cobudget", "terms"], [cobudgetTerms(rules)], ["CobudgetTermsSet"]),
    rule("Terms of the chambers", ["chambers", "terms"], [chamberTerms(rules)], ["ChamberTermsSet"]),
    rule("Terms of the brake", ["brake", "terms"], [brakeTerms(rules)], ["BrakeTermsSet"]),
    rule("Window for leaving", ["rules", "exitWindow"], [rules.governance.exitWindow]),
    rule("Terms of delegations", ["delegations", "terms"], [delegationTerms(rules)], ["DelegationTermsSet"]),
    rule("Period of spending", ["spending", "period"], [spendingTerms(rules).period], ["SpendingPeriodSet"]),
    ...spendingTerms(rules).tokens.map((token, index) =>
      rule(
        `Caps on spending ${token}`,
        ["spending", "capOf", token],
        [spendingTerms(rules).caps[index]],
        ["CapSet", token],
      ),
    ),
    ...payingActs().map(({ contract, selector, tokenWord, amountWord }) => {
      const target = addressOf(contract);
      const args = ["spending", "payingOf", target, selector] as const;
      return rule(
        `${contract} pays by ${selector}`,
        [...args],
        [true, tokenWord, amountWord],
        ["PayingSet", target, selector],
      );
    }),
    ...rules.treasury.depositCaps.map(({ token, most }) =>
      rule(`Cap on deposits of ${token}`, ["surplus", "depositCap", token], [most], ["DepositCapSet", token]),
    ),
    rule("Where the nation came from", ["opening", "origin"], [originOf(rules)]),
    rule("Rest days of the calendar", ["calendar", "restDays"], [restDays], ["RestDaysSet"]),
    ...closed.map(({ word, bits }) =>
      rule(`Closed days, word ${word}`, ["calendar", "closedDays", word], [bits], ["ClosedDaysSet", word]),
    ),
    rule("Terms of lots", ["sortition", "terms"], [lotTerms(rules)], ["LotTermsSet"]),
    rule("Terms of the first cases", ["cases", "termsAt", 1], [justiceTerms(rules)]),
    rule("Delay of the timelock", ["timelock", "getMinDelay"], [0n], ["MinDelayChange"]),
    rule(
      "Proposals a member may have",
      ["rules", "proposalsPerMember"],
      [rules.governance.proposalsPerMember],
      ["ProposalsPerMemberSet"],
    ),
    ...ruleList(rules).map((terms, index) =>
      rule(`Decision rule "${names[index] ?? ""}"`, ["rules", "ruleAt", index], [terms], ["RuleSet", index]),
    ),
    ...listedActs(rules).map(({ act, contract, selector, rule: index }) => {
      const target = addressOf(contract);
      return rule(
        `Rule for ${act}${act.startsWith(`${contract}.`) ? "" : ` (${contract})`}`,
        ["rules", "ruleIndexFor", target, selector],
        [index],
        ["RuleForSet", target, selector],
      );
    }),
    ...rules.founders.map((key, index) => ({
      ...rule(`Key of founder ${index + 1}`, ["members", "keyOf", index + 1], [key, 0n], ["KeyRotated", index + 1]),
      by: "its holder",
    })),
    ...rules.licensing.issuers.map((issuer) =>
      rule(
        `Office of issuer ${issuer}`,
        ["organisations", "issuerUntil", issuer],
        [NO_END],
        ["IssuerAppointed", issuer],
      ),
    ),
    ...rules.licensing.policies.map((choice, index) =>
      rule(`Policy ${index + 1}, ${choice.licence}`, ["policies", "policyOf", index + 1], [policyOf(choice)]),
    ),
  ];
}
