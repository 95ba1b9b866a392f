import { DAY } from "../../fixtures/membership.ts";

/** The rules of a walk, as the ghost and the contract both take them. */
export interface GhostTerms {
  readonly vouchQuantity: bigint;
  readonly vouchValidity: bigint;
  readonly acceptanceBps: bigint;
  readonly acceptancePeriod: bigint;
  readonly probation: bigint;
  readonly term: bigint;
  readonly grace: bigint;
  readonly longestRest: bigint;
}

export type Stage = "applicant" | "probation" | "active" | "resting" | "suspended" | "left" | "expelled";

export interface GhostPerson {
  stage: Stage;
  /** By voucher: until when. */
  readonly vouches: Map<bigint, bigint>;
  readonly spells: { since: bigint; until: bigint }[];
  /** When the renewal is due, the pause that runs not counted in. */
  due: bigint;
  /** Vouched for until then at least: by the founding, or because a pause made vouches wait. */
  vouchedUntil: bigint;
  /** A rest or a suspension that runs. */
  pause: { since: bigint; rests: boolean } | undefined;
  /** Seconds of all rests that have ended. */
  rested: bigint;
  round: { openedAt: bigint; accepted: number; needed: bigint } | undefined;
}

const dayAfter = (moment: bigint) => ((moment + DAY - 1n) / DAY) * DAY;
const later = (one: bigint, other: bigint) => (one < other ? other : one);
const sooner = (one: bigint, other: bigint) => (one < other ? one : other);

/**
 * Who belongs, told from the acts that were carried out: the rules once more, in the plainest form, without a look at
 * the chain. Every method takes the moment of its act (Unix seconds).
 */
export class GhostRegister {
  readonly persons = new Map<bigint, GhostPerson>();
  readonly #foundersVouchedUntil: bigint;
  readonly #founders: ReadonlySet<bigint>;

  constructor(
    readonly terms: GhostTerms,
    founders: readonly bigint[],
    moment: bigint,
  ) {
    this.#founders = new Set(founders);
    this.#foundersVouchedUntil = moment + terms.vouchValidity;
    for (const id of founders) this.#activate(id, this.#add(id), moment);
  }

  introduce(id: bigint, by: bigint, moment: bigint): void {
    this.#add(id);
    this.vouch(id, by, moment);
  }

  vouch(id: bigint, by: bigint, moment: bigint): void {
    const person = this.of(id);
    person.vouches.set(by, moment + this.terms.vouchValidity);
    if (person.stage === "applicant") this.#advance(id, person, moment);
    else if (person.stage === "active") this.#refresh(id, person, moment);
  }

  accept(id: bigint, moment: bigint): void {
    const person = this.of(id);
    const { round } = person;
    if (round === undefined || moment >= round.openedAt + this.terms.acceptancePeriod) {
      const electors = BigInt(this.activeAt(moment - 1n).size);
      person.round = {
        openedAt: moment - 1n,
        accepted: 0,
        needed: (electors * this.terms.acceptanceBps + 9999n) / 10_000n,
      };
    }
    if (BigInt(++person.round!.accepted) >= person.round!.needed) this.#activate(id, person, moment);
  }

  /** Who rests renews and rests on. */
  renew(id: bigint, moment: bigint): void {
    const person = this.of(id);
    const rests = person.stage === "resting";
    if (rests) this.#endPause(person, moment);
    person.due = later(person.due, dayAfter(moment + this.terms.term));
    if (rests) this.#beginPause(id, person, moment, true);
    else this.#refresh(id, person, moment);
  }

  rest(id: bigint, moment: bigint): void {
    const person = this.of(id);
    endSpell(person, moment);
    person.stage = "resting";
    this.#beginPause(id, person, moment, true);
  }

  comeBack(id: bigint, moment: bigint): void {
    const person = this.of(id);
    this.#endPause(person, moment);
    person.stage = "active";
    this.#refresh(id, person, moment);
  }

  /** A member, also one whose renewal or vouches can still be cured, pauses; whoever else is out. */
  suspend(id: bigint, moment: bigint): void {
    const person = this.of(id);
    if (person.stage === "suspended") return;
    const belongs = this.#belongs(person, moment);
    const rests = person.stage === "resting";
    endSpell(person, moment);
    this.#endPause(person, moment);
    person.stage = belongs ? "suspended" : "left";
    if (belongs) this.#beginPause(id, person, moment, rests);
  }

  /** Who rested before rests on. */
  reinstate(id: bigint, moment: bigint): void {
    const person = this.of(id);
    const rests = person.pause!.rests;
    this.#endPause(person, moment);
    person.stage = rests ? "resting" : "active";
    if (rests) this.#beginPause(id, person, moment, true);
    else this.#refresh(id, person, moment);
  }

  expel(id: bigint, moment: bigint): void {
    this.#leave(this.of(id), "expelled", moment);
  }

  resign(id: bigint, moment: bigint): void {
    this.#leave(this.of(id), "left", moment);
  }

  /** What a pause added to the vouches does not count for coming back. */
  reapply(id: bigint, moment: bigint): void {
    const person = this.of(id);
    this.#endPause(person, moment);
    person.vouchedUntil = 0n;
    person.stage = "applicant";
    this.#advance(id, person, moment);
  }

  of(id: bigint): GhostPerson {
    const person = this.persons.get(id);
    if (person === undefined) throw new RangeError(`the ghost does not know ${id}`);
    return person;
  }

  /** The persons with a spell that covers a moment. */
  activeAt(moment: bigint): Set<bigint> {
    const covers = ({ since, until }: { since: bigint; until: bigint }) => since <= moment && moment < until;
    return new Set([...this.persons].filter(([, { spells }]) => spells.some(covers)).map(([id]) => id));
  }

  /** Every moment at which somebody's membership begins or ends. */
  edges(): bigint[] {
    return [...this.persons.values()].flatMap(({ spells }) => spells.flatMap(({ since, until }) => [since, until]));
  }

  /** When the renewal is due, and for how long somebody has rested, if a pause that runs ended at a moment. */
  waitingAt(id: bigint, moment: bigint): { due: bigint; rested: bigint } {
    const person = this.of(id);
    const waited = this.#waited(person, moment);
    return { due: person.due + waited, rested: person.rested + (person.stage === "resting" ? waited : 0n) };
  }

  #add(id: bigint): GhostPerson {
    const person: GhostPerson = {
      ...{ stage: "applicant", vouches: new Map(), spells: [], due: 0n, vouchedUntil: 0n },
      ...{ pause: undefined, rested: 0n, round: undefined },
    };
    this.persons.set(id, person);
    return person;
  }

  #leave(person: GhostPerson, stage: "left" | "expelled", moment: bigint): void {
    endSpell(person, moment);
    this.#endPause(person, moment);
    person.stage = stage;
  }

  #advance(id: bigint, person: GhostPerson, moment: bigint): void {
    if (this.#vouchedUntil(id, person, "without the expelled") <= moment) return;
    person.stage = "probation";
    person.round = undefined;
  }

  #activate(id: bigint, person: GhostPerson, moment: bigint): void {
    person.stage = "active";
    person.round = undefined;
    person.due = later(person.due, dayAfter(moment + this.terms.term));
    const vouchedUntil = this.#vouchedUntil(id, person, "without the expelled");
    person.spells.push({ since: moment, until: dayAfter(sooner(vouchedUntil, person.due)) });
  }

  /** Makes the spell as long as renewal and vouches let it be, and never shorter; begins one where none runs. */
  #refresh(id: bigint, person: GhostPerson, moment: bigint): void {
    const until = dayAfter(sooner(this.#vouchedUntil(id, person), person.due));
    if (until <= moment) return;
    const last = person.spells.at(-1);
    if (last !== undefined && moment < last.until) last.until = later(last.until, until);
    else person.spells.push({ since: moment, until });
  }

  /** Whether somebody is a member at heart: not yet beyond the grace, the pause that runs counted in. */
  #belongs(person: GhostPerson, moment: bigint): boolean {
    if (person.stage !== "active" && person.stage !== "resting") return false;
    return moment < person.due + this.#waited(person, moment) + this.terms.grace;
  }

  #beginPause(id: bigint, person: GhostPerson, moment: bigint, rests: boolean): void {
    person.vouchedUntil = this.#vouchedUntil(id, person);
    person.pause = { since: moment, rests };
  }

  /** Renewal and vouches have waited. Called before the stage changes. */
  #endPause(person: GhostPerson, moment: bigint): void {
    const waited = this.#waited(person, moment);
    person.due += waited;
    if (person.pause !== undefined) person.vouchedUntil += waited;
    if (person.stage === "resting") person.rested += waited;
    person.pause = undefined;
  }

  /** A rest makes things wait up to its limit, a suspension as long as it lasts. */
  #waited({ pause, stage }: GhostPerson, moment: bigint): bigint {
    if (pause === undefined) return 0n;
    const waited = moment - pause.since;
    return stage === "resting" ? sooner(waited, this.terms.longestRest) : waited;
  }

  #vouchedUntil(id: bigint, { vouches, vouchedUntil }: GhostPerson, which?: "without the expelled"): bigint {
    const counting = [...vouches].filter(([by]) => which === undefined || this.persons.get(by)?.stage !== "expelled");
    const longest = counting.map(([, until]) => until).sort((a, b) => Number(b - a));
    const enough = longest[Number(this.terms.vouchQuantity) - 1] ?? 0n;
    return later(later(enough, vouchedUntil), this.#founders.has(id) ? this.#foundersVouchedUntil : 0n);
  }
}

function endSpell({ spells }: GhostPerson, moment: bigint): void {
  const last = spells.at(-1);
  if (last !== undefined && moment < last.until) last.until = moment;
}
