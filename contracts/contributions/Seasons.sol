// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {NO_SEASON, SeasonId} from "../types/Ids.sol";
import {ISeasons, SeasonTerms} from "./ISeasons.sol";
import {SeasonBook, SeasonBooks} from "./SeasonBooks.sol";

/// @title The seasons of a nation, as a state machine
/// @dev Keeps the terms to come and every season with its own. A season is open in [opensAt, endsAt), takes credits
/// until it is closed, and is closed once, at `closesAt` or later. Seasons do not overlap; a gap between two is possible,
/// since nobody is obliged to call. Must always hold: INV-11 a closed season stays closed, with the same terms.
///
/// The *clock* counts half-lives: it runs at the pace of the season opened last, so that a change of the half-life
/// changes the pace from the next opening on and never what has faded already.
abstract contract Seasons is ISeasons {
    using SeasonBooks for SeasonBook;

    /// @dev Between the last moment at which a batch becomes ready to settle and the earliest close: everybody has a day
    /// to settle, so nobody's work is pushed into the next season by a hasty close.
    uint40 public constant SETTLEMENT_PERIOD = 1 days;

    SeasonTerms private _terms;
    SeasonBook internal _seasons;

    /// @inheritdoc ISeasons
    function openSeason() external returns (SeasonId season) {
        return _seasons.open(_terms, SETTLEMENT_PERIOD);
    }

    /// @inheritdoc ISeasons
    function closeSeason(SeasonId season) external {
        _seasons.close(season);
    }

    /// @inheritdoc ISeasons
    function terms() external view returns (SeasonTerms memory) {
        return _terms;
    }

    /// @inheritdoc ISeasons
    function currentSeason() public view returns (SeasonId) {
        return block.timestamp < _seasons.lastEndsAt ? _seasons.last : NO_SEASON;
    }

    /// @inheritdoc ISeasons
    function lastSeason() public view returns (SeasonId) {
        return _seasons.last;
    }

    /// @inheritdoc ISeasons
    function seasonOf(SeasonId season) external view returns (Season memory) {
        return _seasons.seasonOf[season];
    }

    /// @inheritdoc ISeasons
    function isClosed(SeasonId season) external view returns (bool) {
        return _seasons.seasonOf[season].closedAt != 0;
    }

    function _setTerms(SeasonTerms memory terms_) internal {
        SeasonBooks.check(terms_);
        _terms = terms_;
        emit TermsSet(terms_);
    }
}
