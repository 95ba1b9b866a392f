import { expect } from "chai";
import { concat, dataSlice, ZeroHash, type BaseContract, type Signer as Key } from "ethers";
import { network } from "hardhat";

import { typedAct, typedConsent, type ActFields, type Served } from "../../sdk/statements.ts";
import { COUNCIL_TERMS, deployCouncils } from "../fixtures/governance.ts";
import {
  addLicence,
  addUniform,
  attestAct,
  deployLicensing,
  publishAct,
  publishWork,
  PURPOSE,
  takeAct,
  type Licensing,
} from "../fixtures/licensing.ts";
import { FOREVER } from "../fixtures/membership.ts";
import { callFrom, deploySafe, deploySafeFactory, signFor, type SafeFactory, type TestSafe } from "../fixtures/safe.ts";
import { COIN, UNIT } from "../fixtures/treasury.ts";

const { ethers, networkHelpers } = await network.create();

type Signer = Licensing["strangers"][number];

describe("Story: a co-op whose key is a Safe, and an office held by one", () => {
  let nation: Licensing;
  let kit: SafeFactory;
  let safe: TestSafe;
  let amara: Signer, bo: Signer, chen: Signer, dara: Signer, carrier: Signer;
  let coop: bigint, ppl: bigint, paid: bigint, wheel: bigint;

  const signed = async (
    from: TestSafe,
    owners: readonly Key[],
    contract: BaseContract,
    method: string,
    act: ActFields,
  ) => {
    const [, keyEpoch] = await nation.members.keyOf(act["by"] as bigint);
    return signFor(from, owners, await typedAct({ contract, method, act, keyEpoch }));
  };
  const consent = async (from: TestSafe, owners: readonly Key[], agent: Served) =>
    signFor(
      from,
      owners,
      await typedConsent({ register: nation.members, agent, key: from.address, deadline: FOREVER }),
    );
  const take = (nonce: bigint) => takeAct(coop, wheel, ppl, PURPOSE.commercial, nonce);

  before(async () => {
    nation = await deployLicensing(ethers);
    [amara, bo, chen, dara, carrier] = nation.strangers as [Signer, Signer, Signer, Signer, Signer];
    kit = await deploySafeFactory(carrier);
    safe = await deploySafe(kit, [amara, bo, chen], 2);
    ppl = await addLicence(nation, "PPL");
    paid = await addUniform(nation, 2n, { fee: { token: COIN, amount: 10n * UNIT } });
    wheel = await publishWork(nation, { policies: [ppl, paid] });
  });

  describe("joining", () => {
    const attest = async (signature: string) =>
      nation.organisations
        .connect(nation.issuer.signer)
        .attest({ ...(await attestAct(nation, "worker co-op")), key: safe.address }, "0x", signature);

    it("one owner of three cannot consent for the Safe", async () => {
      await expect(attest(await consent(safe, [amara], "Organisation")))
        .to.be.revertedWithCustomError(nation.members, "MembersNoKeyConsent")
        .withArgs(safe.address);
    });

    it("two can, and the co-op is in the register", async () => {
      await attest(await consent(safe, [chen, amara], "Organisation"));
      coop = await nation.members.lastId();
      expect(await nation.members.idOf(safe.address)).to.equal(coop);
    });
  });

  describe("acting by signatures that anybody carries", () => {
    it("takes a licence that two owners signed", async () => {
      const { licences } = nation;
      await licences.connect(carrier).take(take(0n), await signed(safe, [bo, amara], licences, "take", take(0n)));
      expect((await licences.grantOf(wheel, coop, PURPOSE.commercial)).policy).to.equal(ppl);
    });

    it("is refused with the signature of one", async () => {
      await verifyRefused(await signed(safe, [bo], nation.licences, "take", take(1n)));
    });

    it("is refused with one owner's signature twice", async () => {
      const one = await signed(safe, [bo], nation.licences, "take", take(1n));
      await verifyRefused(concat([one, one]));
    });

    it("is refused with the owners in the wrong order", async () => {
      const both = await signed(safe, [bo, amara], nation.licences, "take", take(1n));
      await verifyRefused(concat([dataSlice(both, 65), dataSlice(both, 0, 65)]));
    });

    it("is refused when owners signed the act itself, as if the key were their own", async () => {
      const { domain, types, message } = await typedAct({
        ...{ contract: nation.licences, method: "take", act: take(1n), keyEpoch: 0 },
      });
      const [one, other] = await Promise.all([amara, bo].map((owner) => owner.signTypedData(domain, types, message)));
      await verifyRefused(concat([one!, other!]));
    });

    it("is refused with signatures for another Safe of the same owners", async () => {
      const other = await deploySafe(kit, [amara, bo], 2);
      await verifyRefused(await signed(other, [amara, bo], nation.licences, "take", take(1n)));
    });
  });

  describe("acting by its own transactions", () => {
    it("pays a guild", async () => {
      const { surplus, guild } = nation;
      await carrier.sendTransaction({ to: safe.address, value: 30n * UNIT });
      const data = surplus.interface.encodeFunctionData("deposit", [guild, COIN, 5n * UNIT, 0, ZeroHash]);
      const sent = callFrom(safe, [amara, bo], { to: await surplus.getAddress(), data, value: 5n * UNIT });
      await expect(sent).to.changeEtherBalance(ethers, safe.address, -5n * UNIT);
      expect((await surplus.booksOf(guild, 1n, COIN)).income).to.equal(5n * UNIT);
    });

    it("buys a licence and holds the grant", async () => {
      const { licences } = nation;
      const act = takeAct(coop, wheel, paid, PURPOSE.manufacture);
      const data = licences.interface.encodeFunctionData("take", [act, "0x"]);
      await callFrom(safe, [chen, bo], { to: await licences.getAddress(), data, value: 10n * UNIT });
      expect((await licences.grantOf(wheel, coop, PURPOSE.manufacture)).paid).to.equal(10n * UNIT);
    });

    it("is refused by the Safe with the signature of one", async () => {
      const sent = callFrom(safe, [amara], { to: carrier.address, value: 1n });
      await expect(sent).to.be.revertedWith("GS020");
    });
  });

  describe("when Dara takes Bo's place in the Safe", () => {
    let before: string;

    it("what Bo signed before is dead", async () => {
      before = await signed(safe, [amara, bo], nation.licences, "take", take(2n));
      const [previous] = safe.owners.slice(safe.owners.indexOf(bo.address) - 1);
      const data = safe.contract.interface.encodeFunctionData("swapOwner", [previous, bo.address, dara.address]);
      await callFrom(safe, [amara, bo], { to: safe.address, data });
      safe = { ...safe, owners: (await safe.contract.getFunction("getOwners").staticCall()) as string[] };
      await verifyRefused(before, take(2n));
    });

    it("what Dara signs counts", async () => {
      const { licences } = nation;
      const signature = await signed(safe, [amara, dara], licences, "take", take(2n));
      await expect(licences.connect(carrier).take.staticCall(take(2n), signature)).to.be.revertedWithCustomError(
        licences,
        "LicencesAlreadyGranted",
      );
    });
  });

  describe("moving to another Safe", () => {
    it("the old one signs, the new one consents, and the old one is dead", async () => {
      const { members, licences } = nation;
      const next = await deploySafe(kit, [chen, dara, carrier], 3);
      const late = await signed(safe, [amara, dara], licences, "take", take(3n));
      const act = { by: coop, newKey: next.address, nonce: 1n, deadline: FOREVER };
      const signature = await signed(safe, [amara, chen], members, "rotateKey", act);
      await expect(
        members.connect(carrier).rotateKey(act, signature, await consent(next, [chen, dara], coop)),
      ).to.be.revertedWithCustomError(members, "MembersNoKeyConsent");
      await members.connect(carrier).rotateKey(act, signature, await consent(next, [dara, carrier, chen], coop));
      expect(await members.keyOf(coop)).to.deep.equal([next.address, 1n]);
      await verifyRefused(late, take(3n));
    });
  });

  describe("an office: a member whose key is a Safe", () => {
    it("becomes steward, publishes, and proposes in the council, which pays through the guild's account", async () => {
      const { members, guilds, commons, founders, steward, guild, timelock } = nation;
      const office = await deploySafe(kit, [amara, bo], 1);
      const introduction = { by: steward.id, key: office.address, deadline: FOREVER };
      await members.connect(steward.signer).introduce(introduction, "0x", await consent(office, [amara], "Applicant"));
      const by = await members.lastId();
      const vouch = { by: founders[1]!.id, subject: by, nonce: 0, deadline: FOREVER };
      await members.connect(founders[1]!.signer).vouch(vouch, "0x");
      const { councils } = await deployCouncils(ethers, { timelock, members, guilds });
      await guilds.fillSeat(0, councils);
      const join = { by, guild, nonce: 1n, deadline: FOREVER };
      await guilds.connect(carrier).join(join, await signed(office, [bo], guilds, "join", join));
      await carrier.sendTransaction({ to: await guilds.accountOf(guild), value: UNIT });
      await networkHelpers.time.increase(1);

      const until = BigInt(await networkHelpers.time.latest()) + 3n * COUNCIL_TERMS.executionWindow;
      const appoint = { by: guild, steward: by, until, nonce: 0n, deadline: FOREVER };
      const calls = [
        [await guilds.getAddress(), dara.address],
        [0n, UNIT],
        [guilds.interface.encodeFunctionData("appoint", [appoint, "0x"]), "0x"],
      ] as [string[], bigint[], string[]];
      const [targets, values, calldatas] = calls;
      const propose = { by, guild, targets, values, calldatas, description: "Pay Dara", nonce: 2n, deadline: FOREVER };
      await councils.connect(carrier).propose(propose, await signed(office, [amara], councils, "propose", propose));
      await networkHelpers.time.increase(COUNCIL_TERMS.objectionWindow + 1n);
      await expect(councils.connect(carrier).execute(1n, ...calls)).to.changeEtherBalance(ethers, dara, UNIT);

      const publish = { ...publishAct(nation, { policies: [ppl], steward: { id: by, signer: bo } }), nonce: 3n };
      await commons.connect(carrier).publish(publish, await signed(office, [bo], commons, "publish", publish));
      expect((await commons.workOf(await commons.lastId())).guild).to.equal(guild);
    });
  });

  describe("within 150,000 gas", () => {
    it("a Safe proves 20 signatures, some 28,500 gas for two and 6,100 for each more, and not 21", async () => {
      const owners = Array.from({ length: 21 }, () => ethers.Wallet.createRandom());
      const ask = async (size: number) => {
        const large = await deploySafe(kit, owners.slice(0, size), size);
        const signature = await consent(large, owners.slice(0, size), coop);
        const statement = { kind: 0n, agent: coop, key: large.address, deadline: FOREVER };
        return nation.members.requireConsent(statement, carrier.address, signature);
      };
      await ask(20);
      await expect(ask(21)).to.be.revertedWithCustomError(nation.members, "MembersNoKeyConsent");
    });
  });

  async function verifyRefused(signature: string, act = take(1n)): Promise<void> {
    await expect(nation.licences.connect(carrier).take(act, signature))
      .to.be.revertedWithCustomError(nation.licences, "StatementBadSignature")
      .withArgs(coop);
  }
});
