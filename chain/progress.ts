/** A long step: says that it began, how far it is (on a terminal) and how long it took. */
export async function step<T>(title: string, work: (progress: (state: string) => void) => Promise<T>): Promise<T> {
  const started = Date.now();
  const terminal = process.stdout.isTTY;
  process.stdout.write(`${title} …${terminal ? "" : "\n"}`);
  const result = await work((state) => {
    if (terminal) process.stdout.write(`\r${title} … ${state}   `);
  });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  process.stdout.write(terminal ? `\r${title} … done in ${seconds} s        \n` : `  done in ${seconds} s\n`);
  return result;
}
