import { expect } from "chai";
import { concat, Signature, toBeHex, type Signer } from "ethers";
import { network } from "hardhat";

import { actTypeOf, domainOf, signKeyConsent, signStatement } from "../../../sdk/statements.ts";
import { deployMembership, FOREVER, sign } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();

const SECP256K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
/** The answers of `HostileSigner`, in the order of its enum. */
const MOODS = ["Agree", "Decline", "Revert", "BurnGas", "AnswerTrue", "AnswerNothing", "AnswerShort", "AnswerLong"];
const moodOf = (mood: string) => MOODS.indexOf(mood);

// `Statements` is abstract: its promises are kept here by `Members`, with `rest` as the act of most cases.
describe("Statements", () => {
  const nation = async () => {
    const context = await deployMembership(ethers);
    const [author] = context.founders;
    return { ...context, author: author!, carrier: context.strangers[0]! };
  };
  const given = () => networkHelpers.loadFixture(nation);
  type Given = Awaited<ReturnType<typeof nation>>;

  const restOf = (by: bigint, changes: object = {}) => ({
    by,
    resting: true,
    nonce: 7n,
    deadline: FOREVER,
    ...changes,
  });

  async function verifyRefused(context: Given, act: ReturnType<typeof restOf>, signature: string): Promise<void> {
    const { members, carrier } = context;
    await expect(members.connect(carrier).rest(act, signature))
      .to.be.revertedWithCustomError(members, "StatementBadSignature")
      .withArgs(act.by);
  }

  describe("an act sent directly", () => {
    it("is carried out when the sender holds the author's key", async () => {
      const { members, author } = await given();
      await members.connect(author.signer).rest(restOf(author.id), "0x");
      expect(await members.isActive(author.id)).to.equal(false);
    });

    it("uses no nonce", async () => {
      const { members, author } = await given();
      await members.connect(author.signer).rest(restOf(author.id), "0x");
      expect(await members.usedNonces(author.id, 0)).to.equal(0n);
    });

    it("is refused when the sender holds another key", async () => {
      const { members, author, carrier } = await given();
      await expect(members.connect(carrier).rest(restOf(author.id), "0x"))
        .to.be.revertedWithCustomError(members, "StatementNotByKeyHolder")
        .withArgs(author.id, carrier.address);
    });

    it("is refused when there is no such agent", async () => {
      const { members, carrier } = await given();
      await expect(members.connect(carrier).rest(restOf(99n), "0x"))
        .to.be.revertedWithCustomError(members, "StatementNotByKeyHolder")
        .withArgs(99n, carrier.address);
    });

    it("is refused after its deadline", async () => {
      const { members, author } = await given();
      const deadline = BigInt(await networkHelpers.time.latest());
      await networkHelpers.time.setNextBlockTimestamp(deadline + 1n);
      await expect(members.connect(author.signer).rest(restOf(author.id, { deadline }), "0x"))
        .to.be.revertedWithCustomError(members, "StatementExpired")
        .withArgs(author.id, deadline);
    });

    it("is carried out in the second of its deadline", async () => {
      const { members, author } = await given();
      const deadline = BigInt(await networkHelpers.time.latest()) + 10n;
      await networkHelpers.time.setNextBlockTimestamp(deadline);
      await expect(members.connect(author.signer).rest(restOf(author.id, { deadline }), "0x")).to.emit(
        members,
        "StatusChanged",
      );
    });
  });

  describe("an act signed by a plain key", () => {
    it("is carried out whoever carries it, and uses its nonce", async () => {
      const context = await given();
      const { members, author, carrier } = context;
      const act = restOf(author.id, { nonce: 256n + 7n });
      await expect(members.connect(carrier).rest(act, await sign(context, author, members, "rest", act)))
        .to.emit(members, "NonceUsed")
        .withArgs(author.id, act.nonce);
      expect(await members.usedNonces(author.id, 1)).to.equal(1n << 7n);
      expect(await members.usedNonces(author.id, 0)).to.equal(0n);
    });

    it("is refused a second time", async () => {
      const context = await given();
      const { members, author, carrier } = context;
      const act = restOf(author.id);
      const signature = await sign(context, author, members, "rest", act);
      await members.connect(carrier).rest(act, signature);
      await members.connect(author.signer).rest(restOf(author.id, { resting: false }), "0x");
      await expect(members.connect(carrier).rest(act, signature))
        .to.be.revertedWithCustomError(members, "StatementNonceUsed")
        .withArgs(author.id, act.nonce);
    });

    it("is refused after its deadline", async () => {
      const context = await given();
      const { members, author, carrier } = context;
      const act = restOf(author.id, { deadline: 1n });
      await expect(members.connect(carrier).rest(act, await sign(context, author, members, "rest", act)))
        .to.be.revertedWithCustomError(members, "StatementExpired")
        .withArgs(author.id, 1n);
    });

    it("is refused when a field was changed after signing", async () => {
      const context = await given();
      const signature = await sign(context, context.author, context.members, "rest", restOf(context.author.id));
      await verifyRefused(context, restOf(context.author.id, { nonce: 8n }), signature);
    });

    it("is refused in the name of another member", async () => {
      const context = await given();
      const other = context.founders[1]!.id;
      await verifyRefused(
        context,
        restOf(other),
        await sign(context, context.author, context.members, "rest", restOf(other)),
      );
    });

    it("is refused when it was signed as another kind of act", async () => {
      const context = await given();
      const act = { by: context.author.id, nonce: 7n, deadline: FOREVER };
      const signature = await sign(context, context.author, context.members, "resign", act);
      await expect(context.members.connect(context.carrier).renew(act, signature))
        .to.be.revertedWithCustomError(context.members, "StatementBadSignature")
        .withArgs(context.author.id);
    });

    it("is refused when it was signed for another chain", async () => {
      const context = await given();
      const domain = { ...(await domainOf(context.members)), chainId: 1n };
      await verifyRefused(context, restOf(context.author.id), await signIn(context, domain));
    });

    it("is refused when it was signed for another contract", async () => {
      const context = await given();
      const domain = { ...(await domainOf(context.members)), verifyingContract: await context.guilds.getAddress() };
      await verifyRefused(context, restOf(context.author.id), await signIn(context, domain));
    });

    it("is refused when it was signed for a contract of another name or version", async () => {
      const context = await given();
      const domain = await domainOf(context.members);
      for (const changed of [
        { ...domain, name: "Neoguild Guilds" },
        { ...domain, version: "2" },
      ]) {
        await verifyRefused(context, restOf(context.author.id), await signIn(context, changed));
      }
    });

    it("is refused once its author has another key", async () => {
      const context = await given();
      const { members, author, strangers } = context;
      const act = restOf(author.id);
      const signature = await sign(context, author, members, "rest", act);
      const rotation = { by: author.id, newKey: strangers[1]!.address, nonce: 0n, deadline: FOREVER };
      const consent = await signKeyConsent({
        register: members,
        agent: author.id,
        deadline: FOREVER,
        signer: strangers[1]!,
      });
      await members.connect(author.signer).rotateKey(rotation, "0x", consent);
      await verifyRefused(context, act, signature);
    });

    it("is refused when the new key signed under the old epoch", async () => {
      const context = await given();
      const { members, author, strangers } = context;
      const rotation = { by: author.id, newKey: strangers[1]!.address, nonce: 0n, deadline: FOREVER };
      const consent = await signKeyConsent({
        register: members,
        agent: author.id,
        deadline: FOREVER,
        signer: strangers[1]!,
      });
      await members.connect(author.signer).rotateKey(rotation, "0x", consent);
      const act = restOf(author.id);
      const statement = { contract: members, method: "rest", act, keyEpoch: 0, signer: strangers[1]! };
      await verifyRefused(context, act, (await signStatement(statement)).signature);
    });

    it("is refused with the mirrored s of the same signature", async () => {
      const context = await given();
      const act = restOf(context.author.id);
      const good = Signature.from(await sign(context, context.author, context.members, "rest", act));
      const s = toBeHex(SECP256K1_ORDER - BigInt(good.s), 32);
      await verifyRefused(context, act, concat([good.r, s, toBeHex(good.v === 27 ? 28 : 27)]));
    });

    it("is refused in the compact form, cut short, lengthened, or as noise", async () => {
      const context = await given();
      const act = restOf(context.author.id);
      const good = await sign(context, context.author, context.members, "rest", act);
      const bad = [
        Signature.from(good).compactSerialized,
        good.slice(0, -2),
        `${good}00`,
        `0x${"00".repeat(65)}`,
        "0x01",
      ];
      for (const signature of bad) await verifyRefused(context, act, signature);
    });

    it("is refused for an agent that does not exist, whatever the signature recovers to", async () => {
      const context = await given();
      await verifyRefused(context, restOf(99n), `0x${"00".repeat(64)}1b`);
    });

    it("is carried out for a key that delegates its code (EIP-7702), without asking that code", async () => {
      const context = await given();
      const { members, author, carrier } = context;
      const hostile = await ethers.deployContract("HostileSigner");
      await hostile.setMood(moodOf("BurnGas"));
      await networkHelpers.setCode(author.signer.address, concat(["0xef0100", await hostile.getAddress()]));
      const act = restOf(author.id);
      const signature = await sign(context, author, members, "rest", act);
      const sent = await members.connect(carrier).rest(act, signature);
      expect((await sent.wait())!.gasUsed).to.be.lessThan(250_000n);
    });
  });

  describe("an act signed by a contract key (ERC-1271)", () => {
    const walletIn = async () => {
      const context = await nation();
      const owner = context.strangers[1]!;
      const wallet = await ethers.deployContract("ContractWallet", [owner]);
      const person = await enrol(context, await wallet.getAddress(), owner);
      return { ...context, owner, wallet, person };
    };
    const hostileIn = async () => {
      const context = await nation();
      const hostile = await ethers.deployContract("HostileSigner");
      const person = await enrol(context, await hostile.getAddress(), context.carrier);
      return { ...context, hostile, person };
    };

    it("is carried out when the contract says so", async () => {
      const { members, person, owner, carrier } = await networkHelpers.loadFixture(walletIn);
      const act = restOf(person);
      const { signature } = await signStatement({ contract: members, method: "rest", act, keyEpoch: 0, signer: owner });
      await members.connect(carrier).rest(act, signature);
      expect(await members.isActive(person)).to.equal(false);
    });

    it("is carried out when the contract sends it", async () => {
      const { members, person, owner, wallet } = await networkHelpers.loadFixture(walletIn);
      const data = members.interface.encodeFunctionData("rest", [restOf(person), "0x"]);
      await wallet.connect(owner).send(members, 0, data);
      expect(await members.isActive(person)).to.equal(false);
    });

    it("is refused when somebody else signed", async () => {
      const context = await networkHelpers.loadFixture(walletIn);
      const { members, person, carrier } = context;
      const act = restOf(person);
      const { signature } = await signStatement({
        contract: members,
        method: "rest",
        act,
        keyEpoch: 0,
        signer: carrier,
      });
      await verifyRefused(context, act, signature);
    });

    it("is refused, and burns a bounded amount, whatever rubbish the contract answers", async () => {
      const context = await networkHelpers.loadFixture(hostileIn);
      const { members, hostile, person, carrier } = context;
      for (const mood of MOODS.slice(1)) {
        await hostile.setMood(moodOf(mood));
        await verifyRefused(context, restOf(person), "0x1234");
        const calls = [members.interface.encodeFunctionData("rest", [restOf(person), "0x1234"])];
        const sent = await members.connect(carrier).carry(calls);
        expect((await sent.wait())!.gasUsed, mood).to.be.lessThan(300_000n);
      }
    });

    it("is carried out again once the contract behaves", async () => {
      const { members, hostile, person, carrier } = await networkHelpers.loadFixture(hostileIn);
      await hostile.setMood(moodOf("Agree"));
      await expect(members.connect(carrier).rest(restOf(person), "0x1234")).to.emit(members, "StatusChanged");
    });

    async function enrol(context: Given, key: string, signer: Signer): Promise<bigint> {
      const { members, author, founders } = context;
      const consent = await signKeyConsent({ register: members, agent: "Applicant", deadline: FOREVER, signer, key });
      await members.connect(author.signer).introduce({ by: author.id, key, deadline: FOREVER }, "0x", consent);
      const person = await members.lastId();
      const vouch = { by: founders[1]!.id, subject: person, nonce: 0n, deadline: FOREVER };
      await members.connect(founders[1]!.signer).vouch(vouch, "0x");
      return person;
    }
  });

  describe("carry", () => {
    async function batch(context: Given): Promise<string[]> {
      const { members, founders } = context;
      const calls: string[] = [];
      for (const person of founders.slice(0, 3)) {
        const act = restOf(person.id);
        calls.push(
          members.interface.encodeFunctionData("rest", [act, await sign(context, person, members, "rest", act)]),
        );
      }
      return calls;
    }

    it("carries out what it can, skips what fails, and says why", async () => {
      const context = await given();
      const { members, carrier, founders } = context;
      const calls = await batch(context);
      const spoilt = [calls[0]!, members.interface.encodeFunctionData("rest", [restOf(2n), "0x01"]), calls[2]!];
      const reason = members.interface.encodeErrorResult("StatementBadSignature", [2n]);
      expect(await members.connect(carrier).carry.staticCall(spoilt)).to.equal(2n);
      await expect(members.connect(carrier).carry(spoilt)).to.emit(members, "CallSkipped").withArgs(1n, reason);
      expect(await Promise.all(founders.slice(0, 3).map(({ id }) => members.isActive(id)))).to.deep.equal([
        false,
        true,
        false,
      ]);
    });

    it("skips the second of two equal statements", async () => {
      const context = await given();
      const { members, carrier, author } = context;
      const [call] = await batch(context);
      const reason = members.interface.encodeErrorResult("StatementNonceUsed", [author.id, 7n]);
      await expect(members.connect(carrier).carry([call!, call!]))
        .to.emit(members, "CallSkipped")
        .withArgs(1n, reason);
    });

    it("keeps the sender: what the carrier may not do directly stays refused", async () => {
      const { members, author, carrier } = await given();
      const calls = [
        members.interface.encodeFunctionData("rest", [restOf(author.id), "0x"]),
        members.interface.encodeFunctionData("seal"),
      ];
      expect(await members.connect(carrier).carry.staticCall(calls)).to.equal(0n);
      expect(await members.connect(author.signer).carry.staticCall(calls)).to.equal(1n);
    });

    it("carries a batch within a batch", async () => {
      const context = await given();
      const { members, carrier, author } = context;
      const inner = members.interface.encodeFunctionData("carry", [await batch(context)]);
      await members.connect(carrier).carry([inner]);
      expect(await members.isActive(author.id)).to.equal(false);
    });

    it("skips what is no function of the contract, with an empty reason", async () => {
      const { members, carrier } = await given();
      await expect(members.connect(carrier).carry(["0xdeadbeef", "0x"]))
        .to.emit(members, "CallSkipped")
        .withArgs(0n, "0x")
        .and.to.emit(members, "CallSkipped")
        .withArgs(1n, "0x");
    });

    it("takes no money", async () => {
      const { members, carrier } = await given();
      const data = members.interface.encodeFunctionData("carry", [[]]);
      const sent = carrier.sendTransaction({ to: members, data, value: 1n });
      await expect(sent).to.be.revertedWithoutReason(ethers);
    });
  });

  describe("cancelNonce", () => {
    it("makes a statement that was already signed worthless", async () => {
      const context = await given();
      const { members, author, carrier } = context;
      const act = restOf(author.id);
      const signature = await sign(context, author, members, "rest", act);
      await expect(members.connect(author.signer).cancelNonce(author.id, act.nonce))
        .to.emit(members, "NonceUsed")
        .withArgs(author.id, act.nonce);
      await expect(members.connect(carrier).rest(act, signature))
        .to.be.revertedWithCustomError(members, "StatementNonceUsed")
        .withArgs(author.id, act.nonce);
    });

    it("is refused for a nonce used before", async () => {
      const { members, author } = await given();
      await members.connect(author.signer).cancelNonce(author.id, 3n);
      await expect(members.connect(author.signer).cancelNonce(author.id, 3n))
        .to.be.revertedWithCustomError(members, "StatementNonceUsed")
        .withArgs(author.id, 3n);
    });

    it("is refused to anybody but the holder of the key", async () => {
      const { members, author, carrier } = await given();
      await expect(members.connect(carrier).cancelNonce(author.id, 3n))
        .to.be.revertedWithCustomError(members, "StatementNotByKeyHolder")
        .withArgs(author.id, carrier.address);
    });
  });

  async function signIn(context: Given, domain: Awaited<ReturnType<typeof domainOf>>): Promise<string> {
    const { primaryType, fields } = actTypeOf(context.members.interface.getFunction("rest"));
    return context.author.signer.signTypedData(
      domain,
      { [primaryType]: fields },
      { ...restOf(context.author.id), keyEpoch: 0 },
    );
  }
});
