// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";

/// @title How near a person stands to the others in the web of trust, as far as the register asks
interface IDistance {
    /// @notice Whether it has been shown, and is still valid, that a person is near enough.
    function isMet(AgentId person) external view returns (bool);
}
