// Where the operators' pages lead. A page that lies open already is gone back to, so that going from an order to kept-aside
// money and back never fills WeChat's ten pages.
import { say } from '../i18n/chrome';
import { failureText } from '../services/cloud';
import { laidOnTop } from '../services/navigation';
import { words } from './i18n/words';

export type OperatorPage =
  'orders' | 'order' | 'refund' | 'inbox' | 'reports' | 'report' | 'figures' | 'exports' | 'problems';

type Query = Readonly<Record<string, string>>;

let moving = false;

/** Opens an operators' page; a second tap while the first still moves opens nothing. A refusal of WeChat is said. */
export async function openOperatorPage(page: OperatorPage, query: Query = {}): Promise<void> {
  if (moving) return;
  moving = true;
  try {
    await go(page, query);
  } catch (failure) {
    say(`${words().common.not_opened} (${failureText(failure)})`);
  } finally {
    moving = false;
  }
}

async function go(page: OperatorPage, query: Query): Promise<void> {
  const route = `operator/pages/${page}/${page}`;
  const pages = getCurrentPages();
  const place = pages.findIndex((open) => open.route === route && isSame(open.options, query));
  if (place >= 0) await wx.navigateBack({ delta: pages.length - 1 - place });
  else await laidOnTop(`/${route}${queryText(query)}`);
}

/** Whether a page was opened with this query; WeChat hands it over as it was written: encoded. */
const isSame = (options: Readonly<Record<string, string | undefined>>, query: Query): boolean =>
  [...new Set([...Object.keys(options), ...Object.keys(query)])].every((name) => {
    const [given, wanted] = [options[name], query[name]];
    return given === wanted || (wanted !== undefined && given === encodeURIComponent(wanted));
  });

function queryText(query: Query): string {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
