export { invitationAccept } from "./invitation-accept.ts";
export { invitationBind } from "./invitation-bind.ts";
export { invitationList } from "./invitation-list.ts";
export { invitationRenew } from "./invitation-renew.ts";
