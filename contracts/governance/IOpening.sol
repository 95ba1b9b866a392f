// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";
import {Line} from "./Lines.sol";

/// @notice Where a nation came from; all zero for one that came from nowhere. Fixed when it is deployed.
struct Origin {
    uint64 chain; //      id of the chain
    address moving; //    its contract `Moving` there
    uint32 move; //       which move
    bytes32 root; //      of the lines, as attested there
    address[] tokens; //  that are carried, on this chain, in the order of the plan
}

/// @title Opening: what a nation that moved brings along
/// @notice Each member opens their line once: what they did in the former nation is on record here from then on, for
/// everybody to read. What they carried is paid to them, once, as far as it was brought here for their line.
/// @dev It admits nobody and counts in no season: the founders are named by the charter, and whoever reads an opening decides
/// what it is worth here. That the root is the one attested on the other chain no contract here can see; everybody can
/// compare it with `IMoving.movedTo` there (`moving:show --from` here, `moving:check` there).
interface IOpening {
    /// @notice What was opened for an agent of this nation.
    struct Opened {
        AgentId former; //      its id in the former nation; 0 = nothing was opened
        uint40 openedAt; //     Unix seconds
        bool member; //         was an active member there at the freeze
        uint64[3] accepted; //  minutes accepted there, by track
        uint64[3] standing; //  there, at the freeze, by track
        bytes32 detail; //      hash over the same guild by guild
    }

    // The act. Its EIP-712 type is these fields in this order, followed by `uint8 keyEpoch`.

    /// @dev Needs no nonce: a line is opened once.
    struct Open {
        AgentId by; //   here
        bytes32 leaf; // of the line, which names both chains
        uint40 deadline;
    }

    event LineOpened(
        AgentId indexed by,
        AgentId indexed former,
        bool member,
        uint64[3] accepted,
        uint64[3] standing,
        bytes32 detail
    );
    /// @param token Its place among the tokens, from 0.
    event LineFunded(AgentId indexed former, uint256 indexed token, address from, address key, uint256 amount);
    event LinePaid(AgentId indexed former, uint256 indexed token, address to, uint256 amount);

    /// @dev An origin is whole or absent; the word names what is wrong.
    error OpeningBadOrigin(string field);
    /// @dev The line, with this proof, is not of the root that this nation was deployed with.
    error OpeningNotInRoot(AgentId former);
    /// @dev Another line of this agent is known here; each has one.
    error OpeningOtherLine(AgentId former);
    /// @dev The act names another line.
    error OpeningWrongLeaf(bytes32 leaf, bytes32 expected);
    /// @dev The key of the line never was this agent's.
    error OpeningNotTheKey(AgentId by, address key);
    error OpeningAlreadyOpened(AgentId by, AgentId former);
    error OpeningUnknownToken(uint256 token);
    /// @dev Where both nations are on one chain, the former one brings the money itself.
    error OpeningOnlyMoving(address caller);
    error OpeningWrongValue(uint256 sent, uint256 expected);
    /// @dev All that the line carries of this token was brought before.
    error OpeningNothingMissing(AgentId former, uint256 token);
    error OpeningNothingReceived(address token);
    error OpeningNothingToPay(AgentId former, uint256 token);
    error OpeningPaymentFailed(address token, address to, uint256 amount);

    /// @notice Opens a line for its author. Requirements: the line of the act, in the root; its key is or was the author's here;
    /// neither the line was opened nor another by this author.
    function open(Open calldata act, bytes calldata signature, Line calldata line, bytes32[] calldata proof) external;

    /// @notice Brings what a line carries of a token; anybody may, but on the chain of the former nation only its `Moving`. What
    /// arrives counts. Requirements: a token of the origin; coins match; a line of the root; something of it is missing.
    /// @param token Its place among the tokens, from 0.
    /// @param amount At most so much: what the line does not lack is not taken, and coins of it go back to the sender. So nobody
    /// stops the carrier by bringing a unit before.
    function fund(
        Line calldata line,
        bytes32[] calldata proof,
        uint256 token,
        uint256 amount
    ) external payable returns (uint256 received);

    /// @notice Pays what was brought for a line: to its key, or to the present key of the agent here that it is or was the key
    /// of. Anybody may; there is no last day. Requirements: something was brought and not paid.
    function pay(AgentId former, uint256 token) external returns (uint256 amount);

    function origin() external view returns (Origin memory);

    /// @notice What was opened for an agent of this nation.
    function openingOf(AgentId agent) external view returns (Opened memory);

    /// @notice Who opened the line of an agent of the former nation; 0 if nobody did.
    function openedBy(AgentId former) external view returns (AgentId);

    /// @notice What was brought for a line, and what of it was paid.
    function fundsOf(AgentId former, uint256 token) external view returns (uint256 brought, uint256 paid);

    /// @notice The leaf of a line on its way here.
    function leafOf(Line calldata line) external view returns (bytes32);
}
