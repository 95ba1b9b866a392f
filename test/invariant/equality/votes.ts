import { id as hashOf } from "ethers";

import { topicBits } from "../../../sdk/governance/delegations.ts";
import { commitmentFor, packCommitments, packOpenings } from "../../../sdk/governance/sealedBallots.ts";
import { STAGE } from "../../fixtures/ballotSources.ts";
import { callOf } from "../../fixtures/governance.ts";
import { DAY, FOREVER } from "../../fixtures/membership.ts";
import { Decisions } from "./decisions.ts";
import type { Decision, Domain, History, Role } from "./history.ts";
import { DELEGABLE } from "./world.ts";

/** Other ways to vote: sealed ballots, and a delegate's. */
export const VOTES: Domain = {
  least: {
    "assembly.makeProposal (sealed)": 2,
    "sealed.commitBallot": 4,
    "sealed.commitBallots": 3,
    "sealed.openBallots": 2,
    "sealed.abstainUnopened": 1,
    "assembly.execute (sealed)": 1,
    "assembly.makeProposal (delegable)": 2,
    "delegations.giveDelegation": 6,
    "delegations.revokeDelegation": 2,
    "delegations.clearDelegations": 1,
    "delegations.carryChoice": 3,
  },
  in: (history) => {
    const sealed = new SealedVotes(history);
    const delegates = new Delegates(history);
    return {
      deeds: {
        proposeSealed: [2, () => sealed.decisions.propose()],
        leadSealedOn: [10, () => sealed.leadOn()],
        proposeDelegable: [2, () => delegates.decisions.propose()],
        leadDelegableOn: [8, () => delegates.leadOn()],
        giveDelegation: [4, () => delegates.give()],
        revokeDelegation: [1, () => delegates.revoke()],
        clearDelegations: [2, () => delegates.clear()],
      },
    };
  },
};

interface Sealed {
  readonly by: Role;
  readonly choice: number;
  readonly salt: string;
}

class SealedVotes {
  readonly decisions: Decisions;
  /** By decision: what was committed to, or would have been. */
  readonly #kept = new Map<bigint, Sealed[]>();

  constructor(readonly history: History) {
    const { members } = history.world;
    this.decisions = new Decisions(history, "sealed", (made) => callOf(members, "fold", [BigInt(made + 1)]));
  }

  leadOn(): Promise<void> {
    const { decisions } = this;
    return decisions.leadOn({
      Active: async (decision) => {
        for (let times = 0; times < 3; ++times) await this.#ballot(decision);
      },
      Succeeded: (decision) => decisions.queue(decision),
      Queued: (decision) => decisions.execute(decision),
    });
  }

  async #ballot(decision: Decision): Promise<void> {
    const { history } = this;
    const isOver = (await history.world.sealedBallots.stageOf(decision.id)) === STAGE.opening;
    // One in eight comes at the other time.
    if (isOver !== (history.random(8) === 0))
      return history.random(3) === 0 ? this.#abstain(decision) : this.#open(decision);
    return history.random(2) === 0 ? this.#commit(decision) : this.#carry(decision);
  }

  async #commit(decision: Decision): Promise<void> {
    const { history } = this;
    const sealed = this.#seal(history.someone());
    const commitment = await this.#commitment(decision, sealed);
    const act = { proposal: decision.id, commitment, deadline: FOREVER };
    await history.act("sealed.commitBallot", sealed.by, history.world.sealedBallots, act, [], () =>
      this.#keep(decision, sealed),
    );
  }

  async #carry(decision: Decision): Promise<void> {
    const { history } = this;
    const { sealedBallots } = history.world;
    const all = [0, 1, 2].map(() => this.#seal(history.someone()));
    const signed = [];
    for (const sealed of all) {
      const commitment = await this.#commitment(decision, sealed);
      const act = { by: history.id(sealed.by), proposal: decision.id, commitment, deadline: FOREVER };
      signed.push({ ...act, signature: await history.sign(sealedBallots, "commitBallot", sealed.by, act) });
    }
    const args = [decision.id, packCommitments(signed)];
    await history.send("sealed.commitBallots", undefined, sealedBallots, "commitBallots", args, () =>
      all.forEach((sealed) => this.#keep(decision, sealed)),
    );
  }

  /** Two of three that are known; the carried ones that were skipped open nothing. */
  async #open(decision: Decision): Promise<void> {
    const { history } = this;
    const known = (this.#kept.get(decision.id) ?? []).filter(() => history.random(3) !== 0);
    const openings = known.map(({ by, choice, salt }) => ({ by: history.id(by), choice, salt }));
    const args = [decision.id, packOpenings(openings)];
    await history.send("sealed.openBallots", undefined, history.world.sealedBallots, "openBallots", args);
  }

  async #abstain(decision: Decision): Promise<void> {
    const { history } = this;
    const members = Array.from({ length: 5 }, () => history.id(history.someone()));
    const args = [decision.id, members];
    await history.send("sealed.abstainUnopened", undefined, history.world.sealedBallots, "abstainUnopened", args);
  }

  #seal(by: Role): Sealed {
    const { history } = this;
    // Block, which is no choice under this rule, can be committed to and never opened.
    return { by, choice: history.pick([1, 1, 1, 0, 2, 3]), salt: hashOf(`salt ${history.nonce++}`) };
  }

  async #commitment(decision: Decision, { by, choice, salt }: Sealed): Promise<string> {
    const { history } = this;
    const address = await history.world.sealedBallots.getAddress();
    const box = { chainId: 31_337n, address, proposal: decision.id };
    const commitment = commitmentFor(box, { by: history.id(by), choice, salt });
    history.words.push(commitment);
    return commitment;
  }

  #keep({ id }: Decision, sealed: Sealed): void {
    this.#kept.set(id, [...(this.#kept.get(id) ?? []), sealed]);
  }
}

class Delegates {
  readonly decisions: Decisions;
  /** Who gave something last to whom. */
  readonly #given = new Map<Role, Role>();

  constructor(readonly history: History) {
    const { guilds } = history.world;
    const notice = (made: number) => 2n * DAY + BigInt(made);
    this.decisions = new Decisions(history, "delegable", (made) => callOf(guilds, "setNotice", [notice(made)]));
  }

  leadOn(): Promise<void> {
    const { decisions, history } = this;
    return decisions.leadOn({
      Active: async (decision) => {
        const [vote, carry] = [() => this.#vote(decision), () => this.#carry(decision)];
        for (const step of [vote, history.pick([vote, carry]), carry]) await step();
      },
      Succeeded: (decision) => decisions.queue(decision),
      Queued: (decision) => decisions.execute(decision),
    });
  }

  async give(): Promise<void> {
    const { history } = this;
    const { delegations } = history.world;
    const [by, delegate] = [history.someone(), this.#someDelegate()];
    const topics = topicBits(history.pick([[DELEGABLE], [DELEGABLE], [1, DELEGABLE], [9]]));
    const until = history.now + BigInt(history.random(6)) * DAY;
    const order = (await delegations.orderOf(history.id(by))) + BigInt(history.random(12) === 0 ? 2 : 1);
    const act = { delegate: history.id(delegate), topics, until, order, deadline: FOREVER };
    await history.act("delegations.giveDelegation", by, delegations, act, [], () => {
      this.#given.set(by, delegate);
    });
  }

  async revoke(): Promise<void> {
    const { history } = this;
    const { delegations } = history.world;
    const by = history.oneOf(new Set(this.#given.keys()));
    const order = (await delegations.orderOf(history.id(by))) + 1n;
    const act = { topics: topicBits(history.pick([[DELEGABLE], [1]])), order, deadline: FOREVER };
    await history.act("delegations.revokeDelegation", by, delegations, act);
  }

  async clear(): Promise<void> {
    const { history } = this;
    const by = history.oneOf(new Set(this.#given.keys()));
    const args = [history.id(by), topicBits([DELEGABLE])];
    const { delegations } = history.world;
    await history.send("delegations.clearDelegations", undefined, delegations, "clearDelegations", args);
  }

  async #vote({ id }: Decision): Promise<void> {
    const { history } = this;
    const act = { proposal: id, choice: history.pick([1, 1, 0]), deadline: FOREVER };
    await history.act("assembly.castBallot (delegable)", this.#someDelegate(), history.world.assembly, act);
  }

  /** The choice of a delegate, for those who gave it to them and for one who may not have. */
  async #carry({ id }: Decision): Promise<void> {
    const { history } = this;
    const delegate = this.#someDelegate();
    const giving = [...this.#given].filter(([, to]) => to === delegate).map(([by]) => by);
    const members = [...giving, history.someone()].map((role) => history.id(role));
    const args = [id, history.id(delegate), members];
    await history.send("delegations.carryChoice", undefined, history.world.delegations, "carryChoice", args);
  }

  /** Mostly somebody who is one already. */
  #someDelegate(): Role {
    return this.history.random(3) === 0 ? this.history.someone() : this.history.oneOf(new Set(this.#given.values()));
  }
}
