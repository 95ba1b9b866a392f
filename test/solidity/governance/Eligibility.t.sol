// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Eligibility} from "../../../contracts/governance/Eligibility.sol";
import {IElections} from "../../../contracts/governance/IElections.sol";
import {SignedApprovals} from "../../../contracts/governance/SignedApprovals.sol";
import {AgentId} from "../../../contracts/types/Ids.sol";

/// @notice INV-333: the order is the published one, whatever the order of candidates; INV-339: nobody is crowded out whom
/// enough nominated; and what a batch of ballots holds.
contract EligibilityTest {
    using SignedApprovals for SignedApprovals.Item;

    uint256 private constant ELECTORS = 150;
    uint256 private constant NOMINEES = 40;

    Eligibility.Holders private _holders;
    Eligibility.Field private _field;
    IElections.Election private _election;

    function testFuzz_TheOrderIsTheRule(uint24[32] calldata votes, uint8[32] calldata terms, uint8 many) external {
        uint256 count = many % 33;
        (uint256[] memory approvals, AgentId[] memory candidates) = _made(votes, terms, count);
        (uint160 order, uint8 ranked) = Eligibility.rank(approvals, candidates, _holders, 0);
        uint256 seen;
        for (uint256 place = 0; place < ranked; ++place) {
            uint256 number = _at(order, place);
            require(approvals[number] != 0 && (seen >> number) & 1 == 0, "everybody once, and approved");
            seen |= 1 << number;
            if (place == 0) continue;
            uint256 before = _at(order, place - 1);
            if (approvals[before] != approvals[number]) {
                require(approvals[before] > approvals[number], "more approvals first");
            } else if (terms[before] != terms[number]) {
                require(terms[before] < terms[number], "then fewer terms");
            } else {
                require(AgentId.unwrap(candidates[before]) < AgentId.unwrap(candidates[number]), "then the lower id");
            }
        }
        for (uint256 number = 0; number < count; ++number) {
            require((approvals[number] != 0) == ((seen >> number) & 1 == 1), "nobody who was approved is missing");
        }
    }

    function testFuzz_WhoStoodDownIsNotInTheOrder(uint24[32] calldata votes, uint32 stoodDown) external {
        uint8[32] memory none;
        (uint256[] memory approvals, AgentId[] memory candidates) = _made(votes, none, 32);
        (uint160 order, uint8 ranked) = Eligibility.rank(approvals, candidates, _holders, stoodDown);
        for (uint256 place = 0; place < ranked; ++place) {
            require((stoodDown >> _at(order, place)) & 1 == 0, "stood down");
        }
    }

    /// @dev Many nominate, stand and stand down in any order; in the end everybody tries to stand who does not.
    function testFuzz_NobodyIsCrowdedOut(uint256 seed, uint8 popular) external {
        uint256 nominations;
        for (uint256 step = 0; step < 300; ++step) {
            seed = uint256(keccak256(abi.encode(seed)));
            // Some draw more nominations than others.
            AgentId person = AgentId.wrap(
                uint32(1 + ((seed >> 16) % (seed % 3 == 0 ? NOMINEES : 1 + (popular % NOMINEES))))
            );
            uint256 deed = (seed >> 128) % 16;
            if (deed < 7 && nominations < ELECTORS) {
                Eligibility.nominate(_field, 1, AgentId.wrap(uint32(1000 + nominations++)), person);
            } else if (deed < 15) {
                _enter(person);
            } else if (_stands(person)) {
                _election.stoodDown |= uint32(1 << (_field.numberOf[person] - 1));
            }
        }
        for (uint32 id = 1; id <= NOMINEES; ++id) _enter(AgentId.wrap(id));
        for (uint32 id = 1; id <= NOMINEES; ++id) {
            AgentId person = AgentId.wrap(id);
            if (_field.numberOf[person] != 0) continue;
            require(33 * uint256(_field.nominationsOf[person].received) <= ELECTORS, "crowded out");
        }
        require(_election.candidates == _field.candidates.length && _election.candidates <= 32, "32 at most");
    }

    function enter(AgentId person) external {
        Eligibility.enter(_field, _election, 1, person);
    }

    function testFuzz_ABatchIsReadAsItWasWritten(
        uint32 by,
        uint32 approvals,
        uint40 deadline,
        bytes calldata signature
    ) external view {
        if (signature.length > type(uint16).max) return;
        bytes memory one = abi.encodePacked(by, approvals, deadline, uint16(signature.length), signature);
        this.verifyBatch(bytes.concat(one, one), by, approvals, deadline, signature);
    }

    function testFuzz_NoBytesBreakTheReader(bytes calldata batch) external view {
        this.readAny(batch);
    }

    function verifyBatch(
        bytes calldata batch,
        uint32 by,
        uint32 approvals,
        uint40 deadline,
        bytes calldata signature
    ) external pure {
        (SignedApprovals.Item[] memory items, AgentId[] memory authors) = SignedApprovals.read(batch);
        require(items.length == 2 && authors.length == 2, "two ballots");
        for (uint256 i = 0; i < 2; ++i) {
            SignedApprovals.Item item = items[i];
            require(!item.isMalformed() && AgentId.unwrap(authors[i]) == by, "its author");
            require(AgentId.unwrap(item.authorOf()) == by && item.approvalsOf() == approvals, "its approvals");
            require(item.deadlineOf() == deadline, "its deadline");
            require(keccak256(item.signatureIn(batch)) == keccak256(signature), "its signature");
        }
    }

    function readAny(bytes calldata batch) external pure {
        (SignedApprovals.Item[] memory items, ) = SignedApprovals.read(batch);
        require((items.length == 0) == (batch.length == 0), "something is something");
        bytes memory report = SignedApprovals.newReport(items.length);
        for (uint256 i = 0; i < items.length; ++i) {
            SignedApprovals.write(report, i, items[i], 6);
            if (!items[i].isMalformed()) require(items[i].signatureIn(batch).length <= batch.length, "within it");
        }
        require(report.length == items.length * 9, "a line each");
    }

    function _made(
        uint24[32] calldata votes,
        uint8[32] memory terms,
        uint256 count
    ) private returns (uint256[] memory approvals, AgentId[] memory candidates) {
        approvals = new uint256[](count);
        candidates = new AgentId[](count);
        for (uint256 number = 0; number < count; ++number) {
            approvals[number] = votes[number] % 5; // ties are the rule
            candidates[number] = AgentId.wrap(uint32(1 + (uint256(keccak256(abi.encode(votes, number))) % (1 << 31))));
            _holders.by[candidates[number]] = IElections.Holding(1, 0, 0, 1, terms[number]);
        }
    }

    /// @dev As `Elections.stand` asks: once.
    function _enter(AgentId person) private {
        if (_field.numberOf[person] != 0) return;
        try this.enter(person) {
            require(_stands(person), "stands");
        } catch (bytes memory reason) {
            require(bytes4(reason) == IElections.ElectionsFull.selector, "full, and nothing else");
        }
    }

    /// @dev Whether the number is theirs, and they did not stand down.
    function _stands(AgentId person) private view returns (bool) {
        uint256 number = _field.numberOf[person];
        if (number == 0 || number > 32) return false;
        require(_field.candidates[number - 1] == person, "nobody else has the number");
        return (_election.stoodDown >> (number - 1)) & 1 == 0;
    }

    function _at(uint160 order, uint256 place) private pure returns (uint256) {
        return (order >> (5 * place)) & 31;
    }
}
