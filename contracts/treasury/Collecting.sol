// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";
import {Account, Accounts, Progress, Treasury} from "./Accounts.sol";
import {Equations} from "./Equations.sol";
import {ISurplus} from "./ISurplus.sol";
import {Pools} from "./Pools.sol";
import {Weights} from "./Weights.sol";

/// @title How members' shares are taken out of the pools
/// @dev Pays nobody: who calls this pays, or credits, after `finish` has written what was taken.
library Collecting {
    using Accounts for Treasury;
    using Equations for Equations.Book;
    using Pools for ISurplus.Pool;
    using Progress for uint256;

    /// @dev In an entry of `SharesCollected`: the bit of a share that went elsewhere.
    uint256 private constant FORFEITED = 1 << 168;

    /// @notice Takes a member's shares out of all pools and marks them as collected.
    /// @param given What becomes of the share if it can be given.
    /// @return entry As in `SharesCollected`.
    /// @return packed Its second word.
    function take(
        Weights.Run memory run,
        Account storage account,
        AgentId member,
        uint256[5] memory weights,
        bool forfeits,
        ISurplus.Outcome given
    ) internal returns (uint256 entry, uint256 packed) {
        uint256 amount = 0;
        uint256 lost = 0;
        for (uint256 kind = 0; kind < Progress.POOLS; ++kind) {
            uint256 weight = weights[kind];
            if (weight == 0) continue;
            packed |= weight << (Progress.LANE * kind);
            (uint256 share, uint256 left) = run.pools[kind].take(weight);
            run.dust += left;
            if (forfeits && kind == uint256(ISurplus.PoolKind.EqualShare)) lost += share;
            else amount += share;
        }
        if (packed == 0) return (entryOf(member, ISurplus.Outcome.NothingDue, 0, 0), 0);
        if (amount > run.cap) (amount, lost) = (run.cap, lost + amount - run.cap);
        mark(account, member);
        run.forfeited += lost;
        return (entryOf(member, amount == 0 ? ISurplus.Outcome.NothingDue : given, amount, lost), packed);
    }

    /// @notice Writes back what a run has taken.
    function finish(Weights.Run memory run, Treasury storage self, Account storage account) internal {
        account.progress = run.progress.recount(run.pools, run.dust);
        if (run.forfeited == 0) return;
        account.forfeited += uint128(run.forfeited);
        self.credit(run.folio, self.equations.fundOf(run.progress.equation()), run.forfeited);
    }

    function isCollected(Account storage account, AgentId member) internal view returns (bool) {
        uint256 id = AgentId.unwrap(member);
        return account.collected[id / 256] & (1 << (id % 256)) != 0;
    }

    function mark(Account storage account, AgentId member) internal {
        uint256 id = AgentId.unwrap(member);
        account.collected[id / 256] |= 1 << (id % 256);
    }

    function entryOf(
        AgentId member,
        ISurplus.Outcome outcome,
        uint256 amount,
        uint256 lost
    ) internal pure returns (uint256) {
        return AgentId.unwrap(member) | (uint256(outcome) << 32) | (amount << 40) | (lost == 0 ? 0 : FORFEITED);
    }

    function amountIn(uint256 entry) internal pure returns (uint256) {
        return uint128(entry >> 40);
    }
}
