import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";

import { signKeyConsent } from "../../../sdk/statements.ts";
import { FOREVER } from "../../fixtures/membership.ts";
import type { Domain, History, Role } from "./history.ts";

/** What a history remembers: who named contacts, and the new key each of them would get. */
interface Keyring {
  readonly named: Role[];
  readonly wanted: Map<Role, HardhatEthersSigner>;
  readonly requested: Role[];
}

/** Lost keys: contacts, their supports, the veto, the new key; and what a case would do, without one. */
export const RECOVERY: Domain = {
  least: {
    "recovery.nameContacts": 4,
    "recovery.support": 8,
    "recovery.veto": 2,
    "recovery.complete": 1,
    "recovery.stay": 1,
    "recovery.resume": 1,
    "recovery.cancel": 1,
    "recovery.drop": 1,
  },
  in: (history, focus) => {
    const keyring: Keyring = { named: [], wanted: new Map(), requested: [] };
    const owner = () => (focus.length > 0 && history.random(2) === 0 ? history.pick(focus) : history.someone());
    /** Somebody whose request is pending, if there is one. */
    const requested = async () => {
      const roles = [...new Set(keyring.requested)];
      const pending = await Promise.all(roles.map((role) => history.world.recovery.isPending(history.id(role))));
      return history.oneOf(new Set(roles.filter((_, place) => pending[place])));
    };
    return {
      deeds: {
        nameContacts: [4, () => nameContacts(history, keyring, owner(), focus)],
        support: [10, () => support(history, keyring, history.last(keyring.named) ?? owner())],
        veto: [2, async () => veto(history, await requested())],
        completeRecovery: [4, async () => complete(history, keyring, await requested())],
        stayWithoutCase: [2, async () => decide(history, "stay", await requested())],
        endWithoutCase: [4, async () => decide(history, history.pick(["resume", "cancel", "drop"]), await requested())],
      },
    };
  },
};

/** Three or four others; among the two whom every case is between, each trusts the other. */
async function nameContacts(history: History, keyring: Keyring, by: Role, focus: readonly Role[]): Promise<void> {
  const trusted = new Set(focus.includes(by) ? focus : []);
  while (trusted.size < 5) trusted.add(history.someone());
  trusted.delete(by);
  const contacts = [...trusted].map((role) => history.id(role)).sort((one, other) => Number(one - other));
  const act = { contacts, nonce: history.nonce++, deadline: FOREVER };
  await history.act("recovery.nameContacts", by, history.world.recovery, act, [], () => {
    keyring.named.push(by);
  });
}

async function support(history: History, keyring: Keyring, whom: Role): Promise<void> {
  const { recovery, members } = history.world;
  const signer = wantedBy(history, keyring, whom);
  if (signer === undefined || !history.ids.has(whom)) return;
  const agent = history.id(whom);
  const { contacts } = await recovery.contactsOf(agent);
  const roles = rolesOf(history, contacts);
  const by = history.oneOf(new Set(roles));
  const { number } = await recovery.roundOf(agent);
  const consent = await signKeyConsent({ register: members, agent, deadline: FOREVER, signer });
  const act = { agent, newKey: signer.address, round: number, deadline: FOREVER };
  const before = keyring.requested.length;
  await history.act("recovery.support", by, recovery, act, [consent], async () => {
    if (await recovery.isPending(agent)) keyring.requested.push(whom);
  });
  // One of four requests is held up at once, and one of two of those goes on at once.
  if (keyring.requested.length === before || history.random(4) !== 0) return;
  await decide(history, "stay", whom);
  if (history.random(2) === 0) await decide(history, "resume", whom);
}

/** A key is wanted until it is somebody's. */
function wantedBy(history: History, keyring: Keyring, whom: Role): HardhatEthersSigner | undefined {
  const used = new Set([...history.keys.values()].flat());
  const wanted = keyring.wanted.get(whom);
  if (wanted !== undefined && !used.has(wanted)) return wanted;
  const taken = new Set([...keyring.wanted.values(), ...used]);
  const free = history.world.spare.findLast((signer) => !taken.has(signer));
  if (free !== undefined) keyring.wanted.set(whom, free);
  return free;
}

/** The contacts in the order of their roles, for the contract has them in the order of their ids, or of their vouches. */
function rolesOf(history: History, contacts: readonly bigint[]): Role[] {
  return contacts.map((id) => history.roleOf(id)!).sort((one, other) => one - other);
}

async function veto(history: History, by: Role): Promise<void> {
  const { number } = await history.world.recovery.roundOf(history.id(by));
  await history.act("recovery.veto", by, history.world.recovery, { round: number, deadline: FOREVER });
}

async function complete(history: History, keyring: Keyring, whom: Role): Promise<void> {
  const { recovery } = history.world;
  const agent = history.id(whom);
  const { newKey } = await recovery.roundOf(agent);
  await history.send("recovery.complete", undefined, recovery, "complete", [agent], () => {
    history.changeKey(
      whom,
      history.world.spare.find(({ address }) => address === newKey)!,
    );
    keyring.wanted.delete(whom);
  });
}

async function decide(history: History, what: string, whom: Role): Promise<void> {
  const { recovery, justice } = history.world;
  const agent = history.id(whom);
  const { number } = await recovery.roundOf(agent);
  const args = what === "stay" ? [agent] : [agent, number];
  await history.send(`recovery.${what}`, undefined, recovery, what, args, undefined, justice);
}
