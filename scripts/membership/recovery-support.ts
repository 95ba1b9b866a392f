import { act, eventNamed, eventsNamed } from "../../sdk/acts.ts";
import { checkConsent, keyConsent } from "../../sdk/membership/consent.ts";
import { recoveryView } from "../../sdk/membership/recovery.ts";
import { formatMoment } from "../../sdk/units.ts";
import { byMember, file, readJson } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const recoverySupport = defineTask({
  name: "recovery:support",
  description:
    "Supports a new key for somebody who trusts you as a contact. First make sure, by a way on which you know them, that " +
    "the key is theirs. With the last support needed a delay begins. Needs your id and wallet, and the file of " +
    "'recovery:request'. Example: npx hardhat recovery:support --by 5 --request recovery.json",
  options: {
    by: byMember.describe("Who acts: the agent id of a contact"),
    request: file.describe("The file of 'recovery:request'"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const connected = await nation();
    const { by } = options;
    const { key: newKey, agent: served, deadline, signature } = await readRequest();
    const agent = BigInt(served);
    const view = await recoveryView(connected, agent);
    const { key } = await connected.contracts.members.keyOf(agent);
    if (BigInt(key) === BigInt(newKey)) return unchanged(`Agent ${agent} has the key ${key} already.`, { agent, key });
    if (view.pending !== undefined && BigInt(view.pending.newKey) === BigInt(newKey)) {
      const { readyAt } = view.pending;
      return unchanged(`Enough contacts support it: ready ${formatMoment(readyAt)}.`, { agent, newKey, readyAt });
    }
    const gathering = view.gatherings.find((one) => BigInt(one.newKey) === BigInt(newKey));
    if (gathering?.supporters.includes(by) === true) {
      return unchanged(`Agent ${by} supports ${newKey} for agent ${agent} already.`, { agent, newKey, by });
    }
    // The key's consent has the deadline of the act that brings it.
    const fields = { agent, newKey, round: view.round, deadline: BigInt(deadline) };
    return perform(by, act("recovery", "support", fields, signature), {
      tell: (outcome) => {
        const have = (gathering?.supporters.length ?? 0) + 1;
        const lines = [`Agent ${by} supports ${newKey} for agent ${agent}: ${have} of ${view.needed} contacts.`];
        const data = { agent, newKey, by, have, needed: view.needed };
        if (eventsNamed(outcome, "RecoveryRequested").length === 0) return { lines, data };
        const { readyAt, isFinal } = eventNamed(outcome, "RecoveryRequested").args;
        const stop = isFinal === true ? "only a case can stop it" : "the present key can veto until it is completed";
        return {
          lines: [...lines, `Agent ${agent} can move to the new key from ${formatMoment(readyAt as bigint)}; ${stop}.`],
          data: { ...data, readyAt, isFinal },
        };
      },
    });

    async function readRequest() {
      const request = readJson(options.request, keyConsent);
      await checkConsent(connected, request, "Agent");
      return request;
    }
  },
});
