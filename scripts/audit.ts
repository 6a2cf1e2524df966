/**
 * `npm run audit [-- --env ID | --url http://127.0.0.1:7070]`: a second account of the money. Each order is made again from its journal, each
 * movement booked in double entry, the member ledger proven; whatever does not add up is named. The last line is
 * `N orders, N do not add up`; exit code 1 when one does not, 2 when the environment cannot be read.
 */
import { auditAside } from './audit/aside';
import { auditMembers } from './audit/members';
import { auditOrder } from './audit/orders';
import { accounts, Books } from './audit/books';
import { openDocuments, whichEnvironment, type Documents } from './environment/documents';
import { aligned } from './bench/row';

/** So many orders between two lines about progress. */
const PROGRESS = 10_000;

async function main(): Promise<void> {
  const documents = await openDocuments(whichEnvironment());
  console.log(`the money of ${documents.name}`);
  const { orders, wrong, books } = await auditOrders(documents);
  const aside = await auditAside(documents, books);
  const members = await auditMembers(documents);
  for (const problem of [...aside.problems, ...members.problems]) console.log(problem);
  console.log(aligned([['PSP and currency', ...accounts, 'sum'], ...books.balances().map(rowOf)]));
  console.log(`${aside.notices} notices kept aside, ${aside.problems.length} problems`);
  console.log(`${members.entries} entries in the member ledger, ${members.problems.length} problems`);
  console.log(`${orders} orders, ${wrong} do not add up`);
  process.exitCode = wrong + aside.problems.length + members.problems.length === 0 ? 0 : 1;
}

const rowOf = ([name, balances]: ReturnType<Books['balances']>[number]): readonly string[] => [
  name,
  ...accounts.map((account) => String(balances[account])),
  String(accounts.reduce((sum, account) => sum + balances[account], 0)),
];

async function auditOrders(
  documents: Documents,
): Promise<{ readonly orders: number; readonly wrong: number; readonly books: Books }> {
  const books = new Books();
  let [orders, wrong, older] = [0, 0, 0];
  for await (const raw of documents.all('orders')) {
    const audited = await auditOrder(documents, raw);
    orders += 1;
    if (audited.isOlder) older += 1;
    if (audited.books) books.add(audited.books);
    if (audited.problems.length > 0) {
      wrong += 1;
      for (const problem of audited.problems) console.log(`order ${audited.outTradeNo} ${problem}`);
    }
    if (orders % PROGRESS === 0) console.log(`… ${orders} orders so far`);
  }
  if (older > 0)
    console.log(`${older} orders are older than journals that say what moved; nothing is proven of them`);
  return { orders, wrong, books };
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
