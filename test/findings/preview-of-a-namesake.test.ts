import { expect } from "chai";

import { effectsInWords } from "../../sdk/governance/preview/words.ts";
import { NATIVE } from "../../sdk/treasury/tokens.ts";

const FALSE = "0x00000000000000000000000000000000000000F1";
const TIMELOCK = "0x00000000000000000000000000000000000000a1";

// Everybody may call their token ETH, or as the one the nation holds. The preview named tokens in balances and events by
// what they call themselves: "the nation's timelock: 0 ETH → 1000 ETH" of a token made an hour ago by who proposes to sell
// for it. Of a call the address stood beside, of what comes in it did not.
describe("Finding: a preview could not tell a token from its namesake", () => {
  const told = (token: string) =>
    effectsInWords(
      {
        ...{ moment: 0n, failure: undefined, gasUsed: 0n, logs: [], views: [], state: [], articlesHold: true },
        amounts: [{ token, account: TIMELOCK, before: 0n, after: 10n ** 21n }],
      },
      {
        contracts: [],
        agents: new Map(),
        tokens: new Map([NATIVE, FALSE].map((address) => [address, { address, symbol: "ETH", decimals: 18 }])),
      },
    ).balances.join("\n");

  it("a token that calls itself as the coin does reads otherwise than the coin", () => {
    expect(told(FALSE)).not.to.equal(told(NATIVE));
  });
  it("the address of a token outside the nation stands beside its balance", () => {
    expect(told(FALSE)).to.contain(FALSE);
  });
});
