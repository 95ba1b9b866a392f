// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {WorkCredits} from "../../../contracts/contributions/WorkCredits.sol";
import {AgentId, SeasonId, WorkId} from "../../../contracts/types/Ids.sol";

/// @title The packed traces against plain ones
contract WorkCreditsTest {
    using WorkCredits for WorkCredits.Book;

    AgentId private constant GUILD = AgentId.wrap(7);
    WorkId private constant WORK = WorkId.wrap(5);
    uint16 private constant SEASONS = 12;

    WorkCredits.Book private _book;

    // The plain books: as of each season.
    uint256[SEASONS + 1][2] private _plain;

    /// @dev Seasons come in any order, as batches of several open seasons are settled; a third of the steps takes.
    function testFuzz_INV235_tracesEqualPlainSums(uint32[24] memory amounts, uint8[24] memory words) public {
        for (uint256 i = 0; i < words.length; ++i) {
            uint256 who = (words[i] >> 6) % 2;
            uint16 season = uint16(1 + (words[i] % SEASONS));
            AgentId member = AgentId.wrap(uint32(who + 1));
            if (words[i] % 3 == 0) _take(who, season, member, amounts[i]);
            else _add(who, season, member, amounts[i]);
        }
        for (uint16 season = 0; season <= SEASONS; ++season) {
            for (uint256 who = 0; who < 2; ++who) {
                uint256 key = WorkCredits.keyOf(GUILD, WORK, AgentId.wrap(uint32(who + 1)));
                assert(_book.valueAt(key, SeasonId.wrap(season)) == _plain[who][season]);
            }
            uint256 total = _book.valueAt(WorkCredits.totalKeyOf(GUILD, WORK), SeasonId.wrap(season));
            assert(total == _plain[0][season] + _plain[1][season]);
        }
        assert(_book.valueAt(WorkCredits.keyOf(GUILD, WorkId.wrap(6), AgentId.wrap(1)), SeasonId.wrap(SEASONS)) == 0);
    }

    function _add(uint256 who, uint16 season, AgentId member, uint256 amount) private {
        _book.add(GUILD, WORK, member, SeasonId.wrap(season), amount);
        for (uint256 i = season; i <= SEASONS; ++i) _plain[who][i] += amount;
    }

    function _take(uint256 who, uint16 season, AgentId member, uint256 amount) private {
        _book.take(GUILD, WORK, member, SeasonId.wrap(season), amount);
        for (uint256 i = season; i <= SEASONS; ++i) {
            if (_plain[who][i] < amount) amount = _plain[who][i];
        }
        for (uint256 i = season; i <= SEASONS; ++i) _plain[who][i] -= amount;
    }
}
