import { id as hashOf, parseEther, ZeroAddress, ZeroHash } from "ethers";

import { act, ACT_VALIDITY, perform, send, signAct } from "../../sdk/acts.ts";
import { encodePayload, dayOf, type EntryInput } from "../../sdk/contributions/payload.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { Choice, packBallots } from "../../sdk/governance/ballots.ts";
import { ownDescription, proposalId, type Calls } from "../../sdk/governance/proposals.ts";
import { PURPOSES, USER_CLASSES, type Purpose } from "../../sdk/licensing/catalogue.ts";
import { explain } from "../../sdk/licensing/explain.ts";
import { signKeyConsent } from "../../sdk/statements.ts";
import { formatAmount } from "../../sdk/treasury/money.ts";
import { formatMinutes, formatMoment } from "../../sdk/units.ts";
import { MEMBERS, type Name, type Stage } from "./stage.ts";

/** One scene of the story: it plays only what the chain does not show yet, so that a story cut off can be taken up again. */
export interface Scene {
  readonly title: string;
  /** Whether the chain already shows this scene's end. */
  done(stage: Stage): Promise<boolean>;
  /** Plays it and says what happened, a sentence a line. */
  play(stage: Stage): Promise<string[]>;
}

const DAY = 86_400n;
const HOUR = 60n; // minutes
const FIRST_SEASON = 1n;
const FOUNDERS = MEMBERS.slice(0, 9);

/** The guild is the first agent after the founders. */
export const STUDIO = 10n;

/** What each member worked, in hours of a track. */
const YEAR: readonly { readonly who: Name; readonly hours: number; readonly track: EntryInput["track"] }[] = [
  { who: "Amara", hours: 1600, track: "livelihood" },
  { who: "Bo", hours: 1200, track: "livelihood" },
  { who: "Chen", hours: 800, track: "livelihood" },
  { who: "Dita", hours: 12, track: "livelihood" },
  { who: "Emil", hours: 20, track: "love" },
  { who: "Hana", hours: 40, track: "care" },
  { who: "Jo", hours: 300, track: "livelihood" },
];
const APPRAISERS: readonly Name[] = ["Farah", "Goran"];

const COSTS = parseEther("10000");
const PROJECT_INCOME = parseEther("92000");
const LICENCE_FEE = parseEther("18000");

const coins = (amount: bigint) => formatAmount(amount, 18);

const guildFounded: Scene = {
  title: "A guild",
  async done({ nation }) {
    return (await nation.contracts.guilds.rosterSizeAt(STUDIO, (await nation.now()).timestamp)) >= 9n;
  },
  async play(stage) {
    const { guilds } = stage.nation.contracts;
    if (!(await guilds.isGuild(STUDIO))) await stage.together([["Amara", act("guilds", "found", { name: "Studio" })]]);
    const joining = [];
    for (const name of FOUNDERS) {
      if (!(await guilds.isOnRoster(STUDIO, await stage.id(name)))) {
        joining.push([name, act("guilds", "join", { guild: STUDIO })] as const);
      }
    }
    await stage.together(joining);
    return [
      "Amara founds the guild Studio; the eight other founders sign that they join, and the courier, who is no member,",
      "carries their signatures in one transaction.",
    ];
  },
};

const newcomer: Scene = {
  title: "A newcomer",
  async done(stage) {
    const id = await stage.id("Jo");
    return id !== 0n && (await stage.nation.contracts.guilds.isOnRoster(STUDIO, id));
  },
  async play(stage) {
    const { members, guilds } = stage.nation.contracts;
    const jo = stage.account("Jo");
    if ((await stage.id("Jo")) === 0n) {
      const deadline = (await stage.now()) + ACT_VALIDITY;
      const consent = await signKeyConsent({ register: members, agent: "Applicant", deadline, signer: jo });
      await stage.together([["Bo", act("members", "introduce", { key: jo.address, deadline }, consent)]]);
    }
    const id = await stage.id("Jo");
    if ((await members.civicStatus(id)).status === 1n) {
      await stage.together([["Chen", act("members", "vouch", { subject: id })]]);
    }
    if (!(await guilds.isOnRoster(STUDIO, id)))
      await stage.together([["Jo", act("guilds", "join", { guild: STUDIO })]]);
    const { moment } = await members.civicStatus(id);
    return [
      "Bo and Chen vouch for Jo, who signed that the key is theirs. With two vouches Jo is on probation for a year, until",
      `${formatMoment(moment)}, and may join the Studio and work; hours in probation are recorded and do not count.`,
    ];
  },
};

const seasonOpened: Scene = {
  title: "The season opens",
  done: async ({ nation }) => (await nation.contracts.ledger.lastSeason()) >= FIRST_SEASON,
  async play(stage) {
    const { ledger } = stage.nation.contracts;
    await send(stage.nation, ledger.connect(stage.account("the courier")), "openSeason", []);
    const { opensAt, endsAt } = await ledger.seasonOf(FIRST_SEASON);
    return [
      `Season 1 runs from ${formatMoment(opensAt)} to ${formatMoment(endsAt)}. Its terms are fixed from here on.`,
    ];
  },
};

const workEntered: Scene = {
  title: "A year's work",
  async done(stage) {
    const states = await batchStates(stage);
    return states.every((state) => state !== 0n);
  },
  async play(stage) {
    const { opensAt } = await stage.nation.contracts.ledger.seasonOf(FIRST_SEASON);
    await stage.waitUntil(opensAt + 300n * DAY);
    const states = await batchStates(stage);
    const missing = YEAR.filter((_, index) => states[index] === 0n);
    await stage.together(
      await Promise.all(
        missing.map(async (line) => {
          const payload = await payloadOf(stage, line);
          return [line.who, act("ledger", "submit", { guild: STUDIO, replaces: ZeroHash, payload })] as const;
        }),
      ),
    );
    const told = YEAR.map(({ who, hours, track }) => `${who} ${hours} h of ${track}`);
    return [`They enter what they did: ${told.join(", ")}.`, "So far these are claims."];
  },
};

const workAppraised: Scene = {
  title: "Peers appraise",
  async done(stage) {
    const { ledger } = stage.nation.contracts;
    const batches = await Promise.all((await batchIds(stage)).map((batch) => ledger.batchOf(batch)));
    return batches.every(({ appraisals }) => appraisals >= 2n);
  },
  async play(stage) {
    const { ledger } = stage.nation.contracts;
    const acts = [];
    for (const batch of await batchIds(stage)) {
      const known = await ledger.appraisersOf(batch);
      for (const name of APPRAISERS) {
        if (known.includes(await stage.id(name))) continue;
        acts.push([name, act("ledger", "appraise", { batch, declined: [] })] as const);
      }
    }
    await stage.together(acts);
    return [
      "Farah and Goran, who have entered nothing themselves, look at each batch and sign that it is as described. Nobody",
      "could appraise their own work: the contract would not count it.",
    ];
  },
};

const workPublished: Scene = {
  title: "A design for the commons",
  done: async ({ nation }) => (await nation.contracts.commons.lastId()) >= 1n,
  async play(stage) {
    const offered = [await policyNamed(stage, "PPL"), await policyNamed(stage, "LicenseRef-Neoguild-CopyFair-1.0")];
    const content = {
      guild: STUDIO,
      contentHash: hashOf("soil sensor, drawings and firmware, version 1"),
      uri: "ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi",
      policies: offered,
      parents: [],
      sharesBps: [],
    };
    await stage.together([["Amara", act("commons", "publish", content)]]);
    return [
      "The Studio publishes the design of a soil sensor under two policies: the Peer Production License, and beside it",
      `Neoguild's CopyFair policy, under which firms give back or pay ${coins(LICENCE_FEE)} a year.`,
    ];
  },
};

const organisationsAttested: Scene = {
  title: "A co-op and a firm",
  done: async (stage) => (await stage.id("Field Tools Co-op")) !== 0n && (await stage.id("Acme Ltd")) !== 0n,
  async play(stage) {
    for (const [name, userClass] of [
      ["Field Tools Co-op", "worker co-op"],
      ["Acme Ltd", "firm"],
    ] as const) {
      if ((await stage.id(name)) !== 0n) continue;
      const key = stage.account(name);
      const now = await stage.now();
      const deadline = now + ACT_VALIDITY;
      const consent = await signKeyConsent({
        register: stage.nation.contracts.members,
        agent: "Organisation",
        deadline,
        signer: key,
      });
      const attest = act(
        "organisations",
        "attest",
        {
          key: key.address,
          userClass: BigInt(USER_CLASSES.indexOf(userClass)),
          evidence: hashOf(`statutes of ${name}`),
          expiresAt: now + 365n * DAY,
          deadline,
        },
        consent,
      );
      await stage.together([["Amara", attest]]);
    }
    const coop = await askUse(stage, "Field Tools Co-op", "manufacture");
    const firm = await askUse(stage, "Acme Ltd", "manufacture");
    return [
      "Amara, an issuer, attests Field Tools Co-op as a worker co-op and Acme Ltd as a firm. May they manufacture the sensor?",
      `  Field Tools Co-op: ${coop}`,
      `  Acme Ltd:          ${firm}`,
    ];
  },
};

const licencePaid: Scene = {
  title: "A firm pays",
  async done(stage) {
    const { grantedAt } = await stage.nation.contracts.licences.grantOf(
      1n,
      await stage.id("Acme Ltd"),
      purpose("manufacture"),
    );
    return grantedAt !== 0n;
  },
  async play(stage) {
    await giveCoins(stage, "Acme Ltd", LICENCE_FEE);
    const firm = await stage.author("Acme Ltd");
    const take = async (policy: bigint) => {
      const fields = { work: 1n, policy, purpose: purpose("manufacture") };
      return perform(stage.nation, firm, act("licences", "take", fields), LICENCE_FEE);
    };
    const refusal = await take(await policyNamed(stage, "PPL")).then(
      () => "granted",
      (error: unknown) => {
        if (error instanceof NeoguildError) return error.message;
        throw error;
      },
    );
    await take(await policyNamed(stage, "LicenseRef-Neoguild-CopyFair-1.0"));
    return [
      `Acme Ltd asks for a grant under the PPL: ${refusal}.`,
      `Under the second policy it pays ${coins(LICENCE_FEE)} and holds a licence for a year. The whole fee is the Studio's,`,
      "for the work builds on no other.",
    ];
  },
};

const projectPaid: Scene = {
  title: "Income",
  async done({ nation }) {
    return (
      (await nation.contracts.surplus.booksOf(STUDIO, FIRST_SEASON, ZeroAddress)).income >= PROJECT_INCOME + LICENCE_FEE
    );
  },
  async play(stage) {
    await giveCoins(stage, "City of Umber", PROJECT_INCOME);
    const surplus = stage.nation.contracts.surplus.connect(stage.account("City of Umber"));
    const value = { value: PROJECT_INCOME };
    await send(stage.nation, surplus, "deposit", [STUDIO, ZeroAddress, PROJECT_INCOME, 0n, hashOf("invoice 7"), value]);
    return [`The City of Umber pays ${coins(PROJECT_INCOME)} for a project.`];
  },
};

const costPaid: Scene = {
  title: "A cost, by consent",
  async done({ nation }) {
    return (await nation.contracts.surplus.booksOf(STUDIO, FIRST_SEASON, ZeroAddress)).costs >= COSTS;
  },
  async play(stage) {
    const { surplus, councils } = stage.nation.contracts;
    const cost = {
      by: STUDIO,
      season: FIRST_SEASON,
      token: ZeroAddress,
      to: stage.account("Field Tools Co-op").address,
      amount: COSTS,
      evidence: hashOf("invoice 12"),
      nonce: 0n,
      deadline: 2n ** 40n - 1n,
    };
    const calls = {
      targets: [stage.nation.addresses.surplus],
      values: [0n],
      calldatas: [surplus.interface.encodeFunctionData("payCost", [cost, "0x"])],
    };
    let proposal = await councils.proposalCount();
    if (proposal === 0n) {
      const description = "Pay Field Tools Co-op for housings";
      await stage.together([["Bo", act("councils", "propose", { guild: STUDIO, ...calls, description })]]);
      proposal = await councils.proposalCount();
    }
    const { closesAt } = await councils.proposalOf(proposal);
    await stage.waitUntil(closesAt + 1n);
    const carrier = councils.connect(stage.account("the courier"));
    await send(stage.nation, carrier, "execute", [proposal, calls.targets, calls.values, calls.calldatas]);
    return [
      `Bo proposes that the Studio pays ${coins(COSTS)} for housings. Nobody objects within three days, so the guild's account`,
      "pays it from the season's income.",
    ];
  },
};

const workSettled: Scene = {
  title: "What was accepted, counts",
  done: async (stage) => (await batchStates(stage)).every((state) => state === 3n),
  async play(stage) {
    const { ledger } = stage.nation.contracts;
    const { terms } = await ledger.seasonOf(FIRST_SEASON);
    for (const [index, batch] of (await batchIds(stage)).entries()) {
      const line = YEAR[index];
      const { submittedAt, state } = await ledger.batchOf(batch);
      if (state === 3n || line === undefined) continue;
      await stage.waitUntil(submittedAt + terms.appraisalPeriod + terms.challengePeriod + 1n);
      const carrier = ledger.connect(stage.account("the courier"));
      await send(stage.nation, carrier, "settle", [batch, await payloadOf(stage, line)]);
    }
    const [record] = await ledger.recordOf(STUDIO, await stage.id("Amara"));
    return [
      "Nobody challenged an entry in the week after the appraisals, so each is settled: it is in its author's record for ever",
      `(Amara: ${formatMinutes(record)}) and, where it counts, in the season.`,
    ];
  },
};

const newcomerAccepted: Scene = {
  title: "The newcomer is accepted",
  done: async (stage) => stage.nation.contracts.members.isActive(await stage.id("Jo")),
  async play(stage) {
    const { members } = stage.nation.contracts;
    const jo = await stage.id("Jo");
    const { endsAt } = await stage.nation.contracts.ledger.seasonOf(FIRST_SEASON);
    await stage.waitUntil(endsAt + DAY);
    const { round } = await members.acceptanceOf(jo);
    await stage.together(FOUNDERS.map((name) => [name, act("members", "accept", { subject: jo, round })] as const));
    return ["A year has passed. All nine members accept Jo, as the bylaws ask: ten members, one vote each."];
  },
};

const booksClosed: Scene = {
  title: "The books are closed",
  async done({ nation }) {
    return (await nation.contracts.surplus.booksOf(STUDIO, FIRST_SEASON, ZeroAddress)).equation !== 0n;
  },
  async play(stage) {
    const { ledger, surplus } = stage.nation.contracts;
    const courier = stage.account("the courier");
    const { closesAt } = await ledger.seasonOf(FIRST_SEASON);
    await stage.waitUntil(closesAt + 1n);
    if (!(await ledger.isClosed(FIRST_SEASON))) {
      await send(stage.nation, ledger.connect(courier), "closeSeason", [FIRST_SEASON]);
    }
    await send(stage.nation, surplus.connect(courier), "closeBooks", [STUDIO, FIRST_SEASON, ZeroAddress]);
    const { income, costs, toReserve } = await surplus.booksOf(STUDIO, FIRST_SEASON, ZeroAddress);
    return [
      `Income ${coins(income)} less costs ${coins(costs)} is the season's surplus. It runs, once, through the value equation:`,
      `${coins(toReserve)} (80%) to the reserve, which is never divided, and the rest to members by their hours.`,
    ];
  },
};

const sharesCollected: Scene = {
  title: "Members collect",
  async done({ nation }) {
    return (await nation.contracts.surplus.booksOf(STUDIO, FIRST_SEASON, ZeroAddress)).uncollected === 0n;
  },
  async play(stage) {
    const { surplus } = stage.nation.contracts;
    const books = [STUDIO, FIRST_SEASON, ZeroAddress] as const;
    const { collected } = await surplus.shareOf(...books, await stage.id("Amara"));
    const own = { guild: STUDIO, season: FIRST_SEASON, token: ZeroAddress, to: ZeroAddress };
    if (!collected) await stage.together([["Amara", act("surplus", "claim", own)]]);
    const ids = await Promise.all(MEMBERS.map((name) => stage.id(name)));
    const courier = surplus.connect(stage.account("the courier"));
    await send(stage.nation, courier, "claimFor", [ids, STUDIO, FIRST_SEASON, ZeroAddress]);
    return [
      "Amara collects her share herself; the courier collects for all the others at once. Each is credited as a loan of the",
      "member to the nation, paid when the member leaves.",
    ];
  },
};

const ruleChanged: Scene = {
  title: "The assembly changes a rule",
  done: async ({ nation }) => (await nation.contracts.ledger.terms()).minimumCredit[0] === 20n * HOUR,
  async play(stage) {
    const { nation } = stage;
    const { assembly, ledger } = nation.contracts;
    const proposer = stage.account("Dita").address;
    const terms = await ledger.terms();
    const calls: Calls = {
      targets: [nation.addresses.ledger],
      values: [0n],
      calldatas: [
        ledger.interface.encodeFunctionData("setTerms", [
          {
            duration: terms.duration,
            appraisalPeriod: terms.appraisalPeriod,
            challengePeriod: terms.challengePeriod,
            standingHalfLife: terms.standingHalfLife,
            appraisals: terms.appraisals,
            probationaryCounts: terms.probationaryCounts,
            minimumCredit: [20n * HOUR, 0n, 0n],
          },
        ]),
      ],
    };
    const description = ownDescription(
      "From the next season on, 20 hours of work are needed to share in a surplus.",
      proposer,
    );
    const proposal = proposalId(calls, description);
    const list = { targets: [...calls.targets], values: [...calls.values], calldatas: calls.calldatas.map(String) };
    if ((await assembly.proposalSnapshot(proposal)) === 0n) {
      await stage.together([["Dita", act("assembly", "makeProposal", { ...list, description })]]);
    }
    const key = [list.targets, list.values, list.calldatas, hashOf(description)];
    const courier = assembly.connect(stage.account("the courier"));
    const { snapshot, deadline } = await assembly.voteOf(proposal);

    if ((await assembly.state(proposal)) <= 1n) {
      await stage.waitUntil(snapshot + DAY);
      await castAll(stage, proposal);
      await stage.waitUntil(deadline + 1n);
    }
    if ((await assembly.state(proposal)) === 4n) await send(nation, courier, "queue", key);
    await stage.waitUntil((await assembly.proposalEta(proposal)) + 1n);
    await send(nation, courier, "execute", key);
    const [against, inFavour, abstaining] = await assembly.proposalVotes(proposal);
    return [
      "Dita, whose 12 hours were under the minimum of 16, proposes to raise it to 20. After ten days of notice four members",
      `vote themselves and six sign ballots that the courier carries in one transaction: ${inFavour} for, ${against} against,`,
      `${abstaining} abstaining. Passed, queued and, two days later, executed: the rule holds from the next season on.`,
    ];
  },
};

/** The season in order. */
export const SEASON: readonly Scene[] = [
  guildFounded,
  newcomer,
  seasonOpened,
  workEntered,
  workAppraised,
  workPublished,
  organisationsAttested,
  licencePaid,
  projectPaid,
  costPaid,
  workSettled,
  newcomerAccepted,
  booksClosed,
  sharesCollected,
  ruleChanged,
];

async function castAll(stage: Stage, proposal: bigint): Promise<void> {
  const { nation } = stage;
  const { assembly } = nation.contracts;
  const choices = MEMBERS.map((name, index) => ({
    name,
    choice: index === 4 ? Choice.Against : index === 7 ? Choice.Abstain : Choice.For,
  }));
  for (const { name, choice } of choices.slice(0, 4)) {
    await send(nation, assembly.connect(stage.account(name)), "castVote", [proposal, choice]);
  }
  const ballots = await Promise.all(
    choices.slice(4).map(async ({ name, choice }) => {
      const author = await stage.author(name);
      const { act: fields, signature } = await signAct(
        nation,
        author,
        act("assembly", "castBallot", { proposal, choice }),
      );
      return { by: author.id, choice, deadline: BigInt(String(fields["deadline"])), signature };
    }),
  );
  const courier = assembly.connect(stage.account("the courier"));
  await send(nation, courier, "castBallots", [proposal, packBallots(ballots)]);
}

async function payloadOf(stage: Stage, { who, hours, track }: (typeof YEAR)[number]): Promise<string> {
  const provider = Number(await stage.id(who));
  const { opensAt } = await stage.nation.contracts.ledger.seasonOf(FIRST_SEASON);
  // A year's hours in four quarters, the last minutes in the fourth.
  const quarter = Math.floor((hours * 60) / 4);
  const quantities = [quarter, quarter, quarter, hours * 60 - 3 * quarter];
  return encodePayload(
    quantities.map((quantity, index) => ({ provider, track, quantity, day: dayOf(opensAt) + 70 * (index + 1) })),
  );
}

async function batchIds(stage: Stage): Promise<string[]> {
  const { ledger } = stage.nation.contracts;
  return Promise.all(
    YEAR.map(async (line) => ledger.batchId(await stage.id(line.who), STUDIO, await payloadOf(stage, line))),
  );
}

async function batchStates(stage: Stage): Promise<bigint[]> {
  const { ledger } = stage.nation.contracts;
  return Promise.all((await batchIds(stage)).map(async (batch) => (await ledger.batchOf(batch)).state));
}

async function policyNamed(stage: Stage, spdxId: string): Promise<bigint> {
  const { policies } = stage.nation.contracts;
  const last = await policies.lastId();
  for (let policy = 1n; policy <= last; ++policy) {
    if ((await policies.policyOf(policy)).spdxId === spdxId) return policy;
  }
  throw new TypeError(`the charter has no policy ${spdxId}`);
}

async function askUse(stage: Stage, name: Name, what: Purpose): Promise<string> {
  const { licences } = stage.nation.contracts;
  const [decision, reason, policy] = await licences.canUse(1n, await stage.id(name), purpose(what));
  const { spdxId } = await stage.nation.contracts.policies.policyOf(policy);
  const { decision: word, sentence } = explain(decision, reason);
  return `${word} under ${spdxId}. ${sentence}`;
}

function purpose(name: Purpose): bigint {
  return BigInt(PURPOSES.indexOf(name));
}

/** Rehearsal money: an outsider's account gets the coins it is about to spend, and some for the gas. */
async function giveCoins(stage: Stage, name: Name, amount: bigint): Promise<void> {
  const { provider } = stage.nation;
  const balance = amount + parseEther("100");
  await provider.send("hardhat_setBalance", [stage.account(name).address, `0x${balance.toString(16)}`]);
}
