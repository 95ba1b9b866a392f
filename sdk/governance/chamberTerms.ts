import type { BrakeTermsStruct } from "../../typechain-types/contracts/governance/Brake.ts";
import type { ChamberTermsStruct } from "../../typechain-types/contracts/governance/Chambers.ts";
import type { Charter } from "../charter.ts";
import { USER_CLASSES } from "../licensing/kinds.ts";

/** A charter's chambers as `Chambers` takes them; all zero where there are none. */
export function chamberTerms({ governance }: Charter): ChamberTermsStruct {
  const { chambers } = governance;
  const classes = chambers?.organisations?.classes ?? [];
  return {
    twoBps: chambers?.two ?? 0n,
    threeBps: chambers?.three ?? 0n,
    raiseBps: chambers?.raise ?? 0n,
    leastMembers: BigInt(chambers?.members?.least ?? 0),
    leastMasters: BigInt(chambers?.masters?.least ?? 0),
    leastOrganisations: BigInt(chambers?.organisations?.least ?? 0),
    classes: classes.reduce((bits, name) => bits | (1n << BigInt(USER_CLASSES.indexOf(name))), 0n),
  };
}

/** A charter's brake as `Brake` takes it; all zero where there is none. */
export function brakeTerms({ governance }: Charter): BrakeTermsStruct {
  const { brake, elections } = governance;
  if (brake === undefined) return { office: 0n, officers: 0n, members: 0n, gathers: 0n, lasts: 0n };
  return {
    office: BigInt(elections.offices.findIndex(({ name }) => name === brake.office) + 1),
    officers: BigInt(brake.officers),
    members: BigInt(brake.members),
    gathers: brake.gathers,
    lasts: brake.lasts,
  };
}
