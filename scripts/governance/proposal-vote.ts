import { act } from "../../sdk/acts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { byMember, choice, CHOICES, proposalId, text } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";
import { publicly, wordsOf } from "./words.ts";

export const proposalVote = defineTask({
  name: "proposal:vote",
  description:
    "Casts a ballot, or changes one's own. Needs a person who was an active member at the snapshot, while voting is open. " +
    "With it goes a --reason, unless it changes one's own: only its salted hash is sent, and with --public the words; keep the salt. " +
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
    const changesOwn = ballot.cast && !ballot.delegated;
    if (sign !== undefined || changesOwn) throw noReason(by, changesOwn);
    const words = await wordsOf(reason, isPublic);
    return transact("assembly", "castVoteWithReason", [proposal, choice, isPublic ? words.text : words.hash], {
      from: by,
      tell: () => ({ lines: [line, ...words.notes], data: { ...data, reason: words } }),
    });
  },
});

function noReason(by: bigint, changesOwn: boolean): NeoguildError {
  return new NeoguildError({
    code: "ReasonWithoutBallot",
    message: changesOwn
      ? `agent ${by} has voted on this proposal already, and a changed ballot takes no reason along`
      : "a signed ballot holds no reason",
    remedy: changesOwn ? "Vote without --reason." : "Vote without --sign, or without --reason.",
  });
}
