// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";

/// @notice Who sits together. The order is that of the lanes in which sizes and objections are kept.
enum Chamber {
    Members, //        every active member
    Masters, //        members who are Master in a guild
    Organisations //   attested organisations, and public bodies whose pact gives them a voice
}

/// @notice What a veto takes. One slot.
struct ChamberTerms {
    uint16 twoBps; //             share of each of two chambers that object, of its size; 0 = chambers are off
    uint16 threeBps; //           the same of three; not more than of two
    uint16 raiseBps; //           so much more of each for every veto the same calls had met by the snapshot; never over all
    uint16 leastMembers; //       a chamber with fewer people at the snapshot does not sit; 0 = never sits
    uint16 leastMasters;
    uint16 leastOrganisations;
    uint16 classes; //            one bit for each `UserClass` whose attested organisations sit; pact partners need none
}

/// @notice The objections to one decision, and what they have to reach. One slot.
struct Hearing {
    uint40 snapshot; //    the decision's own; 0 = nobody has opened the hearing
    uint16 twoBps; //      of the terms at the snapshot, raised by the vetoes by then
    uint16 threeBps;
    bool vetoed;
    uint72 sizes; //       three lanes of 24 bits, by chamber; 0 = does not sit
    uint72 objections; //  likewise
}

/// @title Chambers: several together can veto what passed, none alone
/// @notice While a decision waits to be carried out, those who sit in a chamber may object to it. If enough of two chambers
/// do, or fewer of each but of three, it is vetoed. One chamber is never enough, whatever its share. Whoever sits in several
/// chooses the one in which they object, once.
interface IChambers {
    // The act. Its EIP-712 type is these fields in this order, followed by `uint8 keyEpoch`. It needs no nonce: one objects to
    // a decision once, and for good.

    struct ObjectIn {
        AgentId by;
        uint256 proposal;
        Chamber chamber;
        AgentId guild; //   in which a master is Master; else 0
        bytes32 reason; //  hash of a text kept elsewhere, or 0
        uint40 deadline;
    }

    event ChamberTermsSet(ChamberTerms terms);
    /// @notice Somebody is on a chamber's roll, from this second on; if they were before, by another guild from now on.
    event ChamberEntered(Chamber indexed chamber, AgentId indexed agent, AgentId guild);
    /// @notice Somebody no longer sits there, and is off the roll from this second on.
    event ChamberLeft(Chamber indexed chamber, AgentId indexed agent);
    /// @param calls keccak256(abi.encode(targets, values, calldatas)).
    /// @param vetoes That the same calls had met by the snapshot.
    event HearingOpened(uint256 indexed proposalId, bytes32 indexed calls, uint256 vetoes, Hearing hearing);
    event ChamberObjected(
        uint256 indexed proposalId,
        AgentId indexed by,
        Chamber indexed chamber,
        AgentId guild,
        bytes32 reason
    );
    event DecisionVetoed(uint256 indexed proposalId, bytes32 indexed calls, uint256 vetoes);

    /// @dev A share is 1 to 10,000 basis points, that of three not more than that of two, and two chambers sit at least.
    error ChambersBadTerms(string field);
    /// @dev The nation has no chambers now, or had none at the decision's snapshot.
    error ChambersOff();
    /// @dev The roll of members is the register itself.
    error ChambersNoRoll(Chamber chamber);
    /// @dev On the roll already, and by this guild.
    error ChambersOnRoll(Chamber chamber, AgentId agent);
    error ChambersNotOnRoll(Chamber chamber, AgentId agent);
    /// @dev Does not sit in the chamber: was not on its roll at the snapshot, or is no longer what it takes.
    error ChambersNotSeated(Chamber chamber, AgentId agent);
    /// @dev Still is what it takes to sit there.
    error ChambersSeated(Chamber chamber, AgentId agent);
    /// @dev Only what passed and waits to be carried out can be vetoed, under a rule that knows chambers, not a first reading.
    error ChambersNotVetoable(uint256 proposalId);
    error ChambersHearingOpen(uint256 proposalId);
    error ChambersNoHearing(uint256 proposalId);
    /// @dev The chamber had too few people at the snapshot.
    error ChambersNotSitting(uint256 proposalId, Chamber chamber);
    error ChambersAlreadyObjected(uint256 proposalId, AgentId by, Chamber chamber);

    /// @notice Puts somebody on a roll, so that they count in its size and can object to what is put to the vote later; or has
    /// a master stand there by another guild. Anybody may: a roll says what is true, whoever asks.
    /// Requirements: not the members' roll; not on it by this guild; what it takes.
    /// @param guild In which a master is Master; else 0.
    function enter(Chamber chamber, AgentId agent, AgentId guild) external;

    /// @notice Takes somebody off a roll who is no longer what it takes, so that a chamber is not larger than its people.
    /// Anybody may. What they were at earlier moments stays. Requirements: on the roll; by now not what it takes (a master: in
    /// the guild by which they stand there).
    function strike(Chamber chamber, AgentId agent) external;

    /// @notice Opens the objections to a decision: keeps how large the chambers were at its snapshot, and what a veto takes by
    /// the terms and the vetoes of that moment. Anybody may, once. Requirements: passed and waits; its rule knows chambers; chambers are on.
    function open(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external returns (uint256 proposalId);

    /// @notice Objects to a decision, for good. With the last objection that it takes, the decision is vetoed at once.
    /// Requirements: the hearing is open and the decision waits; the chamber sits; the author sat in it at the snapshot and is
    /// what it takes now; they have not objected, in any chamber.
    function objectIn(ObjectIn calldata act, bytes calldata signature) external;

    /// @notice Sets what a veto takes, for what is proposed later. Requirements: the nation.
    function setTerms(ChamberTerms calldata terms_) external;

    function terms() external view returns (ChamberTerms memory);

    /// @notice The terms at a moment: those that hold for a decision are those at its snapshot (Unix seconds).
    function termsAt(uint256 timepoint) external view returns (ChamberTerms memory);

    /// @notice How many people a chamber had at a moment before now (Unix seconds).
    function sizeAt(Chamber chamber, uint256 timepoint) external view returns (uint256);

    /// @notice Whether somebody was on a chamber's roll at a moment before now (Unix seconds).
    function wasOnRoll(Chamber chamber, AgentId agent, uint256 timepoint) external view returns (bool);

    /// @notice On a chamber's roll now. Of members: is an active member.
    function isOnRoll(Chamber chamber, AgentId agent) external view returns (bool);

    /// @notice By which guild a master is on the roll now; 0 if by none.
    function guildOnRoll(AgentId master) external view returns (AgentId guild);

    /// @notice Whether somebody is what it takes to sit in a chamber now, under the present terms.
    function mayEnter(Chamber chamber, AgentId agent, AgentId guild) external view returns (bool);

    function hearingOf(uint256 proposalId) external view returns (Hearing memory);

    /// @notice How often decisions with these calls were vetoed.
    function vetoesOf(bytes32 calls) external view returns (uint256);

    /// @notice In which chamber somebody objected to a decision.
    function objectionOf(uint256 proposalId, AgentId by) external view returns (bool objected, Chamber chamber);
}
