import { z } from "zod";

import {
  checkCredential,
  checkOffline,
  credential,
  falsehoods,
  type TrustedRegister,
} from "../../sdk/membership/credential.ts";
import { formatMoment } from "../../sdk/units.ts";
import { checkInWords } from "../../sdk/verify/check.ts";
import { address, file, readJson, text } from "../options.ts";
import { rpcUrlOf } from "../network.ts";
import { defineTask } from "../task.ts";

export const credentialCheck = defineTask({
  name: "credential:check",
  description:
    "Checks a member's credential: signatures and form, and against the register that it is still true. With --offline only " +
    "the former. Needs the nation's record, or the register's address from somebody you trust. Examples: " +
    "npx hardhat credential:check --file credential.json --network localhost · " +
    "npx hardhat credential:check --file credential.json --offline",
  options: {
    file: file.describe("The file of 'credential:export'"),
    audience: text.optional().describe("Who you are: it must have been made for you"),
    offline: z.boolean().default(false).describe("Ask no chain: check signatures, form and date alone"),
    register: address.optional().describe("The Members contract, where the nation has no record on this machine"),
  },
  async run({ options, nation, hre }) {
    const content = readJson(options.file, credential);
    const { audience } = options;
    const checks = options.offline
      ? await checkOffline(content, { now: BigInt(Math.floor(Date.now() / 1000)), audience })
      : await checkCredential(content, await trusted(), audience);
    const fault = falsehoods(checks);
    const { agent, status, since, cosignatures } = content;
    const verdict = fault === undefined ? "holds" : "does not hold";
    const asked = options.offline ? "; the register was not asked" : "";
    const signers = cosignatures.map(({ by, key }) => `  co-signed by agent ${by}, key ${key}`);
    return {
      lines: [
        ...checks.map(checkInWords),
        `Agent ${agent}, ${status} since ${formatMoment(BigInt(since))}: this credential ${verdict}${asked}.`,
        `  signed by key ${content.key}, for "${content.audience}"`,
        ...signers,
      ],
      data: { ...content, holds: fault === undefined, offline: options.offline, checks, changed: false },
      fault,
    };

    /** The register to ask: that of the nation's record, or the one named; never the one the credential names. */
    async function trusted(): Promise<TrustedRegister> {
      if (options.register === undefined) {
        const { provider, addresses } = await nation();
        return { provider, members: addresses.members };
      }
      const { chainIdOf, rpcProvider } = await import("../../sdk/provider.ts");
      const url = await rpcUrlOf(hre, options.nation);
      return { provider: rpcProvider(url, await chainIdOf(url)), members: options.register };
    }
  },
});
