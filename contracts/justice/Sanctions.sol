// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IChapters} from "../membership/IChapters.sol";
import {IGuilds} from "../membership/IGuilds.sol";
import {IMembers, Status} from "../membership/IMembers.sol";
import {IRecovery} from "../membership/IRecovery.sol";
import {AgentId, ChapterId, NO_AGENT, NO_CHAPTER} from "../types/Ids.sol";
import {ICases, Outcome, Sanction} from "./ICases.sol";

/// @title What a case does on the floor of membership
/// @dev Speaks from the seats of justice there. What has changed since the case began (the respondent has left the
/// guild, the recovery is over) never stops a case from closing.
library Sanctions {
    /// @param record Names the guild and the chapter whose offices are in question, if any.
    function layOn(
        ICases.Case memory record,
        Sanction level,
        uint40 until,
        IMembers members,
        IGuilds guilds,
        IChapters chapters
    ) internal {
        AgentId person = record.respondent;
        if (level == Sanction.LossOfOffice) {
            if (record.guild != NO_AGENT) guilds.dismiss(record.guild, person);
            if (isInOffice(chapters, record.chapter, person)) chapters.dismiss(record.chapter, person);
        } else if (level >= Sanction.Suspension && members.agentOf(person).status != Status.Expelled) {
            if (level == Sanction.Suspension) members.suspend(person, until);
            else members.expel(person);
        }
    }

    /// @dev A separation that another case has made to end later is left as it is.
    function keepAway(IChapters chapters, ChapterId chapter, AgentId person, uint40 until) internal {
        if (chapters.separatedUntil(chapter, person) < until) chapters.separate(chapter, person, until);
    }

    /// @dev Ends a separation before its time, unless it is another case's by now.
    function letBack(IChapters chapters, ICases.Case memory record) internal {
        uint40 until = record.separatedUntil;
        if (block.timestamp >= until) return;
        if (chapters.separatedUntil(record.separatedFrom, record.respondent) != until) return;
        chapters.separate(record.separatedFrom, record.respondent, uint40(block.timestamp));
    }

    /// @dev Ends the stay of a recovery, if the round that was held up is still pending. Without a decision the key stays
    /// where it is and nothing else changes: the contacts can ask again, while a key that was moved is moved.
    function endStay(IRecovery recovery, ICases.Case memory record, Outcome outcome) internal {
        uint16 number = uint16(uint256(record.about));
        IRecovery.Round memory round = recovery.roundOf(record.claimant);
        if (round.newKey == address(0) || round.number != number) return;
        if (outcome == Outcome.Upheld) recovery.cancel(record.claimant, number);
        else if (outcome == Outcome.NoDecision) recovery.drop(record.claimant, number);
        else if (block.timestamp < round.stayedUntil) recovery.resume(record.claimant, number);
    }

    /// @dev In office, whatever the status: a host who rests now could come back as one.
    function isInOffice(IChapters chapters, ChapterId chapter, AgentId person) internal view returns (bool) {
        if (chapter == NO_CHAPTER) return false;
        IChapters.Office[] memory offices = chapters.officesOf(chapter);
        for (uint256 i = 0; i < offices.length; ++i) {
            if (offices[i].host == person) return block.timestamp < offices[i].until;
        }
        return false;
    }
}
