/** What a history says of calls, log lines and answers. */

export const isPlain = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';

/** Not told: what no reader needs. */
export const isTold = (name: string): boolean => !['ms', 'detail'].includes(name);

/** The part of an answer that a reader needs. */
export const summary = (said: string): string => {
  const [errcode, state, errmsg] = [/"errcode":\d+/, /"state":"\w+"/, /"errmsg":"[^"]*"/].map(
    (part) => part.exec(said)?.[0] ?? '',
  );
  return [errcode, state, errmsg].filter((one) => one !== '').join(' ') || said.slice(0, 60);
};
