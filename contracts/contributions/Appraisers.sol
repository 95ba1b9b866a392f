// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Eight} from "../membership/Eight.sol";
import {AgentId, SeasonId} from "../types/Ids.sol";
import {Batches} from "./Batches.sol";
import {Bitmaps} from "./Bitmaps.sol";
import {Credits} from "./Credits.sol";
import {Entries, Entry} from "./Entries.sol";
import {IContributionLedger} from "./IContributionLedger.sol";
import {Lanes} from "./Lanes.sol";
import {Run, Settling} from "./Settlings.sol";
import {Tally} from "./Tally.sol";
import {Worth} from "./Worth.sol";

/// @title Whose acceptance counts, and what enough of them accepted
/// @dev Not the provider's own, nor that of anybody with a conflict, nor that of somebody beyond the pair limit.
///
/// Hours that one accepted of the other are measured for each guild and season in lanes of 16 bits, 16 providers a slot,
/// each run rounded up to a whole hour; the key is `_pairKey`. Lanes are kept in memory until another slot is needed.
library Appraisers {
    using Bitmaps for uint256[];
    using Eight for uint256;
    using Entries for bytes;
    using Lanes for uint256;
    using Tally for uint256[];
    using Worth for Settling;

    /// @dev Below it, everybody has to judge everybody: then the pair limit flags and refuses nothing.
    uint256 private constant ENOUGH_FOR_PAIR_LIMIT = 12;
    uint256 private constant PAIR_WIDTH = 16;
    uint256 private constant PAIRS_A_SLOT = 16;

    /// @dev Finds out whose acceptance of the run counts (`run.excluded`, `run.accepts`), and notes the pairs.
    function judge(
        Settling memory settling,
        Run memory run,
        Credits.Book storage book,
        bytes calldata payload
    ) internal {
        uint256 own = Batches.placeIn(settling.appraisers, run.provider);
        uint256 appraisers = settling.appraisers.length;
        // Places among at most 64 appraisers.
        unchecked {
            (run.excluded, run.accepts) = own == 0 ? (0, appraisers) : (1 << (own - 1), appraisers - 1);
            if (settling.conflicts.length != 0) {
                for (uint256 place = 0; place < appraisers; ++place) {
                    if (place + 1 != own && _isConflict(settling, run, place)) _exclude(run, place);
                }
            }
            if (settling.pairLimit == 0 || run.accepts < settling.needed) return;
            uint256 claimed = _claimedHours(settling, run, payload);
            if (claimed == 0) return;
            for (uint256 place = 0; place < appraisers; ++place) {
                if (run.excluded & (1 << place) != 0) continue;
                if (settling.refused.length != 0 && settling.refused[place].covers(run.from, run.end)) continue;
                if (!_notePair(settling, book, place, run.provider, own, claimed)) _exclude(run, place);
            }
        }
    }

    /// @dev The places, from 1, of the appraisers that do not count and refused some entry of the run; then zeros.
    function excludedRefusing(
        Settling memory settling,
        Run memory run
    ) internal pure returns (uint256[] memory refusing) {
        if (run.excluded == 0 || settling.refusals.length == 0) return refusing;
        refusing = new uint256[](settling.appraisers.length);
        uint256 found = 0;
        for (uint256 place = 0; place < refusing.length; ++place) {
            if (run.excluded & (1 << place) == 0 || !settling.refused[place].touches(run.from, run.end)) continue;
            refusing[found++] = place + 1;
        }
    }

    /// @dev Whether enough of those whose acceptance counts accepted an entry; of one that takes, more than refused it, too.
    /// @param refusing As `excludedRefusing`, for all entries of the run.
    function isAccepted(
        Settling memory settling,
        Run memory run,
        uint256[] memory refusing,
        uint256 entry,
        bool takes
    ) internal pure returns (bool) {
        uint256 accepts = run.accepts;
        if (settling.refusals.length != 0) {
            uint256 refusals = settling.refusals.countOf(entry);
            for (uint256 i = 0; i < refusing.length && refusing[i] != 0; ++i) {
                if (settling.refused[refusing[i] - 1].has(entry)) --refusals;
            }
            accepts -= refusals;
            if (takes && accepts <= refusals) return false;
        }
        return accepts >= settling.needed + (settling.challenged.has(entry) ? 1 : 0);
    }

    /// @dev Writes the lanes that are still at hand.
    function writePairs(Settling memory settling, Credits.Book storage book) internal {
        for (uint256 place = 0; place < settling.blocks.length; ++place) _writeBlock(settling, book, place);
    }

    function _exclude(Run memory run, uint256 place) private pure {
        run.excluded |= 1 << place;
        --run.accepts;
    }

    /// @dev Where something is taken from the provider, only what the appraiser declared: else whoever is corrected would name
    /// those who accepted that, and nothing would be taken.
    function _isConflict(Settling memory settling, Run memory run, uint256 place) private pure returns (bool) {
        (uint256 declared, uint256 namedBy) = (settling.conflicts[2 * place], settling.conflicts[2 * place + 1]);
        if (declared != 0 && declared.has(run.provider)) return true;
        return namedBy != 0 && !run.corrects && namedBy.has(run.provider);
    }

    // --- the pair limit ----------------------------------------------------------------------------------------------

    /// @dev Hours of a run, corrections and entries withdrawn apart, rounded up.
    function _claimedHours(
        Settling memory settling,
        Run memory run,
        bytes calldata payload
    ) private view returns (uint256) {
        uint256 credits = run.added.together(Lanes.ADDED_WIDTH);
        if (settling.withdrawn.length != 0 && settling.withdrawn.touches(run.from, run.end)) {
            for (uint256 i = run.from; i < run.end; ++i) {
                if (!settling.withdrawn.has(i)) continue;
                Entry entry = payload.entryAt(settling.head, settling.size, i);
                if (!settling.mayCorrect || !entry.isCorrection()) credits -= settling.worthOf(entry);
            }
        }
        unchecked {
            return (credits + 59) / 60; // three numbers of 32 bits
        }
    }

    /// @dev Notes that an appraiser accepted hours of a provider. Returns whether that counts.
    /// @param own The provider's own place among the appraisers, from 1; 0 = none.
    /// @param claimed Hours.
    function _notePair(
        Settling memory settling,
        Credits.Book storage book,
        uint256 place,
        AgentId provider,
        uint256 own,
        uint256 claimed
    ) private returns (bool) {
        // Hours of 16 bits and of one run.
        unchecked {
            uint256 shift = PAIR_WIDTH * (AgentId.unwrap(provider) % PAIRS_A_SLOT);
            _takeBlock(settling, book, place, AgentId.unwrap(provider) / PAIRS_A_SLOT);
            uint256 accepted = uint16(settling.lanes[place] >> shift);
            uint256 grown = accepted + claimed;
            if (grown * 60 > settling.pairLimit) {
                AgentId appraiser = settling.appraisers[place];
                if (Math.min(grown, _acceptedBy(settling, book, provider, own, appraiser)) * 60 > settling.pairLimit) {
                    bool counts = _isSmallGuild(settling);
                    emit IContributionLedger.PairLimitExceeded(settling.id, appraiser, provider, counts);
                    if (!counts) return false;
                }
            }
            if (grown > type(uint16).max) grown = type(uint16).max;
            settling.lanes[place] += (grown - accepted) << shift;
        }
        return true;
    }

    /// @dev Hours that a provider accepted of an appraiser: in memory, if the provider appraised this batch as well.
    function _acceptedBy(
        Settling memory settling,
        Credits.Book storage book,
        AgentId provider,
        uint256 own,
        AgentId appraiser
    ) private view returns (uint256) {
        uint256 index = AgentId.unwrap(appraiser) / PAIRS_A_SLOT;
        uint256 lanes =
            own != 0 && settling.blocks[own - 1] == index + 1
                ? settling.lanes[own - 1]
                : book.accepted[_pairKey(settling, provider, index)];
        return uint16(lanes >> (PAIR_WIDTH * (AgentId.unwrap(appraiser) % PAIRS_A_SLOT)));
    }

    /// @dev Has the slot with the lanes of a block of providers at hand, and writes back the one before it.
    function _takeBlock(Settling memory settling, Credits.Book storage book, uint256 place, uint256 index) private {
        unchecked {
            ++index; // a part of a number of 32 bits
        }
        if (settling.blocks[place] == index) return;
        _writeBlock(settling, book, place);
        settling.blocks[place] = index--;
        settling.lanes[place] = book.accepted[_pairKey(settling, settling.appraisers[place], index)];
    }

    function _writeBlock(Settling memory settling, Credits.Book storage book, uint256 place) private {
        if (settling.blocks[place] == 0) return;
        uint256 key = _pairKey(settling, settling.appraisers[place], settling.blocks[place] - 1);
        book.accepted[key] = settling.lanes[place];
    }

    function _pairKey(Settling memory settling, AgentId appraiser, uint256 index) private pure returns (uint256) {
        uint256 where = (uint256(AgentId.unwrap(settling.batch.guild)) << 16) | SeasonId.unwrap(settling.batch.season);
        return (where << 64) | (uint256(AgentId.unwrap(appraiser)) << 32) | index;
    }

    function _isSmallGuild(Settling memory settling) private view returns (bool) {
        if (settling.rosterSize == 0) {
            uint256 size = settling.registers.guilds.rosterSizeAt(settling.batch.guild, settling.batch.submittedAt);
            settling.rosterSize = 1 + size;
        }
        return settling.rosterSize <= ENOUGH_FOR_PAIR_LIMIT;
    }
}
