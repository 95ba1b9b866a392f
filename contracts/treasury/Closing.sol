// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ISeasons} from "../contributions/ISeasons.sol";
import {NO_AGENT, SeasonId} from "../types/Ids.sol";
import {Account, Accounts, Folio, Floors, Frozen, Progress, Treasury} from "./Accounts.sol";
import {Equations} from "./Equations.sol";
import {Financiers} from "./Financiers.sol";
import {ISurplus} from "./ISurplus.sol";
import {Losses} from "./Losses.sol";
import {Payments} from "./Payments.sol";
import {Bucket, BucketKind, PayoutMode, Rules, ValueEquation} from "./ValueEquation.sol";
import {WorkShares} from "./WorkShares.sol";

/// @title How a season's books are closed
/// @dev A linked library on the treasury's storage. Where the equation asks for every member's number before it can share
/// anything out (a stock, or the care rule), the close only begins the weighing; `Weighing` comes back here when it is
/// complete. What a close costs does not depend on how many share.
library Closing {
    using Accounts for Treasury;
    using Equations for Equations.Book;
    using Progress for uint256;
    using SafeCast for uint256;

    /// @dev A close on its way: the equation, and what is known of the members' numbers by the ledger and by weighing.
    struct Plan {
        Folio folio;
        uint16 version;
        Rules rules;
        Bucket[] buckets;
        ISeasons.Season season;
        uint256[3] credits; //  totals, per track
        uint256 heads; //       on the roster at the opening
        uint256 balanced; //    livelihood that the care rule leaves
        uint256 stock;
        uint256 toReserve;
        uint256[5] amounts; //  of the pools
        uint256[5] totals; //   of the pools
    }

    uint256 private constant LIVELIHOOD = uint256(ISurplus.PoolKind.Livelihood);
    uint256 private constant CARE = uint256(ISurplus.PoolKind.Care);
    uint256 private constant STOCK = uint256(ISurplus.PoolKind.Stock);

    /// @notice See `ISurplus.closeBooks`.
    function close(Treasury storage self, Floors memory floors, Folio memory folio) external {
        Plan memory plan;
        (plan.folio, plan.season) = (folio, floors.ledger.seasonOf(folio.season));
        require(plan.season.closedAt != 0, ISurplus.SurplusSeasonNotClosed(folio.season));
        Account storage account = self.accountAt(folio);
        require(account.progress == 0, ISurplus.SurplusBooksClosed(folio.guild, folio.season, folio.token));
        loadEquation(self, plan, self.equations.versionAt(plan.season.opensAt));
        uint16 lossBps = plan.rules.lossToReserveBps;
        bool isThere = account.income != 0;
        if (lossBps != 0 && Losses.book(self, floors, account, folio, lossBps) != 0) isThere = true;
        require(isThere, ISurplus.SurplusNoIncome(folio.guild, folio.season, folio.token));

        bool hasStock = _hasStock(plan.buckets);
        // Nothing to share asks for nobody's number: to weigh such books could only disturb what others have counted.
        bool isEmpty = account.income == account.costs;
        if (isEmpty || (!hasStock && !plan.rules.careBalance)) return finish(self, floors, account, plan);

        if (hasStock) _requireInTurn(self, folio);
        account.progress = Progress.begin(plan.version) | Progress.WEIGHING;
        account.weighing.pass = 1;
        emit ISurplus.WeighingBegan(folio.guild, folio.season, folio.token, plan.version, 1);
    }

    function loadEquation(Treasury storage self, Plan memory plan, uint16 version) internal view {
        Equations.Equation storage equation = self.equations.versions[version];
        (plan.version, plan.rules, plan.buckets) = (version, equation.rules, equation.buckets);
    }

    /// @notice Shares the surplus out, when all numbers it takes are known.
    function finish(Treasury storage self, Floors memory floors, Account storage account, Plan memory plan) internal {
        Folio memory folio = plan.folio;
        _shareOut(self, account, plan);
        _findTotals(floors, plan);
        uint256 progress = _fillPools(account, plan);
        if (plan.rules.mode == PayoutMode.MemberLoan) progress |= Progress.LENDS;
        bool isLimited = plan.rules.maxRatio != 0 && progress.hasPools();
        if (isLimited) {
            progress |= Progress.WEIGHING;
            account.weighing.pass = 2;
        }
        account.progress = progress;
        emit ISurplus.BooksClosed(
            folio.guild,
            folio.season,
            folio.token,
            plan.version,
            plan.season.opensAt,
            plan.season.closedAt - 1,
            plan.toReserve,
            plan.amounts,
            plan.totals
        );
        if (isLimited) emit ISurplus.WeighingBegan(folio.guild, folio.season, folio.token, plan.version, 2);
        if (plan.rules.lossToReserveBps != 0 && plan.toReserve != 0) {
            self.lossBook.putIn[folio.guild][folio.token] += plan.toReserve;
        }
        if (plan.toReserve == 0 || Payments.send(folio.token, floors.reserve, plan.toReserve)) return;
        self.credit(folio, NO_AGENT, plan.toReserve);
    }

    /// @dev Splits the surplus; credits accounts, and says what goes to the reserve and into each pool.
    function _shareOut(Treasury storage self, Account storage account, Plan memory plan) private {
        uint256 surplus = account.income - account.costs;
        uint256 financed = _isFinanced(plan.buckets) ? Financiers.outstandingOf(self, plan.folio) : 0;
        uint256[] memory shares = ValueEquation.split(surplus, plan.buckets, plan.stock * plan.rules.price, financed);
        uint256 toWorks = 0;
        for (uint256 i = 0; i < shares.length; ++i) {
            Bucket memory bucket = plan.buckets[i];
            if (bucket.kind == BucketKind.Reserve) plan.toReserve += shares[i];
            else if (bucket.kind == BucketKind.Account) self.credit(plan.folio, bucket.account, shares[i]);
            else if (bucket.kind == BucketKind.WorkShare) toWorks += shares[i];
            else if (bucket.kind == BucketKind.Financiers) {
                if (shares[i] == 0) continue;
                account.financed = uint128(shares[i]);
                Financiers.credit(self, plan.folio, shares[i], financed);
            } else plan.amounts[_poolOf(bucket)] += shares[i];
        }
        if (toWorks != 0) plan.toReserve += WorkShares.freeze(account, plan.folio, toWorks);
    }

    /// @dev What each pool is shared by; under the care rule, moves what is cut of the livelihood pool to the care pool.
    function _findTotals(Floors memory floors, Plan memory plan) private view {
        uint256[5] memory amounts = plan.amounts;
        uint256[5] memory totals = plan.totals;
        if (amounts[0] != 0) totals[0] = floors.guilds.rosterSizeAt(plan.folio.guild, plan.season.opensAt);
        if (amounts[1] | amounts[2] | amounts[3] != 0) {
            uint256[3] memory credits = floors.ledger.eligibleTotalsOf(plan.folio.guild, plan.folio.season);
            (totals[1], totals[2], totals[3]) = (credits[0], credits[1], credits[2]);
            if (plan.rules.careBalance && credits[2] != 0 && credits[0] != 0) {
                uint256 kept = (amounts[LIVELIHOOD] * plan.balanced) / credits[0];
                amounts[CARE] += amounts[LIVELIHOOD] - kept;
                (amounts[LIVELIHOOD], totals[LIVELIHOOD]) = (kept, plan.balanced);
            }
        }
        totals[STOCK] = plan.stock;
    }

    /// @dev Money of a pool that nobody shares goes to the reserve.
    function _fillPools(Account storage account, Plan memory plan) private returns (uint256 progress) {
        progress = Progress.begin(plan.version);
        for (uint256 kind = 0; kind < Progress.POOLS; ++kind) {
            if (plan.amounts[kind] == 0) plan.totals[kind] = 0;
            if (plan.totals[kind] == 0) {
                plan.toReserve += plan.amounts[kind];
                plan.amounts[kind] = 0;
                continue;
            }
            (uint40 first, uint40 second) = (0, 0);
            // The second before the close: it is past in the very transaction that closes the season.
            if (kind == 0) (first, second) = (plan.season.opensAt, plan.season.closedAt - 1);
            else if (kind == LIVELIHOOD && plan.rules.careBalance) {
                (first, second) = (plan.credits[2].toUint40(), plan.heads.toUint40());
            }
            account.pools[kind] = Frozen.freeze(plan.amounts[kind], plan.totals[kind].toUint40(), first, second);
            progress = progress.withPool(kind);
        }
    }

    function _poolOf(Bucket memory bucket) private pure returns (uint256) {
        if (bucket.kind == BucketKind.EqualShare) return 0;
        return bucket.kind == BucketKind.ContributionShare ? LIVELIHOOD + uint256(bucket.track) : STOCK;
    }

    function _isFinanced(Bucket[] memory buckets) private pure returns (bool) {
        for (uint256 i = 0; i < buckets.length; ++i) {
            if (buckets[i].kind == BucketKind.Financiers) return true;
        }
        return false;
    }

    /// @dev What members have gathered is counted forward, season by season: the books of all seasons before were shared out.
    /// No season is looked at twice, and an ended one gets no more income.
    function _requireInTurn(Treasury storage self, Folio memory folio) private {
        mapping(address token => SeasonId) storage through = self.sharedThrough[folio.guild];
        uint256 last = SeasonId.unwrap(folio.season) - 1;
        for (uint256 i = SeasonId.unwrap(through[folio.token]) + 1; i <= last; ++i) {
            SeasonId season = SeasonId.wrap(uint16(i)); // before one of 16 bits
            Account storage earlier = self.accounts[folio.guild][season][folio.token];
            if (earlier.income == 0) continue;
            require(earlier.progress != 0, ISurplus.SurplusBooksOpen(folio.guild, season, folio.token));
            bool isShared = earlier.weighing.pass != 1;
            require(isShared, ISurplus.SurplusNotWeighed(folio.guild, season, folio.token));
        }
        through[folio.token] = SeasonId.wrap(uint16(last));
    }

    function _hasStock(Bucket[] memory buckets) private pure returns (bool hasStock) {
        for (uint256 i = 0; i < buckets.length; ++i) {
            hasStock = hasStock || ValueEquation.isStock(buckets[i].kind);
        }
    }
}
