// What a function finds of this machine.
/** Of the parent's environment a function sees only what a process needs to run at all; its time zone is the cloud's. */
export function systemEnvironment(): Record<string, string> {
  const needed = ['PATH', 'SystemRoot'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { TZ: 'UTC', ...Object.fromEntries(needed) };
}
