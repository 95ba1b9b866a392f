// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Vouches} from "../../../contracts/membership/Vouches.sol";
import {AgentId, NO_AGENT} from "../../../contracts/types/Ids.sol";
import {VM} from "../Vm.sol";

/// @title Vouches against a model that counts in the slowest way
contract VouchesTest {
    using Vouches for Vouches.List;

    Vouches.List private _kept;
    Vouches.List private _others;
    mapping(uint256 voucher => uint40) private _longest;

    /// @dev Up to the bound nothing is lost: standing is that of each voucher's longest vouch.
    function testFuzz_standing(
        uint8[24] calldata vouchers,
        uint40[24] calldata expiries,
        uint8 quantity,
        uint40 time
    ) public {
        VM.warp(time);
        uint256 wanted = 1 + (quantity % Vouches.MAX);
        for (uint256 i = 0; i < vouchers.length; ++i) {
            uint256 voucher = 1 + (vouchers[i] % Vouches.MAX);
            _kept.keep(AgentId.wrap(uint32(voucher)), expiries[i]);
            if (expiries[i] > _longest[voucher]) _longest[voucher] = expiries[i];
        }
        (uint256 valid, uint40 sufficientUntil) = _standing(wanted);
        assert(valid == _validAt(time));
        // Enough are valid in the second before, and too few at the moment itself.
        if (sufficientUntil != 0) assert(_validAt(sufficientUntil - 1) >= wanted);
        assert(_validAt(sufficientUntil) < wanted);
        assert((valid >= wanted) == (sufficientUntil > time));
    }

    /// @dev Beyond the bound the longest-lived stay, whatever the order.
    function testFuzz_keepsTheLongestLived(uint40[30] calldata expiries) public {
        for (uint256 i = 0; i < expiries.length; ++i) _kept.keep(AgentId.wrap(uint32(i + 1)), expiries[i]);
        uint40 weakest = type(uint40).max;
        for (uint256 i = 0; i < Vouches.MAX; ++i) {
            (AgentId by, uint40 expiresAt) = _kept.vouch(i);
            assert(by != NO_AGENT);
            if (expiresAt < weakest) weakest = expiresAt;
        }
        (AgentId nobody, uint40 never) = _kept.vouch(Vouches.MAX);
        assert(nobody == NO_AGENT && never == 0);
        uint256 longer = 0;
        for (uint256 i = 0; i < expiries.length; ++i) if (expiries[i] > weakest) ++longer;
        assert(longer < Vouches.MAX);
    }

    /// @dev No vouch makes anybody's standing end earlier.
    function testFuzz_neverShortens(
        uint8[20] calldata vouchers,
        uint40[20] calldata expiries,
        uint8 voucher,
        uint40 expiry,
        uint8 quantity
    ) public {
        uint256 wanted = 1 + (quantity % Vouches.MAX);
        for (uint256 i = 0; i < vouchers.length; ++i) _kept.keep(AgentId.wrap(1 + uint32(vouchers[i])), expiries[i]);
        (, uint40 before) = _standing(wanted);
        _kept.keep(AgentId.wrap(1 + uint32(voucher)), expiry);
        (, uint40 afterwards) = _standing(wanted);
        assert(afterwards >= before);
    }

    /// @dev What is excluded counts for nothing, whoever else vouched.
    function testFuzz_excludes(uint40[12] calldata expiries, uint8 kept, uint16 excluded, uint8 quantity) public {
        uint256 wanted = 1 + (quantity % Vouches.MAX);
        Vouches.List storage others = _others;
        for (uint256 i = 0; i < kept % 13; ++i) {
            _kept.keep(AgentId.wrap(uint32(i + 1)), expiries[i]);
            if ((excluded >> i) & 1 == 0) others.keep(AgentId.wrap(uint32(i + 1)), expiries[i]);
        }
        (uint256 valid, uint40 sufficientUntil) = _kept.standing(wanted, excluded);
        (uint256 othersValid, uint40 othersUntil) = others.standing(wanted, 0);
        assert(valid == othersValid && sufficientUntil == othersUntil);
    }

    function _standing(uint256 quantity) private view returns (uint256 valid, uint40 sufficientUntil) {
        return _kept.standing(quantity, 0);
    }

    function _validAt(uint256 moment) private view returns (uint256 valid) {
        for (uint256 voucher = 1; voucher <= Vouches.MAX; ++voucher) if (_longest[voucher] > moment) ++valid;
    }
}
