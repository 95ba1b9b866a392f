import { DAY, FOREVER } from "../../fixtures/membership.ts";
import type { Domain, History, Role } from "./history.ts";

const USES = 7;
/** Chapters in a history. */
const MOST = 5;

interface Asked {
  readonly chapter: bigint;
  readonly guest: Role;
}

/** What a history remembers of chapters, so that most of what is tried makes sense. */
interface Places {
  readonly hosts: Map<bigint, Set<Role>>;
  readonly homes: Map<Role, bigint>;
  readonly backed: { readonly chapter: bigint; readonly person: Role }[];
  readonly stays: Asked[];
  readonly accepted: Asked[];
}

/** Open places: chapters, their hosts, who is at home there, and who comes to stay. */
export const CHAPTERS: Domain = {
  least: {
    "chapters.open": 3,
    "chapters.back": 5,
    "chapters.host": 4,
    "chapters.host (down)": 1,
    "chapters.offerUses": 2,
    "chapters.settle": 5,
    "chapters.visit": 5,
    "chapters.vouch": 4,
    "chapters.accept": 3,
    "chapters.depart": 1,
    "chapters.separate": 2,
    "chapters.dismiss": 1,
  },
  in: (history) => {
    const places: Places = { hosts: new Map(), homes: new Map(), backed: [], stays: [], accepted: [] };
    // Mostly one of the first two, so that there is life in some of them.
    const chapter = () => BigInt(1 + history.random(history.random(3) === 0 ? history.counts.chapters : 2));
    return {
      begin: () => begin(history, places),
      deeds: {
        open: [1, () => open(history, places, history.someone())],
        back: [5, () => back(history, places, chapter())],
        host: [5, () => host(history, places)],
        down: [1, () => down(history, places, chapter())],
        offerUses: [1, () => offerUses(history, places, chapter())],
        settle: [3, () => settle(history, places, history.someone(), history.random(9) === 0 ? 0n : chapter())],
        visit: [5, () => visit(history, places, chapter())],
        vouchForStay: [3, () => vouch(history, places, history.last(places.stays))],
        acceptStay: [3, () => accept(history, places, history.last(places.stays))],
        depart: [2, () => depart(history, places)],
        separateWithoutCase: [1, () => separate(history, chapter())],
        dismissWithoutCase: [1, () => dismiss(history, places, chapter())],
      },
    };
  },
};

/** Two open chapters with two hosts and a few at home in each: without them the first weeks would be idle. */
async function begin(history: History, places: Places): Promise<void> {
  const founders: readonly (readonly [Role, Role, Role])[] = [
    [0, 1, 2],
    [3, 4, 5],
  ];
  for (const people of founders) {
    const [first, second] = people;
    await open(history, places, first);
    const chapter = BigInt(history.counts.chapters);
    await support(history, places, { chapter, person: second, by: first });
    await takeOffice(history, places, { chapter, person: second });
    for (const role of people) await settle(history, places, role, chapter);
  }
}

async function open(history: History, places: Places, by: Role): Promise<void> {
  if (history.counts.chapters === MOST) return;
  const { chapters } = history.world;
  const name = `Place ${history.counts.chapters}`;
  const act = { name, uses: USES, guestUses: history.random(USES + 1), nonce: history.nonce++, deadline: FOREVER };
  await history.act("chapters.open", by, chapters, act, [], () => {
    history.counts.chapters += 1;
    places.hosts.set(BigInt(history.counts.chapters), new Set([by]));
  });
}

/** A host, or somebody at home there, backs mostly somebody who is at home there too. */
async function back(history: History, places: Places, chapter: bigint): Promise<void> {
  const residents = residentsOf(places, chapter);
  const by = history.random(2) === 0 ? history.oneOf(hostsOf(history, places, chapter)) : history.oneOf(residents);
  await support(history, places, { chapter, person: history.oneOf(residents), by });
}

/** Who took office and is there. */
function hostsOf(history: History, { hosts }: Places, chapter: bigint): Set<Role> {
  return new Set([...(hosts.get(chapter) ?? [])].filter((role) => history.isPresent(role)));
}

function residentsOf({ homes }: Places, chapter: bigint): Set<Role> {
  return new Set([...homes].filter(([, home]) => home === chapter).map(([role]) => role));
}

async function support(
  history: History,
  places: Places,
  { chapter, person, by }: { chapter: bigint; person: Role; by: Role },
): Promise<void> {
  const { chapters } = history.world;
  const { round } = await chapters.backingOf(chapter, history.id(person));
  const act = { chapter, person: history.id(person), round, deadline: FOREVER };
  await history.act("chapters.back", by, chapters, act, [], () => {
    places.backed.push({ chapter, person });
  });
}

/** Who was backed, or, now and then, somebody at home there: where hosts are lacking that is enough. */
async function host(history: History, places: Places): Promise<void> {
  const backed = history.last(places.backed);
  if (backed === undefined) return;
  const { chapter } = backed;
  const person = history.random(4) === 0 ? history.oneOf(residentsOf(places, chapter)) : backed.person;
  await takeOffice(history, places, { chapter, person });
}

async function takeOffice(
  history: History,
  places: Places,
  { chapter, person }: { chapter: bigint; person: Role },
): Promise<void> {
  const act = { chapter, hosting: true, nonce: history.nonce++, deadline: FOREVER };
  await history.act("chapters.host", person, history.world.chapters, act, [], () => {
    places.hosts.get(chapter)!.add(person);
  });
}

async function down(history: History, places: Places, chapter: bigint): Promise<void> {
  const by = history.oneOf(hostsOf(history, places, chapter));
  const act = { chapter, hosting: false, nonce: history.nonce++, deadline: FOREVER };
  await history.act("chapters.host (down)", by, history.world.chapters, act, [], () => {
    places.hosts.get(chapter)!.delete(by);
  });
}

async function offerUses(history: History, places: Places, chapter: bigint): Promise<void> {
  const by = history.oneOf(hostsOf(history, places, chapter));
  const offer = { uses: USES, guestUses: history.random(USES + 2), nonce: history.nonce++, deadline: FOREVER };
  await history.act("chapters.offerUses", by, history.world.chapters, { chapter, ...offer });
}

async function settle(history: History, places: Places, by: Role, chapter: bigint): Promise<void> {
  const act = { chapter, nonce: history.nonce++, deadline: FOREVER };
  await history.act("chapters.settle", by, history.world.chapters, act, [], () => {
    places.homes.set(by, chapter);
  });
}

async function visit(history: History, places: Places, chapter: bigint): Promise<void> {
  const guest = history.oneOf(new Set([...places.homes].filter(([, home]) => home !== chapter).map(([role]) => role)));
  const from = history.now + BigInt(history.random(2)) * DAY;
  const until = from + BigInt(1 + history.random(4)) * DAY;
  const act = { chapter, from, until, nonce: history.nonce++, deadline: FOREVER };
  const asked = { chapter, guest };
  await history.act("chapters.visit", guest, history.world.chapters, act, [], () => {
    places.stays.push(asked);
  });
  // Two of three times the hosts answer at once, for a stay that nobody answers is soon over.
  if (!places.stays.includes(asked) || history.random(3) === 0) return;
  await vouch(history, places, asked);
  await accept(history, places, asked);
}

/** A host of the guest's home. */
async function vouch(history: History, places: Places, asked: Asked | undefined): Promise<void> {
  if (asked === undefined) return;
  const { chapters } = history.world;
  const { chapter, guest } = asked;
  const { number, home } = await chapters.stayOf(chapter, history.id(guest));
  const act = { chapter, guest: history.id(guest), stay: number, deadline: FOREVER };
  await history.act("chapters.vouch", history.oneOf(hostsOf(history, places, home)), chapters, act);
}

/** A host of the place. */
async function accept(history: History, places: Places, asked: Asked | undefined): Promise<void> {
  if (asked === undefined) return;
  const { chapters } = history.world;
  const { chapter, guest } = asked;
  const { number } = await chapters.stayOf(chapter, history.id(guest));
  const act = { chapter, guest: history.id(guest), stay: number, deadline: FOREVER };
  await history.act("chapters.accept", history.oneOf(hostsOf(history, places, chapter)), chapters, act, [], () => {
    places.accepted.push(asked);
    places.stays.splice(places.stays.indexOf(asked), 1);
  });
  // Two of three think better of it, for few stays come this far.
  if (history.random(3) !== 0) await depart(history, places);
}

async function depart(history: History, places: Places): Promise<void> {
  const stay = history.last(places.accepted);
  if (stay === undefined) return;
  const act = { chapter: stay.chapter, nonce: history.nonce++, deadline: FOREVER };
  await history.act("chapters.depart", stay.guest, history.world.chapters, act);
}

async function separate(history: History, chapter: bigint): Promise<void> {
  const { chapters, justice } = history.world;
  const until = history.now + BigInt(history.random(4)) * DAY;
  const args = [chapter, history.id(history.someone()), until];
  await history.send("chapters.separate", undefined, chapters, "separate", args, undefined, justice);
}

async function dismiss(history: History, places: Places, chapter: bigint): Promise<void> {
  const { chapters, justice } = history.world;
  const host_ = history.oneOf(hostsOf(history, places, chapter));
  const then = () => void places.hosts.get(chapter)!.delete(host_);
  await history.send("chapters.dismiss", undefined, chapters, "dismiss", [chapter, history.id(host_)], then, justice);
}
