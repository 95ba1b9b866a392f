import { readFileSync } from "node:fs";
import { expect } from "chai";
import type { Addressable } from "ethers";
import { network } from "hardhat";

import { STATUSES, statusName } from "../../../sdk/membership/status.ts";
import { signKeyConsent } from "../../../sdk/statements.ts";
import {
  DAY,
  deployMembership,
  FOREVER,
  foundGuild,
  introduce,
  PLAIN_TERMS,
  vouchIn,
  YEAR,
  type Membership,
  type Person,
} from "../../fixtures/membership.ts";
import { Status } from "../../fixtures/status.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const DOCS = "docs/membership.md";
const PROBATION = 30n * DAY;
const APPLICATION = 200n * DAY;
const TERMS = { probation: PROBATION, acceptanceBps: 1n, applicationWindow: APPLICATION, longestRest: YEAR };
const SEATS = { organisations: 1, recovery: 3, justice: 4 };
const SUSPENSION = 50n * DAY;

interface Given extends Membership {
  /** Whom the act is by, or about. */
  readonly person: Person;
  readonly justice: Person["signer"];
  readonly recovery: Person["signer"];
  readonly anybody: Person["signer"];
  readonly fresh: Person["signer"];
}

const nonces = (function* () {
  for (let nonce = 1n; ; ++nonce) yield nonce;
})();
const plain = ({ id }: Person) => ({ by: id, nonce: nonces.next().value, deadline: FOREVER });

/** A nation of five founders who vouch and are vouched for without end, with somebody in every seat. */
async function nation() {
  const deployed = await deployMembership(ethers, {
    terms: TERMS,
  });
  const { members, nation: deployer } = deployed;
  const [justice, organisations, anybody, fresh, ...strangers] = deployed.strangers;
  const recovery = await signerOf(await ethers.deployContract("SeatActor"));
  await members.connect(deployer).fillSeat(SEATS.organisations, organisations!);
  await members.connect(deployer).fillSeat(SEATS.recovery, recovery);
  await members.connect(deployer).fillSeat(SEATS.justice, justice!);
  return {
    ...{ ...deployed, strangers, recovery },
    ...{ justice: justice!, organisations: organisations!, anybody: anybody!, fresh: fresh! },
  };
}

/** Acts as a contract. */
async function signerOf(contract: Addressable): Promise<Person["signer"]> {
  const address = await contract.getAddress();
  await networkHelpers.setBalance(address, 10n ** 18n);
  await networkHelpers.impersonateAccount(address);
  return ethers.getSigner(address);
}

type Nation = Awaited<ReturnType<typeof nation>>;

const setTerms = ({ members, nation: deployer }: Membership, changes: object) =>
  members.connect(deployer).setTerms({ ...PLAIN_TERMS, ...TERMS, ...changes });
const skip = async (seconds: bigint) => time.increase(seconds);

async function probationary(at: Nation) {
  return vouchIn(at, at.founders.slice(0, 2), at.strangers[0]!);
}
async function member(at: Nation): Promise<Person> {
  const person = await probationary(at);
  await skip(PROBATION);
  await at.members.connect(at.founders[0]!.signer).accept(acceptOf(at.founders[0]!, person), "0x");
  return person;
}
const acceptOf = (by: Person, subject: Person) => ({ by: by.id, subject: subject.id, round: 1n, deadline: FOREVER });
const rested = async (at: Nation, person: Person) =>
  at.members.connect(person.signer).rest({ ...plain(person), resting: true }, "0x");
const resigned = async (at: Nation, person: Person) => at.members.connect(person.signer).resign(plain(person), "0x");
const suspended = async (at: Nation, { id }: Person) =>
  at.members.connect(at.justice).suspend(id, BigInt(await time.latest()) + SUSPENSION);
/** Goes to a moment around a member's renewal; the founders, whose own is due before, renew in time. */
async function until(at: Nation, { id }: Person, afterDue: bigint) {
  const due = await at.members.renewalDue(id);
  await time.increaseTo(due - 60n * DAY);
  for (const founder of at.founders) await at.members.connect(founder.signer).renew(plain(founder), "0x");
  await time.increaseTo(due + afterDue);
}

/** How a person gets into each situation of the tables. */
const SITUATIONS: Readonly<Record<string, (at: Nation) => Promise<Person>>> = {
  None: (at) => Promise.resolve({ id: 99n, signer: at.strangers[0]! }),
  Applicant: (at) => introduce(at, at.founders[0]!, at.strangers[0]!),
  async "Applicant, lapsed"(at) {
    const person = await introduce(at, at.founders[0]!, at.strangers[0]!);
    await skip(APPLICATION);
    return person;
  },
  Probationary: probationary,
  async "Probationary, over"(at) {
    const person = await probationary(at);
    await skip(PROBATION);
    return person;
  },
  async "Probationary, lapsed"(at) {
    const person = await probationary(at);
    await skip(APPLICATION);
    return person;
  },
  Active: member,
  async "Active, renewal open"(at) {
    const person = await member(at);
    await until(at, person, -40n * DAY);
    return person;
  },
  async "Inactive, renewal lapsed"(at) {
    const person = await member(at);
    await until(at, person, 0n);
    return person;
  },
  async "Inactive, vouches lapsed"(at) {
    await setTerms(at, { vouchValidity: 100n * DAY });
    const person = await member(at);
    await skip(75n * DAY);
    // one vouch is missing, and a founder who can give it is active still
    const [, , third] = at.founders;
    await at.members.connect(third!.signer).vouch({ ...plain(third!), subject: person.id }, "0x");
    return person;
  },
  async "Inactive, resting"(at) {
    const person = await member(at);
    await rested(at, person);
    return person;
  },
  async "Suspended, running"(at) {
    const person = await member(at);
    await suspended(at, person);
    return person;
  },
  async "Suspended, over"(at) {
    const person = await member(at);
    await suspended(at, person);
    await skip(SUSPENSION);
    return person;
  },
  async Left(at) {
    const person = await member(at);
    await resigned(at, person);
    return person;
  },
  async "Left, lapsed for good"(at) {
    const person = await member(at);
    await until(at, person, 30n * DAY);
    return person;
  },
  async "Left, suspension running"(at) {
    const person = await member(at);
    await resigned(at, person);
    await suspended(at, person);
    return person;
  },
  async Expelled(at) {
    const person = await member(at);
    await at.members.connect(at.justice).expel(person.id);
    return person;
  },
  async Guild(at) {
    const id = await foundGuild(at, "Makers", at.founders.slice(0, 1));
    const account = await ethers.getContractAt("GuildAccount", (await at.members.agentOf(id)).key);
    return { id, signer: await signerOf(account) };
  },
  async Organisation(at) {
    const [signer] = at.strangers;
    await at.members.connect(at.organisations).register(Status.Organisation, signer!);
    return { id: await at.members.lastId(), signer: signer! };
  },
};

/** The acts at the head of the tables' columns. */
const ACTS: Readonly<Record<string, (at: Given) => Promise<unknown>>> = {
  async vouches({ members, person, ...at }) {
    const other = await introduce({ members, ...at }, at.founders[4]!, at.strangers[1]!);
    return members.connect(person.signer).vouch({ ...plain(person), subject: other.id }, "0x");
  },
  async accepts({ members, person, ...at }) {
    const other = await vouchIn({ members, ...at }, at.founders.slice(3), at.strangers[1]!);
    await skip(PROBATION);
    return members.connect(person.signer).accept(acceptOf(person, other), "0x");
  },
  renews: ({ members, person }) => members.connect(person.signer).renew(plain(person), "0x"),
  rests: ({ members, person }) => members.connect(person.signer).rest({ ...plain(person), resting: true }, "0x"),
  returns: ({ members, person }) => members.connect(person.signer).rest({ ...plain(person), resting: false }, "0x"),
  resigns: ({ members, person }) => members.connect(person.signer).resign(plain(person), "0x"),
  reapplies: ({ members, person }) => members.connect(person.signer).reapply(plain(person), "0x"),
  async "changes key"({ members, person, fresh }) {
    const consent = await signKeyConsent({ register: members, agent: person.id, deadline: FOREVER, signer: fresh });
    const act = { ...plain(person), newKey: fresh.address };
    return members.connect(person.signer).rotateKey(act, "0x", consent);
  },
  "is vouched for": ({ members, person, founders: [, , , fourth] }) =>
    members.connect(fourth!.signer).vouch({ ...plain(fourth!), subject: person.id }, "0x"),
  "is accepted": ({ members, person, founders: [, , , fourth] }) =>
    members.connect(fourth!.signer).accept(acceptOf(fourth!, person), "0x"),
  async "is admitted"(at) {
    await setTerms(at, { acceptanceBps: 0n });
    return at.members.connect(at.anybody).admit(at.person.id);
  },
  "is suspended": async ({ members, person, justice }) =>
    members.connect(justice).suspend(person.id, BigInt(await time.latest()) + SUSPENSION),
  "is reinstated by justice": ({ members, person, justice }) => members.connect(justice).reinstate(person.id),
  "is reinstated by anybody": ({ members, person, anybody }) => members.connect(anybody).reinstate(person.id),
  "is expelled": ({ members, person, justice }) => members.connect(justice).expel(person.id),
  "key is recovered": ({ members, person, recovery, fresh }) => members.connect(recovery).recoverKey(person.id, fresh),
};

/** The cells of the tables that have one of our situations at the head of each row. */
function cells(): { situation: string; act: string; outcome: string }[] {
  const rows = readFileSync(DOCS, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  let heads: string[] = [];
  return rows.flatMap(([first = "", ...others]) => {
    if (first === "Situation") heads = others;
    else if (!(first in SITUATIONS)) heads = first.startsWith("-") ? heads : [];
    if (!(first in SITUATIONS)) return [];
    return heads.map((act, index) => ({ situation: first, act, outcome: others[index] ?? "" }));
  });
}

describe("Members, status machine", () => {
  const table = cells();

  it("is told in full: every situation and every act", () => {
    expect(new Set(table.map(({ situation }) => situation))).to.deep.equal(new Set(Object.keys(SITUATIONS)));
    expect(new Set(table.map(({ act }) => act))).to.deep.equal(new Set(Object.keys(ACTS)));
    // nobody can do nothing; everything else is tried
    const nobodys = Object.keys(ACTS).indexOf("is vouched for");
    expect(table.length).to.equal(Object.keys(SITUATIONS).length * Object.keys(ACTS).length - nobodys);
  });

  for (const situation of Object.keys(SITUATIONS)) {
    describe(`given ${situation}`, () => {
      let given: Given;
      let snapshot: Awaited<ReturnType<typeof networkHelpers.takeSnapshot>>;

      before(async () => {
        const at = await networkHelpers.loadFixture(nation);
        const person = await SITUATIONS[situation]!(at);
        given = { ...at, person };
        snapshot = await networkHelpers.takeSnapshot();
      });
      afterEach(() => snapshot.restore());

      for (const { act, outcome } of table.filter((cell) => cell.situation === situation)) {
        it(`${act}: ${outcome}`, async () => {
          const { members, person } = given;
          const status = async () => statusName((await members.civicStatus(person.id)).status);
          const before = await status();
          const tried = ACTS[act]!(given);
          if (outcome !== "stays" && !(STATUSES as readonly string[]).includes(outcome)) {
            await expect(tried).to.be.revertedWithCustomError(members, `Members${outcome}`);
            return;
          }
          await tried;
          expect(await status()).to.equal(outcome === "stays" ? before : outcome);
        });
      }
    });
  }
});
