import { id as hashOf } from "ethers";

import { signKeyConsent } from "../../../sdk/statements.ts";
import { CHAMBER } from "../../fixtures/chambers.ts";
import { callOf } from "../../fixtures/governance.ts";
import { DAY, FOREVER } from "../../fixtures/membership.ts";
import { Decisions } from "./decisions.ts";
import type { Decision, Domain, History, Role } from "./history.ts";

const MASTER = 3;
const NON_PROFIT = 3;
const WHY = hashOf("why");

/** Rolls and vetoes of the chambers; and the brake, which officers and members pull. */
export const CHAMBERS: Domain = {
  least: {
    "guilds.setRank": 4,
    "chambers.enter": 4,
    "chambers.strike": 1,
    "assembly.makeProposal (quiet)": 4,
    "chambers.open": 3,
    "chambers.objectIn": 8,
    "chambers.objectIn (organisation)": 2,
    "assembly.execute (quiet)": 1,
    "brake.pull": 4,
    "brake.arm": 1,
    "brake.release": 1,
  },
  in: (history) => {
    const rolls = new Rolls(history);
    const brake = new BrakePulls(history);
    return {
      begin: () => rolls.begin(),
      deeds: {
        setRank: [2, () => rolls.setRank()],
        enterRoll: [3, () => rolls.enter()],
        strikeFromRoll: [2, () => rolls.strike()],
        proposeQuiet: [3, () => rolls.decisions.propose()],
        leadQuietOn: [14, () => rolls.leadOn()],
        pull: [3, () => brake.pull()],
        decideOnBrake: [3, () => brake.decide()],
      },
    };
  },
};

class Rolls {
  readonly decisions: Decisions;
  /** By role: in which guild they were made a master last. */
  readonly #masters = new Map<Role, bigint>();

  constructor(readonly history: History) {
    const { organisations } = history.world;
    // Every third decision is of the same calls as one before, which may have been vetoed.
    const period = (made: number) => 30n * DAY + BigInt(made % 3);
    this.decisions = new Decisions(history, "quiet", (made) =>
      callOf(organisations, "setContestPeriod", [period(made)]),
    );
  }

  /** Two organisations, and a master in each guild. */
  async begin(): Promise<void> {
    const { history } = this;
    const { organisations, members, allies, chambers } = history.world;
    const issuer = [history.id(0), FOREVER];
    await history.send("organisations.appointIssuer", undefined, organisations, "appointIssuer", issuer);
    for (const signer of allies) {
      const consented = { register: members, agent: "Organisation", deadline: FOREVER, signer } as const;
      const consent = await signKeyConsent(consented);
      const fields = { key: signer.address, userClass: NON_PROFIT, evidence: WHY, expiresAt: history.now + 300n * DAY };
      const act = { ...fields, deadline: FOREVER };
      await history.act("organisations.attest", 0, organisations, act, [consent], async () => {
        history.organisations.push(await members.lastId());
      });
    }
    for (const id of history.organisations) {
      await history.send("chambers.enter", undefined, chambers, "enter", [CHAMBER.organisations, id, 0]);
    }
    for (const guild of history.guilds) await this.#rank(guild, [...history.rosters.get(guild)!][0]!, true);
  }

  leadOn(): Promise<void> {
    const { decisions, history } = this;
    return decisions.leadOn({
      Active: async () => {},
      Succeeded: (decision) => history.pick([() => this.#open(decision), () => decisions.queue(decision)])(),
      Queued: async (decision) => {
        const { snapshot } = await history.world.chambers.hearingOf(decision.id);
        if (snapshot === 0n && history.random(4) !== 0) return this.#open(decision);
        return history.random(3) === 0 ? decisions.execute(decision) : this.#objections(decision);
      },
    });
  }

  /** By the hand in the seat of `Ranks`: what it takes to become a master is told elsewhere. */
  async setRank(): Promise<void> {
    const { history } = this;
    const guild = history.pick(history.guilds);
    await this.#rank(guild, history.oneOf(history.workers(guild)), history.random(3) !== 0);
  }

  async enter(): Promise<void> {
    const { history } = this;
    const role = history.oneOf(new Set(this.#masters.keys()));
    const args = [CHAMBER.masters, history.id(role), this.#masters.get(role) ?? history.pick(history.guilds)];
    await history.send("chambers.enter", undefined, history.world.chambers, "enter", args);
  }

  async strike(): Promise<void> {
    const { history } = this;
    const role = history.oneOf(new Set(this.#masters.keys()));
    const args = [CHAMBER.masters, history.id(role)];
    await history.send("chambers.strike", undefined, history.world.chambers, "strike", args);
  }

  async #rank(guild: bigint, member: Role, isMaster: boolean): Promise<void> {
    const { history } = this;
    const { guilds, ranksItself } = history.world;
    const args = [guild, history.id(member), isMaster ? MASTER : 0, isMaster ? history.now + 30n * DAY : 0];
    const then = () => void this.#masters.set(member, guild);
    await history.send("guilds.setRank", undefined, guilds, "setRank", args, then, ranksItself);
  }

  #open({ key }: Decision): Promise<void> {
    return this.history.send("chambers.open", undefined, this.history.world.chambers, "open", key);
  }

  /** A few at once, for there is not much time. */
  async #objections(decision: Decision): Promise<void> {
    for (let times = 0; times < 3; ++times) await this.#object(decision);
  }

  async #object({ id: proposal }: Decision): Promise<void> {
    const { history } = this;
    const { chambers, allies } = history.world;
    const fields = { proposal, reason: WHY, deadline: FOREVER };
    const chamber = history.pick([CHAMBER.members, CHAMBER.members, CHAMBER.masters, CHAMBER.organisations]);
    if (chamber === CHAMBER.organisations) {
      const place = history.random(allies.length);
      const act = { ...fields, by: history.organisations[place], chamber, guild: 0 };
      const label = "chambers.objectIn (organisation)";
      return history.send(label, undefined, chambers, "objectIn", [act, "0x"], undefined, allies[place]);
    }
    const by = chamber === CHAMBER.members ? history.someone() : history.oneOf(new Set(this.#masters.keys()));
    const guild = chamber === CHAMBER.members ? 0n : (this.#masters.get(by) ?? history.pick(history.guilds));
    return history.act("chambers.objectIn", by, chambers, { ...fields, chamber, guild });
  }
}

class BrakePulls {
  constructor(readonly history: History) {}

  /** Two pulls, for those of one round come within a day. */
  async pull(): Promise<void> {
    const { history } = this;
    const { brake } = history.world;
    for (let times = 0; times < 2; ++times) {
      const act = { round: await brake.round(), reason: WHY, deadline: FOREVER };
      await history.act("brake.pull", history.someone(), brake, act);
    }
    if (history.random(3) === 0) await this.decide();
  }

  /** What the assembly would decide. */
  async decide(): Promise<void> {
    const { history } = this;
    const { brake, voted } = history.world;
    const decision = (await brake.isStopping()) ? "release" : "arm";
    await history.send(`brake.${decision}`, undefined, brake, decision, [], undefined, voted);
  }
}
