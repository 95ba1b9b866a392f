import { formatMoment } from "../../sdk/units.ts";
import { file, proposalId, someAgents } from "../options.ts";
import { writeOwn } from "../output.ts";
import { defineTask } from "../task.ts";

export const proposalPaper = defineTask({
  name: "proposal:paper",
  description:
    "Writes a ballot paper: all that members need to sign their ballots on a machine without a node or a network " +
    "(proposal:sign --paper). Sends nothing, and holds nothing secret. " +
    "Example: npx hardhat proposal:paper --proposal 1234… --for 3,5 --out paper.json",
  options: {
    proposal: proposalId,
    for: someAgents
      .refine((members) => members.length > 0, "name at least one member")
      .describe("The members who will sign with it: agent ids with commas between them"),
    out: file.describe("The file to write"),
  },
  async run({ options: { proposal, for: members, out }, nation }) {
    const { paperOf } = await import("../../sdk/governance/paper.ts");
    const paper = await paperOf(await nation(), { proposal, members });
    writeOwn(out, paper);
    return {
      lines: [
        `Ballot paper of proposal ${proposal} for ${members.map((id) => `agent ${id}`).join(", ")}: ${out}`,
        `Ballots are carried until ${formatMoment(paper.deadline)}. Sign with: npx hardhat proposal:sign --paper ${out}`,
      ],
      data: { proposal, members, paper: out, deadline: paper.deadline, changed: false },
    };
  },
});
