// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {AgentId, NO_SEASON, SeasonId} from "../types/Ids.sol";
import {Account, Accounts, Folio, Floors, Frozen, Gathered, Progress, Treasury} from "./Accounts.sol";
import {Closing} from "./Closing.sol";
import {Equations} from "./Equations.sol";
import {ISurplus} from "./ISurplus.sol";
import {Pools} from "./Pools.sol";
import {Bucket, BucketKind, Measure, ValueEquation} from "./ValueEquation.sol";
import {Weights} from "./Weights.sol";

/// @title What takes every member's number before the first payout
/// @dev A linked library on the treasury's storage. Members come in pages of any size, in any order, from anybody; who was
/// weighed is skipped, so that no page can keep another from being weighed. The first pass adds up stock and the livelihood that
/// the care rule leaves; the second finds the lowest payout.
/// A pass is complete when what was seen is all there is: the roster's size at the opening for a stock, the ledger's total
/// for the care rule, every pool's total for the payouts. Nobody can leave a member out, or count one twice.
library Weighing {
    using Accounts for Treasury;
    using Equations for Equations.Book;
    using Frozen for uint256;
    using Progress for uint256;

    /// @dev What a page needs, read once.
    struct Page {
        Closing.Plan plan;
        Bucket stock; //     its kind is Reserve if there is none
        ISurplus.Weighing state;
        AgentId[] members; // not weighed in this pass before
        uint256[] stocks; // as in `Weighed`
    }

    uint256 private constant ONE = 1e18;
    uint256 private constant RATIO_UNIT = 100;
    uint256 private constant MOST = type(uint40).max;

    /// @notice See `ISurplus.weigh`.
    function weigh(
        Treasury storage self,
        Floors memory floors,
        Folio memory folio,
        AgentId[] calldata members
    ) external {
        Account storage account = self.accountAt(folio);
        uint256 progress = account.progress;
        require(
            progress.has(Progress.WEIGHING),
            ISurplus.SurplusNothingToWeigh(folio.guild, folio.season, folio.token)
        );
        Page memory page;
        (page.plan.folio, page.state) = (folio, account.weighing);
        Closing.loadEquation(self, page.plan, progress.equation());
        _markNew(account, page, members);
        if (page.state.pass == 1) _weighCredits(self, floors, account, page);
        else _weighPayouts(floors, account, page);
    }

    /// @dev Takes up whom this pass has not weighed yet.
    function _markNew(Account storage account, Page memory page, AgentId[] calldata members) private {
        AgentId[] memory found = new AgentId[](members.length);
        uint256 count = 0;
        for (uint256 i = 0; i < members.length; ++i) {
            uint256 id = AgentId.unwrap(members[i]);
            uint256 bits = account.weighed[page.state.pass][id / 256];
            if (bits & (1 << (id % 256)) != 0) continue;
            account.weighed[page.state.pass][id / 256] = bits | (1 << (id % 256));
            found[count++] = members[i];
        }
        (page.members, page.stocks) = (new AgentId[](count), new uint256[](count));
        for (uint256 i = 0; i < count; ++i) {
            (page.members[i], page.stocks[i]) = (found[i], AgentId.unwrap(found[i]));
        }
    }

    // --- first pass --------------------------------------------------------------------------------------------------

    function _weighCredits(
        Treasury storage self,
        Floors memory floors,
        Account storage account,
        Page memory page
    ) private {
        Closing.Plan memory plan = page.plan;
        page.stock = _stockIn(plan.buckets);
        plan.season = floors.ledger.seasonOf(plan.folio.season);
        plan.heads = floors.guilds.rosterSizeAt(plan.folio.guild, plan.season.opensAt);
        bool hasStock = ValueEquation.isStock(page.stock.kind);
        if (hasStock) _weighStocks(self, floors, account, page);
        if (plan.rules.careBalance) _weighCare(floors, page);

        account.weighing = page.state;
        (plan.stock, plan.balanced) = (page.state.stock, page.state.balanced);
        emit ISurplus.Weighed(plan.folio.guild, plan.folio.season, plan.folio.token, page.state, page.stocks);
        bool isComplete =
            (!hasStock || page.state.heads >= plan.heads) &&
                (!plan.rules.careBalance || page.state.livelihood >= plan.credits[0]);
        if (!isComplete) return;
        account.weighing.pass = 0;
        Closing.finish(self, floors, account, plan);
    }

    /// @dev Standing of those on the roster at the opening and still on it, active, at the close; or what is outstanding of
    /// all who were on it at the opening.
    function _weighStocks(
        Treasury storage self,
        Floors memory floors,
        Account storage account,
        Page memory page
    ) private {
        AgentId[] memory members = page.members;
        Weights.Run memory run;
        (run.folio, run.rosterAt) = (page.plan.folio, page.plan.season.opensAt);
        run.activeAt = page.plan.season.closedAt - 1;
        Weights.Facts memory facts = Weights.factsOf(run, floors, members, false);
        bool fades = page.plan.season.clock != 0 || page.plan.season.terms.standingHalfLife != 0;
        for (uint256 i = 0; i < members.length; ++i) {
            if (facts.stays[i] == 0) continue;
            ++page.state.heads;
            bool isStanding = page.stock.kind == BucketKind.StandingShare;
            if (isStanding && !Weights.staysOn(facts, i)) continue;
            uint256 weight =
                isStanding && fades ? _standingOf(floors, page, members[i]) : _gather(self, floors, page, members[i]);
            weight = Math.min(weight, MOST - page.state.stock);
            if (weight == 0) continue;
            page.state.stock += uint40(weight);
            Weights.setStock(account, members[i], weight);
            page.stocks[i] |= weight << 32;
        }
    }

    function _weighCare(Floors memory floors, Page memory page) private view {
        (Folio memory folio, AgentId[] memory members) = (page.plan.folio, page.members);
        page.plan.credits = floors.ledger.eligibleTotalsOf(folio.guild, folio.season);
        for (uint256 i = 0; i < members.length; ++i) {
            uint256[3] memory credits = floors.ledger.eligibleCreditsOf(folio.guild, members[i], folio.season);
            uint256 kept = Weights.keptOf(credits[0], credits[2], page.plan.credits[2], page.plan.heads);
            page.state.livelihood += uint40(credits[0]);
            page.state.balanced += uint40(kept);
        }
    }

    /// @dev In whole credits, rounded down.
    function _standingOf(Floors memory floors, Page memory page, AgentId member) private view returns (uint256) {
        Folio memory folio = page.plan.folio;
        uint256[3] memory standing = floors.ledger.standingAtClose(folio.guild, member, folio.season);
        for (uint256 track = 0; track < standing.length; ++track) standing[track] /= ONE;
        return _measure(page.stock.track, standing);
    }

    /// @dev Credits of all seasons so far, which the ledger has closed one after the other: what standing is where it does not
    /// fade. What is outstanding of them is less by those paid for.
    function _gather(
        Treasury storage self,
        Floors memory floors,
        Page memory page,
        AgentId member
    ) private returns (uint256 credits) {
        Folio memory folio = page.plan.folio;
        Gathered storage gathered = self.gathered[folio.guild][folio.token][page.stock.track][member];
        credits = gathered.credits;
        SeasonId through = gathered.through;
        while (SeasonId.unwrap(through) < SeasonId.unwrap(folio.season)) {
            SeasonId next = SeasonId.wrap(SeasonId.unwrap(through) + 1);
            credits += _measure(page.stock.track, floors.ledger.eligibleCreditsOf(folio.guild, member, next));
            through = next;
        }
        credits = Math.min(credits, MOST);
        (gathered.credits, gathered.through) = (uint40(credits), through);
        if (page.stock.kind == BucketKind.StandingShare) return credits;
        uint256 paid = gathered.paid;
        if (gathered.paidBy != NO_SEASON) paid += _paidBy(self, folio, gathered.paidBy, member);
        paid = Math.min(paid, credits);
        (gathered.paid, gathered.paidBy) = (uint40(paid), folio.season);
        return credits - paid;
    }

    /// @dev How many of a member's credits closed and weighed books pay for, rounded up to a whole one.
    function _paidBy(
        Treasury storage self,
        Folio memory folio,
        SeasonId season,
        AgentId member
    ) private view returns (uint256) {
        Account storage account = self.accountAt(Folio(folio.guild, season, folio.token));
        uint256 weight = Weights.stockOf(account, member);
        uint256 pool = account.pools[uint256(ISurplus.PoolKind.Stock)];
        if (weight == 0 || pool == 0) return 0;
        uint256 price = self.equations.versions[account.progress.equation()].rules.price;
        return Math.mulDiv(pool.amountOf(), weight, pool.totalOf() * price, Math.Rounding.Ceil);
    }

    function _measure(Measure track, uint256[3] memory credits) private pure returns (uint256) {
        return track == Measure.AllTracks ? credits[0] + credits[1] + credits[2] : credits[uint256(track)];
    }

    function _stockIn(Bucket[] memory buckets) private pure returns (Bucket memory none) {
        for (uint256 i = 0; i < buckets.length; ++i) {
            if (ValueEquation.isStock(buckets[i].kind)) return buckets[i];
        }
    }

    // --- second pass -------------------------------------------------------------------------------------------------

    function _weighPayouts(Floors memory floors, Account storage account, Page memory page) private {
        AgentId[] memory members = page.members;
        Weights.Run memory run = Weights.load(account, page.plan.folio);
        Weights.Facts memory facts = Weights.factsOf(run, floors, members, false);
        for (uint256 i = 0; i < members.length; ++i) {
            uint256 amount = _payoutOf(run, account, members[i], facts, i);
            if (amount == 0) continue;
            if (page.state.lowest == 0 || amount < page.state.lowest) page.state.lowest = uint128(amount);
        }
        if (_isTaken(run)) {
            uint256 cap = (uint256(page.state.lowest) * page.plan.rules.maxRatio) / RATIO_UNIT;
            (page.state.pass, page.state.cap) = (0, uint128(Math.min(cap, type(uint128).max)));
            account.progress = (run.progress.restart() & ~Progress.WEIGHING) | Progress.CAPPED;
        } else {
            account.progress = run.progress.recount(run.lanes, 0);
        }
        account.weighing = page.state;
        emit ISurplus.Weighed(
            page.plan.folio.guild,
            page.plan.folio.season,
            page.plan.folio.token,
            page.state,
            page.stocks
        );
    }

    /// @dev Takes a member's shares out of the pools in memory.
    function _payoutOf(
        Weights.Run memory run,
        Account storage account,
        AgentId member,
        Weights.Facts memory facts,
        uint256 place
    ) private view returns (uint256 amount) {
        (uint256 weights, bool forfeits) = Weights.weightsOf(run, account, member, facts, place);
        if (weights == 0) return 0;
        uint256 lanes = run.lanes;
        (run.lanes, amount) = Pools.take(run.pools, lanes, weights);
        if (forfeits) amount -= Pools.firstOf(run.pools, lanes, weights);
    }

    /// @dev Whether every pool's whole total was taken.
    function _isTaken(Weights.Run memory run) private pure returns (bool) {
        for (uint256 kind = 0; kind < Progress.POOLS; ++kind) {
            if (run.lanes.counted(kind) != run.pools[kind].totalOf()) return false;
        }
        return true;
    }
}
