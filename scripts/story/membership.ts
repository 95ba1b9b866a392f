import { act, ACT_VALIDITY } from "../../sdk/acts.ts";
import { signKeyConsent } from "../../sdk/statements.ts";
import { formatMoment } from "../../sdk/units.ts";
import { DAY, FIRST_SEASON, type Scene, STUDIO } from "./scene.ts";
import { FOUNDERS } from "./stage.ts";

export const guildFounded: Scene = {
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

export const newcomer: Scene = {
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

export const newcomerAccepted: Scene = {
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
