// A watched query while it is open: looked at again after each commit that wrote into its collection.
import type { ChangeFeed } from '../../database/change-feed';
import type { Snapshot, WatchedQuery } from './watched-query';

export interface WatchListener {
  snapshot(snapshot: Snapshot): void;
  /** The watch is over. */
  failed(error: unknown): void;
}

export class OpenWatch {
  private isDue = false;
  private ended = false;
  private readonly stopListening: () => void;

  /** The first snapshot follows by itself. */
  constructor(
    private readonly query: WatchedQuery,
    private readonly listener: WatchListener,
    feed: ChangeFeed,
  ) {
    this.stopListening = feed.listen((written) => {
      if (written.collection !== query.collection) return;
      query.note(written);
      this.lookSoon();
    });
    this.lookSoon();
  }

  close(): void {
    this.ended = true;
    this.stopListening();
  }

  private isOver(): boolean {
    return this.ended;
  }

  /** After the commit that is being made now. */
  private lookSoon(): void {
    if (this.isDue) return;
    this.isDue = true;
    setImmediate(() => {
      this.isDue = false;
      void this.look();
    });
  }

  private async look(): Promise<void> {
    if (this.isOver()) return;
    try {
      const snapshot = await this.query.next();
      if (snapshot && !this.isOver()) this.listener.snapshot(snapshot);
    } catch (error) {
      if (this.isOver()) return;
      this.close();
      this.listener.failed(error);
    }
  }
}
