// What a function sees as now: the machine's clock plus an offset that every call brings.
'use strict';

const MachineDate = Date;
const machineNow = Date.now;
let offsetMs = 0;
const localNow = () => machineNow() + offsetMs;
MachineDate.now = localNow;
const LocalDate = new Proxy(MachineDate, {
  construct(target, args, newTarget) {
    const given = args.length === 0 ? [localNow()] : args;
    return Reflect.construct(target, given, newTarget === LocalDate ? target : newTarget);
  },
  apply: () => new MachineDate(localNow()).toString(),
});
MachineDate.prototype.constructor = LocalDate;
globalThis.Date = LocalDate;

exports.setOffset = (offset) => {
  offsetMs = offset;
};
