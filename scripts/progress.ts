/** How far a task with many steps is, as a bar on the terminal; nothing where nobody looks on. */
export interface Progress {
  /** So many steps are done. */
  readonly at: (done: number) => void;
  readonly end: () => void;
}

const WIDTH = 30;

/** Drawn on standard error, so that what a program reads from standard output stays as it is. */
export function progressBar(title: string, steps: number): Progress {
  const { stderr } = process;
  if (!stderr.isTTY || steps < 2) return { at: () => undefined, end: () => undefined };
  const at = (done: number) => {
    const filled = Math.floor((done * WIDTH) / steps);
    stderr.write(`\r${title} [${"#".repeat(filled)}${".".repeat(WIDTH - filled)}] ${done} of ${steps}`);
  };
  at(0);
  return { at, end: () => stderr.write("\r\u001b[2K") };
}
