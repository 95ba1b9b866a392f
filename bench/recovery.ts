import { consentOf, deployRecovery, nameContacts, PLAIN_RECOVERY, support } from "../test/fixtures/recovery.ts";
import { coinlessKeys, gasOf, newChain } from "./chain.ts";
import type { Figures } from "./figures.ts";

const FOUNDERS = 10;
const BATCH = 198;
const AMARA = 1n;

/** A person's second recovery by three of five contacts, in a small nation and in a large one. */
export async function measureRecovery(): Promise<Figures> {
  const small = await measureIn(FOUNDERS);
  const large = await measureIn(1_000);
  return {
    "membership.recover": small.all,
    "membership.recover.request": small.request,
    "membership.recover.complete": small.complete,
    "membership.recover.n1000": large.all,
  };
}

async function measureIn(size: number): Promise<{ all: number; request: number; complete: number }> {
  const { ethers, networkHelpers } = await newChain();
  const nation = await deployRecovery(ethers, { founders: FOUNDERS });
  const { members, recovery, founders, strangers } = nation;
  for (let first = FOUNDERS; first < size; first += BATCH) {
    await members.found(coinlessKeys(Math.min(BATCH, size - first), first + 1));
  }
  const [amara, ...others] = founders;
  if (amara === undefined) throw new Error("a nation needs founders");
  await nameContacts(nation, amara, [2n, 3n, 4n, 5n, 6n]);
  await networkHelpers.time.increase(PLAIN_RECOVERY.contactsDelay);

  let figures = { all: 0, request: 0, complete: 0 };
  for (const key of strangers.slice(0, 2)) {
    const consent = await consentOf(nation, key, AMARA);
    const supports = [];
    for (const [index, contact] of others.slice(0, 3).entries()) {
      const brought = index === 0 ? consent : "0x";
      supports.push(await gasOf(support(nation, contact, { agent: AMARA, key, consent: brought })));
    }
    await networkHelpers.time.increase(PLAIN_RECOVERY.delay);
    const complete = await gasOf(recovery.complete(AMARA));
    const all = supports.reduce((sum, gas) => sum + gas, complete);
    figures = { all, request: supports.at(-1) ?? 0, complete };
  }
  return figures;
}
