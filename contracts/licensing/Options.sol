// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {NO_AGENT} from "../types/Ids.sol";
import {Ask, Decision, ILicencePolicies, UserClass} from "./ILicencePolicies.sol";
import {ILicences, UseReason} from "./ILicences.sol";
import {IPacts} from "./IPacts.sol";
import {Questions} from "./Questions.sol";
import {Row, ROW_BITS} from "./Rows.sol";

/// @title What each policy of a work would ask
/// @dev Deployed once and linked, since `Licences` has no room for it. Called in its place, so that its views are the
/// caller's.
library Options {
    using Questions for Questions.Question;

    /// @dev As `ILicences.optionsOf`, of a question that can be asked.
    function listFor(
        Questions.Question memory question,
        ILicencePolicies policies,
        mapping(ILicences.Seat seat => address holder) storage seatOf
    ) external view returns (ILicences.Option[] memory options) {
        options = new ILicences.Option[](question.offers.count());
        address pacts = seatOf[ILicences.Seat.Pacts];
        uint256 given = 0;
        if (question.agent != NO_AGENT) {
            given = ILicences(address(this)).reciprocityOf(question.guild, question.agent);
        }
        bool agreed =
            question.userClass == UserClass.PublicBody &&
                pacts != address(0) &&
                IPacts(pacts).approves(question.agent, question.guild, question.purpose);
        uint256 rows = policies.rowsOf(question.offers, question.userClass);
        for (uint256 place = 0; place < options.length; ++place) {
            Row row = Row.wrap(uint64(rows >> (place * ROW_BITS)));
            options[place] = _optionAt(question, policies, row, place, given, agreed);
        }
    }

    function _optionAt(
        Questions.Question memory question,
        ILicencePolicies policies,
        Row row,
        uint256 place,
        uint256 given,
        bool agreed
    ) private view returns (ILicences.Option memory option) {
        option.policy = question.offers.policyAt(place);
        (option.decision, option.reason) = question.reasonOf(row, place);
        bool opens = Questions.isDoor(option.reason) && given >= row.minutesAsked();
        if (opens) option.reason = UseReason.ContributionsAccepted;
        if (agreed && option.reason == UseReason.ApprovalNeeded) option.reason = UseReason.PactAgreed;
        bool reciprocates = option.decision == Decision.Reciprocate;
        if (!reciprocates && option.decision != Decision.Pay) return option;

        Ask memory ask = policies.askOf(option.policy, question.userClass);
        bool door = reciprocates && ask.periodDays == 0;
        option.token = ask.token;
        option.periodDays = ask.periodDays;
        if (!reciprocates || door) option.perGrant = opens ? 0 : ask.perGrant;
        if (!door) option.perUnit = ask.perUnit;
        if (!reciprocates) return option;
        option.perPeriod = ask.amount;
        option.minutesAsked = ask.minutesAsked;
        // No more than what is asked.
        if (door && given < ask.minutesAsked) option.minutesMissing = uint32(ask.minutesAsked - given);
    }
}
