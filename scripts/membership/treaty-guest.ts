import { z } from "zod";

import type { Nation } from "../../sdk/connect.ts";
import type { Outcome } from "../../sdk/acts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { formatMoment } from "../../sdk/units.ts";
import { agentId, count, file, readJson, treatyId } from "../options.ts";
import { writeOwn } from "../output.ts";
import { defineTask, unchanged, type Report } from "../task.ts";

export const treatyGuest = defineTask({
  name: "treaty:guest",
  description:
    "A member of a recognised nation takes or prolongs a pass, with the key that their own nation's register names; or " +
    "signs for it with --sign, and anybody carries it with --from. " +
    "Examples: npx hardhat treaty:guest --treaty 1 --guest 17 --days 60 · npx hardhat treaty:guest --from pass.json",
  options: {
    treaty: treatyId.optional().describe("The treaty"),
    guest: agentId.optional().describe("The agent id in the guest's own nation"),
    days: count.default(60n).describe("How long the pass is to last, from now"),
    again: z.boolean().default(false).describe("Prolong a pass that runs"),
    sign: file.optional().describe("Send nothing: write the signed pass to this file"),
    from: file.optional().describe("Carry the signed pass of this file"),
  },
  async run({ options, nation, signer, carrier }) {
    const { carryPass, guestKey, signedPass, signPass, takePass } =
      await import("../../sdk/membership/chapters/treaties.ts");
    const connected = await nation();
    if (options.from !== undefined) {
      const pass = readJson(options.from, signedPass);
      const held = await passOf(connected, BigInt(pass.treaty), BigInt(pass.guest));
      if (held >= BigInt(pass.until)) return heldAlready(pass.guest, held);
      return told(pass, await carryPass(connected, await carrier(), pass));
    }
    const { treaty, guest, days, again, sign } = options;
    if (treaty === undefined || guest === undefined) throw saysWho();
    const now = await connected.clock();
    const held = await passOf(connected, treaty, guest);
    if (now < held && !again) return heldAlready(guest, held);
    const asked = { treaty, guest, until: now + days * 86_400n };
    const { key } = await guestKey(connected, treaty, guest);
    if (sign === undefined) return told(asked, await takePass(connected, await signer(key), asked));
    writeOwn(sign, await signPass(connected, await signer(key), asked));
    const next = `Anybody can carry it: npx hardhat treaty:guest --from ${sign}`;
    return { lines: [`Signed by guest ${guest}, not sent: ${sign}`, next], data: { signed: sign, changed: false } };
  },
});

function passOf({ contracts }: Nation, treaty: bigint, guest: bigint): Promise<bigint> {
  return contracts.treaties.passOf(treaty, guest);
}

function heldAlready(guest: bigint | string, until: bigint): Report {
  return unchanged(`Guest ${guest} has a pass until ${formatMoment(until)} already.`, { guest: BigInt(guest), until });
}

type Asked = Readonly<Record<"treaty" | "guest" | "until", bigint | string>>;

function told({ treaty, guest, until }: Asked, { receipt }: Outcome): Report {
  const { hash: transaction, gasUsed, blockNumber: block } = receipt;
  return {
    lines: [
      `Guest ${guest} of treaty ${treaty} has a pass until ${formatMoment(BigInt(until))}.`,
      `Transaction ${transaction} in block ${block}, ${gasUsed.toLocaleString("en")} gas.`,
    ],
    data: {
      treaty: BigInt(treaty),
      guest: BigInt(guest),
      until: BigInt(until),
      changed: true,
      transaction,
      block,
      gasUsed,
    },
  };
}

function saysWho(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "treaty:guest needs --treaty and --guest, or --from",
    remedy: "Name the treaty and the agent id in the guest's own nation, or the file of a signed pass.",
  });
}
