import { PURPOSES } from "../../sdk/licensing/kinds.ts";
import { agentId, purpose, workId } from "../options.ts";
import { defineTask } from "../task.ts";

export const licenceToken = defineTask({
  name: "licence:token",
  description:
    "Issues the token of a licence that was granted, so that wallets show it (ERC-721, locked for ever: ERC-5192), or brings it " +
    "to the licensee's new key. Anybody may; the licence itself needs none. " +
    "Example: npx hardhat licence:token --licensee 12 --work 1 --purpose commercial",
  options: { licensee: agentId.describe("Whose licence it is"), work: workId.describe("The work"), purpose },
  async run({ options: { licensee, work, purpose }, nation, transact }) {
    const { grantNumber } = await import("../../sdk/licensing/grants.ts");
    const { addresses, contracts } = await nation();
    const number = grantNumber(work, licensee, BigInt(purpose));
    const { key } = await contracts.members.keyOf(licensee);
    const what = `Token ${number} (agent ${licensee}, work ${work}, ${PURPOSES[purpose] ?? ""})`;
    return transact("grantTokens", "issue", [number], {
      tell: () => ({
        lines: [`${what} stands with key ${key}.`, `Contract for wallets: ${addresses.grantTokens}`],
        data: { number, licensee, work, purpose: PURPOSES[purpose], key, contract: addresses.grantTokens },
      }),
      already: { GrantTokensUpToDate: `${what} stands with key ${key} already.` },
    });
  },
});
