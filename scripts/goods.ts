/**
 * `npm run goods -- import --file goods.csv [--yes] [--remove]` and `npm run goods -- export --file goods.csv [--force]`: the goods of the
 * local cloud or of `--env ID` out of a file, and into one. A table (.csv) has prices in major units with their currency, `EUR 12.95`; a
 * file of documents (.json) has them as they are stored, in minor units: `"price": 1295, "fee_type": "EUR"`. What differs is shown before
 * anything is written; goods that the file does not name stay, unless `--remove`. Exit code 0 when it is as it was wanted, 1 when
 * something was found or not written, 2 when it cannot be tried.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { terminalOf } from './config/terminal';
import { environmentOptions, type Which } from './environment/documents';
import { bring } from './goods/bring';
import { isPriced } from './goods/difference';
import { csvOfGoods, goodsFromCsv } from './goods/from-csv';
import { goodsFromJson, jsonOfGoods } from './goods/from-json';
import { ofFile, type GoodsFile } from './goods/goods-fields';
import { openGoods } from './goods/online-goods';

interface Wish {
  readonly does: 'import' | 'export';
  readonly file: string;
  readonly yes: boolean;
  readonly remove: boolean;
  readonly force: boolean;
  readonly which: Which;
}

function readWish(args: readonly string[]): Wish {
  const flag = { type: 'boolean', default: false } as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...environmentOptions, file: { type: 'string' }, yes: flag, remove: flag, force: flag },
  });
  const [does, ...more] = positionals;
  const { file, env, url, ...flags } = values;
  if ((does !== 'import' && does !== 'export') || more.length > 0 || !/\.(csv|jsonl?)$/i.test(file ?? ''))
    throw new Error('npm run goods -- import --file goods.csv, or export; the file ends in .csv or .json');
  return { does, file: file ?? '', ...flags, which: { env, url } };
}

const isTable = (file: string): boolean => /\.csv$/i.test(file);

function goodsIn(file: string): GoodsFile {
  const text = readFileSync(file, 'utf8');
  return isTable(file) ? goodsFromCsv(text) : goodsFromJson(text);
}

async function bringIn(wish: Wish): Promise<0 | 1> {
  const file = goodsIn(wish.file);
  const terminal = terminalOf((line) => console.log(line));
  try {
    return await bring({ terminal, online: await openGoods(wish.which) }, file, wish);
  } finally {
    terminal.close();
  }
}

async function takeOut({ file, force, which }: Wish): Promise<0 | 1> {
  if (existsSync(file) && !force)
    throw new Error(`${file} is there already; nothing was written. --force writes over it`);
  const online = await openGoods(which);
  const all = (await online.all()).map(ofFile);
  const told = isTable(file) ? all.filter(isPriced) : all;
  writeFileSync(file, isTable(file) ? csvOfGoods(told) : jsonOfGoods(told));
  console.log(`${told.length} goods of ${online.name} written to ${file}`);
  for (const { _id: id } of all.filter((one) => !told.includes(one)))
    console.error(`${String(id)} has no price that a table can hold: export it into a .json file`);
  return told.length === all.length ? 0 : 1;
}

const wish = (): Wish => readWish(process.argv.slice(2));

Promise.resolve()
  .then(() => (wish().does === 'import' ? bringIn(wish()) : takeOut(wish())))
  .then(
    (code) => (process.exitCode = code),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 2;
    },
  );
