import { contractNames, type ContractName, type Nation } from "../../../sdk/connect.ts";
import { foldCommitments, type CommitmentsState } from "../../../sdk/contributions/commitmentsFold.ts";
import { foldConflicts, type ConflictsState } from "../../../sdk/contributions/conflictsFold.ts";
import { foldContributions } from "../../../sdk/contributions/fold.ts";
import type { ContributionsState } from "../../../sdk/contributions/state.ts";
import { foldGuildTerms, ownTermsOf, type GuildTermsState } from "../../../sdk/contributions/guildTermsFold.ts";
import { foldRanks, type RanksState } from "../../../sdk/contributions/ranksFold.ts";
import { foldBrake, type BrakeFold } from "../../../sdk/governance/brakeFold.ts";
import { foldChambers, type ChambersState } from "../../../sdk/governance/chambersFold.ts";
import { foldSpending, type SpendingState } from "../../../sdk/governance/spendingFold.ts";
import { foldCobudget, type CobudgetState } from "../../../sdk/governance/cobudgetFold.ts";
import { foldDelegations, type DelegationsState } from "../../../sdk/governance/delegationsFold.ts";
import { foldCouncils, type CouncilsState } from "../../../sdk/governance/councilsFold.ts";
import { foldElections, type ElectionsState } from "../../../sdk/governance/electionsFold.ts";
import { foldMoving, foldOpening, type MovingState, type OpeningState } from "../../../sdk/governance/movingFold.ts";
import { foldGovernance, type GovernanceState } from "../../../sdk/governance/fold.ts";
import { foldSealed, type SealedState } from "../../../sdk/governance/sealedFold.ts";
import { foldLicensing, type LicensingState } from "../../../sdk/licensing/fold.ts";
import { foldPacts, type PactsState } from "../../../sdk/licensing/pactsFold.ts";
import { foldCases, type CasesState } from "../../../sdk/justice/fold.ts";
import { foldSortition, type SortitionState } from "../../../sdk/justice/sortitionFold.ts";
import type { DecodedLog } from "../../../sdk/logs.ts";
import { foldChapters, type ChaptersState } from "../../../sdk/membership/chapters/fold.ts";
import { foldDistance, type DistanceState } from "../../../sdk/membership/distanceFold.ts";
import { foldMembership } from "../../../sdk/membership/fold.ts";
import { foldRecovery, type RecoveryState } from "../../../sdk/membership/recoveryFold.ts";
import type { MembershipState } from "../../../sdk/membership/state.ts";
import { restedAt } from "../../../sdk/membership/views.ts";
import { foldExpenses, type ExpensesState } from "../../../sdk/treasury/expensesFold.ts";
import { SurplusFold } from "../../../sdk/treasury/fold.ts";
import { ReserveFold } from "../../../sdk/treasury/reserveFold.ts";

/** Everything that the logs of a nation tell, and the moment at which its views are asked. */
export interface World {
  readonly members: MembershipState;
  readonly places: ChaptersState;
  readonly distance: DistanceState;
  readonly recovery: RecoveryState;
  readonly guildTerms: GuildTermsState;
  readonly conflicts: ConflictsState;
  readonly commitments: CommitmentsState;
  readonly ledger: ContributionsState;
  readonly ranks: RanksState;
  readonly surplus: SurplusFold;
  readonly reserve: ReserveFold;
  readonly expenses: ExpensesState;
  readonly governance: GovernanceState;
  readonly councils: CouncilsState;
  readonly elections: ElectionsState;
  readonly chambers: ChambersState;
  readonly brake: BrakeFold;
  readonly spending: SpendingState;
  readonly cobudget: CobudgetState;
  readonly sealed: SealedState;
  readonly delegations: DelegationsState;
  readonly moving: MovingState;
  readonly opening: OpeningState;
  readonly licensing: LicensingState;
  readonly pacts: PactsState;
  readonly sortition: SortitionState;
  readonly cases: CasesState;
  /** What the contracts have in common: who founds them, and the nonces used in their acts. */
  readonly common: Pick<MembershipState, "charters" | "usedNonces">;
  /** Unix seconds. */
  readonly now: bigint;
  readonly addresses: Nation["addresses"];
  /** The logs of a contract that have one of these names, in their order. */
  readonly logs: (contract: ContractName, ...names: string[]) => readonly DecodedLog[];
}

const COMMON = new Set(["FoundingBegan", "Sealed", "NonceUsed"]);

/** Reads every log of the nation and folds it; nothing else is asked of the chain but the time. */
export async function worldOf(nation: Nation): Promise<World> {
  const { provider, contracts, addresses } = nation;
  const contractAt = new Map(contractNames.map((name) => [addresses[name], name]));
  const raw = await provider.getLogs({ address: [...contractAt.keys()], fromBlock: 0 });
  const times = new Map<number, bigint>();
  for (const number of new Set(raw.map(({ blockNumber }) => blockNumber))) {
    times.set(number, BigInt((await provider.getBlock(number))!.timestamp));
  }
  const all = raw.map((log): DecodedLog & { contract: ContractName } => {
    const contract = contractAt.get(log.address)!;
    const parsed = contracts[contract].interface.parseLog(log);
    if (parsed === null) throw new TypeError(`${contract} wrote a log that its ABI does not know`);
    const { name, args } = parsed;
    return { contract, address: log.address, name, args, blockTimestamp: times.get(log.blockNumber)! };
  });
  const of = (...names: ContractName[]) => all.filter(({ contract }) => names.includes(contract));

  const surplus = new SurplusFold();
  for (const log of of("surplus")) surplus.apply({ name: log.name, args: log.args });
  const reserve = new ReserveFold();
  for (const log of of("reserve")) reserve.apply({ name: log.name, args: log.args });
  const members = foldMembership(of("members", "guilds"));
  const guildTerms = foldGuildTerms(of("guildTerms"));
  return {
    members,
    places: foldChapters(of("chapters", "treaties")),
    distance: foldDistance(of("distance")),
    recovery: foldRecovery(of("recovery")),
    guildTerms,
    conflicts: foldConflicts(of("conflicts")),
    commitments: foldCommitments(of("commitments")),
    ledger: foldContributions(
      of("ledger"),
      (person, moment) => restedAt(members, person, moment),
      ownTermsOf(guildTerms),
    ),
    ranks: foldRanks(of("ranks")),
    surplus,
    reserve,
    expenses: foldExpenses(of("expenses")),
    governance: foldGovernance(of("members", "rules", "petitions", "assembly", "charter")),
    councils: foldCouncils(of("holds", "councils")),
    elections: foldElections(of("elections")),
    chambers: foldChambers(of("chambers")),
    brake: foldBrake(of("brake")),
    spending: foldSpending(of("spending")),
    cobudget: foldCobudget(of("cobudget")),
    sealed: foldSealed(of("sealedBallots")),
    delegations: foldDelegations(of("delegations")),
    moving: foldMoving(of("moving")),
    opening: foldOpening(of("opening")),
    licensing: foldLicensing(of("policies", "organisations", "commons", "licences")),
    pacts: foldPacts(of("pacts")),
    sortition: foldSortition(of("calendar", "sortition")),
    cases: foldCases(of("cases")),
    common: foldMembership(all.filter(({ name }) => COMMON.has(name))),
    now: await contracts.members.clock(),
    addresses,
    logs: (contract, ...names) => of(contract).filter(({ name }) => names.includes(name)),
  };
}

/** Values as ethers returns them, in plain arrays: of a `Result`, of a folded object in the order of its fields. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from(value as unknown[], plain);
  if (typeof value === "number") return BigInt(value);
  if (typeof value === "object" && value !== null) return Object.values(value).map(plain);
  return value;
}
