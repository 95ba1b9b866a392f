import type { Name, Stage } from "../../../scripts/story/stage.ts";
import { act, perform, type Act } from "../../../sdk/acts.ts";
import * as places from "../../../sdk/membership/chapters/views.ts";
import { agentsOf, cross, each, one, pairs, upTo, type Views } from "./cases.ts";
import type { World } from "./world.ts";

const DAY = 86_400n;
const [HEARTH, HARBOUR] = [1n, 2n];

/** What the story of npm start leaves out: two chapters with hosts, homes and a guest, who departs and comes again. */
export async function livePlaces(stage: Stage): Promise<void> {
  const { nation } = stage;
  const does = async (name: Name, deed: Act) => perform(nation, await stage.author(name), deed);
  const uses = { uses: 0b111n, guestUses: 0b011n };
  for (const [name, first, second, guest] of [
    ["Hearth", "Amara", "Bo", "Chen"],
    ["Harbour", "Dita", "Emil", "Farah"],
  ] as const) {
    await does(first, act("chapters", "open", { name, ...uses }));
    const chapter = await nation.contracts.chapters.lastId();
    await does(first, act("chapters", "back", { chapter, person: await stage.id(second), round: 1n }));
    await does(second, act("chapters", "host", { chapter, hosting: true }));
    for (const resident of [first, second, guest]) await does(resident, act("chapters", "settle", { chapter }));
  }
  const id = await stage.id("Chen");
  await does("Amara", act("chapters", "back", { chapter: HEARTH, person: id, round: 1n }));
  await does("Chen", act("chapters", "host", { chapter: HEARTH, hosting: true }));
  await does("Bo", act("chapters", "back", { chapter: HEARTH, person: await stage.id("Amara"), round: 1n }));
  await does("Chen", act("chapters", "host", { chapter: HEARTH, hosting: false }));
  await does("Dita", act("chapters", "offerUses", { chapter: HARBOUR, uses: 0b11n, guestUses: 0b10n }));
  for (const stay of [1n, 2n]) {
    const now = await stage.now();
    await does("Chen", act("chapters", "visit", { chapter: HARBOUR, from: now, until: now + 20n * DAY }));
    await does("Amara", act("chapters", "vouch", { chapter: HARBOUR, guest: id, stay }));
    await does("Dita", act("chapters", "accept", { chapter: HARBOUR, guest: id, stay }));
    if (stay === 1n) await stage.waitUntil(now + 3n * DAY);
    if (stay === 1n) await does("Chen", act("chapters", "depart", { chapter: HARBOUR }));
  }
  const now = await stage.now();
  await does("Farah", act("chapters", "visit", { chapter: HEARTH, from: now + DAY, until: now + 2n * DAY }));
}

const chaptersOf = (world: World): bigint[] => upTo(world.places.chapters.size);
const treatiesOf = (world: World): bigint[] => upTo(world.places.treaties.size);
const ofPersons = (world: World, answer: (chapter: bigint, person: bigint) => unknown) =>
  cross(chaptersOf(world), agentsOf(world), answer);

export const chapterViews: Views = {
  terms: (world) => one(world.places.terms),
  justice: (world) => one(world.places.justice),
  lastId: (world) => one(BigInt(world.places.chapters.size)),
  chapterOf: (world) => each(chaptersOf(world), (id) => places.chapterOf(world.places, id)),
  isOpen: (world) => each(chaptersOf(world), (id) => places.isOpen(world.places, id)),
  officesOf: (world) => each(chaptersOf(world), (id) => places.officesOf(world.places, id)),
  isHost: (world) => ofPersons(world, (id, who) => places.isHost(world.places, world.members, id, who, world.now)),
  backingOf: (world) => ofPersons(world, (id, who) => places.backingOf(world.places, id, who, world.now)),
  homeOf: (world) => each(agentsOf(world), (who) => places.homeOf(world.places, who)),
  stayOf: (world) => ofPersons(world, (id, who) => places.stayOf(world.places, id, 0n, who)),
  recognisedStayOf: (world) =>
    pairs(chaptersOf(world), pairs(treatiesOf(world).slice(1), agentsOf(world))).map(([id, [treaty, who]]) => ({
      args: [id, treaty, who],
      is: places.stayOf(world.places, id, treaty, who),
    })),
  isGuest: (world) => ofPersons(world, (id, who) => places.isGuest(world.places, id, who, world.now)),
  separatedUntil: (world) => ofPersons(world, (id, who) => places.separatedUntil(world.places, id, who, world.now)),
  mayUse: (world) =>
    pairs(pairs(chaptersOf(world), agentsOf(world)), [0, 1, 2, 255]).map(([[id, who], use]) => ({
      args: [id, who, use],
      is: places.mayUse(world.places, world.members, id, who, use, world.now),
    })),
};

export const treatyViews: Views = {
  lastId: (world) => one(BigInt(world.places.treaties.size)),
  treatyOf: (world) => each(treatiesOf(world), (id) => places.treatyOf(world.places, id)),
  treatyWith: (world) =>
    each(Object.values(world.addresses), (register) => world.places.treatyWith.get(register) ?? 0n),
  passOf: (world) => cross(treatiesOf(world), agentsOf(world), (id, guest) => places.passOf(world.places, id, guest)),
};
