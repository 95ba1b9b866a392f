import type { Nation } from "../../connect.ts";
import { NeoguildError } from "../../errors.ts";
import { usesOf } from "./uses.ts";

/** A chapter as people read it. */
export interface ChapterView {
  readonly id: bigint;
  readonly name: string;
  readonly preparedBy: bigint;
  /** Unix seconds; 0 = not open yet. */
  readonly openedAt: bigint;
  /** What is offered to those at home, and to guests. */
  readonly uses: readonly string[];
  readonly guestUses: readonly string[];
  /** In office now. */
  readonly hosts: readonly { readonly host: bigint; readonly until: bigint }[];
}

/** A stay that is asked for, vouched for or accepted, and not over. */
export interface StayView {
  /** 0 for a member of this nation. */
  readonly treaty: bigint;
  readonly guest: bigint;
  readonly number: bigint;
  readonly from: bigint;
  readonly until: bigint;
  /** 0 = not yet. */
  readonly vouchedBy: bigint;
  readonly acceptedBy: bigint;
}

/** All chapters in the order of their ids; a name stands in the log alone. */
export async function allChapters(nation: Nation): Promise<ChapterView[]> {
  const { chapters } = nation.contracts;
  const logs = await chapters.queryFilter(chapters.filters.ChapterPrepared());
  return Promise.all(logs.map(({ args: { chapter, name } }) => chapterView(nation, chapter, name)));
}

async function chapterView({ contracts: { chapters } }: Nation, id: bigint, name: string): Promise<ChapterView> {
  const [{ by, openedAt, uses, guestUses }, offices] = await Promise.all([
    chapters.chapterOf(id),
    chapters.officesOf(id),
  ]);
  const sitting = await Promise.all(offices.map(({ host }) => chapters.isHost(id, host)));
  const hosts = offices.filter((_, place) => sitting[place]).map(({ host, until }) => ({ host, until }));
  return { id, name, preparedBy: by, openedAt, uses: usesOf(uses), guestUses: usesOf(guestUses), hosts };
}

/** Who is at home in a chapter now, in the order of settling. */
export async function residentsOf({ contracts: { chapters } }: Nation, chapter: bigint): Promise<bigint[]> {
  const chosen = await chapters.queryFilter(chapters.filters.HomeChosen(undefined, undefined, chapter));
  const persons = [...new Set(chosen.map(({ args }) => args.person))];
  const homes = await Promise.all(persons.map((person) => chapters.homeOf(person)));
  return persons.filter((_, place) => homes[place]?.chapter === chapter);
}

/** The stays in a chapter that are not over, of members and of guests of recognised nations, in the order of asking. */
export async function staysIn(nation: Nation, chapter: bigint): Promise<StayView[]> {
  const { chapters } = nation.contracts;
  const [asked, received, clock] = await Promise.all([
    chapters.queryFilter(chapters.filters.StayAsked(chapter)),
    chapters.queryFilter(chapters.filters.GuestReceived(chapter)),
    nation.clock(),
  ]);
  const guests = [
    ...asked.map(({ args }) => ({ treaty: 0n, guest: args.guest })),
    ...received.map(({ args }) => ({ treaty: args.treaty, guest: args.guest })),
  ];
  const once = new Map(guests.map((one) => [`${one.treaty}:${one.guest}`, one]));
  const stays = await Promise.all(
    Array.from(once.values(), async ({ treaty, guest }): Promise<StayView> => {
      const { number, from, until, vouchedBy, acceptedBy } = await chapters.recognisedStayOf(chapter, treaty, guest);
      return { treaty, guest, number, from, until, vouchedBy, acceptedBy };
    }),
  );
  return stays.filter(({ until }) => clock < until);
}

/** The chapter in which a member is a guest now; 0 if in none. */
export async function stayingIn({ contracts: { chapters } }: Nation, person: bigint): Promise<bigint> {
  const accepted = await chapters.queryFilter(chapters.filters.StayAccepted(undefined, person));
  for (const chapter of new Set(accepted.map(({ args }) => args.chapter).reverse())) {
    if (await chapters.isGuest(chapter, person)) return chapter;
  }
  return 0n;
}

/** Checks that every chapter named in contributions is open; 0 names none. @throws NeoguildError `ChapterUnknown` */
export async function requireChapters({ contracts: { chapters } }: Nation, named: Iterable<bigint>): Promise<void> {
  for (const chapter of new Set(named)) {
    if (chapter === 0n || (await chapters.isOpen(chapter))) continue;
    throw new NeoguildError({
      code: "ChapterUnknown",
      message: `there is no open chapter ${chapter}`,
      remedy: "See which there are with 'npx hardhat chapter:show', or leave the chapter out.",
      docs: "docs/chapters.md",
    });
  }
}
