import { act, signAct } from "../../sdk/acts.ts";
import { byMember, choice, CHOICES, file, proposalId } from "../options.ts";
import { writeOwn } from "../output.ts";
import { defineTask, handOn } from "../task.ts";

export const proposalSign = defineTask({
  name: "proposal:sign",
  description:
    "Signs a ballot into a file and sends nothing: anybody may carry it with many others (proposal:carry). Costs nothing. " +
    "Example: npx hardhat proposal:sign --by 3 --proposal 1234… --choice for --out ballots/3.json",
  options: { by: byMember, proposal: proposalId, choice, out: file.describe("The file to write") },
  async run({ options: { by, proposal, choice, out }, nation, author }) {
    const connected = await nation();
    const { deadline } = await connected.contracts.assembly.voteOf(proposal);
    const ballot = act("assembly", "castBallot", { proposal, choice, ...(deadline === 0n ? {} : { deadline }) });
    const voter = await author(by);
    writeOwn(out, await signAct(connected, voter, ballot));
    return {
      lines: [
        `Agent ${by} signs "${CHOICES[choice] ?? ""}", not sent: ${out}`,
        await handOn(voter.signer, out, "Carry it with: npx hardhat proposal:carry --from FILES"),
      ],
      data: { by, proposal, choice: CHOICES[choice], signed: out, changed: false },
    };
  },
});
