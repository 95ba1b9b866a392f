// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";
import {Decision, Purpose, UserClass} from "./ILicencePolicies.sol";
import {UseReason} from "./ILicences.sol";
import {Offers} from "./Offers.sol";
import {Row} from "./Rows.sol";

/// @title What is asked of a work's policies, and what each answers by itself
library Questions {
    /// @dev Who asks for what, and what they hold.
    struct Question {
        AgentId guild;
        bool grantsStopped;
        Offers offers;
        AgentId agent;
        UserClass userClass;
        Purpose purpose;
        uint256 number; //    of the grant; 0 for who can hold none
        uint256 suspended; // bit i: the policy in place i is suspended
        uint256 ended; //     bit i: it has ended
    }

    /// @dev What one policy answers by itself: a door is taken for shut.
    function reasonOf(
        Question memory self,
        Row row,
        uint256 place
    ) internal pure returns (Decision decision, UseReason reason) {
        decision = row.decisionFor(self.purpose);
        if (self.suspended | self.ended != 0) {
            if ((self.ended >> place) & 1 != 0) return (decision, UseReason.GrantEnded);
            if ((self.suspended >> place) & 1 != 0) return (decision, UseReason.GrantSuspended);
        }
        if (self.grantsStopped && !(decision == Decision.Free && row.isIrrevocable())) {
            return (Decision.Forbidden, UseReason.NotOffered);
        }
        if (decision == Decision.Free) return (decision, UseReason.Open);
        if (decision == Decision.Forbidden) return (decision, UseReason.NotForThisClass);
        if (decision == Decision.Pay) return (decision, UseReason.FeeDue);
        if (decision == Decision.ByApproval) return (decision, UseReason.ApprovalNeeded);
        if (row.periodDays() != 0) return (decision, UseReason.ReciprocityOffered);
        return (decision, row.isPriced() ? UseReason.ContributionsOrFeeDue : UseReason.ContributionsMissing);
    }

    /// @dev Whether contributions would open it.
    function isDoor(UseReason reason) internal pure returns (bool) {
        return reason == UseReason.ContributionsOrFeeDue || reason == UseReason.ContributionsMissing;
    }
}
