// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId, NO_AGENT} from "../types/Ids.sol";
import {Account, Accounts, Folio, Floors, Frozen, Progress, Treasury} from "./Accounts.sol";
import {Collecting} from "./Collecting.sol";
import {Equations} from "./Equations.sol";
import {ISurplus} from "./ISurplus.sol";
import {Pools} from "./Pools.sol";
import {Bucket, BucketKind, ValueEquation} from "./ValueEquation.sol";
import {Weights} from "./Weights.sol";
import {WorkShares} from "./WorkShares.sol";

/// @title The books as people read them
/// @dev A linked library on the treasury's storage, for views only. What went to accounts is not kept: the equation says it
/// again, since its version never changes.
library Reading {
    using Accounts for Treasury;
    using Equations for Equations.Book;
    using Frozen for uint256;
    using Progress for uint256;

    /// @notice See `ISurplus.booksOf`.
    function booksOf(Treasury storage self, Folio memory folio) external view returns (ISurplus.Books memory books) {
        Account storage account = self.accountAt(folio);
        uint256 progress = account.progress;
        (books.income, books.costs, books.equation) = (account.income, account.costs, progress.equation());
        uint256 surplus = books.income - books.costs;
        if (books.equation == 0) books.available = surplus;
        else if (account.weighing.pass == 1) books.unweighed = surplus;
        else _addShares(self, account, books, surplus);
    }

    /// @notice See `ISurplus.poolOf`.
    function poolOf(
        Treasury storage self,
        Folio memory folio,
        uint256 kind
    ) public view returns (ISurplus.Pool memory) {
        Account storage account = self.accountAt(folio);
        uint256 progress = account.progress;
        // While payouts are weighed, what is counted is what was weighed.
        uint40 counted = progress.has(Progress.WEIGHING) ? 0 : progress.counted(kind);
        uint256 pool = account.pools[kind];
        return ISurplus.Pool(uint128(pool.amountOf()), uint40(pool.totalOf()), counted);
    }

    /// @notice See `ISurplus.shareOf`.
    function shareOf(
        Treasury storage self,
        Floors memory floors,
        Folio memory folio,
        AgentId member
    ) external view returns (uint256 amount, bool collected) {
        Account storage account = self.accountAt(folio);
        Weights.Run memory run = Weights.load(account, folio);
        Weights.requireWeighed(run);
        AgentId[] memory one = new AgentId[](1);
        one[0] = member;
        Weights.Facts memory facts = Weights.factsOf(run, floors, one, false);
        (uint256 weights, bool forfeits) = Weights.weightsOf(run, account, member, facts, 0);
        (, amount) = Pools.take(run.pools, 0, weights);
        if (forfeits) amount -= Pools.firstOf(run.pools, 0, weights);
        if (amount > run.cap) amount = run.cap;
        collected = Collecting.isCollected(account, member);
    }

    function _addShares(
        Treasury storage self,
        Account storage account,
        ISurplus.Books memory books,
        uint256 surplus
    ) private view {
        uint256 progress = account.progress;
        bool isWeighing = progress.has(Progress.WEIGHING);
        uint256[5] memory pools = account.pools;
        uint256 shared;
        for (uint256 kind = 0; kind < Progress.POOLS; ++kind) shared += pools[kind].amountOf();
        uint256 given = isWeighing ? 0 : Pools.takenOf(pools, progress.lanes());
        uint256 forfeited = account.forfeited;
        books.remainder = isWeighing ? 0 : progress.dust();
        books.uncollected = shared - given;
        uint256 collected = given - books.remainder - forfeited;
        if (progress.has(Progress.LENDS)) books.lent = collected;
        else books.collected = collected;
        books.toAccounts = _toAccounts(self, account, surplus);
        books.toReserve = surplus - shared - books.toAccounts;
        if (self.equations.fundOf(books.equation) == NO_AGENT) books.toReserve += forfeited;
        else books.toAccounts += forfeited;
        WorkShares.addTo(account, books);
    }

    function _toAccounts(
        Treasury storage self,
        Account storage account,
        uint256 surplus
    ) private view returns (uint256 sum) {
        uint16 version = account.progress.equation();
        Bucket[] memory buckets = self.equations.versions[version].buckets;
        uint256 price = self.equations.versions[version].rules.price;
        uint256 outstanding = price * account.weighing.stock;
        uint256[] memory amounts = ValueEquation.split(surplus, buckets, outstanding, account.financed);
        for (uint256 i = 0; i < buckets.length; ++i) {
            BucketKind kind = buckets[i].kind;
            if (kind == BucketKind.Account || kind == BucketKind.Financiers) sum += amounts[i];
        }
    }
}
