// The orders of some days as a CSV on this phone: the back end hands it over page by page, the phone writes them one after the
// other, and goes on where it broke off.
import { exportOrders } from '../../services/operator';
import type { DaysInZone, ExportPlace } from '../../services/operator';

/** Spreadsheets take a CSV for UTF-8 only with this mark. */
const byteOrderMark = '\uFEFF';

export class ExportFile {
  /** Orders that were written. */
  orders = 0;
  /** Everything was written. */
  isWhole = false;
  /** Its content, for the clipboard. */
  csv = '';
  private next: ExportPlace | undefined;

  constructor(private readonly days: DaysInZone) {}

  /** The file's name, as it is shown where it is sent to. */
  get name(): string {
    return `orders-${this.days.from}-${this.days.to}.csv`;
  }

  get path(): string {
    return `${wx.env.USER_DATA_PATH}/${this.name}`;
  }

  /** Writes what is missing; `progress` is told after each page. Rejects where it breaks off, and can be called again. */
  async write(progress: (orders: number) => void): Promise<void> {
    while (!this.isWhole) {
      const { csv, orders, next } = await exportOrders(this.days, this.next);
      this.csv += csv;
      this.orders += orders;
      this.next = next;
      this.isWhole = next === undefined;
      progress(this.orders);
    }
    wx.getFileSystemManager().writeFileSync(this.path, byteOrderMark + this.csv, 'utf8');
  }
}
