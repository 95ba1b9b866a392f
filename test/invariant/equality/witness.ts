import type { BaseContract, LogDescription } from "ethers";

import { callsHash } from "../../../sdk/governance/proposals.ts";
import { decodeRevert } from "../../../sdk/reverts.ts";
import { randomOf } from "../../fixtures/walk.ts";
import { DAY } from "../../fixtures/membership.ts";
import { COIN } from "../../fixtures/treasury.ts";
import type { Life } from "./life.ts";
import { Mirror, type Parameter } from "./mirror.ts";
import { ABIS, type Fragment, type World } from "./world.ts";

/** What somebody outside saw of a history, each line as `who says: values`, all values in plain arrays. */
export interface Seen {
  readonly outcomes: readonly unknown[];
  readonly events: readonly unknown[];
  readonly answers: readonly unknown[];
}

/** Views that say nothing of persons, or whose arguments are no person's. */
const BESIDE_THE_POINT = new Set([
  "eip712Domain",
  "requireConsent",
  "ruleForCalls",
  "ruleIndexFor",
  "getVotesWithParams",
  "requireSponsors",
  "available",
  "founding", // the last founder's id, as the end of a range and nobody's own
  "commitmentFor", // a hash with an id in it, of nothing that happened
  "leafOf",
  "satchelOf", // an address made of an id
  "requireFreeFor",
  "requireFreeForGuild",
  "spendingOf",
  "isAbove",
]);

/** Views whose ids are numbers in an order that a seed makes, whoever has them. Who is offered a seat is somebody. */
const OF_NUMBERS = new Set(["candidateAt"]);

/**
 * Everything a history left behind, seen through a mirror: what became of every act, every event of every contract, and
 * what every view answers, to `questions` combinations of arguments each. The questions go through the mirror too: they
 * are always `asked` of the history that was lived as it is, and put to this one about the other person.
 */
export async function see(
  world: World,
  life: Life,
  params: { asked: Life; of: Mirror; through: Mirror; questions: number },
): Promise<Seen> {
  const { through } = params;
  const events = await eventsOf(world, life.foundedIn + 1, through);
  return {
    outcomes: life.outcomes.map(({ act, by, refused }) => [act, by, refusalIn(refused, through)]),
    events,
    answers: await answersOf(world, { ...params, silent: (name) => events.every(([who]) => who !== name) }),
  };
}

/** The mirror in which one history shows what another must be, where both have the same roles. */
export function mirrorOf(one: Life, other: Life): Mirror {
  const ids = [...one.ids].map(([role, id]): [bigint, bigint] => [id, other.ids.get(role) ?? id]);
  const guestIds = one.guestIds.map((id, role): [bigint, bigint] => [id, other.guestIds[role]!]);
  const guests = one.guests.map(({ address }, role): [string, string] => [address, other.guests[role]!.address]);
  const keys = [...one.keys].flatMap(([role, known]) =>
    known.map(({ address }, place): [string, string] => [address, other.keys.get(role)![place]?.address ?? address]),
  );
  const words = one.words.map((word, place): [string, string] => [word, other.words[place] ?? word]);
  return new Mirror(new Map([...ids, ...guestIds]), new Map([...keys, ...guests, ...words]));
}

/** By name: every custom error of every contract, as the compiler describes it. */
const ERRORS = new Map(
  [...ABIS.values()].flatMap((abi) => abi.filter(({ type }) => type === "error")).map((error) => [error.name, error]),
);

function refusalIn(data: string | undefined, through: Mirror): unknown {
  if (data === undefined) return "done";
  const error = decodeRevert(data);
  return error === undefined ? data : [error.name, through.all(ERRORS.get(error.name)?.inputs ?? [], error.args)];
}

async function eventsOf({ ethers, observed }: World, fromBlock: number, through: Mirror): Promise<unknown[][]> {
  const names = new Map<string, string>();
  for (const [name, contract] of observed) names.set(await contract.getAddress(), name);
  const logs = await ethers.provider.getLogs({ address: [...names.keys()], fromBlock });
  return logs.map((log) => {
    const name = names.get(log.address)!;
    const event: LogDescription | null = observed.get(name)!.interface.parseLog(log);
    if (event === null) throw new TypeError(`${name} wrote a log that its ABI does not know`);
    const { inputs = [] } = describedIn(name, "event", event.name);
    return [
      name,
      event.name,
      through.all(
        inputs.map((input) => ({ ...input, of: event.name })),
        event.args,
      ),
    ];
  });
}

async function answersOf(
  { observed }: World,
  params: { asked: Life; of: Mirror; through: Mirror; questions: number; silent: (contract: string) => boolean },
): Promise<unknown[]> {
  const { asked, of, through, questions, silent } = params;
  // What nothing happened in answers everybody alike, with nothing.
  const concerned = [...observed].filter(([name]) => !silent(name));
  const answers = concerned.flatMap(([name, contract]) =>
    viewsOf(name).flatMap((view) => {
      const random = randomOf(view.name!.length);
      const combinations = sample(argumentsOf(asked, name, view.inputs ?? []), questions, random);
      return combinations.map(async (args) => {
        const put = of.all(view.inputs ?? [], args);
        const answer = await answerOf(contract, view, put, through);
        return [`${name}.${view.name}(${args.map(String).join()})`, answer];
      });
    }),
  );
  return Promise.all(answers);
}

async function answerOf(
  contract: BaseContract,
  { name, inputs = [], outputs = [] }: Fragment,
  args: readonly unknown[],
  through: Mirror,
): Promise<unknown> {
  const view = contract.getFunction(`${name}(${inputs.map(typeIn).join()})`);
  try {
    const answer = [...(await view.staticCallResult(...args))] as unknown[];
    return OF_NUMBERS.has(name!) ? answer : through.all(outputs, answer);
  } catch (error) {
    const { data } = error as { data?: unknown };
    if (typeof data !== "string") throw error;
    return refusalIn(data, through);
  }
}

function viewsOf(contract: string): Fragment[] {
  return (ABIS.get(contract) ?? []).filter(
    ({ type, stateMutability, name = "" }) =>
      type === "function" && stateMutability === "view" && !BESIDE_THE_POINT.has(name),
  );
}

function describedIn(contract: string, type: string, name: string): Fragment {
  const found = ABIS.get(contract)?.find((fragment) => fragment.type === type && fragment.name === name);
  if (found === undefined) throw new RangeError(`${contract} has no ${type} ${name}`);
  return found;
}

function typeIn({ type, components }: Parameter): string {
  return components === undefined ? type : type.replace("tuple", `(${components.map(typeIn).join()})`);
}

/** All values that matter of each argument. An argument that no line here knows stops the test: teach it. */
function argumentsOf(life: Life, contract: string, inputs: readonly Parameter[]): unknown[][] {
  const last = Math.max(...[...life.ids.values(), ...life.guilds, ...life.organisations].map(Number));
  const agents = Array.from({ length: last + 2 }, (_, id) => BigInt(id));
  // Of what there is much of, the last few.
  const decisions = life.decisions.slice(-9).map(({ id }) => id);
  const seasons = Array.from({ length: 6 }, (_, id) => BigInt(id));
  const end = life.moments.at(-1)!;
  const moments = [1n, DAY, 20n * DAY].map((ago) => end - ago);
  const values: Readonly<Record<string, readonly unknown[]>> = {
    AgentId: agents,
    "AgentId[]": [agents],
    ChapterId: upTo(life.counts.chapters),
    TreatyId: upTo(life.counts.treaties),
    CaseId: upTo(life.counts.cases),
    LotId: upTo(life.counts.lots),
    "enum Right": [0, 1],
    use: [0, 1, 2, 3],
    guest: [...life.guestIds, ...agents],
    register: [life.world.abroad.target],
    newKey: life.world.spare.map(({ address }) => address),
    SeasonId: seasons,
    "enum Track": [0, 1, 2],
    "enum ISurplus.PoolKind": [0, 1, 2, 3],
    "enum Chamber": [0, 1, 2],
    "enum IMembers.Seat": [0, 1, 2, 3, 4],
    "enum IGuilds.Seat": [0, 1, 2, 3],
    "enum Rank": [0, 1, 2, 3],
    "enum Seat": [0, 1, 2, 3, 4],
    enough: [1, 2],
    quantity: [1, 2],
    count: [1, 2],
    guild: life.guilds,
    timepoint: moments,
    from: moments,
    until: moments,
    WorkId: [0n, 1n],
    pass: [1, 2],
    tokenId: agents,
    index: [0, 1, 2],
    place: [0, 1],
    word: [0, 1],
    loan: [0, 1],
    rule: [0, 1],
    calls: [`0x${"00".repeat(32)}`],
    version: [0, 1],
    token: [COIN],
    key: keysOf(life),
    owner: keysOf(life),
    account: keysOf(life),
    batch: life.batches.map(({ id }) => id),
    proposalId: decisions,
    proposal: life.councilCalls.map((_, place) => BigInt(place + 1)),
    "SealedBallots.proposal": decisions,
    "Delegations.proposal": decisions,
    topic: [0, 1, 2, 3],
    "Chambers.calls": life.decisions
      .slice(-9)
      .map(({ key: [targets, values, calldatas] }) => callsHash({ targets, values, calldatas })),
    office: [0, 1],
    election: upTo(life.counts.elections).slice(-6),
    round_: [1, 2, 3],
    move: upTo(life.counts.moves),
    publication: upTo(life.counts.publications),
    line: life.lines.slice(-12),
    "address subject": [life.world.councils.target],
    "uint256 number": life.councilCalls.flatMap((_, place) =>
      [1n, 2n].map((round) => BigInt(place + 1) * 256n + round),
    ),
    "address target": [life.world.guilds.target],
    "bytes4 selector": ["0x00000000"],
  };
  return inputs.map(({ name, internalType = "" }) => {
    const called = [`${contract}.${name}`, `${internalType} ${name}`, name, internalType];
    const known = called.map((one) => values[one]).find((one) => one !== undefined);
    if (known === undefined) throw new RangeError(`which ${internalType} ${name} to ask ${contract} about?`);
    return [...known];
  });
}

/** Ids from 0, which is nobody's, to one more than there are. */
function upTo(count: number): bigint[] {
  return Array.from({ length: count + 2 }, (_, id) => BigInt(id));
}

function keysOf(life: Life): string[] {
  return [...life.keys.values()].flat().map(({ address }) => address);
}

/** All combinations, or so many of them. */
function sample(lists: readonly unknown[][], most: number, random: (below: number) => number): unknown[][] {
  const all = lists.reduce<unknown[][]>(
    (made, list) => made.flatMap((one) => list.map((next) => [...one, next])),
    [[]],
  );
  if (all.length <= most) return all;
  return Array.from({ length: most }, () => all[random(all.length)]!);
}
