import { expect } from "chai";
import { getAddress } from "ethers";

import { serveNation, shortCharter, type Served } from "../unit/scripts/harness.ts";

const DAY = 86_400n;

/** Recovery within a week, so that it can end while a vote runs; the vote of ten days' notice and two weeks. */
const QUICK = {
  share: "50%",
  finalShare: "75%",
  contactsDelay: "7d",
  window: "7d",
  delay: "3d",
  finalDelay: "10d",
  vetoMemory: "90d",
  longestStay: "150d",
};

/** The stories of docs/recovery.md, told with its commands. */
describe("Story: keys lost and keys stolen", () => {
  let chain: Served;
  let accounts: string[];

  beforeEach(async () => {
    chain = await serveNation({ ...shortCharter(), recovery: QUICK });
    accounts = (await chain.rpc("eth_accounts")) as string[];
  });
  afterEach(() => chain.close());

  const keyOf = (place: number) => getAddress(accounts[place] ?? "");
  const show = (id: string) => chain.succeed("recovery:show", { id });

  /** Founder 1 names founders 2 to 6, and waits until they are the contacts. */
  async function trusted(): Promise<void> {
    await chain.succeed("contacts:name", { by: "1", contacts: "2,3,4,5,6" });
    await chain.pass(7n * DAY);
  }

  /** Somebody who holds a key asks for founder 1's id; the contacts named support it. */
  async function asked(key: string, contacts: readonly string[], out = "recovery.json") {
    const request = chain.path(out);
    await chain.succeed("recovery:request", { for: "1", newKey: key, out: request });
    let last: Awaited<ReturnType<typeof chain.succeed>> = {};
    for (const by of contacts) last = await chain.succeed("recovery:support", { by, request });
    return last;
  }

  it("a founder loses her key the day before a vote, and votes once", async () => {
    await trusted();
    const from = chain.write("proposal.json", {
      description: "Meet on Mondays",
      actions: [
        { contract: "Charter", function: "amend", arguments: { contentHash: `0x${"11".repeat(32)}`, uri: "b" } },
      ],
    });
    await chain.succeed("proposal:sponsor", { by: "3", from, proposer: "2" });
    const { proposal } = await chain.succeed("proposal:create", { by: "2", from });
    const on = { proposal: String(proposal) };
    // Before she lost it, she had signed a ballot that nobody has carried yet.
    await chain.pass(9n * DAY);
    const ballot = chain.path("ballot.json");
    await chain.succeed("proposal:sign", { by: "1", ...on, choice: "against", out: ballot });

    // The day before the vote begins, the key is gone. She calls her contacts.
    const lost = keyOf(1);
    const fresh = keyOf(12);
    expect(await asked(fresh, ["2", "3"])).to.include({ have: 2, needed: 3n });
    expect(await show("1")).to.include({ pending: undefined });
    expect(await asked(fresh, ["5"])).to.include({ have: 3, isFinal: false });
    const early = await chain.run("recovery:complete", { for: "1" });
    expect(early.error).to.include({ code: "RecoveryNotReady" });

    await chain.pass(3n * DAY + 1n);
    expect(await chain.succeed("recovery:complete", { for: "1" })).to.include({ changed: true, key: fresh });
    expect(await chain.succeed("recovery:complete", { for: "1" })).to.include({ changed: false, key: fresh });

    // The ballot of the lost key is dead; the one vote is hers as before, and counts once.
    expect(await chain.succeed("member:show", { id: "1" })).to.include({ status: "Active", key: fresh });
    const carried = await chain.succeed("proposal:carry", { from: ballot });
    expect(carried).to.nested.include({ "batches[0].counted": 0 });
    expect(await chain.succeed("proposal:vote", { by: "1", ...on, choice: "for" })).to.include({ changed: true });
    expect(await chain.succeed("proposal:vote", { by: "1", ...on, choice: "for" })).to.include({ changed: false });
    const { votes } = await chain.succeed("proposal:show", on);
    expect(votes).to.include({ forVotes: 1n, againstVotes: 0n });

    // What the old key signs now is nobody's act.
    const nation = await chain.nation();
    expect((await nation.contracts.members.keyOf(1n)).key).to.not.equal(lost);
    expect(await nation.contracts.members.getVotes(lost)).to.equal(0n);
    nation.provider.destroy();
  });

  it("a thief vetoes a recovery, and loses the key all the same", async () => {
    await trusted();
    // The thief has founder 1's key. The contacts are told by her, on the phone.
    const fresh = keyOf(12);
    await asked(fresh, ["2", "3", "4"]);

    // While it is pending the thief can neither move the id nor exchange the contacts.
    const rotated = await chain.run("member:key", { by: "1", newKey: keyOf(13) });
    expect(rotated.error).to.include({ code: "MembersRecoveryPending" });
    const named = await chain.run("contacts:name", { by: "1", contacts: "7,8,9" });
    expect(named.error).to.include({ code: "RecoveryPending" });

    expect(await chain.succeed("recovery:veto", { by: "1" })).to.include({ changed: true });
    expect(await chain.succeed("recovery:veto", { by: "1" })).to.include({ changed: false });

    // Then the thief names friends as contacts; they would be in effect in a week.
    await chain.succeed("contacts:name", { by: "1", contacts: "7,8,9" });
    await chain.pass(DAY);

    // More contacts than before: nobody can veto it, and the thief's contacts never come into effect.
    expect(await asked(fresh, ["2", "3", "4"], "again.json")).to.include({ have: 3, needed: 4n });
    expect(await asked(fresh, ["5"], "again.json")).to.include({ have: 4, isFinal: true });
    const again = await chain.run("recovery:veto", { by: "1" });
    expect(again.error).to.include({ code: "RecoveryFinal" });
    const { output } = await chain.run("recovery:show", { id: "1" });
    expect(output).to.contain("only a case can stop it");
    expect(await chain.succeed("contacts:show", { id: "1" })).to.deep.include({ contacts: [2n, 3n, 4n, 5n, 6n] });

    await chain.pass(10n * DAY + 1n);
    expect(await chain.succeed("recovery:complete", { for: "1" })).to.include({ changed: true, key: fresh });
    expect(await chain.succeed("contacts:show", { id: "1" })).to.deep.include({ contacts: [2n, 3n, 4n, 5n, 6n] });
  });

  it("a member on a long journey finds out in time, and stops contacts who are mistaken", async () => {
    await trusted();
    await asked(keyOf(12), ["2", "3", "4"]);
    await chain.pass(2n * DAY);
    expect(await chain.succeed("member:show", { id: "1" })).to.include({ contested: true });
    const { output } = await chain.run("recovery:show", { id: "1" });
    expect(output).to.contain("recovery:veto --by 1");
    await chain.succeed("recovery:veto", { by: "1" });
    const { error } = await chain.run("recovery:complete", { for: "2" });
    expect(error).to.equal(undefined);
    expect(await chain.succeed("member:show", { id: "1" })).to.include({ key: keyOf(1) });
  });
});
