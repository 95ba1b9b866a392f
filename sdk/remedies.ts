export const remedies: Readonly<
  Record<string, (args: Record<string, unknown>) => { message: string; remedy: string }>
> = {};
