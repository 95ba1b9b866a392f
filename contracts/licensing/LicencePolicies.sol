// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Chartered} from "../types/Chartered.sol";
import {NO_POLICY, PolicyId} from "../types/Ids.sol";
import {
    Ask,
    Decision,
    DerivativeRule,
    ILicencePolicies,
    Policy,
    PolicyTerms,
    Price,
    Purpose,
    Reciprocity,
    USER_CLASSES,
    UserClass
} from "./ILicencePolicies.sol";
import {Matrix} from "./Matrix.sol";
import {ID_BITS, MAX_OFFERS, Offers} from "./Offers.sol";
import {ROW_BITS, RowsLib} from "./Rows.sol";

/// @title The nation's catalogue of licences
/// @dev Keeps policies, numbered from 1. Who may do what: the nation adds; nobody changes or removes. Must always hold:
/// INV-60 a policy reads the same at every later time; INV-61 a Pay cell costs every class something. Assumes nothing of
/// others.
contract LicencePolicies is ILicencePolicies, Chartered {
    using Matrix for uint136;

    /// @dev A policy as it is kept, but for what every answer reads, which stands in the rows too.
    struct Kept {
        uint136 matrix; //             17 bytes
        DerivativeRule derivativeRule; // 1
        bool attribution; //           1
        bool irrevocable; //           1
        uint32 term; //                4
        uint32 minutesAsked; //        4
        uint16 periodDays; //          2
        bool both; //                  1
        bool priced; //                1   a flat price is named
        address token; //             20
        uint96 perGrant; //               12
        uint16[9] classBps; //        18   a slot of its own
        uint96 perUnit; //            12
        uint96 ceiling; //            12
        Offers compatibleWith; //      8
        uint96 amount; //             12
        uint8 graceDays; //            1
        uint8 cureDays; //             1
        uint8 firstCureDays; //        1
        bytes32 textHash;
        string spdxId;
        string uri;
    }

    /// @dev Policies 1 to 4 share a word of rows, 5 to 8 the next.
    uint256 private constant ROWS_A_WORD = 4;
    uint256 private constant LONGEST_PERIOD = 32_767;
    uint256 private constant BPS = 10_000;
    uint256 private constant ID_BYTES = 64;
    uint256 private constant URI_BYTES = 256;

    PolicyId private _lastId;
    mapping(PolicyId policy => Kept) private _policyOf;
    // By class: what an answer reads of four policies in one slot. A work's policies mostly share it.
    mapping(uint256 key => uint256) private _rowsOf;

    constructor(address timelock_) Chartered(timelock_) {}

    /// @inheritdoc ILicencePolicies
    function add(Policy calldata content) external onlyNation returns (PolicyId policy) {
        _validateTexts(content);
        require(content.terms.matrix.isValid(), LicencePoliciesBadMatrix(content.terms.matrix));
        bool pays = content.terms.matrix.contains(Decision.Pay);
        bool reciprocates = content.terms.matrix.contains(Decision.Reciprocate);
        _validatePrice(content.price, content.reciprocity.periodDays, pays, reciprocates);
        _validateShares(content);
        _validateReciprocity(content, pays, reciprocates);
        _validateCompatible(content.terms);

        policy = PolicyId.wrap(PolicyId.unwrap(_lastId) + 1);
        _lastId = policy;
        _keep(_policyOf[policy], content);
        _keepRows(policy);
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
        Kept storage kept = _policyOf[policy];
        return Policy(kept.spdxId, kept.uri, kept.textHash, termsOf(policy), priceOf(policy), reciprocityOf(policy));
    }

    /// @inheritdoc ILicencePolicies
    function termsOf(PolicyId policy) public view returns (PolicyTerms memory) {
        Kept storage kept = _policyOf[policy];
        // The list lies in another slot, and most rules have none.
        bool named = kept.derivativeRule == DerivativeRule.Compatible;
        return
            PolicyTerms({
                matrix: kept.matrix,
                derivativeRule: kept.derivativeRule,
                attribution: kept.attribution,
                irrevocable: kept.irrevocable,
                term: kept.term,
                compatibleWith: named ? kept.compatibleWith : Offers.wrap(0)
            });
    }

    /// @inheritdoc ILicencePolicies
    function priceOf(PolicyId policy) public view returns (Price memory) {
        Kept storage kept = _policyOf[policy];
        return Price(kept.token, kept.perGrant, kept.perUnit, kept.ceiling, kept.classBps);
    }

    /// @inheritdoc ILicencePolicies
    function reciprocityOf(PolicyId policy) public view returns (Reciprocity memory) {
        Kept storage kept = _policyOf[policy];
        return
            Reciprocity({
                minutesAsked: kept.minutesAsked,
                amount: kept.amount,
                periodDays: kept.periodDays,
                graceDays: kept.graceDays,
                cureDays: kept.cureDays,
                firstCureDays: kept.firstCureDays,
                both: kept.both
            });
    }

    /// @inheritdoc ILicencePolicies
    function askOf(PolicyId policy, UserClass userClass) external view returns (Ask memory) {
        Kept storage kept = _policyOf[policy];
        uint256 shareBps = kept.classBps[uint256(userClass)];
        return
            Ask({
                token: kept.token,
                perGrant: _part(kept.perGrant, shareBps),
                perUnit: _part(kept.perUnit, shareBps),
                ceiling: _part(kept.ceiling, shareBps),
                amount: _part(kept.amount, shareBps),
                minutesAsked: kept.minutesAsked,
                periodDays: kept.periodDays,
                graceDays: kept.graceDays,
                cureDays: kept.cureDays,
                firstCureDays: kept.firstCureDays,
                both: kept.both
            });
    }

    /// @inheritdoc ILicencePolicies
    function perGrantOf(PolicyId policy, UserClass userClass) external view returns (address token, uint96 perGrant) {
        Kept storage kept = _policyOf[policy];
        return (kept.token, _part(kept.perGrant, kept.classBps[uint256(userClass)]));
    }

    /// @inheritdoc ILicencePolicies
    function cellOf(
        PolicyId policy,
        UserClass userClass,
        Purpose purpose
    ) external view returns (Decision decision, bool irrevocable, uint32 term) {
        Kept storage kept = _policyOf[policy];
        return (kept.matrix.decisionFor(userClass, purpose), kept.irrevocable, kept.term);
    }

    /// @inheritdoc ILicencePolicies
    function rowOf(PolicyId policy, UserClass userClass) external view returns (uint256 row, uint32 term) {
        Kept storage kept = _policyOf[policy];
        return (RowsLib.pack(kept.matrix, userClass, _tailOf(kept)), kept.term);
    }

    /// @inheritdoc ILicencePolicies
    function rowsOf(Offers policies, UserClass userClass) external view returns (uint256 rows) {
        uint256 rest = Offers.unwrap(policies);
        uint256 place = type(uint256).max; // of the word at hand
        uint256 word = 0;
        // Ids are above zero, and shifts stay below a word. Asked with every answer, so each check would count.
        unchecked {
            for (uint256 shift = 0; rest != 0; shift += ROW_BITS) {
                uint256 index = uint16(rest) - 1;
                if (index / ROWS_A_WORD != place) {
                    place = index / ROWS_A_WORD;
                    word = _rowsOf[_rowKey(userClass, place)];
                }
                rows |= uint256(uint64(word >> ((index % ROWS_A_WORD) * ROW_BITS))) << shift;
                rest >>= ID_BITS;
            }
        }
    }

    function _rowKey(UserClass userClass, uint256 place) private pure returns (uint256) {
        return (uint256(userClass) << ID_BITS) | place;
    }

    function _tailOf(Kept storage kept) private view returns (uint256) {
        return RowsLib.packTail(kept.irrevocable, kept.priced, kept.periodDays, kept.minutesAsked);
    }

    /// @dev Rounded up, so that no class has for nothing what others pay for.
    function _part(uint96 amount, uint256 shareBps) private pure returns (uint96) {
        return uint96((uint256(amount) * shareBps + BPS - 1) / BPS);
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

    function _validatePrice(Price calldata price, uint16 periodDays, bool pays, bool reciprocates) private pure {
        bool costs = price.perGrant != 0 || price.perUnit != 0;
        bool flatAsked = price.perGrant == 0 || pays || (reciprocates && periodDays == 0);
        bool unitsAsked = price.perUnit == 0 || pays || (reciprocates && periodDays != 0);
        require(
            (costs || !pays) && flatAsked && unitsAsked,
            LicencePoliciesPriceMismatch(price.perGrant, price.perUnit)
        );
        require(
            price.ceiling == 0 || (costs && price.ceiling >= price.perGrant),
            LicencePoliciesBadCeiling(price.ceiling, price.perGrant)
        );
    }

    function _validateShares(Policy calldata content) private pure {
        Price calldata price = content.price;
        bool costs = price.perGrant != 0 || price.perUnit != 0 || content.reciprocity.amount != 0;
        for (uint256 i = 0; i < USER_CLASSES; ++i) {
            UserClass userClass = UserClass(i);
            bool pays = costs && content.terms.matrix.asksSomethingOf(userClass);
            uint16 shareBps = price.classBps[i];
            bool fits = pays ? shareBps != 0 && shareBps <= BPS : shareBps == 0;
            require(fits, LicencePoliciesBadClassShare(userClass, shareBps));
        }
    }

    function _validateReciprocity(Policy calldata content, bool pays, bool reciprocates) private pure {
        Reciprocity calldata asked = content.reciprocity;
        require(
            (asked.minutesAsked != 0 || asked.amount != 0) == reciprocates,
            LicencePoliciesReciprocityMismatch(asked.minutesAsked, asked.amount)
        );
        bool fits =
            asked.periodDays == 0
                ? asked.amount == 0 && asked.graceDays == 0 && !asked.both
                : (reciprocates || (pays && content.price.perUnit != 0)) &&
                    asked.periodDays <= LONGEST_PERIOD &&
                    asked.cureDays != 0 &&
                    asked.firstCureDays <= asked.cureDays &&
                    content.terms.term % (uint256(asked.periodDays) * 1 days) == 0 &&
                    (!asked.both || (asked.minutesAsked != 0 && asked.amount != 0));
        require(fits, LicencePoliciesBadPeriod(asked.periodDays, content.terms.term));
    }

    function _validateCompatible(PolicyTerms calldata terms) private view {
        uint256 count = terms.compatibleWith.count();
        bool named = terms.derivativeRule == DerivativeRule.Compatible;
        PolicyId first = terms.compatibleWith.policyAt(0);
        require((count != 0) == named, LicencePoliciesBadCompatible(first));
        Offers seen;
        for (uint256 i = 0; i < MAX_OFFERS; ++i) {
            PolicyId policy = terms.compatibleWith.policyAt(i);
            bool fits = i < count ? !_isAhead(policy) && !seen.includes(policy) : policy == NO_POLICY;
            require(fits, LicencePoliciesBadCompatible(policy));
            seen = seen.with(i, policy);
        }
    }

    function _isAhead(PolicyId policy) private view returns (bool) {
        return PolicyId.unwrap(policy) > PolicyId.unwrap(_lastId);
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    function _keep(Kept storage kept, Policy calldata content) private {
        (kept.spdxId, kept.uri, kept.textHash) = (content.spdxId, content.uri, content.textHash);
        PolicyTerms calldata terms = content.terms;
        (kept.matrix, kept.derivativeRule, kept.attribution) = (terms.matrix, terms.derivativeRule, terms.attribution);
        (kept.irrevocable, kept.term, kept.compatibleWith) = (terms.irrevocable, terms.term, terms.compatibleWith);
        Price calldata price = content.price;
        (kept.token, kept.perGrant, kept.priced) = (price.token, price.perGrant, price.perGrant != 0);
        (kept.perUnit, kept.ceiling, kept.classBps) = (price.perUnit, price.ceiling, price.classBps);
        Reciprocity calldata asked = content.reciprocity;
        (kept.minutesAsked, kept.amount, kept.both) = (asked.minutesAsked, asked.amount, asked.both);
        (kept.periodDays, kept.graceDays) = (asked.periodDays, asked.graceDays);
        (kept.cureDays, kept.firstCureDays) = (asked.cureDays, asked.firstCureDays);
    }

    function _keepRows(PolicyId policy) private {
        Kept storage kept = _policyOf[policy];
        uint256 tail = _tailOf(kept);
        uint256 index = PolicyId.unwrap(policy) - 1;
        uint256 shift = (index % ROWS_A_WORD) * ROW_BITS;
        for (uint256 i = 0; i < USER_CLASSES; ++i) {
            UserClass userClass = UserClass(i);
            _rowsOf[_rowKey(userClass, index / ROWS_A_WORD)] |= RowsLib.pack(kept.matrix, userClass, tail) << shift;
        }
    }
}
