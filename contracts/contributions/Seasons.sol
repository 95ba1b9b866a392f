// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {NO_SEASON, SeasonId} from "../types/Ids.sol";
import {ISeasons, SeasonTerms} from "./ISeasons.sol";
import {Standing} from "./Standing.sol";

/// @title The seasons of a nation, as a state machine
/// @dev Keeps the terms to come and every season with its own. A season is open in [opensAt, endsAt), takes credits
/// until it is closed, and is closed once, at `closesAt` or later. Seasons do not overlap; a gap between two is possible,
/// since nobody is obliged to call. Must always hold: INV-11 a closed season stays closed, with the same terms.
///
/// The *clock* counts half-lives: it runs at the pace of the season opened last, so that a change of the half-life
/// changes the pace from the next opening on and never what has faded already.
abstract contract Seasons is ISeasons {
    /// @dev Between the last moment at which a batch becomes ready to settle and the earliest close: everybody has a day
    /// to settle, so nobody's work is pushed into the next season by a hasty close.
    uint40 public constant SETTLEMENT_PERIOD = 1 days;

    SeasonTerms private _terms;
    /// @dev The season opened last and its end, in one slot: a submission reads nothing else of it.
    SeasonId private _lastSeason;
    uint40 private _lastEndsAt;
    mapping(SeasonId season => Season) private _seasonOf;

    /// @inheritdoc ISeasons
    function openSeason() external returns (SeasonId season) {
        SeasonId last = _lastSeason;
        require(block.timestamp >= _lastEndsAt, LedgerSeasonRunning(last, _lastEndsAt));

        season = SeasonId.wrap(SeasonId.unwrap(last) + 1);
        SeasonTerms memory terms_ = _terms;
        Season memory opened = Season({
            opensAt: uint40(block.timestamp),
            endsAt: uint40(block.timestamp) + terms_.duration,
            closesAt: 0,
            closedAt: 0,
            clock: uint96(Standing.clockAt(_seasonOf[last], block.timestamp)),
            terms: terms_
        });
        opened.closesAt = opened.endsAt + terms_.appraisalPeriod + terms_.challengePeriod + SETTLEMENT_PERIOD;
        _seasonOf[season] = opened;
        (_lastSeason, _lastEndsAt) = (season, opened.endsAt);
        emit SeasonOpened(season, opened.opensAt, opened.endsAt, opened.closesAt, terms_);
    }

    /// @inheritdoc ISeasons
    function closeSeason(SeasonId season) external {
        Season storage closing = _seasonOf[season];
        require(closing.opensAt != 0, LedgerUnknownSeason(season));
        require(closing.closedAt == 0, LedgerSeasonClosed(season));
        require(block.timestamp >= closing.closesAt, LedgerSeasonNotOver(season, closing.closesAt));
        closing.closedAt = uint40(block.timestamp);
        emit SeasonClosed(season, uint40(block.timestamp));
    }

    /// @inheritdoc ISeasons
    function terms() external view returns (SeasonTerms memory) {
        return _terms;
    }

    /// @inheritdoc ISeasons
    function currentSeason() public view returns (SeasonId) {
        return block.timestamp < _lastEndsAt ? _lastSeason : NO_SEASON;
    }

    /// @inheritdoc ISeasons
    function lastSeason() public view returns (SeasonId) {
        return _lastSeason;
    }

    /// @inheritdoc ISeasons
    function seasonOf(SeasonId season) external view returns (Season memory) {
        return _seasonOf[season];
    }

    /// @inheritdoc ISeasons
    function isClosed(SeasonId season) public view returns (bool) {
        return _seasonOf[season].closedAt != 0;
    }

    function _season(SeasonId season) internal view returns (Season storage) {
        return _seasonOf[season];
    }

    /// @dev The season that credits of a batch submitted in `submittedIn` belong to, if they are settled now.
    function _creditedSeason(SeasonId submittedIn) internal view returns (SeasonId) {
        if (!isClosed(submittedIn)) return submittedIn;
        SeasonId last = _lastSeason;
        require(!isClosed(last), LedgerNoOpenSeason(last));
        return last;
    }

    /// @dev All of them, for a library that looks through them.
    function _seasons() internal view returns (mapping(SeasonId season => Season) storage) {
        return _seasonOf;
    }

    function _setTerms(SeasonTerms memory terms_) internal {
        require(terms_.duration >= 1 days && terms_.duration <= 3650 days, LedgerBadTerms("duration"));
        require(terms_.appraisalPeriod != 0 && terms_.appraisalPeriod <= 365 days, LedgerBadTerms("appraisalPeriod"));
        require(terms_.challengePeriod <= 365 days, LedgerBadTerms("challengePeriod"));
        require(terms_.standingHalfLife == 0 || terms_.standingHalfLife >= 1 days, LedgerBadTerms("standingHalfLife"));
        require(terms_.appraisals != 0 && terms_.appraisals <= 20, LedgerBadTerms("appraisals"));
        _terms = terms_;
        emit TermsSet(terms_);
    }
}
