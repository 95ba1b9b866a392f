// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Rank} from "../membership/IGuilds.sol";
import {AgentId} from "../types/Ids.sol";

/// @notice Who may stand for an office, and how it is filled. An election keeps the rules it was called under. One slot.
struct OfficeRules {
    uint8 seats; //             1 to 32 persons hold it; 0 = nobody is elected to it
    uint8 termsInRow; //        most terms in a row; 0 = as many as one is elected to
    Rank rank; //               least rank in a guild; None = none is asked
    uint16 tenureDays; //       the nominee belonged here so many days before the call, and does now
    uint32 standingMinutes; //  least standing in a guild, minutes of all tracks; 0 = none is asked
    uint32 nominationPeriod; // seconds from the call to the opening of the vote; 1 hour to 90 days
    uint32 votingPeriod; //     seconds after it; 1 hour to 90 days
    uint32 term; //             seconds that the office lasts; 1 day to 10 years
}

/// @notice An office of the nation. The stewards of guilds have no name.
struct Office {
    string name;
    OfficeRules rules;
}

/// @title Elections: for an office, for a term, by approval
/// @notice Whoever could be content with a candidate approves them; whoever is approved by most holds the office until its
/// end. Stewards are elected by their guild, officers and delegates of the nation by its members; each has one ballot.
interface IElections {
    enum ElectionState {
        None,
        Nominations,
        Voting,
        Counting, // closed; anybody has it take effect
        Concluded
    }

    /// @notice What is in the way of a nominee.
    enum Obstacle {
        None,
        NotMember, //  no active member; for stewards, not on the roster or without the rank the guild itself asks for
        Tenure, //     not here long enough
        Merit, //      neither the rank nor the standing that is asked
        Sanction, //   one is on record and still shows
        TermsInRow //  as many terms in a row as the rules allow, and no pause of a whole term since
    }

    /// @notice What became of a carried ballot.
    enum BallotOutcome {
        Counted,
        Expired,
        BadSignature,
        NotInElectorate,
        AlreadyCast,
        BadApprovals,
        Malformed
    }

    /// @dev One slot, and the rules in another.
    struct Election {
        AgentId guild; //      whose stewards are elected; 0 = the nation's
        uint16 office; //      of the nation, from 1; 0 = stewards
        uint40 calledAt; //    who belonged in the second before is the electorate
        uint40 opensAt; //     Unix seconds: first second of the vote
        uint40 closesAt; //    first second after it
        uint24 electorate; //  for a guild, all on its roster then
        uint8 candidates; //   numbered from 0
        bool concluded;
        uint32 stoodDown; //   bit c: candidate c no longer stands
        OfficeRules rules;
    }

    /// @notice What a concluded election says. One slot.
    struct Result {
        uint160 order; //  bits 5 i to 5 i + 4: the candidate in place i
        uint8 ranked; //   candidates in the order: those who stood and were approved by anybody
        uint8 next; //     place of the next who takes a seat that is free
        uint32 seated; //  bit c: candidate c holds a seat, or held it to the end of the term
        uint40 until; //   end of the term (Unix seconds, exclusive)
    }

    /// @notice A person in an office, now or last. One slot.
    struct Holding {
        uint32 election; // by which; 0 = never
        uint40 since;
        uint40 until; //    exclusive
        uint8 inRow; //     terms in a row, this one included
        uint8 terms; //     in all; counted to 255
    }

    /// @notice An office of the nation, or the stewardship of a guild: its elections. One slot.
    struct Post {
        uint32 open; //    the election under way; 0 = none
        uint32 current; // the one by which it is held; 0 = never
        uint40 endsAt; //  of the present or last term
    }

    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`.

    /// @notice Calls the election of a guild's stewards: the guild itself (`by` is the guild) or somebody on its roster.
    struct CallElection {
        AgentId by;
        AgentId guild;
        uint256 nonce;
        uint40 deadline;
    }
    struct Nominate {
        AgentId by;
        uint256 election;
        AgentId nominee;
        uint40 deadline;
    }
    /// @notice The nominee's own word: they will serve if elected.
    struct Stand {
        AgentId by;
        uint256 election;
        AgentId merit; // the guild in which they hold the rank or standing that is asked; 0 for stewards, or if none is
        uint40 deadline;
    }
    /// @notice A candidate no longer stands, or who was elected gives the office up.
    struct StandDown {
        AgentId by;
        uint256 election;
        uint40 deadline;
    }
    struct CastBallot {
        AgentId by;
        uint256 election;
        uint32 approvals; // bit c: candidate c; 0 = none of them
        uint40 deadline;
    }

    /// @notice Office 0 stands for the stewards of every guild.
    event OfficeSet(uint16 indexed number, Office office);
    /// @param by Who called it; 0 for the nation.
    event ElectionCalled(
        uint256 indexed election,
        AgentId indexed guild,
        uint16 indexed office,
        AgentId by,
        uint40 calledAt,
        uint24 electorate
    );
    event Nominated(uint256 indexed election, AgentId indexed nominee, AgentId indexed by);
    event CandidateStands(uint256 indexed election, AgentId indexed candidate, uint8 number, AgentId merit);
    /// @notice A candidate with fewer nominations, or who had stood down, stands no more; the number is the next candidate's.
    event CandidateMadeRoom(uint256 indexed election, AgentId indexed candidate, uint8 number);
    event CandidateStoodDown(uint256 indexed election, AgentId indexed candidate);
    event ApprovalCast(uint256 indexed election, AgentId indexed by, uint32 approvals);
    event ApprovalChanged(uint256 indexed election, AgentId indexed by, uint32 oldApprovals, uint32 newApprovals);
    /// @param report For each ballot of the batch `uint32 by | uint8 outcome | uint32 approvals` (`BallotOutcome`).
    event ApprovalsCarried(uint256 indexed election, address indexed carrier, bytes report);
    /// @param until End of the term, if anybody takes a seat (Unix seconds).
    event ElectionConcluded(uint256 indexed election, uint160 order, uint8 ranked, uint40 until);
    /// @notice A person holds an office from now until `until`.
    event OfficeTaken(
        uint256 indexed election,
        AgentId indexed holder,
        uint8 place, // in the order
        uint40 since,
        uint40 until,
        uint8 inRow,
        uint8 terms
    );
    /// @notice A place of the order was passed over: this person could not hold the office.
    event OfficePassedOver(uint256 indexed election, AgentId indexed candidate, uint8 place);
    /// @notice An office ended before its term.
    /// @param freed Whether its seat is free for the next; not where a later election took the office.
    event OfficeEnded(uint256 indexed election, AgentId indexed holder, uint40 endedAt, bool freed);

    /// @dev A field of the rules is out of its range; the word names it.
    error ElectionsBadRules(string field);
    /// @dev Offices are numbered from 1 without a gap, at most 255; 0 stands for the stewards of every guild.
    error ElectionsUnknownOffice(uint16 office);
    /// @dev A name has 1 to 64 bytes; stewards have none.
    error ElectionsBadName(uint256 length);
    error ElectionsUnknownGuild(AgentId guild);
    /// @dev The nation's rules have no election for this office.
    error ElectionsNotElected(uint16 office);
    error ElectionsUnderWay(uint256 election);
    /// @dev Whoever is not the guild itself calls from `notBefore` (Unix seconds) on, so that the vote closes when the term ends.
    error ElectionsTooSoon(AgentId guild, uint40 notBefore);
    /// @dev Only an active member on the roster, or the guild itself, calls.
    error ElectionsNotOnRoster(AgentId guild, AgentId person);
    /// @dev An electorate has 1 to 16,777,214 members.
    error ElectionsBadElectorate(uint256 electorate);
    /// @dev The election is in another state than the act needs.
    error ElectionsWrongState(uint256 election, ElectionState state);
    /// @dev Did not belong to the guild, or to the nation, in the second before the call.
    error ElectionsNotInElectorate(AgentId person, uint256 election);
    /// @dev Nobody of the electorate has nominated this person, who is not of it either.
    error ElectionsNotNominated(AgentId person, uint256 election);
    /// @dev Each elector nominates one person in an election, for good.
    error ElectionsAlreadyNominated(AgentId by, uint256 election);
    error ElectionsNotEligible(AgentId nominee, uint256 election, Obstacle obstacle);
    error ElectionsAlreadyStands(AgentId candidate, uint256 election);
    /// @dev An election has 32 candidates at most, and each has as many nominations as this nominee, or more.
    error ElectionsFull(uint256 election);
    error ElectionsNoCandidate(AgentId person, uint256 election);
    /// @dev A carried ballot never replaces another; its author can change it directly.
    error ElectionsAlreadyCast(AgentId by, uint256 election);
    /// @dev The ballot approves somebody who is no candidate.
    error ElectionsBadApprovals(uint32 approvals, uint8 candidates);
    /// @dev Every seat is held, or nobody is left in the order.
    error ElectionsNoVacancy(uint256 election);
    /// @dev The office is not held by this election now.
    error ElectionsNotCurrent(uint256 election);

    /// @notice Calls the election of an office of the nation. Requirements: the nation; an office that is elected; none is
    /// under way; somebody to elect.
    function callOffice(uint16 office) external returns (uint256 election);

    /// @notice Calls the election of a guild's stewards. Requirements: a guild; the nation's rules have it; the guild itself, or
    /// an active member on its roster once the term ends by the time the vote would close; none is under way.
    function callElection(CallElection calldata act, bytes calldata signature) external returns (uint256 election);

    /// @notice Nominates somebody, also one who stands already. Requirements: nominations are open; the author is of the
    /// electorate and has nominated nobody before.
    function nominate(Nominate calldata act, bytes calldata signature) external;

    /// @notice The nominee agrees, and is a candidate from now on. Where 32 stand, who has the fewest nominations of them makes
    /// room for a nominee with more; who stood down makes room first. So nobody whom more than a 33rd of the electorate
    /// nominated is crowded out. Whoever made room can stand again, unless they stand down. Requirements: nominations are open;
    /// nominated, or of the electorate; does not stand yet; nothing is in the way; there is room.
    function stand(Stand calldata act, bytes calldata signature) external returns (uint8 number);

    /// @notice Stops standing, or gives up the office; the next in the order takes a seat that is left. Never refused to a
    /// candidate who still stands, nor to one who made room and does not want to stand again. Requirements: one of these.
    function standDown(StandDown calldata act, bytes calldata signature) external;

    /// @notice Casts a ballot; sent by its author's key it replaces the one before. Requirements: the vote is open; candidates
    /// only; of the electorate; a carried ballot is the first.
    function castBallot(CastBallot calldata act, bytes calldata signature) external;

    /// @notice Carries many signed ballots on one election, one after the other: `uint32 by | uint32 approvals | uint40 deadline |
    /// uint16 length | signature`. One that does not count is skipped with its outcome. Anybody may. Requirements: the vote
    /// is open.
    function castBallots(uint256 election, bytes calldata ballots) external returns (uint256 counted);

    /// @notice Counts, and has the result take effect. Anybody may. The order: more approvals first; at equal approvals who has
    /// held this office for fewer terms; then the lower id. Nobody can move these: terms and ids stand before the call, and
    /// nothing is drawn. The first who can hold the office take the seats; whoever held it by an earlier election no longer does. Where
    /// nobody takes a seat, nothing changes. Requirements: the vote is over.
    function conclude(uint256 election) external;

    /// @notice Gives seats of the term that runs, whose holders have left, were suspended, expelled or dismissed, to the next in
    /// the order, until the term's end. Anybody may. A rest frees no seat. Requirements: the election by which the office is held; its term runs; a
    /// seat is free and somebody takes it, or one becomes free.
    function fillVacancies(uint256 election) external;

    /// @notice Sets or adds an office and its rules, for elections called from now on. Requirements: the nation; rules in
    /// their ranges; a name, but for office 0.
    function setOffice(uint16 number, Office calldata office) external;

    /// @notice Offices of the nation are numbered from 1 to this.
    function officeCount() external view returns (uint16);

    function officeOf(uint16 office) external view returns (Office memory);

    /// @notice Elections are numbered from 1 to this.
    function electionCount() external view returns (uint256);

    function electionOf(uint256 election) external view returns (Election memory);

    function stateOf(uint256 election) external view returns (ElectionState);

    /// @notice By their numbers, from 0.
    function candidatesOf(uint256 election) external view returns (AgentId[] memory);

    /// @notice Whom a person nominated in an election (0 = nobody), and how many nominated them.
    function nominationsOf(uint256 election, AgentId person) external view returns (AgentId nominee, uint24 received);

    /// @notice What is in the way of a person now.
    /// @param merit As in `Stand`.
    function obstacleOf(uint256 election, AgentId nominee, AgentId merit) external view returns (Obstacle);

    /// @notice Whether a person may cast a ballot.
    function isElector(uint256 election, AgentId person) external view returns (bool);

    function ballotOf(uint256 election, AgentId member) external view returns (bool cast, uint32 approvals);

    /// @notice Ballots, and approvals of each candidate.
    function votesOf(uint256 election) external view returns (uint256 ballots, uint256[] memory approvals);

    function resultOf(uint256 election) external view returns (Result memory);

    /// @notice The elections of an office of the nation (guild 0), or of a guild's stewards (office 0).
    function postOf(AgentId guild, uint16 office) external view returns (Post memory);

    function holdingOf(AgentId guild, uint16 office, AgentId person) external view returns (Holding memory);

    /// @notice Whether an active member holds an office of the nation now. For stewards ask `IGuilds.isSteward`.
    function holdsOffice(uint16 office, AgentId agent) external view returns (bool);
}
