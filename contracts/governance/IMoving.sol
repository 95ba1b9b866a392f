// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";
import {Line} from "./Lines.sol";

/// @notice A token that members may carry over, on both sides. The zero address is the native coin.
struct CarriedToken {
    address here;
    address there;
}

/// @notice What the nation decides when it sets out. Times in Unix seconds, periods in seconds.
struct Plan {
    uint64 toChain; //        id of the chain it moves to; may be this one
    uint40 freezeAt; //       lines say what was in the second before; nothing is carried from then on
    uint32 checkPeriod; //    lines are open to everybody's eyes so long before they can be attested
    uint40 attestBy; //       without an attestation by then the move is off
    uint32 releasePeriod; //  after it, what was not released goes back
    CarriedToken[] tokens; // at most 8; all others stay where they are
}

/// @title Moving: a nation goes to other contracts or another network
/// @notice The assembly announces a move. Until the freeze, whoever wants to come says so and puts what they carry into their
/// satchel: money that left `Surplus` for good. Then anybody publishes the root of all lines, everybody checks their own, and
/// the assembly attests a root. From then on what somebody carries is released, once, to where the nation went; what is not
/// released in time goes back. Nobody's claim is moved but by themselves, and nobody's claim stops being paid here.
/// @dev No contract sees another chain. That a claim is made on one side only does not rest on seeing: what is carried is
/// money, and money is in one place. On the other side as much is paid for a line as was brought there for that line.
interface IMoving {
    enum MoveState {
        None,
        Gathering, // announced; members declare, and carry
        Frozen, //    lines are published and checked
        Attested, //  what is carried is released
        Closed, //    what was not released goes back; the nation has moved
        Off //        called off, or not attested in time; all that is carried goes back
    }

    /// @notice What in a published line contradicts this chain.
    enum Fault {
        None,
        Key, //     not the key that the agent declared, or declared by a former key; or, if none was, never this agent's
        Member, //  said to be a member and was not, or the other way round
        Amounts //  other than what the agent carries
    }

    struct Move {
        uint64 toChain;
        uint40 freezeAt;
        uint40 attestBy;
        uint32 checkPeriod;
        uint32 releasePeriod;
        bool calledOff;
        uint40 attestedAt; //     0 = not
        uint32 publication; //    the one attested
        address opening; //       on the other side
        address carrier; //       who brings the money to another chain; 0 on this one
    }

    /// @notice What an agent said of the move. One slot.
    struct Declaration {
        address key; // opens the line on the other side; 0 = nothing was declared
        bool comes; //  a member who is named among the founders there
        uint32 order; // how often the agent has said so in this move
        uint8 keyEpoch; // of the author's key when they said so
    }

    /// @notice A root of all lines, as somebody reckoned it.
    struct Publication {
        bytes32 root;
        bytes32 file; //       SHA-256 of the file with the lines
        uint32 move;
        uint32 lines; //       how many there are
        uint32 objections;
        uint40 publishedAt;
        AgentId by;
        Fault refuted; //      None = nobody has shown a line of this root that this chain contradicts
    }

    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`. All but an objection name
    // their move: what was signed for one says nothing in another.

    /// @dev Needs no nonce: each follows the one before, so an older one that was held back never replaces a newer one.
    struct Declare {
        AgentId by;
        uint32 move;
        address key; //  the author's own, or another that consents
        bool comes;
        uint32 order; // of the author's declarations in this move, from 1: `declarationOf(move, by).order + 1`
        uint40 deadline;
    }
    /// @notice Takes out of the move what the author carries of a token.
    struct TakeBack {
        AgentId by;
        uint32 move;
        address token;
        uint256 nonce;
        uint40 deadline;
    }
    struct Publish {
        AgentId by;
        uint32 move;
        bytes32 root;
        bytes32 file;
        uint32 lines;
        uint40 deadline;
    }
    struct ObjectTo {
        AgentId by;
        uint256 publication;
        bytes32 reason; // hash of what is wrong
        uint40 deadline;
    }

    event MoveAnnounced(uint256 indexed move, Plan plan);
    event MoveCalledOff(uint256 indexed move);
    event Declared(uint256 indexed move, AgentId indexed by, address key, bool comes, uint32 order, uint8 keyEpoch);
    /// @notice What lay in an agent's satchel is carried from now on.
    event Carried(uint256 indexed move, AgentId indexed agent, address indexed token, uint256 amount);
    /// @notice What an agent carried is back with it.
    event TakenBack(uint256 indexed move, AgentId indexed agent, address indexed token, address to, uint256 amount);
    /// @notice What lay in a satchel, and was not carried, was given back.
    event SatchelEmptied(AgentId indexed agent, address indexed token, address to, uint256 amount);
    event LinesPublished(
        uint256 indexed publication,
        uint256 indexed move,
        AgentId indexed by,
        bytes32 root,
        bytes32 file,
        uint32 lines
    );
    event Objected(uint256 indexed publication, AgentId indexed by, bytes32 reason);
    event Refuted(uint256 indexed publication, AgentId indexed agent, Fault fault);
    /// @notice The nation has moved. Nothing changes this any more.
    event MoveAttested(
        uint256 indexed move,
        uint256 indexed publication,
        bytes32 root,
        uint64 toChain,
        address opening,
        address carrier
    );
    /// @notice What an agent carried went to the other side.
    event Released(uint256 indexed move, AgentId indexed agent, address indexed token, address to, uint256 amount);

    /// @dev Only the nation's timelock.
    error MovingOnlyNation(address caller);
    error MovingZeroAddress();
    /// @dev A field of the plan is out of its range; the word names it.
    error MovingBadPlan(string field);
    /// @dev The move is in another state than this needs.
    error MovingWrongState(uint256 move, MoveState state);
    error MovingNotMember(AgentId agent);
    /// @dev The key is, or was, another agent's, or another declared it for this move.
    error MovingKeyTaken(address key, AgentId agent);
    /// @dev On another chain the address of a contract may be anybody's; name a key that is no contract.
    error MovingKeyHasCode(address key);
    /// @dev What the root says of this agent contradicts this chain: nothing is released by it, and it goes back later.
    error MovingFalseLine(AgentId agent, Fault fault);
    /// @dev The author has declared something since this was signed, or something before it is not carried yet.
    error MovingOutOfOrder(AgentId by, uint32 order, uint32 expected);
    /// @dev Somebody has asked for this agent's key; until that is decided it declares none, and nothing is released to it.
    error MovingRecoveryPending(AgentId agent);
    /// @dev Who carries something says first with which key it will be opened.
    error MovingNotDeclared(AgentId agent);
    /// @dev The plan leaves this token where it is.
    error MovingTokenStays(address token);
    /// @dev The plan has fewer tokens.
    error MovingUnknownToken(uint256 token);
    error MovingNothing(AgentId agent, address token);
    error MovingBadRoot();
    /// @dev The same root, of the same file, with as many lines.
    error MovingAlreadyPublished(uint256 publication);
    error MovingUnknownPublication(uint256 publication);
    error MovingAlreadyObjected(AgentId by, uint256 publication);
    /// @dev The line, with this proof, is not of this root.
    error MovingNotInRoot(AgentId agent, bytes32 root);
    /// @dev Nothing in this line contradicts this chain.
    error MovingNoFault(AgentId agent);
    error MovingRefuted(uint256 publication, Fault fault);
    /// @dev Everybody may check the lines until then (Unix seconds).
    error MovingCheckRunning(uint256 publication, uint40 until);
    /// @dev The opening on this chain is not one for this move and root, or takes other tokens.
    error MovingBadOpening(address opening);
    /// @dev A carrier brings money to another chain, and none is needed on this one.
    error MovingBadCarrier(address carrier);
    error MovingPaymentFailed(address token, address to, uint256 amount);
    /// @dev Coins come from satchels only.
    error MovingNoGifts(address from);

    /// @notice Sets out. Requirements: the nation; no move is under way, and it has not moved; a plan in its ranges.
    function announce(Plan calldata plan) external returns (uint256 move);

    /// @notice Stays. Requirements: the nation; a move is under way and not attested.
    function callOff() external;

    /// @notice An agent says with which key its line will be opened, and whether it comes along. It may say so again.
    /// @param consent The key's signed `IMembers.KeyConsent` for this agent, valid until the act's `deadline`; empty if it is
    /// the author's key, or sends this. Requirements: gathering, the move of the act; no recovery is pending; the key is free; on
    /// another chain no contract; it follows the author's declaration before.
    function declare(Declare calldata act, bytes calldata signature, bytes calldata consent) external;

    /// @notice Counts what lies in an agent's satchel as carried. Anybody may. Requirements: gathering; the agent has declared;
    /// a token of the plan; something lies there.
    function gather(AgentId agent, address token) external returns (uint256 amount);

    /// @notice Takes back, to the author's key, all it carries of a token. Requirements: gathering, the move of the act;
    /// something is carried.
    function takeBack(TakeBack calldata act, bytes calldata signature) external returns (uint256 amount);

    /// @notice Publishes a root of the lines. Requirements: frozen, the move of the act; an active member; not refuted; not
    /// published before with the same file and as many lines: whoever names a false file first is in nobody's way.
    function publish(Publish calldata act, bytes calldata signature) external returns (uint256 publication);

    /// @notice Says that lines are wrong: noted for everybody who votes, and nothing more. Requirements: any agent; frozen;
    /// once each.
    function objectTo(ObjectTo calldata act, bytes calldata signature) external;

    /// @notice Shows a line of a published root that this chain contradicts; the root is never attested, whoever published it
    /// and of whatever file. Anybody may.
    /// Requirements: frozen; a line of the root; with a fault.
    function refute(uint256 publication, Line calldata line, bytes32[] calldata proof) external;

    /// @notice The nation attests a root and says where it went, for good. Requirements: the nation; frozen; published for the
    /// check period; not refuted; on this chain an `Opening` for exactly this, on another a carrier.
    function attest(uint256 publication, address opening, address carrier) external;

    /// @notice Sends what an agent carries of a token to the other side: on this chain to the opening, for its line; else to
    /// the carrier. Anybody may. Requirements: attested, in the release period; a line of the root that says what is carried, with
    /// the key that was declared; the agent has not left that key, and nobody has asked for it; on this chain the opening takes
    /// all of it. What is not released goes back to the agent's present key.
    /// @param token Its place in the plan, from 0.
    function release(Line calldata line, bytes32[] calldata proof, uint256 token) external returns (uint256 amount);

    /// @notice Gives back to an agent's key what it carries in a move that is off, or that was not released in time. Anybody may.
    function giveBack(uint256 move, AgentId agent, address token) external returns (uint256 amount);

    /// @notice Gives back to an agent's key what lies in its satchel and cannot be carried. Anybody may.
    /// Requirements: not gathering, or no token of the plan; something lies there.
    function emptySatchel(AgentId agent, address token) external returns (uint256 amount);

    /// @notice Where the nation went: zeros until a move is attested. It never changes after.
    function movedTo() external view returns (uint64 chain, address opening, bytes32 root, uint40 since);

    /// @notice Moves are numbered from 1 to this one.
    function lastMove() external view returns (uint256);

    function moveOf(uint256 move) external view returns (Move memory);

    function stateOf(uint256 move) external view returns (MoveState);

    function tokensOf(uint256 move) external view returns (CarriedToken[] memory);

    function declarationOf(uint256 move, AgentId agent) external view returns (Declaration memory);

    /// @notice What an agent carries now: neither back nor released.
    function carriedOf(uint256 move, AgentId agent, address token) external view returns (uint256);

    /// @notice Where an agent puts what it carries: an address of its own, out of which money goes into the move or back to its
    /// key, and nowhere else.
    function satchelOf(AgentId agent) external view returns (address);

    /// @notice Publications are numbered from 1 to this one.
    function lastPublication() external view returns (uint256);

    function publicationOf(uint256 publication) external view returns (Publication memory);

    function hasObjected(uint256 publication, AgentId agent) external view returns (bool);

    /// @notice What in a line contradicts this chain, for a move that is frozen.
    /// @dev Of who declared nothing any key is right that ever was theirs, and a declared key is right although it was left
    /// since. Else a change of key after the freeze would refute every true root. Nothing is released to a key that was left.
    function faultOf(uint256 move, Line calldata line) external view returns (Fault);

    /// @notice The leaf of a line of a move.
    function leafOf(uint256 move, Line calldata line) external view returns (bytes32);

    function timelock() external view returns (address);
}
