// Timer triggers: fires the functions' cron lines by the local clock.
// Format: developers.weixin.qq.com, cloud functions, triggers (read 2026-11).
import { Cron } from 'croner';
import type { LocalClock } from '../clock';
import { messageOf } from '../service-error';
import type { FunctionHost, InvocationResult } from './function-host';
import type { FunctionDirectory, TimerTrigger } from './function-settings';

const utcPlus8 = 480;

export interface TimerTriggersOptions {
  readonly directory: FunctionDirectory;
  readonly functions: FunctionHost;
  readonly clock: LocalClock;
  readonly log: (line: string) => void;
}

export class TimerTriggers {
  private readonly cancels = new Set<() => void>();
  private running = false;

  constructor(private readonly options: TimerTriggersOptions) {}

  /** Plans the next run of every trigger. Throws on a cron line that is wrong. */
  start(): void {
    this.stop();
    this.running = true;
    for (const name of this.options.directory.names()) {
      for (const trigger of this.options.directory.settings(name).timers) this.plan(name, trigger);
    }
  }

  stop(): void {
    this.running = false;
    for (const cancel of this.cancels) cancel();
    this.cancels.clear();
  }

  /** Runs a function's timer trigger now; the first one unless named. */
  async fire(functionName: string, triggerName?: string): Promise<InvocationResult> {
    const { timers } = this.options.directory.settings(functionName);
    const trigger = triggerName === undefined ? timers[0] : timers.find(({ name }) => name === triggerName);
    if (!trigger) {
      throw new Error(
        `function "${functionName}" has no timer trigger${triggerName === undefined ? '' : ` "${triggerName}"`} in its config.json or cloudbaserc.json`,
      );
    }
    return this.run(functionName, trigger);
  }

  private plan(name: string, trigger: TimerTrigger): void {
    const next = nextRun(name, trigger, this.options.clock.now());
    if (next === undefined) return;
    const cancel = this.options.clock.at(next, () => {
      this.cancels.delete(cancel);
      // The next run is planned when this one is over: two runs of a trigger never overlap.
      void this.run(name, trigger)
        .catch((error: unknown) =>
          this.options.log(`timer ${trigger.name} of ${name} failed: ${messageOf(error)}`),
        )
        .then(() => {
          if (this.running) this.plan(name, trigger);
        });
    });
    this.cancels.add(cancel);
  }

  private async run(name: string, trigger: TimerTrigger): Promise<InvocationResult> {
    const now = new Date(this.options.clock.now()).toISOString();
    const event = {
      Type: 'Timer',
      TriggerName: trigger.name,
      Time: now.replace(/\.\d+Z$/, 'Z'),
      Message: '',
    };
    return this.options.functions.invoke(name, event, { source: 'wx_trigger', trigger: 'timer' });
  }
}

function nextRun(name: string, { name: triggerName, cron }: TimerTrigger, now: number): number | undefined {
  try {
    return new Cron(cron, { mode: '7-part', utcOffset: utcPlus8 }).nextRun(new Date(now))?.getTime();
  } catch (error) {
    throw new Error(
      `timer ${triggerName} of ${name}: "${cron}" is no seven-field cron line (second minute hour day month weekday year): ${messageOf(error)}`,
    );
  }
}
