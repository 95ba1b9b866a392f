/**
 * A value that has to be there.
 * @param what It is called in the message of the `RangeError` thrown if it is not.
 */
export function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new RangeError(`${what} is missing`);
  return value;
}
