// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IContributionLedger} from "../contributions/IContributionLedger.sol";
import {IGuilds} from "../membership/IGuilds.sol";
import {IMembers} from "../membership/IMembers.sol";
import {AgentId, NO_AGENT, SeasonId, WorkId} from "../types/Ids.sol";
import {Equations} from "./Equations.sol";
import {ISurplus} from "./ISurplus.sol";
import {Measure} from "./ValueEquation.sol";

/// @notice Whose books, of when, in what.
struct Folio {
    AgentId guild;
    SeasonId season;
    address token;
}

/// @notice The contracts that the treasury stands on.
struct Floors {
    IMembers members;
    IGuilds guilds;
    IContributionLedger ledger;
    address reserve;
}

struct Account {
    uint128 income;
    uint128 costs;
    uint256 progress; //                 see `Progress`
    uint256[5] pools; //                 see `Frozen`, in the order of `ISurplus.PoolKind`
    ISurplus.Weighing weighing;
    uint128 forfeited;
    uint128 financed; //                 returned to financiers
    mapping(uint256 word => uint256 bits) collected; // by member id
    mapping(uint256 word => uint256 lanes) stocks; //   weights of stock, 6 x 40 bits, by member id
    mapping(uint256 pass => mapping(uint256 word => uint256 bits)) weighed; // by member id
    Works works;
}

/// @notice What works earned of a guild's season in a token, and share of its books. See `WorkShares`.
struct Works {
    uint128 tagged; //   income that names a work
    uint128 amount; //   that works share; 0 before the close
    uint128 opened; //   income of works whose part was asked for
    uint128 parted; //   parts of those works
    uint128 taken; //    of those parts, by weights counted
    uint128 given; //    to members
    uint128 toReserve; // parts that nobody shares
    mapping(WorkId work => WorkPart) parts;
}

/// @notice One slot, and who has collected.
struct WorkPart {
    uint128 income;
    uint64 counted; // credits of members who have collected
    uint56 total; //   credits that share, once it is open
    bool isOpen;
    mapping(uint256 word => uint256 bits) collected; // by member id
}

/// @notice Credits of a member that shared in a guild's closed seasons, and those of them that an Outstanding bucket has
/// paid for in a token. One slot.
struct Gathered {
    uint40 credits;
    uint40 paid; //      before what `paidBy` pays for
    SeasonId paidBy; //  season of the books they were last weighed for, to be paid down; 0 = none
    SeasonId through; // the last season counted
}

struct Treasury {
    mapping(AgentId guild => mapping(SeasonId season => mapping(address token => Account))) accounts;
    mapping(AgentId agent => mapping(address token => uint256)) owed; // agent 0: the reserve
    mapping(AgentId member => mapping(address token => uint256)) loans;
    mapping(AgentId guild => mapping(address token => mapping(Measure track => mapping(AgentId member => Gathered)))) gathered;
    mapping(AgentId guild => mapping(address token => SeasonId)) sharedThrough; // see `Closing._requireInTurn`
    Equations.Book equations;
    address expensesSeat;
    LossBook lossBook;
    mapping(AgentId guild => mapping(address token => ISurplus.Financier[])) financiers;
    mapping(address token => uint256) depositCap; // 0 = none
}

/// @notice What a member bears of one loss. One slot.
struct LossPart {
    uint128 amount;
    uint128 open; // of it
}

/// @notice What a member bears of all losses in a token. One slot.
struct Debt {
    uint128 open; //     to be withheld from their next shares
    uint128 withheld; // and not yet taken to the losses it is for
}

/// @notice One guild's, season's and token's loss.
struct LossAccount {
    ISurplus.Loss sums;
    mapping(AgentId member => LossPart) parts;
    mapping(AgentId member => bool) bearsNothing; // counted, with less than a smallest unit
}

struct LossBook {
    mapping(AgentId guild => mapping(SeasonId season => mapping(address token => LossAccount))) losses;
    mapping(AgentId guild => mapping(address token => uint256)) putIn; // into the reserve, and not drawn by losses
    mapping(AgentId member => mapping(address token => Debt)) debts;
    mapping(address token => bool) isBorne; // whether members ever bore a loss in it
}

/// @title How far books are collected, in one word
/// @dev So that a claim writes one slot for all pools, and reads no other to know what to do.
///
///     bits   0-199  weight whose share has been taken, 5 x 40 bits, in the order of `ISurplus.PoolKind`
///     bits 200-231  smallest units left by rounding, so far: less than one for each share taken
///     bits 232-247  version of the equation; 0 = books open
///     bits 248-250  flags: lends, weighing, capped
///     bits 251-255  pools that hold something
library Progress {
    uint256 internal constant POOLS = 5;
    uint256 internal constant LANE = 40;
    uint256 internal constant LENDS = 1 << 248;
    uint256 internal constant WEIGHING = 1 << 249; // nothing can be collected yet
    uint256 internal constant CAPPED = 1 << 250; //   payouts have a limit

    // Numbers, as the layout above has them: the compiler would reckon them each time.
    uint256 private constant DUST_SHIFT = 200; // POOLS * LANE
    uint256 private constant EQUATION_SHIFT = 232;
    uint256 private constant POOLS_SHIFT = 251;
    uint256 private constant KEPT = type(uint256).max << EQUATION_SHIFT;

    function begin(uint16 version) internal pure returns (uint256) {
        return uint256(version) << EQUATION_SHIFT;
    }

    function withPool(uint256 self, uint256 kind) internal pure returns (uint256) {
        return self | (1 << (POOLS_SHIFT + kind));
    }

    function hasPool(uint256 self, uint256 kind) internal pure returns (bool) {
        return self & (1 << (POOLS_SHIFT + kind)) != 0;
    }

    function hasPools(uint256 self) internal pure returns (bool) {
        return self >> POOLS_SHIFT != 0;
    }

    function has(uint256 self, uint256 flag) internal pure returns (bool) {
        return self & flag != 0;
    }

    function equation(uint256 self) internal pure returns (uint16) {
        return uint16(self >> EQUATION_SHIFT);
    }

    function counted(uint256 self, uint256 kind) internal pure returns (uint40) {
        return uint40(self >> (LANE * kind));
    }

    function dust(uint256 self) internal pure returns (uint256) {
        return uint32(self >> DUST_SHIFT);
    }

    /// @dev The lanes of what is counted, for all pools.
    function lanes(uint256 self) internal pure returns (uint256) {
        return self & type(uint200).max;
    }

    /// @dev The same books with other counts. No sum of dust fills 32 bits: that would take 800 million claims.
    function recount(uint256 self, uint256 newLanes, uint256 newDust) internal pure returns (uint256) {
        return (self & KEPT) | newLanes | (newDust << DUST_SHIFT);
    }

    /// @dev The same books with nothing counted.
    function restart(uint256 self) internal pure returns (uint256) {
        return self & KEPT;
    }
}

/// @title A pool as a close froze it, in one word
/// @dev `first` and `second` are what its weights are found by. Equal share: the season's opening, and the second before its
/// close. Livelihood under the care rule: the care given by all (0 = nothing is cut), and the heads it is parted by.
///
///     bits   0-127  amount
///     bits 128-167  total
///     bits 168-207  first
///     bits 208-247  second
library Frozen {
    function freeze(uint256 amount, uint40 total, uint40 first_, uint40 second_) internal pure returns (uint256) {
        return amount | (uint256(total) << 128) | (uint256(first_) << 168) | (uint256(second_) << 208);
    }

    function amountOf(uint256 self) internal pure returns (uint256) {
        return uint128(self);
    }

    function totalOf(uint256 self) internal pure returns (uint256) {
        return uint40(self >> 128);
    }

    function first(uint256 self) internal pure returns (uint256) {
        return uint40(self >> 168);
    }

    function second(uint256 self) internal pure returns (uint256) {
        return uint40(self >> 208);
    }
}

/// @title Words that all who keep the books share
library Accounts {
    using Equations for Equations.Book;

    function accountAt(Treasury storage self, Folio memory folio) internal view returns (Account storage) {
        return self.accounts[folio.guild][folio.season][folio.token];
    }

    function lossAt(Treasury storage self, Folio memory folio) internal view returns (LossAccount storage) {
        return self.lossBook.losses[folio.guild][folio.season][folio.token];
    }

    /// @dev Owes an agent something from a guild's books; agent 0 is the reserve.
    function credit(Treasury storage self, Folio memory folio, AgentId to, uint256 amount) internal {
        if (amount == 0) return;
        self.owed[to][folio.token] += amount;
        if (to == NO_AGENT) emit ISurplus.ReserveOwed(folio.token, amount);
        else emit ISurplus.AccountCredited(to, folio.guild, folio.token, folio.season, amount);
    }
}
