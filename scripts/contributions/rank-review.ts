import { z } from "zod";

import { act, eventNamed, eventsNamed } from "../../sdk/acts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { saltedHash } from "../../sdk/privacy.ts";
import { formatMoment } from "../../sdk/units.ts";
import { agentId, byMember, guildId, text } from "../options.ts";
import { defineTask, signing, type Report, type TaskContext } from "../task.ts";

export const rankReview = defineTask({
  name: "rank:review",
  description:
    "Reviews the rank of a person: a peer opens the review (--concern), the person replies (--reply), and after the time to " +
    "reply peers say that the rank should end (--revoke). Texts stay off chain: only a salted hash is sent; keep the salt " +
    "that is printed. If too few peers say so in time, the rank stays. " +
    'Example: npx hardhat rank:review --by 2 --guild 10 --for 5 --concern "No work for two years"',
  options: {
    by: byMember,
    guild: guildId,
    for: agentId.optional().describe("Whose rank is reviewed; not needed to reply"),
    concern: text.optional().describe("Why there should be a review; not sent, only its salted hash"),
    reply: text.optional().describe("The answer of the person concerned; not sent, only its salted hash"),
    revoke: z.boolean().default(false).describe("Say that the rank should end"),
    ...signing,
  },
  run(context) {
    const { for: member, concern, reply, revoke } = context.options;
    const chosen = [concern !== undefined, reply !== undefined, revoke].filter(Boolean).length;
    if (chosen !== 1 || (reply === undefined && member === undefined)) throw saysWhat();
    if (reply !== undefined) return answer(context, reply);
    return concern === undefined ? end(context, member ?? 0n) : open(context, member ?? 0n, concern);
  },
});

type Context = Pick<TaskContext<{ by: bigint; guild: bigint }>, "options" | "nation" | "perform">;

async function roundOf({ nation, options: { guild } }: Context, member: bigint): Promise<bigint> {
  const { ranks } = (await nation()).contracts;
  return (await ranks.reviewOf(guild, member)).round;
}

async function open(context: Context, member: bigint, text: string): Promise<Report> {
  const { by, guild } = context.options;
  const concern = await saltedHash(text);
  const round = await roundOf(context, member);
  return context.perform(by, act("ranks", "openReview", { guild, member, round, concern: concern.hash }), {
    tell(outcome) {
      const { replyUntil, closesAt } = eventNamed(outcome, "ReviewOpened").args as Record<string, bigint>;
      return {
        lines: [
          `Agent ${by} asks for a review of the rank of agent ${member} in guild ${guild}.`,
          `Reply until ${formatMoment(replyUntil ?? 0n)}; then peers decide until ${formatMoment(closesAt ?? 0n)}.`,
          `Salt of the concern: ${concern.salt}`,
        ],
        data: { by, guild, member, round, concern, replyUntil, closesAt },
      };
    },
  });
}

async function answer(context: Context, words: string): Promise<Report> {
  const { by, guild } = context.options;
  const reply = await saltedHash(words);
  const round = await roundOf(context, by);
  return context.perform(by, act("ranks", "reply", { guild, round, text: reply.hash }), {
    tell: () => ({
      lines: [`Agent ${by} replied to the review in guild ${guild}.`, `Salt of the reply: ${reply.salt}`],
      data: { by, guild, round, reply },
    }),
    already: { RanksReplied: `Agent ${by} has replied already.` },
  });
}

async function end(context: Context, member: bigint): Promise<Report> {
  const { by, guild } = context.options;
  const round = await roundOf(context, member);
  return context.perform(by, act("ranks", "revoke", { guild, member, round }), {
    tell(outcome) {
      const ended = eventsNamed(outcome, "RankRevoked").length !== 0;
      return {
        lines: [
          `Agent ${by} says that the rank of agent ${member} in guild ${guild} should end.`,
          ended ? "It has ended." : "It ends if enough peers say so in time; otherwise it stays.",
        ],
        data: { by, guild, member, round, ended },
      };
    },
    already: { RanksAlreadySaid: `Agent ${by} has said so already.` },
  });
}

function saysWhat(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "a review is opened, answered or decided: one of them at a time",
    remedy: "Name --for with --concern or --revoke; or --reply alone.",
  });
}
