import type { DecodedLog } from "../logs.ts";
import { must } from "../must.ts";
import type * as MovingLogs from "../../typechain-types/contracts/governance/Moving.ts";
import type * as OpeningLogs from "../../typechain-types/contracts/governance/Opening.ts";

/** The words of `MoveState`, in its order. */
export const MOVE_STATES = ["none", "gathering", "frozen", "attested", "closed", "off"] as const;
export type MoveState = (typeof MOVE_STATES)[number];

/** What `Fault` says, in its order, of a line. */
export const LINE_FAULTS = [
  "nothing contradicts the chain",
  "its key is not the one that was declared, was declared by a former key, or never was this agent's",
  "whether it was a member is wrong",
  "it says another amount than is carried",
] as const;

const NOBODY = `0x${"0".repeat(40)}`;

/** As `IMoving.Move`, with the tokens of its plan. Times in Unix seconds. */
export interface FoldedMove {
  readonly toChain: bigint;
  readonly freezeAt: bigint;
  readonly attestBy: bigint;
  readonly checkPeriod: bigint;
  readonly releasePeriod: bigint;
  readonly tokens: readonly { readonly here: string; readonly there: string }[];
  calledOff: boolean;
  attestedAt: bigint;
  publication: bigint;
  opening: string;
  carrier: string;
}

export interface FoldedDeclaration {
  readonly key: string;
  readonly comes: boolean;
  readonly order: bigint;
  readonly keyEpoch: bigint;
}

export interface FoldedPublication {
  readonly root: string;
  readonly file: string;
  readonly move: bigint;
  readonly lines: bigint;
  readonly publishedAt: bigint;
  readonly by: bigint;
  refuted: bigint;
  readonly objectors: Set<bigint>;
}

export interface MovingState {
  readonly moves: Map<bigint, FoldedMove>;
  /** By `move/agent`. */
  readonly declarations: Map<string, FoldedDeclaration>;
  /** By `move/agent/token`. */
  readonly carried: Map<string, bigint>;
  readonly publications: Map<bigint, FoldedPublication>;
}

export const declarationKey = (move: bigint, agent: bigint) => `${move}/${agent}`;
export const carriedKey = (move: bigint, agent: bigint, token: string) => `${move}/${agent}/${token}`;

/** Rebuilds what `Moving` keeps from its logs. */
export function foldMoving(logs: Iterable<DecodedLog>): MovingState {
  const state: MovingState = {
    moves: new Map(),
    declarations: new Map(),
    carried: new Map(),
    publications: new Map(),
  };
  for (const { name, args, blockTimestamp } of logs) HANDLERS[name]?.(state, args as never, blockTimestamp);
  return state;
}

type Handler<Args> = (state: MovingState, args: Args, at: bigint) => void;

const announced: Handler<MovingLogs.MoveAnnouncedEvent.OutputObject> = ({ moves }, { move, plan }) => {
  const { toChain, freezeAt, attestBy, checkPeriod, releasePeriod, tokens } = plan;
  moves.set(move, {
    ...{ toChain, freezeAt, attestBy, checkPeriod, releasePeriod },
    tokens: tokens.map(({ here, there }) => ({ here, there })),
    ...{ calledOff: false, attestedAt: 0n, publication: 0n, opening: NOBODY, carrier: NOBODY },
  });
};

const calledOff: Handler<MovingLogs.MoveCalledOffEvent.OutputObject> = ({ moves }, { move }) => {
  must(moves.get(move), `move ${move}`).calledOff = true;
};

const declared: Handler<MovingLogs.DeclaredEvent.OutputObject> = ({ declarations }, args) => {
  const { move, by, key, comes, order, keyEpoch } = args;
  declarations.set(declarationKey(move, by), { key, comes, order, keyEpoch });
};

const carries: Handler<MovingLogs.CarriedEvent.OutputObject> = ({ carried }, { move, agent, token, amount }) => {
  const key = carriedKey(move, agent, token);
  carried.set(key, (carried.get(key) ?? 0n) + amount);
};

const goes: Handler<MovingLogs.TakenBackEvent.OutputObject> = ({ carried }, { move, agent, token }) => {
  carried.set(carriedKey(move, agent, token), 0n);
};

const published: Handler<MovingLogs.LinesPublishedEvent.OutputObject> = ({ publications }, args, publishedAt) => {
  const { publication, move, by, root, file, lines } = args;
  const objectors = new Set<bigint>();
  publications.set(publication, { root, file, move, lines, publishedAt, by, refuted: 0n, objectors });
};

const objected: Handler<MovingLogs.ObjectedEvent.OutputObject> = ({ publications }, { publication, by }) => {
  must(publications.get(publication), `publication ${publication}`).objectors.add(by);
};

const refuted: Handler<MovingLogs.RefutedEvent.OutputObject> = ({ publications }, { publication, fault }) => {
  const { move, root } = must(publications.get(publication), `publication ${publication}`);
  for (const one of publications.values()) if (one.move === move && one.root === root) one.refuted = fault;
};

const attested: Handler<MovingLogs.MoveAttestedEvent.OutputObject> = ({ moves }, args, attestedAt) => {
  const { move, publication, opening, carrier } = args;
  Object.assign(must(moves.get(move), `move ${move}`), { attestedAt, publication, opening, carrier });
};

const HANDLERS: Readonly<Record<string, Handler<never>>> = {
  MoveAnnounced: announced,
  MoveCalledOff: calledOff,
  Declared: declared,
  Carried: carries,
  TakenBack: goes,
  Released: goes,
  LinesPublished: published,
  Objected: objected,
  Refuted: refuted,
  MoveAttested: attested,
};

/** As `IMoving.stateOf`. */
export function moveState({ moves }: MovingState, move: bigint, now: bigint): MoveState {
  const made = moves.get(move);
  if (made === undefined) return "none";
  if (made.attestedAt !== 0n) return now >= made.attestedAt + made.releasePeriod ? "closed" : "attested";
  if (made.calledOff || now >= made.attestBy) return "off";
  return now < made.freezeAt ? "gathering" : "frozen";
}

/** As `IMoving.movedTo`. */
export function movedTo({
  moves,
  publications,
}: MovingState): [chain: bigint, opening: string, root: string, since: bigint] {
  const made = moves.get(BigInt(moves.size));
  if (made === undefined || made.attestedAt === 0n) return [0n, NOBODY, `0x${"0".repeat(64)}`, 0n];
  const { root } = must(publications.get(made.publication), `publication ${made.publication}`);
  return [made.toChain, made.opening, root, made.attestedAt];
}

export type ByTrack = readonly [bigint, bigint, bigint];

/** As `IOpening.Opened`. */
export interface FoldedOpening {
  readonly former: bigint;
  readonly openedAt: bigint;
  readonly member: boolean;
  readonly accepted: ByTrack;
  readonly standing: ByTrack;
  readonly detail: string;
}

export interface OpeningState {
  /** By agent of this nation. */
  readonly openings: Map<bigint, FoldedOpening>;
  readonly openedBy: Map<bigint, bigint>;
  /** By `former/token`. */
  readonly funds: Map<string, { readonly brought: bigint; readonly paid: bigint }>;
}

export const fundsKey = (former: bigint, token: bigint) => `${former}/${token}`;

/** Rebuilds what `Opening` keeps from its logs. */
export function foldOpening(logs: Iterable<DecodedLog>): OpeningState {
  const state: OpeningState = { openings: new Map(), openedBy: new Map(), funds: new Map() };
  for (const { name, args, blockTimestamp } of logs) OPENED[name]?.(state, args as never, blockTimestamp);
  return state;
}

type OpeningHandler<Args> = (state: OpeningState, args: Args, at: bigint) => void;

const opened: OpeningHandler<OpeningLogs.LineOpenedEvent.OutputObject> = ({ openings, openedBy }, args, openedAt) => {
  const { by, former, member, accepted, standing, detail } = args;
  openings.set(by, { former, openedAt, member, accepted, standing, detail });
  openedBy.set(former, by);
};

const moneyOf = (part: "brought" | "paid"): OpeningHandler<OpeningLogs.LineFundedEvent.OutputObject> => {
  return ({ funds }, { former, token, amount }) => {
    const known = funds.get(fundsKey(former, token)) ?? { brought: 0n, paid: 0n };
    funds.set(fundsKey(former, token), { ...known, [part]: known[part] + amount });
  };
};

const OPENED: Readonly<Record<string, OpeningHandler<never>>> = {
  LineOpened: opened,
  LineFunded: moneyOf("brought"),
  LinePaid: moneyOf("paid"),
};
