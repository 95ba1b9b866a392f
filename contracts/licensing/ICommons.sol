// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId, PolicyId, WorkId} from "../types/Ids.sol";
import {Offers} from "./Offers.sol";

/// @title The commons: works, what they build on, and the way of the money between them
/// @notice A guild publishes a work under policies of the nation's catalogue and says which works it builds on and what
/// share of every payment is theirs. A payment enters the guild's surplus at once; the shares of its parents wait here
/// until anybody moves them on, one edge at a time.
interface ICommons {
    /// @dev Content hashes, mirrors and the moments of publication and revision stand in the logs.
    struct Work {
        AgentId guild; //       the stewarding guild; 0 = no such work
        uint16 version; //      from 1
        bool grantsStopped; //  by a steward; held grants and what is irrevocably free go on
        uint8 parents;
        uint16 upstreamBps; //  all parents' shares together, fixed for ever, below 10_000
        Offers offers; //       policies, up to four
    }

    struct Edge {
        WorkId parent;
        uint16 shareBps; // of what this work receives
    }

    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`.

    struct Publish {
        AgentId by; // a steward of the guild
        AgentId guild;
        bytes32 contentHash;
        string uri; // a mirror of the content
        PolicyId[] policies; // 1 to 4
        WorkId[] parents; // 0 to 8, ascending
        uint16[] sharesBps; // one for each parent
        uint256 nonce;
        uint40 deadline;
    }
    struct Revise {
        AgentId by;
        WorkId work;
        uint16 version; // the one after the present, so no signature counts twice
        bytes32 contentHash;
        string uri;
        uint40 deadline;
    }
    struct Offer {
        AgentId by;
        WorkId work;
        PolicyId policy; // not offered before, so no signature counts twice
        uint40 deadline;
    }
    struct Mirror {
        AgentId by;
        WorkId work;
        uint16 version; // 1 to the present one
        string uri; // one place more where the content of that version is found
        uint256 nonce;
        uint40 deadline;
    }
    struct StopGrants {
        AgentId by;
        WorkId work;
        bool stopped;
        uint256 nonce;
        uint40 deadline;
    }

    event LicencesSeatFilled(address licences);
    event WorkPublished(
        WorkId indexed work,
        AgentId indexed guild,
        AgentId indexed by,
        bytes32 contentHash,
        string uri,
        PolicyId[] policies,
        WorkId[] parents,
        uint16[] sharesBps,
        uint40 publishedAt
    );
    event WorkRevised(WorkId indexed work, AgentId indexed by, uint16 version, bytes32 contentHash, string uri);
    event PolicyOffered(WorkId indexed work, PolicyId indexed policy, AgentId indexed by);
    /// @notice The content of a version is found at one place more. What is found there counts only if it has the
    /// version's hash.
    event WorkMirrored(WorkId indexed work, AgentId indexed by, uint16 version, string uri);
    event GrantsStopped(WorkId indexed work, AgentId indexed by, bool stopped);
    /// @notice Money reached a work: each parent's share, amount * shareBps / 10_000 with its fraction, now waits on its
    /// edge, the rest is in the guild's surplus. So small payments bring the parents what one of the same sum would.
    /// @param via The work built on this one whose edge was pulled, 0 for a payment from outside.
    /// @param payer Who paid, or who moved the share on.
    event WorkPaid(
        WorkId indexed work,
        address indexed token,
        WorkId indexed via,
        address payer,
        uint256 amount,
        uint256 ownShare
    );

    error CommonsSeatTaken(address licences);
    error CommonsOnlyLicences(address caller);
    error CommonsUnknownWork(WorkId work);
    error CommonsNotSteward(AgentId guild, AgentId by);
    error CommonsContentMissing();
    /// @dev A URI has at most 256 bytes; that of a mirror at least one.
    error CommonsBadUri(uint256 length);
    /// @dev A work is offered under 1 to 4 different policies.
    error CommonsBadOffers(uint256 count);
    error CommonsUnknownPolicy(PolicyId policy);
    error CommonsAlreadyOffered(WorkId work, PolicyId policy);
    /// @dev At most 8 parents, one share for each.
    error CommonsBadParents(uint256 parents, uint256 shares);
    /// @dev Parents exist already and stand in ascending order.
    error CommonsBadParent(WorkId parent);
    /// @dev The shares of all parents together stay below 10_000.
    error CommonsBadShares(uint256 upstreamBps);
    /// @dev No policy of the parent lets a derivative be offered under one of these policies.
    error CommonsDerivativeRule(WorkId parent);
    /// @dev The guild may not build on the parent: no policy gives that to members free, or it was stopped, or a case has
    /// barred it for this guild; and it holds no grant.
    error CommonsMayNotDerive(WorkId parent, AgentId guild);
    /// @dev For a revision `next` is the only one possible, for a mirror every version below it is.
    error CommonsWrongVersion(WorkId work, uint16 version, uint16 next);
    error CommonsNothingPaid();
    /// @dev Value is sent exactly for a payment in the native coin.
    error CommonsWrongValue(uint256 expected, uint256 sent);
    error CommonsNothingWaits(WorkId child, WorkId parent, address token);

    /// @notice Publishes a work of a guild.
    /// Requirements: author a steward of the guild; content hash; URI; policies known, different; parents and shares;
    /// for every parent that is of another guild, the right to build on it (free for members, neither stopped nor barred by
    /// a case, or a grant the guild holds); for it and for an own work that has parents itself, the derivative rule of a policy that gives the right.
    function publish(Publish calldata act, bytes calldata signature) external returns (WorkId work);

    /// @notice Publishes a new version. Requirements: work known; steward; version; content hash; URI.
    function revise(Revise calldata act, bytes calldata signature) external;

    /// @notice Names one place more where the content of a version is found. Requirements: work known; steward;
    /// version; URI.
    function mirror(Mirror calldata act, bytes calldata signature) external;

    /// @notice Offers a work under one policy more. Requirements: work known; steward; policy known, not offered;
    /// fewer than 4; the right to build on every parent and its derivative rule, as in `publish`.
    function offer(Offer calldata act, bytes calldata signature) external;

    /// @notice Stops new grants, or allows them again. What is granted stays granted, and what an irrevocable licence
    /// gives freely stays free. Requirements: work known; steward.
    function stopGrants(StopGrants calldata act, bytes calldata signature) external;

    /// @notice Pays for a work: a licence fee, a royalty, a gift. Anybody may.
    /// @param token Zero for the native coin, sent along; otherwise an ERC-20 of which the sender has allowed `amount`
    /// to this contract.
    /// @return received What arrived and was booked; less than `amount` if the token took a part.
    /// Requirements: work known; amount above zero; value as the token asks; a season is open.
    function pay(WorkId work, address token, uint256 amount) external payable returns (uint256 received);

    /// @notice The same with money of `payer`. Requirements: the caller is the nation's `Licences`; as `pay`.
    function payFor(
        address payer,
        WorkId work,
        address token,
        uint256 amount
    ) external payable returns (uint256 received);

    /// @notice Moves what waits on an edge to the parent, where it is split again. Anybody may. A fraction of the token's
    /// smallest unit stays on the edge until payments make it whole.
    /// Requirements: something waits; a season is open.
    function pull(WorkId child, WorkId parent, address token) external returns (uint256 amount);

    /// @notice Names, once, the contract that collects fees of grants. Requirements: the nation; the seat is empty.
    function fillLicencesSeat(address licences_) external;

    function licences() external view returns (address);

    /// @notice Ids run from 1 to this one.
    function lastId() external view returns (WorkId);

    /// @notice All zero for an unknown work.
    function workOf(WorkId work) external view returns (Work memory);

    /// @notice What answers read of a work; part of `workOf`. All zero for an unknown work.
    function offerOf(
        WorkId work
    ) external view returns (AgentId guild, uint16 version, bool grantsStopped, Offers offers);

    function policiesOf(WorkId work) external view returns (PolicyId[] memory);

    function parentsOf(WorkId work) external view returns (Edge[] memory);

    /// @notice What waits on an edge to be pulled, in the token's smallest unit.
    function waiting(WorkId child, WorkId parent, address token) external view returns (uint256);
}
