import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import type {
  ArgumentType,
  ContractCallFuture,
  NamedArtifactContractDeploymentFuture,
  NamedArtifactLibraryDeploymentFuture,
} from "@nomicfoundation/ignition-core";
import { id, ZeroHash } from "ethers";

import type { HashedCharter } from "../../sdk/charter.ts";
import { rankTerms, seasonTerms } from "../../sdk/contributions/terms.ts";
import { councilTerms, listedActs, ruleList } from "../../sdk/governance/terms.ts";
import { calendarTerms } from "../../sdk/justice/calendar.ts";
import { lotTerms } from "../../sdk/justice/sortition.ts";
import { justiceTerms } from "../../sdk/justice/terms.ts";
import { policyOf } from "../../sdk/licensing/policies.ts";
import { chapterTerms, distanceTerms, membershipTerms, recoveryTerms } from "../../sdk/membership/terms.ts";
import { bankTerms, equationRules, reserveTerms, valueEquation } from "../../sdk/treasury/terms.ts";

/** The bindings allow more than is ever in a policy: promises of addresses, byte arrays. */
type PlainArgument = Readonly<Record<string, string>>;

type Contract = NamedArtifactContractDeploymentFuture<string> | NamedArtifactLibraryDeploymentFuture<string>;
type Libraries = Readonly<Record<string, NamedArtifactLibraryDeploymentFuture<string>>>;
type Step = ContractCallFuture<string, string>;

/** Founders a single transaction can admit without coming near the gas limit of a transaction (16.78 million). */
const FOUNDERS_A_BATCH = 200;

/** The end of a founding issuer's office: none, until the assembly sets one (the largest `uint40`). */
const NO_END = 2n ** 40n - 1n;

/** As `IMembers.Seat`. */
const SEATS = { guilds: 0, organisations: 1, distance: 2, recovery: 3, justice: 4 };

/** As `IGuilds.Seat`. */
const GUILD_SEATS = { councils: 0, ranks: 1, justice: 2 };

/** The timelock's roles, all of which the assembly holds alone. */
const ROLES = ["PROPOSER_ROLE", "CANCELLER_ROLE", "EXECUTOR_ROLE"];

/**
 * A nation from its charter: every contract floor by floor, every seat filled, every rule set, the founders admitted; then
 * all of it sealed and the timelock handed to the assembly, so that no key outside the nation can change anything.
 */
export function nationModule({ rules: charter, hash, fileName }: HashedCharter) {
  return buildModule("Nation", (m) => {
    const deployer = m.getAccount(0);

    // Floor by floor: contracts that need nothing of each other are sent together, in the order of their names, and a
    // floor is begun when the one below stands. So an address depends on nothing but its contract's place here, however
    // often the deployment is interrupted. (Ignition would group what is left anew.)
    let below: Contract[] = [];
    let floor: Contract[] = [];
    const nextFloor = () => {
      below = floor;
      floor = [];
    };
    const contract = <Name extends string>(
      name: Name,
      args: ArgumentType[],
      libraries: Libraries = {},
      id?: string,
    ) => {
      const future = m.contract(name, args, { libraries, after: below, ...(id === undefined ? {} : { id }) });
      floor.push(future);
      return future;
    };
    const library = <Name extends string>(name: Name, libraries: Libraries = {}) => {
      const future = m.library(name, { libraries, after: below });
      floor.push(future);
      return future;
    };

    const admission = library("Admission");
    const balances = library("Balances");
    const batches = library("Batches");
    const closing = library("Closing");
    const collecting = library("Collecting");
    const equations = library("Equations");
    const financiers = library("Financiers");
    const losses = library("Losses");
    const proceedings = library("Proceedings");
    const reading = library("Reading");
    const weighing = library("Weighing");
    const workShares = library("WorkShares");
    const seasonBooks = library("SeasonBooks");
    const standing = library("Standing");
    const timelock = contract("TimelockController", [0, [], [], deployer]);

    nextFloor();
    const settlement = library("Settlement", { Standing: standing });
    const members = contract("Members", [timelock, membershipTerms(charter)], { Admission: admission });
    const policies = contract("LicencePolicies", [timelock]);
    const charterText = contract("Charter", [timelock, hash, fileName]);
    const calendar = contract("Calendar", [timelock, ...calendarTerms(charter)]);

    nextFloor();
    const guilds = contract("Guilds", [timelock, members, charter.stewardTerm, charter.ranks.notice]);
    const distance = contract("Distance", [timelock, members, distanceTerms(charter)]);
    const recovery = contract("Recovery", [timelock, members, recoveryTerms(charter)]);
    const reserve = contract("Reserve", [timelock, members, reserveTerms(charter)]);
    const organisations = contract("Organisations", [timelock, members, charter.licensing.longestAttestation]);
    const treaties = contract("Treaties", [timelock, members]);
    const conflicts = contract("Conflicts", [members]);

    nextFloor();
    const guildTerms = contract("GuildTerms", [members, guilds]);
    const councils = contract("Councils", [timelock, members, guilds, councilTerms(charter)]);
    const chapters = contract("Chapters", [timelock, members, treaties, chapterTerms(charter)]);
    const sortition = contract("Sortition", [timelock, members, guilds, calendar, conflicts, lotTerms(charter)]);

    nextFloor();
    const withLedger = { Batches: batches, SeasonBooks: seasonBooks, Settlement: settlement, Standing: standing };
    const ownWords = [guildTerms, conflicts];
    const ledger = contract(
      "ContributionLedger",
      [timelock, members, guilds, ...ownWords, seasonTerms(charter)],
      withLedger,
    );

    nextFloor();
    const ranks = contract("Ranks", [timelock, members, guilds, ledger, rankTerms(charter)]);
    const commitments = contract("Commitments", [members, guilds, ledger]);
    const equation = [valueEquation(charter), equationRules(charter)];
    const surplus = contract("Surplus", [timelock, members, guilds, ledger, reserve, ...equation], {
      Balances: balances,
      Closing: closing,
      Collecting: collecting,
      Equations: equations,
      Financiers: financiers,
      Losses: losses,
      Reading: reading,
      Weighing: weighing,
      WorkShares: workShares,
    });

    const justice = [members, guilds, recovery, chapters, calendar, sortition, justiceTerms(charter)];
    const cases = contract("Cases", [timelock, ...justice], { Proceedings: proceedings });

    nextFloor();
    const commons = contract("Commons", [timelock, members, guilds, policies, surplus]);
    const expenses = contract("Expenses", [members, guilds, ledger, conflicts, surplus]);

    nextFloor();
    const licences = contract("Licences", [members, guilds, ledger, organisations, policies, commons, treaties]);
    const banks = charter.treasury.bank.map((account, index) => {
      const { name, currency, decimals } = account;
      const args = [timelock, members, surplus, [commons], name, currency, decimals, bankTerms(account)];
      return contract("BankMoney", args, {}, `BankMoney${index + 1}`);
    });
    const targets = {
      members,
      distance,
      recovery,
      guilds,
      treaties,
      chapters,
      ledger,
      ranks,
      reserve,
      surplus,
      policies,
      organisations,
      commons,
      councils,
      charterText,
      calendar,
      sortition,
      cases,
    };
    const byName = Object.fromEntries(
      [...Object.values(targets), ...banks].map((future) => [planName(future), future]),
    );
    const listed = listedActs(charter).map(({ contract, selector, rule }) => ({
      target: byName[contract] ?? noTarget(contract),
      selector,
      rule,
    }));
    const rules = contract("DecisionRules", [
      timelock,
      ruleList(charter),
      listed,
      charter.governance.proposalsPerMember,
    ]);

    nextFloor();
    const assembly = contract("Assembly", [members, timelock, rules]);

    // seats, founders, catalogue
    nextFloor();
    const steps: Step[] = [
      m.call(members, "fillSeat", [SEATS.guilds, guilds], { id: "GuildsSeat", after: below }),
      m.call(members, "fillSeat", [SEATS.organisations, organisations], { id: "OrganisationsSeat", after: below }),
      m.call(members, "fillSeat", [SEATS.distance, distance], { id: "DistanceSeat", after: below }),
      m.call(members, "fillSeat", [SEATS.recovery, recovery], { id: "RecoverySeat", after: below }),
      m.call(guilds, "fillSeat", [GUILD_SEATS.councils, councils], { id: "CouncilsSeat", after: below }),
      m.call(guilds, "fillSeat", [GUILD_SEATS.ranks, ranks], { id: "RanksSeat", after: below }),
      m.call(members, "fillSeat", [SEATS.justice, cases], { id: "JusticeSeat", after: below }),
      m.call(guilds, "fillSeat", [GUILD_SEATS.justice, cases], { id: "GuildsJusticeSeat", after: below }),
      m.call(recovery, "fillJusticeSeat", [cases], { id: "RecoveryJusticeSeat", after: below }),
      m.call(chapters, "fillJusticeSeat", [cases], { id: "ChaptersJusticeSeat", after: below }),
      m.call(sortition, "fillCasesSeat", [cases], { id: "CasesSeat", after: below }),
      m.call(commons, "fillLicencesSeat", [licences], { id: "LicencesSeat", after: below }),
      m.call(surplus, "fillExpensesSeat", [expenses], { id: "ExpensesSeat", after: below }),
      m.call(reserve, "fillLossSeat", [surplus], { id: "LossSeat", after: below }),
    ];
    let before: (Contract | Step)[] = below; // founders are numbered in order
    chunks(charter.founders, FOUNDERS_A_BATCH).forEach((keys, index) => {
      const call = m.call(members, "found", [keys], { id: `Founders${index + 1}`, after: before });
      before = [call];
      steps.push(call);
    });
    charter.licensing.issuers.forEach((issuer) => {
      const call = m.call(organisations, "appointIssuer", [issuer, NO_END], { id: `Issuer${issuer}`, after: before });
      steps.push(call);
    });
    charter.treasury.bank.forEach(({ officers }, index) => {
      const bank = banks[index] ?? noTarget("BankMoney");
      officers.forEach((officer) => {
        const id = `Bank${index + 1}Officer${officer}`;
        steps.push(m.call(bank, "appointOfficer", [officer], { id, after: before }));
      });
    });
    charter.licensing.policies.forEach((choice, index) => {
      const policy = policyOf(choice) as unknown as PlainArgument;
      // Sent together in the order of these names, which is that of their numbers.
      const id = `Policy${String(index + 1).padStart(3, "0")}`;
      steps.push(m.call(policies, "add", [policy], { id, after: below }));
    });

    // the seal
    const sealed = [...Object.values({ ...targets, rules }), ...banks].map((contract) =>
      m.call(contract, "seal", [], { id: `${planName(contract)}Sealed`, after: steps }),
    );
    const handed = ROLES.map((role) =>
      m.call(timelock, "grantRole", [id(role), assembly], { id: `Assembly_${role}`, after: below }),
    );
    m.call(timelock, "renounceRole", [ZeroHash, deployer], { id: "TimelockHandedOver", after: [...sealed, ...handed] });

    const accounts = Object.fromEntries(banks.map((bank, index) => [`bank${index + 1}`, bank]));
    const own = { guildTerms, conflicts, commitments, expenses, licences, rules, assembly };
    return { timelock, ...targets, ...own, ...accounts };
  });
}

/** What the record calls a contract: its own name, or the one that it is given here where there are several. */
function planName({ id }: Contract): string {
  return id.split("#").at(-1) ?? id;
}

function noTarget(contract: string): never {
  throw new TypeError(`the charter's check lets no act of ${contract} through`);
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
