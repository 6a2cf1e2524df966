/** What reconciliation needs of the world. `adapters/` fills it, tests fill it differently. */
import type { Documents } from '../kernel/versioned';
import type {
  Books,
  ConnectedAccount,
  Fetched,
  Funds,
  Listed,
  Shop,
  StatementDay,
  StatementTimes,
} from '../payments';
import type { Report } from './reports/report';

export interface ReportFilter {
  readonly configId: string;
  readonly paySps: readonly string[];
  /** Only reports written before this moment, milliseconds. */
  readonly before: number;
  /** Also those of that very moment with a smaller id. */
  readonly beforeId?: string;
  readonly limit: number;
}

/** The collection of reports. */
export const REPORTS = 'reconciliations';

/** Collection `reconciliations`. Every method is one round trip. */
export interface Reports extends Documents<Report> {
  /** Reports that have contents or a problem, those written last first. */
  list(filter: ReportFilter): Promise<Listed<Report>>;
  /** The reports that have a finding; the newest days first, at most ten. */
  withFinding(findingId: string): Promise<Listed<Report>>;
}

/** Where statements come from. */
export interface Statements {
  /** When this account's PSP states its days; undefined where it never does. */
  timesOf(connected: ConnectedAccount): StatementTimes | undefined;
  get(shop: Shop, connected: ConnectedAccount, day: StatementDay): Promise<Fetched>;
  /** What moved on the account that day. */
  fundsOf(shop: Shop, connected: ConnectedAccount, day: StatementDay): Promise<Funds>;
}

/** What reconciliation works with. */
export interface Reconciling {
  readonly shop: Shop;
  readonly books: Books;
  readonly reports: Reports;
  readonly statements: Statements;
  /** The configuration documents that there are. */
  configIds(): Promise<readonly string[]>;
}
