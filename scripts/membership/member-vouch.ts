import { act, eventNamed } from "../../sdk/acts.ts";
import type { Nation } from "../../sdk/connect.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { checkConsent, keyConsent } from "../../sdk/membership/consent.ts";
import { agentView, vouchesFor } from "../../sdk/membership/register.ts";
import { agentId, byMember, file, readJson } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const memberVouch = defineTask({
  name: "member:vouch",
  description:
    "Vouches for a person. Needs a member's id and wallet, and either the person's id or, for the first vouch, which makes " +
    "the id, the file of 'member:apply'. Examples: npx hardhat member:vouch --by 1 --application application.json · " +
    "npx hardhat member:vouch --by 2 --for 12",
  options: {
    by: byMember,
    for: agentId.optional().describe("The person's agent id"),
    application: file.optional().describe("The applicant's file, if they have no id yet"),
    renew: agentId.optional().describe("The agent id of a person to whom you renew a vouch that is still valid"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const connected = await nation();
    const { by } = options;
    const introduced = options.application === undefined ? undefined : readJson(options.application, keyConsent);
    if ([options.for, introduced, options.renew].filter((one) => one !== undefined).length !== 1) throw saysForWhom();

    let subject = options.for ?? options.renew;
    if (introduced !== undefined) {
      const known = await connected.contracts.members.idOf(introduced.key);
      if (known === 0n) {
        await checkConsent(connected, introduced, "Applicant");
        const { key, deadline, signature } = introduced;
        const introduction = act("members", "introduce", { key, deadline: BigInt(deadline) }, signature);
        return perform(by, introduction, {
          tell: (outcome) => {
            const { agent } = eventNamed(outcome, "AgentRegistered").args;
            return { lines: [`Agent ${by} introduces ${key}, now agent ${agent as bigint}.`], data: { by, agent } };
          },
        });
      }
      subject = known;
    }
    const person = subject as bigint;
    if (options.renew === undefined && (await vouches(connected, by, person))) {
      return unchanged(`Agent ${by} vouches for agent ${person} already.`, { by, subject: person });
    }
    const report = await perform(by, act("members", "vouch", { subject: person }), {
      tell: () => ({ lines: [`Agent ${by} vouches for agent ${person}.`], data: { by, subject: person } }),
    });
    const { status, code, reason } = await agentView(connected, person);
    return {
      lines: [...report.lines, `Agent ${person} is ${status}: ${reason}.`],
      data: { ...report.data, status, code },
    };
  },
});

async function vouches(nation: Nation, by: bigint, subject: bigint): Promise<boolean> {
  const clock = await nation.clock();
  return (await vouchesFor(nation, subject)).some((vouch) => vouch.by === by && vouch.expiresAt > clock);
}

function saysForWhom(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "member:vouch needs one of --for, --application and --renew",
    remedy: "Name the person's id with --for (or --renew), or the file of an applicant who has no id yet.",
  });
}
