// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {IAssembly} from "./IAssembly.sol";
import {Outcomes} from "./Outcomes.sol";
import {Book, Calls, Parts} from "./ProposalBook.sol";
import {ProposalCalls} from "./ProposalCalls.sol";
import {Rules} from "./Rules.sol";

/// @title Two readings: what passed must pass again, as a proposal of its own
/// @dev A first reading stands behind one decision, and is used up with it: then it is its own first one.
library Readings {
    using Outcomes for Book;
    using ProposalCalls for Calls;
    using Rules for uint8;

    /// @dev A proposal whose very calls passed a first reading that still stands needs no other. Returns whether it is one.
    function readAgain(
        Book storage self,
        Parts memory parts,
        uint256 proposalId,
        Calls memory calls
    ) internal returns (bool) {
        uint256 first = self.firstReadingOf[calls.hashOf()];
        if (first == 0 || self.firstOf[first] != 0) return false;
        if (self.state(parts.members, first) != IGovernor.ProposalState.Succeeded) return false;
        self.firstOf[proposalId] = first;
        emit IAssembly.SecondReadingMade(proposalId, first);
        return true;
    }

    /// @dev What passed its first reading waits for the second. Noted once more, a used-up one would hide another of the
    /// same calls that still stands: reverts with `AssemblyReadingUsed`.
    function noteFirst(Book storage self, uint256 proposalId, Calls memory calls) internal {
        require(self.firstOf[proposalId] == 0, IAssembly.AssemblyReadingUsed(proposalId, proposalId));
        bytes32 hash = calls.hashOf();
        self.firstReadingOf[hash] = proposalId;
        emit IAssembly.FirstReadingPassed(proposalId, hash);
    }

    /// @dev Of a second reading: its first one stands behind one decision, whatever else was proposed with the same calls.
    /// Reverts with `AssemblyReadingUsed` if another had it.
    function useFirst(Book storage self, uint256 proposalId) internal {
        uint256 first = self.firstOf[proposalId];
        if (first == 0) return;
        require(self.firstOf[first] == 0, IAssembly.AssemblyReadingUsed(proposalId, first));
        self.firstOf[first] = first;
    }

    /// @dev With a decision that the nation or the chambers end goes its first reading, and with a first reading whatever
    /// waits on it; or the same calls would need one vote where everything else needs two.
    function endReading(Book storage self, uint256 proposalId) internal {
        uint256 first = self.voteOf[proposalId].flags.has(Rules.TWO_READINGS) ? proposalId : self.firstOf[proposalId];
        if (first != 0) self.firstOf[first] = first;
    }
}
