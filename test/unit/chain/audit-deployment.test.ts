import { expect } from "chai";
import { type BaseWallet, type ContractDeployTransaction, getCreateAddress, id } from "ethers";
import hre from "hardhat";

import { type Audit, auditJournal } from "../../../chain/audit/audit.ts";
import { compiledCode, isCompiled } from "../../../chain/audit/compiled.ts";
import type { Claims } from "../../../chain/audit/deployment.ts";
import { auditInWords } from "../../../chain/audit/words.ts";
import { readCharter } from "../../../sdk/charter.ts";
import { membershipTerms } from "../../../sdk/membership/terms.ts";
import {
  Admission__factory,
  BankMoney__factory,
  Charter__factory,
  Members__factory,
} from "../../../typechain-types/index.ts";
import { temporaryJournals } from "./helpers.ts";
import { CHAIN_ID, ana, bo, realJournal } from "./signed.ts";

const TIMELOCK = bo.address;
const HASH = id("our charter");
const terms = membershipTerms(readCharter("charters/hypha.json").rules);

/** Where ana's next contracts will be: her first transactions make a library, what is linked to it, and the charter. */
const made = (nonce: number): string => getCreateAddress({ from: ana.address, nonce });
const [ADMISSION, MEMBERS, CHARTER] = [made(0), made(1), made(2)];
const RECORD = { Admission: ADMISSION, Members: MEMBERS, Charter: CHARTER };

interface Creating {
  readonly wallet?: BaseWallet;
  readonly gasLimit?: number;
}

async function creation(
  nonce: number,
  transaction: Promise<ContractDeployTransaction> | { readonly data: string },
  { wallet = ana, gasLimit = 2 ** 24 }: Creating = {},
): Promise<string> {
  const { data } = await transaction;
  const fields = { chainId: CHAIN_ID, gasLimit, maxFeePerGas: 0n, maxPriorityFeePerGas: 0n };
  return wallet.signTransaction({ ...fields, type: 2, nonce, data });
}

const admission = () => new Admission__factory().getDeployTransaction();
/** Does what the library does, and is not its code to the last byte. */
const forgedAdmission = async () => ({ data: (await admission()).data.replace(/..$/, "00") });
const charter = (hash = HASH) => new Charter__factory().getDeployTransaction(TIMELOCK, hash, "ours.json");
const members = (library = ADMISSION) =>
  new Members__factory({ "project/contracts/membership/Admission.sol:Admission": library }).getDeployTransaction(
    TIMELOCK,
    terms,
  );

// The journal: the header, the coins, then Admission, Members and Charter in lines 3 to 5 unless a test says otherwise.
describe("isCompiled", () => {
  it("knows a bank account's contract under the number that the record gives it", async () => {
    const compiled = await compiledCode(hre.artifacts);
    const made = (code: string) => ({ address: ana.address, code, line: 1 });
    const code = `${BankMoney__factory.bytecode}00`;
    expect(isCompiled(compiled, "BankMoney2", made(code), new Map())).to.equal(true);
    expect(isCompiled(compiled, "BankMoney2", made(code.replace("6", "7")), new Map())).to.equal(false);
    expect(isCompiled(compiled, "Members2", made(Members__factory.bytecode), new Map())).to.equal(false);
  });
});

describe("Audit of a deployment", () => {
  const newJournal = temporaryJournals();

  async function auditOf(raws: readonly Promise<string>[], claims: Claims = {}): Promise<Audit> {
    const path = newJournal();
    const sent = await Promise.all(raws);
    await realJournal(
      path,
      sent.map((raw) => ({ raw })),
    );
    return auditJournal({ hre, path, claims });
  }

  const recorded = { charter: HASH, addressesOn: () => RECORD };
  const unrecorded = { charter: HASH };
  const founding = () => [creation(0, admission()), creation(1, members()), creation(2, charter())];

  async function verifyFound(raws: readonly Promise<string>[], claims: Claims, ...kinds: string[]): Promise<void> {
    const { findings } = await auditOf(raws, claims);
    expect(findings.map(({ kind, line }) => `${kind} ${line ?? ""}`)).to.deep.equal(kinds);
  }

  it("finds nothing where each recorded name is this version's contract", () => verifyFound(founding(), recorded));

  describe("when whoever kept the founding key makes the chain anew", () => {
    it("finds other code at a recorded contract's address", async () => {
      await verifyFound(founding().with(1, creation(1, admission())), recorded, "record 4");
    });

    it("finds a contract that differs in one byte", async () => {
      const data = (await members()).data.replace("6080", "6081");
      await verifyFound(founding().with(1, creation(1, { data })), recorded, "record 4");
    });

    it("finds a contract that is linked to a library of the forger's, also where no record has the library", async () => {
      const library = creation(0, forgedAdmission(), { wallet: bo });
      const address = getCreateAddress({ from: bo.address, nonce: 0 });
      const foreign = [library, ...founding().with(1, creation(1, members(address)))];
      await verifyFound(foreign, recorded, "record 5");
      const alone = { addressesOn: () => ({ Members: MEMBERS }) };
      await verifyFound(foreign, alone, "record 5");
      await verifyFound(founding(), alone);
    });

    it("finds a library that is another", async () => {
      await verifyFound(founding().with(0, creation(0, forgedAdmission())), recorded, "record 3", "record 4");
    });

    it("finds a recorded name that no contract of this version has", async () => {
      await verifyFound(founding(), { addressesOn: () => ({ Purse: MEMBERS }) }, "record 4");
    });
  });

  describe("given charters that strangers sent during the founding", () => {
    const decoy = (hash: string) => creation(0, charter(hash), { wallet: bo });

    it("reads the recorded one, also where a decoy has the hash", async () => {
      await verifyFound([decoy(id("another")), ...founding()], recorded);
      const wrong = founding().with(2, creation(2, charter(id("another"))));
      await verifyFound([decoy(HASH), ...wrong], recorded, "record 6");
    });

    it("wants every one to be the file where no record says which is the nation's", async () => {
      await verifyFound([decoy(HASH), ...founding()], unrecorded);
      await verifyFound([...founding(), decoy(id("another"))], unrecorded, "record 6");
    });

    it("leaves out one that ran out of gas", async () => {
      const failed = creation(0, charter(), { wallet: bo, gasLimit: 300_000 });
      await verifyFound([failed, ...founding()], unrecorded);
      await verifyFound([failed], unrecorded, "record ");
    });

    it("finds the recorded one gone", async () => {
      const outOfGas = founding().with(2, creation(2, charter(), { gasLimit: 300_000 }));
      await verifyFound(outOfGas, recorded, "record ");
    });
  });

  it("says what was not compared", async () => {
    const words = async (claims: Claims) => auditInWords(await auditOf(founding(), claims)).join("\n");
    const nothing = await words({});
    expect(nothing).to.include("no real nation of that name").and.include("went to the cashier");
    expect(nothing)
      .to.match(/no record here has them: TimelockController, .*\bMembers\b/)
      .and.include("no charter file");
    const all = await words({ ...recorded, chainId: CHAIN_ID, cashier: ana.address });
    expect(all).not.to.include("no real nation of that name").and.not.to.include("went to the cashier");
    expect(all)
      .to.match(/no record here has them: TimelockController, .*\bGuilds\b/)
      .and.not.to.match(/no record here has them: .*\bMembers\b/)
      .and.not.to.include("no charter file");
    expect(all).to.include("deployment:verify");
  });
});
