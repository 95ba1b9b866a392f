import type { z } from "zod";

import type { governance } from "./charter.ts";
import { RuleFlag, type Rule } from "./rules.ts";

/** A decision rule as a checked charter has it. */
type CharterRule = z.output<typeof governance>["rules"][string];

/** A decision rule of a charter in the contract's numbers. */
export function ruleOf(rule: CharterRule): Rule {
  const { quorum, sponsors, sealed } = rule;
  return {
    thresholdBps: rule.threshold,
    quorumBps: quorum.members,
    quorumRoot: quorum.root,
    quorumEngaged: quorum.engaged,
    blocks: BigInt(rule.blocks),
    sponsors: BigInt(sponsors.least),
    sponsorBps: sponsors.share,
    flags: flagsOf(rule),
    lateHours: BigInt(rule.lateHours),
    revealHours: BigInt(sealed?.openWithin ?? 0),
    votingDelay: rule.notice,
    votingPeriod: rule.votingPeriod,
    executionDelay: rule.executionDelay,
    executionWindow: rule.executionWindow,
  };
}

function flagsOf(rule: CharterRule): bigint {
  const set = [
    rule.mayChange ? RuleFlag.MayChange : 0,
    rule.sealed === undefined ? 0 : RuleFlag.Sealed,
    rule.sealed?.unopened === "abstains" ? RuleFlag.UnrevealedAbstains : 0,
    rule.readings === 2 ? RuleFlag.TwoReadings : 0,
    rule.delegates ? RuleFlag.Delegable : 0,
    rule.chambers ? RuleFlag.Chambers : 0,
    rule.workingDays ? RuleFlag.WorkingDays : 0,
    rule.of === "all ballots" ? RuleFlag.OfAllBallots : 0,
  ];
  return BigInt(set.reduce((flags, flag) => flags | flag, 0));
}
