import { quoted } from "../sdk/names.ts";
import { localNations, type LocalNation } from "./nations.ts";
import { findRoster, type Roster } from "./roster.ts";

/** What a start ends with: the three commands that bring a nation on from where it is. */
export interface StepsParams {
  readonly nation: LocalNation;
  readonly home: string;
  /** Nobody did anything yet: there is no guild. */
  readonly fresh: boolean;
}

type Step = readonly [what: string, command: string];

export function nextSteps({ nation, home, fresh }: StepsParams): string[] {
  const roster = findRoster(nation.name, home);
  const guild = quoted(roster?.guild ?? "Studio");
  const steps = nation.kind === "rehearsal" ? rehearsalSteps(nation, fresh, guild, roster) : realSteps(fresh, guild);
  // With one nation on the machine, tasks know which is meant.
  const which = localNations(home).length > 1 ? ` --nation ${quoted(nation.name)}` : "";
  return [
    "Your next three steps, in another terminal:",
    ...steps.flatMap(([what, command], index) => [
      `  ${index + 1}. ${what}:`,
      `     ${command.startsWith("npx hardhat") ? `${command}${which}` : command}`,
    ]),
  ];
}

function rehearsalSteps({ charter }: LocalNation, fresh: boolean, guild: string, roster: Roster | undefined): Step[] {
  const goReal: Step = ["When the rules feel right, make it real", `npm start -- --charter ${quoted(charter)} --real`];
  // The node holds the key of whoever has none yet; everybody else acts with their own.
  const invited = roster === undefined ? 0 : roster.people.findIndex(({ address }) => address === undefined);
  const founder = invited === -1 ? "--by 1 --keystore FILE" : `--by ${invited + 1}`;
  return fresh
    ? [
        ["See who belongs", "npx hardhat member:list"],
        [`Found the first guild`, `npx hardhat guild:found ${founder} --name ${guild}`],
        goReal,
      ]
    : [
        ["See how the nation stands", "npx hardhat nation:show"],
        ["Let the rehearsal's time pass", "npx hardhat time:skip --by 3d"],
        goReal,
      ];
}

function realSteps(fresh: boolean, guild: string): Step[] {
  const backup: Step = ["Keep a backup, and take it elsewhere", "npx hardhat nation:backup"];
  return fresh
    ? [
        ["See who belongs, and that no outside key holds anything", "npx hardhat nation:show"],
        [
          "Found the first guild, with the keystore of founder 1",
          `npx hardhat guild:found --by 1 --name ${guild} --keystore FILE`,
        ],
        backup,
      ]
    : [
        ["See how the nation stands", "npx hardhat nation:show"],
        [
          "Enter work, with a member's keystore",
          "npx hardhat contribution:submit --by ID --guild ID --time 8h --keystore FILE",
        ],
        backup,
      ];
}
