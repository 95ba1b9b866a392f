import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import { encryptKeystoreJson, HDNodeWallet } from "ethers";

import type { Nation } from "../../../sdk/connect.ts";
import { loneCharter, runTask, serveNation, type Served } from "./harness.ts";

const DAY = 86_400n;

/** The example charter, whose ordinary rule seals ballots and whose "text" rule counts delegates. */
function charter(): Record<string, unknown> {
  const charter = loneCharter();
  const governance = charter["governance"] as Record<string, Record<string, unknown>>;
  const { ordinary } = governance["rules"] as Record<string, Record<string, unknown>>;
  const quick = { ...ordinary, quorum: "20%", notice: "0", lateHours: 0 };
  Object.assign(governance["rules"]!, {
    ordinary: { ...quick, sealed: { openWithin: 24, unopened: "abstains" } },
    text: { ...quick, delegates: true },
  });
  Object.assign(governance["acts"]!, { "Charter.amend": "text" });
  Object.assign(governance, { delegations: { longest: "90d", most: 5 } });
  return charter;
}

describe("tasks of sealed ballots, of delegates and of what is withdrawn", () => {
  let chain: Served;
  let nation: Nation;

  before(async () => {
    chain = await serveNation(charter());
    nation = await chain.nation();
    await chain.pass(DAY);
  });
  after(async () => {
    nation.provider.destroy();
    await chain.close();
  });

  async function propose(description: string, call: object, by = "1"): Promise<string> {
    const from = chain.write(`${description}.json`, { description, actions: [call] });
    const { proposal } = await chain.succeed("proposal:create", { by, from });
    await chain.pass(60n);
    return String(proposal);
  }

  it("verifies the deployment with both contracts in their seats", async () => {
    const { error, output } = await chain.run("deployment:verify", { charter: chain.path("charter.json") });
    expect(error, output).to.equal(undefined);
    expect(output).to.contain("that is for SealedBallots is held by it").and.to.contain("Terms of delegations");
  });

  describe("proposal:seal and proposal:open", () => {
    let of: { proposal: string };

    before(async () => {
      of = {
        proposal: await propose("Holidays", {
          contract: "Calendar",
          function: "setClosedDays",
          arguments: { word: 82, bits: 1 },
        }),
      };
      mkdirSync(chain.path("kept"));
    });

    it("keeps the choice in a file of its owner's alone, and seals it once", async () => {
      const ballot = { ...of, by: "1", choice: "for", keep: chain.path("kept/1.json") };
      await chain.succeed("proposal:seal", ballot);
      expect(await chain.succeed("proposal:seal", ballot)).to.include({ changed: false });
      expect(statSync(ballot.keep).mode & 0o077).to.equal(0);
      const { salt, choice } = JSON.parse(readFileSync(ballot.keep, "utf8")) as { salt: string; choice: number };
      expect([choice, salt.length]).to.deep.equal([1, 66]);
      const other = await chain.run("proposal:seal", { ...ballot, choice: "against" });
      expect(other.error?.code).to.equal("FileExists");
      await chain.succeed("proposal:seal", { ...of, by: "2", choice: "for", keep: chain.path("kept/2.json") });
      const open = await chain.run("proposal:vote", { ...of, by: "3", choice: "for" });
      expect(open.error?.code).to.equal("AssemblySealed");
    });

    it("seals no choice that could never be opened, and writes no file for it", async () => {
      const keep = chain.path("kept/5.json");
      const block = await chain.run("proposal:seal", { ...of, by: "5", choice: "block", keep });
      expect(block.error?.code).to.equal("GovernorInvalidVoteType");
      expect(existsSync(keep)).to.equal(false);
    });

    it("signs one for anybody to carry", async () => {
      const ballot = { ...of, by: "3", choice: "against", keep: chain.path("kept/3.json"), sign: chain.path("3.json") };
      expect(await chain.succeed("proposal:seal", ballot)).to.include({ changed: false });
      const carried = await chain.run("proposal:carry", { from: ballot.sign });
      expect(carried.output, carried.output).to.contain("1 of 1 sealed ballots committed");
      expect(await chain.succeed("proposal:carry", { from: ballot.sign })).to.include({ changed: false });
      expect(BigInt(await nation.contracts.sealedBallots.committedBy(of.proposal, 3))).not.to.equal(0n);
    });

    it("opens a folder of them after the vote, and counts who is not opened as abstaining", async () => {
      const { deadline } = await nation.contracts.assembly.voteOf(of.proposal);
      const early = await chain.run("proposal:open", { from: chain.path("kept") });
      expect(early.error?.code).to.equal("SealedWrongStage");
      await chain.pass(deadline - (await nation.clock()) - DAY + 60n);
      const late = await chain.run("proposal:seal", { ...of, by: "4", choice: "for", keep: chain.path("kept/4.json") });
      expect(late.error?.code).to.equal("SealedWrongStage");
      const some = [1, 3].map((by) => chain.path(`kept/${by}.json`)).join(",");
      const opened = await chain.run("proposal:open", { from: some, unopened: true });
      expect(opened.output).to.contain("2 of 2 ballots opened").and.to.contain("agent 3: against");
      expect(opened.output).to.contain("1 who are not opened count as abstaining");
      await chain.succeed("proposal:open", { from: chain.path("kept") });
      expect(await chain.succeed("proposal:open", { from: chain.path("kept") })).to.include({ changed: false });
      const votes = await nation.contracts.assembly.proposalVotes(of.proposal);
      expect(votes).to.deep.equal([1n, 2n, 0n, 0n]);
    });
  });

  describe("proposal:withdraw", () => {
    const fewer = {
      ...{ contract: "DecisionRules", function: "setProposalsPerMember" },
      arguments: { proposals: 2 },
    };

    it("takes back what its proposer made before the vote opens, once, also by a signed statement", async () => {
      const proposal = await propose("Fewer proposals", fewer, "8");
      const { error } = await chain.run("proposal:withdraw", { by: "2", proposal });
      expect(error?.code).to.equal("GovernorUnableToCancel");
      const sign = chain.path("withdrawn.json");
      await chain.succeed("proposal:withdraw", { by: "8", proposal, sign });
      await chain.succeed("statement:carry", { from: sign });
      expect(await nation.contracts.assembly.state(proposal)).to.equal(2n);
      expect(await chain.succeed("proposal:withdraw", { by: "8", proposal })).to.include({ changed: false });

      const other = await propose("Fewer proposals again", fewer, "8");
      const withdrawn = await chain.run("proposal:withdraw", { by: "8", proposal: other });
      expect(withdrawn.output).to.contain("Fewer proposals again").and.to.contain("is withdrawn");
      expect((await chain.run("proposal:show", { proposal: other })).output).to.contain("Canceled");
      const again = await chain.run("proposal:create", { by: "8", from: chain.path("Fewer proposals again.json") });
      expect(again.error?.code).to.equal("ProposalOver");
    });

    it("is refused for what others signed, once the vote is on, and for what nobody proposed", async () => {
      const from = chain.write("signed.json", { description: "Signed", actions: [fewer] });
      await chain.succeed("proposal:sponsor", { by: "3", from, proposer: "9" });
      const { proposal } = await chain.succeed("proposal:create", { by: "9", from });
      const signed = await chain.run("proposal:withdraw", { by: "9", proposal: String(proposal) });
      expect(signed.error?.code).to.equal("GovernorUnableToCancel");
      expect(signed.error?.remedy).to.contain("signed for it");
      const open = await propose(
        "Open",
        {
          ...{ contract: "Charter", function: "amend" },
          arguments: { contentHash: `0x${"22".repeat(32)}`, uri: "bylaws" },
        },
        "9",
      );
      expect((await chain.run("proposal:withdraw", { by: "9", proposal: open })).error?.code).to.equal(
        "GovernorUnableToCancel",
      );
      expect((await chain.run("proposal:withdraw", { by: "1", proposal: "7" })).error?.code).to.equal(
        "ProposalUnknown",
      );
    });
  });

  describe("proposal:sign and proposal:paper", () => {
    const nowhere = { NEOGUILD_RPC_URL: "http://127.0.0.1:1", NEOGUILD_DEPLOYMENTS: "/nowhere" };
    let proposal: string;
    let keystore: string;
    let passphrase: { NEOGUILD_PASSPHRASE_FILE: string };

    before(async () => {
      proposal = await propose(
        "Reserve",
        {
          ...{ contract: "DecisionRules", function: "setProposalsPerMember" },
          arguments: { proposals: 4 },
        },
        "4",
      );
      const path = "m/44'/60'/0'/0/3";
      const { address, privateKey } = HDNodeWallet.fromPhrase("test ".repeat(11) + "junk", undefined, path);
      keystore = chain.path("3-keystore.json");
      writeFileSync(keystore, await encryptKeystoreJson({ address, privateKey }, "a word", { scrypt: { N: 1_024 } }));
      writeFileSync(chain.path("passphrase"), "a word");
      passphrase = { NEOGUILD_PASSPHRASE_FILE: chain.path("passphrase") };
    });

    it("a paper made where there is a node is signed where there is none, and the ballot is carried", async () => {
      const paper = chain.path("paper.json");
      for (let run = 0; run < 2; ++run) await chain.succeed("proposal:paper", { proposal, for: "3,5", out: paper });
      const ballot = { by: "3", paper, choice: "for", keystore, out: chain.path("3-signed.json") };
      const offline = (options: Readonly<Record<string, unknown>>) =>
        runTask({ ...nowhere, ...passphrase }, "proposal:sign", options);
      const signed = await offline(ballot);
      expect(signed.error, signed.output).to.equal(undefined);
      expect(signed.output).to.contain(": Reserve").and.to.contain("setProposalsPerMember(4)");
      const codes = [];
      for (const wrong of [{ by: "5" }, { by: "4" }, { choice: "block" }, { proposal: "7" }, { keystore: undefined }]) {
        codes.push((await offline({ ...ballot, ...wrong, out: chain.path("wrong.json") })).error?.code);
      }
      expect(codes).to.deep.equal([
        ...["WalletWrong", "PaperOfOthers", "GovernorInvalidVoteType", "OptionsInvalid", "OptionsInvalid"],
      ]);
      const content = JSON.parse(readFileSync(paper, "utf8")) as { description: string };
      const forged = chain.write("forged.json", { ...content, description: "Something harmless" });
      expect((await offline({ ...ballot, paper: forged, out: chain.path("wrong.json") })).error?.code).to.equal(
        "PaperOdd",
      );
      expect(existsSync(chain.path("wrong.json"))).to.equal(false);

      await chain.pass((await nation.contracts.assembly.proposalSnapshot(proposal)) - (await nation.clock()) + 1n);
      const carried = await chain.run("proposal:carry", { from: ballot.out });
      expect(carried.output).to.contain("1 of 1 ballots counted");
    });

    it("no ballot is signed that could never count", async () => {
      const out = chain.path("never.json");
      const sealed = await propose(
        "More holidays",
        {
          ...{ contract: "Calendar", function: "setClosedDays" },
          arguments: { word: 83, bits: 1 },
        },
        "5",
      );
      const codes = [];
      for (const options of [{ proposal: "7" }, { proposal: sealed }, { proposal, choice: "block" }, {}]) {
        codes.push((await chain.run("proposal:sign", { by: "3", choice: "for", out, ...options })).error?.code);
      }
      for (const options of [
        { proposal: "7" },
        { proposal: sealed },
        { proposal, for: "99" },
        { proposal, for: "none" },
      ]) {
        codes.push((await chain.run("proposal:paper", { for: "3", out, ...options })).error?.code);
      }
      expect(codes).to.deep.equal([
        ...["GovernorNonexistentProposal", "AssemblySealed", "GovernorInvalidVoteType", "OptionsInvalid"],
        ...["ProposalUnknown", "AssemblySealed", "MembersUnknownAgent", "OptionsInvalid"],
      ]);
      expect(existsSync(out)).to.equal(false);
    });
  });

  describe("delegation:*", () => {
    const topics = "2"; // constitutional, ordinary, text

    it("goes from giving to carrying, follows the delegate, and ends", async () => {
      const given = { by: "4", to: "5", topics, lasts: "80d" };
      await chain.succeed("delegation:give", given);
      expect(await chain.succeed("delegation:give", given)).to.include({ changed: false });
      await chain.succeed("delegation:give", { ...given, by: "6" });
      const shown = await chain.run("delegation:show");
      expect(shown.output).to.contain("agent 4 to agent 5, topic 2").and.to.contain("topic 1: everybody votes");
      const proposal = await propose("Text", {
        ...{ contract: "Charter", function: "amend" },
        arguments: { contentHash: `0x${"11".repeat(32)}`, uri: "bylaws" },
      });
      const carry = { proposal, delegate: "5" };
      expect((await chain.run("delegation:carry", carry)).error?.code).to.equal("DelegationsNoBallot");
      await chain.succeed("proposal:vote", { proposal, by: "5", choice: "for" });
      const carried = await chain.run("delegation:carry", carry);
      expect(carried.output).to.contain("2 members count as agent 5 votes");
      expect(await chain.succeed("delegation:carry", carry)).to.include({ changed: false });
      const revoked = await chain.run("delegation:revoke", { by: "6", topics });
      expect(revoked.output).to.contain("speaks for themselves again on topic 2").and.to.contain("is void");
      await chain.succeed("proposal:vote", { proposal, by: "5", choice: "against" });
      await chain.succeed("delegation:carry", carry);
      const own = { proposal, by: "6", choice: "abstain", reason: "Both are right", public: true };
      await chain.succeed("proposal:vote", own);
      expect(await nation.contracts.assembly.proposalVotes(proposal)).to.deep.equal([2n, 0n, 1n, 0n]);
      const { output } = await chain.run("proposal:show", { proposal });
      expect(output).to.contain("agent 6, abstain: Both are right");
    });

    it("is given for a longer or a shorter time by giving it again", async () => {
      const given = { by: "8", to: "5", topics };
      for (const lasts of ["80d", "10d", "40d"]) {
        const { until } = await chain.succeed("delegation:give", { ...given, lasts });
        expect((await nation.contracts.delegations.delegationOf(8, 2)).until).to.equal(until);
        expect(await chain.succeed("delegation:give", { ...given, lasts })).to.include({ changed: false });
      }
    });

    it("a ballot that is sent and changes none of one's own says why: in words for everybody, or by a salted hash", async () => {
      const { contentHash, uri } = { contentHash: `0x${"33".repeat(32)}`, uri: "bylaws" };
      const text = { contract: "Charter", function: "amend", arguments: { contentHash, uri } };
      const proposal = await propose("Reasons", text, "2");
      const ballot = { proposal, by: "2", choice: "for" };
      const said = { ...ballot, reason: "It is time", public: true };
      const signed = await chain.run("proposal:vote", { ...said, sign: chain.path("reason.json") });
      expect(signed.error?.code).to.equal("ReasonWithoutBallot");
      await chain.succeed("proposal:vote", said);
      expect(await chain.succeed("proposal:vote", said)).to.include({ changed: false });
      expect((await chain.run("proposal:vote", { ...said, choice: "against" })).error?.code).to.equal(
        "ReasonWithoutBallot",
      );
      const kept = await chain.succeed("proposal:vote", { ...ballot, by: "3", choice: "against", reason: "Too soon" });
      const { hash } = kept["reason"] as { hash: string };
      const { output } = await chain.run("proposal:show", { proposal });
      expect(output).to.contain("agent 2, for: It is time").and.to.contain(`agent 3, against: ${hash}`);
      expect(output).not.to.contain("Too soon");
    });

    it("takes back what was signed and is not carried yet", async () => {
      const signed = { by: "7", to: "5", topics, lasts: "10d", sign: chain.path("given.json") };
      await chain.succeed("delegation:give", signed);
      for (let run = 0; run < 2; ++run) {
        const { output } = await chain.run("delegation:revoke", { by: "7", topics });
        expect(output).to.contain("had left none of these topics").and.to.contain("is void");
      }
      const carried = await chain.run("statement:carry", { from: signed.sign });
      expect(carried.output).to.contain("0 of 1 acts carried").and.to.contain("and change 3 is next");
      expect((await nation.contracts.delegations.delegationOf(7, 2)).delegate).to.equal(0n);
    });

    it("says what is wrong before anything is sent", async () => {
      const codes = [];
      for (const options of [
        { by: "4", to: "4", topics, lasts: "10d" },
        { by: "4", to: "5", topics: "9", lasts: "10d" },
        { by: "4", to: "5", topics, lasts: "91d" },
        { by: "4", to: "5", topics: "x", lasts: "10d" },
      ]) {
        codes.push((await chain.run("delegation:give", options)).error?.code);
      }
      expect(codes).to.deep.equal([
        ...["DelegationsNoDelegate", "DelegationsBadTopics", "DelegationsBadEnd", "OptionsInvalid"],
      ]);
    });
  });
});
