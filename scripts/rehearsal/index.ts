export { nationReset } from "./nation-reset.ts";
export { seasonPlay } from "./season-play.ts";
export { timeSkip } from "./time-skip.ts";
