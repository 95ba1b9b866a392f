// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IGuilds} from "../membership/IGuilds.sol";
import {ISurplus} from "../treasury/ISurplus.sol";
import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {NO_AGENT, NO_WORK, WorkId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {ICommons} from "./ICommons.sol";
import {ILicencePolicies} from "./ILicencePolicies.sol";
import {Works} from "./Works.sol";

/// @title The commons: works, and the money that climbs to what they build on
/// @dev Keeps beside the works (`Works`) what waits on each edge in each token. Who may do what: anybody pays, and moves on
/// what waits; `Licences`, in its seat, may collect a fee with money its payer allowed to this contract. Must always hold:
/// INV-64 what was paid to a work is what entered the guild's surplus plus what its edges took in, with their fractions
/// made whole together; INV-65 in every token that keeps its balances this contract holds what waits, for each work rounded
/// up; INV-270 a sum paid in pieces brings each edge what it brings at once. Assumes of others: `Surplus` takes what it is
/// given or reverts. A token that changes balances by itself harms only its own edges.
contract Commons is Works, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    address private constant NATIVE_COIN = address(0);

    ISurplus private immutable SURPLUS;

    // In ten-thousandths of the token's smallest unit, so that no payment is too small to be shared.
    mapping(WorkId child => mapping(WorkId parent => mapping(address token => uint256 scaled))) private _waiting;

    constructor(
        address timelock_,
        IAgents members,
        IGuilds guilds,
        ILicencePolicies policies,
        ISurplus surplus
    ) Works(members, guilds, policies) Statements("Neoguild Commons") Chartered(timelock_) {
        require(address(surplus) != address(0), CharteredZeroAddress());
        SURPLUS = surplus;
    }

    /// @inheritdoc ICommons
    function pay(WorkId work, address token, uint256 amount) external payable nonReentrant returns (uint256 received) {
        return _pay(msg.sender, work, token, amount);
    }

    /// @inheritdoc ICommons
    function payFor(
        address payer,
        WorkId work,
        address token,
        uint256 amount
    ) external payable nonReentrant returns (uint256 received) {
        require(msg.sender == _licences, CommonsOnlyLicences(msg.sender));
        return _pay(payer, work, token, amount);
    }

    /// @inheritdoc ICommons
    function pull(WorkId child, WorkId parent, address token) external nonReentrant returns (uint256 amount) {
        uint256 scaled = _waiting[child][parent][token];
        amount = scaled / BPS;
        require(amount != 0, CommonsNothingWaits(child, parent, token));
        _waiting[child][parent][token] = scaled % BPS;
        _split(parent, token, amount, child, msg.sender);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc ICommons
    function waiting(WorkId child, WorkId parent, address token) external view returns (uint256) {
        return _waiting[child][parent][token] / BPS;
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    function _pay(address payer, WorkId work, address token, uint256 amount) private returns (uint256 received) {
        require(_entryOf[work].guild != NO_AGENT, CommonsUnknownWork(work));
        uint256 expected = token == NATIVE_COIN ? amount : 0;
        require(msg.value == expected, CommonsWrongValue(expected, msg.value));
        received = token == NATIVE_COIN ? amount : _receive(IERC20(token), payer, amount);
        require(received != 0, CommonsNothingPaid());
        _split(work, token, received, NO_WORK, payer);
    }

    /// @dev Books what arrived, not what was announced.
    function _receive(IERC20 token, address payer, uint256 amount) private returns (uint256) {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(payer, address(this), amount);
        uint256 afterwards = token.balanceOf(address(this));
        return afterwards > before ? afterwards - before : 0;
    }

    /// @dev Each edge takes its share with the fraction. The own share is the rest, so that over all payments the edges
    /// together hold back what they took in rounded up, whatever the pieces: less than one unit more than waits on them.
    function _split(WorkId id, address token, uint256 amount, WorkId via, address payer) private {
        Entry memory work = _entryOf[id];
        uint256 former = 0; // the fractions held back until now; a pull takes whole units, so it changes none
        for (uint256 i = 0; i < work.parents; ++i) {
            Edge memory edge = _edgeAt(id, work, i);
            if (edge.shareBps == 0) continue;
            uint256 scaled = _waiting[id][edge.parent][token];
            former += scaled % BPS;
            _waiting[id][edge.parent][token] = scaled + amount * edge.shareBps;
        }
        uint256 upstream = Math.ceilDiv(former + amount * work.upstreamBps, BPS) - Math.ceilDiv(former, BPS);
        uint256 ownShare = amount - upstream;
        emit WorkPaid(id, token, via, payer, amount, ownShare);

        // A payment of a few units may only make a parent's share whole.
        if (ownShare == 0) return;
        if (token != NATIVE_COIN) IERC20(token).forceApprove(address(SURPLUS), ownShare);
        uint256 value = token == NATIVE_COIN ? ownShare : 0;
        SURPLUS.deposit{value: value}(work.guild, token, ownShare, id, bytes32(uint256(WorkId.unwrap(via))));
    }
}
