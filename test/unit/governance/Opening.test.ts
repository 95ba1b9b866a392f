import { expect } from "chai";
import { network } from "hardhat";
import { ZeroAddress, ZeroHash, type BigNumberish } from "ethers";

import { asArgument, linesTree, passageHash, proofFor, type Line } from "../../../sdk/governance/lines.ts";
import { deployMembership, FOREVER, sign, type Person } from "../../fixtures/membership.ts";
import { COIN } from "../../fixtures/moving.ts";

const { ethers, networkHelpers: helpers } = await network.getOrCreate();

const FORMER = { fromChain: 777n, moving: `0x${"a1".repeat(20)}`, move: 3n };
const DETAIL = `0x${"de".repeat(32)}`;

describe("Opening", function () {
  /** A new nation of three founders; the former one had agents 11, 12 … with these keys, and 14 who only has money. */
  async function deploy() {
    const nation = await deployMembership(ethers, { founders: 3 });
    const { founders, strangers } = nation;
    const token = await ethers.deployContract("OddToken", [18]);
    const { chainId } = await ethers.provider.getNetwork();
    const keys = [...founders.map(({ signer }) => signer), strangers[0]!];
    const lines = keys.map((signer, place): Line => ({
      agent: 11n + BigInt(place),
      key: signer.address,
      member: place < 3,
      accepted: [60n, 30n, 0n],
      standing: [20n, 10n, 0n],
      detail: DETAIL,
      amounts: [100n * BigInt(place + 1), 7n],
    }));
    const passage = { ...FORMER, toChain: chainId };
    const tree = linesTree(lines, passage);
    const origin = {
      chain: FORMER.fromChain,
      moving: FORMER.moving,
      move: FORMER.move,
      root: tree.root,
      tokens: [await token.getAddress(), COIN],
    };
    const opening = await ethers.deployContract("Opening", [nation.members, origin]);
    const of = (agent: bigint) => {
      const { line, proof } = proofFor(lines, tree, agent);
      return { line: asArgument(line), proof, leaf: tree.leafHash(tree.at(lines.indexOf(line))!) };
    };
    return { ...nation, token, lines, passage, tree, origin, opening, of };
  }
  const load = () => helpers.loadFixture(deploy);
  type State = Awaited<ReturnType<typeof deploy>>;
  const open = ({ opening, of }: State, { id, signer }: Person, former: bigint) => {
    const { line, proof, leaf } = of(former);
    return opening.connect(signer).open({ by: id, leaf, deadline: FOREVER }, "0x", line, proof);
  };
  const bring = async ({ opening, token, nation, of }: State, former: bigint, amount: bigint) => {
    const { line, proof } = of(former);
    await token.mint(nation, amount);
    await token.connect(nation).approve(opening, amount);
    return opening.connect(nation).fund(line, proof, 0, amount);
  };

  it("is deployed with a register, and a whole origin or none", async function () {
    const { opening, members, origin, founders, of } = await load();
    const none = { chain: 0n, moving: ZeroAddress, move: 0n, root: ZeroHash, tokens: [] as string[] };
    const bad: [string, unknown, typeof none][] = [
      ["members", ZeroAddress, none],
      ["root", members, { ...origin, root: ZeroHash }],
      ["root", members, { ...origin, move: 0n }],
      ["root", members, { ...none, root: origin.root }],
      ["root", members, { ...none, tokens: [COIN] }],
      ["tokens", members, { ...origin, tokens: Array<string>(9).fill(COIN) }],
    ];
    for (const [field, register, given] of bad) {
      await expect(ethers.deployContract("Opening", [register as string, given]))
        .to.be.revertedWithCustomError(opening, "OpeningBadOrigin")
        .withArgs(field);
    }
    const empty = await ethers.deployContract("Opening", [members, none]);
    const { line, proof, leaf } = of(11n);
    await expect(empty.connect(founders[0]!.signer).open({ by: 1, leaf, deadline: FOREVER }, "0x", line, proof))
      .to.be.revertedWithCustomError(empty, "OpeningNotInRoot")
      .withArgs(11);
  });

  it("makes the leaf that OpenZeppelin's tree makes, with the passage in it", async function () {
    const { opening, of, passage } = await load();
    const { line, leaf } = of(12n);
    expect(await opening.leafOf(line)).to.equal(leaf);
    expect(passageHash(passage)).to.not.equal(passageHash({ ...passage, toChain: 1n }));
  });

  describe("open", function () {
    it("INV-385 puts on record once what an agent brings along, for everybody to read", async function () {
      const state = await load();
      const { opening, founders } = state;
      const [amara] = founders as [Person];
      await expect(open(state, amara, 11n))
        .to.emit(opening, "LineOpened")
        .withArgs(amara.id, 11, true, [60, 30, 0], [20, 10, 0], DETAIL);
      const opened = await opening.openingOf(amara.id);
      expect([opened.former, opened.member, [...opened.accepted], [...opened.standing]]).to.deep.equal([
        11n,
        true,
        [60n, 30n, 0n],
        [20n, 10n, 0n],
      ]);
      expect(await opening.openedBy(11)).to.equal(amara.id);
      await expect(open(state, amara, 11n))
        .to.be.revertedWithCustomError(opening, "OpeningAlreadyOpened")
        .withArgs(amara.id, 11);
    });

    it("is signed and carried by anybody, by a key that the agent has changed to since", async function () {
      const state = await load();
      const { opening, members, founders, strangers, of } = state;
      const [amara] = founders as [Person];
      const fresh = strangers[2]!;
      // The new key consents by carrying the act.
      const rotation = { by: amara.id, newKey: fresh.address, nonce: 0, deadline: FOREVER };
      const rotated = await sign(state, amara, members, "rotateKey", rotation);
      await members.connect(fresh).rotateKey(rotation, rotated, "0x");
      const { line, proof, leaf } = of(11n);
      const act = { by: amara.id, leaf, deadline: FOREVER };
      const signature = await sign(state, { id: amara.id, signer: fresh }, opening, "open", act);
      await opening.connect(strangers[3]).open(act, signature, line, proof);
      expect(await opening.openedBy(11)).to.equal(amara.id);
    });

    it("reverts with OpeningNotTheKey, OpeningWrongLeaf, OpeningNotInRoot", async function () {
      const state = await load();
      const { opening, founders, of } = state;
      const [amara, bo] = founders as [Person, Person];
      const { line } = of(11n);
      await expect(open(state, bo, 11n))
        .to.be.revertedWithCustomError(opening, "OpeningNotTheKey")
        .withArgs(bo.id, line.key);
      const other = of(12n);
      await expect(
        opening
          .connect(amara.signer)
          .open({ by: amara.id, leaf: other.leaf, deadline: FOREVER }, "0x", line, of(11n).proof),
      )
        .to.be.revertedWithCustomError(opening, "OpeningWrongLeaf")
        .withArgs(other.leaf, of(11n).leaf);
      const forged = { ...line, standing: [999n, 10n, 0n] as [bigint, bigint, bigint] };
      await expect(
        opening
          .connect(amara.signer)
          .open({ by: amara.id, leaf: other.leaf, deadline: FOREVER }, "0x", forged, of(11n).proof),
      )
        .to.be.revertedWithCustomError(opening, "OpeningNotInRoot")
        .withArgs(11);
    });

    it("INV-385 a root with two lines of one agent, or two agents of one key, opens one", async function () {
      const { members, lines, passage, origin, founders } = await load();
      const [amara, bo] = founders as [Person, Person];
      const doubled = [...lines, { ...lines[0]!, key: bo.signer.address }, { ...lines[0]!, agent: 19n }];
      const tree = linesTree(doubled, passage);
      const opening = await ethers.deployContract("Opening", [members, { ...origin, root: tree.root }]);
      const at = (index: number) => ({
        line: asArgument(doubled[index]!),
        proof: tree.getProof(index),
        leaf: tree.leafHash(tree.at(index)!),
      });
      const tell = ({ id, signer }: Person, { line, proof, leaf }: ReturnType<typeof at>) =>
        opening.connect(signer).open({ by: id, leaf, deadline: FOREVER }, "0x", line, proof);
      await tell(amara, at(0));
      await expect(tell(bo, at(4)))
        .to.be.revertedWithCustomError(opening, "OpeningOtherLine")
        .withArgs(11);
      await expect(tell(amara, at(5)))
        .to.be.revertedWithCustomError(opening, "OpeningAlreadyOpened")
        .withArgs(amara.id, 11);
    });

    it("replayed on a third deployment: a signature is bad there, and on a third chain no line is in the root", async function () {
      const state = await load();
      const { members, opening, origin, founders, of, tree } = state;
      const [amara] = founders as [Person];
      const { line, proof, leaf } = of(11n);
      const act = { by: amara.id, leaf, deadline: FOREVER };
      const signature = await sign(state, amara, opening, "open", act);
      const third = await ethers.deployContract("Opening", [members, origin]);
      await expect(third.open(act, signature, line, proof))
        .to.be.revertedWithCustomError(third, "StatementBadSignature")
        .withArgs(amara.id);
      for (const other of [{ chain: 778n }, { moving: `0x${"a2".repeat(20)}` }, { move: 4n }]) {
        const foreign = await ethers.deployContract("Opening", [members, { ...origin, ...other }]);
        await expect(foreign.connect(amara.signer).open(act, "0x", line, proof))
          .to.be.revertedWithCustomError(foreign, "OpeningNotInRoot")
          .withArgs(11);
      }
      const elsewhere = await network.create({ network: "default", override: { chainId: 4_242 } });
      expect((await elsewhere.ethers.provider.getNetwork()).chainId).to.equal(4_242n);
      const there = await deployMembership(elsewhere.ethers, { founders: 3 });
      const replayed = await elsewhere.ethers.deployContract("Opening", [
        there.members,
        { ...origin, root: tree.root },
      ]);
      await expect(replayed.connect(there.founders[0]!.signer).open(act, "0x", line, proof))
        .to.be.revertedWithCustomError(replayed, "OpeningNotInRoot")
        .withArgs(11);
    });
  });

  describe("fund and pay", function () {
    it("INV-386 pays what was brought for a line, once, to its key, whoever asks and however late", async function () {
      const state = await load();
      const { opening, token, strangers, nation } = state;
      await expect(bring(state, 14n, 150n))
        .to.emit(opening, "LineFunded")
        .withArgs(14, 0, nation.address, strangers[0]!.address, 150);
      await helpers.time.increase(40n * 365n * 86_400n);
      await expect(opening.connect(strangers[5]).pay(14, 0))
        .to.emit(opening, "LinePaid")
        .withArgs(14, 0, strangers[0]!.address, 150);
      await expect(opening.pay(14, 0)).to.be.revertedWithCustomError(opening, "OpeningNothingToPay").withArgs(14, 0);
      await bring(state, 14n, 250n);
      await opening.pay(14, 0);
      expect(await token.balanceOf(strangers[0]!)).to.equal(400n);
      expect([...(await opening.fundsOf(14, 0))]).to.deep.equal([400n, 400n]);
    });

    it("INV-386 takes no more than the line carries, in all", async function () {
      const state = await load();
      const { opening, token, nation } = state;
      await bring(state, 11n, 60n);
      await opening.pay(11, 0);
      await expect(bring(state, 11n, 41n)).to.emit(opening, "LineFunded");
      expect([...(await opening.fundsOf(11, 0))]).to.deep.equal([100n, 60n]);
      expect(await token.balanceOf(nation)).to.equal(1n);
      await expect(bring(state, 11n, 1n))
        .to.be.revertedWithCustomError(opening, "OpeningNothingMissing")
        .withArgs(11, 0);
    });

    it("a unit that somebody brings first stops no carrier: of coins too, what the line does not lack goes back", async function () {
      const state = await load();
      const { opening, of, nation, strangers, founders } = state;
      const { line, proof } = of(11n);
      await opening.connect(strangers[4]).fund(line, proof, 1, 1n, { value: 1n });
      await expect(opening.connect(nation).fund(line, proof, 1, 7n, { value: 7n })).to.changeEtherBalances(
        ethers,
        [nation, opening],
        [-6n, 6n],
      );
      await expect(opening.pay(11, 1)).to.changeEtherBalance(ethers, founders[0]!.signer, 7n);
    });

    it("INV-388 pays an agent of this nation at its present key", async function () {
      const state = await load();
      const { opening, members, founders, strangers, token } = state;
      const [amara] = founders as [Person];
      await members.fillSeat(3, state.nation);
      await members.connect(state.nation).recoverKey(amara.id, strangers[2]!);
      await bring(state, 11n, 100n);
      await opening.pay(11, 0);
      expect(await token.balanceOf(strangers[2]!)).to.equal(100n);
    });

    it("takes and pays coins", async function () {
      const state = await load();
      const { opening, of, founders } = state;
      const { line, proof } = of(11n);
      await expect(opening.fund(line, proof, 1, 7n, { value: 6n }))
        .to.be.revertedWithCustomError(opening, "OpeningWrongValue")
        .withArgs(6, 7);
      await expect(opening.fund(line, proof, 0, 7n, { value: 7n }))
        .to.be.revertedWithCustomError(opening, "OpeningWrongValue")
        .withArgs(7, 0);
      await opening.fund(line, proof, 1, 7n, { value: 7n });
      await expect(opening.pay(11, 1)).to.changeEtherBalance(ethers, founders[0]!.signer, 7n);
    });

    it("INV-387 books what arrived of a token that keeps a fee, and is solvent", async function () {
      const state = await load();
      const { opening, token } = state;
      await token.setQuirk(4n);
      await bring(state, 14n, 200n);
      const [brought] = await opening.fundsOf(14, 0);
      expect(brought).to.equal(await token.balanceOf(opening));
    });

    it("reverts with OpeningUnknownToken, OpeningNothingReceived, OpeningPaymentFailed", async function () {
      const state = await load();
      const { opening, token, of, strangers } = state;
      const { line, proof } = of(14n);
      const unknown = async (index: BigNumberish) => {
        await expect(opening.fund(line, proof, index, 1n))
          .to.be.revertedWithCustomError(opening, "OpeningUnknownToken")
          .withArgs(index);
      };
      await unknown(2);
      await expect(opening.pay(14, 2)).to.be.revertedWithCustomError(opening, "OpeningUnknownToken").withArgs(2);
      await bring(state, 14n, 10n);
      await token.setQuirk(8n); // lies
      await expect(bring(state, 14n, 10n))
        .to.be.revertedWithCustomError(opening, "OpeningNothingReceived")
        .withArgs(token);
      await token.blockPayee(strangers[0]!);
      await expect(opening.pay(14, 0))
        .to.be.revertedWithCustomError(opening, "OpeningPaymentFailed")
        .withArgs(token, strangers[0]!.address, 10);
      expect([...(await opening.fundsOf(14, 0))]).to.deep.equal([10n, 0n]);
    });

    it("a line with fewer amounts than the origin has tokens takes none of them", async function () {
      const { members, lines, passage, origin } = await load();
      const short = [{ ...lines[0]!, amounts: [5n] }, lines[1]!];
      const tree = linesTree(short, passage);
      const opening = await ethers.deployContract("Opening", [members, { ...origin, root: tree.root }]);
      await expect(opening.fund(asArgument(short[0]!), tree.getProof(0), 1, 1n, { value: 1n }))
        .to.be.revertedWithCustomError(opening, "OpeningUnknownToken")
        .withArgs(1);
    });

    it("INV-386 a token that calls back is neither booked nor paid twice", async function () {
      const state = await load();
      const { opening, token, of } = state;
      await bring(state, 14n, 50n);
      await bring(state, 11n, 50n);
      await token.reenterWith(opening, opening.interface.encodeFunctionData("pay", [14, 0]));
      await opening.pay(14, 0);
      expect(await token.reentries()).to.equal(0n);
      const { line, proof } = of(14n);
      await token.reenterWith(opening, opening.interface.encodeFunctionData("fund", [line, proof, 0, 1n]));
      await bring(state, 14n, 10n);
      expect(await token.reentries()).to.equal(0n);
      expect(await token.balanceOf(opening)).to.equal(60n);
    });

    it("on the former nation's chain takes money from its Moving alone, which a stranger's unit would stop", async function () {
      const state = await load();
      const { members, nation, lines, passage, token, strangers } = state;
      const moving = strangers[6]!; // in the place of the contract
      const way = { ...passage, fromChain: passage.toChain, moving: moving.address };
      const tree = linesTree(lines, way);
      const origin = { chain: way.fromChain, moving: moving.address, move: way.move, root: tree.root, tokens: [COIN] };
      const opening = await ethers.deployContract("Opening", [members, origin]);
      const [line, proof] = [asArgument(lines[0]!), tree.getProof(0)];
      await expect(opening.connect(nation).fund(line, proof, 0, 1n, { value: 1n }))
        .to.be.revertedWithCustomError(opening, "OpeningOnlyMoving")
        .withArgs(nation.address);
      await opening.connect(moving).fund(line, proof, 0, 100n, { value: 100n });
      expect(await token.balanceOf(opening)).to.equal(0n);
    });
  });
});
