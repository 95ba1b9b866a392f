import type { HardhatEthers, HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { NetworkHelpers, SnapshotRestorer } from "@nomicfoundation/hardhat-network-helpers/types";
import { toBeHex, type BaseContract } from "ethers";

import type {
  Assembly,
  Cases,
  Chapters,
  Councils,
  Members,
  Ranks,
  Recovery,
  Sortition,
  Treaties,
} from "../../../typechain-types/index.ts";
import { factories } from "../../../typechain-types/index.ts";
import { CONSTITUTIONAL, COUNCIL_TERMS, HOUR, ORDINARY } from "../../fixtures/governance.ts";
import { DAY, deployMembership } from "../../fixtures/membership.ts";
import { bucket, BucketKind, deployTreasury, Track, type Treasury } from "../../fixtures/treasury.ts";
import type { Parameter } from "./mirror.ts";

export const FOUNDERS = 8;
export const PEOPLE = 13;
/** Members of another nation, which may be recognised here. */
export const GUESTS = 3;
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
const RULE = { ...ORDINARY, votingDelay: 4n * HOUR, votingPeriod: 3n * DAY, executionDelay: HOUR };

/** All floors on one chain, before anybody belongs: every history begins here, in the same second. */
export interface World extends Treasury {
  readonly ethers: HardhatEthers;
  readonly helpers: NetworkHelpers;
  readonly assembly: Assembly;
  readonly councils: Councils;
  readonly ranks: Ranks;
  readonly recovery: Recovery;
  readonly treaties: Treaties;
  readonly chapters: Chapters;
  readonly sortition: Sortition;
  readonly cases: Cases;
  /** The register of another nation. */
  readonly abroad: Members;
  readonly guests: readonly HardhatEthersSigner[];
  /** Those who live in it; the first `FOUNDERS` of them found it. */
  readonly people: readonly HardhatEthersSigner[];
  /** Accounts that are nobody's, for new keys. */
  readonly spare: readonly HardhatEthersSigner[];
  /** Whose account carries what others signed. No member. */
  readonly carrier: HardhatEthersSigner;
  /** What a case, a recovery or a council would decide, without one: the contracts in those seats, with a hand inside. */
  readonly justice: HardhatEthersSigner;
  readonly recoveryItself: HardhatEthersSigner;
  readonly council: HardhatEthersSigner;
  /** By Solidity name: every contract whose logs and views are compared. */
  readonly observed: ReadonlyMap<string, BaseContract>;
  readonly beginning: SnapshotRestorer;
}

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
  const spare = strangers.slice(PEOPLE + GUESTS);
  await guilds.setNotice(2n * DAY);
  const listed = [{ target: members, selector: members.interface.getFunction("setTerms").selector, rule: 1 }];
  const rules = await ethers.deployContract("DecisionRules", [timelock, [CONSTITUTIONAL, RULE], listed, 3]);
  const assembly = await ethers.deployContract("Assembly", [members, timelock, rules]);
  const councils = await ethers.deployContract("Councils", [timelock, members, guilds, COUNCIL_TERMS]);
  await guilds.fillSeat(0, councils);
  const court = await makeCourt(ethers, treasury);
  const ranks = await ethers.deployContract("Ranks", [timelock, members, guilds, ledger, RANK_TERMS]);
  await guilds.fillSeat(1, ranks);
  const { members: abroad } = await deployMembership(ethers, { founders: 0 });
  const fillers = Array.from({ length: FIRST_GUEST - 1 }, (_, index) => toBeHex(index + 1_000, 20));
  await abroad.found(fillers);
  const roles = await Promise.all([timelock.PROPOSER_ROLE(), timelock.CANCELLER_ROLE(), timelock.EXECUTOR_ROLE()]);
  for (const role of roles) await timelock.grantRole(role, assembly);
  const observed = new Map<string, BaseContract>(
    Object.entries({
      Members: members,
      Guilds: guilds,
      ContributionLedger: ledger,
      Reserve: reserve,
      Surplus: surplus,
      DecisionRules: rules,
      Assembly: assembly,
      Councils: councils,
      Ranks: ranks,
      Recovery: court.recovery,
      Treaties: court.treaties,
      Chapters: court.chapters,
      Sortition: court.sortition,
      Cases: court.cases,
    }),
  );
  return {
    ...{ ...treasury, ...court, ethers, helpers, assembly, councils, ranks, observed },
    ...{ abroad, guests, people, spare },
    carrier: nation,
    justice: await handIn(ethers, helpers, court.cases),
    recoveryItself: await handIn(ethers, helpers, court.recovery),
    council: await handIn(ethers, helpers, councils),
    beginning: await helpers.takeSnapshot(),
  };
}

/** Chapters, treaties, recovery and the floor of justice, each in its seat. */
async function makeCourt(ethers: HardhatEthers, { timelock, members, guilds }: Treasury) {
  const recovery = await ethers.deployContract("Recovery", [timelock, members, RECOVERY_TERMS]);
  const treaties = await ethers.deployContract("Treaties", [timelock, members]);
  const chapters = await ethers.deployContract("Chapters", [timelock, members, treaties, CHAPTER_TERMS]);
  const calendar = await ethers.deployContract("Calendar", [timelock, 0, []]);
  const conflicts = await ethers.deployContract("Conflicts", [members]);
  const parts = [timelock, members, guilds, calendar, conflicts] as const;
  const sortition = await ethers.deployContract("Sortition", [...parts, LOT_TERMS]);
  const proceedings = await ethers.deployContract("Proceedings");
  const cases = await ethers.deployContract(
    "Cases",
    [timelock, members, guilds, recovery, chapters, calendar, sortition, CASE_TERMS],
    { libraries: { Proceedings: proceedings } },
  );
  await members.fillSeat(3, recovery);
  await members.fillSeat(4, cases);
  await guilds.fillSeat(2, cases);
  await recovery.fillJusticeSeat(cases);
  await chapters.fillJusticeSeat(cases);
  await sortition.fillCasesSeat(cases);
  return { recovery, treaties, chapters, sortition, cases };
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
