import { act } from "../../sdk/acts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { byMember, choice, CHOICES, proposalId, text } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";
import { publicly, wordsOf } from "./words.ts";

export const proposalVote = defineTask({
  name: "proposal:vote",
  description:
    "Casts a ballot, or changes one's own. Needs a person who was an active member at the snapshot, while voting is open. " +
    "With a first ballot goes a --reason: only its salted hash is sent, and with --public the words; keep the salt. " +
    "Example: npx hardhat proposal:vote --by 3 --proposal 1234… --choice for",
  options: {
    by: byMember,
    proposal: proposalId,
    choice,
    reason: text.optional().describe("Why; not sent, only its hash"),
    public: publicly,
    ...signing,
  },
  async run({ options: { by, proposal, choice, reason, public: isPublic, sign }, nation, perform, transact }) {
    const { assembly } = (await nation()).contracts;
    const ballot = await assembly.ballotOf(proposal, by);
    const word = CHOICES[choice] ?? "";
    if (ballot.cast && !ballot.delegated && Number(ballot.choice) === choice) {
      return unchanged(`Agent ${by} has voted ${word} already.`, { by, proposal, choice: word });
    }
    const line = `Agent ${by} votes ${word} on proposal ${proposal}.`;
    const data = { by, proposal, choice: word };
    if (reason === undefined) {
      return perform(by, act("assembly", "castBallot", { proposal, choice }), {
        tell: () => ({ lines: [line], data }),
      });
    }
    if (sign !== undefined || ballot.cast) throw noReason(by, ballot.cast);
    const words = await wordsOf(reason, isPublic);
    return transact("assembly", "castVoteWithReason", [proposal, choice, isPublic ? words.text : words.hash], {
      from: by,
      tell: () => ({ lines: [line, ...words.notes], data: { ...data, reason: words } }),
    });
  },
});

function noReason(by: bigint, isCast: boolean): NeoguildError {
  return new NeoguildError({
    code: "ReasonWithoutBallot",
    message: isCast
      ? `agent ${by} is counted on this proposal already, and a reason goes with a first ballot alone`
      : "a signed ballot holds no reason",
    remedy: isCast ? "Vote without --reason." : "Vote without --sign, or without --reason.",
  });
}
