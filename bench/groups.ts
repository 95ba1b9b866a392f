import type { Figures } from "./figures.ts";
import { measureBank } from "./bank.ts";
import { measureCases } from "./cases.ts";
import { measureChambers } from "./chambers.ts";
import { measureContributions } from "./contributions.ts";
import { measureCouncils } from "./councils.ts";
import { measureElections } from "./elections.ts";
import { measureExpenses } from "./expenses.ts";
import { measureGovernance } from "./governance.ts";
import { measureLicensing } from "./licensing.ts";
import { measureLots } from "./lots.ts";
import { measureMembership } from "./membership.ts";
import { measureNation } from "./nation.ts";
import { measurePeers } from "./peers.ts";
import { measureRecovery } from "./recovery.ts";
import { measureSealed } from "./sealed.ts";
import { measureTreasury } from "./treasury.ts";

/** What is measured together, on chains of its own; the groups that take longest come first. */
export const GROUPS: Readonly<Record<string, () => Promise<Figures>>> = {
  treasury: measureTreasury,
  contributions: measureContributions,
  membership: measureMembership,
  recovery: measureRecovery,
  expenses: measureExpenses,
  bank: measureBank,
  licensing: measureLicensing,
  councils: measureCouncils,
  governance: measureGovernance,
  elections: measureElections,
  chambers: measureChambers,
  sealed: measureSealed,
  lots: measureLots,
  cases: measureCases,
  nation: measureNation,
  peers: measurePeers,
};
