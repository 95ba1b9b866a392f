import { JsonRpcSigner } from "ethers";

import { STUDIO } from "../../../scripts/story/scene.ts";
import type { Name, Stage } from "../../../scripts/story/stage.ts";
import { act, perform, send, signAct, type Act } from "../../../sdk/acts.ts";
import type { ContractName } from "../../../sdk/connect.ts";
import { packApprovals } from "../../../sdk/governance/approvals.ts";
import {
  ELECTION_STATES,
  electionState,
  holdingOf,
  nominationsOf,
  officeOf,
  postOf,
  votesOf,
  type FoldedElection,
} from "../../../sdk/governance/electionsFold.ts";
import { isActive, wasActive, wasOnRoster } from "../../../sdk/membership/views.ts";
import { agentsOf, cross, each, one, pairs, upTo, type Views } from "./cases.ts";
import type { World } from "./world.ts";

const DAY = 86_400n;
const RULES = {
  ...{ seats: 1n, termsInRow: 2n, rank: 0n, tenureDays: 0n, standingMinutes: 0n },
  ...{ nominationPeriod: 2n * DAY, votingPeriod: 2n * DAY, term: 200n * DAY },
};
const [STEWARDS, TREASURER] = [0n, 1n];

/** Calls a contract as the nation, whose decision is another story's. */
export async function asNation(
  { nation }: Stage,
  contract: ContractName,
  method: string,
  args: readonly unknown[],
  value = 0n,
): Promise<void> {
  const { timelock } = nation.addresses;
  await nation.provider.send("hardhat_impersonateAccount", [timelock]);
  await nation.provider.send("hardhat_setBalance", [timelock, `0x${(10n ** 21n).toString(16)}`]);
  const signer = new JsonRpcSigner(nation.provider, timelock);
  await send(nation, nation.contracts[contract].connect(signer), method, [...args, { value }]);
}

/** What the story of npm start leaves out: elections at every stage, offices taken, given up, filled again and ended by the next. */
export async function liveElections(stage: Stage): Promise<void> {
  const { nation } = stage;
  const { elections } = nation.contracts;
  await asNation(stage, "elections", "setOffice", [STEWARDS, { name: "", rules: { ...RULES, seats: 2n } }]);
  await asNation(stage, "elections", "setOffice", [TREASURER, { name: "Treasurer", rules: RULES }]);
  await asNation(stage, "elections", "setOffice", [2, { name: "Delegate", rules: { ...RULES, seats: 3n } }]);
  await asNation(stage, "elections", "setOffice", [2, { name: "Delegate abroad", rules: { ...RULES, seats: 4n } }]);

  const first = await held(stage, TREASURER, ["Amara", "Bo", "Chen"]);
  await does(stage, "Amara", act("elections", "standDown", { election: first }));
  await held(stage, TREASURER, ["Chen", "Dita"]);

  await does(stage, "Bo", act("elections", "callElection", { guild: STUDIO }));
  const ofGuild = await elections.electionCount();
  await stands(stage, ofGuild, ["Bo", "Chen"]);
  await stage.waitUntil((await elections.electionOf(ofGuild)).opensAt);
  await vote(stage, ofGuild, "Bo", 0b11);
  await stage.waitUntil((await elections.electionOf(ofGuild)).closesAt);
  await send(nation, elections.connect(stage.account("the courier")), "conclude", [ofGuild]);

  await asNation(stage, "elections", "callOffice", [TREASURER]); // its vote is open at the end
  const open = await elections.electionCount();
  await stands(stage, open, ["Emil", "Farah"]);
  await stage.waitUntil((await elections.electionOf(open)).opensAt);
  await vote(stage, open, "Amara", 0b11);
  await asNation(stage, "elections", "callOffice", [2]); // nominations are open at the end
  await does(
    stage,
    "Amara",
    act("elections", "nominate", { election: await elections.electionCount(), nominee: await stage.id("Bo") }),
  );
}

/** An election in which the first candidates are approved by more. */
async function held(stage: Stage, office: bigint, candidates: readonly Name[]): Promise<bigint> {
  const { nation } = stage;
  const { elections } = nation.contracts;
  await asNation(stage, "elections", "callOffice", [office]);
  const election = await elections.electionCount();
  await stands(stage, election, candidates);
  await stage.waitUntil((await elections.electionOf(election)).opensAt);
  await vote(stage, election, "Dita", 0b01);
  await vote(stage, election, "Dita", 0b11);
  const signed = [];
  for (const name of ["Emil", "Farah", "Emil"] as const) {
    const author = await stage.author(name);
    const ballot = act("elections", "castBallot", { election, approvals: 0b01 });
    const { act: fields, signature } = await signAct(nation, author, ballot);
    signed.push({ by: author.id, approvals: 0b01, deadline: BigInt(String(fields["deadline"])), signature });
  }
  const courier = elections.connect(stage.account("the courier"));
  await send(nation, courier, "castBallots", [election, packApprovals(signed)]);
  await stage.waitUntil((await elections.electionOf(election)).closesAt);
  await send(nation, courier, "conclude", [election]);
  return election;
}

async function stands(stage: Stage, election: bigint, names: readonly Name[]): Promise<void> {
  for (const name of names) await does(stage, name, act("elections", "stand", { election, merit: 0n }));
}

const vote = (stage: Stage, election: bigint, name: Name, approvals: number) =>
  does(stage, name, act("elections", "castBallot", { election, approvals }));

const does = async (stage: Stage, name: Name, deed: Act) => perform(stage.nation, await stage.author(name), deed);

const electionsOf = ({ elections }: World): bigint[] => upTo(elections.elections.size);
const officesOf = ({ elections }: World): bigint[] => upTo(elections.offices.size);
const postsOf = (world: World) => pairs([0n, STUDIO], officesOf(world));

/** An answer about an election; of one that there is not, all zero. */
const told = (world: World, id: bigint, answer: (election: FoldedElection) => unknown, nothing: unknown) => {
  const known = world.elections.elections.get(id);
  return known === undefined ? nothing : answer(known);
};

const RULES_OF_NONE = Array(8).fill(0n);

export const electionViews: Views = {
  officeCount: ({ elections }) => one(BigInt(elections.offices.size - 1)),
  officeOf: (world) => each(officesOf(world), (office) => officeOf(world.elections, office)),
  electionCount: ({ elections }) => one(BigInt(elections.elections.size)),
  electionOf: (world) =>
    each(electionsOf(world), (id) =>
      told(
        world,
        id,
        ({ guild, office, calledAt, opensAt, closesAt, electorate, candidates, concluded, stoodDown, rules }) => [
          ...[guild, office, calledAt, opensAt, closesAt, electorate, BigInt(candidates.length), concluded],
          ...[stoodDown, rules],
        ],
        [0n, 0n, 0n, 0n, 0n, 0n, 0n, false, 0n, RULES_OF_NONE],
      ),
    ),
  stateOf: (world) =>
    each(electionsOf(world), (id) => ELECTION_STATES.indexOf(electionState(world.elections, id, world.now))),
  candidatesOf: (world) => each(electionsOf(world), (id) => told(world, id, ({ candidates }) => candidates, [])),
  nominationsOf: (world) =>
    cross(electionsOf(world), agentsOf(world), (id, who) =>
      told(world, id, (election) => nominationsOf(election, who), { nominee: 0n, received: 0n }),
    ),
  isElector: (world) =>
    cross(electionsOf(world), agentsOf(world), (id, who) =>
      told(
        world,
        id,
        ({ guild, calledAt, rules }) =>
          wasActive(world.members, who, calledAt - 1n) &&
          (guild === 0n ||
            [0n, rules.tenureDays * 86_400n].every((tenure) =>
              wasOnRoster(world.members, guild, who, calledAt - 1n - tenure),
            )),
        false,
      ),
    ),
  ballotOf: (world) =>
    cross(electionsOf(world), agentsOf(world), (id, who) =>
      told(world, id, ({ ballots }) => [ballots.has(who), BigInt(ballots.get(who) ?? 0)], [false, 0n]),
    ),
  votesOf: (world) => each(electionsOf(world), (id) => votesOf(world.elections, id)),
  resultOf: (world) =>
    each(electionsOf(world), (id) =>
      told(
        world,
        id,
        ({ result: { order, ranked, next, seated, until } }) => [order, ranked, next, seated, until],
        Array(5).fill(0n),
      ),
    ),
  postOf: (world) =>
    postsOf(world).map(([guild, office]) => ({ args: [guild, office], is: postOf(world.elections, guild, office) })),
  holdingOf: (world) =>
    pairs(postsOf(world), agentsOf(world)).map(([[guild, office], who]) => ({
      args: [guild, office, who],
      is: holdingOf(world.elections, guild, office, who),
    })),
  holdsOffice: (world) =>
    cross(officesOf(world), agentsOf(world), (office, who) => {
      const { until } = holdingOf(world.elections, 0n, office, who);
      return world.now < until && isActive(world.members, who, world.now);
    }),
};
