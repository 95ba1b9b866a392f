import { commitmentCancel } from "./contributions/commitment-cancel.ts";
import { commitmentFulfil } from "./contributions/commitment-fulfil.ts";
import { commitmentList } from "./contributions/commitment-list.ts";
import { commitmentMake } from "./contributions/commitment-make.ts";
import { conflictDeclare } from "./contributions/conflict-declare.ts";
import { conflictShow } from "./contributions/conflict-show.ts";
import { conflictTakeBack } from "./contributions/conflict-take-back.ts";
import { contributionAppraise } from "./contributions/contribution-appraise.ts";
import { contributionChallenge } from "./contributions/contribution-challenge.ts";
import { contributionSettle } from "./contributions/contribution-settle.ts";
import { contributionShow } from "./contributions/contribution-show.ts";
import { contributionDisclose, contributionDisclosed } from "./contributions/contribution-disclose.ts";
import { contributionDraft } from "./contributions/contribution-draft.ts";
import { contributionExport } from "./contributions/contribution-export.ts";
import { contributionImport } from "./contributions/contribution-import.ts";
import { contributionKeep } from "./contributions/contribution-keep.ts";
import { contributionKept } from "./contributions/contribution-kept.ts";
import { contributionSubmit } from "./contributions/contribution-submit.ts";
import { contributionWithdraw } from "./contributions/contribution-withdraw.ts";
import { guildTerms } from "./contributions/guild-terms.ts";
import { rankConfer } from "./contributions/rank-confer.ts";
import { rankReview } from "./contributions/rank-review.ts";
import { rankShow } from "./contributions/rank-show.ts";
import { rankTerms } from "./contributions/rank-terms.ts";
import { resourceList } from "./contributions/resource-list.ts";
import { resourceSpecify } from "./contributions/resource-specify.ts";
import { resourceSuggest } from "./contributions/resource-suggest.ts";
import { seasonClose } from "./contributions/season-close.ts";
import { seasonOpen } from "./contributions/season-open.ts";
import { seasonShow } from "./contributions/season-show.ts";
import { councilExecute } from "./governance/council-execute.ts";
import { councilObject } from "./governance/council-object.ts";
import { councilPropose } from "./governance/council-propose.ts";
import { councilShow } from "./governance/council-show.ts";
import { proposalCarry } from "./governance/proposal-carry.ts";
import { proposalCreate } from "./governance/proposal-create.ts";
import { proposalExecute } from "./governance/proposal-execute.ts";
import { proposalQueue } from "./governance/proposal-queue.ts";
import { proposalShow } from "./governance/proposal-show.ts";
import { proposalSign } from "./governance/proposal-sign.ts";
import { proposalVote } from "./governance/proposal-vote.ts";
import { invitationAccept } from "./invitations/invitation-accept.ts";
import { invitationBind } from "./invitations/invitation-bind.ts";
import { invitationList } from "./invitations/invitation-list.ts";
import { invitationRenew } from "./invitations/invitation-renew.ts";
import { caseAdvance } from "./justice/case-advance.ts";
import { caseAppeal } from "./justice/case-appeal.ts";
import { caseDispute } from "./justice/case-dispute.ts";
import { caseEnforce } from "./justice/case-enforce.ts";
import { caseJudge } from "./justice/case-judge.ts";
import { caseMediate } from "./justice/case-mediate.ts";
import { caseNotify } from "./justice/case-notify.ts";
import { caseRaise } from "./justice/case-raise.ts";
import { caseReply } from "./justice/case-reply.ts";
import { caseSeparate } from "./justice/case-separate.ts";
import { caseShow } from "./justice/case-show.ts";
import { caseWithdraw } from "./justice/case-withdraw.ts";
import { lotAnswer } from "./justice/lot-answer.ts";
import { lotCommit } from "./justice/lot-commit.ts";
import { lotDraw } from "./justice/lot-draw.ts";
import { lotReveal } from "./justice/lot-reveal.ts";
import { lotShow } from "./justice/lot-show.ts";
import { licenceCheck } from "./licensing/licence-check.ts";
import { licenceGrant } from "./licensing/licence-grant.ts";
import { organisationAttest } from "./licensing/organisation-attest.ts";
import { workPull } from "./licensing/work-pull.ts";
import { workPublish } from "./licensing/work-publish.ts";
import { workShow } from "./licensing/work-show.ts";
import { chapterAccept } from "./membership/chapter-accept.ts";
import { chapterHome } from "./membership/chapter-home.ts";
import { chapterHost } from "./membership/chapter-host.ts";
import { chapterOffer } from "./membership/chapter-offer.ts";
import { chapterOpen } from "./membership/chapter-open.ts";
import { chapterShow } from "./membership/chapter-show.ts";
import { chapterVisit } from "./membership/chapter-visit.ts";
import { chapterVouch } from "./membership/chapter-vouch.ts";
import { distanceProve } from "./membership/distance-prove.ts";
import { distanceShow } from "./membership/distance-show.ts";
import { contactsName } from "./membership/contacts-name.ts";
import { contactsShow } from "./membership/contacts-show.ts";
import { credentialCheck } from "./membership/credential-check.ts";
import { credentialCosign } from "./membership/credential-cosign.ts";
import { credentialExport } from "./membership/credential-export.ts";
import { guildFound } from "./membership/guild-found.ts";
import { guildJoin } from "./membership/guild-join.ts";
import { guildQuit } from "./membership/guild-quit.ts";
import { guildShow } from "./membership/guild-show.ts";
import { memberAccept } from "./membership/member-accept.ts";
import { memberAdmit } from "./membership/member-admit.ts";
import { memberApply } from "./membership/member-apply.ts";
import { memberFold } from "./membership/member-fold.ts";
import { memberKey } from "./membership/member-key.ts";
import { memberLeave } from "./membership/member-leave.ts";
import { memberList } from "./membership/member-list.ts";
import { memberReinstate } from "./membership/member-reinstate.ts";
import { memberRenew } from "./membership/member-renew.ts";
import { memberRest } from "./membership/member-rest.ts";
import { memberShow } from "./membership/member-show.ts";
import { memberVouch } from "./membership/member-vouch.ts";
import { memberVouched } from "./membership/member-vouched.ts";
import { treatyGuest } from "./membership/treaty-guest.ts";
import { treatyRecognise } from "./membership/treaty-recognise.ts";
import { treatyShow } from "./membership/treaty-show.ts";
import { recoveryComplete } from "./membership/recovery-complete.ts";
import { recoveryRequest } from "./membership/recovery-request.ts";
import { recoveryShow } from "./membership/recovery-show.ts";
import { recoverySupport } from "./membership/recovery-support.ts";
import { recoveryVeto } from "./membership/recovery-veto.ts";
import { deploymentVerify } from "./nation/deployment-verify.ts";
import { nationAudit } from "./nation/nation-audit.ts";
import { nationBackup } from "./nation/nation-backup.ts";
import { nationDeploy } from "./nation/nation-deploy.ts";
import { nationHandover } from "./nation/nation-handover.ts";
import { nationNew } from "./nation/nation-new.ts";
import { nationRestore } from "./nation/nation-restore.ts";
import { nationShow } from "./nation/nation-show.ts";
import { witnessKeep } from "./nation/witness-keep.ts";
import { nationReset } from "./rehearsal/nation-reset.ts";
import { seasonPlay } from "./rehearsal/season-play.ts";
import { timeSkip } from "./rehearsal/time-skip.ts";
import { statementCarry } from "./statement/statement-carry.ts";
import { booksCompare } from "./treasury/books-compare.ts";
import { booksExport } from "./treasury/books-export.ts";
import { booksRecompute } from "./treasury/books-recompute.ts";
import { booksShow } from "./treasury/books-show.ts";
import { reserveFill } from "./treasury/reserve-fill.ts";
import { bankBook } from "./treasury/bank-book.ts";
import { bankConfirm } from "./treasury/bank-confirm.ts";
import { bankCorrect } from "./treasury/bank-correct.ts";
import { bankKeep } from "./treasury/bank-keep.ts";
import { bankMarkPaid } from "./treasury/bank-mark-paid.ts";
import { bankPayouts } from "./treasury/bank-payouts.ts";
import { bankReconcile } from "./treasury/bank-reconcile.ts";
import { bankReturn } from "./treasury/bank-return.ts";
import { bankShow } from "./treasury/bank-show.ts";
import { bankWithdraw } from "./treasury/bank-withdraw.ts";
import { budgetGrant } from "./treasury/budget-grant.ts";
import { budgetLimit } from "./treasury/budget-limit.ts";
import { budgetShow } from "./treasury/budget-show.ts";
import { expenseApprove } from "./treasury/expense-approve.ts";
import { expenseList } from "./treasury/expense-list.ts";
import { expensePay } from "./treasury/expense-pay.ts";
import { expenseRedirect } from "./treasury/expense-redirect.ts";
import { expenseRefuse } from "./treasury/expense-refuse.ts";
import { expenseRequest } from "./treasury/expense-request.ts";
import { expenseWithdraw } from "./treasury/expense-withdraw.ts";
import { financierAcknowledge } from "./treasury/financier-acknowledge.ts";
import { financierShow } from "./treasury/financier-show.ts";
import { milestoneCommit } from "./treasury/milestone-commit.ts";
import { milestoneDeliver } from "./treasury/milestone-deliver.ts";
import { milestoneRelease } from "./treasury/milestone-release.ts";
import { reserveShow } from "./treasury/reserve-show.ts";
import { surplusClaim } from "./treasury/surplus-claim.ts";
import { surplusClose } from "./treasury/surplus-close.ts";
import { surplusCost } from "./treasury/surplus-cost.ts";
import { surplusDeposit } from "./treasury/surplus-deposit.ts";
import { surplusLoss } from "./treasury/surplus-loss.ts";
import { surplusPay } from "./treasury/surplus-pay.ts";
import { surplusWeigh } from "./treasury/surplus-weigh.ts";
import { surplusWithdraw } from "./treasury/surplus-withdraw.ts";
import { treasuryUnpaid } from "./treasury/treasury-unpaid.ts";
import { walletAddress } from "./wallet/wallet-address.ts";
import { walletConnect } from "./wallet/wallet-connect.ts";
import { walletNew } from "./wallet/wallet-new.ts";
import { walletSafeSign } from "./wallet/wallet-safe-sign.ts";

/** Every task of the nation, one verb each, by domain. */
export const tasks = [
  nationNew,
  invitationList,
  invitationAccept,
  invitationBind,
  invitationRenew,
  nationDeploy,
  nationShow,
  timeSkip,
  seasonPlay,
  nationReset,
  nationBackup,
  nationRestore,
  nationHandover,
  nationAudit,
  witnessKeep,
  deploymentVerify,
  walletNew,
  walletAddress,
  walletConnect,
  walletSafeSign,
  statementCarry,
  memberList,
  memberShow,
  memberApply,
  memberVouch,
  memberAccept,
  memberAdmit,
  memberRenew,
  memberRest,
  memberReinstate,
  memberLeave,
  memberKey,
  memberFold,
  memberVouched,
  distanceShow,
  distanceProve,
  contactsName,
  contactsShow,
  recoveryRequest,
  recoverySupport,
  recoveryVeto,
  recoveryComplete,
  recoveryShow,
  credentialExport,
  credentialCosign,
  credentialCheck,
  guildFound,
  guildJoin,
  guildQuit,
  guildShow,
  chapterOpen,
  chapterHost,
  chapterOffer,
  chapterHome,
  chapterVisit,
  chapterVouch,
  chapterAccept,
  chapterShow,
  treatyRecognise,
  treatyGuest,
  treatyShow,
  seasonOpen,
  seasonClose,
  seasonShow,
  contributionDisclose,
  contributionDisclosed,
  contributionDraft,
  contributionExport,
  contributionImport,
  contributionKeep,
  contributionKept,
  contributionSubmit,
  contributionAppraise,
  contributionChallenge,
  contributionWithdraw,
  contributionSettle,
  contributionShow,
  guildTerms,
  resourceSuggest,
  resourceSpecify,
  resourceList,
  conflictDeclare,
  conflictTakeBack,
  conflictShow,
  commitmentMake,
  commitmentFulfil,
  commitmentCancel,
  commitmentList,
  rankTerms,
  rankConfer,
  rankReview,
  rankShow,
  surplusDeposit,
  surplusCost,
  budgetGrant,
  budgetLimit,
  budgetShow,
  expenseRequest,
  expenseApprove,
  expenseRefuse,
  expenseWithdraw,
  expenseRedirect,
  expensePay,
  expenseList,
  milestoneCommit,
  milestoneDeliver,
  milestoneRelease,
  surplusClose,
  surplusWeigh,
  surplusLoss,
  financierAcknowledge,
  financierShow,
  surplusClaim,
  surplusWithdraw,
  treasuryUnpaid,
  reserveFill,
  surplusPay,
  reserveShow,
  booksCompare,
  booksExport,
  booksRecompute,
  booksShow,
  bankShow,
  bankReconcile,
  bankBook,
  bankConfirm,
  bankWithdraw,
  bankCorrect,
  bankPayouts,
  bankMarkPaid,
  bankReturn,
  bankKeep,
  workPublish,
  workPull,
  workShow,
  licenceCheck,
  licenceGrant,
  organisationAttest,
  councilPropose,
  councilObject,
  councilExecute,
  councilShow,
  proposalCreate,
  proposalVote,
  proposalSign,
  proposalCarry,
  proposalShow,
  proposalQueue,
  proposalExecute,
  caseRaise,
  caseDispute,
  caseMediate,
  caseWithdraw,
  caseNotify,
  caseReply,
  caseSeparate,
  caseJudge,
  caseAppeal,
  caseAdvance,
  caseEnforce,
  caseShow,
  lotShow,
  lotCommit,
  lotReveal,
  lotDraw,
  lotAnswer,
];
