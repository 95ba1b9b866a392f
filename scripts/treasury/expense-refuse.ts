import { z } from "zod";

import { act, eventNamed } from "../../sdk/acts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { saltedHash } from "../../sdk/privacy.ts";
import { byMember, hash, text } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";
import { propose } from "./forGuild.ts";

const NO_REASON = `0x${"0".repeat(64)}`;

export const expenseRefuse = defineTask({
  name: "expense:refuse",
  description:
    "Refuses a request as a steward of the guild, or somebody it named; the second refusal ends it. With --council proposes " +
    "it to the guild's council, which alone refuses what is approved, and knows why. Of a steward's reason only the salted " +
    "hash is sent; keep the salt. " +
    'Example: npx hardhat expense:refuse --by 4 --request 0x… --reason "No receipt"',
  options: {
    by: byMember,
    request: hash.describe("The request's id, as expense:list shows it"),
    reason: text.optional().describe("Why; not sent, only its salted hash (a steward gives one)"),
    council: z.boolean().default(false).describe("Propose it to the guild's council"),
    ...signing,
  },
  async run({ options: { by, request, reason, council }, nation, perform }) {
    const { readExpenses, requestIn } = await import("../../sdk/treasury/expenses.ts");
    const asked = requestIn(await readExpenses(await nation()), request);
    if (asked.state === 5n) return unchanged(`Request ${request} is refused already.`, { request });
    if (council) {
      const fields = { request, reason: NO_REASON };
      const what = { method: "refuse", fields, description: `Refuse request ${request}`, data: { request } };
      return propose({ nation, perform }, { by, guild: asked.guild, ...what });
    }
    if (reason === undefined) throw reasonMissing();
    const hidden = await saltedHash(reason);
    return perform(by, act("expenses", "refuse", { request, reason: hidden.hash }), {
      tell: (outcome) => {
        const { complete } = eventNamed(outcome, "ExpenseRefused").args as { complete: boolean };
        return {
          lines: [
            complete ? `Request ${request} is refused.` : `Agent ${by} refuses; one more refusal ends it.`,
            `Salt of the reason: ${hidden.salt}`,
          ],
          data: { request, by, refused: complete, reason: hidden },
        };
      },
      already: { ExpensesAlreadySaid: `Agent ${by} has spoken about request ${request} already.` },
    });
  },
});

function reasonMissing(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "a steward who refuses says why",
    remedy: "Name --reason; only its salted hash is sent.",
  });
}
