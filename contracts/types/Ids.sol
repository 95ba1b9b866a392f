// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

// Ids are types, not numbers: the compiler refuses a `WorkId` where an `AgentId` is due, and the bytecode is the same.
// Ids count from 1 and are never used twice; 0 means "none".

/// @dev A person, a guild or an organisation: one id space, permanent, independent of the key that acts for it.
type AgentId is uint32;
/// @dev A season of a nation's contributions, in order of opening.
type SeasonId is uint16;
/// @dev A work in the commons.
type WorkId is uint32;
/// @dev A licence policy of the nation's catalogue.
type PolicyId is uint16;
/// @dev A chapter: an open third space of a nation.
type ChapterId is uint32;
/// @dev A treaty by which a nation recognises the register of another.
type TreatyId is uint16;
/// @dev A lot by which a panel is drawn.
type LotId is uint32;
/// @dev A case before the nation's panels.
type CaseId is uint32;
/// @dev A budget that a guild's council granted.
type BudgetId is uint32;
/// @dev A pact between the nation and a public body.
type PactId is uint32;

AgentId constant NO_AGENT = AgentId.wrap(0);
SeasonId constant NO_SEASON = SeasonId.wrap(0);
WorkId constant NO_WORK = WorkId.wrap(0);
PolicyId constant NO_POLICY = PolicyId.wrap(0);
ChapterId constant NO_CHAPTER = ChapterId.wrap(0);
TreatyId constant NO_TREATY = TreatyId.wrap(0);
LotId constant NO_LOT = LotId.wrap(0);
BudgetId constant NO_BUDGET = BudgetId.wrap(0);
PactId constant NO_PACT = PactId.wrap(0);

using {agentEq as ==, agentNeq as !=} for AgentId global;
using {seasonEq as ==, seasonNeq as !=} for SeasonId global;
using {workEq as ==, workNeq as !=} for WorkId global;
using {policyEq as ==, policyNeq as !=} for PolicyId global;
using {chapterEq as ==, chapterNeq as !=} for ChapterId global;
using {treatyEq as ==, treatyNeq as !=} for TreatyId global;
using {lotEq as ==, lotNeq as !=} for LotId global;
using {budgetEq as ==, budgetNeq as !=} for BudgetId global;
using {pactEq as ==, pactNeq as !=} for PactId global;

function agentEq(AgentId a, AgentId b) pure returns (bool) {
    return AgentId.unwrap(a) == AgentId.unwrap(b);
}

function agentNeq(AgentId a, AgentId b) pure returns (bool) {
    return AgentId.unwrap(a) != AgentId.unwrap(b);
}

function seasonEq(SeasonId a, SeasonId b) pure returns (bool) {
    return SeasonId.unwrap(a) == SeasonId.unwrap(b);
}

function seasonNeq(SeasonId a, SeasonId b) pure returns (bool) {
    return SeasonId.unwrap(a) != SeasonId.unwrap(b);
}

function workEq(WorkId a, WorkId b) pure returns (bool) {
    return WorkId.unwrap(a) == WorkId.unwrap(b);
}

function workNeq(WorkId a, WorkId b) pure returns (bool) {
    return WorkId.unwrap(a) != WorkId.unwrap(b);
}

function policyEq(PolicyId a, PolicyId b) pure returns (bool) {
    return PolicyId.unwrap(a) == PolicyId.unwrap(b);
}

function policyNeq(PolicyId a, PolicyId b) pure returns (bool) {
    return PolicyId.unwrap(a) != PolicyId.unwrap(b);
}

function chapterEq(ChapterId a, ChapterId b) pure returns (bool) {
    return ChapterId.unwrap(a) == ChapterId.unwrap(b);
}

function chapterNeq(ChapterId a, ChapterId b) pure returns (bool) {
    return ChapterId.unwrap(a) != ChapterId.unwrap(b);
}

function treatyEq(TreatyId a, TreatyId b) pure returns (bool) {
    return TreatyId.unwrap(a) == TreatyId.unwrap(b);
}

function treatyNeq(TreatyId a, TreatyId b) pure returns (bool) {
    return TreatyId.unwrap(a) != TreatyId.unwrap(b);
}

function lotEq(LotId a, LotId b) pure returns (bool) {
    return LotId.unwrap(a) == LotId.unwrap(b);
}

function lotNeq(LotId a, LotId b) pure returns (bool) {
    return LotId.unwrap(a) != LotId.unwrap(b);
}

function budgetEq(BudgetId a, BudgetId b) pure returns (bool) {
    return BudgetId.unwrap(a) == BudgetId.unwrap(b);
}

function budgetNeq(BudgetId a, BudgetId b) pure returns (bool) {
    return BudgetId.unwrap(a) != BudgetId.unwrap(b);
}

function pactEq(PactId a, PactId b) pure returns (bool) {
    return PactId.unwrap(a) == PactId.unwrap(b);
}

function pactNeq(PactId a, PactId b) pure returns (bool) {
    return PactId.unwrap(a) != PactId.unwrap(b);
}
