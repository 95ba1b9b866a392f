import { expect } from "chai";

import { tasks } from "../../../scripts/index.ts";
import { serveNation, type Served } from "./harness.ts";

const NOWHERE = `0x${"12".repeat(32)}`;
const SOMEBODY = `0x${"5a".repeat(20)}`;

/** Options that name what has a number or a hash in the nation. */
const IDS = new Set(
  (
    "agent by case chapter child commitment delegate election financier for former guest guild holder host id lot " +
    "member nominee pact parent payee person policy proposal respondent round season treaty with work " +
    "batch bucket budget request"
  ).split(" "),
);
const HASHES = /^(contribution:|commitment:|expense:|case:).* --(batch|commitment|request)$/;

/** Tasks that make or leave a nation, ask at a terminal, or have no nation to ask. */
const LEFT_OUT = /^(nation:(new|deploy|local|reset|backup|restore|export)|wallet:|time:|season:play|invitation:)/;

/** What an option takes that some task needs. */
const NEEDED: Readonly<Record<string, string>> = {
  ...{ by: "1", guild: "10", agent: "1", for: "2", with: "2", delegate: "2", financier: "2" },
  ...{ amount: "1", principal: "1", ceiling: "2", evidence: "e", reason: "why", ref: "r", purpose: "personal" },
  ...{ due: "2027-01-01", name: "N", rank: "master", choice: "for", question: "1", class: "firm", rights: "stay" },
  ...{ hash: NOWHERE, to: SOMEBODY, register: SOMEBODY, policies: "3", topics: "0", uri: "ipfs://x", answer: "yes" },
  ...{
    booking: NOWHERE,
    line: NOWHERE,
    batch: NOWHERE,
    request: NOWHERE,
    commitment: NOWHERE,
    chamber: "members",
    sanction: "note",
  },
};

/** What else a task needs whose options exclude one another, or that takes something else than others under a name. */
const WITH: Readonly<Record<string, Readonly<Record<string, string | boolean>>>> = {
  "bank:book": { to: "10" },
  "case:mediate": { settled: true },
  "chapter:home": { chapter: "1" },
  "commitment:make": { time: "1h" },
  "contacts:name": { contacts: "2,3" },
  "contribution:keep": { from: "charters/hypha.json" },
  "contribution:show": { guild: "10" },
  "contribution:submit": { time: "1h" },
  "delegation:give": { to: "2", lasts: "90d" },
  "guild:terms": { by: "1", budget: "1h" },
  "member:key": { newKey: SOMEBODY },
  "member:vouch": { for: "2" },
  "organisation:attest": { for: "2" },
  "pact:acknowledge": { commitment: "1" },
  "pact:fulfil": { commitment: "1" },
  "proposal:sign": { proposal: "1" },
  "rank:review": { for: "2", revoke: true },
  "rank:terms": { rank: "master" },
  "recovery:request": { newKey: SOMEBODY },
  "reserve:lend": { to: "10", due: "30d" },
  "reserve:spend": { to: "10" },
  "resource:specify": { name: "N", track: "care", perEntry: "1h" },
  "surplus:claim": { by: "1" },
  "surplus:claim --for": {},
  "surplus:pay": { to: "2" },
  "treaty:guest": { treaty: "1", guest: "1" },
  "work:derive": { from: "1:10%", hash: NOWHERE },
  "work:publish": { hash: NOWHERE },
  "work:pull": { child: "2", parent: "1" },
  "work:revise": { hash: NOWHERE },
};

/** Where what is said is true of an id that nobody has, or is not there yet. */
const FINE = new Set([
  "budget:grant --season", // a guild plans ahead
  "guild:terms --budget", // an amount
  "pact:acknowledge --commitment", // one of at most 32 of its pact
  "pact:fulfil --commitment", // the same
  "member:accept --by", // whom it is about has been accepted, whoever asks
  "proposal:sponsor --proposal", // signatures come before the proposal
]);

describe("every task, asked about an id that there is not", () => {
  let chain: Served;
  before(async () => {
    chain = await serveNation();
    await chain.succeed("guild:found", { by: "1", name: "Studio" });
    await chain.succeed("season:open");
  });
  after(() => chain.close());

  /** Runs a task with what it says it needs, and leaves the chain as it was. */
  async function outcomeOf(task: string, options: Readonly<Record<string, unknown>>): Promise<string> {
    const snapshot = await chain.rpc("evm_snapshot");
    const { error, output } = await chain.run(task, options);
    await chain.rpc("evm_revert", snapshot);
    if (error?.code !== "OptionsInvalid") return error === undefined ? `succeeds: ${output}` : error.code;
    const needed = [...error.message.matchAll(/--([a-z-]+): is needed/g)].map(([, name = ""]) =>
      name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    );
    if (needed.length === 0) return error.message;
    const filled = Object.fromEntries(needed.map((name) => [name, NEEDED[name] ?? "1"]));
    return outcomeOf(task, { ...filled, ...options });
  }

  for (const { id, options } of tasks) {
    const task = id.join(":");
    if (LEFT_OUT.test(task)) continue;
    for (const name of Object.keys(options).filter((option) => IDS.has(option))) {
      if (FINE.has(`${task} --${name}`)) continue;
      it(`${task} --${name} fails`, async () => {
        const unknown = HASHES.test(`${task} --${name}`) ? NOWHERE : "999";
        expect(await outcomeOf(task, { ...(WITH[`${task} --${name}`] ?? WITH[task]), [name]: unknown })).to.match(
          /^\w+$/,
        );
      });
    }
  }
});
