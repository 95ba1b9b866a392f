// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {PolicyId} from "../types/Ids.sol";
import {Offers} from "./Offers.sol";

/// @notice Who asks to use a work. The order is the row order of every matrix.
enum UserClass {
    Individual,
    Member,
    RecognisedGuest,
    NonProfit,
    WorkerCoop,
    Coop,
    SocialEnterprise,
    PublicBody,
    Firm
}

/// @notice What for. The order is the column order of every matrix.
enum Purpose {
    Personal,
    NonCommercial,
    Commercial,
    Derivative,
    Manufacture // making copies for others in the course of trade
}

/// @notice What a policy answers, from the most to the least permissive.
enum Decision {
    Free,
    Reciprocate, // with accepted contributions or, where the policy names an amount, with money
    Pay,
    ByApproval,
    Forbidden // not by this policy; a work may offer a second one
}

/// @notice Under which policy a work built on this one must be offered.
enum DerivativeRule {
    None, // no derivative by other guilds
    Any,
    Same, // under this policy
    Compatible // under this policy or one of those it names
}

uint256 constant USER_CLASSES = 9;
uint256 constant PURPOSES = 5;

/// @notice What decisions read of a policy.
struct PolicyTerms {
    uint136 matrix; //             class c and purpose p at bit 3 * (5 * c + p)
    DerivativeRule derivativeRule;
    bool attribution;
    bool irrevocable; //           the licensor cannot withdraw what is free (say, PPL 7b)
    uint32 term; //                seconds a grant lasts; 0 = for ever
    Offers compatibleWith; //      up to four policies added before, with the rule Compatible; else none
}

/// @notice What money a policy asks for. A class pays its part of each amount: amount * classBps / 10_000, rounded up, so
/// that what costs something costs every class something.
struct Price {
    address token; //       zero = the native coin
    uint96 perGrant; //         once for each grant of a Pay cell, and to open the door of a Reciprocate cell; smallest unit
    uint96 perUnit; //      for each unit made or sold that the licensee reports
    uint96 ceiling; //      the most that one paid term of a grant asks, flat and units together, and one by periods over all its terms; 0 = none
    uint16[9] classBps; //  by class: 1 to 10_000 where one of its cells says Pay or Reciprocate, else 0
}

/// @notice What a Reciprocate cell asks for. Without a period it is a door: minutes accepted in this season or the one before
/// open it, and `Price.perGrant` opens it for money. With a period it is what the holder of a grant gives in each one: minutes, an
/// amount, or any mix of the two, where `amount` for `minutesAsked` is the rate; with `both`, each of them whole.
struct Reciprocity {
    uint32 minutesAsked; // accepted in the steward guild
    uint96 amount; //       of `Price.token`, in its smallest unit; a class gives its part
    uint16 periodDays; //   0 = a door
    uint8 graceDays; //     after a period's end, in which nothing is missing yet
    uint8 cureDays; //      from the breach on; not cured by then, the grant lapses
    uint8 firstCureDays; // from a steward's notice of the breach on, if that is earlier; 0 = a notice shortens nothing
    bool both;
}

/// @notice A licence as data.
struct Policy {
    string spdxId; //   SPDX id or LicenseRef-…
    string uri; //      where the text is
    bytes32 textHash; // keccak256 of the text
    PolicyTerms terms;
    Price price;
    Reciprocity reciprocity;
}

/// @notice What a policy asks of one class: amounts are that class's part.
struct Ask {
    address token;
    uint96 perGrant;
    uint96 perUnit;
    uint96 ceiling;
    uint96 amount; //       for a period
    uint32 minutesAsked; // for a period, or to open a door
    uint16 periodDays;
    uint8 graceDays;
    uint8 cureDays;
    uint8 firstCureDays;
    bool both;
}

/// @title The nation's catalogue of licences: who may do what, as a matrix, and what is given back
/// @notice A policy never changes once it is added; better terms are a new policy. The matrix is a reading of the
/// licence text, not the text, and no legal advice.
interface ILicencePolicies {
    event PolicyAdded(PolicyId indexed policy, Policy content);

    error LicencePoliciesUnknownPolicy(PolicyId policy);
    /// @dev An SPDX id has 1 to 64 bytes, a URI at most 256.
    error LicencePoliciesBadText(uint256 idLength, uint256 uriLength);
    error LicencePoliciesTextHashMissing();
    /// @dev A cell holds no decision, or bits stand beyond the last one.
    error LicencePoliciesBadMatrix(uint256 matrix);
    /// @dev A cell says Pay and neither grant nor unit costs anything, or nobody is asked for a price that is named (smallest
    /// units): a flat one by a cell that says Pay or by a door, one for units by a cell that says Pay or by periods.
    error LicencePoliciesPriceMismatch(uint96 perGrant, uint96 perUnit);
    /// @dev A ceiling is at least the flat price, and bounds some price.
    error LicencePoliciesBadCeiling(uint96 ceiling, uint96 perGrant);
    /// @dev A class that money can be asked of pays 1 to 10_000 basis points of it, any other none.
    error LicencePoliciesBadClassShare(UserClass userClass, uint16 shareBps);
    /// @dev A cell says Reciprocate and nothing is asked for, or nobody is asked for what is named.
    error LicencePoliciesReciprocityMismatch(uint32 minutesAsked, uint96 amount);
    /// @dev A door has neither amount nor grace and does not ask for both. Periods are for a cell that says Reciprocate, or for
    /// units; they have at most 32,767 days, some to cure, at least as many as after a notice, and a term is some of them whole.
    error LicencePoliciesBadPeriod(uint16 periodDays, uint32 term);
    /// @dev The rule Compatible names policies added before, each once and without a gap; every other rule names none. `policy`
    /// is the first that does not fit, 0 if none is named.
    error LicencePoliciesBadCompatible(PolicyId policy);

    /// @notice Adds a policy to the catalogue, for ever.
    /// Requirements: the nation; texts in their lengths; text hash; matrix; price; reciprocity; compatible policies.
    function add(Policy calldata content) external returns (PolicyId policy);

    /// @notice Ids run from 1 to this one.
    function lastId() external view returns (PolicyId);

    /// @notice The whole policy. Reverts with `LicencePoliciesUnknownPolicy`.
    function policyOf(PolicyId policy) external view returns (Policy memory);

    /// @notice What decisions read. All zero for an unknown policy; ask `lastId` first.
    function termsOf(PolicyId policy) external view returns (PolicyTerms memory);

    /// @notice All zero for an unknown policy.
    function priceOf(PolicyId policy) external view returns (Price memory);

    /// @notice All zero for an unknown policy.
    function reciprocityOf(PolicyId policy) external view returns (Reciprocity memory);

    /// @notice What a policy asks of a class, amounts as that class's part. All zero for an unknown policy.
    function askOf(PolicyId policy, UserClass userClass) external view returns (Ask memory);

    /// @notice What a class pays for a grant, in the smallest unit; part of `askOf`.
    function perGrantOf(PolicyId policy, UserClass userClass) external view returns (address token, uint96 perGrant);

    /// @notice What a grant is decided by. All zero for an unknown policy; ask `lastId` first.
    /// @return decision One cell of the matrix.
    /// @return irrevocable What is free cannot be withdrawn.
    /// @return term Seconds a grant lasts; 0 = for ever.
    function cellOf(
        PolicyId policy,
        UserClass userClass,
        Purpose purpose
    ) external view returns (Decision decision, bool irrevocable, uint32 term);

    /// @notice What a policy says to a class, packed as `Row`, and the seconds a grant lasts (0 = for ever).
    function rowOf(PolicyId policy, UserClass userClass) external view returns (uint256 row, uint32 term);

    /// @notice The rows of up to four policies in one word, 64 bits each, in the order of `policies` from the lowest bits on.
    function rowsOf(Offers policies, UserClass userClass) external view returns (uint256 rows);
}
