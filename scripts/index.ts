import * as books from "./books/index.ts";
import * as contributions from "./contributions/index.ts";
import * as governance from "./governance/index.ts";
import * as invitations from "./invitations/index.ts";
import * as justice from "./justice/index.ts";
import * as licensing from "./licensing/index.ts";
import * as membership from "./membership/index.ts";
import * as nation from "./nation/index.ts";
import * as rehearsal from "./rehearsal/index.ts";
import * as statement from "./statement/index.ts";
import * as treasury from "./treasury/index.ts";
import * as wallet from "./wallet/index.ts";

/** Every task of the nation, one verb each: all that the folders' own lists export. A new task is a line in one of them. */
export const tasks = [
  ...[nation, invitations, rehearsal, wallet, statement],
  ...[membership, contributions, treasury, licensing, books, governance, justice],
].flatMap((folder) => Object.values(folder));
