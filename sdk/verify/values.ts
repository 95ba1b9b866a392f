import { AbiCoder, type FunctionFragment, type ParamType, type Result } from "ethers";

const coder = AbiCoder.defaultAbiCoder();

/** A view's outputs as the chain writes them, so that 2, 2n and "2" are the same. */
export function encoded({ outputs }: FunctionFragment, values: readonly unknown[]): string {
  return coder.encode(outputs, values);
}

/** The outputs of a view in an event that tells of their change: its last arguments, or the fields of a struct one by one. */
export function outputsIn({ outputs }: FunctionFragment, inputs: readonly ParamType[], args: Result): unknown[] {
  const [only] = outputs;
  const fields = only?.components;
  if (outputs.length !== 1 || fields === undefined || fields === null || inputs.at(-1)?.baseType === "tuple") {
    return [...args].slice(-outputs.length);
  }
  return [fields.map(({ name }) => args.getValue(name) as unknown)];
}

/** Two sets of a view's outputs for people: the fields in which they differ, or all if they are the same. */
export function contrast({ outputs }: FunctionFragment, a: string, b: string): [string, string] {
  const fields = (data: string) => fieldsOf(outputs, coder.decode(outputs, data));
  const [left, right] = [fields(a), fields(b)];
  const words = (these: readonly Field[], those: readonly Field[]) => {
    const shown = these.filter(({ text }, index) => a === b || text !== those[index]?.text);
    return shown.map(({ name, text }) => (name === "" ? text : `${name} ${text}`)).join(", ");
  };
  return [words(left, right), words(right, left)];
}

interface Field {
  readonly name: string;
  readonly text: string;
}

/** The fields of outputs; those of a single struct one by one. */
function fieldsOf(types: readonly ParamType[], values: Result): Field[] {
  const [only] = types;
  if (types.length === 1 && only?.components != null) return fieldsOf(only.components, values[0] as Result);
  return types.map(({ name }, index) => ({ name, text: wordsOf(values[index]) }));
}

function wordsOf(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(wordsOf).join(", ")}]` : String(value);
}
