// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Chartered} from "../types/Chartered.sol";
import {NO_POLICY, PolicyId} from "../types/Ids.sol";
import {
    Decision,
    DerivativeRule,
    Fee,
    ILicencePolicies,
    Policy,
    PolicyTerms,
    Purpose,
    UserClass
} from "./ILicencePolicies.sol";
import {Matrix} from "./Matrix.sol";

/// @title The nation's catalogue of licences
/// @dev Keeps policies, numbered from 1. Who may do what: the nation adds; nobody changes or removes. Must always hold:
/// INV-60 a policy reads the same at every later time; INV-61 a Pay cell has a fee above zero. Assumes nothing of
/// others.
contract LicencePolicies is ILicencePolicies, Chartered {
    using Matrix for uint136;

    uint256 private constant ID_BYTES = 64;
    uint256 private constant URI_BYTES = 256;

    PolicyId private _lastId;
    mapping(PolicyId policy => Policy) private _policyOf;

    constructor(address timelock_) Chartered(timelock_) {}

    /// @inheritdoc ILicencePolicies
    function add(Policy calldata content) external onlyNation returns (PolicyId policy) {
        _validateTexts(content);
        _validateTerms(content.terms, content.fee);

        policy = PolicyId.wrap(PolicyId.unwrap(_lastId) + 1);
        _lastId = policy;
        _policyOf[policy] = content;
        emit PolicyAdded(policy, content);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc ILicencePolicies
    function lastId() external view returns (PolicyId) {
        return _lastId;
    }

    /// @inheritdoc ILicencePolicies
    function policyOf(PolicyId policy) external view returns (Policy memory) {
        require(policy != NO_POLICY && !_isAhead(policy), LicencePoliciesUnknownPolicy(policy));
        return _policyOf[policy];
    }

    /// @inheritdoc ILicencePolicies
    function termsOf(PolicyId policy) external view returns (PolicyTerms memory) {
        return _policyOf[policy].terms;
    }

    /// @inheritdoc ILicencePolicies
    function feeOf(PolicyId policy) external view returns (Fee memory) {
        return _policyOf[policy].fee;
    }

    /// @inheritdoc ILicencePolicies
    function cellOf(
        PolicyId policy,
        UserClass userClass,
        Purpose purpose
    ) external view returns (Decision decision, bool irrevocable, uint32 term) {
        PolicyTerms storage terms = _policyOf[policy].terms;
        return (terms.matrix.decisionFor(userClass, purpose), terms.irrevocable, terms.term);
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    function _validateTexts(Policy calldata content) private pure {
        uint256 idLength = bytes(content.spdxId).length;
        uint256 uriLength = bytes(content.uri).length;
        require(
            idLength != 0 && idLength <= ID_BYTES && uriLength <= URI_BYTES,
            LicencePoliciesBadText(idLength, uriLength)
        );
        require(content.textHash != 0, LicencePoliciesTextHashMissing());
    }

    function _validateTerms(PolicyTerms calldata terms, Fee calldata fee) private view {
        require(terms.matrix.isValid(), LicencePoliciesBadMatrix(terms.matrix));
        bool reciprocates = terms.matrix.contains(Decision.Reciprocate);
        bool pays = terms.matrix.contains(Decision.Pay);
        require(fee.amount == 0 ? !pays : pays || reciprocates, LicencePoliciesFeeMismatch(fee.amount));
        require(
            (terms.reciprocityMinutes != 0) == reciprocates,
            LicencePoliciesReciprocityMismatch(terms.reciprocityMinutes)
        );
        bool compatible = terms.derivativeRule == DerivativeRule.Compatible;
        bool named = terms.compatibleWith != NO_POLICY;
        require(
            compatible == named && !_isAhead(terms.compatibleWith),
            LicencePoliciesBadCompatible(terms.compatibleWith)
        );
    }

    function _isAhead(PolicyId policy) private view returns (bool) {
        return PolicyId.unwrap(policy) > PolicyId.unwrap(_lastId);
    }
}
