// wx functions that need no phone: values, the time, and what a mini-program reports to WeChat, where nobody reads it here.
import { builtInTable, nativeTags } from '../../built-in-table';
import { base64Of, fromBase64 } from './base64';
import { api } from './calling';

const nothing = () => undefined;

export const plain = {
  arrayBufferToBase64: base64Of,
  base64ToArrayBuffer: fromBase64,
  getRandomValues: api('getRandomValues', ({ length }: { length: number }) => ({
    randomValues: crypto.getRandomValues(new Uint8Array(length)).buffer,
  })),
  getPerformance: () => ({
    now: () => performance.now(),
    getEntries: () => [],
    getEntriesByName: () => [],
    getEntriesByType: () => [],
    createObserver: () => ({ observe: nothing, disconnect: nothing }),
  }),
  getLogManager: () => logs,
  getRealtimeLogManager: () => logs,
  reportEvent: nothing,
  reportAnalytics: nothing,
  reportMonitor: nothing,
  reportPerformance: nothing,
  setEnableDebug: api('setEnableDebug', nothing),
  requestIdleCallback: (run: () => void) => window.setTimeout(run, 1),
  cancelIdleCallback: (handle: number) => window.clearTimeout(handle),
  createBufferURL: (bytes: ArrayBuffer) => URL.createObjectURL(new Blob([bytes])),
  revokeBufferURL: (url: string) => URL.revokeObjectURL(url),
};

const logs = Object.fromEntries(
  ['log', 'info', 'warn', 'error', 'debug', 'in', 'setFilterMsg', 'addFilterMsg'].map((name) => [
    name,
    nothing,
  ]),
);

/** wx.canIUse: whether the preview plays what is named first in `schema`, a function of `wx` or an element. */
export function canIUse(schema: string, known: object): boolean {
  const [name = ''] = schema.split('.');
  return name in known || name in builtInTable || nativeTags.includes(name);
}
