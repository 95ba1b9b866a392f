// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IContributionLedger} from "../contributions/IContributionLedger.sol";
import {IGuilds, Rank} from "../membership/IGuilds.sol";
import {IMembers, Status} from "../membership/IMembers.sol";
import {AgentId, NO_AGENT} from "../types/Ids.sol";
import {IElections, OfficeRules} from "./IElections.sol";
import {INotes} from "./INotes.sol";

/// @title Who may stand, who has gone, and the order of those who were approved
/// @dev A linked library that reads the registers; what it writes is the elections' own. Must always hold: INV-339 nobody
/// whom more than a 33rd of the electorate nominated is refused for want of room, nobody with a 33rd or more makes room,
/// and whoever makes room has fewer nominations than who takes the place, or has stood down.
library Eligibility {
    /// @dev Where persons, guilds, standing and sanctions are on record.
    struct Registers {
        IMembers members;
        IGuilds guilds;
        IContributionLedger ledger;
        INotes notes;
    }

    /// @dev Who held a post, now or last.
    struct Holders {
        mapping(AgentId person => IElections.Holding) by;
    }

    /// @dev Who is nominated and stands in an election.
    struct Field {
        AgentId[] candidates; // by their numbers
        mapping(AgentId candidate => uint256) numberOf; // from 1; 0 = never stood; or `CROWDED_OUT`, `LEFT`
        mapping(AgentId person => Nominations) nominationsOf;
    }

    /// @dev One slot.
    struct Nominations {
        AgentId nominee; // whom they nominated; 0 = nobody yet
        uint24 received; // no more than electors
    }

    /// @dev Stood down, and has made room: for good.
    uint256 internal constant LEFT = MOST_CANDIDATES + 1;
    /// @dev Made room without standing down, and can stand again.
    uint256 internal constant CROWDED_OUT = MOST_CANDIDATES + 2;

    /// @dev Of a credit of standing.
    uint256 private constant DECIMALS = 18;
    uint256 private constant PLACE_BITS = 5;
    uint256 private constant PLACE_MASK = 31;
    uint256 private constant MOST_SEATS = 32;
    uint8 private constant MOST_CANDIDATES = 32;

    /// @notice See `IElections.obstacleOf`.
    function obstacleOf(
        Registers memory self,
        IElections.Election storage election,
        Holders storage holders,
        AgentId nominee,
        AgentId merit
    ) external view returns (IElections.Obstacle) {
        (AgentId guild, OfficeRules memory rules) = (election.guild, election.rules);
        bool belongs = guild == NO_AGENT ? self.members.isActive(nominee) : self.guilds.mayBeSteward(guild, nominee);
        if (!belongs) return IElections.Obstacle.NotMember;
        if (!_hasTenure(self, election, nominee)) return IElections.Obstacle.Tenure;
        if (!_hasMerit(self, guild == NO_AGENT ? merit : guild, nominee, rules)) return IElections.Obstacle.Merit;
        if (self.notes.noteOf(nominee) > block.timestamp) return IElections.Obstacle.Sanction;
        uint256 inRow = termsInRow(holders.by[nominee], rules.term, election.closesAt);
        bool isLast = rules.termsInRow != 0 && inRow >= rules.termsInRow;
        return isLast ? IElections.Obstacle.TermsInRow : IElections.Obstacle.None;
    }

    /// @notice Reverts unless a member of a guild may call its election, whose present term ends then.
    function requireMayCall(
        Registers memory self,
        AgentId guild,
        AgentId by,
        OfficeRules storage rules,
        uint256 endsAt
    ) external view {
        require(
            self.guilds.isOnRoster(guild, by) &&
                self.guilds.wasOnRoster(guild, by, tenureFrom(rules.tenureDays, block.timestamp)) &&
                self.members.isActive(by),
            IElections.ElectionsNotOnRoster(guild, by)
        );
        uint256 notBefore = Math.saturatingSub(endsAt, uint256(rules.nominationPeriod) + rules.votingPeriod);
        require(block.timestamp >= notBefore, IElections.ElectionsTooSoon(guild, uint40(notBefore)));
    }

    /// @notice Counts a nomination. Each elector makes one, so that all together are no more than the electorate.
    function nominate(Field storage self, uint256 id, AgentId by, AgentId nominee) external {
        Nominations storage own = self.nominationsOf[by];
        require(own.nominee == NO_AGENT, IElections.ElectionsAlreadyNominated(by, id));
        own.nominee = nominee;
        ++self.nominationsOf[nominee].received;
        emit IElections.Nominated(id, nominee, by);
    }

    /// @notice Gives a nominee a number. Where 32 stand it is that of the candidate with the fewest nominations, if the
    /// nominee has more; who stood down makes room first, and of several who has the highest number.
    function enter(
        Field storage self,
        IElections.Election storage election,
        uint256 id,
        AgentId nominee
    ) external returns (uint8 number) {
        number = election.candidates;
        if (number < MOST_CANDIDATES) {
            election.candidates = number + 1;
            self.candidates.push(nominee);
        } else {
            number = _makeRoom(self, election, id, self.nominationsOf[nominee].received);
            self.candidates[number] = nominee;
        }
        self.numberOf[nominee] = number + 1;
    }

    /// @dev Since when whoever calls, elects or stands in a guild belongs there, or newcomers could join and elect in one minute.
    function tenureFrom(uint16 tenureDays, uint256 calledAt) internal pure returns (uint256) {
        return Math.saturatingSub(calledAt - 1, uint256(tenureDays) * 1 days);
    }

    /// @notice Whether somebody elects: a member at the call and, in a guild, on its roster since the tenure before it.
    function isElector(
        IMembers members,
        IGuilds guilds,
        IElections.Election storage election,
        AgentId person
    ) external view returns (bool) {
        (AgentId guild, uint256 calledAt) = (election.guild, election.calledAt);
        if (calledAt == 0 || !members.wasActive(person, calledAt - 1)) return false;
        return
            guild == NO_AGENT ||
            (guilds.wasOnRoster(guild, person, calledAt - 1) &&
                guilds.wasOnRoster(guild, person, tenureFrom(election.rules.tenureDays, calledAt)));
    }

    /// @notice Terms in a row of somebody who takes the office now; 0 if they cannot take it.
    function rowWith(
        Registers memory self,
        IElections.Election storage election,
        Holders storage holders,
        AgentId candidate
    ) external view returns (uint256 inRow) {
        if (!self.members.isActive(candidate) || self.notes.noteOf(candidate) > block.timestamp) return 0;
        // Not more than the rules allow: it was checked at the nomination, and since then nobody took this office.
        return termsInRow(holders.by[candidate], election.rules.term, block.timestamp) + 1;
    }

    /// @dev Terms in a row by a moment: a pause as long as a term ends the row.
    function termsInRow(IElections.Holding storage last, uint256 term, uint256 moment) internal view returns (uint256) {
        return last.election != 0 && moment < last.until + term ? last.inRow : 0;
    }

    /// @notice Gone for good, out by a verdict, or no longer in the guild's office. Who rests or forgot to renew may come back.
    function hasVacated(
        Registers memory self,
        IElections.Election storage election,
        AgentId holder
    ) external view returns (bool) {
        AgentId guild = election.guild;
        if (guild != NO_AGENT && self.guilds.placeOf(guild, holder).stewardUntil <= block.timestamp) return true;
        (Status status, , , , ) = self.members.civicStatus(holder);
        return status != Status.Active && status != Status.Inactive;
    }

    /// @notice Sorts those who stand and were approved: by approvals, then fewer terms in the office, then the lower id.
    function rank(
        uint256[] memory approvals,
        AgentId[] memory candidates,
        Holders storage holders,
        uint256 stoodDown
    ) external view returns (uint160 order, uint8 ranked) {
        uint256[] memory keys = new uint256[](approvals.length);
        for (uint256 number = 0; number < approvals.length; ++number) {
            if (approvals[number] == 0 || (stoodDown >> number) & 1 == 1) continue;
            AgentId candidate = candidates[number];
            uint256 key = (approvals[number] << 40) | (uint256(type(uint8).max - holders.by[candidate].terms) << 32);
            key = ((key | (type(uint32).max - AgentId.unwrap(candidate))) << 8) | number;
            uint256 place = ranked++;
            for (; place != 0 && keys[place - 1] < key; --place) keys[place] = keys[place - 1];
            keys[place] = key;
        }
        for (uint256 place = 0; place < ranked; ++place) {
            order |= uint160((keys[place] & PLACE_MASK) << (PLACE_BITS * place));
        }
    }

    /// @notice Reverts unless the rules are in their ranges, where anybody is elected.
    function check(OfficeRules storage rules) external view {
        if (rules.seats == 0) return;
        require(rules.seats <= MOST_SEATS, IElections.ElectionsBadRules("seats"));
        uint32 nominations = rules.nominationPeriod;
        require(nominations >= 1 hours && nominations <= 90 days, IElections.ElectionsBadRules("nominationPeriod"));
        uint32 voting = rules.votingPeriod;
        require(voting >= 1 hours && voting <= 90 days, IElections.ElectionsBadRules("votingPeriod"));
        require(rules.term >= 1 days && rules.term <= 3650 days, IElections.ElectionsBadRules("term"));
    }

    /// @dev The number of the candidate who makes room for a nominee with so many nominations.
    function _makeRoom(
        Field storage self,
        IElections.Election storage election,
        uint256 id,
        uint256 received
    ) private returns (uint8 number) {
        uint32 stoodDown = election.stoodDown;
        bool found;
        uint256 fewest = received; // nominations and 1; of who stood down 0
        for (uint8 i = 0; i < MOST_CANDIDATES; ++i) {
            bool stands = (stoodDown >> i) & 1 == 0;
            uint256 weight = stands ? uint256(self.nominationsOf[self.candidates[i]].received) + 1 : 0;
            if (weight <= fewest) (found, fewest, number) = (true, weight, i);
        }
        require(found, IElections.ElectionsFull(id));
        AgentId former = self.candidates[number];
        bool left = (stoodDown >> number) & 1 == 1;
        self.numberOf[former] = left ? LEFT : CROWDED_OUT;
        if (left) election.stoodDown = stoodDown & ~uint32(1 << number);
        emit IElections.CandidateMadeRoom(id, former, number);
    }

    /// @dev Belonged here so many days before the call. That they belong now is asked elsewhere.
    function _hasTenure(
        Registers memory self,
        IElections.Election storage election,
        AgentId person
    ) private view returns (bool) {
        uint256 tenure = uint256(election.rules.tenureDays) * 1 days;
        if (tenure == 0) return true;
        if (election.calledAt < tenure) return false;
        uint256 moment = election.calledAt - tenure;
        if (election.guild == NO_AGENT) return self.members.wasActive(person, moment);
        return self.guilds.wasOnRoster(election.guild, person, moment);
    }

    /// @dev The rank or, instead of it, the standing; where only one is asked, that one.
    function _hasMerit(
        Registers memory self,
        AgentId guild,
        AgentId person,
        OfficeRules memory rules
    ) private view returns (bool) {
        if (rules.rank == Rank.None && rules.standingMinutes == 0) return true;
        if (rules.rank != Rank.None && self.guilds.rankOf(guild, person) >= rules.rank) return true;
        if (rules.standingMinutes == 0) return false;
        (, uint256[3] memory standing) = self.ledger.recordAndStandingOf(guild, person);
        return standing[0] + standing[1] + standing[2] >= uint256(rules.standingMinutes) * 10 ** DECIMALS;
    }
}
