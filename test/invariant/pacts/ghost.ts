// What must be so of attested classes, contests and pacts, told from docs/pacts.md, docs/justice.md and the interfaces. It
// reads nothing of the chain: times come with each act, and of each it says how it is refused, if it is.

const DAY = 86_400n;
export const CLASS = { individual: 0n, nonProfit: 3n, coop: 5n, publicBody: 7n, firm: 8n } as const;

/** What an issuer said of an organisation, at a moment and up to another. */
export interface Said {
  readonly userClass: bigint;
  readonly at: bigint;
  readonly expiresAt: bigint;
  /** What it goes on from without a break: the same class, which ran or could be claimed. */
  readonly goesOnFrom: Said | undefined;
}

/** Since when a class has been held without a break. */
export const heldSince = ({ at, goesOnFrom }: Said): bigint => (goesOnFrom === undefined ? at : heldSince(goesOnFrom));

export class GhostOrganisation {
  /** All that was ever said of it. */
  readonly words: Said[];
  said: Said;
  /** What was taken away last and no case has decided about. */
  claim: { readonly of: Said; readonly until: bigint } | undefined;
  isOnTrial = false;
  /** So often was something taken away. */
  taken: bigint;
  /** The pact it signed last. */
  pact: GhostPact | undefined;

  constructor(
    readonly id: bigint,
    said: Said,
    taken: bigint,
  ) {
    [this.said, this.words, this.taken] = [said, [said], taken];
  }

  /** What holds: while a case runs, what is claimed. */
  get holds(): Said {
    return this.isOnTrial ? this.claim!.of : this.said;
  }

  classAt(now: bigint): bigint {
    return now < this.holds.expiresAt ? this.holds.userClass : CLASS.firm;
  }

  isPublicBody(now: bigint): boolean {
    return this.classAt(now) === CLASS.publicBody;
  }

  /** Whether there is something to bring before a panel, or before one already. */
  canClaim(now: bigint): boolean {
    const { claim } = this;
    return claim !== undefined && (this.isOnTrial || now < claim.until) && now < claim.of.expiresAt;
  }

  reattest(now: bigint, userClass: bigint, expiresAt: bigint, rules: Rules): string | undefined {
    if (userClass < CLASS.nonProfit) return "OrganisationsBadClass";
    if (expiresAt > now + rules.longest) return "OrganisationsBadExpiry";
    const held = this.canClaim(now) ? this.claim!.of : this.holds;
    const runs = now < held.expiresAt;
    const isSame = runs && held.userClass === userClass;
    const takesAway = runs && !(isSame && expiresAt >= held.expiresAt);
    if (takesAway && this.isOnTrial) return "OrganisationsContested";
    this.isOnTrial = false;
    this.claim = takesAway ? { of: held, until: now + rules.contestPeriod } : undefined;
    if (takesAway) this.taken += 1n;
    this.said = { userClass, at: now, expiresAt, goesOnFrom: isSame ? held : undefined };
    this.words.push(this.said);
    return undefined;
  }

  stay(now: bigint): string | undefined {
    if (!this.canClaim(now) || this.isOnTrial) return "OrganisationsNothingToContest";
    this.isOnTrial = true;
    return undefined;
  }

  endContest(now: bigint, number: bigint, restored: boolean): string | undefined {
    if (!this.isOnTrial || number !== this.taken) return "OrganisationsNotStayed";
    if (restored && this.canClaim(now)) this.said = this.claim!.of;
    [this.claim, this.isOnTrial] = [undefined, false];
    return undefined;
  }
}

export interface Rules {
  readonly longest: bigint;
  contestPeriod: bigint;
}

export const Side = { body: 0n, nation: 1n } as const;
export const State = { open: 0n, fulfilled: 1n, acknowledged: 2n } as const;

export class GhostPact {
  signedAt: bigint | undefined;
  speaker: bigint;
  /** Before it is signed, the end of the time to sign. */
  endsAt: bigint;

  constructor(
    readonly id: bigint,
    readonly body: GhostOrganisation,
    readonly terms: {
      readonly term: bigint;
      readonly noticeDays: bigint;
      readonly purposes: bigint;
      readonly voice: boolean;
      readonly guilds: readonly bigint[];
    },
    readonly promises: { readonly side: bigint; state: bigint }[],
    readonly limits: { readonly token: string; readonly most: bigint; funded: bigint }[],
    opening: { readonly speaker: bigint; readonly signBefore: bigint },
  ) {
    [this.speaker, this.endsAt] = [opening.speaker, opening.signBefore];
  }

  isInForce(now: bigint): boolean {
    const { signedAt, endsAt, body } = this;
    if (signedAt === undefined || now >= endsAt) return false;
    return body.isPublicBody(now) && heldSince(body.holds) <= signedAt;
  }

  covers(guild: bigint, purpose: bigint, now: bigint): boolean {
    const { guilds, purposes } = this.terms;
    return guilds.includes(guild) && ((purposes >> purpose) & 1n) === 1n && this.isInForce(now);
  }

  sign(now: bigint, by: bigint, isText: boolean): string | undefined {
    if (by !== this.body.id) return "PactsNotYours";
    if (this.signedAt !== undefined) return "PactsAlreadySigned";
    if (now >= this.endsAt) return "PactsTooLate";
    if (!isText) return "PactsOtherText";
    if (!this.body.isPublicBody(now)) return "PactsNotPublicBody";
    const former = this.body.pact;
    if (former !== undefined && now < former.endsAt) former.endsAt = now;
    [this.body.pact, this.signedAt, this.endsAt] = [this, now, now + this.terms.term];
    return undefined;
  }

  /** By the body, or without a name by the nation. */
  giveNotice(now: bigint, by?: bigint): string | undefined {
    if (by !== undefined && by !== this.body.id) return "PactsNotYours";
    const endsAt = this.signedAt === undefined ? now : now + this.terms.noticeDays * DAY;
    if (endsAt >= this.endsAt) return "PactsEndsAlready";
    this.endsAt = endsAt;
    return undefined;
  }

  fund(now: bigint, by: bigint, guild: bigint, token: string, amount: bigint): string | undefined {
    if (by !== this.body.id) return "PactsNotYours";
    if (!this.isInForce(now)) return "PactsNotInForce";
    if (!this.terms.guilds.includes(guild)) return "PactsOutOfScope";
    const limit = this.limits.find((one) => one.token === token);
    if (limit === undefined || limit.funded + amount > limit.most) return "PactsOverLimit";
    limit.funded += amount;
    return undefined;
  }

  /** One step of a promise, from one state into the next, by the side that owes it or the other. */
  move(by: bigint, index: number, from: bigint, canSpeak: (id: bigint) => boolean): string | undefined {
    if (this.signedAt === undefined) return "PactsNotInForce";
    const promise = this.promises[index];
    if (promise === undefined) return "PactsUnknownCommitment";
    const isBody = (promise.side === Side.body) === (from === State.open);
    const speaks = isBody ? by === this.body.id : by === this.speaker && canSpeak(by);
    if (!speaks) return "PactsNotYours";
    if (promise.state !== from) return "PactsWrongState";
    promise.state += 1n;
    return undefined;
  }
}
