// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ILicences} from "../licensing/ILicences.sol";
import {IOrganisations} from "../licensing/IOrganisations.sol";
import {IChapters} from "../membership/IChapters.sol";
import {IGuilds} from "../membership/IGuilds.sol";
import {IMembers, Status} from "../membership/IMembers.sol";
import {IRecovery} from "../membership/IRecovery.sol";
import {AgentId, ChapterId, NO_AGENT, NO_CHAPTER, PolicyId} from "../types/Ids.sol";
import {ICases, Outcome, Sanction} from "./ICases.sol";

/// @title What a case does on the floors of membership and licensing
/// @dev Speaks from the seats of justice there. What has changed since the case began (the respondent has left the
/// guild, the recovery is over, the grant has lapsed) never stops a case from closing.
library Sanctions {
    uint256 private constant POLICY_SHIFT = 72;

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

    /// @dev Of whatever kind the licensee is; their place in the nation stays as it is.
    /// @param about The policy and the number of the grant.
    function layOnGrant(ILicences licences, uint256 about, Sanction level, uint40 until) internal {
        uint256 number = about & ((1 << POLICY_SHIFT) - 1);
        if (level == Sanction.Suspension) licences.suspend(number, policyIn(about), until);
        else if (level == Sanction.Expulsion) licences.end(number, policyIn(about));
    }

    /// @dev The policy that a case about a licence is about, above the number of the grant.
    function policyIn(uint256 about) internal pure returns (PolicyId) {
        return PolicyId.wrap(uint16(about >> POLICY_SHIFT));
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

    /// @dev Ends a contest, if a case still holds it up: the issuer may have given everything back. Without a decision
    /// nothing is taken from anybody.
    function endContest(IOrganisations organisations, ICases.Case memory record, Outcome outcome) internal {
        uint32 number = uint32(uint256(record.about));
        IOrganisations.Contest memory contest = organisations.contestOf(record.claimant);
        if (!contest.stayed || contest.number != number) return;
        bool restored = outcome == Outcome.Upheld || outcome == Outcome.NoDecision;
        organisations.endContest(record.claimant, number, restored);
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
