/**
 * A value that has to be there. Folds of logs ask for what an earlier log made: it is missing where logs are.
 * @param what It is called in the message of the `RangeError` thrown if it is not.
 */
export function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new RangeError(`${what} is missing`);
  return value;
}

/** As `must`, of what is kept by its id. */
export function mustGet<Id, T>(items: ReadonlyMap<Id, T>, id: Id): T {
  return must(items.get(id), String(id));
}
