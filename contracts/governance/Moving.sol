// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IMembers, Status} from "../membership/IMembers.sol";
import {Payees} from "../treasury/Payees.sol";
import {Payments} from "../treasury/Payments.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, NO_AGENT} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {CarriedToken, IMoving, Plan} from "./IMoving.sol";
import {IOpening, Origin} from "./IOpening.sol";
import {Line, Lines} from "./Lines.sol";
import {Plans} from "./Plans.sol";
import {Satchel} from "./Satchel.sol";
import {Satchels} from "./Satchels.sol";

/// @title Moving
/// @dev Keeps moves, who declared what, what is carried, and published roots. The money carried is the contract's balance.
/// Who may do what: the nation announces, calls off, attests; an agent declares, takes back, objects; a member publishes;
/// anybody gathers, refutes, releases, and gives back, all of which lead to where the agent's money belongs anyway.
/// Must always hold: INV-380 what came out of a satchel into a move is carried, back with its agent, or released, and one of
/// these only; INV-381 what is carried is held here, token by token; INV-382 nothing is released but what an attested line
/// says of what is carried, for a key declared by the agent's present one, to where the nation went; INV-383 a root is
/// attested only if it stood for the check period and nobody refuted it, and where the nation went never changes; INV-384 no
/// money of an agent leaves here to another address than its key but by release.
/// Assumes of others: the register's past does not change, and a key serves one agent for ever.
contract Moving is IMoving, Statements, ReentrancyGuardTransient {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    bytes32 private constant DECLARE = keccak256(
        "Declare(uint32 by,uint32 move,address key,bool comes,uint32 order,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant TAKE_BACK = keccak256(
        "TakeBack(uint32 by,uint32 move,address token,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant PUBLISH = keccak256(
        "Publish(uint32 by,uint32 move,bytes32 root,bytes32 file,uint32 lines,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant OBJECT_TO = keccak256(
        "ObjectTo(uint32 by,uint256 publication,bytes32 reason,uint40 deadline,uint8 keyEpoch)"
    );

    address private immutable TIMELOCK;
    IMembers private immutable MEMBERS;
    address private immutable SATCHEL;

    uint256 private _lastMove;
    uint256 private _lastPublication;
    mapping(uint256 move => Move) private _moves;
    mapping(uint256 move => CarriedToken[]) private _tokens;
    mapping(uint256 move => mapping(AgentId agent => Declaration)) private _declarations;
    mapping(uint256 move => mapping(address key => AgentId)) private _declaredBy;
    mapping(uint256 move => mapping(AgentId agent => mapping(address token => uint256))) private _carried;
    mapping(uint256 publication => Publication) private _publications;
    mapping(uint256 move => mapping(bytes32 contents => uint256 publication)) private _publicationOf;
    /// @dev The publication by which a root was refuted; of others with the same root it holds as well.
    mapping(uint256 move => mapping(bytes32 root => uint256 publication)) private _refutedAs;
    mapping(uint256 publication => mapping(AgentId agent => bool)) private _objected;

    modifier onlyNation() {
        require(msg.sender == TIMELOCK, MovingOnlyNation(msg.sender));
        _;
    }

    constructor(address timelock_, IMembers members) Statements("Neoguild Moving") {
        require(timelock_ != address(0) && address(members) != address(0), MovingZeroAddress());
        TIMELOCK = timelock_;
        MEMBERS = members;
        SATCHEL = address(new Satchel());
    }

    /// @dev From a satchel, while it is emptied; other coins would be nobody's.
    receive() external payable {
        require(_reentrancyGuardEntered(), MovingNoGifts(msg.sender));
    }

    // --- in the order of a move's life -------------------------------------------------------------------------------

    /// @inheritdoc IMoving
    function announce(Plan calldata plan) external onlyNation returns (uint256 move) {
        MoveState state = stateOf(_lastMove);
        require(state == MoveState.None || state == MoveState.Off, MovingWrongState(_lastMove, state));
        Plans.check(plan);
        move = ++_lastMove;
        Move storage made = _moves[move];
        (made.toChain, made.freezeAt, made.attestBy) = (plan.toChain, plan.freezeAt, plan.attestBy);
        (made.checkPeriod, made.releasePeriod) = (plan.checkPeriod, plan.releasePeriod);
        for (uint256 i = 0; i < plan.tokens.length; ++i) _tokens[move].push(plan.tokens[i]);
        emit MoveAnnounced(move, plan);
    }

    /// @inheritdoc IMoving
    function callOff() external onlyNation {
        uint256 move = _lastMove;
        MoveState state = stateOf(move);
        require(state == MoveState.Gathering || state == MoveState.Frozen, MovingWrongState(move, state));
        _moves[move].calledOff = true;
        emit MoveCalledOff(move);
    }

    /// @inheritdoc IMoving
    function declare(Declare calldata act, bytes calldata signature, bytes calldata consent) external {
        _authenticate(act.by, act.deadline, abi.encode(DECLARE, act), signature);
        uint256 move = _requireNow(act.move, MoveState.Gathering);
        require(!Payees.isContested(MEMBERS, act.by), MovingRecoveryPending(act.by));
        _requireKey(move, act, consent);

        Declaration storage declaration = _declarations[move][act.by];
        uint32 expected = declaration.order + 1;
        require(act.order == expected, MovingOutOfOrder(act.by, act.order, expected));
        _declaredBy[move][declaration.key] = NO_AGENT;
        _declaredBy[move][act.key] = act.by;
        (, uint8 keyEpoch) = MEMBERS.keyOf(act.by);
        (declaration.key, declaration.comes, declaration.order) = (act.key, act.comes, act.order);
        declaration.keyEpoch = keyEpoch;
        emit Declared(move, act.by, act.key, act.comes, act.order, keyEpoch);
    }

    /// @inheritdoc IMoving
    function gather(AgentId agent, address token) external nonReentrant returns (uint256 amount) {
        uint256 move = _requireState(MoveState.Gathering);
        require(_declarations[move][agent].key != address(0), MovingNotDeclared(agent));
        require(_isCarried(move, token), MovingTokenStays(token));
        uint256 before = Satchels.balanceOf(address(this), token);
        Satchels.empty(SATCHEL, agent, token, address(this));
        amount = Satchels.balanceOf(address(this), token) - before;
        require(amount != 0, MovingNothing(agent, token));
        // A line has 128 bits for it.
        _carried[move][agent][token] = (_carried[move][agent][token] + amount).toUint128();
        emit Carried(move, agent, token, amount);
    }

    /// @inheritdoc IMoving
    function takeBack(TakeBack calldata act, bytes calldata signature) external nonReentrant returns (uint256 amount) {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(TAKE_BACK, act), signature);
        return _takeBack(_requireNow(act.move, MoveState.Gathering), act.by, act.token);
    }

    /// @inheritdoc IMoving
    function publish(Publish calldata act, bytes calldata signature) external returns (uint256 publication) {
        _authenticate(act.by, act.deadline, abi.encode(PUBLISH, act), signature);
        uint256 move = _requireNow(act.move, MoveState.Frozen);
        require(MEMBERS.isActive(act.by), MovingNotMember(act.by));
        require(act.root != 0 && act.lines != 0, MovingBadRoot());
        _requireNotRefuted(move, act.root);
        bytes32 contents = keccak256(abi.encode(act.root, act.file, act.lines));
        uint256 known = _publicationOf[move][contents];
        require(known == 0, MovingAlreadyPublished(known));

        publication = ++_lastPublication;
        _publicationOf[move][contents] = publication;
        Publication storage made = _publications[publication];
        (made.root, made.file, made.move, made.lines) = (act.root, act.file, act.move, act.lines);
        (made.publishedAt, made.by) = (uint40(block.timestamp), act.by);
        emit LinesPublished(publication, move, act.by, act.root, act.file, act.lines);
    }

    /// @inheritdoc IMoving
    function objectTo(ObjectTo calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(OBJECT_TO, act), signature);
        _requirePublished(act.publication);
        require(!_objected[act.publication][act.by], MovingAlreadyObjected(act.by, act.publication));
        _objected[act.publication][act.by] = true;
        ++_publications[act.publication].objections;
        emit Objected(act.publication, act.by, act.reason);
    }

    /// @inheritdoc IMoving
    function refute(uint256 publication, Line calldata line, bytes32[] calldata proof) external {
        Publication storage published = _requirePublished(publication);
        _requireNotRefuted(published.move, published.root);
        _requireIn(published, line, proof);
        Fault fault = faultOf(published.move, line);
        require(fault != Fault.None, MovingNoFault(line.agent));
        published.refuted = fault;
        _refutedAs[published.move][published.root] = publication;
        emit Refuted(publication, line.agent, fault);
    }

    /// @inheritdoc IMoving
    function attest(uint256 publication, address opening, address carrier) external onlyNation {
        Publication storage published = _requirePublished(publication);
        uint256 move = published.move;
        Move storage made = _moves[move];
        _requireNotRefuted(move, published.root);
        uint40 until = published.publishedAt + made.checkPeriod;
        require(block.timestamp >= until, MovingCheckRunning(publication, until));
        bool isHere = made.toChain == block.chainid;
        require((carrier == address(0)) == isHere && carrier != address(this), MovingBadCarrier(carrier));
        bool fits = isHere ? _isOpeningFor(opening, move, published.root) : opening != address(0);
        require(fits, MovingBadOpening(opening));

        (made.attestedAt, made.publication) = (uint40(block.timestamp), uint32(publication));
        (made.opening, made.carrier) = (opening, carrier);
        emit MoveAttested(move, publication, published.root, made.toChain, opening, carrier);
    }

    /// @inheritdoc IMoving
    function release(
        Line calldata line,
        bytes32[] calldata proof,
        uint256 token
    ) external nonReentrant returns (uint256 amount) {
        uint256 move = _requireState(MoveState.Attested);
        Move storage made = _moves[move];
        _requireIn(_publications[made.publication], line, proof);
        require(token < _tokens[move].length, MovingUnknownToken(token));
        address here = _tokens[move][token].here;
        amount = _carried[move][line.agent][here];
        require(amount != 0, MovingNothing(line.agent, here));
        // A declaration by a key that its author has left since may be a thief's.
        Declaration storage declaration = _declarations[move][line.agent];
        (, uint8 keyEpoch) = MEMBERS.keyOf(line.agent);
        bool isKey = line.key == declaration.key && keyEpoch == declaration.keyEpoch;
        require(isKey, MovingFalseLine(line.agent, Fault.Key));
        require(!Payees.isContested(MEMBERS, line.agent), MovingRecoveryPending(line.agent));
        bool agrees = token < line.amounts.length && line.amounts[token] == amount;
        require(agrees, MovingFalseLine(line.agent, Fault.Amounts));

        _carried[move][line.agent][here] = 0;
        bool isHere = made.carrier == address(0);
        emit Released(move, line.agent, here, isHere ? made.opening : made.carrier, amount);
        if (isHere) _fund(made.opening, line, proof, token, here, amount);
        else _pay(here, made.carrier, amount);
    }

    /// @inheritdoc IMoving
    function giveBack(uint256 move, AgentId agent, address token) external nonReentrant returns (uint256 amount) {
        MoveState state = stateOf(move);
        require(state == MoveState.Off || state == MoveState.Closed, MovingWrongState(move, state));
        return _takeBack(move, agent, token);
    }

    /// @inheritdoc IMoving
    function emptySatchel(AgentId agent, address token) external nonReentrant returns (uint256 amount) {
        uint256 move = _lastMove;
        bool isCarried = stateOf(move) == MoveState.Gathering && _isCarried(move, token);
        require(!isCarried, MovingWrongState(move, MoveState.Gathering));
        (address key, ) = MEMBERS.keyOf(agent);
        amount = Satchels.empty(SATCHEL, agent, token, key);
        emit SatchelEmptied(agent, token, key, amount);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IMoving
    function movedTo() external view returns (uint64 chain, address opening, bytes32 root, uint40 since) {
        Move storage made = _moves[_lastMove];
        if (made.attestedAt == 0) return (0, address(0), 0, 0);
        return (made.toChain, made.opening, _publications[made.publication].root, made.attestedAt);
    }

    /// @inheritdoc IMoving
    function lastMove() external view returns (uint256) {
        return _lastMove;
    }

    /// @inheritdoc IMoving
    function moveOf(uint256 move) external view returns (Move memory) {
        return _moves[move];
    }

    /// @inheritdoc IMoving
    function stateOf(uint256 move) public view returns (MoveState) {
        Move storage made = _moves[move];
        if (made.freezeAt == 0) return MoveState.None;
        if (made.attestedAt != 0) {
            bool isOver = block.timestamp >= uint256(made.attestedAt) + made.releasePeriod;
            return isOver ? MoveState.Closed : MoveState.Attested;
        }
        if (made.calledOff || block.timestamp >= made.attestBy) return MoveState.Off;
        return block.timestamp < made.freezeAt ? MoveState.Gathering : MoveState.Frozen;
    }

    /// @inheritdoc IMoving
    function tokensOf(uint256 move) external view returns (CarriedToken[] memory) {
        return _tokens[move];
    }

    /// @inheritdoc IMoving
    function declarationOf(uint256 move, AgentId agent) external view returns (Declaration memory) {
        return _declarations[move][agent];
    }

    /// @inheritdoc IMoving
    function carriedOf(uint256 move, AgentId agent, address token) external view returns (uint256) {
        return _carried[move][agent][token];
    }

    /// @inheritdoc IMoving
    function satchelOf(AgentId agent) public view returns (address) {
        return Satchels.satchelOf(SATCHEL, agent);
    }

    /// @inheritdoc IMoving
    function lastPublication() external view returns (uint256) {
        return _lastPublication;
    }

    /// @inheritdoc IMoving
    function publicationOf(uint256 publication) external view returns (Publication memory made) {
        made = _publications[publication];
        made.refuted = _publications[_refutedAs[made.move][made.root]].refuted;
    }

    /// @inheritdoc IMoving
    function hasObjected(uint256 publication, AgentId agent) external view returns (bool) {
        return _objected[publication][agent];
    }

    /// @inheritdoc IMoving
    function faultOf(uint256 move, Line calldata line) public view returns (Fault) {
        AgentId agent = line.agent;
        address declared = _declarations[move][agent].key;
        bool isKey = declared == address(0) ? MEMBERS.idOf(line.key) == agent : line.key == declared;
        if (!isKey || agent == NO_AGENT) return Fault.Key;
        if (line.member != MEMBERS.wasActive(agent, _moves[move].freezeAt - 1)) return Fault.Member;
        CarriedToken[] storage tokens = _tokens[move];
        if (line.amounts.length != tokens.length) return Fault.Amounts;
        for (uint256 i = 0; i < tokens.length; ++i) {
            if (line.amounts[i] != _carried[move][agent][tokens[i].here]) return Fault.Amounts;
        }
        return Fault.None;
    }

    /// @inheritdoc IMoving
    function leafOf(uint256 move, Line calldata line) public view returns (bytes32) {
        return Lines.leaf(line, Lines.passage(block.chainid, address(this), move, _moves[move].toChain));
    }

    /// @inheritdoc IMoving
    function timelock() external view returns (address) {
        return TIMELOCK;
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    /// @dev Of the move under way, whose number is returned.
    function _requireState(MoveState expected) private view returns (uint256 move) {
        move = _lastMove;
        MoveState state = stateOf(move);
        require(state == expected, MovingWrongState(move, state));
    }

    /// @dev As `_requireState`, and it is the move that an act names.
    function _requireNow(uint256 named, MoveState expected) private view returns (uint256 move) {
        move = _requireState(expected);
        require(named == move, MovingWrongState(named, stateOf(named)));
    }

    function _requirePublished(uint256 publication) private view returns (Publication storage published) {
        published = _publications[publication];
        require(published.publishedAt != 0, MovingUnknownPublication(publication));
        MoveState state = stateOf(published.move);
        require(state == MoveState.Frozen, MovingWrongState(published.move, state));
    }

    function _requireNotRefuted(uint256 move, bytes32 root) private view {
        uint256 refuted = _refutedAs[move][root];
        require(refuted == 0, MovingRefuted(refuted, _publications[refuted].refuted));
    }

    function _requireIn(Publication storage published, Line calldata line, bytes32[] calldata proof) private view {
        bytes32 root = published.root;
        require(Lines.isIn(root, leafOf(published.move, line), proof), MovingNotInRoot(line.agent, root));
    }

    function _requireKey(uint256 move, Declare calldata act, bytes calldata consent) private view {
        address key = act.key;
        AgentId holder = MEMBERS.idOf(key);
        require(key != address(0) && (holder == NO_AGENT || holder == act.by), MovingKeyTaken(key, holder));
        AgentId other = _declaredBy[move][key];
        require(other == NO_AGENT || other == act.by, MovingKeyTaken(key, other));
        bool isElsewhere = _moves[move].toChain != block.chainid;
        require(!isElsewhere || key.code.length == 0, MovingKeyHasCode(key));
        (address present, ) = MEMBERS.keyOf(act.by);
        if (key == present) return;
        IMembers.KeyConsent memory needed = IMembers.KeyConsent(Status.None, act.by, key, act.deadline);
        MEMBERS.requireConsent(needed, msg.sender, consent);
    }

    function _isCarried(uint256 move, address token) private view returns (bool) {
        CarriedToken[] storage tokens = _tokens[move];
        for (uint256 i = 0; i < tokens.length; ++i) if (tokens[i].here == token) return true;
        return false;
    }

    function _isOpeningFor(address opening, uint256 move, bytes32 root) private view returns (bool) {
        if (opening.code.length == 0) return false;
        Origin memory from = IOpening(opening).origin();
        CarriedToken[] storage tokens = _tokens[move];
        bool agrees = from.chain == block.chainid && from.moving == address(this) && from.move == move;
        if (!agrees || from.root != root || from.tokens.length != tokens.length) return false;
        for (uint256 i = 0; i < tokens.length; ++i) if (from.tokens[i] != tokens[i].there) return false;
        return true;
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    function _takeBack(uint256 move, AgentId agent, address token) private returns (uint256 amount) {
        amount = _carried[move][agent][token];
        require(amount != 0, MovingNothing(agent, token));
        (address key, ) = MEMBERS.keyOf(agent);
        _carried[move][agent][token] = 0;
        emit TakenBack(move, agent, token, key, amount);
        _pay(token, key, amount);
    }

    /// @dev To an opening on this chain, for this line and no other. What it leaves here would be nobody's.
    function _fund(
        address opening,
        Line calldata line,
        bytes32[] calldata proof,
        uint256 index,
        address token,
        uint256 amount
    ) private {
        bool isCoin = token == Payments.NATIVE_COIN;
        uint256 before = Satchels.balanceOf(address(this), token);
        if (!isCoin) IERC20(token).forceApprove(opening, amount);
        IOpening(opening).fund{value: isCoin ? amount : 0}(line, proof, index, amount);
        if (!isCoin) IERC20(token).forceApprove(opening, 0);
        bool isTaken = Satchels.balanceOf(address(this), token) + amount == before;
        require(isTaken, MovingPaymentFailed(token, opening, amount));
    }

    function _pay(address token, address to, uint256 amount) private {
        require(Payments.send(token, to, amount), MovingPaymentFailed(token, to, amount));
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}
