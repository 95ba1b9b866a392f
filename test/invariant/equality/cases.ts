import { id as hashOf } from "ethers";

import { FOREVER } from "../../fixtures/membership.ts";
import { NO_REF } from "../../fixtures/treasury.ts";
import type { Domain, History, Role } from "./history.ts";
import { LOT_ACTS, Lots } from "./lots.ts";

const HIDDEN = hashOf("salt and text");
const [LOSS_OF_OFFICE, SUSPENSION, EXPULSION] = [2, 3, 4];

/** Cases at a time: with more of them, each would wait too long for its next step. */
const MOST_OPEN = 4;

/** A case that is not closed, and between whom. */
interface Open {
  readonly id: bigint;
  readonly claimant: Role;
  readonly respondent: Role;
}

/** What the contract says of a case now, as far as a next step depends on it. */
interface Standing extends Open {
  readonly lot: bigint;
  readonly proposed: number;
  readonly officeNamed: boolean;
}

type Step = readonly [weight: number, step: (standing: Standing) => Promise<void>];

/** Disagreement: mediation, notice and reply, panels by lot, appeal, and what follows. */
export const CASES: Domain = {
  least: {
    ...LOT_ACTS,
    "cases.raise": 5,
    "cases.dispute": 1,
    "cases.mediate": 2,
    "cases.conclude": 3,
    "cases.conclude (settled)": 1,
    "cases.withdraw": 1,
    "cases.notify": 4,
    "cases.reply": 2,
    "cases.separate": 3,
    "cases.advance": 6,
    "cases.judge": 3,
    "cases.appeal": 1,
    "cases.enforce": 1,
  },
  in: (history, focus) => {
    const court = new Court(history, focus);
    return {
      deeds: {
        raise: [4, () => court.raise()],
        dispute: [4, () => court.dispute()],
        leadOn: [60, () => court.leadOn()],
      },
    };
  },
};

class Court {
  readonly #open: Open[] = [];
  readonly #lots: Lots;

  /** @param focus Two roles who are the parties of every case; anybody, if it is empty. */
  constructor(
    readonly history: History,
    readonly focus: readonly Role[],
  ) {
    this.#lots = new Lots(history);
  }

  async raise(): Promise<void> {
    const { history } = this;
    if (this.#open.length === MOST_OPEN) return;
    const [claimant, respondent] = this.#parties();
    const guild = history.random(3) === 0 ? history.pick(history.guilds) : 0n;
    const chapter = history.random(3) === 0 ? BigInt(1 + history.random(2)) : 0n;
    const mediator = history.random(2) === 0 ? history.id(history.someone()) : 0n;
    const matter = history.random(2); // no licence is in this world
    const about = matter === 0 ? NO_REF : HIDDEN;
    const fields = { respondent: history.id(respondent), matter, about, guild, chapter, mediator, concern: HIDDEN };
    const act = { ...fields, nonce: history.nonce++, deadline: FOREVER };
    await history.act("cases.raise", claimant, history.world.cases, act, [], () => this.#keep(claimant, respondent));
    // Half of the respondents name a mediator at once: mediation is short.
    const named = { mediator: mediator === 0n ? history.id(history.someone()) : mediator, nonce: history.nonce++ };
    if (history.random(2) === 0) await this.#say("mediate", respondent, { id: BigInt(history.counts.cases), ...named });
  }

  /** Whoever's key is being recovered stops it, against one of the contacts. */
  async dispute(): Promise<void> {
    const { history } = this;
    const { recovery, cases } = history.world;
    const all = this.focus.length > 0 ? this.focus : [...history.ids.keys()];
    const pending = await Promise.all(all.map((role) => recovery.isPending(history.id(role))));
    const by = history.oneOf(new Set(all.filter((_, place) => pending[place])));
    const { contacts } = await recovery.contactsOf(history.id(by));
    const roles = contacts.map((id) => history.roleOf(id)!).sort((one, other) => one - other);
    const other = this.focus.find((role) => role !== by);
    const respondent = other ?? history.oneOf(new Set(roles));
    if (this.focus.length > 0 && !this.focus.includes(by)) return;
    const act = { respondent: history.id(respondent), concern: HIDDEN, nonce: history.nonce++, deadline: FOREVER };
    await history.act("cases.dispute", by, cases, act, [], () => this.#keep(by, respondent));
  }

  /** A step in an open case: mostly one that its stage allows. */
  async leadOn(): Promise<void> {
    const { history } = this;
    const open = this.#open.length === 0 ? undefined : history.pick(this.#open);
    if (open === undefined) return;
    const [record, course] = await history.world.cases.caseOf(open.id);
    const standing = {
      ...open,
      lot: record.appealLot === 0n ? record.lot : record.appealLot,
      proposed: Number(course.proposed),
      officeNamed: record.guild !== 0n || record.chapter !== 0n,
    };
    const stages = this.#stages();
    const stage = Number(course.stage);
    if (stage === stages.length) return void this.#open.splice(this.#open.indexOf(open), 1);
    const steps = history.random(16) === 0 ? history.pick(stages) : stages[stage]!;
    const all = steps.flatMap(([weight, step]) => Array<Step[1]>(weight).fill(step));
    await history.pick(all)(standing);
  }

  /** By stage, from `None` to `Final`: what can be done there, and how often it is. */
  #stages(): readonly (readonly Step[])[] {
    const { history } = this;
    const say =
      (name: string, by: (standing: Standing) => Role, fields: object = {}) =>
      (standing: Standing) =>
        this.#say(name, by(standing), { id: standing.id, ...fields });
    const [claimant, respondent] = [({ claimant: by }: Open) => by, ({ respondent: by }: Open) => by];
    const anybody = () => history.someone();
    const either = (standing: Standing) => (history.random(2) === 0 ? claimant : respondent)(standing);
    const named = () => ({ mediator: history.id(anybody()), nonce: history.nonce++ });
    const separate: Step = [3, say("separate", anybody, { chapter: BigInt(1 + history.random(2)) })];
    const withdraw: Step = [1, say("withdraw", claimant)];
    const advance: Step = [3, ({ id }) => this.#anybody("advance", id)];
    const enforce: Step = [2, (standing) => this.#enforce(standing)];
    const lot: Step = [120, (standing) => this.#draw(standing)];
    const judge: Step = [8, (standing) => this.#judge(standing)];
    const mediation: readonly Step[] = [
      [2, say("mediate", either, named())],
      [4, say("conclude", respondent, { settled: false })],
      [2, say("conclude (settled)", either, { settled: true })],
      [9, (standing) => this.#notify(standing)],
      [1, ({ id }) => this.#anybody("advance", id)],
      ...[separate, withdraw],
    ];
    const noticed: readonly Step[] = [[2, say("reply", respondent, { content: HIDDEN })], separate, advance];
    const decided: readonly Step[] = [[3, say("appeal", either, { reason: HIDDEN })], enforce, advance];
    const panel = [judge, advance];
    return [mediation, mediation, noticed, [lot, withdraw], panel, decided, [lot], panel, [enforce]];
  }

  async #notify({ id, claimant, officeNamed }: Standing): Promise<void> {
    // Where all cases are between two, neither is sent away for good.
    const level = 1 + this.history.random(this.focus.length > 0 ? SUSPENSION : EXPULSION);
    const proposed = level === LOSS_OF_OFFICE && !officeNamed ? EXPULSION : level;
    await this.#say("notify", claimant, { id, concern: HIDDEN, proposed });
  }

  /** A step of the lot, or, once there is a panel or nobody is left for one, of the case. */
  async #draw({ id, lot }: Standing): Promise<void> {
    if (lot === 0n || (await this.#lots.step(lot))) await this.#anybody("advance", id);
    else if (this.history.random(20) === 0) await this.#anybody("advance", id);
  }

  async #judge({ id, lot, proposed, officeNamed }: Standing): Promise<void> {
    const { history } = this;
    const { sortition, cases } = history.world;
    const panel = (await sortition.panelOf(lot)).map((one) => history.roleOf(one)!).sort((one, other) => one - other);
    const judged = await Promise.all(panel.map((role) => cases.hasJudged(lot, history.id(role))));
    const by = history.oneOf(new Set(panel.filter((_, place) => !judged[place])));
    const named = history.random(3) === 0 ? history.random(EXPULSION + 1) : proposed;
    const level = named === LOSS_OF_OFFICE && !officeNamed ? 1 : named;
    await this.#say("judge", by, { id, level, reason: HIDDEN });
  }

  #say(name: string, by: Role, fields: object): Promise<void> {
    return this.history.act(`cases.${name}`, by, this.history.world.cases, { ...fields, deadline: FOREVER });
  }

  async #anybody(method: string, id: bigint): Promise<void> {
    const { cases, sortition } = this.history.world;
    await this.history.send(`cases.${method}`, undefined, cases, method, [id], async () => {
      this.history.counts.lots = Number(await sortition.lotCount());
    });
  }

  /** Whoever is suspended or expelled is away from then on. */
  async #enforce({ id, respondent }: Standing): Promise<void> {
    const { history } = this;
    const [, { level }] = await history.world.cases.caseOf(id);
    const before = history.outcomes.length;
    await this.#anybody("enforce", id);
    if (history.outcomes[before]!.refused !== undefined) return;
    if (Number(level) === SUSPENSION) history.suspended.add(respondent);
    if (Number(level) === EXPULSION) history.left.add(respondent);
  }

  #parties(): readonly [Role, Role] {
    const { history, focus } = this;
    const [one, other] = focus;
    if (one === undefined || other === undefined) return [history.someone(), history.someone()];
    return history.random(2) === 0 ? [one, other] : [other, one];
  }

  #keep(claimant: Role, respondent: Role): void {
    this.history.counts.cases += 1;
    this.#open.push({ id: BigInt(this.history.counts.cases), claimant, respondent });
  }
}
