import { DAY } from "../../fixtures/membership.ts";

/** The rules of a walk, as the ghost and the contract both take them. */
export interface GhostTerms {
  readonly vouchQuantity: bigint;
  readonly vouchValidity: bigint;
  readonly acceptanceBps: bigint;
  readonly acceptancePeriod: bigint;
  readonly probation: bigint;
  readonly term: bigint;
}

export interface GhostPerson {
  stage: "applicant" | "probation" | "active" | "resting" | "left";
  readonly vouches: Map<bigint, bigint>;
  readonly spells: { since: bigint; until: bigint }[];
  due: bigint;
  round: { openedAt: bigint; accepted: number; needed: bigint } | undefined;
}

const dayAfter = (moment: bigint) => ((moment + DAY - 1n) / DAY) * DAY;

/**
 * Who belongs, told from the acts that were carried out: the rules once more, in the plainest form, without a look at
 * the chain. Every method takes the moment of its act (Unix seconds).
 */
export class GhostRegister {
  readonly persons = new Map<bigint, GhostPerson>();

  constructor(
    readonly terms: GhostTerms,
    founders: readonly bigint[],
    moment: bigint,
  ) {
    for (const id of founders) {
      // Each founder counts as vouched for by all the others: here by as many nobodies as the terms ask for.
      const nobodies = Array.from({ length: Number(terms.vouchQuantity) }, (_, i) => BigInt(-1 - i));
      const person = this.#add(id);
      for (const nobody of nobodies) person.vouches.set(nobody, moment + terms.vouchValidity);
      this.#activate(person, moment);
    }
  }

  introduce(id: bigint, by: bigint, moment: bigint): void {
    this.#add(id);
    this.vouch(id, by, moment);
  }

  vouch(id: bigint, by: bigint, moment: bigint): void {
    const person = this.#get(id);
    person.vouches.set(by, moment + this.terms.vouchValidity);
    if (person.stage === "applicant") this.#advance(person, moment);
    else if (person.stage === "active") this.#refresh(person, moment);
  }

  accept(id: bigint, moment: bigint): void {
    const person = this.#get(id);
    const { round } = person;
    if (round === undefined || moment >= round.openedAt + this.terms.acceptancePeriod) {
      const electors = BigInt(this.activeAt(moment - 1n).size);
      person.round = {
        openedAt: moment - 1n,
        accepted: 0,
        needed: (electors * this.terms.acceptanceBps + 9999n) / 10_000n,
      };
    }
    if (BigInt(++person.round!.accepted) >= person.round!.needed) this.#activate(person, moment);
  }

  renew(id: bigint, moment: bigint): void {
    const person = this.#get(id);
    person.due = dayAfter(moment + this.terms.term);
    if (person.stage === "active") this.#refresh(person, moment);
  }

  rest(id: bigint, moment: bigint): void {
    const person = this.#get(id);
    person.stage = "resting";
    person.spells.at(-1)!.until = moment;
  }

  comeBack(id: bigint, moment: bigint): void {
    const person = this.#get(id);
    person.stage = "active";
    this.#refresh(person, moment);
  }

  resign(id: bigint, moment: bigint): void {
    const person = this.#get(id);
    person.stage = "left";
    const last = person.spells.at(-1);
    if (last !== undefined && moment < last.until) last.until = moment;
  }

  reapply(id: bigint, moment: bigint): void {
    const person = this.#get(id);
    person.stage = "applicant";
    this.#advance(person, moment);
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

  #add(id: bigint): GhostPerson {
    const person: GhostPerson = { stage: "applicant", vouches: new Map(), spells: [], due: 0n, round: undefined };
    this.persons.set(id, person);
    return person;
  }

  #get(id: bigint): GhostPerson {
    const person = this.persons.get(id);
    if (person === undefined) throw new RangeError(`the ghost does not know ${id}`);
    return person;
  }

  #advance(person: GhostPerson, moment: bigint): void {
    if (this.#vouchedUntil(person) <= moment) return;
    person.stage = "probation";
    person.round = undefined;
  }

  #activate(person: GhostPerson, moment: bigint): void {
    person.stage = "active";
    person.due = dayAfter(moment + this.terms.term);
    this.#refresh(person, moment);
  }

  #refresh(person: GhostPerson, moment: bigint): void {
    const vouched = dayAfter(this.#vouchedUntil(person));
    const until = vouched < person.due ? vouched : person.due;
    if (until <= moment) return;
    const last = person.spells.at(-1);
    if (last !== undefined && moment < last.until) last.until = until;
    else person.spells.push({ since: moment, until });
  }

  #vouchedUntil({ vouches }: GhostPerson): bigint {
    const longest = [...vouches.values()].sort((a, b) => Number(b - a));
    return longest[Number(this.terms.vouchQuantity) - 1] ?? 0n;
  }
}
