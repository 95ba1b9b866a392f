// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IMembers} from "../membership/IMembers.sol";
import {Payments} from "../treasury/Payments.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, NO_AGENT} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {IOpening, Origin} from "./IOpening.sol";
import {Line, Lines} from "./Lines.sol";

/// @title Opening
/// @dev Keeps where the nation came from (fixed at the deployment), which lines were opened, and what was brought and paid
/// for each. Who may do what: an agent opens the line of a key of its own; anybody brings money for a line, and has it paid to
/// the line's key. Nobody sets anything, not even the nation.
/// Must always hold: INV-385 a line is opened once, by one agent, who opens one; INV-386 for a line and token, what is paid is
/// at most what was brought, and that at most what the line carries; INV-387 what was brought and not paid is held here; INV-388
/// nothing is paid but to the key of the line, or of the agent that it is or was the key of.
/// Assumes of others: the root is the one that the former nation attested (`IMoving.movedTo`), which no contract here can see;
/// the register names a key's agent only with the key's consent.
contract Opening is IOpening, Statements, ReentrancyGuardTransient {
    using SafeCast for uint256;

    /// @dev One slot.
    struct Funds {
        uint128 brought;
        uint128 paid;
    }

    bytes32 private constant OPEN = keccak256("Open(uint32 by,bytes32 leaf,uint40 deadline,uint8 keyEpoch)");
    uint256 private constant MOST_TOKENS = 8;

    IMembers private immutable MEMBERS;

    Origin private _origin;
    mapping(AgentId agent => Opened) private _openings;
    mapping(AgentId former => AgentId) private _openedBy;
    /// @dev The one line of an agent of the former nation that is known here, and its key.
    mapping(AgentId former => bytes32 leaf) private _leaves;
    mapping(AgentId former => address) private _keys;
    mapping(AgentId former => mapping(uint256 token => Funds)) private _funds;

    constructor(IMembers members, Origin memory origin_) Statements("Neoguild Opening") {
        require(address(members) != address(0), OpeningBadOrigin("members"));
        bool isWhole = origin_.chain != 0 && origin_.moving != address(0) && origin_.move != 0 && origin_.root != 0;
        bool isAbsent =
            origin_.chain == 0 && origin_.moving == address(0) && origin_.move == 0 && origin_.tokens.length == 0;
        require(isWhole || (isAbsent && origin_.root == 0), OpeningBadOrigin("root"));
        require(origin_.tokens.length <= MOST_TOKENS, OpeningBadOrigin("tokens"));
        MEMBERS = members;
        _origin = origin_;
    }

    /// @inheritdoc IOpening
    function open(Open calldata act, bytes calldata signature, Line calldata line, bytes32[] calldata proof) external {
        _authenticate(act.by, act.deadline, abi.encode(OPEN, act), signature);
        bytes32 leaf = _know(line, proof);
        require(act.leaf == leaf, OpeningWrongLeaf(act.leaf, leaf));
        require(MEMBERS.idOf(line.key) == act.by, OpeningNotTheKey(act.by, line.key));
        Opened storage opened = _openings[act.by];
        require(opened.former == NO_AGENT, OpeningAlreadyOpened(act.by, opened.former));
        require(_openedBy[line.agent] == NO_AGENT, OpeningAlreadyOpened(_openedBy[line.agent], line.agent));

        _openedBy[line.agent] = act.by;
        (opened.former, opened.openedAt, opened.member) = (line.agent, uint40(block.timestamp), line.member);
        (opened.accepted, opened.standing, opened.detail) = (line.accepted, line.standing, line.detail);
        emit LineOpened(act.by, line.agent, line.member, line.accepted, line.standing, line.detail);
    }

    /// @inheritdoc IOpening
    function fund(
        Line calldata line,
        bytes32[] calldata proof,
        uint256 token,
        uint256 amount
    ) external payable nonReentrant returns (uint256 received) {
        address here = _tokenAt(token);
        // Else a unit from anybody would leave in `Moving` what it no longer counts as carried.
        bool isByMoving = msg.sender == _origin.moving;
        require(isByMoving || _origin.chain != block.chainid, OpeningOnlyMoving(msg.sender));
        bool isCoin = here == Payments.NATIVE_COIN;
        require(msg.value == (isCoin ? amount : 0), OpeningWrongValue(msg.value, isCoin ? amount : 0));
        _know(line, proof);
        require(token < line.amounts.length, OpeningUnknownToken(token));
        Funds storage funds = _funds[line.agent][token];
        uint256 missing = line.amounts[token] - funds.brought;
        require(missing != 0, OpeningNothingMissing(line.agent, token));

        // The token is called before anything is booked: only afterwards is it known what arrived.
        uint256 taken = Math.min(amount, missing);
        received = isCoin ? taken : Payments.pull(here, taken);
        require(received != 0, OpeningNothingReceived(here));
        funds.brought += received.toUint128();
        emit LineFunded(line.agent, token, msg.sender, line.key, received);
        if (msg.value > received) _giveBack(here, msg.value - received);
    }

    /// @inheritdoc IOpening
    function pay(AgentId former, uint256 token) external nonReentrant returns (uint256 amount) {
        address here = _tokenAt(token);
        Funds storage funds = _funds[former][token];
        amount = funds.brought - funds.paid;
        require(amount != 0, OpeningNothingToPay(former, token));
        address to = _payeeOf(former);
        funds.paid = funds.brought;
        emit LinePaid(former, token, to, amount);
        require(Payments.send(here, to, amount), OpeningPaymentFailed(here, to, amount));
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IOpening
    function origin() external view returns (Origin memory) {
        return _origin;
    }

    /// @inheritdoc IOpening
    function openingOf(AgentId agent) external view returns (Opened memory) {
        return _openings[agent];
    }

    /// @inheritdoc IOpening
    function openedBy(AgentId former) external view returns (AgentId) {
        return _openedBy[former];
    }

    /// @inheritdoc IOpening
    function fundsOf(AgentId former, uint256 token) external view returns (uint256 brought, uint256 paid) {
        return (_funds[former][token].brought, _funds[former][token].paid);
    }

    /// @inheritdoc IOpening
    function leafOf(Line calldata line) public view returns (bytes32) {
        return Lines.leaf(line, Lines.passage(_origin.chain, _origin.moving, _origin.move, block.chainid));
    }

    // --- checks and effects ------------------------------------------------------------------------------------------

    /// @dev Proves a line, and keeps that this is the agent's: a root with two lines of one agent pays for one.
    function _know(Line calldata line, bytes32[] calldata proof) private returns (bytes32 leaf) {
        leaf = leafOf(line);
        bytes32 known = _leaves[line.agent];
        if (known == leaf) return leaf;
        require(Lines.isIn(_origin.root, leaf, proof), OpeningNotInRoot(line.agent));
        require(known == 0, OpeningOtherLine(line.agent));
        _leaves[line.agent] = leaf;
        _keys[line.agent] = line.key;
    }

    function _tokenAt(uint256 token) private view returns (address) {
        require(token < _origin.tokens.length, OpeningUnknownToken(token));
        return _origin.tokens[token];
    }

    function _payeeOf(AgentId former) private view returns (address key) {
        key = _keys[former];
        AgentId agent = MEMBERS.idOf(key);
        if (agent != NO_AGENT) (key, ) = MEMBERS.keyOf(agent);
    }

    /// @dev Coins that the line did not lack.
    function _giveBack(address here, uint256 rest) private {
        require(Payments.send(here, msg.sender, rest), OpeningPaymentFailed(here, msg.sender, rest));
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}
