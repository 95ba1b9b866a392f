// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, TreatyId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {ForeignRegister} from "./ForeignRegister.sol";
import {IMembers} from "./IMembers.sol";
import {ITreaties, Right, TreatyTerms} from "./ITreaties.sol";

/// @title Treaties with other nations, and the passes of their members
/// @dev Keeps the treaties, and for each the ends of its guests' passes. Who may do what: the nation recognises and
/// revokes; a member of the other nation takes a pass with the key their register names. Must always hold: INV-154 a
/// pass gives rights only while pass, treaty and membership there last, and no more passes run than the treaty says;
/// INV-155 whatever a recognised register does, only its own members notice. Assumes of others: nothing of the other
/// register (`ForeignRegister`); that the nation looked at its code before it recognised it, since a register can be
/// changed to name anybody a member, up to the number of passes.
contract Treaties is ITreaties, Statements, Chartered {
    using ForeignRegister for address;

    uint256 private constant LONGEST_TREATY = 3650 days;

    bytes32 private constant TAKE_PASS = keccak256(
        "TakePass(uint16 treaty,uint32 guest,uint40 until,uint40 deadline,uint8 keyEpoch)"
    );

    IMembers private immutable MEMBERS;

    TreatyId private _lastId;
    mapping(TreatyId treaty => Treaty) private _treatyOf;
    mapping(address register => TreatyId) private _treatyWith;
    mapping(TreatyId treaty => mapping(AgentId guest => uint40 until)) private _passOf;

    constructor(address timelock_, IMembers members) Statements("Neoguild Treaties") Chartered(timelock_) {
        require(address(members) != address(0), CharteredZeroAddress());
        MEMBERS = members;
    }

    // --- what the nation decides -------------------------------------------------------------------------------------

    /// @inheritdoc ITreaties
    function recognise(address register, TreatyTerms calldata terms) external onlyNation returns (TreatyId treaty) {
        require(register.code.length != 0 && register != address(MEMBERS), TreatiesBadRegister(register));
        TreatyId last = _treatyWith[register];
        require(!_runs(last), TreatiesRecognised(register, last, _treatyOf[last].endsAt));
        _validate(terms);

        treaty = TreatyId.wrap(TreatyId.unwrap(_lastId) + 1);
        (_lastId, _treatyWith[register]) = (treaty, treaty);
        _treatyOf[treaty] = Treaty({
            register: register,
            endsAt: terms.until,
            rights: terms.rights,
            mostGuests: terms.mostGuests,
            passes: 0,
            madeAt: uint40(block.timestamp),
            passTerm: terms.passTerm,
            notice: terms.notice
        });
        emit TreatyMade(treaty, register, terms.rights, terms.mostGuests, terms.passTerm, terms.notice, terms.until);
    }

    /// @inheritdoc ITreaties
    function revoke(TreatyId treaty) external onlyNation {
        require(_runs(treaty), TreatiesEnded(treaty));
        Treaty storage made = _treatyOf[treaty];
        uint40 noticed = uint40(block.timestamp) + made.notice;
        // A second revocation cannot put off the end that the first one named.
        if (noticed < made.endsAt) made.endsAt = noticed;
        emit TreatyRevoked(treaty, made.endsAt);
    }

    // --- what a member of the other nation does ----------------------------------------------------------------------

    /// @inheritdoc ITreaties
    function takePass(TakePass calldata act, bytes calldata signature, AgentId replaced) external {
        require(_runs(act.treaty), TreatiesEnded(act.treaty));
        Treaty storage made = _treatyOf[act.treaty];
        _authenticateGuest(made.register, act, signature);
        (bool active, ) = made.register.isActive(act.guest);
        require(active, TreatiesNotMember(act.treaty, act.guest));

        // A pass only grows, so a signature carried twice changes nothing.
        uint40 held = _passOf[act.treaty][act.guest];
        uint40 longest = uint40(Math.min(block.timestamp + made.passTerm, made.endsAt));
        bool grows = act.until > held && act.until > block.timestamp;
        require(grows && act.until <= longest, TreatiesBadPass(act.until, held, longest));

        AgentId gone;
        if (held == 0) gone = _takePlace(act.treaty, made, replaced);
        _passOf[act.treaty][act.guest] = act.until;
        emit PassTaken(act.treaty, act.guest, act.until, gone);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc ITreaties
    function lastId() external view returns (TreatyId) {
        return _lastId;
    }

    /// @inheritdoc ITreaties
    function treatyOf(TreatyId treaty) external view returns (Treaty memory) {
        return _treatyOf[treaty];
    }

    /// @inheritdoc ITreaties
    function treatyWith(address register) external view returns (TreatyId) {
        return _treatyWith[register];
    }

    /// @inheritdoc ITreaties
    function passOf(TreatyId treaty, AgentId guest) external view returns (uint40 until) {
        return _passOf[treaty][guest];
    }

    /// @inheritdoc ITreaties
    function rightsOf(TreatyId treaty, AgentId guest) public view returns (uint8 rights) {
        if (!_runs(treaty) || block.timestamp >= _passOf[treaty][guest]) return 0;
        Treaty storage made = _treatyOf[treaty];
        (bool active, ) = made.register.isActive(guest);
        return active ? made.rights : 0;
    }

    /// @inheritdoc ITreaties
    function hasRight(TreatyId treaty, AgentId guest, Right right) external view returns (bool) {
        return rightsOf(treaty, guest) & _bit(right) != 0;
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    function _runs(TreatyId treaty) private view returns (bool) {
        return block.timestamp < _treatyOf[treaty].endsAt;
    }

    /// @dev As `Statements._authenticate`, with key and epoch as the other register names them.
    function _authenticateGuest(address register, TakePass calldata act, bytes calldata signature) private view {
        require(block.timestamp <= act.deadline, StatementExpired(act.guest, act.deadline));
        (address key, uint8 keyEpoch) = register.keyOf(act.guest);
        if (signature.length == 0) {
            require(msg.sender == key, StatementNotByKeyHolder(act.guest, msg.sender));
        } else {
            bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(TAKE_PASS, act, keyEpoch)));
            require(_isSignedBy(key, digest, signature), StatementBadSignature(act.guest));
        }
    }

    function _validate(TreatyTerms calldata terms) private view {
        uint256 all = (1 << (uint256(type(Right).max) + 1)) - 1;
        require(terms.rights != 0 && terms.rights <= all, TreatiesBadTerms("rights"));
        require(terms.mostGuests != 0, TreatiesBadTerms("mostGuests"));
        require(terms.passTerm >= 1 days && terms.passTerm <= 365 days, TreatiesBadTerms("passTerm"));
        require(terms.notice <= 365 days, TreatiesBadTerms("notice"));
        bool ahead = terms.until > block.timestamp && terms.until <= block.timestamp + LONGEST_TREATY;
        require(ahead, TreatiesBadTerms("until"));
    }

    /// @dev A pass that has ended gives up its place only to a newcomer who needs it. That a member left there must be
    /// said by their register: silence, which anybody can bring about with too little gas, takes nobody's pass.
    function _isOver(TreatyId treaty, address register, AgentId guest) private view returns (bool) {
        uint40 until = _passOf[treaty][guest];
        if (until == 0) return false;
        if (block.timestamp >= until) return true;
        (bool active, bool answered) = register.isActive(guest);
        return answered && !active;
    }

    function _bit(Right right) private pure returns (uint8) {
        return uint8(1 << uint8(right));
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    /// @return gone The guest who gave up the place, 0 if there was room.
    function _takePlace(TreatyId treaty, Treaty storage made, AgentId replaced) private returns (AgentId gone) {
        if (made.passes < made.mostGuests) {
            ++made.passes;
            return gone;
        }
        require(_isOver(treaty, made.register, replaced), TreatiesFull(treaty, made.mostGuests, replaced));
        delete _passOf[treaty][replaced];
        return replaced;
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}
