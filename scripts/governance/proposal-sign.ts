import { act, signAct } from "../../sdk/acts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { byMember, choice, CHOICES, file, proposalId, readJson } from "../options.ts";
import { writeOwn } from "../output.ts";
import { askPassphrase } from "../prompt.ts";
import { defineTask, handOn, keystoreFor, type Report } from "../task.ts";

const CARRY = "Carry it with: npx hardhat proposal:carry --from FILES";

export const proposalSign = defineTask({
  name: "proposal:sign",
  description:
    "Signs a ballot into a file and sends nothing: anybody may carry it with many others (proposal:carry). Costs nothing. " +
    "With --paper it asks no node: needs the file of proposal:paper and a keystore, and shows what is voted on. " +
    "Examples: npx hardhat proposal:sign --by 3 --proposal 1234… --choice for --out ballots/3.json · " +
    "npx hardhat proposal:sign --by 3 --paper paper.json --choice for --keystore me.json --out 3.json",
  options: {
    by: byMember,
    proposal: proposalId.optional().describe("The proposal's id, unless --paper has it"),
    choice,
    out: file.describe("The file to write"),
    paper: file.optional().describe("A ballot paper, of which everything is taken that else the node is asked"),
  },
  async run({ options, nation, author }) {
    const { by, proposal, choice, out, paper } = options;
    if (paper !== undefined) return signWithPaper({ by, proposal, choice, out, paper, keystore: keystoreFor(options) });
    if (proposal === undefined) throw says("proposal:sign needs --proposal, or --paper");
    const { requireVotable } = await import("../../sdk/governance/assembly.ts");
    const { requireChoice } = await import("../../sdk/governance/sealedBallots.ts");
    const connected = await nation();
    const vote = await requireVotable(connected, proposal);
    requireChoice(choice, vote);
    const voter = await author(by);
    const ballot = act("assembly", "castBallot", { proposal, choice, deadline: vote.deadline });
    writeOwn(out, await signAct(connected, voter, ballot));
    return signed({ by, proposal, choice, out }, [await handOn(voter.signer, out, CARRY)]);
  },
});

interface Ballot {
  readonly by: bigint;
  readonly proposal: bigint;
  readonly choice: number;
  readonly out: string;
}

function signed({ by, proposal, choice, out }: Ballot, next: readonly string[]): Report {
  return {
    lines: [`Agent ${by} signs "${CHOICES[choice] ?? ""}", not sent: ${out}`, ...next],
    data: { by, proposal, choice: CHOICES[choice], signed: out, changed: false },
  };
}

/** What nothing but a file and a keystore is needed for. */
async function signWithPaper(ballot: {
  readonly by: bigint;
  readonly proposal: bigint | undefined;
  readonly choice: number;
  readonly out: string;
  readonly paper: string;
  readonly keystore: string | undefined;
}): Promise<Report> {
  const { ballotPaper, paperInWords, signOnPaper } = await import("../../sdk/governance/paper.ts");
  const { readableDescription } = await import("../../sdk/governance/proposals.ts");
  const { requireChoice } = await import("../../sdk/governance/sealedBallots.ts");
  const { openKeystore } = await import("../../sdk/signers.ts");
  const { by, choice, out, keystore } = ballot;
  const paper = readJson(ballot.paper, ballotPaper);
  const { proposal } = paper;
  if (ballot.proposal !== undefined && ballot.proposal !== proposal) {
    throw says(`the paper is for proposal ${proposal}, and not for ${ballot.proposal}`);
  }
  if (keystore === undefined) throw says("proposal:sign --paper asks no node, so it needs --keystore");
  requireChoice(choice, { blocks: paper.mayBlock ? 1n : 0n });
  writeOwn(out, await signOnPaper(paper, { by, choice, signer: await openKeystore(keystore, askPassphrase) }));
  const about = [`Proposal ${proposal}: ${readableDescription(paper.description)}`, ...paperInWords(paper)];
  const report = signed({ by, proposal, choice, out }, [CARRY]);
  return { ...report, lines: [...about, ...report.lines] };
}

function says(message: string): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message,
    remedy: "See 'npx hardhat proposal:sign --help'; nothing was signed.",
  });
}
