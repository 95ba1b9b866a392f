/** Everything that an export tells, folded: from here on no chain is asked. */
import { getAddress, type Interface } from "ethers";

import { interfaceOf, contractNames, type BankName, type ContractName } from "../../connect.ts";
import { foldContributions } from "../../contributions/fold.ts";
import { foldGuildTerms, ownTermsOf } from "../../contributions/guildTermsFold.ts";
import type { ContributionsState } from "../../contributions/state.ts";
import { foldLicensing, type LicensingState } from "../../licensing/fold.ts";
import type { DecodedLog } from "../../logs.ts";
import { foldDistance, isMet } from "../../membership/distanceFold.ts";
import { foldMembership } from "../../membership/fold.ts";
import { foldRecovery, isPending } from "../../membership/recoveryFold.ts";
import type { MembershipState } from "../../membership/state.ts";
import { civicStatus, restedAt } from "../../membership/views.ts";
import { must } from "../../must.ts";
import { BankFold } from "../../treasury/bankFold.ts";
import { foldExpenses, type ExpensesState } from "../../treasury/expensesFold.ts";
import { digestOf, type BooksExport, type ExportedLog } from "../export.ts";
import { SurplusFold } from "../../treasury/fold.ts";
import { folioKey, type Folio } from "../../treasury/folio.ts";
import { ReserveFold } from "../../treasury/reserveFold.ts";
import { NATIVE } from "../../treasury/tokens.ts";

/** A log with the contract that wrote it. */
export interface BookLog extends DecodedLog {
  readonly contract: ContractName | BankName;
  readonly block: number;
  readonly transaction: string;
}

/** The books of a nation, rebuilt. */
export interface BooksWorld {
  /** The moment for which the books are asked (Unix seconds): the time of the export's block. */
  readonly now: bigint;
  readonly members: MembershipState;
  readonly ledger: ContributionsState;
  readonly surplus: SurplusFold;
  readonly reserve: ReserveFold;
  readonly expenses: ExpensesState;
  /** The nation's accounts at banks, by their names in code. */
  readonly banks: ReadonlyMap<BankName, BankFold>;
  readonly licensing: LicensingState;
  /** Of all contracts, in the chain's order. */
  readonly logs: readonly BookLog[];
  /** The native coin, and every token that money ever came in. */
  readonly tokens: readonly string[];
  /** How each of the closed books was closed, by `folioKey`. */
  readonly closings: ReadonlyMap<string, Closing>;
  /** Status as the register answers it now. */
  statusOf(agent: bigint): bigint;
  isRecoveryPending(agent: bigint): boolean;
}

export interface Closing extends Folio {
  readonly closedAt: bigint;
  readonly rosterAt: bigint;
  readonly activeAt: bigint;
  readonly rules: EquationRules;
}

/** What an equation says beside its buckets; as `Rules` on the chain. */
export interface EquationRules {
  readonly careBalance: boolean;
  readonly maxRatio: bigint;
}

/** What is wrong with the file itself, each in a sentence that names the place. */
export function faultsOf(books: BooksExport): string[] {
  const faults: string[] = [];
  if (digestOf(books.logs) !== books.digest) faults.push("the digest does not fit the logs: the file was changed");
  const nameAt = namesOf(books);
  const abis = new Map<ContractName | BankName, Interface>();
  let before = [-1, -1];
  for (const [place, log] of books.logs.entries()) {
    const at = `log ${place + 1} (block ${log.block}, index ${log.index})`;
    const [block = 0, index = 0] = before;
    if (log.block < block || (log.block === block && log.index <= index)) {
      faults.push(`${at} does not follow the one before it: the order was changed`);
    }
    before = [log.block, log.index];
    if (log.block > books.block.number) faults.push(`${at} is later than the export's block ${books.block.number}`);
    const name = nameAt.get(getAddress(log.address));
    if (name === undefined) faults.push(`${at} is of ${log.address}, which is no contract of this nation`);
    else if (decode(abiOf(abis, name), log) === undefined) faults.push(`${at} is no event that ${name} writes`);
  }
  return faults;
}

/**
 * Folds an export.
 * @throws RangeError If the logs contradict each other: some are missing, or out of order
 */
export function worldOf(books: BooksExport): BooksWorld {
  const nameAt = namesOf(books);
  const abis = new Map<ContractName | BankName, Interface>();
  const logs = books.logs.flatMap((log): BookLog[] => {
    const contract = nameAt.get(getAddress(log.address));
    const parsed = contract === undefined ? undefined : decode(abiOf(abis, contract), log);
    if (contract === undefined || parsed === undefined) return [];
    const { name, args } = parsed;
    const { address, block, transaction } = log;
    return [{ contract, address, name, args, blockTimestamp: BigInt(log.time), block, transaction }];
  });
  return foldBooks(logs, BigInt(books.block.time));
}

/** Folds decoded logs of all contracts, in the chain's order. @param now Unix seconds. */
export function foldBooks(logs: readonly BookLog[], now: bigint): BooksWorld {
  const of = (...names: (ContractName | BankName)[]) => logs.filter(({ contract }) => names.includes(contract));
  const guildTerms = foldGuildTerms(of("guildTerms"));
  const members = foldMembership(of("members", "guilds"));
  const distance = foldDistance(of("distance"));
  const recovery = foldRecovery(of("recovery"));
  const surplus = new SurplusFold();
  for (const log of of("surplus")) surplus.apply(log);
  const reserve = new ReserveFold();
  for (const log of of("reserve")) reserve.apply(log);
  return {
    now,
    members,
    ledger: foldContributions(
      of("ledger"),
      (person, moment) => restedAt(members, person, moment),
      ownTermsOf(guildTerms),
    ),
    surplus,
    reserve,
    expenses: foldExpenses(of("expenses")),
    banks: banksIn(logs),
    licensing: foldLicensing(of("policies", "organisations", "commons", "licences")),
    logs,
    tokens: tokensIn(logs),
    closings: closingsIn(of("surplus")),
    statusOf: (agent) => civicStatus(members, agent, now, (person) => isMet(distance, person, now))[0],
    isRecoveryPending: (agent) => isPending(recovery, agent, now),
  };
}

/** Every guild, in the order of their ids. */
export function guildsIn({ members }: BooksWorld): bigint[] {
  return [...members.guilds.keys()].sort((a, b) => Number(a - b));
}

/** The seasons opened so far. */
export function seasonsIn({ ledger }: BooksWorld): bigint[] {
  return [...ledger.seasons.keys()];
}

/** Everybody who ever had to do with a guild: on its roster, or credited there. */
export function peopleOf({ members, ledger }: BooksWorld, guild: bigint): bigint[] {
  const onRoster = [...(members.guilds.get(guild)?.places.keys() ?? [])];
  const credited = [...ledger.accepted.keys()].flatMap((key) => {
    const [at, member] = key.split("/");
    return at === guild.toString() ? [BigInt(member ?? 0)] : [];
  });
  return [...new Set([...onRoster, ...credited])].sort((a, b) => Number(a - b));
}

/** Books in which money came in, or that were closed, in the order of guild, season and token. */
export function foliosIn(world: BooksWorld): Folio[] {
  return guildsIn(world).flatMap((guild) =>
    seasonsIn(world).flatMap((season) =>
      world.tokens
        .map((token) => ({ guild, season, token }))
        .filter(({ token }) => {
          const { income, equation } = world.surplus.booksOf(guild, season, token);
          return income !== 0n || equation !== 0n;
        }),
    ),
  );
}

function tokensIn(logs: readonly BookLog[]): string[] {
  const named = logs.flatMap(({ args, name }) =>
    ["Deposited", "WorkPaid", "Lent", "ReserveOwed", "LossBooked"].includes(name) ? [String(args["token"])] : [],
  );
  return [...new Set([NATIVE, ...named])];
}

function closingsIn(logs: readonly BookLog[]): Map<string, Closing> {
  const rules = new Map<bigint, EquationRules>();
  const closings = new Map<string, Closing>();
  for (const { name, args, blockTimestamp } of logs) {
    if (name === "EquationSet") {
      const { careBalance, maxRatio } = args["rules"] as EquationRules;
      rules.set(args["version"] as bigint, { careBalance, maxRatio });
    } else if (name === "BooksClosed") {
      const { guild, season, token, equation, rosterAt, activeAt } = args as unknown as Closing & { equation: bigint };
      const known = must(rules.get(equation), `equation ${equation}`);
      const folio = { guild, season, token };
      closings.set(folioKey(folio), { ...folio, closedAt: blockTimestamp, rosterAt, activeAt, rules: known });
    }
  }
  return closings;
}

function banksIn(logs: readonly BookLog[]): Map<BankName, BankFold> {
  const banks = new Map<BankName, BankFold>();
  for (const log of logs) {
    if (!isBank(log.contract)) continue;
    const bank = banks.get(log.contract) ?? new BankFold(log.address);
    banks.set(log.contract, bank.apply(log, log.blockTimestamp));
  }
  return banks;
}

function isBank(name: string): name is BankName {
  return /^bank\d+$/.test(name);
}

function namesOf({ contracts }: BooksExport): Map<string, ContractName | BankName> {
  const isKnown = (name: string): name is ContractName | BankName =>
    isBank(name) || (contractNames as readonly string[]).includes(name);
  return new Map(
    Object.entries(contracts).flatMap(([name, address]) =>
      isKnown(name) ? [[getAddress(address), name] as const] : [],
    ),
  );
}

function abiOf(abis: Map<ContractName | BankName, Interface>, name: ContractName | BankName): Interface {
  const abi = abis.get(name) ?? interfaceOf(name);
  abis.set(name, abi);
  return abi;
}

/** A log by the ABI of who wrote it; undefined if it is no event of theirs, or what it carries is malformed. */
function decode(abi: Interface, { topics, data }: ExportedLog) {
  try {
    const parsed = abi.parseLog({ topics, data });
    // Results decode when they are read.
    parsed?.args.toArray(true);
    return parsed ?? undefined;
  } catch {
    return undefined;
  }
}
