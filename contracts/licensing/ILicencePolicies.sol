// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {PolicyId} from "../types/Ids.sol";

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
    Reciprocate, // with accepted contributions or, where the policy names a fee, with money
    Pay,
    ByApproval,
    Forbidden // not by this policy; a work may offer a second one
}

/// @notice Under which policy a work built on this one must be offered.
enum DerivativeRule {
    None, // no derivative by other guilds
    Any,
    Same, // under this policy
    Compatible // under this policy or the one it names
}

/// @notice What decisions read of a policy: one slot.
struct PolicyTerms {
    uint136 matrix; //             17 bytes; class c and purpose p at bit 3 * (5 * c + p)
    DerivativeRule derivativeRule; // 1
    bool attribution; //           1
    bool irrevocable; //           1   the licensor cannot withdraw what is free (say, PPL 7b)
    PolicyId compatibleWith; //    2   with rule Compatible, else 0
    uint32 reciprocityMinutes; //  4   accepted in one season, in the steward guild
    uint32 term; //                4   seconds a grant lasts; 0 = for ever
    uint8 cureDays; //             1   reinstated if a breach is cured within; 0 = no such rule
    uint8 firstCureDays; //        1   the same after a first notice
}

/// @notice What a Pay cell costs once for each grant, and a Reciprocate cell instead of contributing: one slot.
struct Fee {
    address token; //  zero = the native coin
    uint96 amount; //  in the token's smallest unit
}

/// @notice A licence as data.
struct Policy {
    string spdxId; //   SPDX id or LicenseRef-…
    string uri; //      where the text is
    bytes32 textHash; // keccak256 of the text
    PolicyTerms terms;
    Fee fee;
}

uint256 constant USER_CLASSES = 9;
uint256 constant PURPOSES = 5;

/// @title The nation's catalogue of licences: who may do what, as a matrix
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
    /// @dev A cell says Pay and the fee is zero, or no cell asks for the fee that is named.
    error LicencePoliciesFeeMismatch(uint256 amount);
    /// @dev A cell says Reciprocate and the minutes are zero, or no cell asks for the minutes that are named.
    error LicencePoliciesReciprocityMismatch(uint32 reciprocityMinutes);
    /// @dev The rule Compatible names a policy added before; every other rule names none.
    error LicencePoliciesBadCompatible(PolicyId compatibleWith);

    /// @notice Adds a policy to the catalogue, for ever.
    /// Requirements: the nation; texts in their lengths; text hash; matrix; fee; reciprocity; compatible policy.
    function add(Policy calldata content) external returns (PolicyId policy);

    /// @notice Ids run from 1 to this one.
    function lastId() external view returns (PolicyId);

    /// @notice The whole policy. Reverts with `LicencePoliciesUnknownPolicy`.
    function policyOf(PolicyId policy) external view returns (Policy memory);

    /// @notice What decisions read. All zero for an unknown policy; ask `lastId` first.
    function termsOf(PolicyId policy) external view returns (PolicyTerms memory);

    /// @notice The fee of a grant. Zero where nothing is to be paid.
    function feeOf(PolicyId policy) external view returns (Fee memory);

    /// @notice What a grant is decided by. All zero for an unknown policy; ask `lastId` first.
    /// @return decision One cell of the matrix.
    /// @return irrevocable What is free cannot be withdrawn.
    /// @return term Seconds a grant lasts; 0 = for ever.
    function cellOf(
        PolicyId policy,
        UserClass userClass,
        Purpose purpose
    ) external view returns (Decision decision, bool irrevocable, uint32 term);
}
