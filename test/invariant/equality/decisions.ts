import { packBallots } from "../../../sdk/governance/ballots.ts";
import {
  listsOf,
  proposalId,
  PROPOSAL_STATES,
  type Calls,
  type ProposalState,
} from "../../../sdk/governance/proposals.ts";
import { keyOf } from "../../fixtures/governance.ts";
import { FOREVER } from "../../fixtures/membership.ts";
import type { Decision, History, Role } from "./history.ts";

/** Decisions of a kind at a time: with more of them, each would wait too long for its next step. */
const MOST_OPEN = 2;
const OVER: ReadonlySet<ProposalState> = new Set(["Canceled", "Defeated", "Expired", "Executed"]);

/** What somebody does to a decision in each of its states. */
export type Steps = Partial<Record<ProposalState, (decision: Decision) => Promise<void>>>;

/** Decisions of the assembly of one kind, which a domain leads through their votes. */
export class Decisions {
  readonly #open: Decision[] = [];
  #made = 0;

  /** @param callsOf What the next of them does; by how many there were. */
  constructor(
    readonly history: History,
    readonly kind: string,
    readonly callsOf: (made: number) => Promise<Calls>,
  ) {}

  async propose(): Promise<void> {
    const { history, kind } = this;
    if (this.#open.length === MOST_OPEN) return;
    const calls = await this.callsOf(this.#made);
    const description = `${kind} ${this.#made}`;
    const [targets, values, calldatas] = listsOf(calls);
    const act = { targets, values, calldatas, description, deadline: FOREVER };
    await history.act(`assembly.makeProposal (${kind})`, history.someone(), history.world.assembly, act, [], () => {
      const made = { id: proposalId(calls, description), key: keyOf(calls, description) };
      this.#made += 1;
      this.#open.push(made);
      history.decisions.push(made);
    });
  }

  /** One step of one of them, whatever its state is: mostly one that makes sense there. */
  async leadOn(steps: Steps): Promise<void> {
    const { history } = this;
    if (this.#open.length === 0) return;
    const decision = history.pick(this.#open);
    const state = PROPOSAL_STATES[Number(await history.world.assembly.state(decision.id))]!;
    if (OVER.has(state)) this.#open.splice(this.#open.indexOf(decision), 1);
    const step = history.random(12) === 0 ? history.pick(Object.values(steps)) : steps[state];
    await step?.(decision);
  }

  /** Some ballots that are carried together, most of them for it. */
  async vote(decision: Decision): Promise<void> {
    const { history } = this;
    const signed = Array.from({ length: 5 }, () => [history.someone(), history.pick([1, 1, 1, 1, 0, 2])] as const);
    await carryBallots(history, `assembly.castBallots (${this.kind})`, decision, signed);
  }

  queue({ key }: Decision): Promise<void> {
    return this.#anybody("queue", key);
  }

  execute({ key }: Decision): Promise<void> {
    return this.#anybody("execute", key);
  }

  #anybody(method: string, args: readonly unknown[]): Promise<void> {
    const { history, kind } = this;
    return history.send(`assembly.${method} (${kind})`, undefined, history.world.assembly, method, args);
  }
}

/** Ballots that their authors signed, carried in one transaction. */
export async function carryBallots(
  history: History,
  label: string,
  { id: proposal }: Decision,
  choices: readonly (readonly [Role, number])[],
): Promise<void> {
  const { assembly } = history.world;
  const ballots = await Promise.all(
    choices.map(async ([role, choice]) => {
      const act = { by: history.id(role), proposal, choice, deadline: FOREVER };
      return { ...act, signature: await history.sign(assembly, "castBallot", role, act) };
    }),
  );
  await history.send(label, undefined, assembly, "castBallots", [proposal, packBallots(ballots)]);
}
