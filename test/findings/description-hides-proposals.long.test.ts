import { inspect } from "node:util";
import { expect } from "chai";

import type { Nation } from "../../sdk/connect.ts";
import { loneCharter, serveNation, type Served } from "../unit/scripts/harness.ts";

// A description is bytes to the chain, and the assembly takes any. The tasks read the descriptions of all proposals to find
// one, and those that are no UTF-8 cannot be read: after one such proposal, by one member, none could be shown, previewed,
// queued or executed with the tasks again, for good. The calls of that one itself nobody saw either, and a vote goes by the
// id alone.
describe("Finding: one proposal whose description is no text hid all proposals from everybody", () => {
  let chain: Served;
  let nation: Nation;
  let honest: string;
  let odd: string;

  before(async () => {
    chain = await serveNation(loneCharter());
    nation = await chain.nation();
    const terms = {
      contract: "Reserve",
      function: "setTerms",
      arguments: { terms_: { period: "60d", capBps: "70%" } },
    };
    const from = chain.write("proposal.json", { description: "Longer", actions: [terms] });
    honest = String((await chain.succeed("proposal:create", { by: "1", from }))["proposal"]);

    const { assembly, members } = nation.contracts;
    const { key } = await members.keyOf(1);
    const call = nation.contracts.reserve.interface.encodeFunctionData("setTerms", [
      { period: 5_184_000n, capBps: 7_000n },
    ]);
    const args = [[nation.addresses.reserve], [0n], [call], "a mark"] as const;
    const data = assembly.interface.encodeFunctionData("propose", [...args] as never);
    const spoilt = data.replace(Buffer.from("a mark").toString("hex"), "ff".repeat(6));
    expect(spoilt).not.to.equal(data);
    await (await nation.provider.getSigner(key)).sendTransaction({ to: nation.addresses.assembly, data: spoilt });
    const [, event] = await assembly.queryFilter(assembly.filters.ProposalRuled());
    odd = String(event?.args[0]);
  });
  after(() => chain.close());

  const told = (task: string, options: Readonly<Record<string, unknown>>) =>
    chain.run(task, options).then(
      ({ output }) => output,
      (thrown: unknown) => `thrown: ${inspect(thrown).slice(0, 300)}`,
    );

  it("all proposals are still shown", async () => {
    expect(await told("proposal:show", {})).to.contain(honest);
  });
  it("another is still shown by its id", async () => {
    expect(await told("proposal:show", { proposal: honest })).to.contain("Longer");
  });
  it("another is still previewed", async () => {
    expect(await told("proposal:preview", { proposal: honest })).to.contain("Byte for byte");
  });
  it("its own calls are shown", async () => {
    expect(await told("proposal:preview", { proposal: odd })).to.contain("Byte for byte");
  });
  it("it is queued and carried out like any other", async () => {
    const { assembly, reserve } = nation.contracts;
    const until = async (moment: bigint) => chain.pass(moment - (await nation.now()).timestamp + 1n);
    await until(await assembly.proposalSnapshot(odd));
    for (const by of [1, 2, 3, 4, 5, 6]) {
      await chain.succeed("proposal:vote", { by: `${by}`, proposal: odd, choice: "for" });
    }
    await until(await assembly.proposalDeadline(odd));
    await chain.succeed("proposal:queue", { proposal: odd });
    await until(await assembly.proposalEta(odd));
    await chain.succeed("proposal:execute", { proposal: odd });
    expect((await reserve.terms()).capBps).to.equal(7_000n);
  });
});
