// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";
import {Account, Accounts, Folio, Floors, Progress, Treasury} from "./Accounts.sol";
import {ISurplus} from "./ISurplus.sol";

/// @title What a member's share of closed books is
/// @dev Reads once what many members' shares need, asks the register and the roster about all of them in one call each,
/// and the ledger about each. Writes nothing.
library Weights {
    using Accounts for Treasury;
    using Progress for uint256;

    /// @dev Closed books in memory; the pools count on as shares are taken.
    struct Run {
        Folio folio;
        uint256 progress;
        ISurplus.Pool[5] pools;
        uint256 dust;
        uint256 forfeited;
        uint256 cap; //        most that one member is paid
        uint40 rosterAt; //    who was on the roster then,
        uint40 activeAt; //    and is still on it and active then, shares equally; 0 if no pool goes by it
        uint256 careTotal; //  care given by all, if the livelihood share is cut by it; otherwise 0
        uint256 heads;
    }

    /// @dev About members in a row: their stays on the roster (see `IGuilds.staysOf`) and their keys (`IMembers.electorsAt`).
    struct Facts {
        uint256[] stays;
        uint256[] electors;
    }

    uint256 internal constant ON_ROSTER = 1;
    uint256 internal constant STAYED = 2;

    uint256 private constant EQUAL = uint256(ISurplus.PoolKind.EqualShare);
    uint256 private constant LIVELIHOOD = uint256(ISurplus.PoolKind.Livelihood);
    uint256 private constant STOCK = uint256(ISurplus.PoolKind.Stock);
    uint256 private constant TRACKS = 3;
    /// @dev Weights of stock in a slot, by member id.
    uint256 private constant LANES = 6;

    /// @notice Books that were closed, weighed or not.
    function load(Treasury storage self, Folio memory folio) internal view returns (Run memory run) {
        Account storage account = self.accountAt(folio);
        uint256 progress = account.progress;
        require(progress.equation() != 0, ISurplus.SurplusBooksOpen(folio.guild, folio.season, folio.token));
        (run.folio, run.progress, run.dust) = (folio, progress, progress.dust());
        for (uint256 kind = 0; kind < Progress.POOLS; ++kind) {
            if (!progress.hasPool(kind)) continue;
            (uint128 amount, uint40 total) = (account.pools[kind].amount, account.pools[kind].total);
            (uint40 first, uint40 second) = (account.pools[kind].first, account.pools[kind].second);
            run.pools[kind] = ISurplus.Pool(amount, total, progress.counted(kind));
            if (kind == EQUAL) (run.rosterAt, run.activeAt) = (first, second);
            else if (kind == LIVELIHOOD) (run.careTotal, run.heads) = (first, second);
        }
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
    }

    /// @notice A member's weight in each pool.
    /// @param place The member's, in `facts`.
    /// @return weights In the order of the pools.
    /// @return forfeits Whether the equal share goes elsewhere all the same.
    function weightsOf(
        Run memory run,
        Account storage account,
        Floors memory floors,
        AgentId member,
        Facts memory facts,
        uint256 place
    ) internal view returns (uint256[5] memory weights, bool forfeits) {
        ISurplus.Pool[5] memory pools = run.pools;
        if (pools[1].total | pools[2].total | pools[3].total != 0) {
            uint256[3] memory credits = floors.ledger.eligibleCreditsOf(run.folio.guild, member, run.folio.season);
            for (uint256 track = 0; track < TRACKS; ++track) {
                if (pools[LIVELIHOOD + track].total != 0) weights[LIVELIHOOD + track] = credits[track];
            }
            if (run.careTotal != 0) {
                weights[LIVELIHOOD] = keptOf(weights[LIVELIHOOD], credits[2], run.careTotal, run.heads);
            }
        }
        if (pools[STOCK].total != 0) weights[STOCK] = stockOf(account, member);
        if (pools[EQUAL].total == 0 || facts.stays[place] == 0) return (weights, false);
        (weights[EQUAL], forfeits) = (1, !staysOn(facts, place));
    }

    /// @notice Whether a member who was on the roster at the opening was on it, and active, at the close.
    function staysOn(Facts memory facts, uint256 place) internal pure returns (bool) {
        return facts.stays[place] == STAYED && facts.electors[place] & 1 == 1;
    }

    /// @notice What is left of a livelihood credit under the care rule, rounded down to a whole minute.
    /// @dev `care / (total / heads)` of it, if that is less than all of it. Nothing is cut where nobody gave care.
    function keptOf(uint256 livelihood, uint256 care, uint256 total, uint256 heads) internal pure returns (uint256) {
        uint256 given = care * heads;
        return given >= total ? livelihood : (livelihood * given) / total;
    }

    /// @notice What a member's standing or outstanding credit was weighed with.
    function stockOf(Account storage account, AgentId member) internal view returns (uint256) {
        uint256 id = AgentId.unwrap(member);
        return uint40(account.stocks[id / LANES] >> (Progress.LANE * (id % LANES)));
    }

    function setStock(Account storage account, AgentId member, uint256 weight) internal {
        uint256 id = AgentId.unwrap(member);
        account.stocks[id / LANES] |= weight << (Progress.LANE * (id % LANES));
    }
}
