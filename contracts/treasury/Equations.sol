// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

import {IMembers, Status} from "../membership/IMembers.sol";
import {AgentId, NO_AGENT} from "../types/Ids.sol";
import {ISurplus} from "./ISurplus.sol";
import {Bucket, BucketKind, Rules, ValueEquation} from "./ValueEquation.sol";

/// @title The nation's value equations, one version after the other
/// @dev Versions count from 1 and never change. What sets one is a linked library.
library Equations {
    using Checkpoints for Checkpoints.Trace208;

    struct Equation {
        Rules rules;
        Bucket[] buckets;
    }

    struct Book {
        mapping(uint16 version => Equation) versions;
        Checkpoints.Trace208 setAt;
        bool sharesByWorks; // whether any version does
    }

    /// @dev In hundredths: everybody alike.
    uint256 private constant LEAST_RATIO = 100;

    /// @notice Adds a version. See `ISurplus.setEquation`.
    function set(Book storage self, IMembers members, Bucket[] calldata buckets, Rules calldata rules) external {
        uint256 count = buckets.length;
        require(count != 0 && count <= ValueEquation.MAX_BUCKETS, ISurplus.SurplusBadBucketCount(count));
        uint256 fault = ValueEquation.faultIn(buckets);
        if (fault != count) revert ISurplus.SurplusBadShare(fault, buckets[fault].shareBps);
        fault = ValueEquation.misfitIn(buckets);
        if (fault != count) revert ISurplus.SurplusBadBucket(fault, buckets[fault].kind);
        require(rules.maxRatio == 0 || rules.maxRatio >= LEAST_RATIO, ISurplus.SurplusBadRatio(rules.maxRatio));
        uint16 lossBps = rules.lossToReserveBps;
        require(lossBps <= ValueEquation.BPS, ISurplus.SurplusBadLossRule(lossBps));

        uint16 version = uint16(self.setAt.latest()) + 1;
        Equation storage next = self.versions[version];
        next.rules = rules;
        bool isPaidDown = false;
        for (uint256 i = 0; i < count; ++i) {
            if (buckets[i].kind == BucketKind.Account) _requireAccount(members, i, buckets[i].account);
            else if (buckets[i].kind == BucketKind.Outstanding) isPaidDown = true;
            else if (buckets[i].kind == BucketKind.WorkShare) self.sharesByWorks = true;
            next.buckets.push(buckets[i]);
        }
        require((rules.price != 0) == isPaidDown, ISurplus.SurplusBadPrice(rules.price));
        self.setAt.push(uint48(block.timestamp), version);
        emit ISurplus.EquationSet(version, uint40(block.timestamp), buckets, rules);
    }

    /// @notice The version in force for a season that opens at a moment.
    function versionAt(Book storage self, uint40 timepoint) internal view returns (uint16 version) {
        // Strictly before: an equation set in the very second of an opening is for the next season.
        version = timepoint == 0 ? 0 : uint16(self.setAt.upperLookupRecent(timepoint - 1));
        return version == 0 ? 1 : version;
    }

    /// @notice The account that equal shares are forfeited to: the version's first, or none.
    function fundOf(Book storage self, uint16 version) internal view returns (AgentId) {
        Bucket[] storage buckets = self.versions[version].buckets;
        for (uint256 i = 0; i < buckets.length; ++i) {
            if (buckets[i].kind == BucketKind.Account) return buckets[i].account;
        }
        return NO_AGENT;
    }

    function _requireAccount(IMembers members, uint256 index, AgentId account) private view {
        Status status = members.agentOf(account).status;
        bool isBody = status == Status.Guild || status == Status.Organisation;
        require(isBody, ISurplus.SurplusBadAccount(index, account));
    }
}
