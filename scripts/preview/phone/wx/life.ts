// wx functions that tell what happens to the mini-program as a whole: it is shown, hidden, resized, or fails.

type Listener = (told: object) => void;

/** Hears of the mini-program's life; a mini-program adds and takes away listeners. */
export class LifeListeners {
  private readonly listeners = new Map<string, Set<Listener>>();

  constructor() {
    window.addEventListener('resize', () => this.tell('WindowResize', { size: windowSize() }));
    window.addEventListener('error', ({ error, message }: ErrorEvent) =>
      this.tellRaw('Error', error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : message),
    );
    window.addEventListener('unhandledrejection', ({ reason, promise }) =>
      this.tell('UnhandledRejection', { reason: reason as unknown, promise }),
    );
  }

  tell(what: string, told: object): void {
    this.tellRaw(what, told);
  }

  /** `on…` and `off…` of each thing that is told. */
  functions(): Readonly<Record<string, (listener?: Listener) => void>> {
    return Object.fromEntries(
      ['AppShow', 'AppHide', 'WindowResize', 'Error', 'UnhandledRejection'].flatMap((what) => [
        [`on${what}`, (listener?: Listener) => this.add(what, listener)],
        [`off${what}`, (listener?: Listener) => this.remove(what, listener)],
      ]),
    );
  }

  private tellRaw(what: string, told: unknown): void {
    for (const listener of this.listeners.get(what) ?? []) (listener as (told: unknown) => void)(told);
  }

  private add(what: string, listener?: Listener): void {
    if (!listener) return;
    this.listeners.set(what, (this.listeners.get(what) ?? new Set()).add(listener));
  }

  private remove(what: string, listener?: Listener): void {
    if (listener) this.listeners.get(what)?.delete(listener);
    else this.listeners.delete(what);
  }
}

const windowSize = () => ({ windowWidth: window.innerWidth, windowHeight: window.innerHeight });
