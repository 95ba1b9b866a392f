import type { HashedCharter } from "../charter.ts";
import { solidityName, type BankName, type ContractName, type Nation } from "../connect.ts";
import { everyContract } from "../contracts.ts";
import { electedOffices, listedActs } from "../governance/terms.ts";
import { payingActs, spendingTerms } from "../governance/spending.ts";
import { calendarTerms } from "../justice/terms.ts";
import { fundedGuilds } from "../treasury/terms.ts";
import type { Check } from "./check.ts";
import { isAfter, logsOf, type Place } from "./history.ts";

/** Compares what the founding put in with what the charter lists: that nothing was slipped in beside it. */
export async function checkNothingMore(
  nation: Nation,
  { rules }: HashedCharter,
  founded: Place | undefined,
): Promise<Check[]> {
  const atFounding = async (contract: ContractName | BankName, event: string) =>
    (await logsOf(nation, contract, event)).filter((log) => founded === undefined || !isAfter(log, founded));
  const [named, kinds, exceptions, issuers, policies, closed] = await Promise.all([
    atFounding("members", "AgentRegistered"),
    atFounding("rules", "RuleSet"),
    atFounding("rules", "RuleForSet"),
    atFounding("organisations", "IssuerAppointed"),
    atFounding("policies", "PolicyAdded"),
    atFounding("calendar", "ClosedDaysSet"),
  ]);
  const [capped, paying, depositCaps] = await Promise.all([
    atFounding("spending", "CapSet"),
    atFounding("spending", "PayingSet"),
    atFounding("surplus", "DepositCapSet"),
  ]);
  const [guilds, joined] = await Promise.all([
    atFounding("guilds", "GuildFounded"),
    atFounding("guilds", "GuildJoined"),
  ]);
  const rosterOf = (guild: unknown) =>
    joined.filter(({ args }) => args[0] === guild).map(({ args }) => String(args[1]));
  const [offices, elections, treaties, pacts, moves] = await Promise.all([
    atFounding("elections", "OfficeSet"),
    atFounding("elections", "ElectionCalled"),
    atFounding("treaties", "TreatyMade"),
    atFounding("pacts", "PactProposed"),
    atFounding("moving", "MoveAnnounced"),
  ]);
  // Guilds call the elections of their own stewards.
  const called = elections.filter(({ args }) => args.getValue("guild") === 0n);
  const acts = listedActs(rules).map(({ contract, selector }) => `${contract} ${selector}`);
  const nameAt = (address: unknown) => everyContract(nation).find((one) => one.address === address)?.name;
  const found = exceptions.map(({ args: [target, selector] }) => {
    const name = nameAt(target);
    return `${name === undefined ? String(target) : solidityName(name)} ${String(selector)}`;
  });
  const banks = await Promise.all(
    rules.treasury.bank.map(async (account, index) => {
      const bank: BankName = `bank${index + 1}`;
      const [books, officers] = await Promise.all([
        atFounding(bank, "BookAdded"),
        atFounding(bank, "OfficerAppointed"),
      ]);
      return [
        // This contract, the surplus, the reserve and the commons.
        counted(`Books of bank account ${index + 1} at the founding`, 4, books.length),
        listed(
          `Officers of bank account ${index + 1} at the founding`,
          account.officers.map(String),
          officers.map(({ args }) => String(args[0])),
        ),
      ];
    }),
  );
  return [
    counted("Bank accounts", rules.treasury.bank.length, nation.banks.length),
    ...banks.flat(),
    // A guild is an agent, too.
    counted("Members at the founding", rules.founders.length, named.length - guilds.length),
    listed(
      "Guilds at the founding",
      fundedGuilds(rules).map(({ id, name, roster }) => `${id} ${name} (${roster.join(", ")})`),
      guilds.map(({ args }) => `${String(args[0])} ${String(args[3])} (${rosterOf(args[0]).join(", ")})`),
    ),
    counted("Decision rules at the founding", Object.keys(rules.governance.rules).length, kinds.length),
    listed("Acts with a rule of their own at the founding", acts, found),
    listed(
      "Issuers at the founding",
      rules.licensing.issuers.map(String),
      issuers.map(({ args }) => String(args[0])),
    ),
    counted("Policies at the founding", rules.licensing.policies.length, policies.length),
    counted("Caps on spending at the founding", spendingTerms(rules).tokens.length, capped.length),
    counted("Functions that pay, at the founding", payingActs().length, paying.length),
    counted("Caps on deposits at the founding", rules.treasury.depositCaps.length, depositCaps.length),
    counted("Elected offices at the founding", electedOffices(rules).length, offices.length),
    counted("Elections to offices of the nation at the founding", 0, called.length),
    counted("Treaties at the founding", 0, treaties.length),
    counted("Pacts at the founding", 0, pacts.length),
    counted("Moves at the founding", 0, moves.length),
    counted("Words of closed days at the founding", calendarTerms(rules)[1].length, closed.length),
  ];
}

function counted(claim: string, expected: number, found: number): Check {
  return { claim, holds: expected === found, expected: String(expected), found: String(found) };
}

function listed(claim: string, expected: readonly string[], found: readonly string[]): Check {
  const inOrder = (names: readonly string[]) => [...names].sort().join(", ") || "none";
  const [wanted, seen] = [inOrder(expected), inOrder(found)];
  return { claim, holds: wanted === seen, expected: wanted, found: seen };
}
