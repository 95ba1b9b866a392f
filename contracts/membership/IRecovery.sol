// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";
import {Status} from "./IMembers.sol";

/// @notice The rules of recovery; one slot. Times in seconds.
struct RecoveryTerms {
    uint16 shareBps; //       of the contacts who must support a request, at least two of them; at most 6,666
    uint16 finalShareBps; //  as `shareBps`, after a veto, and at least one contact more than a first request needs
    uint32 contactsDelay; //  from naming contacts until they are the contacts
    uint32 window; //         supports for a key are gathered this long, and a request that is ready stays so this long
    uint32 delay; //          from enough supports until the key can change, unless it is vetoed; a day or more
    uint32 finalDelay; //     as `delay`, for a request that cannot be vetoed; longer
    uint32 vetoMemory; //     a veto makes every request final this long
    uint32 longestStay; //    a case holds a request up at most this long
}

/// @title Recovery: an agent's way back to their id when the key is lost, or in other hands
/// @notice Everybody names three to twelve contacts they trust; who named none has those whose vouches for them are valid.
/// When enough contacts say that a new key is now theirs, a delay begins, in which the present key can veto, once. After a
/// veto it takes more contacts and a longer delay, and only a case before the nation's panel can stop it. The id, and with
/// it history, standing, rank, loans, open cases and ballots, never changes hands: only its key does.
interface IRecovery {
    /// @notice Where the recovery of one agent stands. Two slots; the first says whether a request is pending.
    struct Round {
        address newKey; //       20 bytes  0 = no request
        uint40 readyAt; //        5        from then on anybody can complete the request
        uint40 lapsesAt; //       5        and from then on nobody
        uint16 number; //         2        of the pending request or, if there is none, of the next one
        uint40 stayedUntil; //    5        held up by a case until then, at most once; 0 = never held up
        uint40 vetoedUntil; //    5        requests made before then are final
        uint40 quietUntil; //     5        no request can be made before then
        bool isFinal; //          1        the pending request follows a veto: it cannot be vetoed
    }

    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`.

    struct NameContacts {
        AgentId by;
        AgentId[] contacts; // ascending, 3 to 12; none = the vouchers
        uint256 nonce;
        uint40 deadline;
    }
    /// @dev Needs no nonce: a contact supports a key once while it gathers support, and the round moves on.
    struct Support {
        AgentId by;
        AgentId agent;
        address newKey;
        uint16 round;
        uint40 deadline;
    }
    /// @dev Needs no nonce: a round is vetoed once.
    struct Veto {
        AgentId by; // the agent concerned, with the present key
        uint16 round;
        uint40 deadline;
    }

    event RecoveryTermsSet(RecoveryTerms terms);
    event JusticeSeatFilled(address justice);
    /// @notice These will be the agent's contacts from `takesEffectAt` on (Unix seconds), unless a request comes before.
    event ContactsNamed(AgentId indexed agent, AgentId[] contacts, uint40 takesEffectAt);
    /// @notice A request came before the contacts named last had taken effect: the agent keeps those of before.
    event ContactsKept(AgentId indexed agent);
    /// @param until Supports for this key are gathered until then (Unix seconds).
    event RecoverySupported(
        AgentId indexed agent,
        address indexed newKey,
        AgentId indexed by,
        uint16 round,
        uint40 until
    );
    event RecoveryRequested(
        AgentId indexed agent,
        address indexed newKey,
        uint16 round,
        uint40 readyAt,
        uint40 lapsesAt,
        bool isFinal
    );
    event RecoveryVetoed(AgentId indexed agent, uint16 round, uint40 vetoedUntil);
    event RecoveryStayed(AgentId indexed agent, uint16 round, uint40 readyAt, uint40 lapsesAt, uint40 stayedUntil);
    event RecoveryResumed(AgentId indexed agent, uint16 round, uint40 readyAt, uint40 lapsesAt);
    event RecoveryCancelled(AgentId indexed agent, uint16 round, uint40 quietUntil);
    event RecoveryDropped(AgentId indexed agent, uint16 round);
    event RecoveryCompleted(AgentId indexed agent, address indexed newKey, uint16 round);

    /// @dev A term is out of its range; the word names it.
    error RecoveryBadTerms(string term);
    error RecoverySeatTaken(address justice);
    error RecoveryNotInSeat(address caller);
    /// @dev A guild is its account, which its council commands: there is no key to lose.
    error RecoveryOfGuild(AgentId guild);
    /// @dev An agent names 3 to 12 contacts, or none.
    error RecoveryBadContactCount(uint256 count);
    error RecoveryOwnContact(AgentId agent);
    /// @dev Contacts are named in ascending order, so that nobody is named twice.
    error RecoveryContactsUnordered(AgentId contact);
    /// @dev A contact must be a member, active or inactive, when named and when supporting.
    error RecoveryContactNotMember(AgentId contact, Status status);
    /// @dev Fewer than three contacts, chosen or vouchers, could recover this agent.
    error RecoveryTooFewContacts(AgentId agent, uint256 contacts);
    error RecoveryNotContact(AgentId by, AgentId agent);
    error RecoveryAlreadySupported(AgentId by, AgentId agent, address newKey);
    /// @dev This key has served an agent before; a key serves one agent for ever.
    error RecoveryKeyUsed(address key, AgentId agent);
    /// @dev Not while a request is pending.
    error RecoveryPending(AgentId agent, uint16 round);
    error RecoveryNotPending(AgentId agent);
    /// @dev A case has cancelled a request; the next is possible at `until` (Unix seconds), time enough to name others.
    error RecoveryQuiet(AgentId agent, uint40 until);
    error RecoveryWrongRound(AgentId agent, uint16 round, uint16 presentRound);
    /// @dev The request follows a veto: only a case can stop it.
    error RecoveryFinal(AgentId agent, uint16 round);
    error RecoveryNotReady(AgentId agent, uint40 readyAt);
    /// @dev A request is held up once.
    error RecoveryAlreadyStayed(AgentId agent, uint16 round);
    error RecoveryNotStayed(AgentId agent, uint16 round);

    // --- the agent and those they trust, in the order of life ----------------------------------------------------------

    /// @notice Names the author's contacts; they take effect after the contacts' delay, and never during a request.
    /// @dev Naming again replaces what has not yet taken effect. Requirements: the author's own act; no guild; no request
    /// pending; 3 to 12 or none, ascending, members, not the author.
    function nameContacts(NameContacts calldata act, bytes calldata signature) external;

    /// @notice A contact says that a new key is the agent's. The last support needed makes the request, and the delay begins.
    /// @param consent The new key's signed `KeyConsent` for this agent, valid until the act's `deadline`, or empty if the
    /// new key sends this; needed with the first support that is gathered for a key.
    /// @dev Requirements: the author's own act; the present round; no request pending; no quiet after a case; the new key
    /// unused; three contacts or more, the author one of them, a member, and new to this gathering; the key's consent.
    function support(Support calldata act, bytes calldata signature, bytes calldata consent) external;

    /// @notice The present key stops a request. Requirements: the agent's own act; the round pending, and not final.
    function veto(Veto calldata act, bytes calldata signature) external;

    /// @notice Moves the agent to the new key; signatures of the old one are dead at once. Anybody may call.
    /// Requirements: a request pending; ready.
    function complete(AgentId agent) external;

    // --- what a case can do --------------------------------------------------------------------------------------------

    /// @notice Holds a request up while a case is open: at most for the longest stay, then it goes on by itself; one that
    /// is ready has its whole window again. Requirements: the seat of justice; a request pending; not held up before.
    /// @return round The round held up, which `resume`, `cancel` and `drop` name.
    function stay(AgentId agent) external returns (uint16 round);

    /// @notice Lets a request go on with the time it had left. Requirements: the seat of justice; the round held up now.
    function resume(AgentId agent, uint16 round) external;

    /// @notice Ends a request against the holder, forgets the veto, and lets no other be made for twice the contacts' delay.
    /// Requirements: the seat of justice; the round pending.
    function cancel(AgentId agent, uint16 round) external;

    /// @notice Ends a request of which a case decided nothing: all else stays as it was. So neither side gains by a panel that
    /// is silent: contacts can ask again at once, and a veto stays remembered.
    /// Requirements: the seat of justice; the round pending.
    function drop(AgentId agent, uint16 round) external;

    // --- the nation ----------------------------------------------------------------------------------------------------

    /// @notice Sets the terms of requests and namings to come; those made keep their times.
    function setTerms(RecoveryTerms calldata terms_) external;

    /// @notice Names the contract of the justice floor, once. Requirements: the nation; the seat is empty.
    function fillJusticeSeat(address justice_) external;

    // --- what anyone can read ------------------------------------------------------------------------------------------

    function terms() external view returns (RecoveryTerms memory);

    /// @notice The contract whose cases can hold up and cancel requests, or zero.
    function justice() external view returns (address);

    /// @notice Whether the agent's key is contested now: it cannot be rotated, the contacts are frozen, and the agent's
    /// money is paid to no other address than the key's.
    function isPending(AgentId agent) external view returns (bool);

    /// @notice Where an agent's recovery stands now; a request that lapsed is gone.
    function roundOf(AgentId agent) external view returns (Round memory);

    /// @notice Who can recover an agent now.
    /// @return contacts Those named or, if none are, the members whose vouches for the agent are valid.
    /// @return named Whether the agent named them.
    function contactsOf(AgentId agent) external view returns (AgentId[] memory contacts, bool named);

    /// @notice The contacts an agent has named that are not yet in effect, and when they will be; none and 0 otherwise.
    function namingOf(AgentId agent) external view returns (AgentId[] memory contacts, uint40 takesEffectAt);

    /// @notice How many contacts a request for an agent made now would need; 0 where there are fewer than three.
    function supportsNeeded(AgentId agent) external view returns (uint256);

    /// @notice Who supports a key in the present round, and until when supports for it are gathered (0 = nobody does).
    function supportersOf(
        AgentId agent,
        address newKey
    ) external view returns (AgentId[] memory supporters, uint40 until);
}
