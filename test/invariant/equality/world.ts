import type { HardhatEthers, HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { NetworkHelpers, SnapshotRestorer } from "@nomicfoundation/hardhat-network-helpers/types";
import { toBeHex, type BaseContract } from "ethers";

import { RuleFlag } from "../../../sdk/governance/rules.ts";
import type {
  Assembly,
  Brake,
  Cases,
  Chambers,
  Chapters,
  Councils,
  Delegations,
  Elections,
  Holds,
  Members,
  Moving,
  Organisations,
  Ranks,
  Recovery,
  SealedBallots,
  Sortition,
  Spending,
  Treaties,
} from "../../../typechain-types/index.ts";
import { factories } from "../../../typechain-types/index.ts";
import { SEAT as SOURCE_SEAT } from "../../fixtures/ballotSources.ts";
import { ASSEMBLY_SEAT, CHAMBER_TERMS } from "../../fixtures/chambers.ts";
import { OFFICE_RULES } from "../../fixtures/elections.ts";
import { deployLicensingOver } from "../../fixtures/licensing.ts";
import {
  CONSTITUTIONAL,
  COUNCIL_TERMS,
  deployAssembly,
  deployCouncils,
  deployHolds,
  HOUR,
  ORDINARY,
} from "../../fixtures/governance.ts";
import { DAY, deployMembership } from "../../fixtures/membership.ts";
import { bucket, BucketKind, COIN, deployTreasury, Track, UNIT, type Treasury } from "../../fixtures/treasury.ts";
import type { Parameter } from "./mirror.ts";

export const FOUNDERS = 8;
export const PEOPLE = 13;
/** Members of another nation, which may be recognised here. */
export const GUESTS = 3;
/** Organisations, which change roles with nobody. */
const ALLIES = 2;
/** A chain begins here, and every history a day later: what happens depends on no clock, and on no number of contracts. */
export const INITIAL_DATE = "2030-01-01T00:00:00Z";
export const BEGINNING = BigInt(Date.parse(INITIAL_DATE)) / 1_000n + DAY;
/** The ids there begin where no id here can be, so that none is taken for the other's. */
const FIRST_GUEST = 61;

/** Short terms and periods, so that everything happens to somebody within a month. */
export const TERMS = {
  vouchQuantity: 2n,
  vouchSpacing: 0n,
  vouchStock: 12n,
  vouchValidity: 60n * DAY,
  acceptanceBps: 2_000n,
  acceptancePeriod: 5n * DAY,
  probation: DAY,
  term: 30n * DAY,
  renewalWindow: 25n * DAY,
  grace: 10n * DAY,
  keyInterval: DAY,
  distance: false,
  longestRest: 3n * DAY,
  applicationWindow: 12n * DAY,
};

/** Everything short, as in `TERMS`; days are calendar days, for a week's rest would only make histories longer. */
const CHAPTER_TERMS = {
  leastHosts: 2n,
  backers: 2n,
  hostTerm: 60n * DAY,
  homeInterval: 2n * DAY,
  longestStay: 5n * DAY,
  guestDays: 9n,
};
const RANK_TERMS = {
  peers: 2n,
  stewards: 1n,
  term: 30n * DAY,
  conferralPeriod: 6n * DAY,
  replyPeriod: DAY,
  decisionPeriod: 4n * DAY,
};
const RECOVERY_TERMS = {
  shareBps: 4_000n,
  finalShareBps: 6_000n,
  contactsDelay: 2n * DAY,
  window: 2n * DAY,
  delay: DAY,
  finalDelay: 2n * DAY,
  vetoMemory: 4n * DAY,
  longestStay: 9n * DAY,
};
/**
 * A void round opens the next until the days of the lot are over: the seed is always made of secrets alone. One made
 * with the hash of a block would be another in each history, whoever lives in it, for the keys are in the block.
 */
const LOT_TERMS = { commitDays: 1n, revealDays: 1n, answerDays: 1n, leastReveals: 1n, rounds: 10n };
const CASE_TERMS = {
  mediationDays: 1n,
  noticeDays: 2n,
  replyDays: 1n,
  lotDays: 6n,
  panelDays: 5n,
  appealDays: 3n,
  seats: 1n,
  appealSeats: 2n,
  sanctionBps: 5_001n,
  expulsionBps: 8_000n,
  suspension: 2n * DAY,
  noteTerm: 3n * DAY,
  separators: 2n,
  separationDays: 3n,
  openCases: 3n,
};
const SEASON = { duration: 4n * DAY, appraisalPeriod: 2n * DAY, challengePeriod: DAY, standingHalfLife: 9n * DAY };
const EQUATION = [
  bucket(BucketKind.Reserve, 2_000n),
  bucket(BucketKind.EqualShare, 5_000n, { ofRemaining: true }),
  bucket(BucketKind.ContributionShare, 0n, { track: Track.Livelihood }),
];
const SLOW = { ...CONSTITUTIONAL, votingDelay: 4n * HOUR, votingPeriod: 2n * DAY, executionDelay: DAY };
const RULE = { ...ORDINARY, votingDelay: 4n * HOUR, votingPeriod: 3n * DAY, executionDelay: HOUR };
const QUICK = { ...RULE, votingPeriod: 2n * DAY };
const flags = (...all: number[]) => BigInt(all.reduce((set, one) => set | one, 0));
/** By their numbers: rule 0, what most take, by sealed ballots, with delegates, in silence unless the chambers veto it. */
const RULES = [
  SLOW,
  RULE,
  {
    ...{ ...QUICK, revealHours: 36n },
    flags: flags(RuleFlag.Sealed, RuleFlag.MayChange, RuleFlag.UnrevealedAbstains),
  },
  { ...QUICK, flags: flags(RuleFlag.Delegable, RuleFlag.MayChange) },
  {
    ...{ ...QUICK, votingPeriod: 4n * HOUR, executionDelay: DAY },
    ...{ thresholdBps: 0n, quorumBps: 0n, blocks: 2n, flags: flags(RuleFlag.Chambers) },
  },
];
export const [SEALED, DELEGABLE, QUIET] = [2, 3, 4];
const DELEGATION_TERMS = { longest: 6n * DAY, most: 3n };
const OFFICE = {
  ...OFFICE_RULES,
  ...{ seats: 2n, termsInRow: 2n, tenureDays: 1n, nominationPeriod: 2n * DAY, votingPeriod: 2n * DAY, term: 8n * DAY },
};
const CHAMBERS = { ...CHAMBER_TERMS, twoBps: 3_000n, threeBps: 2_000n };
const BRAKE = { office: 1n, officers: 2n, members: 3n, gathers: DAY, lasts: DAY };
const CAP = { perDecision: 3n * UNIT, perPeriod: 4n * UNIT };
const SPENDING_PERIOD = 5n * DAY;

/** All floors on one chain, before anybody belongs: every history begins here, in the same second. */
export interface World extends Treasury {
  readonly ethers: HardhatEthers;
  readonly helpers: NetworkHelpers;
  readonly assembly: Assembly;
  readonly holds: Holds;
  readonly councils: Councils;
  readonly ranks: Ranks;
  readonly recovery: Recovery;
  readonly treaties: Treaties;
  readonly chapters: Chapters;
  readonly sortition: Sortition;
  readonly cases: Cases;
  readonly organisations: Organisations;
  readonly elections: Elections;
  readonly brake: Brake;
  readonly sealedBallots: SealedBallots;
  readonly delegations: Delegations;
  readonly chambers: Chambers;
  readonly spending: Spending;
  readonly moving: Moving;
  /** The register of another nation. */
  readonly abroad: Members;
  readonly guests: readonly HardhatEthersSigner[];
  /** Those who live in it; the first `FOUNDERS` of them found it. */
  readonly people: readonly HardhatEthersSigner[];
  readonly allies: readonly HardhatEthersSigner[];
  /** Accounts that are nobody's, for new keys. */
  readonly spare: readonly HardhatEthersSigner[];
  /** Whose account carries what others signed. No member. */
  readonly carrier: HardhatEthersSigner;
  /** What a case, a recovery, a council or peers would decide, without them: the contracts in those seats, with a hand inside. */
  readonly justice: HardhatEthersSigner;
  readonly recoveryItself: HardhatEthersSigner;
  readonly council: HardhatEthersSigner;
  readonly ranksItself: HardhatEthersSigner;
  /** The timelock, with what the assembly would have decided. */
  readonly voted: HardhatEthersSigner;
  /** By Solidity name: every contract whose logs and views are compared. */
  readonly observed: ReadonlyMap<string, BaseContract>;
  readonly beginning: SnapshotRestorer;
}

/** Two rounds and a vote, so that a proposal passes every state. */
const COUNCIL_RULES = {
  ...COUNCIL_TERMS,
  ...{ rounds: 2n, integrationWindow: 4n * DAY, voteWindow: 4n * DAY, thresholdBps: 5_000n, amender: 2n },
};
const HOLD_RULES = { members: 2n, memberBps: 0n, duration: 10n * DAY };

/** @param changes To `TERMS`. */
export async function makeWorld(
  ethers: HardhatEthers,
  helpers: NetworkHelpers,
  changes: Partial<typeof TERMS> = {},
): Promise<World> {
  const terms = { ...TERMS, ...changes };
  const treasury = await deployTreasury(ethers, { founders: 0, terms, season: SEASON, equation: EQUATION });
  const { timelock, members, guilds, ledger, reserve, surplus, nation, strangers } = treasury;
  const [people, guests] = [strangers.slice(0, PEOPLE), strangers.slice(PEOPLE, PEOPLE + GUESTS)];
  const allies = strangers.slice(PEOPLE + GUESTS, PEOPLE + GUESTS + ALLIES);
  const spare = strangers.slice(PEOPLE + GUESTS + ALLIES);
  await guilds.setNotice(2n * DAY);
  const court = await makeCourt(ethers, treasury);
  const { organisations } = court;
  const listed = [
    { target: members, selector: members.interface.getFunction("setTerms").selector, rule: 1 },
    { target: reserve, selector: reserve.interface.getFunction("spend").selector, rule: 1 },
    { target: members, selector: members.interface.getFunction("fold").selector, rule: SEALED },
    { target: guilds, selector: guilds.interface.getFunction("setNotice").selector, rule: DELEGABLE },
    { target: organisations, selector: organisations.interface.getFunction("setContestPeriod").selector, rule: QUIET },
  ];
  const rules = await ethers.deployContract("DecisionRules", [timelock, RULES, listed, 3, DAY]);
  const { assembly } = await deployAssembly(ethers, { members, timelock, rules });
  const holds = await deployHolds(ethers, treasury, HOLD_RULES);
  const parts = await makeParts(ethers, { ...treasury, ...court, assembly, holds });
  const { councils } = await deployCouncils(ethers, treasury, COUNCIL_RULES, holds, parts.brake);
  await guilds.fillSeat(0, councils);
  const ranks = await ethers.deployContract("Ranks", [timelock, members, guilds, ledger, RANK_TERMS]);
  await guilds.fillSeat(1, ranks);
  const { members: abroad } = await deployMembership(ethers, { founders: 0 });
  const fillers = Array.from({ length: FIRST_GUEST - 1 }, (_, index) => toBeHex(index + 1_000, 20));
  await abroad.found(fillers);
  const roles = await Promise.all([timelock.PROPOSER_ROLE(), timelock.CANCELLER_ROLE(), timelock.EXECUTOR_ROLE()]);
  for (const role of roles) await timelock.grantRole(role, assembly);
  await helpers.setBalance(await reserve.getAddress(), 100n * UNIT);
  const observed = new Map<string, BaseContract>(
    Object.entries({
      Members: members,
      Guilds: guilds,
      ContributionLedger: ledger,
      Reserve: reserve,
      Surplus: surplus,
      DecisionRules: rules,
      Assembly: assembly,
      Holds: holds,
      Councils: councils,
      Ranks: ranks,
      Recovery: court.recovery,
      Treaties: court.treaties,
      Chapters: court.chapters,
      Sortition: court.sortition,
      Cases: court.cases,
      Elections: parts.elections,
      Brake: parts.brake,
      SealedBallots: parts.sealedBallots,
      Delegations: parts.delegations,
      Chambers: parts.chambers,
      Spending: parts.spending,
      Moving: parts.moving,
    }),
  );
  return {
    ...{ ...treasury, ...court, ...parts, ethers, helpers, assembly, holds, councils, ranks, observed },
    ...{ abroad, guests, people, allies, spare },
    carrier: nation,
    justice: await handIn(ethers, helpers, court.cases),
    recoveryItself: await handIn(ethers, helpers, court.recovery),
    council: await handIn(ethers, helpers, councils),
    ranksItself: await handIn(ethers, helpers, ranks),
    voted: await handIn(ethers, helpers, timelock),
    beginning: await helpers.takeSnapshot(),
  };
}

/** What stands around the assembly, each in its seat: elections, brake, sealed ballots, delegates, chambers, caps; and moving. */
async function makeParts(
  ethers: HardhatEthers,
  nation: Treasury & Awaited<ReturnType<typeof makeCourt>> & { readonly assembly: Assembly; readonly holds: Holds },
) {
  const { timelock, members, guilds, ledger, reserve, organisations, commons, cases, assembly, holds } = nation;
  const eligibility = await ethers.deployContract("Eligibility");
  const elections = await ethers.deployContract("Elections", [timelock, members, guilds, ledger, cases], {
    libraries: { Eligibility: eligibility },
  });
  await guilds.fillSeat(3, elections);
  await elections.setOffice(0, { name: "", rules: OFFICE });
  await elections.setOffice(1, { name: "Warden", rules: OFFICE });
  const brake = await ethers.deployContract("Brake", [timelock, members, elections, holds, cases, BRAKE]);
  const sealedBallots = await ethers.deployContract("SealedBallots", [assembly]);
  const delegations = await ethers.deployContract("Delegations", [timelock, assembly, DELEGATION_TERMS]);
  const pacts = await ethers.deployContract("Pacts", [timelock, members, organisations, commons]);
  const registers = { members, guilds, organisations, pacts, governor: assembly };
  const chambers = await ethers.deployContract("Chambers", [timelock, registers, CHAMBERS]);
  const pays = { target: reserve, selector: reserve.interface.getFunction("spend").selector };
  const payings = [{ ...pays, tokenWord: 1, amountWord: 2 }];
  const spending = await ethers.deployContract("Spending", [
    ...([timelock, assembly, SPENDING_PERIOD, [COIN], [CAP], payings] as const),
  ]);
  const moving = await ethers.deployContract("Moving", [timelock, members]);
  await assembly.fillSeat(SOURCE_SEAT.sealed, sealedBallots);
  await assembly.fillSeat(SOURCE_SEAT.delegations, delegations);
  await assembly.fillSeat(ASSEMBLY_SEAT.chambers, chambers);
  await assembly.fillSeat(ASSEMBLY_SEAT.brake, brake);
  await assembly.fillSeat(ASSEMBLY_SEAT.spending, spending);
  return { elections, brake, sealedBallots, delegations, chambers, spending, moving };
}

/** Licensing, chapters, treaties, recovery and the floor of justice, each in its seat. */
async function makeCourt(ethers: HardhatEthers, treasury: Treasury) {
  const { timelock, members, guilds } = treasury;
  const { treaties, organisations, commons, licences } = await deployLicensingOver(ethers, treasury);
  const recovery = await ethers.deployContract("Recovery", [timelock, members, RECOVERY_TERMS]);
  const chapters = await ethers.deployContract("Chapters", [timelock, members, treaties, CHAPTER_TERMS]);
  const calendar = await ethers.deployContract("Calendar", [timelock, 0, []]);
  const conflicts = await ethers.deployContract("Conflicts", [members]);
  const parts = [timelock, members, guilds, calendar, conflicts] as const;
  const sortition = await ethers.deployContract("Sortition", [...parts, LOT_TERMS]);
  const proceedings = await ethers.deployContract("Proceedings");
  const floors = { members, guilds, recovery, chapters, organisations, commons, licences, calendar, sortition };
  const libraries = { Proceedings: proceedings };
  const cases = await ethers.deployContract("Cases", [timelock, floors, CASE_TERMS], { libraries });
  await members.fillSeat(3, recovery);
  await members.fillSeat(4, cases);
  await guilds.fillSeat(2, cases);
  await recovery.fillJusticeSeat(cases);
  await chapters.fillJusticeSeat(cases);
  await sortition.fillCasesSeat(cases);
  await organisations.fillJusticeSeat(cases);
  await licences.fillSeat(0, cases);
  return { recovery, treaties, chapters, sortition, cases, organisations, commons };
}

/** A signer that acts as the contract does. */
async function handIn(ethers: HardhatEthers, helpers: NetworkHelpers, contract: BaseContract) {
  const address = await contract.getAddress();
  await helpers.setBalance(address, 10n ** 20n);
  await helpers.impersonateAccount(address);
  return ethers.getSigner(address);
}

export interface Fragment {
  readonly type: string;
  readonly name?: string;
  readonly stateMutability?: string;
  readonly inputs?: readonly Parameter[];
  readonly outputs?: readonly Parameter[];
}

/** By Solidity name: the compiler's own description of a contract. */
export const ABIS: ReadonlyMap<string, readonly Fragment[]> = new Map(
  Object.values(factories.contracts).flatMap((domain) =>
    Object.entries(domain as Record<string, { readonly abi?: readonly Fragment[] }>).flatMap(
      ([name, { abi }]): [string, readonly Fragment[]][] =>
        abi === undefined ? [] : [[name.replace(/__factory$/, ""), abi]],
    ),
  ),
);
