import {
  commonViews,
  distanceViews,
  guildViews,
  ledgerViews,
  membershipViews,
  rankViews,
  recoveryViews,
  reserveViews,
  surplusViews,
} from "./people.ts";
import { commitmentViews, conflictViews, guildTermsViews } from "./agreements.ts";
import { expenseViews } from "./expenses.ts";
import { lossViews } from "./losses.ts";
import { chapterViews, treatyViews } from "./places.ts";
import { calendarViews, sortitionViews } from "./lots.ts";
import { caseViews } from "./trials.ts";
import {
  assemblyViews,
  charterViews,
  commonsViews,
  councilViews,
  licenceViews,
  organisationViews,
  policyViews,
  ruleViews,
  timelockViews,
} from "./rules.ts";
import type { ContractName } from "../../../sdk/connect.ts";
import type { Views } from "./cases.ts";

/** For every view of every contract: what the folded logs say it answers, over all arguments that matter. */
export const VIEWS: Readonly<Record<ContractName, Views>> = {
  timelock: timelockViews,
  members: { ...membershipViews, ...commonViews("members") },
  distance: { ...distanceViews, ...commonViews("distance") },
  recovery: { ...recoveryViews, ...commonViews("recovery") },
  guilds: { ...guildViews, ...commonViews("guilds") },
  treaties: { ...treatyViews, ...commonViews("treaties") },
  chapters: { ...chapterViews, ...commonViews("chapters") },
  guildTerms: { ...guildTermsViews, ...commonViews("guildTerms") },
  conflicts: { ...conflictViews, ...commonViews("conflicts") },
  ledger: { ...ledgerViews, ...commonViews("ledger") },
  commitments: { ...commitmentViews, ...commonViews("commitments") },
  ranks: { ...rankViews, ...commonViews("ranks") },
  reserve: { ...reserveViews, ...commonViews("reserve") },
  surplus: { ...surplusViews, ...lossViews, ...commonViews("surplus") },
  expenses: { ...expenseViews, ...commonViews("expenses") },
  policies: { ...policyViews, ...commonViews("policies") },
  organisations: { ...organisationViews, ...commonViews("organisations") },
  commons: { ...commonsViews, ...commonViews("commons") },
  licences: { ...licenceViews, ...commonViews("licences") },
  charter: { ...charterViews, ...commonViews("charter") },
  rules: { ...ruleViews, ...commonViews("rules") },
  councils: { ...councilViews, ...commonViews("councils") },
  assembly: { ...assemblyViews, ...commonViews("assembly") },
  calendar: { ...calendarViews, ...commonViews("calendar") },
  sortition: { ...sortitionViews, ...commonViews("sortition") },
  cases: { ...caseViews, ...commonViews("cases") },
};

/** Views that no log needs to tell, and why. Functions marked `pure` read no state and are not in question. */
export const UNTOLD: Readonly<Record<string, string>> = {
  eip712Domain: "the address of the contract and the chain's id",
  supportsInterface: "fixed in the code",
  clock: "the block's time",
  SETTLEMENT_PERIOD: "a constant",
  DEFAULT_ADMIN_ROLE: "a constant",
  PROPOSER_ROLE: "a constant",
  CANCELLER_ROLE: "a constant",
  EXECUTOR_ROLE: "a constant",
  requireConsent: "a check of a signature; it answers nothing",
  "surplus.reserve": "an immutable address, in the record of the deployment",
  "assembly.members": "an immutable address, in the record of the deployment",
  "assembly.rules": "an immutable address, in the record of the deployment",
  "assembly.timelock": "an immutable address, in the record of the deployment",
  "treaties.rightsOf": "depends on what another nation's register says",
  "treaties.hasRight": "depends on what another nation's register says",
  "licences.recognisedCanUse": "depends on what another nation's register says",
  "chapters.recognisedMayUse": "depends on what another nation's register says",
  "reserve.available": "depends on what the reserve holds, which the token keeps",
};
