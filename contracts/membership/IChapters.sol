// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId, ChapterId, TreatyId} from "../types/Ids.sol";

/// @notice The rules of chapters, the same for all of them and for everybody. Times in seconds.
struct ChapterTerms {
    uint8 leastHosts; //    a chapter opens with so many, 2 to 8; below it anybody at home there may step in
    uint8 backers; //       people at home there who can make a host without any host, 1 to 255
    uint32 hostTerm; //     how long an office of host lasts, 1 day to 10 years
    uint32 homeInterval; // between two changes of one's home, at most 10 years
    uint32 longestStay; //  of a guest, 1 hour to a year
    uint16 guestDays; //    for which one person is accepted in one chapter in a year, 1 to 365
}

/// @title Chapters: open third spaces, who hosts them, who is at home there and who is a guest
/// @notice Any member opens a chapter, together with another. Everybody chooses a home; who travels asks to stay
/// elsewhere, a host of their home vouches, a host of the place accepts, and the stay has an end. What a guest may use
/// is the same for every guest. Hosting is an office for a term, and there is always a way to a new host.
interface IChapters {
    /// @dev One slot. A chapter is open once `leastHosts` have taken office in it, and for ever after.
    struct Chapter {
        AgentId by; //       who prepared it; 0 = unknown
        uint40 openedAt; //  0 = not yet open
        uint32 uses; //      bit u: use u is offered to who is at home there
        uint32 guestUses; // bit u: to guests too
    }
    struct Office {
        AgentId host;
        uint40 until; // Unix seconds, exclusive
    }
    struct Home {
        ChapterId chapter; // 0 = none
        uint40 since; //      0 = never chosen
    }
    /// @dev One slot: the last stay of a guest in a chapter, and the guest's present year there. A stay counts in the
    /// year in which it was accepted.
    struct Stay {
        uint16 number; //      of the guest's stays there, from 1; 0 = never asked
        ChapterId home; //     where the guest was at home when asking; 0 for a guest of another nation
        uint40 from; //        Unix seconds
        uint40 until; //       Unix seconds, exclusive
        AgentId vouchedBy; //  0 = not yet
        AgentId acceptedBy; // 0 = not yet
        uint40 yearFrom; //    when the guest's present year of 365 days began: the first acceptance in it
        uint16 yearDays; //    days of the stays accepted in it, each begun day in full
    }

    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`.

    struct Open {
        AgentId by;
        string name;
        uint32 uses;
        uint32 guestUses;
        uint256 nonce;
        uint40 deadline;
    }
    struct Back {
        AgentId by; // a host, or at home there
        ChapterId chapter;
        AgentId person;
        uint16 round; // of that person's backing: a signature for one round counts in no other
        uint40 deadline;
    }
    struct Host {
        AgentId by;
        ChapterId chapter;
        bool hosting; // false lays the office down
        uint256 nonce;
        uint40 deadline;
    }
    struct OfferUses {
        AgentId by; // a host
        ChapterId chapter;
        uint32 uses;
        uint32 guestUses;
        uint256 nonce;
        uint40 deadline;
    }
    struct Settle {
        AgentId by;
        ChapterId chapter; // 0 = give up the home
        uint256 nonce;
        uint40 deadline;
    }
    struct Visit {
        AgentId by; // the nomad
        ChapterId chapter;
        uint40 from; // Unix seconds; what is past counts as now
        uint40 until; // exclusive
        uint256 nonce;
        uint40 deadline;
    }
    struct Vouch {
        AgentId by; // a host of the guest's home
        ChapterId chapter;
        AgentId guest;
        uint16 stay; // its number
        uint40 deadline;
    }
    struct Accept {
        AgentId by; // a host of the place
        ChapterId chapter;
        AgentId guest;
        uint16 stay; // its number
        uint40 deadline;
    }
    /// @notice A host takes in a guest of a recognised nation, whose pass stands for the vouch.
    struct ReceiveGuest {
        AgentId by; // a host of the place
        ChapterId chapter;
        TreatyId treaty;
        AgentId guest; // the id in the other nation's register
        uint40 until;
        uint256 nonce;
        uint40 deadline;
    }
    struct Depart {
        AgentId by; // the guest
        ChapterId chapter;
        uint256 nonce;
        uint40 deadline;
    }

    event ChapterTermsSet(
        uint8 leastHosts,
        uint8 backers,
        uint32 hostTerm,
        uint32 homeInterval,
        uint32 longestStay,
        uint16 guestDays
    );
    event JusticeSeatFilled(address justice);
    event ChapterPrepared(ChapterId indexed chapter, AgentId indexed by, string name);
    event ChapterOpened(ChapterId indexed chapter, uint40 openedAt);
    event UsesOffered(ChapterId indexed chapter, uint32 uses, uint32 guestUses);
    event HostBacked(ChapterId indexed chapter, AgentId indexed person, AgentId indexed by, uint16 round, bool asHost);
    /// @notice Took office until then (Unix seconds, exclusive), or, with 0, left it.
    /// @param place Of the office, from 0; whoever held it before does no more.
    event HostSet(ChapterId indexed chapter, AgentId indexed host, uint40 until, uint8 place);
    event HomeChosen(AgentId indexed person, ChapterId indexed oldHome, ChapterId indexed home);
    event StayAsked(
        ChapterId indexed chapter,
        AgentId indexed guest,
        uint16 stay,
        ChapterId home,
        uint40 from,
        uint40 until
    );
    event StayVouched(ChapterId indexed chapter, AgentId indexed guest, uint16 stay, AgentId by);
    event StayAccepted(
        ChapterId indexed chapter,
        AgentId indexed guest,
        uint16 stay,
        AgentId by,
        uint40 from,
        uint40 until
    );
    event GuestReceived(
        ChapterId indexed chapter,
        TreatyId indexed treaty,
        AgentId indexed guest,
        uint16 stay,
        AgentId by,
        uint40 from,
        uint40 until
    );
    event StayEnded(ChapterId indexed chapter, AgentId indexed guest, uint16 stay, uint40 until);
    event Separated(ChapterId indexed chapter, AgentId indexed person, uint40 until);

    /// @dev A term is out of its range; the word names it.
    error ChaptersBadTerms(string term);
    error ChaptersSeatTaken(address justice);
    error ChaptersNotJustice(address caller);
    /// @dev A name has 1 to 64 bytes.
    error ChaptersBadName(uint256 length);
    /// @dev Guests are offered something that is not offered to those at home.
    error ChaptersBadUses(uint32 uses, uint32 guestUses);
    error ChaptersUnknownChapter(ChapterId chapter);
    /// @dev Prepared, but fewer hosts than needed have taken office.
    error ChaptersNotOpen(ChapterId chapter);
    /// @dev Not on leave, probationary or active; or, for an office, not active.
    error ChaptersNotAdmitted(AgentId person);
    error ChaptersNotHost(ChapterId chapter, AgentId by);
    error ChaptersNotAtHome(ChapterId chapter, AgentId by);
    /// @dev The backing names a round that is not the open one.
    error ChaptersWrongRound(ChapterId chapter, AgentId person, uint16 round, uint16 openRound);
    error ChaptersAlreadyBacked(ChapterId chapter, AgentId person, AgentId by);
    /// @dev Neither another host nor `need` people at home there back this person, and enough hosts are in office.
    error ChaptersBackingMissing(ChapterId chapter, AgentId person, uint256 have, uint256 need);
    /// @dev All 8 offices are held by active hosts; who has enough backers at home there replaces the one that ends
    /// first.
    error ChaptersOfficesHeld(ChapterId chapter);
    error ChaptersAlreadyHome(AgentId person, ChapterId chapter);
    error ChaptersHomeTooSoon(AgentId person, uint40 notBefore);
    /// @dev Who has no home has nobody who vouches.
    error ChaptersNoHome(AgentId person);
    /// @dev A stay ends after it begins and lasts at most `longest` seconds; it begins within a year.
    error ChaptersBadStay(uint40 from, uint40 until, uint32 longest);
    /// @dev An accepted stay there runs until then; ask again after it, or depart.
    error ChaptersStayRunning(ChapterId chapter, AgentId guest, uint40 until);
    /// @dev This is not the stay the guest asks for, or that one is over or accepted already.
    error ChaptersWrongStay(ChapterId chapter, AgentId guest, uint16 stay, uint16 openStay);
    error ChaptersAlreadyVouched(ChapterId chapter, AgentId guest, AgentId by);
    error ChaptersVouchMissing(ChapterId chapter, AgentId guest);
    /// @dev It takes another: nobody backs, vouches for or accepts themselves, or both vouches for and accepts a guest.
    error ChaptersTwoPeopleNeeded(AgentId by, AgentId person);
    /// @dev The stay takes `asked` days, and the guest's year there has `left`.
    error ChaptersGuestDaysUsed(ChapterId chapter, AgentId guest, uint256 asked, uint256 left);
    error ChaptersNoStay(ChapterId chapter, AgentId guest);
    /// @dev The person is separated from this chapter until then, by decision of a case.
    error ChaptersSeparated(ChapterId chapter, AgentId person, uint40 until);
    /// @dev No pass of a running treaty that gives the right to stay.
    error ChaptersNotRecognised(TreatyId treaty, AgentId guest);

    /// @notice Prepares a chapter; its author is the first host. It opens when `leastHosts` have taken office, each
    /// backed by one who has.
    /// Requirements: author active; name; uses.
    function open(Open calldata act, bytes calldata signature) external returns (ChapterId chapter);

    /// @notice A host, or somebody at home there, backs a person as host. One other host is enough, or `backers` people
    /// at home there; a round of backing lasts 30 days.
    /// Requirements: chapter; person another; round; author a host, or active and at home there; not twice.
    function back(Back calldata act, bytes calldata signature) external;

    /// @notice Takes up the office of host for a term, prolongs it, or lays it down. Needs backing, but where an open
    /// chapter has fewer hosts than it needs, or one that is not open yet has none.
    /// Requirements: chapter; to lay down: in office; else author active; at home there once it is open; not separated;
    /// backing; a free office, or enough backers at home there to replace the host whose term ends first.
    function host(Host calldata act, bytes calldata signature) external;

    /// @notice A host says what the chapter offers. Requirements: author a host; uses.
    function offerUses(OfferUses calldata act, bytes calldata signature) external;

    /// @notice Chooses one's home, or gives it up.
    /// Requirements: author admitted; chapter open or 0; not the present home; `homeInterval` since the last choice.
    function settle(Settle calldata act, bytes calldata signature) external;

    /// @notice A nomad asks to stay as a guest; asking again replaces what was asked and is not accepted.
    /// Requirements: author admitted, with a home; chapter open and not that home; not separated; no accepted stay that
    /// is not over; times.
    function visit(Visit calldata act, bytes calldata signature) external;

    /// @notice A host of the nomad's home answers for them. Requirements: the stay asked for; author a host of the
    /// home, not the guest; not vouched yet.
    function vouch(Vouch calldata act, bytes calldata signature) external;

    /// @notice A host of the place accepts the guest, from now or when the stay begins.
    /// Requirements: the stay asked for; vouched; author a host of the place, neither guest nor voucher; not separated;
    /// guest days.
    function accept(Accept calldata act, bytes calldata signature) external;

    /// @notice A host takes in a guest of a recognised nation, from now on.
    /// Requirements: chapter open; author a host; pass with the right to stay; no stay that is not over; times; guest
    /// days.
    function receiveGuest(ReceiveGuest calldata act, bytes calldata signature) external;

    /// @notice The guest ends an accepted stay, and gets the days back that have not begun. Requirements: such a stay.
    function depart(Depart calldata act, bytes calldata signature) external;

    /// @notice Keeps a person away from one chapter until a moment; now or earlier lets them back in. Touches neither
    /// vote nor money nor any office held. Requirements: the seat of justice; chapter.
    function separate(ChapterId chapter, AgentId person, uint40 until) external;

    /// @notice Ends an office of host. Requirements: the seat of justice; in office.
    function dismiss(ChapterId chapter, AgentId host_) external;

    /// @notice Sets the terms. Requirements: the nation; every term in its range.
    function setTerms(ChapterTerms calldata terms_) external;

    /// @notice Names, once, the contract that decides cases. Requirements: the nation; the seat is empty.
    function fillJusticeSeat(address justice_) external;

    function terms() external view returns (ChapterTerms memory);

    /// @notice The contract that decides cases.
    function justice() external view returns (address);

    /// @notice Ids run from 1 to this one.
    function lastId() external view returns (ChapterId);

    function chapterOf(ChapterId chapter) external view returns (Chapter memory);

    /// @notice Known, and opened by enough hosts.
    function isOpen(ChapterId chapter) external view returns (bool);

    /// @notice The offices of a chapter by their places, also those whose term is over; at most 8.
    function officesOf(ChapterId chapter) external view returns (Office[] memory);

    /// @notice In office there and an active member now.
    function isHost(ChapterId chapter, AgentId person) external view returns (bool);

    /// @notice The backing of a person as host now: the number of the round that a backing must name, people at home
    /// there who back, and whether a host does.
    function backingOf(
        ChapterId chapter,
        AgentId person
    ) external view returns (uint16 round, uint8 residents, bool byHost);

    function homeOf(AgentId person) external view returns (Home memory);

    function stayOf(ChapterId chapter, AgentId guest) external view returns (Stay memory);

    /// @notice The stay of a guest of another nation.
    function recognisedStayOf(ChapterId chapter, TreatyId treaty, AgentId guest) external view returns (Stay memory);

    /// @notice A guest there now: an accepted stay runs.
    function isGuest(ChapterId chapter, AgentId person) external view returns (bool);

    /// @notice Until when a person is kept away from a chapter (Unix seconds); 0 if they are not.
    function separatedUntil(ChapterId chapter, AgentId person) external view returns (uint40);

    /// @notice Whether a person may use something in a chapter now: all of what is offered at home, as a guest what is
    /// offered to guests. Never reverts.
    function mayUse(ChapterId chapter, AgentId person, uint8 use) external view returns (bool);

    /// @notice The same of a guest of another nation, whose pass must still give the right to stay. Never reverts.
    function recognisedMayUse(
        ChapterId chapter,
        TreatyId treaty,
        AgentId guest,
        uint8 use
    ) external view returns (bool);
}
