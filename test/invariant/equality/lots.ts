import { id as hashOf } from "ethers";

import { commitmentOf, LOT_STAGES, type LotStage } from "../../../sdk/justice/sortition.ts";
import { FOREVER } from "../../fixtures/membership.ts";
import type { History, Role } from "./history.ts";

const OFFERED = 2n;

/** A secret that was committed to and is not revealed yet. */
interface Kept {
  readonly lot: bigint;
  readonly round: bigint;
  readonly by: Role;
  readonly secret: string;
}

/** How often each act of a lot must have been carried out before a history is over. */
export const LOT_ACTS = {
  "sortition.commit": 6,
  "sortition.reveal": 5,
  "sortition.closeRound": 4,
  "sortition.draw": 4,
  "sortition.answer": 4,
  "sortition.answer (recused)": 1,
  "sortition.vacate": 1,
};

/**
 * Lots, whose secrets come from the history: the seed is the same in the mirror as long as the same ids gave them, and so
 * is the order in which it puts the ids. A person drawn is asked for by role, as everybody is.
 */
export class Lots {
  readonly #kept: Kept[] = [];

  constructor(readonly history: History) {}

  /** One step of a lot, whatever its stage is: mostly one that makes sense there. Whether it is complete. */
  async step(lot: bigint): Promise<boolean> {
    const { sortition } = this.history.world;
    const steps: Partial<Record<LotStage, () => Promise<void>>> = {
      Committing: () => this.#commit(lot),
      Revealing: () => this.#reveal(lot),
      RoundOver: () => this.#anybody("closeRound", [lot]),
      Drawing: () => this.#anybody("draw", [lot, this.history.pick([1, 3, 100])]),
      Answering: () => this.#answer(lot),
    };
    const stage = LOT_STAGES[Number(await sortition.stageOf(lot))]!;
    if (this.history.random(12) === 0) await this.history.pick(Object.values(steps))();
    else await steps[stage]?.();
    return stage === "Complete" || stage === "Exhausted";
  }

  async #commit(lot: bigint): Promise<void> {
    const { history } = this;
    const by = history.someone();
    const { round, committed } = await history.world.sortition.lotOf(lot);
    // Three secrets are enough; more would only give more people a chance to keep one back.
    if (committed >= 3n && history.random(3) !== 0) return;
    const secret = hashOf(`secret ${history.nonce++}`);
    const act = { lot, round, commitment: commitmentOf(lot, round, history.id(by), secret), deadline: FOREVER };
    this.history.words.push(act.commitment);
    await history.act("sortition.commit", by, history.world.sortition, act, [], () => {
      this.#kept.push({ lot, round, by, secret });
    });
  }

  /** All who committed; one of eight keeps the secret back, which voids the round. */
  async #reveal(lot: bigint): Promise<void> {
    const { round } = await this.history.world.sortition.lotOf(lot);
    for (const kept of this.#kept.filter((one) => one.lot === lot && one.round === round)) {
      if (this.history.random(8) === 0) continue;
      const args = [lot, this.history.id(kept.by), kept.secret];
      await this.#anybody("reveal", args, () => void this.#kept.splice(this.#kept.indexOf(kept), 1));
    }
  }

  async #answer(lot: bigint): Promise<void> {
    const { history } = this;
    const { sortition } = history.world;
    const panel = (await sortition.panelOf(lot)).map((id) => history.roleOf(id)!).sort((one, other) => one - other);
    const seats = await Promise.all(panel.map((role) => sortition.seatOf(lot, history.id(role))));
    const offered = new Set(panel.filter((_, place) => seats[place]![0] === OFFERED));
    const by = history.oneOf(offered.size === 0 ? new Set(panel) : offered);
    if (history.random(4) === 0) return this.#anybody("vacate", [lot, history.id(by)]);
    const takes = history.random(5) !== 0;
    const label = takes ? "sortition.answer" : "sortition.answer (recused)";
    await history.act(label, by, sortition, { lot, takes, deadline: FOREVER });
  }

  #anybody(method: string, args: readonly unknown[], then?: () => void): Promise<void> {
    return this.history.send(`sortition.${method}`, undefined, this.history.world.sortition, method, args, then);
  }
}
