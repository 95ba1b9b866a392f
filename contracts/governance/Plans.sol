// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {CarriedToken, IMoving, Plan} from "./IMoving.sol";

/// @title The plan of a move, checked when it is announced
/// @dev Leaves everybody time: to declare, to check the lines, to attest and to be released. Seconds; both ends are in range.
library Plans {
    /// @dev A line has an amount for each token.
    uint256 private constant MOST_TOKENS = 8;

    /// @dev Reverts with `MovingBadPlan` and the name of the first field that is out of its range.
    function check(Plan calldata plan) internal view {
        require(plan.toChain != 0, IMoving.MovingBadPlan("toChain"));
        uint256 freezeAt = plan.freezeAt;
        bool inTime = freezeAt >= block.timestamp + 1 days && freezeAt <= block.timestamp + 365 days;
        require(inTime, IMoving.MovingBadPlan("freezeAt"));
        require(plan.checkPeriod >= 1 days && plan.checkPeriod <= 90 days, IMoving.MovingBadPlan("checkPeriod"));
        uint256 attestBy = plan.attestBy;
        bool leavesTime = attestBy > freezeAt + plan.checkPeriod && attestBy <= freezeAt + 365 days;
        require(leavesTime, IMoving.MovingBadPlan("attestBy"));
        require(plan.releasePeriod >= 7 days && plan.releasePeriod <= 365 days, IMoving.MovingBadPlan("releasePeriod"));
        _checkTokens(plan.tokens, plan.toChain == block.chainid);
    }

    /// @dev On one chain a token is the same on both sides.
    function _checkTokens(CarriedToken[] calldata tokens, bool isHere) private pure {
        require(tokens.length <= MOST_TOKENS, IMoving.MovingBadPlan("tokens"));
        for (uint256 i = 0; i < tokens.length; ++i) {
            require(!isHere || tokens[i].here == tokens[i].there, IMoving.MovingBadPlan("tokens"));
            for (uint256 j = 0; j < i; ++j) {
                bool differ = tokens[i].here != tokens[j].here && tokens[i].there != tokens[j].there;
                require(differ, IMoving.MovingBadPlan("tokens"));
            }
        }
    }
}
