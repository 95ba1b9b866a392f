import { expect } from "chai";
import type { Interface } from "ethers";
import { network } from "hardhat";

import { DAY, deployMembership, FOREVER, foundGuild, type Person } from "../fixtures/membership.ts";
import { GUILD_SEAT } from "../fixtures/ranks.ts";
import { randomOf, thorough } from "../fixtures/walk.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const STEPS = thorough ? 600 : 80;
const PEOPLE = 12; // more than a rank counts

/** What the test itself remembers of a person in the guild. */
interface Ghost {
  readonly person: Person;
  present: boolean;
  resting: boolean;
  rank: bigint;
  until: bigint;
}

describe("Guilds, a random life with ranks", () => {
  it("INV-140 never leaves a guild without somebody who can be made its steward", async () => {
    const { members, guilds, founders, strangers, ...nation } = await deployMembership(ethers, {
      founders: PEOPLE,
      terms: { term: 50n * 365n * DAY },
    });
    const [council, seat, justice] = strangers;
    await guilds.fillSeat(GUILD_SEAT.councils, council!);
    await guilds.fillSeat(GUILD_SEAT.ranks, seat!);
    await guilds.fillSeat(GUILD_SEAT.justice, justice!);
    const guild = await foundGuild({ ...nation, members, guilds, founders, strangers }, "Loom", founders);
    const account = await ethers.getContractAt("GuildAccount", await guilds.accountOf(guild));
    const random = randomOf(0x72616e6b);
    const now = async () => BigInt(await time.latest());
    const ghosts = founders.map((person): Ghost => ({ person, present: true, resting: false, rank: 0n, until: 0n }));
    const done = new Map<string, number>();
    let [office, announced, from, nonce] = [0n, 0n, 0n, 100n];

    const decide = (method: "setRequirements" | "appoint", fields: object) => {
      const abi: Interface = guilds.interface;
      const act = { by: guild, nonce: 0n, deadline: FOREVER, ...fields };
      return [guilds, 0n, abi.encodeFunctionData(method, [act, "0x"])] as const;
    };
    const endsOffice = (ghost: Ghost) => Object.assign(ghost, { rank: 0n, until: 0n });
    const acts: Record<string, (ghost: Ghost) => Promise<unknown>> = {
      async setRank(ghost) {
        if (!ghost.present) return;
        const rank = BigInt(random(4));
        const until = rank === 0n ? 0n : (await now()) + BigInt(1 + random(300)) * DAY;
        await guilds.connect(seat).setRank(guild, ghost.person.id, rank, until);
        Object.assign(ghost, { rank, until });
      },
      async dismiss(ghost) {
        await guilds.connect(justice).dismiss(guild, ghost.person.id);
        endsOffice(ghost);
      },
      async move(ghost) {
        const act = { by: ghost.person.id, guild, nonce: ++nonce, deadline: FOREVER };
        if (!ghost.present && ghost.resting) return;
        await guilds.connect(ghost.person.signer)[ghost.present ? "quit" : "join"](act, "0x");
        Object.assign(endsOffice(ghost), { present: !ghost.present });
      },
      async rest(ghost) {
        const resting = !ghost.resting;
        const act = { by: ghost.person.id, resting, nonce: ++nonce, deadline: FOREVER };
        await members.connect(ghost.person.signer).rest(act, "0x");
        ghost.resting = resting;
      },
      async list(ghost) {
        if (ghost.rank === 0n || (await now()) + 1n >= ghost.until || ghost.resting) return;
        await guilds.list(guild, ghost.person.id);
      },
      async setRequirements() {
        const at = (await now()) + 1n;
        if (from !== 0n && at >= from) office = announced;
        announced = BigInt(random(4));
        await time.setNextBlockTimestamp(at);
        await account.connect(council).execute(...decide("setRequirements", { appraisal: 0n, office: announced }));
        from = at + (await guilds.notice());
      },
      async wait() {
        await time.increase(BigInt(1 + random(60)) * DAY);
      },
    };

    const outcomes = { open: 0, bound: 0, waived: 0 };
    for (let step = 0; step < STEPS; ++step) {
      const [name, act] = Object.entries(acts)[random(Object.keys(acts).length)]!;
      await act(ghosts[random(PEOPLE)]!);
      done.set(name, (done.get(name) ?? 0) + 1);

      const at = await now();
      if (from !== 0n && at >= from) [office, from] = [announced, 0n];
      const present = ghosts.filter((ghost) => ghost.present && !ghost.resting);
      const holds = ({ rank, until }: Ghost) => (at < until ? rank : 0n);
      const holders = present.filter((ghost) => holds(ghost) >= office);
      const appointable = await Promise.all(
        present.map(({ person }) =>
          account
            .connect(council)
            .execute.staticCall(...decide("appoint", { steward: person.id, until: at + 2n * DAY }))
            .then(
              () => true,
              () => false,
            ),
        ),
      );
      if (present.length !== 0) expect(appointable, `step ${step}, ${name}`).to.include(true);
      present.forEach((ghost, index) => {
        if (holds(ghost) >= office) expect(appointable[index], "who holds the rank").to.equal(true);
        else if (holders.length === 0) expect(appointable[index], "anybody, where nobody does").to.equal(true);
      });
      for (const rank of [1n, 2n, 3n]) {
        const count = present.filter((ghost) => holds(ghost) >= rank).length;
        expect(await guilds.isHeldBy(guild, rank, count + 1), "no holder is counted who is none").to.equal(false);
      }
      outcomes[office === 0n ? "open" : holders.length === 0 ? "waived" : "bound"] += 1;
    }
    for (const name of Object.keys(acts)) expect(done.get(name), name).to.be.greaterThan(3);
    expect(
      Object.values(outcomes).every((times) => times > 3),
      JSON.stringify(outcomes),
    ).to.equal(true);
  });
});
