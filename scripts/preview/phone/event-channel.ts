// The channel between a page and the one that it opened. What is said before anybody listens is kept.

type Listener = (...said: unknown[]) => void;

export interface EventChannel {
  on(name: string, listener: Listener): void;
  once(name: string, listener: Listener): void;
  off(name: string, listener?: Listener): void;
  emit(name: string, ...said: unknown[]): void;
}

export function createEventChannel(): EventChannel {
  const listeners = new Map<string, Set<Listener>>();
  const kept = new Map<string, unknown[][]>();
  const channel: EventChannel = {
    on(name, listener) {
      listeners.set(name, (listeners.get(name) ?? new Set()).add(listener));
      for (const said of kept.get(name) ?? []) listener(...said);
      kept.delete(name);
    },
    once(name, listener) {
      const only: Listener = (...said) => {
        channel.off(name, only);
        listener(...said);
      };
      channel.on(name, only);
    },
    off(name, listener) {
      if (listener) listeners.get(name)?.delete(listener);
      else listeners.delete(name);
    },
    emit(name, ...said) {
      const heard = [...(listeners.get(name) ?? [])];
      if (heard.length === 0) kept.set(name, [...(kept.get(name) ?? []), said]);
      for (const listener of heard) listener(...said);
    },
  };
  return channel;
}
