// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IMembers, Status} from "../membership/IMembers.sol";
import {AgentId} from "../types/Ids.sol";
import {Accounts, Folio, Treasury} from "./Accounts.sol";
import {ISurplus} from "./ISurplus.sol";

/// @title Who financed a guild, and what returns to them
/// @dev A linked library on the treasury's storage. A guild acknowledges its financiers itself; a Financiers bucket returns
/// to them at each close until they have their ceiling. Must always hold: INV-214 a financier gets back no more than their
/// ceiling, and what was acknowledged never shrinks. A close loops over 16 of them at most.
library Financiers {
    using Accounts for Treasury;

    uint256 private constant MOST = 16;

    /// @notice See `ISurplus.acknowledge`.
    function acknowledge(Treasury storage self, IMembers members, ISurplus.Acknowledge calldata act) external {
        require(members.agentOf(act.by).status == Status.Guild, ISurplus.SurplusUnknownGuild(act.by));
        bool isKnown = act.financier != act.by && members.agentOf(act.financier).status != Status.None;
        require(isKnown, ISurplus.SurplusBadFinancier(act.financier));
        ISurplus.Financier[] storage list = self.financiers[act.by][act.token];
        uint256 place = _placeOf(list, act.financier);
        if (place == MOST) revert ISurplus.SurplusTooManyFinanciers(act.by, act.token);

        ISurplus.Financier memory financier;
        if (place == list.length) list.push();
        else if (list[place].agent == act.financier) financier = list[place];
        bool isFair = act.principal != 0 && act.ceiling >= act.principal;
        isFair = isFair && act.principal >= financier.principal && act.ceiling >= financier.ceiling;
        require(isFair, ISurplus.SurplusBadCeiling(act.principal, act.ceiling));
        financier.agent = act.financier;
        (financier.principal, financier.ceiling) = (act.principal, act.ceiling);
        list[place] = financier;
        emit ISurplus.FinancierAcknowledged(act.by, act.token, act.financier, act.principal, act.ceiling);
    }

    /// @notice What all financiers of a guild may still get back in a token.
    function outstandingOf(Treasury storage self, Folio memory folio) internal view returns (uint256 sum) {
        ISurplus.Financier[] storage list = self.financiers[folio.guild][folio.token];
        uint256 count = list.length;
        for (uint256 i = 0; i < count; ++i) sum += _openOf(list[i]);
    }

    /// @notice Credits an amount to the financiers, by what each may still get back.
    /// @dev Rounded by what all before have got together, so that the parts add up to the amount; none is more than what is
    /// open. Requirements: at most `outstanding`, which is what `outstandingOf` says.
    function credit(Treasury storage self, Folio memory folio, uint256 amount, uint256 outstanding) internal {
        ISurplus.Financier[] storage list = self.financiers[folio.guild][folio.token];
        uint256 count = list.length;
        uint256 open = 0;
        uint256 given = 0;
        for (uint256 i = 0; i < count; ++i) {
            open += _openOf(list[i]);
            uint256 part = Math.mulDiv(amount, open, outstanding) - given;
            if (part == 0) continue;
            given += part;
            AgentId agent = list[i].agent;
            list[i].returned += uint128(part);
            self.credit(folio, agent, part);
            emit ISurplus.FinancierReturned(folio.guild, folio.token, agent, folio.season, part);
        }
    }

    /// @dev A financier's own place; else the next one; in a full list, that of somebody who has their ceiling; else `MOST`.
    function _placeOf(ISurplus.Financier[] storage list, AgentId agent) private view returns (uint256 place) {
        uint256 count = list.length;
        place = count;
        for (uint256 i = 0; i < count; ++i) {
            if (list[i].agent == agent) return i;
            if (count == MOST && place == MOST && _openOf(list[i]) == 0) place = i;
        }
    }

    function _openOf(ISurplus.Financier storage financier) private view returns (uint256) {
        return financier.ceiling - financier.returned;
    }
}
