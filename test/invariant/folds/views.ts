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
import { brakeViews, chamberViews } from "./chambers.ts";
import { cobudgetViews } from "./cobudget.ts";
import { spendingViews } from "./spending.ts";
import { councilViews, holdViews } from "./councils.ts";
import { electionViews } from "./elections.ts";
import { movingViews, openingViews } from "./moving.ts";
import { expenseViews } from "./expenses.ts";
import { organisationViews, pactViews } from "./pacts.ts";
import { lossViews } from "./losses.ts";
import { chapterViews, treatyViews } from "./places.ts";
import { calendarViews, sortitionViews } from "./lots.ts";
import { delegationViews, sealedViews } from "./sources.ts";
import { caseViews } from "./trials.ts";
import {
  assemblyViews,
  charterViews,
  commonsViews,
  grantTokenViews,
  articleViews,
  petitionViews,
  licenceViews,
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
  pacts: { ...pactViews, ...commonViews("pacts") },
  licences: { ...licenceViews, ...commonViews("licences") },
  grantTokens: { ...grantTokenViews, ...commonViews("grantTokens") },
  charter: { ...charterViews, ...commonViews("charter") },
  rules: { ...ruleViews, ...commonViews("rules") },
  petitions: { ...petitionViews, ...commonViews("petitions") },
  articles: articleViews,
  holds: { ...holdViews, ...commonViews("holds") },
  councils: { ...councilViews, ...commonViews("councils") },
  assembly: { ...assemblyViews, ...commonViews("assembly") },
  elections: { ...electionViews, ...commonViews("elections") },
  chambers: { ...chamberViews, ...commonViews("chambers") },
  brake: { ...brakeViews, ...commonViews("brake") },
  spending: { ...spendingViews, ...commonViews("spending") },
  cobudget: { ...cobudgetViews, ...commonViews("cobudget") },
  sealedBallots: { ...sealedViews, ...commonViews("sealedBallots") },
  delegations: { ...delegationViews, ...commonViews("delegations") },
  moving: { ...movingViews, usedNonces: commonViews("moving")["usedNonces"]! },
  opening: { ...openingViews, usedNonces: commonViews("opening")["usedNonces"]! },
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
  "sealedBallots.commitmentFor": "a hash of its arguments, the chain and the contract",
  "assembly.members": "an immutable address, in the record of the deployment",
  "assembly.rules": "an immutable address, in the record of the deployment",
  "assembly.petitions": "an immutable address, in the record of the deployment",
  "assembly.articles": "an immutable address, in the record of the deployment",
  "assembly.calendar": "an immutable address, in the record of the deployment",
  "spending.governor": "an immutable address, in the record of the deployment",
  "spending.spendingOf": "what the calls it is asked about say",
  "spending.isAbove": "what the calls it is asked about say, beside capOf; Spending.test.ts compares it",
  "articles.timelock": "an immutable address, in the record of the deployment",
  "articles.check": "depends on the code at the targets; it answers nothing else",
  "petitions.requireSponsors": "a check of what petitionOf tells; it answers nothing",
  "assembly.timelock": "an immutable address, in the record of the deployment",
  "treaties.rightsOf": "depends on what another nation's register says",
  "treaties.hasRight": "depends on what another nation's register says",
  "licences.recognisedCanUse": "depends on what another nation's register says",
  "licences.optionsOf":
    "what the policies' cells and prices say of a class, which are told; Licences.test.ts compares it",
  "chapters.recognisedMayUse": "depends on what another nation's register says",
  "rules.exitWindow": "an immutable number, which deployment:verify compares with the charter",
  "brake.holds": "an immutable address, in the record of the deployment",
  "brake.cases": "an immutable address, in the record of the deployment",
  "brake.requireFree": "a check of what isStopping tells; it answers nothing",
  "brake.requireFreeFor": "a check of what isStopping tells; it answers nothing",
  "brake.requireFreeForGuild": "a check of what isStopping tells; it answers nothing",
  "chambers.mayEnter": "depends on ranks, attestations and pacts that other contracts keep",
  "elections.obstacleOf": "depends on ranks, standing and sanctions that other contracts keep",
  "moving.timelock": "an immutable address, in the record of the deployment",
  "moving.satchelOf": "an address that follows from the agent's id and the contract's own",
  "moving.leafOf": "the hash of what is asked with; Moving.test.ts and the tree's own library compare it",
  "moving.faultOf": "compares a line with what other views tell",
  "opening.origin": "fixed when it is deployed, by the charter",
  "opening.leafOf": "the hash of what is asked with, and of the origin",
  "reserve.available": "depends on what the reserve holds, which the token keeps",
};
