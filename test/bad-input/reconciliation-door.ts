/** What operators ask of function `pay` about reconciliation and figures, as one more door for bad calls. */
import { callable } from '../../shared/kernel/callable';
import type { Identity } from '../../shared/kernel/ports';
import { reconciliationActions } from '../../shared/reconciliation/door';
import { ADay, DAY } from '../reconciliation/a-day';
import { operator, stranger } from '../payments/flows/world';
import type { FunctionDoor, Opened, Who } from './function-doors';

const STAND_IN = '0123456789abcdef01234567';
const explanation = 'seen in the back office';

const inputs = {
  listreconciliations: { before: 1_893_620_800_000, before_id: `payment:v3:${DAY}`, limit: 10 },
  reconciliation: { pay_sp: 'v3', date: DAY },
  resolve: { finding_id: STAND_IN, decision: 'dismissed', explanation },
  figures: { from: DAY, to: DAY, zone: '+08:00' },
  exportorders: { from: DAY, to: DAY, zone: '+08:00', before: 1_893_620_800_000, before_no: 'CPORDER01' },
};

const who = ({ openid }: { readonly openid: string }): Who => ({ openid });

/** A day of which one payment is missing at the PSP. */
async function open(): Promise<Opened> {
  const on = new ADay();
  on.refunded(on.paid());
  const { findings } = await on.reported();
  const reports = new Map(on.reports.table);
  const orders = new Map(on.world.store.orderTable);
  const finding_id = findings[0]?.id ?? '';
  return {
    call(event, { openid = '' }) {
      const identity: Identity = { openid, appid: operator.appid, unionid: '', fromAppid: '' };
      const door = { room: on.room, log: on.world.shop.log, identity: () => Promise.resolve(identity) };
      return callable(door, reconciliationActions, event);
    },
    stored: () => JSON.stringify([[...on.reports.table], [...on.world.store.orderTable]]),
    logged: on.world.logged,
    restore() {
      on.reports.table.clear();
      for (const [id, report] of reports) on.reports.table.set(id, report);
      on.world.store.orderTable.clear();
      for (const [no, order] of orders) on.world.store.orderTable.set(no, order);
    },
    stranger: who(stranger),
    good: {
      listreconciliations: { input: inputs.listreconciliations, who: who(operator) },
      reconciliation: { input: inputs.reconciliation, who: who(operator) },
      resolve: { input: { ...inputs.resolve, finding_id }, who: who(operator) },
      figures: { input: inputs.figures, who: who(operator) },
      exportorders: { input: inputs.exportorders, who: who(operator) },
    },
  };
}

export const reconciliationDoor: FunctionDoor = { name: 'pay (reconciliation)', inputs, open };
