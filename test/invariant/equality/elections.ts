import { packApprovals } from "../../../sdk/governance/approvals.ts";
import { ELECTION } from "../../fixtures/elections.ts";
import { DAY, FOREVER } from "../../fixtures/membership.ts";
import type { Domain, History, Role } from "./history.ts";

/** The one office of the nation in this world. */
const WARDEN = 1;
/** Elections at a time: with more of them, each would wait too long for its next step. */
const MOST_OPEN = 3;

/** Stewards and officers, elected by approval; who stands and gives up, who elects, who takes a place that is free. */
export const ELECTIONS: Domain = {
  least: {
    "elections.callElection": 2,
    "elections.callOffice": 2,
    "elections.nominate": 2,
    "elections.stand": 8,
    "elections.castBallot": 6,
    "elections.castBallots": 2,
    "elections.conclude": 4,
    "elections.standDown": 1,
    "elections.standDown (of an office)": 1,
    "elections.fillVacancies": 1,
  },
  in: (history, focus) => {
    const polls = new Polls(history, focus);
    return {
      deeds: {
        callElection: [2, () => polls.callElection()],
        callOffice: [2, () => polls.callOffice()],
        leadElectionOn: [16, () => polls.leadOn()],
        standDown: [1, () => polls.standDown("elections.standDown (of an office)", history.last(polls.held))],
        fillVacancies: [2, () => polls.fillVacancies()],
      },
    };
  },
};

interface Poll {
  readonly election: bigint;
  /** Whose stewards are elected; 0 for the nation's office. */
  readonly guild: bigint;
  readonly candidates: Role[];
}

class Polls {
  readonly held: Poll[] = [];
  readonly #open: Poll[] = [];

  /**
   * @param rivals Two roles of whom one stands at most. A tie goes to who held the office for fewer terms and then to the
   * lower id, so two neighbours' ids make a difference only between these two.
   */
  constructor(
    readonly history: History,
    readonly rivals: readonly Role[],
  ) {}

  async callElection(): Promise<void> {
    const { history } = this;
    if (this.#open.length === MOST_OPEN) return;
    const guild = history.pick(history.guilds);
    const act = { guild, nonce: history.nonce++, deadline: FOREVER };
    const by = history.oneOf(history.workers(guild));
    await history.act("elections.callElection", by, history.world.elections, act, [], () => this.#called(guild));
  }

  async callOffice(): Promise<void> {
    const { history } = this;
    const { elections, voted } = history.world;
    if (this.#open.length === MOST_OPEN) return;
    const then = () => this.#called(0n);
    await history.send("elections.callOffice", undefined, elections, "callOffice", [WARDEN], then, voted);
  }

  /** One step of an election, whatever its state is: mostly one that makes sense there. */
  async leadOn(): Promise<void> {
    const { history } = this;
    if (this.#open.length === 0) return;
    const poll = history.pick(this.#open);
    const steps: Readonly<Record<string, () => Promise<void>>> = {
      [`${ELECTION.nominations}`]: () => this.#nominations(poll),
      [`${ELECTION.voting}`]: () =>
        history.pick([() => this.#vote(poll), () => this.#vote(poll), () => this.#carry(poll)])(),
      [`${ELECTION.counting}`]: () => this.#conclude(poll),
    };
    const state = await history.world.elections.stateOf(poll.election);
    const step = history.random(12) === 0 ? history.pick(Object.values(steps)) : steps[`${state}`];
    await step?.();
    // Before the count a few at once: there is not much time for all who stand and vote.
    if (state !== ELECTION.counting) for (const _ of [1, 2, 3]) await step?.();
  }

  async standDown(label: string, poll: Poll | undefined): Promise<void> {
    if (poll === undefined) return;
    const { history } = this;
    const by = history.oneOf(new Set(poll.candidates));
    await history.act(label, by, history.world.elections, { election: poll.election, deadline: FOREVER });
  }

  /** Half of the time after somebody was suspended, which frees a seat if it was theirs. */
  async fillVacancies(): Promise<void> {
    const { history } = this;
    const poll = history.last(this.held);
    if (poll === undefined) return;
    const { elections, members, justice } = history.world;
    if (history.random(2) === 0) {
      const holder = history.oneOf(new Set(poll.candidates));
      const args = [history.id(holder), history.now + 2n * DAY];
      const then = () => void history.suspended.add(holder);
      await history.send("suspend (of a candidate)", undefined, members, "suspend", args, then, justice);
    }
    await this.history.send("elections.fillVacancies", undefined, elections, "fillVacancies", [poll.election]);
  }

  async #nominations(poll: Poll): Promise<void> {
    const { history } = this;
    const { election, guild } = poll;
    const of = guild === 0n ? new Set<Role>() : history.workers(guild);
    const next = history.random(12);
    if (next === 0) return this.standDown("elections.standDown", poll);
    if (next < 4) {
      const fields = { election, nominee: history.id(history.oneOf(of)), deadline: FOREVER };
      return history.act("elections.nominate", history.oneOf(of), history.world.elections, fields);
    }
    const by = history.oneOf(of);
    const isRival = this.rivals.includes(by) && this.rivals.some((one) => one !== by && poll.candidates.includes(one));
    if (isRival) return;
    const fields = { election, merit: 0, deadline: FOREVER };
    return history.act("elections.stand", by, history.world.elections, fields, [], () => {
      poll.candidates.push(by);
    });
  }

  async #vote(poll: Poll): Promise<void> {
    const { history } = this;
    const fields = { election: poll.election, approvals: this.#approvals(poll), deadline: FOREVER };
    await history.act("elections.castBallot", this.#elector(poll), history.world.elections, fields);
  }

  async #carry(poll: Poll): Promise<void> {
    const { history } = this;
    const { elections } = history.world;
    const ballots = [];
    for (const role of [0, 1, 2].map(() => this.#elector(poll))) {
      const approvals = this.#approvals(poll);
      const act = { by: history.id(role), election: poll.election, approvals, deadline: FOREVER };
      ballots.push({ ...act, signature: await history.sign(elections, "castBallot", role, act) });
    }
    const args = [poll.election, packApprovals(ballots)];
    await history.send("elections.castBallots", undefined, elections, "castBallots", args);
  }

  async #conclude(poll: Poll): Promise<void> {
    const { history } = this;
    const { elections } = history.world;
    await history.send("elections.conclude", undefined, elections, "conclude", [poll.election], () => {
      this.#open.splice(this.#open.indexOf(poll), 1);
      this.held.push(poll);
    });
  }

  #elector({ guild }: Poll): Role {
    return guild === 0n ? this.history.someone() : this.history.oneOf(this.history.workers(guild));
  }

  /** Of the candidates any; one in twelve approves one who is none. */
  #approvals({ candidates }: Poll): number {
    return this.history.random(2 ** candidates.length) | (this.history.random(12) === 0 ? 2 ** candidates.length : 0);
  }

  #called(guild: bigint): void {
    this.history.counts.elections += 1;
    this.#open.push({ election: BigInt(this.history.counts.elections), guild, candidates: [] });
  }
}
