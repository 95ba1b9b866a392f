import type { Nation } from "../connect.ts";
import { formatMoment } from "../units.ts";

/** How an agent's recovery stands. Moments are Unix seconds, 0 = never. */
export interface RecoveryView {
  readonly agent: bigint;
  /** Those named, or the vouchers. */
  readonly contacts: readonly bigint[];
  readonly named: boolean;
  /** Contacts named that are not yet in effect; `from` 0 = none. */
  readonly naming: { readonly contacts: readonly bigint[]; readonly from: bigint };
  /** Contacts a request made now would need; 0 where there are too few. */
  readonly needed: bigint;
  readonly round: bigint;
  readonly pending: PendingView | undefined;
  /** Keys that contacts support in the present round. */
  readonly gatherings: readonly GatheringView[];
  /** Until then requests are final, if it lies ahead. */
  readonly vetoedUntil: bigint;
  /** Until then none can be made, if it lies ahead. */
  readonly quietUntil: bigint;
}

export interface PendingView {
  readonly newKey: string;
  readonly readyAt: bigint;
  readonly lapsesAt: bigint;
  readonly stayedUntil: bigint;
  readonly isFinal: boolean;
}

export interface GatheringView {
  readonly newKey: string;
  readonly supporters: readonly bigint[];
  readonly until: bigint;
}

/** How an agent's recovery stands now, and who can do something about it. */
export async function recoveryView(nation: Nation, agent: bigint): Promise<RecoveryView> {
  const { recovery } = nation.contracts;
  const [known, naming, needed, round, isPending, logs] = await Promise.all([
    recovery.contactsOf(agent),
    recovery.namingOf(agent),
    recovery.supportsNeeded(agent),
    recovery.roundOf(agent),
    recovery.isPending(agent),
    recovery.queryFilter(recovery.filters.RecoverySupported(agent)),
  ]);
  const keys = [...new Set(logs.map(({ args }) => args.newKey))];
  const gatherings = await Promise.all(
    keys.map(async (newKey): Promise<GatheringView> => {
      const { supporters, until } = await recovery.supportersOf(agent, newKey);
      return { newKey, supporters: [...supporters], until };
    }),
  );
  const { newKey, readyAt, lapsesAt, stayedUntil, isFinal } = round;
  return {
    agent,
    contacts: [...known.contacts],
    named: known.named,
    naming: { contacts: [...naming.contacts], from: naming.takesEffectAt },
    needed,
    round: round.number,
    pending: isPending ? { newKey, readyAt, lapsesAt, stayedUntil, isFinal } : undefined,
    gatherings: gatherings.filter(({ supporters }) => supporters.length > 0),
    vetoedUntil: round.vetoedUntil,
    quietUntil: round.quietUntil,
  };
}

/** Who can recover an agent, in lines without full stops. */
export function contactsInWords({ contacts, named, naming, needed }: RecoveryView): string[] {
  const who = contacts.length === 0 ? "nobody" : contacts.join(", ");
  return [
    `contacts   ${who}${named || contacts.length === 0 ? "" : " (who vouch; nobody was named)"}`,
    ...(naming.from === 0n
      ? []
      : [`           from ${formatMoment(naming.from)}: ${naming.contacts.join(", ") || "who vouch"}`]),
    needed === 0n
      ? "           too few to recover a lost key: name at least 3 with 'contacts:name'"
      : `           ${needed} of them are needed`,
  ];
}

/** How a recovery stands, in lines without full stops. `now` is in Unix seconds. */
export function recoveryInWords(view: RecoveryView, now: bigint): string[] {
  const { pending, gatherings, vetoedUntil, quietUntil, needed, agent } = view;
  const lines = [
    `round      ${view.round}: ${pending === undefined ? "nothing is pending" : pendingInWords(pending, now)}`,
  ];
  if (pending !== undefined) {
    lines.push(
      pending.isFinal
        ? "           it follows a veto: only a case can stop it"
        : `           the present key can veto: npx hardhat recovery:veto --by ${agent}`,
    );
  } else {
    for (const { newKey, supporters, until } of gatherings) {
      const so = `${supporters.length} of ${needed} contacts (${supporters.join(", ")})`;
      lines.push(`support    ${newKey}: ${so}, until ${formatMoment(until)}`);
    }
  }
  if (now < vetoedUntil) lines.push(`veto       remembered until ${formatMoment(vetoedUntil)}: requests are final`);
  if (now < quietUntil)
    lines.push(`quiet      after a case, until ${formatMoment(quietUntil)}: no request can be made`);
  return lines;
}

function pendingInWords({ newKey, readyAt, lapsesAt, stayedUntil }: PendingView, now: bigint): string {
  const held = now < stayedUntil ? `, held up by a case until ${formatMoment(stayedUntil)} at most` : "";
  const can = now < readyAt ? `can be completed from ${formatMoment(readyAt)}` : "can be completed now, by anybody,";
  return `${newKey} ${can} until ${formatMoment(lapsesAt)}${held}`;
}
