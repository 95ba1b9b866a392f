// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId, NO_AGENT} from "../types/Ids.sol";
import {IMembers, MembershipTerms} from "./IMembers.sol";
import {Vouches} from "./Vouches.sol";

/// @title The way in: vouches given and received, probation, rounds of acceptance
/// @dev A linked library, so that `Members` stays under the size limit. It keeps its book in the storage of `Members`
/// and knows nothing of keys, statuses and spells: who may act is checked there, what an act needs of time, stock and
/// number is checked here.
library Admission {
    using Vouches for Vouches.Vouch[];

    /// @dev One slot.
    struct Person {
        uint40 renewalDue; //     0 for a founder before the first renewal: then it is the end of the first spell
        uint40 probationEnds;
        uint40 lastVouchAt; //    given to somebody else
        uint40 keyChangedAt;
        uint40 roundOpenedAt;
        uint24 accepted; //       in the present round
        uint16 round;
    }

    struct Book {
        MembershipTerms terms;
        AgentId lastFounder;
        uint40 foundersVouchedUntil;
        mapping(AgentId person => Person) personOf;
        mapping(AgentId subject => Vouches.Vouch[]) vouchesFor;
        mapping(AgentId by => uint40[] givenAt) vouchesGiven;
        mapping(AgentId subject => mapping(uint256 roundAndLane => uint256 bits)) acceptances;
    }

    uint256 private constant BPS = 10_000;

    /// @dev Checks and keeps the terms.
    function setTerms(Book storage book, MembershipTerms memory terms) public {
        uint256 quantity = terms.vouchQuantity;
        require(quantity != 0 && quantity <= Vouches.MAX, IMembers.MembersBadTerms("vouchQuantity"));
        require(terms.acceptanceBps <= BPS, IMembers.MembersBadTerms("acceptanceBps"));
        require(terms.acceptanceBps == 0 || terms.acceptancePeriod != 0, IMembers.MembersBadTerms("acceptancePeriod"));
        require(terms.term >= 1 days, IMembers.MembersBadTerms("term"));
        require(
            terms.renewalWindow != 0 && terms.renewalWindow <= terms.term,
            IMembers.MembersBadTerms("renewalWindow")
        );
        require(terms.grace != 0, IMembers.MembersBadTerms("grace"));
        // Ends that lie ahead are counted by day; a century keeps every sum far inside `uint40` seconds.
        require(terms.vouchValidity <= 100 * 365 days, IMembers.MembersBadTerms("vouchValidity"));
        book.terms = terms;
        emit IMembers.TermsSet(terms);
    }

    /// @dev Keeps a vouch. Requirements: spacing since the voucher's last one; a free place in the stock.
    function vouch(Book storage book, AgentId by, AgentId subject) public {
        Person storage voucher = book.personOf[by];
        uint40 notBefore = voucher.lastVouchAt + book.terms.vouchSpacing;
        require(
            voucher.lastVouchAt == 0 || block.timestamp >= notBefore,
            IMembers.MembersVouchTooSoon(by, notBefore)
        );
        uint40 validity = book.terms.vouchValidity;
        uint256 stock = book.terms.vouchStock;
        if (stock != 0 && validity != 0) {
            // The vouch `stock` places back must have run out before a new one is given.
            uint40[] storage given = book.vouchesGiven[by];
            uint40 freeAt = given.length < stock ? 0 : given[given.length - stock] + validity;
            require(block.timestamp >= freeAt, IMembers.MembersVouchStockUsed(by, freeAt));
            given.push(uint40(block.timestamp));
        }

        voucher.lastVouchAt = uint40(block.timestamp);
        uint40 expiresAt = validity == 0 ? type(uint40).max : uint40(block.timestamp) + validity;
        book.vouchesFor[subject].keep(by, expiresAt);
        emit IMembers.Vouched(by, subject, uint40(block.timestamp), expiresAt);
    }

    /// @dev Opens a round of acceptance unless one is open.
    /// @return round The open round.
    /// @return openedAt The second before the opening, so that who became a member in that second is not in the round.
    function openRound(Book storage book, AgentId subject) public returns (uint16 round, uint40 openedAt) {
        Person storage person = book.personOf[subject];
        if (roundIsOpen(book, subject)) return (person.round, person.roundOpenedAt);
        round = person.round + 1;
        openedAt = uint40(block.timestamp - 1);
        (person.round, person.roundOpenedAt, person.accepted) = (round, openedAt, 0);
        emit IMembers.AcceptanceRoundOpened(subject, round, openedAt);
    }

    /// @dev Counts an acceptance. Requirements: the round is the open one; not accepted before.
    /// @return accepted Acceptances in this round so far.
    function accept(Book storage book, AgentId by, AgentId subject, uint16 round) public returns (uint24 accepted) {
        Person storage person = book.personOf[subject];
        require(round == person.round, IMembers.MembersWrongRound(subject, round, person.round));
        uint256 lane = (uint256(round) << 32) | (AgentId.unwrap(by) / 256);
        uint256 bit = 1 << (AgentId.unwrap(by) % 256);
        uint256 bits = book.acceptances[subject][lane];
        require(bits & bit == 0, IMembers.MembersAlreadyAccepted(by, subject, round));
        book.acceptances[subject][lane] = bits | bit;
        accepted = ++person.accepted;
        emit IMembers.Accepted(by, subject, round);
    }

    function roundIsOpen(Book storage book, AgentId subject) public view returns (bool) {
        Person storage person = book.personOf[subject];
        return person.round != 0 && block.timestamp < person.roundOpenedAt + book.terms.acceptancePeriod;
    }

    /// @dev Vouches valid now, and the moment from which fewer than the terms ask for will be.
    function vouchesOf(Book storage book, AgentId subject) public view returns (uint256 have, uint40 sufficientUntil) {
        uint256 quantity = book.terms.vouchQuantity;
        (have, sufficientUntil) = book.vouchesFor[subject].standing(quantity);
        uint40 founding = book.foundersVouchedUntil;
        if (AgentId.unwrap(subject) <= AgentId.unwrap(book.lastFounder) && sufficientUntil < founding) {
            sufficientUntil = founding;
            if (founding > block.timestamp && have < quantity) have = quantity;
        }
    }

    function vouchFor(
        Book storage book,
        AgentId subject,
        uint256 index
    ) public view returns (AgentId by, uint40 expiresAt) {
        if (index >= book.vouchesFor[subject].length) return (NO_AGENT, 0);
        Vouches.Vouch storage known = book.vouchesFor[subject][index];
        return (known.by, known.expiresAt);
    }
}
