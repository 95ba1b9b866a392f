// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";
import {Account, Accounts, Folio, Floors, Frozen, Progress, Treasury} from "./Accounts.sol";
import {ISurplus} from "./ISurplus.sol";

/// @title What a member's share of closed books is
/// @dev Reads once what many members' shares need, asks the register and the roster about all of them in one call each,
/// and the ledger about each. Writes nothing.
library Weights {
    using Accounts for Treasury;
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
        bool hasTracks; //     whether a pool goes by credits
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
    uint256 private constant STOCK = uint256(ISurplus.PoolKind.Stock);
    /// @dev Weights of stock in a slot, by member id.
    uint256 private constant STOCKS = 6;

    /// @notice Books that were closed, weighed or not.
    function load(Treasury storage self, Folio memory folio) internal view returns (Run memory run) {
        Account storage account = self.accountAt(folio);
        uint256 progress = account.progress;
        require(progress.equation() != 0, ISurplus.SurplusBooksOpen(folio.guild, folio.season, folio.token));
        (run.folio, run.progress, run.lanes) = (folio, progress, progress.lanes());
        // Reads no slot of a pool that holds nothing.
        for (uint256 kind = 0; kind < Progress.POOLS; ++kind) {
            if (progress.hasPool(kind)) run.pools[kind] = account.pools[kind];
        }
        (run.rosterAt, run.activeAt) = (run.pools[0].first(), run.pools[0].second());
        run.hasTracks = run.pools[1] | run.pools[2] | run.pools[3] != 0;
        run.cap = progress.has(Progress.CAPPED) ? account.weighing.cap : type(uint256).max;
    }

    /// @notice Books from which shares can be collected.
    function start(Treasury storage self, Folio memory folio) internal view returns (Run memory run) {
        run = load(self, folio);
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
        if (run.hasTracks) facts.credits = floors.ledger.eligibleLanesOf(run.folio.guild, members, run.folio.season);
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
        if (run.hasTracks) weights = _creditsOf(run, facts.credits[place]);
        if (run.pools[STOCK] != 0) weights |= stockOf(account, member) << (LANE * STOCK);
        if (run.activeAt == 0 || facts.stays[place] == 0) return (weights, false);
        return (weights | 1, !staysOn(facts, place));
    }

    /// @param credits Lanes of 64 bits that hold 32, since no credit of a season is larger.
    function _creditsOf(Run memory run, uint256 credits) private pure returns (uint256 weights) {
        if (credits == 0) return 0;
        uint256 livelihood = run.pools[1];
        if (livelihood != 0) {
            weights = uint32(credits);
            uint256 careTotal = livelihood.first();
            if (careTotal != 0) weights = keptOf(weights, uint32(credits >> 128), careTotal, livelihood.second());
            weights <<= LANE;
        }
        if (run.pools[2] != 0) weights |= uint256(uint32(credits >> 64)) << (2 * LANE);
        if (run.pools[3] != 0) weights |= uint256(uint32(credits >> 128)) << (3 * LANE);
    }

    /// @notice Whether a member who was on the roster at the opening was on it, and active, at the close.
    function staysOn(Facts memory facts, uint256 place) internal pure returns (bool) {
        return facts.stays[place] == STAYED && facts.electors[place] & 1 == 1;
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
