/**
 * Ids of snapshots that mean the same before and after a restart. The engine also counts the snapshots it takes for
 * itself around every transaction, even a refused one, so its ids differ in a replay; ours count what clients asked for.
 */
export class Snapshots {
  readonly #engineIds = new Map<number, unknown>();
  #count = 0;

  /** The id for a client, in hex, of the snapshot the engine calls `engineId`. */
  public taken(engineId: unknown): string {
    this.#count += 1;
    this.#engineIds.set(this.#count, engineId);
    return `0x${this.#count.toString(16)}`;
  }

  /** The engine's id; undefined when there is no such snapshot (any more). */
  public engineIdOf(id: unknown): unknown {
    return this.#engineIds.get(Number(id));
  }

  /** A revert uses up its snapshot and all later ones. */
  public reverted(id: unknown): void {
    for (const taken of this.#engineIds.keys()) if (taken >= Number(id)) this.#engineIds.delete(taken);
  }
}
