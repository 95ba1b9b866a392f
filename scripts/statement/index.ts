export { statementCarry } from "./statement-carry.ts";
