import { expect } from "chai";
import { getAddress } from "ethers";

import { serveNation, type Served } from "./harness.ts";

const DAY = 86_400n;

describe("Tasks of recovery", () => {
  let chain: Served;
  let accounts: string[];

  before(async () => {
    chain = await serveNation();
    accounts = (await chain.rpc("eth_accounts")) as string[];
  });
  after(() => chain.close());

  const keyOf = (place: number) => getAddress(accounts[place] ?? "");

  describe("contacts:name", () => {
    it("names contacts in any order, once", async () => {
      const named = await chain.succeed("contacts:name", { by: "3", contacts: "6,4,5,4" });
      expect(named).to.deep.include({ changed: true, contacts: [4n, 5n, 6n] });
      expect(await chain.succeed("contacts:name", { by: "3", contacts: "4,5,6" })).to.include({ changed: false });
    });

    it("shows them when they take effect, and until then who could help now", async () => {
      const before = await chain.run("contacts:show", { id: "3" });
      expect(before.data).to.deep.include({ contacts: [], needed: 0n });
      expect(before.output).to.contain("4, 5, 6").and.to.contain("too few");
      await chain.pass(30n * DAY);
      const after = await chain.succeed("contacts:show", { id: "3" });
      expect(after).to.deep.include({ contacts: [4n, 5n, 6n], named: true, needed: 2n });
    });

    it("with --none names nobody", async () => {
      expect(await chain.succeed("contacts:name", { by: "3", none: true })).to.include({ changed: true });
      expect(await chain.succeed("contacts:name", { by: "3", contacts: "4,5,6" })).to.include({ changed: true });
    });

    it("asks for either --contacts or --none", async () => {
      for (const options of [{}, { contacts: "4,5,6", none: true }]) {
        const { error } = await chain.run("contacts:name", { by: "3", ...options });
        expect(error).to.include({ code: "OptionsInvalid" });
      }
    });
  });

  describe("recovery:request and recovery:support", () => {
    it("write a file, and gather until there are enough", async () => {
      const request = chain.path("recovery.json");
      const asked = await chain.succeed("recovery:request", { for: "3", newKey: keyOf(12), out: request });
      expect(asked).to.deep.include({ agent: 3n, needed: 2n, changed: false });
      expect(await chain.succeed("recovery:support", { by: "4", request })).to.include({ changed: true, have: 1 });
      expect(await chain.succeed("recovery:support", { by: "4", request })).to.include({ changed: false });
      const shown = await chain.run("recovery:show", { id: "3" });
      expect(shown.output).to.contain(`${keyOf(12)}: 1 of 2 contacts (4)`);
    });

    it("can be signed for somebody to carry", async () => {
      const sign = chain.path("support.json");
      await chain.succeed("recovery:support", { by: "5", request: chain.path("recovery.json"), sign });
      expect(await chain.succeed("statement:carry", { from: sign })).to.nested.include({ "batches[0].carried": 1 });
      const { pending } = await chain.succeed("recovery:show", { id: "3" });
      expect(pending).to.deep.include({ newKey: keyOf(12), isFinal: false });
      const late = await chain.succeed("recovery:support", { by: "6", request: chain.path("recovery.json") });
      expect(late).to.include({ changed: false });
    });

    it("refuse the file of an application, and of another nation", async () => {
      const application = chain.path("application.json");
      await chain.succeed("member:apply", { key: keyOf(13), out: application });
      const wrong = await chain.run("recovery:support", { by: "4", request: application });
      expect(wrong.error).to.include({ code: "ConsentOfOtherKind" });
      expect(wrong.error?.remedy).to.contain("recovery:request");
    });

    it("ask for the new key", async () => {
      const { error } = await chain.run("recovery:request", { for: "3" });
      expect(error).to.include({ code: "OptionsInvalid" });
    });
  });

  describe("recovery:complete", () => {
    it("says when it can, then moves the agent, once", async () => {
      const early = await chain.run("recovery:complete", { for: "3" });
      expect(early.error).to.include({ code: "RecoveryNotReady" });
      await chain.pass(14n * DAY);
      expect(await chain.succeed("recovery:complete", { for: "3" })).to.include({ changed: true, key: keyOf(12) });
      expect(await chain.succeed("recovery:complete", { for: "3" })).to.include({ changed: false, key: keyOf(12) });
      const again = await chain.succeed("recovery:support", { by: "4", request: chain.path("recovery.json") });
      expect(again).to.include({ changed: false, key: keyOf(12) });
    });
  });

  describe("recovery:veto", () => {
    it("says so when there is nothing to veto", async () => {
      expect(await chain.succeed("recovery:veto", { by: "3" })).to.include({ changed: false });
    });
  });
});
