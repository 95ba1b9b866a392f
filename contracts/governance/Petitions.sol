// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IMembers} from "../membership/IMembers.sol";
import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {IPetitions, Petition} from "./IPetitions.sol";

/// @title Petitions
/// @dev Keeps who signed for which proposal, 256 members a slot. Members sign; the nation sets how long signatures count;
/// the assembly asks when a proposal is made. A signature needs no nonce, since it counts once. Must always hold: INV-321
/// the number of sponsors is the number of members who signed, each of them active when they did.
contract Petitions is IPetitions, Statements, Chartered {
    bytes32 private constant SPONSOR = keccak256("Sponsor(uint32 by,uint256 proposal,uint40 deadline,uint8 keyEpoch)");
    uint256 private constant BPS = 10_000;

    IMembers private immutable MEMBERS;

    uint32 private _term;
    mapping(uint256 proposal => Petition) private _petitionOf;
    mapping(uint256 proposal => mapping(uint256 word => uint256 bits)) private _signed;

    constructor(
        address timelock_,
        IMembers members,
        uint32 term_
    ) Statements("Neoguild Petitions") Chartered(timelock_) {
        require(address(members) != address(0), CharteredZeroAddress());
        MEMBERS = members;
        _setTerm(term_);
    }

    /// @inheritdoc IPetitions
    function sponsor(Sponsor calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(SPONSOR, act), signature);
        require(MEMBERS.isActive(act.by), PetitionsNotMember(act.by));
        require(!hasSigned(act.proposal, act.by), PetitionsAlreadySigned(act.proposal, act.by));
        Petition storage petition = _petitionOf[act.proposal];
        uint40 until = petition.until;
        if (until == 0) {
            until = uint40(block.timestamp) + _term;
            petition.until = until;
            emit PetitionOpened(act.proposal, until);
        }
        require(block.timestamp <= until, PetitionsLapsed(act.proposal, until));
        ++petition.sponsors;
        uint256 id = AgentId.unwrap(act.by);
        _signed[act.proposal][id / 256] |= 1 << (id % 256);
        emit PetitionSigned(act.proposal, act.by);
    }

    /// @inheritdoc IPetitions
    function setTerm(uint32 term_) external onlyNation {
        _setTerm(term_);
    }

    /// @inheritdoc IPetitions
    function term() external view returns (uint32) {
        return _term;
    }

    /// @inheritdoc IPetitions
    function petitionOf(uint256 proposal) external view returns (Petition memory) {
        return _petitionOf[proposal];
    }

    /// @inheritdoc IPetitions
    function hasSigned(uint256 proposal, AgentId member) public view returns (bool) {
        uint256 id = AgentId.unwrap(member);
        return (_signed[proposal][id / 256] >> (id % 256)) & 1 == 1;
    }

    /// @inheritdoc IPetitions
    function requireSponsors(uint256 proposal, AgentId proposer, uint256 least, uint256 leastBps) external view {
        Petition memory petition = _petitionOf[proposal];
        require(petition.until == 0 || block.timestamp <= petition.until, PetitionsLapsed(proposal, petition.until));
        uint256 sponsors = petition.sponsors;
        if (!hasSigned(proposal, proposer)) ++sponsors;
        // No more than there are members, or a nation that shrinks could not even lower the number.
        uint256 active = MEMBERS.activeCountAt(block.timestamp - 1);
        uint256 needed = Math.min(Math.max(least, Math.ceilDiv(active * leastBps, BPS)), active);
        require(sponsors >= needed, PetitionsTooFew(proposal, sponsors, needed));
    }

    function _setTerm(uint32 term_) private {
        require(term_ >= 1 days && term_ <= 365 days, PetitionsBadTerm(term_));
        _term = term_;
        emit PetitionTermSet(term_);
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}
