import { id, JsonRpcSigner, toQuantity, Wallet } from "ethers";

import type { Stage } from "../../../scripts/story/stage.ts";
import { act, perform, send, type Author } from "../../../sdk/acts.ts";
import * as licensing from "../../../sdk/licensing/fold.ts";
import { NEVER_ATTESTED, NO_CONTEST } from "../../../sdk/licensing/organisationsFold.ts";
import * as fold from "../../../sdk/licensing/pactsFold.ts";
import { signKeyConsent } from "../../../sdk/statements.ts";
import { COIN } from "../../fixtures/treasury.ts";
import { agentsOf, each, one, pairs, upTo, type Views } from "./cases.ts";
import { kindOf } from "./rules.ts";
import type { World } from "./world.ts";

const DAY = 86_400n;
const PURPOSES = [0n, 1n, 2n, 3n, 4n];
const [COOP, PUBLIC_BODY] = [5n, 7n];

/** What the story of npm start leaves out: a city with a pact that it funds under, a second one, and a class contested. */
export async function livePacts(stage: Stage): Promise<void> {
  const { nation } = stage;
  const { provider, contracts, addresses } = nation;
  const { members, pacts, organisations } = contracts;
  const key = new Wallet(id("the city of Umber"), provider);
  for (const account of [key.address, addresses.timelock]) {
    await provider.send("hardhat_setBalance", [account, toQuantity(10n ** 20n)]);
  }
  await provider.send("hardhat_impersonateAccount", [addresses.timelock]);
  const timelock = new JsonRpcSigner(provider, addresses.timelock);

  // What was lived before has closed its season, and no money comes in without one.
  await send(nation, contracts.ledger.connect(key), "openSeason", []);
  const now = await stage.now();
  const deadline = now + DAY;
  const consent = await signKeyConsent({ register: members, agent: "Organisation", deadline, signer: key });
  const attested = { userClass: PUBLIC_BODY, evidence: id("statutes"), expiresAt: now + 300n * DAY };
  const amara = await stage.author("Amara");
  await perform(nation, amara, act("organisations", "attest", { key: key.address, ...attested, deadline }, consent));
  const city: Author = { id: await members.idOf(key), signer: key };
  const { guild } = await contracts.commons.workOf(1n);
  const proposal = {
    ...{ organisation: city.id, speaker: amara.id, signBefore: now + 30n * DAY, term: 200n * DAY, noticeDays: 9n },
    ...{ purposes: 0b11000n, voice: true, textHash: id("text"), uri: "ipfs://text", guilds: [guild] },
    commitments: [
      { textHash: id("a hall"), dueAt: now + 9n * DAY, side: 0n },
      { textHash: id("benches"), dueAt: now + 9n * DAY, side: 1n },
    ],
    limits: [{ token: COIN, most: 1_000n }],
  };
  for (const pact of [1n, 2n]) {
    await send(nation, pacts.connect(timelock), "propose", [proposal]);
    await perform(nation, city, act("pacts", "sign", { pact, textHash: proposal.textHash }));
    await perform(nation, city, act("pacts", "fund", { pact, work: 1n, token: COIN, amount: 400n }), 400n);
    await perform(nation, city, act("pacts", "fulfil", { pact, index: 0n, evidence: id("keys") }));
    await perform(nation, amara, act("pacts", "acknowledge", { pact, index: 0n }));
    await perform(nation, amara, act("pacts", "fulfil", { pact, index: 1n, evidence: id("lorry") }));
  }
  await send(nation, pacts.connect(timelock), "propose", [proposal]);
  await send(nation, pacts.connect(timelock), "nameSpeaker", [2n, guild]);
  await send(nation, pacts.connect(timelock), "giveNotice", [3n]);
  const worse = { organisation: city.id, ...attested, userClass: COOP };
  await perform(nation, amara, act("organisations", "reattest", worse));
  await perform(nation, city, act("cases", "contest", { concern: id("why") }));
  await provider.send("hardhat_stopImpersonatingAccount", [addresses.timelock]);
  const { stayed } = await organisations.contestOf(city.id);
  if (!stayed) throw new Error("the contest is not stayed");
}

export const organisationViews: Views = {
  longestAttestation: (world) => one(world.licensing.longestAttestation),
  contestPeriod: (world) => one(world.licensing.contestPeriod),
  justice: (world) => one(world.licensing.contestJudge),
  issuerUntil: (world) => each(agentsOf(world), (id) => world.licensing.issuers.get(id) ?? 0n),
  attestationOf: (world) => each(agentsOf(world), (id) => world.licensing.attestations.get(id) ?? NEVER_ATTESTED),
  contestOf: (world) => each(agentsOf(world), (id) => world.licensing.contests.get(id) ?? NO_CONTEST),
  classOf: (world) =>
    each(agentsOf(world), (id) => {
      const kind = kindOf(world, id);
      return [licensing.classOf(world.licensing, id, kind, world.now), kind !== "unknown"];
    }),
};

const pactsOf = ({ pacts }: World): bigint[] => upTo(pacts.pacts.size);
const at = ({ licensing: { attestations }, now }: World) => ({ attestations, now });

export const pactViews: Views = {
  lastId: ({ pacts }) => one(BigInt(pacts.pacts.size)),
  pactWith: (world) => each(agentsOf(world), (id) => world.pacts.signed.get(id) ?? 0n),
  pactOf: (world) => each(pactsOf(world), (pact) => world.pacts.pacts.get(pact)?.record ?? fold.NO_PACT),
  guildsOf: (world) => each(pactsOf(world), (pact) => world.pacts.pacts.get(pact)?.guilds ?? []),
  commitmentsOf: (world) => each(pactsOf(world), (pact) => world.pacts.pacts.get(pact)?.commitments ?? []),
  limitsOf: (world) => each(pactsOf(world), (pact) => world.pacts.pacts.get(pact)?.limits ?? []),
  isInForce: (world) => each(pactsOf(world), (pact) => fold.isInForce(world.pacts, pact, at(world))),
  hasVoice: (world) => each(agentsOf(world), (id) => fold.hasVoice(world.pacts, id, at(world))),
  approves: (world) =>
    pairs(agentsOf(world), pairs(world.members.guilds.keys(), PURPOSES)).map(([organisation, [guild, purpose]]) => ({
      args: [organisation, guild, purpose],
      is: fold.approves(world.pacts, { organisation, guild, purpose }, at(world)),
    })),
};
