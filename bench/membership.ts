import { DAY, FOREVER, deployMembership, foundGuild, vouchIn, type Person } from "../test/fixtures/membership.ts";
import { coinlessKeys, gasOf, newChain } from "./chain.ts";
import type { Figures } from "./figures.ts";

const FOUNDERS = 10;
const BATCH = 100;
/** Of 110 members: three accept a newcomer. */
const ACCEPTANCE_BPS = 250n;
/** Checkpoints of the electorate that share a slot: as many admissions pay for one new slot. */
const PER_SLOT = 3;

/** Members by founding, by acceptance and by renewal, and a guild. */
export async function measureMembership(): Promise<Figures> {
  const { ethers, networkHelpers } = await newChain();
  const nation = await deployMembership(ethers, { founders: FOUNDERS, terms: { acceptanceBps: ACCEPTANCE_BPS } });
  const { members, guilds, founders, strangers } = nation;
  const founding = await gasOf(members.found(coinlessKeys(BATCH)));

  await foundGuild(nation, "Makers", founders.slice(0, 1));
  const [founder, voucher, ...others] = founders as [Person, Person, ...Person[]];
  const guild = { by: voucher.id, name: "Weavers", nonce: 0, deadline: FOREVER };
  const guildFound = await gasOf(guilds.connect(voucher.signer).found(guild, "0x"));

  const acceptances = [];
  const admitted = [];
  for (const newcomer of strangers.slice(0, 1 + PER_SLOT)) {
    const person = await vouchIn(nation, [founder, voucher], newcomer);
    acceptances.push(await acceptedBy(others.slice(0, 3), person.id));
    admitted.push(person);
  }
  const [firstDay, ...laterThatDay] = acceptances;
  if (firstDay === undefined) throw new Error("nobody was admitted");

  await networkHelpers.time.increaseTo((await members.renewalDue(founder.id)) - DAY / 2n);
  const renewals = [];
  for (const { id, signer } of admitted) {
    renewals.push(await gasOf(members.connect(signer).renew({ by: id, nonce: 0, deadline: FOREVER }, "0x")));
  }
  return {
    // The day of renewal is in use since the first.
    "membership.admit.single": Math.min(...laterThatDay),
    // Of three in a row, one of which pays for a slot of checkpoints that all three fill.
    "membership.admit.mean3": Math.round(laterThatDay.reduce((sum, gas) => sum + gas, 0) / PER_SLOT),
    "membership.renew": renewals.at(-1) ?? 0, // the new day is in use since the first
    "membership.admit.batch100": founding / BATCH,
    "guild.found": guildFound,
  };

  /** All accept; the gas of the last acceptance, which makes the member. */
  async function acceptedBy(people: readonly Person[], subject: bigint): Promise<number> {
    let gas = 0;
    for (const { id, signer } of people) {
      const act = { by: id, subject, round: 1, deadline: FOREVER };
      gas = await gasOf(members.connect(signer).accept(act, "0x"));
    }
    if (!(await members.isActive(subject))) throw new Error("the last acceptance made no member");
    return gas;
  }
}
