// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Eight} from "../membership/Eight.sol";
import {IMembers, Status} from "../membership/IMembers.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, NO_AGENT} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {IConflicts} from "./IConflicts.sol";

/// @title Declared conflicts of interest
/// @dev Keeps two words a person: whom they named, and who named them, so that whoever judges reads both at once. Who may do
/// what: a person declares and takes back their own; the nation sets nothing here, so nothing is sealed. Must always hold:
/// INV-27 between two there is a conflict exactly while one of them has declared it. Assumes of others: `Members` knows who
/// is a person.
///
/// A place among those who named somebody is only ever taken by a conflict that its own author has declared, so nobody can
/// hold more than eight of all these places.
contract Conflicts is IConflicts, Statements {
    using Eight for uint256;

    /// @dev Two slots.
    struct Named {
        uint256 declared;
        uint256 namedBy;
    }

    bytes32 private constant DECLARE = keccak256(
        "Declare(uint32 by,uint32 other,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant TAKE_BACK = keccak256(
        "TakeBack(uint32 by,uint32 other,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );

    IMembers private immutable MEMBERS;

    mapping(AgentId person => Named) private _namedOf;

    constructor(IMembers members) Statements("Neoguild Conflicts") {
        require(address(members) != address(0), ConflictsZeroAddress());
        MEMBERS = members;
    }

    // --- declaring ---------------------------------------------------------------------------------------------------

    /// @inheritdoc IConflicts
    function declare(Declare calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(DECLARE, act), signature);
        require(
            act.by != act.other && _isPerson(act.by) && _isPerson(act.other),
            ConflictsNotPersons(act.by, act.other)
        );
        Named storage mine = _namedOf[act.by];
        uint256 declared = mine.declared;
        require(_placeOf(declared, act.other) == Eight.PLACES, ConflictsKnown(act.by, act.other));
        uint256 place = _placeOf(declared, NO_AGENT);
        require(place != Eight.PLACES, ConflictsFull(act.by));
        mine.declared = declared.replace(place, act.other);
        _replace(_namedOf[act.other], NO_AGENT, act.by);
        emit ConflictDeclared(act.by, act.other);
    }

    /// @inheritdoc IConflicts
    function takeBack(TakeBack calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(TAKE_BACK, act), signature);
        Named storage mine = _namedOf[act.by];
        uint256 declared = mine.declared;
        uint256 place = _placeOf(declared, act.other);
        require(act.other != NO_AGENT && place != Eight.PLACES, ConflictsUnknown(act.by, act.other));
        mine.declared = declared.replace(place, NO_AGENT);
        _replace(_namedOf[act.other], act.by, NO_AGENT);
        emit ConflictTakenBack(act.by, act.other);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IConflicts
    function conflictsOf(AgentId person) external view returns (uint256 declared, uint256 namedBy) {
        Named storage named = _namedOf[person];
        return (named.declared, named.namedBy);
    }

    /// @inheritdoc IConflicts
    function isBetween(AgentId one, AgentId other) external view returns (bool) {
        if (one == NO_AGENT || other == NO_AGENT) return false;
        return _namedOf[one].declared.has(other) || _namedOf[other].declared.has(one);
    }

    // --- private -----------------------------------------------------------------------------------------------------

    function _isPerson(AgentId agent) private view returns (bool) {
        Status status = MEMBERS.agentOf(agent).status;
        return status != Status.None && status != Status.Guild && status != Status.Organisation;
    }

    /// @dev The first place that holds an id (`NO_AGENT` for a free one), or `Eight.PLACES`.
    function _placeOf(uint256 word, AgentId sought) private pure returns (uint256 place) {
        while (place < Eight.PLACES && word.idAt(place) != sought) ++place;
    }

    /// @dev Puts an id in the place of another among those who named somebody; nothing happens if there is no such place.
    function _replace(Named storage named, AgentId former, AgentId id) private {
        uint256 namedBy = named.namedBy;
        uint256 place = _placeOf(namedBy, former);
        if (place != Eight.PLACES) named.namedBy = namedBy.replace(place, id);
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}
