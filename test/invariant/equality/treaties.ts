import { signStatement } from "../../../sdk/statements.ts";
import { DAY, FOREVER } from "../../fixtures/membership.ts";
import type { Domain, History } from "./history.ts";
import { GUESTS } from "./world.ts";

const TERMS = { rights: 3n, mostGuests: 2n, passTerm: 5n * DAY, notice: DAY };

/** Another nation: recognised, its members' passes, and their stays. Who is who there changes roles as well. */
export const TREATIES: Domain = {
  least: {
    "treaties.recognise": 2,
    "treaties.revoke": 1,
    "treaties.takePass": 4,
    "chapters.receiveGuest": 1,
  },
  in: (history) => ({
    deeds: {
      recognise: [2, () => recognise(history)],
      revoke: [1, () => revoke(history)],
      takePass: [5, () => takePass(history)],
      receiveGuest: [5, () => receiveGuest(history)],
    },
  }),
};

async function recognise(history: History): Promise<void> {
  const { treaties, abroad } = history.world;
  const args = [await abroad.getAddress(), { ...TERMS, until: history.now + 12n * DAY }];
  await history.send("treaties.recognise", undefined, treaties, "recognise", args, () => {
    history.counts.treaties += 1;
  });
}

async function revoke(history: History): Promise<void> {
  await history.send("treaties.revoke", undefined, history.world.treaties, "revoke", [history.counts.treaties]);
}

/** Said by who holds the key there, or signed and carried. */
async function takePass(history: History): Promise<void> {
  const { treaties, carrier } = history.world;
  const [guest, replaced] = [history.random(GUESTS), history.random(GUESTS)];
  const until = history.now + BigInt(1 + history.random(4)) * DAY;
  const act = { treaty: history.counts.treaties, guest: history.guestIds[guest]!, until, deadline: FOREVER };
  const signer = history.guests[guest]!;
  const carried = history.random(2) === 0;
  const signed = { contract: treaties, method: "takePass", act, keyEpoch: 0, signer };
  const signature = carried ? (await signStatement(signed)).signature : "0x";
  const args = [act, signature, history.guestIds[replaced]!];
  await history.send("treaties.takePass", undefined, treaties, "takePass", args, undefined, carried ? carrier : signer);
}

/** Mostly by a host, of one of the first two chapters. */
async function receiveGuest(history: History): Promise<void> {
  const { chapters } = history.world;
  const chapter = BigInt(1 + history.random(2));
  const offices = await chapters.officesOf(chapter);
  const hosts = offices.filter(({ until }) => until > history.now).map(({ host }) => history.roleOf(host)!);
  const by = history.oneOf(new Set(hosts));
  const guest = history.guestIds[history.random(GUESTS)]!;
  const until = history.now + BigInt(1 + history.random(3)) * DAY;
  const act = { chapter, treaty: history.counts.treaties, guest, until, nonce: history.nonce++, deadline: FOREVER };
  await history.act("chapters.receiveGuest", by, chapters, act);
}
