// The instances of one function: idle ones are reused, new ones start on demand up to a limit, and
// calls beyond it wait. Instances of an older build are retired.

/** What a pool needs to know of a process. */
interface Instance {
  readonly alive: boolean;
  readonly exited: Promise<void>;
  kill(): void;
}

export class FunctionPool<Process extends Instance> {
  private readonly idle: Process[] = [];
  private readonly all = new Map<Process, string>();
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly limit: number) {}

  /** An instance of this build, for the caller alone until it is given back. */
  async take(build: string, start: () => Process): Promise<Process> {
    for (;;) {
      const warm = await this.takeIdle(build);
      if (warm) return warm;
      if (this.all.size < this.limit) return this.add(build, start());
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  giveBack(instance: Process): void {
    if (instance.alive) this.idle.push(instance);
    else this.all.delete(instance);
    this.waiting.shift()?.();
  }

  /** Ends every instance; calls in flight fail. */
  async killAll(): Promise<void> {
    const instances = [...this.all.keys()];
    for (const instance of instances) this.drop(instance);
    await Promise.all(instances.map((instance) => instance.exited));
  }

  private async takeIdle(build: string): Promise<Process | undefined> {
    for (let instance = this.idle.pop(); instance; instance = this.idle.pop()) {
      if (instance.alive && this.all.get(instance) === build) return instance;
      this.drop(instance);
      // What it held, the port of a debugger for one, is free only then.
      await instance.exited;
    }
    return undefined;
  }

  private add(build: string, instance: Process): Process {
    this.all.set(instance, build);
    void instance.exited.then(() => {
      this.all.delete(instance);
      this.waiting.shift()?.();
    });
    return instance;
  }

  private drop(instance: Process): void {
    this.all.delete(instance);
    instance.kill();
  }
}
