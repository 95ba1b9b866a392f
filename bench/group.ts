// A process that measures one group and sends its figures to the one that started it.
import { GROUPS } from "./groups.ts";

const [name = ""] = process.argv.slice(2);
const measure = GROUPS[name];
if (measure === undefined) throw new Error(`there is no group "${name}": ${Object.keys(GROUPS).join(", ")}`);
const figures = Object.entries(await measure()).map(([key, gas]) => [key, Math.round(gas)] as const);
process.send?.(Object.fromEntries(figures), () => process.exit(0));
