// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SeasonId} from "../types/Ids.sol";

/// @notice The rules of a season. A season keeps those in force when it opened. Times in seconds.
struct SeasonTerms {
    uint40 duration; //          from opening to end, 1 day to 10 years
    uint40 appraisalPeriod; //   from a batch's submission, 1 second to 1 year
    uint40 challengePeriod; //   after it, 0 to 1 year
    uint32 standingHalfLife; //  0 = standing does not fade; otherwise 1 day or more
    uint8 appraisals; //         acceptances an entry needs, 1 to 20
    bool probationaryCounts; //  whether work of persons who are not active members counts toward a season
    uint32 pairLimit; //         minutes that each of two may accept of the other in a guild and a season; 0 = no limit
    uint32 cap; //               credits of a person, a track and a season that count at most; 0 = all do
    uint32[3] minimumCredit; //  credits per track; below it a person's credit of the season does not count
}

/// @title Seasons: when contributions count, and when that is final
/// @notice A season opens, ends at a moment known from its opening, and is closed by anybody once the last batch could
/// be appraised, challenged and settled. What a closed season says never changes.
interface ISeasons {
    struct Season {
        uint40 opensAt;
        uint40 endsAt; //   submissions are refused from this second on
        uint40 closesAt; // earliest closing: the end, both periods and `SETTLEMENT_PERIOD` later
        uint40 closedAt; // 0 = not closed
        uint96 clock; //    half-lives passed before the opening, times 2^64: the age of standing
        SeasonTerms terms;
    }

    event TermsSet(SeasonTerms terms);
    event SeasonOpened(SeasonId indexed season, uint40 opensAt, uint40 endsAt, uint40 closesAt, SeasonTerms terms);
    event SeasonClosed(SeasonId indexed season, uint40 closedAt);

    /// @dev A term is out of its range; the word names it.
    error LedgerBadTerms(string term);
    /// @dev The running season ends at `endsAt` (Unix seconds); the next one can open then.
    error LedgerSeasonRunning(SeasonId season, uint40 endsAt);
    /// @dev No season is open now; anybody may call `openSeason`.
    error LedgerNoOpenSeason(SeasonId lastSeason);
    error LedgerUnknownSeason(SeasonId season);
    /// @dev The season can be closed from `closesAt` (Unix seconds) on.
    error LedgerSeasonNotOver(SeasonId season, uint40 closesAt);
    error LedgerSeasonClosed(SeasonId season);

    /// @notice Opens the next season, under the terms now in force. Anybody may call. Requirements: the former has ended.
    function openSeason() external returns (SeasonId season);

    /// @notice Makes a season's numbers final, and before them those of every earlier season that is not closed. Anybody may
    /// call. Requirements: the season is known, not closed, `closesAt` is here, also that of those earlier ones.
    function closeSeason(SeasonId season) external;

    /// @notice The terms of seasons yet to open. Requirements: the nation; every term in its range.
    function setTerms(SeasonTerms calldata terms_) external;

    /// @notice The terms the next season will open with.
    function terms() external view returns (SeasonTerms memory);

    /// @notice The season open now, or 0: before the first one, and between an end and the next opening.
    function currentSeason() external view returns (SeasonId);

    /// @notice The season opened last, or 0.
    function lastSeason() external view returns (SeasonId);

    /// @notice All zero for a season not yet opened.
    function seasonOf(SeasonId season) external view returns (Season memory);

    /// @notice Whether the numbers of this season are final.
    function isClosed(SeasonId season) external view returns (bool);
}
