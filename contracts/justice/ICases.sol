// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {INotes} from "../governance/INotes.sol";
import {Status} from "../membership/IMembers.sol";
import {AgentId, CaseId, ChapterId, LotId} from "../types/Ids.sol";

/// @notice Where a case stands. It only ever moves on; see the table in docs/justice.md.
enum Stage {
    None,
    Mediation, // the parties look for a way of their own
    Noticed, //   the respondent knows what is held against them and can reply
    Lot, //       a panel is being drawn
    Panel, //     the panel judges
    Decided, //   either party can appeal
    AppealLot,
    AppealPanel,
    Final, //     not open to appeal any more; anybody can have it carried out
    Closed
}

/// @notice How a case ended, or stands to end.
enum Outcome {
    None,
    Settled, //    by the parties themselves
    Withdrawn, //  by who raised it, or never given notice of
    NoDecision, // no sanction
    Dismissed, //  no sanction
    Upheld
}

/// @notice What can follow, each more than the one before. About a licence, the last two touch the grant and nobody's
/// place in the nation, and there is no office to lose.
enum Sanction {
    None,
    Note, //         a remark that ends by itself
    LossOfOffice, // stewardship and rank in the guild, and hosting in the chapter, that the case names
    Suspension, //   no vote for a time; or the grant is suspended for that time
    Expulsion //     or the grant ends
}

/// @notice What a case is about.
enum Matter {
    Conduct,
    Contribution, // `about` is the digest of the batch
    Licence, //      `about` is the policy and the number of the grant: policy << 72 | work << 40 | licensee << 8 | purpose
    Key, //          who holds a contested id: `about` is the number of the recovery's round
    Attestation //   what kind an organisation is: `about` is the number of the contest
}

/// @notice The course of a case: all that its steps depend on. One slot.
struct Course {
    Stage stage;
    Outcome outcome;
    Sanction proposed; // of which notice was given; no panel can go beyond it
    Sanction level; //    what the panels decided
    uint8 settledBy; //   bits of `CLAIMANT` and `RESPONDENT`
    uint8 appealedBy; //  the same bits
    uint40 due; //        the stage's acts are timely before this moment, and what follows is due from it (Unix seconds)
    uint40 lapsesAt; //   without a notice by then the case is over
}

/// @notice The rules of due process; a case keeps those it was raised under. Days are working days of the calendar,
/// except where it says otherwise.
struct JusticeTerms {
    // one slot
    uint8 mediationDays; //  to settle; 1 to 60
    uint8 noticeDays; //     after mediation, to give notice; 1 to 60
    uint8 replyDays; //      from notice to the lot; 1 to 60
    uint8 lotDays; //        for a panel to be complete; 1 to 250, and more than the rounds of a lot take
    uint8 panelDays; //      for a panel to judge; 1 to 120
    uint8 appealDays; //     1 to 60
    uint8 seats; //          of the panel; 1 to 31
    uint8 appealSeats; //    of the appeal's panel; more than `seats`, at most 32
    uint16 sanctionBps; //   share of all seats that a sanction needs; more than 5_000
    uint16 expulsionBps; //  share of all seats that an expulsion needs; at least `sanctionBps`
    uint32 suspension; //    seconds that a suspension lasts; 1 day to 5 years
    uint32 noteTerm; //      seconds that a note, or the record of a lost office, shows; 1 day to 5 years
    uint8 separators; //     members who together can ask for an interim separation; 2 to 30
    uint8 separationDays; // days, of any kind, that it lasts at most; 1 to 60
    uint8 openCases; //      cases that one member may have open as claimant; 1 to 255
}

/// @title Cases: when people disagree
/// @notice Between persons; about a licence, between a steward and whoever holds the grant; about an attestation,
/// between an organisation and its issuer. First the parties try to settle with a mediator. If they cannot, the respondent gets notice of the concern,
/// replies, and a panel drawn by lot judges; either party can appeal to a larger panel without the first one's people.
/// Every step has its deadline, and without a decision there is no sanction. Every member faces the same path, whatever
/// their office. Reasons and evidence stay off chain: only salted hashes are kept.
interface ICases is INotes {
    /// @dev Three slots, the last one only where it says something. All is forgotten when a case closes without a
    /// sanction.
    struct Case {
        AgentId claimant;
        AgentId respondent;
        AgentId mediator; //       named last
        uint8 mediatorBy; //       bits of the parties who name them
        Matter matter;
        bool replied;
        uint40 raisedAt; //        panels come from those who were members then
        uint16 terms; //           the version of the terms it goes by
        LotId lot; //              the panel's
        LotId appealLot;
        AgentId guild; //          whose office, or work, is in question; nobody from it is on a panel, unless it is most of the nation
        ChapterId chapter; //      whose office of host is in question
        ChapterId separatedFrom; // the interim separation
        uint40 separatedUntil;
        bytes32 about;
    }

    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`.

    struct Raise {
        AgentId by;
        AgentId respondent;
        Matter matter; //   neither `Key` nor `Attestation`
        bytes32 about; //   what the matter is about, 0 for conduct
        AgentId guild; //   0, or a guild with the respondent on its roster; about a licence, the guild of the work
        ChapterId chapter; // 0, or a chapter with the respondent in office
        AgentId mediator; // 0, or the member whom the claimant proposes
        bytes32 concern; // hash of the salted text
        uint256 nonce;
        uint40 deadline;
    }
    /// @notice Who holds the key of an id stops its recovery, and names a contact who speaks for it.
    struct Dispute {
        AgentId by;
        AgentId respondent; // one of the contacts of `by`
        bytes32 concern;
        uint256 nonce;
        uint40 deadline;
    }
    /// @notice An organisation claims the attestation that its issuer changed or shortened.
    struct Contest {
        AgentId by; // the organisation
        bytes32 concern;
        uint256 nonce;
        uint40 deadline;
    }
    struct Mediate {
        AgentId by;
        CaseId id;
        AgentId mediator;
        uint256 nonce;
        uint40 deadline;
    }
    struct Conclude {
        AgentId by;
        CaseId id;
        bool settled;
        uint40 deadline;
    }
    struct Withdraw {
        AgentId by;
        CaseId id;
        uint40 deadline;
    }
    struct Notify {
        AgentId by;
        CaseId id;
        bytes32 concern; // hash of the salted text the respondent was given
        Sanction proposed;
        uint40 deadline;
    }
    struct Reply {
        AgentId by;
        CaseId id;
        bytes32 content; // hash of the salted text
        uint40 deadline;
    }
    struct Judge {
        AgentId by;
        CaseId id;
        Sanction level;
        bytes32 reason; // hash of the salted text
        uint40 deadline;
    }
    struct Appeal {
        AgentId by;
        CaseId id;
        bytes32 reason; // hash of the salted text
        uint40 deadline;
    }
    struct Separate {
        AgentId by;
        CaseId id;
        ChapterId chapter;
        uint40 deadline;
    }

    event JusticeTermsSet(uint16 indexed version, JusticeTerms terms);
    event CaseRaised(
        CaseId indexed id,
        AgentId indexed claimant,
        AgentId indexed respondent,
        Matter matter,
        bytes32 about,
        AgentId guild,
        ChapterId chapter,
        bytes32 concern,
        uint16 terms
    );
    /// @notice The mediation ends at `due`, or earlier; notice is possible from then until `lapsesAt` (Unix seconds).
    event MediationOpened(CaseId indexed id, uint40 due, uint40 lapsesAt);
    /// @param namedBy Bits of the parties who now name this mediator: 1 the claimant, 2 the respondent, 3 both.
    event MediatorNamed(CaseId indexed id, AgentId indexed mediator, uint8 namedBy);
    event MediationEnded(CaseId indexed id, AgentId indexed by, uint40 endedAt);
    event SettlementSigned(CaseId indexed id, AgentId indexed by);
    event CaseNoticed(CaseId indexed id, bytes32 concern, Sanction proposed, uint40 due);
    event CaseReplied(CaseId indexed id, bytes32 content);
    event PanelLotOpened(CaseId indexed id, LotId indexed lot, bool appeal, uint40 due);
    event PanelSeated(CaseId indexed id, LotId indexed lot, uint40 due);
    event CaseJudged(CaseId indexed id, LotId indexed lot, AgentId indexed by, Sanction level, bytes32 reason);
    /// @param due End of the time to appeal, 0 if there is none.
    event CaseDecided(CaseId indexed id, Outcome outcome, Sanction level, uint40 due);
    event CaseAppealed(CaseId indexed id, AgentId indexed by, bytes32 reason);
    event CaseFinal(CaseId indexed id, Sanction level);
    /// @param until What was decided shows this long (Unix seconds); 0 without a sanction.
    event CaseClosed(CaseId indexed id, Outcome outcome, Sanction level, uint40 until);
    event SeparationSigned(CaseId indexed id, ChapterId indexed chapter, AgentId indexed by);
    event InterimSeparated(CaseId indexed id, ChapterId indexed chapter, uint40 until);

    /// @dev A term is out of its range; the word names it.
    error CasesBadTerms(string term);
    /// @dev The act is not possible at this stage.
    error CasesWrongStage(CaseId id, Stage stage);
    /// @dev Possible from `notBefore` (Unix seconds).
    error CasesTooEarly(CaseId id, uint40 notBefore);
    /// @dev Was possible before `due` (Unix seconds).
    error CasesTooLate(CaseId id, uint40 due);
    error CasesNotActive(AgentId person);
    /// @dev Cases, but for those about a licence or an attestation, are between two persons in the nation: probationary,
    /// active, resting or suspended.
    error CasesNotInNation(AgentId person, Status status);
    /// @dev Nobody raises a case against themselves.
    error CasesOwnCase(AgentId by);
    /// @dev A case about a key is opened by `dispute`, one about an attestation by `contest`.
    error CasesBadMatter(Matter matter);
    /// @dev The respondent holds no place on the roster of this guild.
    error CasesNotOnRoster(AgentId guild, AgentId respondent);
    /// @dev The respondent is no host of this chapter.
    error CasesNotHost(ChapterId chapter, AgentId respondent);
    /// @dev The respondent was never granted a licence of this number, or the policy is none of the work's.
    error CasesNotGrant(bytes32 about, AgentId respondent);
    /// @dev A case about a licence names the guild of its work, and one of the guild's stewards raises it.
    error CasesNotSteward(AgentId guild, AgentId by);
    /// @dev The respondent of a dispute is one of the contacts who can recover the id.
    error CasesNotContact(AgentId by, AgentId respondent);
    error CasesTooManyOpen(AgentId by, uint256 most);
    /// @dev The act belongs to somebody else in this case.
    error CasesNotYours(CaseId id, AgentId by);
    /// @dev A mediator is an active member and no party.
    error CasesBadMediator(CaseId id, AgentId mediator);
    /// @dev The parties have agreed on as many mediators, one after the other, as a case can have.
    error CasesTooManyMediators(CaseId id, uint256 most);
    /// @dev Not a sanction that this case can end with: `most` is what can be named here.
    error CasesBadSanction(CaseId id, Sanction sanction, Sanction most);
    /// @dev Loss of office needs the guild or chapter in which it is held, named when the case is raised; about a licence
    /// there is none.
    error CasesNoOffice(CaseId id);
    /// @dev The case is about no conduct and no contribution, so it keeps nobody away.
    error CasesNoSeparation(CaseId id);
    /// @dev Said once, and it stands.
    error CasesAlreadySaid(CaseId id, AgentId by);
    error CasesNotOnPanel(CaseId id, AgentId by);
    /// @dev The outcome is what this party asked for.
    error CasesNothingToAppeal(CaseId id, AgentId by);
    /// @dev There is no such chapter, or it is not open.
    error CasesBadChapter(ChapterId chapter);
    /// @dev A case can lead to one interim separation.
    error CasesAlreadySeparated(CaseId id, ChapterId chapter);
    /// @dev As many as there can be have asked for a separation, each for another chapter.
    error CasesTooManySigners(CaseId id, uint256 most);

    /// @notice Raises a case and begins its mediation. Requirements: both are persons in the nation, and not the same;
    /// the claimant has fewer than `openCases` open; the guild, if named, has the respondent on its roster, and the
    /// chapter in office; the mediator, if named, is an active member and no party. About a licence instead of the
    /// first and the third: the respondent, of whatever kind, was granted it; the guild is the work's, and the claimant
    /// one of its stewards.
    function raise(Raise calldata act, bytes calldata signature) external returns (CaseId id);

    /// @notice Brings the recovery of one's own id before a panel; it waits until the case is over. There is no
    /// mediation and no sanction: a case upheld cancels the recovery; one without a decision drops it, for the contacts
    /// can ask again, while a key that was moved is moved; a case dismissed or withdrawn lets it go on.
    /// Requirements: a recovery that can be held up; the respondent is one of the contacts.
    function dispute(Dispute calldata act, bytes calldata signature) external returns (CaseId id);

    /// @notice Brings the change of an organisation's attestation before a panel; the former one holds until the case is
    /// over, but never longer than it would have. There is no mediation and no sanction: upheld or without a decision the
    /// former stays; dismissed or withdrawn, what the issuer said holds. The respondent is that issuer.
    /// Requirements: something to contest, in time.
    function contest(Contest calldata act, bytes calldata signature) external returns (CaseId id);

    /// @notice A party names a mediator; named by both, the mediator is agreed, and on no panel of this case whatever
    /// comes of it. Requirements: mediation runs; a party; an active member who is no party; three are agreed at most.
    function mediate(Mediate calldata act, bytes calldata signature) external;

    /// @notice Ends the mediation: settled, when both parties have said so; unsettled, when the respondent or the
    /// agreed mediator says so, which lets the claimant give notice at once. Requirements: stage; who may.
    function conclude(Conclude calldata act, bytes calldata signature) external;

    /// @notice The claimant takes the case back, until it is decided.
    function withdraw(Withdraw calldata act, bytes calldata signature) external;

    /// @notice The claimant gives notice: what is held against the respondent and what may follow at most.
    /// Requirements: the mediation is over and the time for notice is not; a sanction; where it is loss of office, a guild
    /// or chapter, and no licence.
    function notify(Notify calldata act, bytes calldata signature) external;

    /// @notice The respondent's reply, once. Requirements: before the panel is drawn.
    function reply(Reply calldata act, bytes calldata signature) external;

    /// @notice A panelist names what should follow, once. Requirements: the panel sits; no more than was proposed.
    function judge(Judge calldata act, bytes calldata signature) external;

    /// @notice A party asks for a second, larger panel. Where the respondent alone appeals, it cannot decide on more;
    /// and an expulsion always needs both panels. Requirements: in time; the outcome is not what the party asked for.
    function appeal(Appeal calldata act, bytes calldata signature) external;

    /// @notice Asks that the respondent stays away from a chapter while the case is open; once enough members have, it
    /// holds for the days of the terms, or until the case closes. It touches neither vote nor money, and who asked for
    /// it is on no panel. Requirements: about conduct or a contribution; before the lot; an active member, not the
    /// respondent; once; no separation yet.
    function separate(Separate calldata act, bytes calldata signature) external;

    /// @notice Moves a case on as far as time and its panel allow, by one step. Anybody may. From mediation without a
    /// notice to the close; from reply or appeal to the lot; from the lot to the panel, or to no decision; from the
    /// panel to its decision; from a decision without an appeal to `Final` or, without a sanction, to the close.
    function advance(CaseId id) external;

    /// @notice Carries out what is final. Anybody may.
    function enforce(CaseId id) external;

    function setTerms(JusticeTerms calldata terms_) external;

    /// @notice The terms of new cases, and their version.
    function terms() external view returns (JusticeTerms memory current, uint16 version);

    function termsAt(uint16 version) external view returns (JusticeTerms memory);

    /// @notice Cases are numbered from 1 to this.
    function caseCount() external view returns (uint256);

    /// @notice A case and its course. Without a sanction, and when a sanction is over, nobody's name is left.
    function caseOf(CaseId id) external view returns (Case memory, Course memory);

    /// @notice By sanction, how many of a panel have named it.
    function tallyOf(LotId lot) external view returns (uint8[5] memory named);

    function hasJudged(LotId lot, AgentId panelist) external view returns (bool);

    /// @notice Open cases that a member has raised.
    function openCasesOf(AgentId claimant) external view returns (uint256);

    /// @notice Who has asked for an interim separation in an open case, and for which chapter each.
    function separationOf(CaseId id) external view returns (AgentId[] memory signers, ChapterId[] memory chapters);
}
