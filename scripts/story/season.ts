import { seasonOpened, workAppraised, workEntered, workSettled } from "./contributions.ts";
import { ruleChanged } from "./governance.ts";
import { licencePaid, organisationsAttested, workPublished } from "./licensing.ts";
import { guildFounded, newcomer, newcomerAccepted } from "./membership.ts";
import type { Scene } from "./scene.ts";
import { booksClosed, costPaid, projectPaid, sharesCollected } from "./treasury.ts";

/** One season of the nation of `charters/hypha.json`, in the order of its scenes; the wiring of the whole loop. */
export const SEASON: readonly Scene[] = [
  guildFounded,
  newcomer,
  seasonOpened,
  workEntered,
  workAppraised,
  workPublished,
  organisationsAttested,
  licencePaid,
  projectPaid,
  costPaid,
  workSettled,
  newcomerAccepted,
  booksClosed,
  sharesCollected,
  ruleChanged,
];
