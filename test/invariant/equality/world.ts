import type { HardhatEthers, HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { NetworkHelpers, SnapshotRestorer } from "@nomicfoundation/hardhat-network-helpers/types";
import type { BaseContract } from "ethers";

import type { Assembly, Councils } from "../../../typechain-types/index.ts";
import { factories } from "../../../typechain-types/index.ts";
import { CONSTITUTIONAL, COUNCIL_TERMS, HOUR, ORDINARY } from "../../fixtures/governance.ts";
import { DAY } from "../../fixtures/membership.ts";
import { bucket, BucketKind, deployTreasury, Track, type Treasury } from "../../fixtures/treasury.ts";
import type { Parameter } from "./mirror.ts";

export const FOUNDERS = 8;
export const PEOPLE = 13;

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

/** The seats of `Members` that stand here for recovery and for justice. */
const SEATS = { recovery: 3n, justice: 4n };
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
  /** Those who live in it; the first `FOUNDERS` of them found it. */
  readonly people: readonly HardhatEthersSigner[];
  /** Accounts that are nobody's, for new keys. */
  readonly spare: readonly HardhatEthersSigner[];
  /** Whose account carries what others signed. No member. */
  readonly carrier: HardhatEthersSigner;
  /** Who decides where a case, or trusted contacts, would. */
  readonly justice: HardhatEthersSigner;
  readonly recovery: HardhatEthersSigner;
  /** By Solidity name: every contract whose logs and views are compared. */
  readonly observed: ReadonlyMap<string, BaseContract>;
  readonly beginning: SnapshotRestorer;
}

export async function makeWorld(ethers: HardhatEthers, helpers: NetworkHelpers): Promise<World> {
  const treasury = await deployTreasury(ethers, { founders: 0, terms: TERMS, season: SEASON, equation: EQUATION });
  const { timelock, members, guilds, ledger, reserve, surplus, nation, strangers } = treasury;
  const [justice, ...spare] = strangers.slice(PEOPLE);
  const listed = [{ target: members, selector: members.interface.getFunction("setTerms").selector, rule: 1 }];
  const rules = await ethers.deployContract("DecisionRules", [timelock, [CONSTITUTIONAL, RULE], listed, 3]);
  const assembly = await ethers.deployContract("Assembly", [members, timelock, rules]);
  const councils = await ethers.deployContract("Councils", [timelock, members, guilds, COUNCIL_TERMS]);
  await guilds.fillSeat(0, councils);
  const actor = await ethers.deployContract("SeatActor");
  const seat = await actor.getAddress();
  await helpers.setBalance(seat, 10n ** 18n);
  await helpers.impersonateAccount(seat);
  await members.fillSeat(SEATS.recovery, actor);
  await members.fillSeat(SEATS.justice, justice!);
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
    }),
  );
  return {
    ...{ ...treasury, ethers, helpers, assembly, councils, observed },
    people: strangers.slice(0, PEOPLE),
    spare,
    carrier: nation,
    justice: justice!,
    recovery: await ethers.getSigner(seat),
    beginning: await helpers.takeSnapshot(),
  };
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
