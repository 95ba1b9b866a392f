import { contributionAppraise } from "./contributions/contribution-appraise.ts";
import { contributionChallenge } from "./contributions/contribution-challenge.ts";
import { contributionSettle } from "./contributions/contribution-settle.ts";
import { contributionShow } from "./contributions/contribution-show.ts";
import { contributionSubmit } from "./contributions/contribution-submit.ts";
import { contributionWithdraw } from "./contributions/contribution-withdraw.ts";
import { seasonClose } from "./contributions/season-close.ts";
import { seasonOpen } from "./contributions/season-open.ts";
import { seasonShow } from "./contributions/season-show.ts";
import { guildFound } from "./membership/guild-found.ts";
import { guildJoin } from "./membership/guild-join.ts";
import { guildQuit } from "./membership/guild-quit.ts";
import { guildShow } from "./membership/guild-show.ts";
import { memberAccept } from "./membership/member-accept.ts";
import { memberAdmit } from "./membership/member-admit.ts";
import { memberApply } from "./membership/member-apply.ts";
import { memberKey } from "./membership/member-key.ts";
import { memberLeave } from "./membership/member-leave.ts";
import { memberList } from "./membership/member-list.ts";
import { memberRenew } from "./membership/member-renew.ts";
import { memberRest } from "./membership/member-rest.ts";
import { memberShow } from "./membership/member-show.ts";
import { memberVouch } from "./membership/member-vouch.ts";
import { nationDeploy } from "./nation/nation-deploy.ts";
import { nationShow } from "./nation/nation-show.ts";
import { statementCarry } from "./statement/statement-carry.ts";
import { walletAddress } from "./wallet/wallet-address.ts";
import { walletNew } from "./wallet/wallet-new.ts";

/** Every task of the nation, one verb each. */
export const tasks = [
  nationDeploy,
  nationShow,
  walletNew,
  walletAddress,
  statementCarry,
  memberList,
  memberShow,
  memberApply,
  memberVouch,
  memberAccept,
  memberAdmit,
  memberRenew,
  memberRest,
  memberLeave,
  memberKey,
  guildFound,
  guildJoin,
  guildQuit,
  guildShow,
  seasonOpen,
  seasonClose,
  seasonShow,
  contributionSubmit,
  contributionAppraise,
  contributionChallenge,
  contributionWithdraw,
  contributionSettle,
  contributionShow,
];
