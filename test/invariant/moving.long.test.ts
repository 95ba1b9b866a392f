import { expect } from "chai";
import { network } from "hardhat";
import { ZeroAddress, ZeroHash } from "ethers";

import { asArgument, linesTree, type Line, type LinesTree } from "../../sdk/governance/lines.ts";
import { signKeyConsent } from "../../sdk/statements.ts";
import { deployMembership, FOREVER, type Person } from "../fixtures/membership.ts";
import { DAY } from "../fixtures/membership.ts";
import { declaration, MOVE } from "../fixtures/moving.ts";
import { bucket, BucketKind, closeSeason, commandedGuild, deployTreasury, payIncome } from "../fixtures/treasury.ts";
import { randomOf, thorough } from "../fixtures/walk.ts";

const STEPS = thorough ? 500 : 300;
const SEEDS = thorough ? [1, 2, 3, 4, 5, 6] : [1, 2];
const THERE = 4_242;
const INCOME = 5_000n;

/**
 * Five people with money owed to them in a real `Surplus` on one chain, and a new nation on another, with a carrier who
 * brings what it was given, sometimes for the wrong line, sometimes twice. Beside the chains a ghost counts every unit.
 */
describe("Moving, a random life on two chains", function () {
  const succeeded = new Map<string, number>();
  const tried = new Set<string>();

  for (const seed of SEEDS) {
    it(`INV-380 to INV-388, and a claim is made on one side only, hold in history ${seed}`, async function () {
      const random = randomOf(seed);
      const here = await network.create();
      const there = await network.create({ network: "default", override: { chainId: THERE } });
      const helpers = here.networkHelpers;
      const equation = [bucket(BucketKind.EqualShare, 0n)];
      const nation = await deployTreasury(here.ethers, { founders: 5, equation });
      const { members, surplus, token, founders, strangers } = nation;
      const guild = await commandedGuild(nation, "Loom", founders);
      await closeSeason(nation, helpers); // they are on the roster when the next one opens
      await nation.ledger.openSeason();
      await payIncome(nation, guild, INCOME, token);
      const season = await nation.ledger.currentSeason();
      await closeSeason(nation, helpers);
      await surplus.closeBooks(guild, season, token);
      const kept = await surplus.getAddress();
      const start = new Map<bigint, bigint>();
      for (const { id, signer } of founders) {
        const claim = { by: id, guild, season, token, to: kept, deadline: FOREVER };
        await surplus.connect(signer).claim(claim, "0x");
        start.set(id, await surplus.owedTo(id, token));
        expect(start.get(id), "something to carry").to.be.greaterThan(0n);
      }

      const [voted, carrier] = [nation.nation, strangers[3]!];
      const moving = await here.ethers.deployContract("Moving", [voted, members]);
      const abroad = await deployMembership(there.ethers, { founders: 5 });
      const money = await there.ethers.deployContract("OddToken", [18]);
      const [{ chainId }, address] = [await here.ethers.provider.getNetwork(), await token.getAddress()];
      let opening: Awaited<ReturnType<typeof deployOpening>> | undefined;
      const deployOpening = (root: string, move: bigint) =>
        there.ethers.deployContract("Opening", [
          abroad.members,
          { chain: chainId, moving: moving.target as string, move, root, tokens: [money.target as string] },
        ]);

      const books = new Map<string, { lines: Line[]; tree: LinesTree }>();
      let attested: { lines: Line[]; tree: LinesTree; move: bigint } | undefined;
      /** What the carrier was given and has not brought on. */
      let inTransit = 0n;
      const released = new Map<string, bigint>();
      /** At their present keys, and all keys that each ever had. */
      const people: Person[] = [...founders];
      const keys = new Map(founders.map(({ id, signer }) => [id, [signer]]));
      const anybody = (): Person => people[random(people.length)]!;
      const state = async () => moving.stateOf(await moving.lastMove());

      const linesNow = async (move: bigint): Promise<Line[]> => {
        const { freezeAt } = await moving.moveOf(move);
        return Promise.all(
          people.map(async ({ id, signer }): Promise<Line> => {
            const { key } = await moving.declarationOf(move, id);
            return {
              agent: id,
              key: key === ZeroAddress ? signer.address : key,
              member: await members.wasActive(id, freezeAt - 1n),
              accepted: [0n, 0n, 0n],
              standing: [0n, 0n, 0n],
              detail: ZeroHash,
              amounts: [await moving.carriedOf(move, id, token)],
            };
          }),
        );
      };

      const acts: Readonly<Record<string, () => Promise<unknown>>> = {
        announce: async () => {
          const now = BigInt(await helpers.time.latest());
          return moving.connect(voted).announce({
            toChain: THERE,
            freezeAt: now + 4n * DAY,
            checkPeriod: DAY,
            attestBy: now + 15n * DAY,
            releasePeriod: 8n * DAY,
            tokens: [{ here: address, there: money.target }],
          });
        },
        callOff: async () => (random(12) === 0 ? moving.connect(voted).callOff() : Promise.reject(new Error("stays"))),
        declare: async () => {
          const { id, signer } = anybody();
          const act = await declaration(moving, { by: id, key: signer.address });
          return moving.connect(signer).declare(act, "0x", "0x");
        },
        rotate: async () => {
          const newKey = strangers[4 + [...keys.values()].flat().length - people.length];
          if (newKey === undefined || random(3) !== 0) throw new Error("keeps it");
          const place = random(people.length);
          const { id, signer } = people[place]!;
          const act = { by: id, newKey: newKey.address, nonce: 0, deadline: FOREVER };
          const signed = { register: members, agent: id, deadline: FOREVER, signer: newKey };
          await members.connect(signer).rotateKey(act, "0x", await signKeyConsent(signed));
          people[place] = { id, signer: newKey };
          keys.get(id)!.push(newKey);
        },
        withdraw: async () => {
          const { id, signer } = anybody();
          const act = { by: id, token, to: ZeroAddress, nonce: 0, deadline: FOREVER };
          return random(3) !== 0 ? surplus.connect(signer).withdraw(act, "0x") : Promise.reject(new Error("waits"));
        },
        pack: async () => {
          const { id, signer } = anybody();
          const to = await moving.satchelOf(id);
          return surplus.connect(signer).withdraw({ by: id, token, to, nonce: 0, deadline: FOREVER }, "0x");
        },
        packSome: async () => {
          const { id, signer } = anybody();
          const held = await token.balanceOf(signer);
          return token.connect(signer).transfer(await moving.satchelOf(id), held / 2n);
        },
        gather: () => moving.gather(anybody().id, token),
        takeBack: async () => {
          const { id, signer } = anybody();
          return moving
            .connect(signer)
            .takeBack({ by: id, move: await moving.lastMove(), token, nonce: 0, deadline: FOREVER }, "0x");
        },
        publish: async () => {
          const move = await moving.lastMove();
          const lines = await linesNow(move);
          if (random(3) === 0) lines[random(5)] = { ...lines[random(5)]!, amounts: [BigInt(random(2_000))] };
          const passage = { fromChain: chainId, moving: moving.target as string, move, toChain: BigInt(THERE) };
          const tree = linesTree(lines, passage);
          const { id, signer } = anybody();
          const act = { by: id, move, root: tree.root, file: ZeroHash, lines: 5, deadline: FOREVER };
          await moving.connect(signer).publish(act, "0x");
          books.set(`${await moving.lastPublication()}`, { lines, tree });
        },
        refute: async () => {
          const publication = await moving.lastPublication();
          const { lines, tree } = books.get(`${publication}`)!;
          const place = random(lines.length);
          return moving.refute(publication, asArgument(lines[place]!), tree.getProof(place));
        },
        attest: async () => {
          const publication = await moving.lastPublication();
          const { root, move } = await moving.publicationOf(publication);
          await moving.connect(voted).attest(publication, carrier, carrier);
          attested = { ...books.get(`${publication}`)!, move };
          opening = await deployOpening(root, move);
        },
        release: async () => {
          const { lines, tree } = attested!;
          const place = random(lines.length);
          const line = lines[place]!;
          const before = await token.balanceOf(carrier);
          await moving.release(asArgument(line), tree.getProof(place), 0);
          const amount = (await token.balanceOf(carrier)) - before;
          expect(amount, "INV-382 as the line says").to.equal(line.amounts[0]);
          const { key, keyEpoch } = await moving.declarationOf(attested!.move, line.agent);
          expect(line.key, "INV-382 to the key declared").to.equal(key);
          expect((await members.keyOf(line.agent)).keyEpoch, "INV-382 by the present key").to.equal(keyEpoch);
          expect(released.has(`${line.agent}`), "INV-380 once").to.equal(false);
          released.set(`${line.agent}`, amount);
          inTransit += amount;
        },
        fund: async () => {
          const { lines, tree } = attested!;
          const place = random(lines.length);
          const line = lines[place]!;
          const amount = BigInt(1 + random(Number(line.amounts[0]) + 5));
          if (amount > inTransit) throw new Error("it has not got it");
          await money.mint(abroad.nation, amount);
          await money.connect(abroad.nation).approve(opening!, amount);
          const before = await money.balanceOf(opening!);
          await opening!.connect(abroad.nation).fund(asArgument(line), tree.getProof(place), 0, amount);
          inTransit -= (await money.balanceOf(opening!)) - before;
        },
        pay: async () => opening!.pay(anybody().id, 0),
        giveBack: async () => {
          const move = BigInt(1 + random(Number(await moving.lastMove()) || 1));
          return moving.giveBack(move, anybody().id, token);
        },
        emptySatchel: () => moving.emptySatchel(anybody().id, token),
        wait: () => helpers.time.increase(BigInt(6 + random(13)) * 3_600n),
      };
      const names = Object.keys(acts);
      /** What makes sense in each state; one act in four is any of all. */
      const sensible: readonly (readonly string[])[] = [
        ["announce"],
        ["declare", "declare", "pack", "packSome", "gather", "gather", "takeBack", "rotate", "wait"],
        ["publish", "refute", "attest", "wait"],
        ["release", "release", "fund", "fund", "pay", "wait"],
        ["giveBack", "fund", "pay", "emptySatchel"],
        ["announce", "giveBack", "emptySatchel"],
      ];

      const check = async () => {
        const last = await moving.lastMove();
        let carriedInAll = 0n;
        for (const { id } of founders) {
          let hereNow = await surplus.owedTo(id, token);
          for (const key of keys.get(id)!) hereNow += await token.balanceOf(key);
          hereNow += await token.balanceOf(await moving.satchelOf(id));
          for (let move = 1n; move <= last; ++move) {
            const carried = await moving.carriedOf(move, id, token);
            carriedInAll += carried;
            hereNow += carried;
          }
          const gone = released.get(`${id}`) ?? 0n;
          expect(hereNow + gone, `INV-380, INV-384 every unit of agent ${id} is in one place`).to.equal(start.get(id));
        }
        expect(await token.balanceOf(moving), "INV-381").to.equal(carriedInAll);
        const [since] = [(await moving.movedTo()).since];
        expect(since !== 0n, "INV-383").to.equal(attested !== undefined);
        if (opening === undefined || attested === undefined) return;
        let [brought, paid] = [0n, 0n];
        for (const { id } of founders) {
          const funds = await opening.fundsOf(id, 0);
          const own = attested.lines.filter(({ agent }) => agent === id);
          const carries = own.map(({ amounts }) => amounts[0]!);
          expect(funds.paid, "INV-386").to.be.at.most(funds.brought);
          expect(funds.brought, "INV-386").to.be.at.most(carries.reduce((a, b) => (a > b ? a : b), 0n));
          const payee = own[0]?.key; // a founder's there, or nobody's
          const got = payee === undefined ? 0n : await money.balanceOf(payee);
          expect(got, "INV-388").to.equal(funds.paid);
          [brought, paid] = [brought + funds.brought, paid + funds.paid];
        }
        expect(await money.balanceOf(opening), "INV-387").to.equal(brought - paid);
        const left = [...released.values()].reduce((sum, amount) => sum + amount, 0n);
        expect(brought + inTransit, "one side only: what is paid there has left here").to.equal(left);
      };

      for (let step = 0; step < STEPS; ++step) {
        const now = sensible[Number(await state())]!;
        const name = random(4) === 0 ? names[random(names.length)]! : now[random(now.length)]!;
        tried.add(name);
        try {
          await acts[name]!();
          succeeded.set(name, (succeeded.get(name) ?? 0) + 1);
        } catch (error) {
          if (error instanceof Error && error.name === "AssertionError") throw error;
        }
        await check();
      }
      expect(await state()).to.not.equal(MOVE.none);
    });
  }

  it("let all of it come about", function () {
    const rare = ["callOff", "withdraw"]; // what ends early, or is not carried, leaves less to see
    const never = [...tried].filter((name) => !rare.includes(name) && (succeeded.get(name) ?? 0) === 0);
    expect(never).to.deep.equal([]);
  });
});
