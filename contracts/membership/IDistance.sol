// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";

/// @dev The index of a vouch of the founding: each founder's for every other.
uint8 constant FOUNDING = type(uint8).max;

/// @notice The distance rule. Times in seconds.
struct DistanceTerms {
    uint16 refereesBps; // share of the referees from whom a path of vouches must lead to a person; 0 = the rule is off
    uint8 steps; //        vouches such a path may have, 2 to 5
    uint32 validity; //    what was shown holds this long
}

/// @title How near a person stands to the others in the web of trust
/// @notice A person may become, or stay, a member where from enough *referees* a path of vouches of few steps leads to
/// them: so a ring of strangers who vouch for each other stays outside until the nation knows it from many sides. The rule
/// is Duniter's (https://duniter.org: `xpercent`, `stepMax`). Nothing is searched on chain: whoever knows the paths shows
/// them, in as many pages as they like, and every vouch of them is checked.
///
/// A *referee* is a member who has received and given at least `threshold` vouches, where `threshold` is the `steps`-th
/// root of the number of members, rounded up. Nobody lists all referees: a session begins with all the members, and who is
/// shown to be none is *excluded*. Leaving somebody out can therefore never help.
///
/// A session that stays one step below the rule serves also everybody its subject vouches for (`follow`).
interface IDistance {
    /// @dev One slot. The rule is the one in force at the opening.
    struct Session {
        AgentId subject;
        uint40 openedAt; //    its members are those of this second
        uint32 population; //  members then, without the subject
        uint32 excluded; //    of them shown to be no referee
        uint32 reached; //     referees from whom a path was shown
        uint16 refereesBps;
        uint8 steps; //        vouches a path of this session may have
        uint8 threshold; //    vouches a referee has received, and given
    }

    /// @notice One vouch of a path: `node` vouches for `parent`, which stands one step nearer to the subject.
    struct Step {
        AgentId node;
        AgentId parent;
        uint8 index; // of the vouch in `IMembers.vouchFor(parent, …)`; `FOUNDING` for one of the founding
    }

    event DistanceTermsSet(DistanceTerms terms);
    event SessionOpened(
        uint32 indexed session,
        AgentId indexed subject,
        uint40 openedAt,
        uint32 population,
        uint16 refereesBps,
        uint8 steps,
        uint8 threshold
    );
    /// @notice Each of `nodes` stands `depth` vouches from the session's subject. A page may repeat what stands already.
    /// @param referees Those of them who are counted as reached from now on.
    event LayerExtended(uint32 indexed session, uint8 depth, AgentId[] nodes, AgentId[] referees);
    /// @notice These are no referees, and not counted from now on.
    event MembersExcluded(uint32 indexed session, AgentId[] members);
    /// @notice It was shown that a person is near enough: by `session`, which is their own or that of who vouches for them.
    event DistanceShown(AgentId indexed person, uint32 indexed session, uint40 until);

    /// @dev A term is out of its range; the word names it.
    error DistanceBadTerms(string term);
    error DistanceRuleOff();
    error DistanceUnknownSession(uint32 session);
    /// @dev Pages come within a week of the opening, so that one session speaks of one time.
    error DistanceSessionOver(uint32 session, uint40 closedAt);
    /// @dev A path has 1 to `most` steps.
    error DistanceBadDepth(uint8 depth, uint8 most);
    /// @dev A parent is shown before those who vouch for it, one layer nearer to the subject.
    error DistanceParentMissing(uint32 session, AgentId parent, uint8 depth);
    /// @dev The vouch at this index is not by this node, or no longer valid.
    error DistanceNoVouch(AgentId node, AgentId parent, uint8 index);
    /// @dev A path leads through members alone.
    error DistanceNotActive(AgentId node, uint40 timepoint);
    /// @dev A referee cannot be excluded.
    error DistanceIsReferee(AgentId member, uint8 threshold);
    /// @dev Only a session that stays one step below the rule, and is met, serves others than its subject.
    error DistanceNotToFollow(uint32 session, uint8 steps, uint32 reached, uint32 needed);

    /// @notice Opens a session about a person. Anybody may, as often as they like: nobody can disturb another's session, as
    /// nothing but facts enters it. Requirements: the rule is on; `steps` is 1 to the rule's.
    function begin(AgentId subject, uint8 steps) external returns (uint32 session);

    /// @notice Shows who stands `depth` vouches from the subject. Anybody may; what stands already is passed over.
    /// Requirements: the session is open; for each step: the parent stands at `depth - 1`, the vouch is the node's and is
    /// valid, the node was a member at the opening.
    function reach(uint32 session, uint8 depth, Step[] calldata page) external;

    /// @notice Leaves members out of those who must be reached, as they are no referees. Anybody may; who is counted
    /// already is passed over. Requirements: the session is open; each was a member at the opening and is no referee now.
    function exclude(uint32 session, AgentId[] calldata page) external;

    /// @notice Takes over what was shown of somebody who vouches for the person. Anybody may call.
    /// @param index Of the vouch in `IMembers.vouchFor(person, …)`, or `FOUNDING`.
    /// @param session About the voucher.
    /// Requirements: the rule is on; the session still holds; the vouch is valid and the voucher a member; the session stays
    /// one step below the rule, asks for as much, and is met without the person themself, in whose place a voucher counts
    /// who is a referee.
    function follow(AgentId person, uint8 index, uint32 session) external;

    /// @notice Sets the terms. Requirements: the nation; every term in its range.
    function setTerms(DistanceTerms calldata terms_) external;

    function terms() external view returns (DistanceTerms memory);

    /// @notice Whether it was shown, and still holds, that a person is near enough; true for everybody while the rule is off.
    function isMet(AgentId person) external view returns (bool);

    /// @notice Until when it holds that a person is near enough (Unix seconds); 0 if that was never shown.
    function metUntil(AgentId person) external view returns (uint40);

    /// @notice Sessions are numbered from 1 to this one.
    function lastSession() external view returns (uint32);

    function sessionOf(uint32 session) external view returns (Session memory);

    /// @notice Referees that a session must reach, as things stand: the share of those not excluded, rounded up.
    function neededIn(uint32 session) external view returns (uint32);

    /// @notice Whether a node was shown to stand `depth` vouches from the session's subject.
    function isInLayer(uint32 session, uint8 depth, AgentId node) external view returns (bool);

    /// @notice Whether a member counts in a session as a referee from whom a path was shown.
    function isReached(uint32 session, AgentId member) external view returns (bool);

    /// @notice Whether a member was shown in a session to be no referee.
    function isExcluded(uint32 session, AgentId member) external view returns (bool);
}
