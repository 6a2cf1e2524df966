/** Judges what WeChat's compiler prints. */

/** It asks its server for lists that it can do without, and says so in these words when there is none. */
const serverIsFar = /servicewechat\.com|get white ext list fail/;
/** It says how long its parts took by `console.warn`. */
const isTime = /compile cost:/;
const isComplaint = /warn|警告|\berror\b|错误|\bfail(ed)?\b|失败|deprecated/i;
/** Steps carry file names, and a file may be called anything. */
const isStep = /^\{"id":"\d+","message":".*","status":"(doing|done)"\}$/;

/** The lines in which the compiler complains of the mini-program. */
export function complaints(said: string): readonly string[] {
  const lines = said.split(/\r?\n/).map((line) => line.trim());
  return lines.filter(
    (line) => isComplaint.test(line) && !isStep.test(line) && !serverIsFar.test(line) && !isTime.test(line),
  );
}
