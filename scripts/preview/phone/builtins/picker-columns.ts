// The lists of a picker in each of its modes, and what the chosen places mean.

/** One list of a picker. */
export interface PickerColumn {
  readonly items: readonly string[];
  readonly chosen: number;
}

export interface PickerSettings {
  readonly mode: string;
  readonly range: unknown;
  readonly rangeKey: string;
  readonly value: unknown;
  readonly start: string;
  readonly end: string;
  /** `year`, `month` or `day`. */
  readonly fields: string;
}

export interface PickerColumns {
  readonly columns: readonly PickerColumn[];
  readonly valueOf: (chosen: readonly number[]) => unknown;
}

export function columnsOf(settings: PickerSettings): PickerColumns {
  switch (settings.mode) {
    case 'multiSelector':
      return multi(settings);
    case 'time':
      return numbers(settings, ':', [
        [0, 23],
        [0, 59],
      ]);
    case 'date':
      return numbers(settings, '-', dateRanges(settings));
    case 'region':
      return region;
    default:
      return single(settings);
  }
}

function single({ range, rangeKey, value }: PickerSettings): PickerColumns {
  return {
    columns: [{ items: texts(range, rangeKey), chosen: Number(value) || 0 }],
    valueOf: ([chosen = 0]) => String(chosen),
  };
}

function multi({ range, rangeKey, value }: PickerSettings): PickerColumns {
  const places: readonly unknown[] = Array.isArray(value) ? value : [];
  const lists: readonly unknown[] = Array.isArray(range) ? range : [];
  return {
    columns: lists.map((list, at) => ({ items: texts(list, rangeKey), chosen: Number(places[at]) || 0 })),
    valueOf: (chosen) => [...chosen],
  };
}

function texts(range: unknown, key: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(range) ? range : [];
  return list.map((item) => {
    const shown =
      key && typeof item === 'object' && item !== null ? (item as Record<string, unknown>)[key] : item;
    return String(shown);
  });
}

type Range = readonly [first: number, last: number];

function dateRanges({ start, end, fields }: PickerSettings): readonly Range[] {
  const year = (date: string, otherwise: number) => Number(date.slice(0, 4)) || otherwise;
  const all: readonly Range[] = [
    [year(start, 1970), year(end, 2100)],
    [1, 12],
    [1, 31],
  ];
  return all.slice(0, { year: 1, month: 2 }[fields] ?? 3);
}

function numbers({ value }: PickerSettings, sign: string, ranges: readonly Range[]): PickerColumns {
  const now = typeof value === 'string' ? value.split(sign).map(Number) : [];
  const items = ranges.map(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, at) => padded(first + at)),
  );
  return {
    columns: items.map((list, at) => ({
      items: list,
      chosen: Math.max(0, list.indexOf(padded(now[at] ?? NaN))),
    })),
    valueOf: (chosen) =>
      clipped(
        items.map((list, at) => list[chosen[at] ?? 0] ?? ''),
        sign,
      ),
  };
}

const padded = (value: number): string => String(value).padStart(2, '0');

/** The 31st of a shorter month is its last day. */
function clipped(parts: readonly string[], sign: string): string {
  if (sign !== '-' || parts.length < 3) return parts.join(sign);
  const [year = 0, month = 1, day = 1] = parts.map(Number);
  const last = new Date(year, month, 0).getDate();
  return [...parts.slice(0, 2), padded(Math.min(day, last))].join(sign);
}

const regions = [
  ['广东省', '广州市', '海珠区', '440105'],
  ['北京市', '北京市', '东城区', '110101'],
  ['上海市', '上海市', '黄浦区', '310101'],
] as const;

/** A few regions stand for all of them. */
const region: PickerColumns = {
  columns: [{ items: regions.map((names) => names.slice(0, 3).join(' ')), chosen: 0 }],
  valueOf: ([chosen = 0]) => (regions[chosen] ?? regions[0]).slice(0, 3),
};
