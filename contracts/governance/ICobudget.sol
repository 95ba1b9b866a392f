// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";

/// @notice The rules of rounds; a round keeps those it was opened under. One slot.
struct CobudgetTerms {
    bool isOn; //            whether rounds can be opened
    bool ownAllowed; //      whether one may give to a bucket of one's own guild
    bool onDelivery; //      funded buckets are paid to the guild's account once their work is delivered; else at once, into its surplus
    uint32 deliveryPeriod; // seconds after a round's end in which delivery can be confirmed; 1 day to 5 years
}

/// @title Cobudget: everybody decides on an equal share of a budget
/// @notice The nation sets an amount aside for a round. Each member has the same part of it and gives it to the buckets of
/// guilds: what a guild would do, and what that takes. A bucket that is full is funded. What nobody gave, and what did not
/// fill a bucket, goes back where it came from. A token is an ERC-20 contract, or the zero address for the native coin;
/// amounts are in its smallest unit.
interface ICobudget {
    enum BucketState {
        None,
        Open, //      members give, and take back
        Withdrawn, // by its guild; what was given is the givers' again
        Missed, //    the round ended before it was full
        Funded, //    full; to be paid, or waiting for delivery
        Delivered, // to be paid to the guild's account
        Lapsed, //    not delivered in time; goes back to the source
        Paid,
        Returned //   after it had lapsed
    }

    /// @dev Four slots. What a round holds adds up: `amount` = funded + given to buckets that are open or missed + shares not given +
    /// the remainder of the division.
    struct Round {
        address token;
        uint40 openedAt; //  who was an active member in the second before has a share
        uint40 closesAt; //  first second after it
        bool ownAllowed;
        bool onDelivery;
        uint128 amount; //   what arrived
        uint128 funded; //   goals of the buckets that are full
        address source; //   where the rest goes
        uint40 deliverBy; // first second too late to confirm a delivery
        bool isSettled; //   what was not funded has gone back
        uint128 share; //    of each member, rounded down
        uint32 electors; //  members who have one
    }

    /// @dev Three slots.
    struct Bucket {
        uint32 round;
        AgentId guild;
        AgentId by; //         who proposed it
        uint40 fundedAt; //    0 = not full
        bool withdrawn;
        bool delivered;
        bool isOver; //        paid, or returned after it had lapsed
        uint128 goal;
        uint128 given;
        uint128 outside; //    of it, by others than the guild's own people
        uint128 confirmed; //  of that, by givers who confirmed the delivery
    }

    /// @notice What one member gave to one bucket. One slot.
    struct Gift {
        uint128 amount;
        bool isOwn; //       by one of the guild's own: on its roster since the round opened, when it was last changed
        bool hasConfirmed;
    }

    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`.

    /// @notice By a steward, or by the guild itself.
    struct Propose {
        AgentId by;
        uint256 round;
        AgentId guild;
        uint128 goal;
        bytes32 text; // hash of what the guild would do with it
        uint256 nonce;
        uint40 deadline;
    }
    struct Withdraw {
        AgentId by;
        uint256 bucket;
        uint40 deadline;
    }
    /// @notice Says how much of the author's share is in a bucket from now on; less than before takes some back.
    struct Give {
        AgentId by;
        uint256 bucket;
        uint128 amount;
        uint256 nonce;
        uint40 deadline;
    }
    struct Confirm {
        AgentId by;
        uint256 bucket;
        uint40 deadline;
    }

    event CobudgetTermsSet(bool isOn, bool ownAllowed, bool onDelivery, uint32 deliveryPeriod);
    event RoundOpened(uint256 indexed round, address indexed token, Round state);
    event BucketProposed(
        uint256 indexed bucket,
        uint256 indexed round,
        AgentId indexed guild,
        AgentId by,
        uint128 goal,
        bytes32 text
    );
    event BucketWithdrawn(uint256 indexed bucket, AgentId by);
    /// @param amount In the bucket from now on, of this member; `given` of all.
    event Given(uint256 indexed bucket, AgentId indexed by, uint128 amount, uint128 given, bool isOwn);
    event BucketFunded(uint256 indexed bucket, uint40 fundedAt);
    event DeliveryConfirmed(uint256 indexed bucket, AgentId indexed by, uint128 confirmed);
    /// @param byNation By the nation itself, else by the givers.
    event BucketDelivered(uint256 indexed bucket, bool byNation);
    event BucketPaid(uint256 indexed bucket, AgentId indexed guild, uint128 amount);
    event BucketReturned(uint256 indexed bucket, address indexed source, uint128 amount);
    event RoundSettled(uint256 indexed round, address indexed source, uint128 amount);

    /// @dev A term is out of its range; the word names it.
    error CobudgetBadTerms(string term);
    /// @dev The nation's rules have no rounds.
    error CobudgetOff();
    /// @dev A round lasts 1 day to 1 year.
    error CobudgetBadClose(uint40 closesAt);
    /// @dev Coins sent with the call differ from the amount, or came with an ERC-20.
    error CobudgetWrongValue(uint256 sent, uint256 expected);
    /// @dev So little arrived that nobody's share is a smallest unit, or nobody is a member.
    error CobudgetNoShare(uint256 received, uint256 electors);
    /// @dev There is no such round, or it has ended (`closesAt`, Unix seconds).
    error CobudgetNotOpen(uint256 round, uint40 closesAt);
    error CobudgetStillOpen(uint256 round, uint40 closesAt);
    error CobudgetSettled(uint256 round);
    /// @dev Only a steward of the guild, or the guild itself, proposes and withdraws its buckets.
    error CobudgetNotForGuild(AgentId guild, AgentId by);
    /// @dev A goal is 1 to all that the round has.
    error CobudgetBadGoal(uint128 goal, uint128 most);
    /// @dev A guild has 16 buckets in a round at most, those it has withdrawn not counted.
    error CobudgetTooManyBuckets(uint256 round, AgentId guild);
    /// @dev The bucket is in another state than the act needs.
    error CobudgetWrongState(uint256 bucket, BucketState state);
    /// @dev Was no active member in the second before the round opened, or is none now.
    error CobudgetNoMember(AgentId person, uint256 round);
    /// @dev The round takes no gifts to the giver's own guild: one on whose roster they were since it opened.
    error CobudgetOwnGuild(AgentId guild, AgentId by);
    /// @dev `left` of the author's share is free for this bucket, beside what is in it.
    error CobudgetOverShare(AgentId by, uint256 requested, uint256 left);
    /// @dev Nothing changes: this much is in the bucket already.
    error CobudgetUnchanged(uint256 bucket, AgentId by);
    /// @dev Only who gave to it, not on the guild's roster at any moment since the round opened, confirms a delivery, and once.
    error CobudgetCannotConfirm(uint256 bucket, AgentId by);
    error CobudgetPaymentFailed(address token, address to, uint256 amount);

    /// @notice Opens a round with money sent along: coins with the call, an ERC-20 pulled from the sender, who has approved it; what
    /// arrived is counted. Requirements: the nation; its rules have rounds; the end; coins match; a share of at least 1.
    function open(address token, uint256 amount, uint40 closesAt) external payable returns (uint256 round);

    /// @notice Proposes a bucket. Requirements: the round runs; a steward of the guild, or the guild itself; a goal; fewer than
    /// 16 of the guild in this round.
    function propose(Propose calldata act, bytes calldata signature) external returns (uint256 bucket);

    /// @notice Withdraws a bucket, while it is not full; what was given is the givers' again. Requirements: as for `propose`;
    /// the bucket is open.
    function withdraw(Withdraw calldata act, bytes calldata signature) external;

    /// @notice Gives of the author's share to a bucket, or takes back. At most what the bucket lacks is taken; what fills it
    /// funds it, and is given for good. Requirements: an active member, then and now; the round runs; the bucket is open, or
    /// was withdrawn and less is to be in it; an own guild where that is allowed; within the share; something changes.
    function give(Give calldata act, bytes calldata signature) external;

    /// @notice Frees what members gave to a withdrawn bucket, for their other gifts. Anybody may. Requirements: withdrawn; the
    /// round runs. Skips who has nothing in it.
    function free(uint256 bucket, AgentId[] calldata members) external;

    /// @notice A giver says that a bucket's work is delivered; with the givers of more than half of what came from outside the
    /// guild it is. Requirements: funded, on delivery, not too late; gave to it, not being of the guild then or now; once.
    function confirm(Confirm calldata act, bytes calldata signature) external;

    /// @notice The nation says that a bucket's work is delivered. Requirements: the nation; funded, on delivery, not too late.
    function deliver(uint256 bucket) external;

    /// @notice Pays a bucket: into the guild's surplus, or to its account where it is paid on delivery. Anybody may. If the payee
    /// cannot receive it, it waits, and nobody else does. Requirements: funded, and delivered where that is asked.
    function pay(uint256 bucket) external;

    /// @notice Sends a bucket that was not delivered in time back to where the round's money came from. Anybody may.
    function giveBack(uint256 bucket) external;

    /// @notice Sends what was not funded back to where the round's money came from. Anybody may. Requirements: the round has
    /// ended; once.
    function settle(uint256 round) external returns (uint256 amount);

    function setTerms(CobudgetTerms calldata terms_) external;

    function terms() external view returns (CobudgetTerms memory);

    /// @notice Rounds are numbered from 1 to this.
    function roundCount() external view returns (uint256);

    function roundOf(uint256 round) external view returns (Round memory);

    /// @notice Buckets of all rounds are numbered from 1 to this.
    function bucketCount() external view returns (uint256);

    function bucketOf(uint256 bucket) external view returns (Bucket memory);

    function stateOf(uint256 bucket) external view returns (BucketState);

    /// @notice Buckets that a guild has proposed in a round and not withdrawn.
    function bucketsOf(uint256 round, AgentId guild) external view returns (uint256);

    function giftOf(uint256 bucket, AgentId member) external view returns (Gift memory);

    /// @notice Of a member's share in a round, what is in buckets, those withdrawn and not yet freed included.
    function spentOf(uint256 round, AgentId member) external view returns (uint128);

    /// @notice What a token here is still owed to guilds and sources, over all rounds: never more than is held.
    function heldFor(address token) external view returns (uint256);
}
