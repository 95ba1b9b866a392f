export { booksCompare } from "./books-compare.ts";
export { booksExport } from "./books-export.ts";
export { booksRecompute } from "./books-recompute.ts";
export { booksShow } from "./books-show.ts";
export { treasuryUnpaid } from "./treasury-unpaid.ts";
