// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Arrays} from "@openzeppelin/contracts/utils/Arrays.sol";

import {AgentId} from "../types/Ids.sol";
import {Account, Folio, Floors, Frozen, Progress} from "./Accounts.sol";
import {ISurplus} from "./ISurplus.sol";

/// @title What a member's share of closed books is
/// @dev Reads once what many members' shares need, asks the register and the roster about all of them in one call each,
/// and the ledger about each. Writes nothing.
library Weights {
    using Frozen for uint256;
    using Progress for uint256;

    /// @dev Closed books in memory.
    struct Run {
        Folio folio;
        uint256 progress; //   as it was
        uint256[5] pools; //   frozen
        uint256 lanes; //      weights taken so far
        uint256 given; //      shares taken in this run, paid or forfeited
        uint256 forfeited; //  of those
        uint256 cap; //        most that one member is paid
        uint256 rosterAt; //   who was on the roster then,
        uint256 activeAt; //   and is still on it and active then, shares equally; 0 if no pool goes by it
        uint256 tracks; //     lanes of the pools that go by credits, all ones
        uint256 careTotal; //  given by all, under the care rule
    }

    /// @dev About members in a row: their stays on the roster (see `IGuilds.staysOf`), their keys (`IMembers.electorsAt`)
    /// and their credits (`IContributionLedger.eligibleLanesOf`).
    struct Facts {
        uint256[] stays;
        uint256[] electors;
        uint256[] credits;
    }

    uint256 internal constant ON_ROSTER = 1;
    uint256 internal constant STAYED = 2;

    uint256 private constant LANE = Progress.LANE;
    // Numbers, or the compiler would multiply each time: places of the lanes of solidarity, care and stock.
    uint256 private constant SOLIDARITY_SHIFT = 80;
    uint256 private constant CARE_SHIFT = 120;
    uint256 private constant STOCK_SHIFT = 160;
    uint256 private constant STOCK = uint256(ISurplus.PoolKind.Stock);
    /// @dev Weights of stock in a slot, by member id.
    uint256 private constant STOCKS = 6;

    /// @notice Books that were closed, weighed or not.
    function load(Account storage account, Folio memory folio) internal view returns (Run memory run) {
        uint256 progress = account.progress;
        require(progress.equation() != 0, ISurplus.SurplusBooksOpen(folio.guild, folio.season, folio.token));
        (run.folio, run.progress, run.lanes) = (folio, progress, progress.lanes());
        // Reads no slot of a pool that holds nothing.
        uint256[5] memory pools = run.pools;
        for (uint256 kind = 0; kind < Progress.POOLS; ++kind) {
            if (progress.hasPool(kind)) pools[kind] = account.pools[kind];
        }
        (run.rosterAt, run.activeAt) = (pools[0].first(), pools[0].second());
        uint256 tracks = pools[1] == 0 ? 0 : uint256(type(uint40).max) << LANE;
        if (pools[2] != 0) tracks |= uint256(type(uint40).max) << SOLIDARITY_SHIFT;
        if (pools[3] != 0) tracks |= uint256(type(uint40).max) << CARE_SHIFT;
        (run.tracks, run.careTotal) = (tracks, pools[1].first());
        run.cap = progress.has(Progress.CAPPED) ? account.weighing.cap : type(uint256).max;
    }

    /// @notice Reverts unless shares can be collected from the books.
    function requireWeighed(Run memory run) internal pure {
        Folio memory folio = run.folio;
        bool isWeighed = !run.progress.has(Progress.WEIGHING);
        require(isWeighed, ISurplus.SurplusNotWeighed(folio.guild, folio.season, folio.token));
    }

    /// @param withKeys Whether the members' keys are asked for in any case.
    function factsOf(
        Run memory run,
        Floors memory floors,
        AgentId[] memory members,
        bool withKeys
    ) internal view returns (Facts memory facts) {
        uint256 moment = run.activeAt;
        if (moment != 0) facts.stays = floors.guilds.staysOf(run.folio.guild, members, run.rosterAt, moment);
        if (moment == 0) moment = block.timestamp - 1;
        if (withKeys || run.activeAt != 0) facts.electors = floors.members.electorsAt(members, moment);
        if (run.tracks != 0) facts.credits = floors.ledger.eligibleLanesOf(run.folio.guild, members, run.folio.season);
    }

    /// @notice As `factsOf`, of one member, without the key: the register is asked one word.
    function factsOfOne(
        Run memory run,
        Floors memory floors,
        AgentId[] memory one
    ) internal view returns (Facts memory facts) {
        uint256 moment = run.activeAt;
        if (moment != 0) {
            facts.stays = floors.guilds.staysOf(run.folio.guild, one, run.rosterAt, moment);
            facts.electors = new uint256[](1);
            if (floors.members.wasActive(one[0], moment)) facts.electors[0] = 1;
        }
        if (run.tracks != 0) facts.credits = floors.ledger.eligibleLanesOf(run.folio.guild, one, run.folio.season);
    }

    /// @notice A member's weight in each pool.
    /// @param place The member's, in `facts`.
    /// @return weights In lanes, in the order of the pools.
    /// @return forfeits Whether the equal share goes elsewhere all the same.
    function weightsOf(
        Run memory run,
        Account storage account,
        AgentId member,
        Facts memory facts,
        uint256 place
    ) internal view returns (uint256 weights, bool forfeits) {
        if (run.tracks != 0) weights = _creditsOf(run, Arrays.unsafeMemoryAccess(facts.credits, place));
        if (run.pools[STOCK] != 0) weights |= stockOf(account, member) << STOCK_SHIFT;
        if (run.activeAt == 0) return (weights, false);
        uint256 stay = Arrays.unsafeMemoryAccess(facts.stays, place);
        if (stay == 0) return (weights, false);
        return (weights | 1, stay != STAYED || Arrays.unsafeMemoryAccess(facts.electors, place) & 1 == 0);
    }

    /// @param credits Lanes of 64 bits that hold 32, since no credit of a season is larger.
    function _creditsOf(Run memory run, uint256 credits) private pure returns (uint256 weights) {
        if (credits == 0) return 0;
        uint256 livelihood = uint32(credits);
        uint256 care = uint32(credits >> 128);
        if (run.careTotal != 0) livelihood = keptOf(livelihood, care, run.careTotal, run.pools[1].second());
        weights = uint256(uint32(credits >> 64)) << SOLIDARITY_SHIFT;
        return (weights | (livelihood << LANE) | (care << CARE_SHIFT)) & run.tracks;
    }

    /// @notice Whether a member who was on the roster at the opening was on it, and active, at the close.
    function staysOn(Facts memory facts, uint256 place) internal pure returns (bool) {
        return facts.stays[place] == STAYED && facts.electors[place] & 1 == 1;
    }

    /// @notice The key in a word of `Facts.electors`.
    function keyIn(uint256 elector) internal pure returns (address) {
        return address(uint160(elector >> 16));
    }

    /// @notice What is left of a livelihood credit under the care rule, rounded down to a whole minute.
    /// @dev `care / (total / heads)` of it, if that is less than all of it. Nothing is cut where nobody gave care, or nobody
    /// was there at the opening to be an equal part of.
    function keptOf(uint256 livelihood, uint256 care, uint256 total, uint256 heads) internal pure returns (uint256) {
        uint256 given = care * heads;
        return heads == 0 || given >= total ? livelihood : (livelihood * given) / total;
    }

    /// @notice What a member's standing or outstanding credit was weighed with.
    function stockOf(Account storage account, AgentId member) internal view returns (uint256) {
        uint256 id = AgentId.unwrap(member);
        return uint40(account.stocks[id / STOCKS] >> (LANE * (id % STOCKS)));
    }

    function setStock(Account storage account, AgentId member, uint256 weight) internal {
        uint256 id = AgentId.unwrap(member);
        account.stocks[id / STOCKS] |= weight << (LANE * (id % STOCKS));
    }
}
