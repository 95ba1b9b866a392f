// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {NO_SEASON, SeasonId} from "../types/Ids.sol";
import {Credits} from "./Credits.sol";
import {ISeasons, SeasonTerms} from "./ISeasons.sol";
import {Standing} from "./Standing.sol";

/// @dev What is known of all seasons, in one place, so that a linked library can work on it.
struct SeasonBook {
    // One slot, of which a submission reads the season opened last and its end.
    SeasonId last;
    uint40 lastEndsAt;
    uint16 closes; // seasons closed so far
    mapping(SeasonId season => ISeasons.Season) seasonOf;
    mapping(SeasonId season => uint256) closeOf; // which of all closes was a season's, from 1; 0 = not closed
    mapping(SeasonId season => uint256) limitsOf; // see `Credits.limitsOf`: of its terms, what a claim asks for
}

/// @title Opening and closing: what happens a few times a year, in a linked library
/// @dev See `Seasons`.
library SeasonBooks {
    function open(
        SeasonBook storage self,
        SeasonTerms memory terms,
        uint40 settlementPeriod
    ) public returns (SeasonId season) {
        SeasonId last = self.last;
        require(block.timestamp >= self.lastEndsAt, ISeasons.LedgerSeasonRunning(last, self.lastEndsAt));

        season = SeasonId.wrap(SeasonId.unwrap(last) + 1);
        ISeasons.Season memory opened = ISeasons.Season({
            opensAt: uint40(block.timestamp),
            endsAt: uint40(block.timestamp) + terms.duration,
            closesAt: 0,
            closedAt: 0,
            clock: uint96(Standing.clockAt(self.seasonOf[last], block.timestamp)),
            terms: terms
        });
        opened.closesAt = opened.endsAt + terms.appraisalPeriod + terms.challengePeriod + settlementPeriod;
        self.seasonOf[season] = opened;
        uint256 limits = Credits.limitsOf(terms);
        if (limits != 0) self.limitsOf[season] = limits;
        (self.last, self.lastEndsAt) = (season, opened.endsAt);
        emit ISeasons.SeasonOpened(season, opened.opensAt, opened.endsAt, opened.closesAt, terms);
    }

    function close(SeasonBook storage self, SeasonId season) public {
        ISeasons.Season storage closing = self.seasonOf[season];
        require(closing.opensAt != 0, ISeasons.LedgerUnknownSeason(season));
        require(closing.closedAt == 0, ISeasons.LedgerSeasonClosed(season));
        require(block.timestamp >= closing.closesAt, ISeasons.LedgerSeasonNotOver(season, closing.closesAt));
        // What a season takes counts as of later ones as well, where credits are cumulative: none of them is final before it.
        SeasonId former = SeasonId.wrap(SeasonId.unwrap(season) - 1);
        if (former != NO_SEASON && self.seasonOf[former].closedAt == 0) close(self, former);
        closing.closedAt = uint40(block.timestamp);
        self.closeOf[season] = ++self.closes;
        emit ISeasons.SeasonClosed(season, uint40(block.timestamp));
    }

    function check(SeasonTerms memory terms) public pure {
        _check(terms.duration >= 1 days && terms.duration <= 3650 days, "duration");
        _check(terms.appraisalPeriod != 0 && terms.appraisalPeriod <= 365 days, "appraisalPeriod");
        _check(terms.challengePeriod <= 365 days, "challengePeriod");
        _check(terms.standingHalfLife == 0 || terms.standingHalfLife >= 1 days, "standingHalfLife");
        _check(terms.appraisals != 0 && terms.appraisals <= 20, "appraisals");
        for (uint256 track = 0; track < terms.minimumCredit.length; ++track) {
            // Else nobody's credit could be eligible.
            _check(terms.cap == 0 || terms.cap >= terms.minimumCredit[track], "cap");
        }
    }

    function _check(bool holds, string memory term) private pure {
        require(holds, ISeasons.LedgerBadTerms(term));
    }
}
