import { id as hashOf, ZeroAddress, ZeroHash } from "ethers";

import { asArgument, linesTree, type Line, type LinesTree } from "../../../sdk/governance/lines.ts";
import { signKeyConsent } from "../../../sdk/statements.ts";
import { DAY, FOREVER } from "../../fixtures/membership.ts";
import { MOVE, NEW_OPENING, NO_HOURS } from "../../fixtures/moving.ts";
import { COIN } from "../../fixtures/treasury.ts";
import type { Domain, History, Role } from "./history.ts";

const ELSEWHERE = 777n;
const WHY = hashOf("why");

/** A nation that moves: who comes, with which key and how much; lines, what is wrong with them, and what they release. */
export const MOVING: Domain = {
  least: {
    "moving.announce": 2,
    "moving.callOff": 1,
    "moving.declare": 6,
    "moving.gather": 4,
    "moving.takeBack": 1,
    "moving.emptySatchel": 1,
    "moving.giveBack": 1,
    "moving.publish": 3,
    "moving.objectTo": 2,
    "moving.refute": 1,
    "moving.attest": 1,
    "moving.release": 2,
  },
  in: (history) => {
    const moves = new Moves(history);
    return { deeds: { leadMoveOn: [30, () => moves.leadOn()] } };
  },
};

/** A root that somebody published. */
interface Book {
  readonly lines: readonly Line[];
  /** Place of the false line; -1 if all are true. */
  readonly wrong: number;
  readonly tree: LinesTree;
}

/** Places of the lines of those who carry something. */
const carryingIn = ({ lines }: Book): number[] =>
  lines.flatMap(({ amounts: [amount = 0n] }, place) => (amount > 0n ? [place] : []));

class Moves {
  readonly #declared = new Set<Role>();
  readonly #books: Book[] = [];

  constructor(readonly history: History) {}

  /** One step of the last move, whatever its state is: mostly one that makes sense there. */
  async leadOn(): Promise<void> {
    const { history } = this;
    const { moving } = history.world;
    const state = await moving.stateOf(history.counts.moves);
    const announce = () => this.#announce();
    const [declare, gather] = [() => this.#declare(), () => this.#gather()];
    const [pack, giveBack] = [() => this.#pack(), () => this.#giveBack()];
    const gathering = [declare, declare, pack, gather, gather, () => this.#takeBack()];
    const frozen = [() => this.#publish(), () => this.#objectTo(), () => this.#refute(), () => this.#end()];
    const release = () => this.#release();
    const after = [giveBack, giveBack, pack, () => this.#emptySatchel()];
    const steps: Readonly<Record<string, readonly (() => Promise<void>)[]>> = {
      [`${MOVE.none}`]: [announce],
      [`${MOVE.gathering}`]: gathering,
      [`${MOVE.frozen}`]: frozen,
      [`${MOVE.attested}`]: [release],
      [`${MOVE.closed}`]: after,
      [`${MOVE.off}`]: [...after, announce],
    };
    const any = [...gathering, ...frozen, ...after, release, announce];
    // A few at once while it is on, for there is not much time.
    const times = state === MOVE.none || state >= MOVE.closed ? 1 : 6;
    for (let time = 0; time < times; ++time) {
      await history.pick(history.random(12) === 0 ? any : steps[`${state}`]!)();
    }
  }

  async #announce(): Promise<void> {
    const { history } = this;
    const { moving, voted } = history.world;
    const freezeAt = history.now + 9n * DAY;
    const tokens = [{ here: COIN, there: COIN }];
    const times = { freezeAt, checkPeriod: DAY, attestBy: freezeAt + 40n * DAY, releasePeriod: 20n * DAY };
    const plan = { toChain: ELSEWHERE, ...times, tokens };
    const then = () => {
      history.counts.moves += 1;
      this.#declared.clear();
    };
    await history.send("moving.announce", undefined, moving, "announce", [plan], then, voted);
  }

  /** Half of them with a key that is nobody's here. */
  async #declare(): Promise<void> {
    const { history } = this;
    const { members, moving } = history.world;
    const by = history.someone();
    const move = history.counts.moves;
    const agent = history.id(by);
    const other = history.random(2) === 0 ? history.newKey() : undefined;
    const consented = { register: members, agent, deadline: FOREVER } as const;
    const consent = other === undefined ? "0x" : await signKeyConsent({ ...consented, signer: other });
    const { order } = await moving.declarationOf(move, agent);
    const key = (other ?? history.key(by)).address;
    const act = { move, key, comes: history.random(3) !== 0, order: order + 1n, deadline: FOREVER };
    await history.act("moving.declare", by, moving, act, [consent], () => {
      this.#declared.add(by);
    });
  }

  /** Half of the time it is gathered at once. */
  async #pack(): Promise<void> {
    const { history } = this;
    const agent = history.id(this.#somebodyWhoComes());
    const satchel = await history.world.moving.satchelOf(agent);
    await history.pay("moving.pack", satchel, BigInt(1 + history.random(9)));
    if (history.random(2) === 0) await this.#anybody("gather", [agent, COIN]);
  }

  #gather(): Promise<void> {
    return this.#anybody("gather", [this.history.id(this.#somebodyWhoComes()), COIN]);
  }

  async #takeBack(): Promise<void> {
    const { history } = this;
    const act = { move: history.counts.moves, token: COIN, nonce: history.nonce++, deadline: FOREVER };
    await history.act("moving.takeBack", this.#somebodyWhoComes(), history.world.moving, act);
  }

  #emptySatchel(): Promise<void> {
    return this.#anybody("emptySatchel", [this.history.id(this.#somebodyWhoComes()), COIN]);
  }

  #giveBack(): Promise<void> {
    const move = BigInt(1 + this.history.random(Math.max(1, this.history.counts.moves)));
    return this.#anybody("giveBack", [move, this.history.id(this.#somebodyWhoComes()), COIN]);
  }

  /** The lines of everybody; in half of the books the line of one is false. */
  async #publish(): Promise<void> {
    const { history } = this;
    const { moving } = history.world;
    const move = BigInt(history.counts.moves);
    const wrong = history.random(2) === 0 ? history.pick([...history.ids.keys()]) : undefined;
    const lines: Line[] = [];
    for (const role of history.ids.keys()) lines.push(await this.#line(move, role, role === wrong));
    const passage = { fromChain: 31_337n, moving: await moving.getAddress(), move, toChain: ELSEWHERE };
    const tree = linesTree(lines, passage);
    history.words.push(tree.root);
    const act = { move, root: tree.root, file: ZeroHash, lines: lines.length, deadline: FOREVER };
    await history.act("moving.publish", history.someone(), moving, act, [], () => {
      history.counts.publications += 1;
      history.lines.push(...lines.map((line) => Object.values(asArgument(line))));
      this.#books.push({ lines, wrong: [...history.ids.keys()].indexOf(wrong ?? -1), tree });
    });
  }

  async #objectTo(): Promise<void> {
    const { history } = this;
    const act = { publication: history.counts.publications, reason: WHY, deadline: FOREVER };
    await history.act("moving.objectTo", history.someone(), history.world.moving, act);
  }

  #refute(): Promise<void> {
    return this.#withLine(
      "refute",
      ({ wrong }) => [wrong],
      (line, proof) => [this.history.counts.publications, line, proof],
    );
  }

  /** The first move is called off. A later one is attested by lines that are true, once others were refuted. */
  async #end(): Promise<void> {
    const { history } = this;
    const { moving, voted, carrier } = history.world;
    if (history.random(4) !== 0) return;
    if (history.counts.moves === 1) {
      return history.send("moving.callOff", undefined, moving, "callOff", [], undefined, voted);
    }
    const book = this.#books.at(-1);
    const isEarly = history.idle({ "moving.objectTo": 2, "moving.refute": 1 }).length > 0;
    if (isEarly || book === undefined || book.wrong >= 0 || carryingIn(book).length === 0) return;
    const args = [history.counts.publications, NEW_OPENING, carrier];
    await history.send("moving.attest", undefined, moving, "attest", args, undefined, voted);
  }

  #release(): Promise<void> {
    return this.#withLine("release", carryingIn, (line, proof) => [line, proof, 0]);
  }

  /** With a line of the last book, and its proof: one of those that matter, or any. */
  async #withLine(
    method: string,
    matter: (book: Book) => readonly number[],
    argsOf: (line: object, proof: string[]) => readonly unknown[],
  ): Promise<void> {
    const { history } = this;
    const book = this.#books.at(-1);
    if (book === undefined) return;
    const places = matter(book).filter((place) => place >= 0);
    const isAny = places.length === 0 || history.random(3) === 0;
    const place = isAny ? history.random(book.lines.length) : history.pick(places);
    await this.#anybody(method, argsOf(asArgument(book.lines[place]!), book.tree.getProof(place)));
  }

  async #line(move: bigint, role: Role, isFalse: boolean): Promise<Line> {
    const { history } = this;
    const { members, moving } = history.world;
    const agent = history.id(role);
    const { freezeAt } = await moving.moveOf(move);
    const { key } = await moving.declarationOf(move, agent);
    const amount = await moving.carriedOf(move, agent, COIN);
    return {
      agent,
      key: key === ZeroAddress ? history.key(role).address : key,
      member: freezeAt > 0n && freezeAt <= history.now && (await members.wasActive(agent, freezeAt - 1n)),
      ...{ accepted: NO_HOURS, standing: NO_HOURS, detail: ZeroHash, amounts: [amount + (isFalse ? 1n : 0n)] },
    };
  }

  #somebodyWhoComes(): Role {
    return this.history.oneOf(this.#declared);
  }

  #anybody(method: string, args: readonly unknown[]): Promise<void> {
    return this.history.send(`moving.${method}`, undefined, this.history.world.moving, method, args);
  }
}
