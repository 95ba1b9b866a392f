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
import { guards } from "../../sdk/governance/articles.ts";
import { brakeTerms, chamberTerms } from "../../sdk/governance/chamberTerms.ts";
import { originOf } from "../../sdk/governance/origin.ts";
import { payingActs, spendingTerms } from "../../sdk/governance/spending.ts";
import {
  cobudgetTerms,
  councilTerms,
  delegationTerms,
  electedOffices,
  holdTerms,
  listedActs,
  ruleList,
} from "../../sdk/governance/terms.ts";
import { lotTerms } from "../../sdk/justice/sortition.ts";
import { calendarTerms, justiceTerms } from "../../sdk/justice/terms.ts";
import { policyOf } from "../../sdk/licensing/policies.ts";
import { chapterTerms, distanceTerms, membershipTerms, recoveryTerms } from "../../sdk/membership/terms.ts";
import { bankTerms, equationRules, fundedGuilds, reserveTerms, valueEquation } from "../../sdk/treasury/terms.ts";

/** The bindings allow more than is ever in a policy: promises of addresses, byte arrays. */
type PlainArgument = Readonly<Record<string, string>>;

type Contract = NamedArtifactContractDeploymentFuture<string> | NamedArtifactLibraryDeploymentFuture<string>;
type Libraries = Readonly<Record<string, NamedArtifactLibraryDeploymentFuture<string>>>;
type Step = ContractCallFuture<string, string>;
type Placed = Contract | Step;

/** Founders a single transaction can admit without coming near the gas limit of a transaction (16.78 million). */
const FOUNDERS_A_BATCH = 200;

/** The end of a founding issuer's office: none, until the assembly sets one (the largest `uint40`). */
const NO_END = 2n ** 40n - 1n;

/** As `IMembers.Seat`. */
const SEATS = { guilds: 0, organisations: 1, distance: 2, recovery: 3, justice: 4 };

/** As `IGuilds.Seat`. */
const GUILD_SEATS = { councils: 0, ranks: 1, justice: 2, elections: 3 };

/** As `ILicences.Seat`. */
const LICENCE_SEATS = { justice: 0, pacts: 1 };

/** As `Seat` of the assembly. */
const ASSEMBLY_SEATS = { sealed: 0, delegations: 1, chambers: 2, brake: 3, spending: 4 };

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
    let below: Placed[] = [];
    let floor: Placed[] = [];
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
    const eligibility = library("Eligibility");
    const equations = library("Equations");
    const financiers = library("Financiers");
    const losses = library("Losses");
    const meters = library("Meters");
    const optionsOf = library("Options");
    const proceedings = library("Proceedings");
    const proposals = library("Proposals");
    const reading = library("Reading");
    const rounds = library("Rounds");
    const routines = library("Routines");
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
    const { longestAttestation, contestPeriod } = charter.licensing;
    const organisations = contract("Organisations", [timelock, members, longestAttestation, contestPeriod]);
    const treaties = contract("Treaties", [timelock, members]);
    const conflicts = contract("Conflicts", [members]);
    const petitions = contract("Petitions", [timelock, members, charter.governance.petitionTerm]);
    const holds = contract("Holds", [timelock, members, holdTerms(charter)]);

    const fillGuildsSeat = () =>
      m.call(members, "fillSeat", [SEATS.guilds, guilds], { id: "GuildsSeat", after: below });
    // Founders are numbered in order, and after them the guilds that are founded here.
    const inOrder = <T>(
      items: readonly T[],
      first: Placed[],
      call: (item: T, index: number, after: Placed[]) => Step,
    ) => {
      let after = first;
      return items.map((item, index) => {
        const next = call(item, index, after);
        after = [next];
        return next;
      });
    };
    const admitFounders = () =>
      inOrder(chunks(charter.founders, FOUNDERS_A_BATCH), below, (keys, index, after) =>
        m.call(members, "found", [keys], { id: `Founders${index + 1}`, after }),
      );

    // An equation can name a guild's account only once the guild is there. So where this one does, founders and these
    // guilds come before Surplus is made: it never has another equation, whoever opens a season meanwhile.
    const funded = fundedGuilds(charter);
    if (funded.length > 0) {
      nextFloor();
      const seat = fillGuildsSeat();
      const founders = admitFounders();
      const guildsFounded = inOrder(funded, [seat, ...founders], ({ place, name, roster }, _, after) =>
        m.call(guilds, "foundFirst", [name, [...roster]], { id: `Guild${place}`, after }),
      );
      floor.push(seat, ...founders, ...guildsFounded);
    }

    nextFloor();
    const guildTerms = contract("GuildTerms", [members, guilds]);
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

    nextFloor();
    const commons = contract("Commons", [timelock, members, guilds, policies, surplus]);
    const expenses = contract("Expenses", [members, guilds, ledger, conflicts, surplus]);
    const cobudget = contract("Cobudget", [timelock, members, guilds, surplus, cobudgetTerms(charter)]);

    nextFloor();
    const licenceFloors = [members, guilds, ledger, organisations, policies, commons, treaties];
    const licences = contract("Licences", [timelock, ...licenceFloors], { Meters: meters, Options: optionsOf });
    const banks = charter.treasury.bank.map((account, index) => {
      const { name, currency, decimals } = account;
      const args = [timelock, members, surplus, [commons], name, currency, decimals, bankTerms(account)];
      return contract("BankMoney", args, {}, `BankMoney${index + 1}`);
    });
    const pacts = contract("Pacts", [timelock, members, organisations, commons]);

    nextFloor();
    const grantTokens = contract("GrantTokens", [members, licences]);
    const floors = { members, guilds, recovery, chapters, organisations, commons, licences, calendar, sortition };
    const cases = contract("Cases", [timelock, floors, justiceTerms(charter)], { Proceedings: proceedings });

    nextFloor();
    const elections = contract("Elections", [timelock, members, guilds, ledger, cases], { Eligibility: eligibility });
    const moving = contract("Moving", [timelock, members]);
    const opening = contract("Opening", [members, { ...originOf(charter) }]);

    nextFloor();
    const brake = contract("Brake", [timelock, members, elections, holds, cases, brakeTerms(charter)]);

    nextFloor();
    const councils = contract("Councils", [timelock, members, guilds, holds, brake, councilTerms(charter)], {
      Rounds: rounds,
      Routines: routines,
    });

    nextFloor();
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
      pacts,
      licences,
      holds,
      councils,
      petitions,
      elections,
      brake,
      cobudget,
      charterText,
      calendar,
      sortition,
      cases,
    };
    const byName = named([...Object.values(targets), moving, ...banks]);
    const acts = listedActs(charter);
    const listed = acts
      .filter(({ contract }) => Object.hasOwn(byName, contract))
      .map(({ contract, selector, rule }) => ({ target: byName[contract] ?? noTarget(contract), selector, rule }));
    const rules = contract("DecisionRules", [
      timelock,
      ruleList(charter).map((rule) => ({ ...rule })),
      listed,
      charter.governance.proposalsPerMember,
      charter.governance.exitWindow,
    ]);

    const guarded = guards().map(({ contract, ...guard }) => ({
      target: byName[contract] ?? noTarget(contract),
      ...guard,
    }));
    const articles = contract("Articles", [timelock, guarded]);

    nextFloor();
    const asked = { members, timelock, rules, petitions, articles, calendar };
    const assembly = contract("Assembly", [asked], { Proposals: proposals });

    nextFloor();
    const sealedBallots = contract("SealedBallots", [assembly]);
    const delegations = contract("Delegations", [timelock, assembly, delegationTerms(charter)]);
    const registers = { members, guilds, organisations, pacts, governor: assembly };
    const chambers = contract("Chambers", [timelock, registers, chamberTerms(charter)]);
    const { period, tokens, caps } = spendingTerms(charter);
    const payings = payingActs().map(({ contract, ...paying }) => ({
      target: byName[contract] ?? noTarget(contract),
      ...paying,
    }));
    const spending = contract("Spending", [
      timelock,
      assembly,
      period,
      tokens,
      caps.map((cap) => ({ ...cap })),
      payings,
    ]);

    // seats, rules of what stands above the rules, founders, catalogue
    nextFloor();
    const steps: Step[] = [
      ...(funded.length > 0 ? [] : [fillGuildsSeat()]),
      m.call(members, "fillSeat", [SEATS.organisations, organisations], { id: "OrganisationsSeat", after: below }),
      m.call(members, "fillSeat", [SEATS.distance, distance], { id: "DistanceSeat", after: below }),
      m.call(members, "fillSeat", [SEATS.recovery, recovery], { id: "RecoverySeat", after: below }),
      m.call(guilds, "fillSeat", [GUILD_SEATS.councils, councils], { id: "CouncilsSeat", after: below }),
      m.call(guilds, "fillSeat", [GUILD_SEATS.ranks, ranks], { id: "RanksSeat", after: below }),
      m.call(guilds, "fillSeat", [GUILD_SEATS.elections, elections], { id: "ElectionsSeat", after: below }),
      m.call(members, "fillSeat", [SEATS.justice, cases], { id: "JusticeSeat", after: below }),
      m.call(guilds, "fillSeat", [GUILD_SEATS.justice, cases], { id: "GuildsJusticeSeat", after: below }),
      m.call(recovery, "fillJusticeSeat", [cases], { id: "RecoveryJusticeSeat", after: below }),
      m.call(chapters, "fillJusticeSeat", [cases], { id: "ChaptersJusticeSeat", after: below }),
      m.call(sortition, "fillCasesSeat", [cases], { id: "CasesSeat", after: below }),
      m.call(organisations, "fillJusticeSeat", [cases], { id: "OrganisationsJusticeSeat", after: below }),
      m.call(commons, "fillLicencesSeat", [licences], { id: "LicencesSeat", after: below }),
      m.call(licences, "fillSeat", [LICENCE_SEATS.justice, cases], { id: "LicencesJusticeSeat", after: below }),
      m.call(licences, "fillSeat", [LICENCE_SEATS.pacts, pacts], { id: "PactsSeat", after: below }),
      m.call(surplus, "fillExpensesSeat", [expenses], { id: "ExpensesSeat", after: below }),
      m.call(assembly, "fillSeat", [ASSEMBLY_SEATS.chambers, chambers], { id: "ChambersSeat", after: below }),
      m.call(assembly, "fillSeat", [ASSEMBLY_SEATS.brake, brake], { id: "BrakeSeat", after: below }),
      m.call(reserve, "fillLossSeat", [surplus], { id: "LossSeat", after: below }),
      m.call(assembly, "fillSeat", [ASSEMBLY_SEATS.sealed, sealedBallots], { id: "SealedBallotsSeat", after: below }),
      m.call(assembly, "fillSeat", [ASSEMBLY_SEATS.delegations, delegations], { id: "DelegationsSeat", after: below }),
      m.call(assembly, "fillSeat", [ASSEMBLY_SEATS.spending, spending], { id: "SpendingSeat", after: below }),
    ];
    const above = named([assembly, chambers, delegations, spending]);
    acts
      .filter(({ contract }) => !Object.hasOwn(byName, contract))
      .forEach(({ act, contract, selector, rule }) => {
        const args = [above[contract] ?? noTarget(contract), selector, rule];
        steps.push(m.call(rules, "setRuleFor", args, { id: `RuleFor_${act.replace(".", "_")}`, after: below }));
      });
    const founders = funded.length > 0 ? [] : admitFounders();
    steps.push(...founders);
    const before = founders.length > 0 ? founders.slice(-1) : below;
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
    charter.treasury.depositCaps.forEach(({ token, most }, index) => {
      const id = `DepositCap${String(index + 1).padStart(3, "0")}`;
      steps.push(m.call(surplus, "setDepositCap", [token, most], { id, after: below }));
    });
    let officesBefore: Placed[] = below; // offices are numbered in order
    electedOffices(charter).forEach((office, number) => {
      const args = [number, office as unknown as PlainArgument];
      const call = m.call(elections, "setOffice", args, { id: `Office${number}`, after: officesBefore });
      officesBefore = [call];
      steps.push(call);
    });
    charter.licensing.policies.forEach((choice, index) => {
      const policy = policyOf(choice, charter.licensing.policies.slice(0, index)) as unknown as PlainArgument;
      // Sent together in the order of these names, which is that of their numbers.
      const id = `Policy${String(index + 1).padStart(3, "0")}`;
      steps.push(m.call(policies, "add", [policy], { id, after: below }));
    });

    // the seal
    const settable = { ...targets, rules, assembly, chambers, delegations, spending };
    const sealed = [...Object.values(settable), ...banks].map((contract) =>
      m.call(contract, "seal", [], { id: `${planName(contract)}Sealed`, after: steps }),
    );
    const handed = ROLES.map((role) =>
      m.call(timelock, "grantRole", [id(role), assembly], { id: `Assembly_${role}`, after: below }),
    );
    m.call(timelock, "renounceRole", [ZeroHash, deployer], { id: "TimelockHandedOver", after: [...sealed, ...handed] });

    const accounts = Object.fromEntries(banks.map((bank, index) => [`bank${index + 1}`, bank]));
    const own = {
      guildTerms,
      conflicts,
      commitments,
      expenses,
      grantTokens,
      rules,
      articles,
      assembly,
      sealedBallots,
      delegations,
      chambers,
      spending,
      moving,
      opening,
    };
    return { timelock, ...targets, ...own, ...accounts };
  });
}

/** What the record calls a contract: its own name, or the one that it is given here where there are several. */
function planName({ id }: Contract): string {
  return id.split("#").at(-1) ?? id;
}

function named(contracts: readonly Contract[]): Readonly<Record<string, Contract>> {
  return Object.fromEntries(contracts.map((future) => [planName(future), future]));
}

function noTarget(contract: string): never {
  throw new TypeError(`the charter's check lets no act of ${contract} through`);
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
