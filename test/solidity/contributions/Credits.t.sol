// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Credits} from "../../../contracts/contributions/Credits.sol";
import {Entries, Entry} from "../../../contracts/contributions/Entries.sol";
import {Lanes} from "../../../contracts/contributions/Lanes.sol";
import {Standing} from "../../../contracts/contributions/Standing.sol";
import {AgentId, SeasonId} from "../../../contracts/types/Ids.sol";

/// @title The packed books against plain ones
contract CreditsTest {
    using Credits for Credits.Account;
    using Credits for uint256;
    using Entries for bytes;
    using Lanes for uint256;
    using Standing for uint256;

    AgentId private constant GUILD = AgentId.wrap(7);
    AgentId private constant MEMBER = AgentId.wrap(9);
    SeasonId private constant SEASON = SeasonId.wrap(1);

    Credits.Book private _book;
    Credits.Account private _account;

    // The plain books.
    uint256[3] private _record;
    mapping(uint256 season => uint256[3]) private _credits;

    function test_INV12_recordAndCreditsEqualPlainSums(uint24[30] memory minutesOf, uint8[10] memory seasons) public {
        for (uint256 i = 0; i < seasons.length; ++i) {
            uint256 season = 1 + (seasons[i] % 4);
            uint256 added = 0;
            for (uint256 track = 0; track < 3; ++track) {
                uint256 amount = minutesOf[3 * i + track];
                added |= amount << (Lanes.ADDED_WIDTH * track);
                _record[track] += amount;
                if (seasons[i] < 200) _credits[season][track] += amount;
            }
            if (seasons[i] < 200) _account.credit(SeasonId.wrap(uint16(season)), added);
            else _account.record(added);
        }
        for (uint256 track = 0; track < 3; ++track) {
            assert(_account.recordOf().lane(Credits.RECORD_WIDTH, track) == _record[track]);
            for (uint16 season = 1; season <= 4; ++season) {
                uint256 credits = _account.creditsOf(SeasonId.wrap(season));
                assert(credits.lane(Credits.CREDIT_WIDTH, track) == _credits[season][track]);
            }
        }
    }

    function test_INV13_totalsHoldThoseWhoReachTheMinimum(
        uint16[12] memory minutesOf,
        uint16 minimum,
        uint16 cap
    ) public {
        uint32[3] memory minimums = [uint32(minimum), uint32(minimum) * 2, 0];
        uint256 limits = minimum | (uint256(minimum) << 33) | (uint256(cap) << 96);
        uint256 totals = 0;
        uint256 all = 0;
        uint256[3] memory sums;
        for (uint256 i = 0; i < 4; ++i) {
            uint256 added = 0;
            for (uint256 track = 0; track < 3; ++track) {
                added |= uint256(minutesOf[3 * i + track]) << (Lanes.ADDED_WIDTH * track);
                sums[track] += minutesOf[3 * i + track];
                all += minutesOf[3 * i + track];
            }
            (, uint256 before, uint256 afterwards) = _book.accounts[GUILD][MEMBER].credit(SEASON, added);
            totals = totals.moved(before, afterwards, limits);
        }
        for (uint256 track = 0; track < 3; ++track) {
            uint256 eligible = sums[track] < minimums[track] ? 0 : sums[track];
            if (cap != 0 && eligible > cap) eligible = cap;
            assert(totals.lane(Credits.TOTAL_WIDTH, track) == eligible);
        }
        assert(totals >> Credits.USED_SHIFT == all);
    }

    /// Credits and corrections of any size, on one track, in two seasons of which either may come first.
    function test_INV23_whatASeasonDoesNotHoldIsADebt(uint24[12] memory amounts, uint16 corrects, uint16 later) public {
        uint256[2] memory credits;
        uint256 record = 0;
        uint256 debt = 0;
        for (uint256 i = 0; i < amounts.length; ++i) {
            uint256 season = (later >> i) & 1;
            SeasonId id = SeasonId.wrap(uint16(7 + season));
            if ((corrects >> i) & 1 == 0) {
                _account.credit(id, amounts[i]);
                uint256 setOff = debt < amounts[i] ? debt : amounts[i];
                (record, debt) = (record + amounts[i], debt - setOff);
                credits[season] += amounts[i] - setOff;
            } else {
                (uint256 taken, , , ) = _account.correct(id, 0, amounts[i]);
                assert(taken == (amounts[i] < record ? amounts[i] : record));
                uint256 held = credits[season] < taken ? credits[season] : taken;
                (record, debt) = (record - taken, debt + taken - held);
                credits[season] -= held;
            }
            assert(_account.recordOf() == record);
            assert(_account.debt == debt);
            assert(_account.creditsOf(SeasonId.wrap(7)) == credits[0]);
            assert(_account.creditsOf(SeasonId.wrap(8)) == credits[1]);
        }
    }

    /// Credits and corrections on any track, small and wide, in any order of seasons that lie side by side or far apart.
    function test_INV12_seasonsFarApartKeepWhatTheyWereGiven(uint24[20] memory amounts, uint256 choices) public {
        uint16[8] memory seasons = [1, 2, 3, 4, 7, 8, 65_534, 65_535];
        uint256[3] memory debt;
        for (uint256 i = 0; i < amounts.length; ++i) {
            uint256 choice = (choices >> (12 * i)) & 0xfff;
            (uint16 season, uint256 track) = (seasons[choice & 7], (choice >> 3) % 3);
            uint256 amount = choice & 0x100 == 0 ? amounts[i] : amounts[i] & 0x3ff;
            uint256[3] storage credits = _credits[season];
            if (choice & 0x600 != 0) {
                _account.credit(SeasonId.wrap(season), amount << (Lanes.ADDED_WIDTH * track));
                uint256 setOff = debt[track] < amount ? debt[track] : amount;
                (_record[track], debt[track]) = (_record[track] + amount, debt[track] - setOff);
                credits[track] += amount - setOff;
            } else {
                (uint256 taken, , , ) = _account.correct(SeasonId.wrap(season), track, amount);
                uint256 held = credits[track] < taken ? credits[track] : taken;
                (_record[track], debt[track]) = (_record[track] - taken, debt[track] + taken - held);
                credits[track] -= held;
            }
            for (uint256 lane = 0; lane < 3; ++lane) {
                assert(_account.recordOf().lane(Credits.RECORD_WIDTH, lane) == _record[lane]);
                assert(_account.debt.lane(Credits.DEBT_WIDTH, lane) == debt[lane]);
                for (uint256 place = 0; place < seasons.length; ++place) {
                    uint256 kept = _account.creditsOf(SeasonId.wrap(seasons[place]));
                    assert(kept.lane(Credits.CREDIT_WIDTH, lane) == _credits[seasons[place]][lane]);
                }
            }
        }
    }

    /// Minutes of two ages, added in either order, against 2^-n for whole half-lives.
    function test_standingEqualsItsClosedForm(
        uint32 first,
        uint32 second,
        uint8 clockA,
        uint8 clockB,
        uint8 more
    ) public pure {
        uint256 older = clockA < clockB ? clockA : clockB;
        uint256 younger = clockA < clockB ? clockB : clockA;
        uint256 a = _at(0, first, older).add(second, Standing.ageOf(younger << 64));
        uint256 b = _at(0, second, younger).add(first, Standing.ageOf(older << 64));
        uint256 nowClock = younger + more;
        uint256 exact =
            ((uint256(first) * 1e18) >> (nowClock - older)) + ((uint256(second) * 1e18) >> (nowClock - younger));
        uint256[3] memory forward = a.valuesAt(nowClock << 64);
        uint256[3] memory backward = b.valuesAt(nowClock << 64);
        // Less than 2^-50 of the whole for two additions, and one unit for each shift.
        uint256 tolerance = (exact >> 50) + 2;
        assert(forward[0] <= exact + 2 && forward[0] + tolerance >= exact);
        assert(backward[0] <= exact + 2 && backward[0] + tolerance >= exact);
        assert(forward[1] == 0 && forward[2] == 0);
    }

    function test_entriesAreReadAsWritten(uint224[3] memory words, bytes32 evidence, bool withEvidence) public view {
        bytes memory payload = abi.encodePacked(withEvidence ? bytes1(0x02) : bytes1(0x01));
        for (uint256 i = 0; i < 3; ++i) {
            payload =
                withEvidence
                    ? abi.encodePacked(payload, bytes28(words[i]), evidence)
                    : abi.encodePacked(payload, bytes28(words[i]));
        }
        this.readBack(payload, words);
    }

    function readBack(bytes calldata payload, uint224[3] calldata words) external pure {
        assert(payload.countOf() == 3);
        for (uint256 i = 0; i < 3; ++i) {
            Entry entry = payload.entryAt(payload.headOf(), payload.sizeOf(), i);
            assert(Entry.unwrap(entry) == words[i]);
            assert(AgentId.unwrap(entry.provider()) == uint32(words[i] >> 192));
            assert(entry.quantity() == uint32(words[i] >> 80));
        }
    }

    function _at(uint256 standing, uint256 minutesOf, uint256 clock) private pure returns (uint256) {
        return standing.add(minutesOf, Standing.ageOf(clock << 64));
    }
}
