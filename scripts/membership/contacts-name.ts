import { z } from "zod";

import { act, eventNamed } from "../../sdk/acts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { recoveryView } from "../../sdk/membership/recovery.ts";
import { formatMoment } from "../../sdk/units.ts";
import { agentIds, byMember } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const contactsName = defineTask({
  name: "contacts:name",
  description:
    "Names the members who can recover your agent if your key is lost: 3 to 12 whom you trust, and who can reach you. They " +
    "take effect after the charter's delay; --none goes back to those who vouch for you. " +
    "Example: npx hardhat contacts:name --by 3 --contacts 4,5,6,8",
  options: {
    by: byMember,
    contacts: agentIds.optional().describe("Their agent ids"),
    none: z.boolean().default(false).describe("Name nobody: those who vouch for you can recover your agent"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const { by, none } = options;
    if ((options.contacts === undefined) !== none) throw saysWhom();
    const contacts = [...new Set(options.contacts)].sort((a, b) => (a < b ? -1 : 1));
    const { naming, contacts: present, named } = await recoveryView(await nation(), by);
    const last = naming.from !== 0n ? naming.contacts : named ? present : [];
    if (last.join() === contacts.join()) {
      const when = naming.from === 0n ? "in effect" : `in effect from ${formatMoment(naming.from)}`;
      return unchanged(`Agent ${by} has named them already, ${when}: ${contacts.join(", ") || "nobody"}.`, {
        by,
        contacts,
      });
    }
    return perform(by, act("recovery", "nameContacts", { contacts }), {
      tell: (outcome) => {
        const { takesEffectAt } = eventNamed(outcome, "ContactsNamed").args;
        const from = formatMoment(takesEffectAt as bigint);
        const who = none ? "nobody: from then on those who vouch" : contacts.join(", ");
        return { lines: [`Agent ${by} names ${who}; in effect from ${from}.`], data: { by, contacts, takesEffectAt } };
      },
    });
  },
});

function saysWhom(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "contacts:name needs either --contacts or --none",
    remedy: "Name 3 to 12 members with --contacts 4,5,6, or --none to go back to those who vouch for you.",
  });
}
