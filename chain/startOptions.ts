import { parseArgs } from "node:util";

import { NeoguildError } from "../sdk/errors.ts";

/** What `npm start` takes, with what each option is for. */
const OPTIONS = {
  charter: { type: "string", value: " FILE", says: "The charter of a nation of your own, in place of the example" },
  real: { type: "boolean", default: false, says: "Make it real" },
  rehearsal: { type: "boolean", default: false, says: "Insist on a rehearsal, which it is until it is made real" },
  "leave-out-invited": { type: "boolean", default: false, says: "Make it real without those who have no key yet" },
  yes: { type: "boolean", default: false, says: "Ask nothing" },
  port: { type: "string", value: " NUMBER", says: "Port of its RPC on this machine; 0 takes any free one" },
  once: { type: "boolean", default: false, says: "Stop once everything stands" },
  "allow-origin": {
    type: "string",
    multiple: true,
    value: " URL",
    says: "Let pages of this origin ask a real nation's node; may be given again",
  },
  help: { type: "boolean", default: false, says: "Show this" },
} as const;

/** The options as people read them. */
export const USAGE = [
  "npm start -- [options]: starts the example on a chain of its own, or with --charter a nation of your own.",
  ...Object.entries(OPTIONS).map(([name, option]) => {
    const written = `--${name}${"value" in option ? option.value : ""}`;
    return `  ${written.padEnd(20)}  ${option.says}`;
  }),
].join("\n");

/** Reads the words after `npm start --`. @throws NeoguildError `OptionsInvalid` */
export function readOptions(words: readonly string[]) {
  const values = parsed(words);
  const { help, charter, real, rehearsal, once, yes, port } = values;
  if (charter === undefined && real) {
    throw new NeoguildError({
      code: "OptionsInvalid",
      message: "the example cannot become real",
      remedy: "Name a charter of your own: npm start -- --charter FILE --real",
      docs: "docs/nation.md",
    });
  }
  if (real && rehearsal) {
    throw new NeoguildError({
      code: "OptionsInvalid",
      message: "a nation is a rehearsal or real, not both",
      remedy: "Leave out --real or --rehearsal.",
    });
  }
  return {
    help,
    charter,
    real,
    rehearsal,
    once,
    yes,
    port: port === undefined ? undefined : portIn(port),
    leaveOutInvited: values["leave-out-invited"],
    origins: values["allow-origin"] ?? [],
  };
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS }).values;
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    // Node's further sentences are about what is written after `--`, of which there is nothing here.
    const [fault = ""] = cause.message.split(". ");
    const message = `npm start cannot run with these options: ${fault}`;
    throw new NeoguildError({ code: "OptionsInvalid", message, remedy: `Write it so:\n${USAGE}` }, { cause });
  }
}

function portIn(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new NeoguildError({
    code: "OptionsInvalid",
    message: `"${text}" is no port`,
    remedy: "Write a whole number up to 65535, such as --port 8600; 0 takes any free one.",
  });
}
