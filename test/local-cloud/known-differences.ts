// Where mingo and sift are known to answer otherwise than MongoDB: by what one tells the case, and which way the answers differ.
import { equal } from '../../scripts/local-cloud/database/bson-order';
import { valueAt, type Doc } from '../../scripts/local-cloud/database/document';

interface Refusal {
  readonly refused: true;
}
export const refusal: Refusal = { refused: true };
/** Whether ours and theirs differ as the table says. */
type Answers = (ours: unknown, theirs: readonly unknown[], asked: string) => boolean;

/** A place where another implementation is known to differ from MongoDB. */
export interface Difference {
  readonly why: string;
  readonly holds: (asked: string, doc: string) => boolean;
  /** Which way the answers differ, where that is always the same. */
  readonly answers?: Answers;
}

const includes =
  (...parts: readonly RegExp[]): Difference['holds'] =>
  (asked, doc) =>
    parts.every((part) => part.test(`${asked} on ${doc}`));

/** Our answer to a query, or its opposite where the query denies something. */
const matching =
  (match: boolean): Answers =>
  (ours, _theirs, asked) =>
    ours === match || /\$(nor|not|nin|ne)"|"\$exists":false/.test(asked);

export const ofQueries: readonly Difference[] = [
  {
    why: 'mingo wants a list for $all',
    holds: includes(/"\$all":\[/, /on .*"[abc]":(?!\[)/),
    answers: matching(true),
  },
  {
    why: 'mingo finds an empty list or null below a list without documents',
    holds: includes(
      /"[ab]\.(1\.)?[de0]":(null|\{"\$(size":|(eq|ne)":(\[|null)|(in|nin|all)":[^\]]*null))/,
      /on .*"[ab]":\[/,
    ),
    answers: matching(false),
  },
  {
    why: 'mingo matches no empty text in $all',
    holds: includes(/"\$all":\[[^\]]*""/),
    answers: matching(true),
  },
  {
    why: 'mingo and sift take null, text and lists as numbers in $mod',
    holds: includes(/\$mod/),
    answers: matching(false),
  },
  {
    why: '{$gte: null} and {$lte: null} match null in MongoDB',
    holds: includes(/"\$[gl]te":null/),
    answers: matching(true),
  },
  {
    why: 'mingo puts the lists of several documents together',
    holds: includes(/"[ab]\.[de]":\{"\$(size|all|not|ne|nin|elemMatch)"/, /on .*\[\{/),
  },
  {
    why: '$all with null matches a missing field',
    holds: includes(/"\$all":\[[^\]]*null/),
    answers: matching(true),
  },
  {
    why: 'a list in a list is not taken apart',
    holds: includes(/on .*\[\[|on .*"e":\[/),
    answers: matching(false),
  },
  {
    why: '$elemMatch of a document does not match a scalar',
    holds: includes(/"\$elemMatch":\{"d"/),
    answers: matching(false),
  },
  {
    why: 'a list in a list is a document of its positions for $elemMatch',
    holds: includes(/"\$elemMatch":\{"d":null/, /on .*\[\[/),
    answers: matching(true),
  },
  {
    why: 'MongoDB cuts fractions off before $mod',
    holds: includes(/\$mod/, /on .*1\.5/),
    answers: matching(true),
  },
];

/** MongoDB refuses what the other does. */
const refusedByUs: Answers = (ours) => ours === refusal;
const refusedByThem: Answers = (ours, theirs) => ours !== refusal && theirs.includes(refusal);
const operandOf = (asked: string): readonly [string, Doc] =>
  Object.entries(Object.values(JSON.parse(asked) as Record<string, Record<string, Doc>>)[0] ?? {})[0] ?? [
    '',
    {},
  ];

export const ofUpdates: readonly Difference[] = [
  {
    why: 'mingo adds nothing to a list that holds a value twice',
    holds: includes(/"\$addToSet"/, /on .*"a":\[.*(true|false|null|-?\d|"\w*").*,\1/),
  },
  { why: 'mingo goes through null', holds: includes(/"a\.[0d]"/, /on .*"a":null/), answers: refusedByUs },
  {
    why: 'mingo walks through lists of documents',
    holds: includes(/"a\.d"/, /on .*"a":\[/),
    answers: refusedByUs,
  },
  {
    why: 'mingo compares lists in lists by their elements',
    holds: includes(/"\$(addToSet|pull|pullAll)"/, /on .*\[\[/),
  },
  { why: 'mingo renames an element of a list', holds: includes(/"\$rename":\{"a\.0"/), answers: refusedByUs },
  {
    why: 'mingo compares a list by its elements in $min and $max',
    holds: includes(/"\$(min|max)"/, /on .*\[/),
  },
  { why: 'mingo adds the same value twice', holds: includes(/"\$addToSet":\{"[a-z.0]+":\{"\$each"/) },
  {
    why: 'mingo pushes into a missing field without $sort and $slice',
    holds: (asked, doc) => {
      const [path, operand] = operandOf(asked);
      const isMissing = valueAt(JSON.parse(doc) as Doc, path) === undefined;
      return asked.startsWith('{"$push"') && isMissing && '$each' in operand;
    },
  },
  {
    why: 'mingo orders documents otherwise',
    holds: includes(/"\$push":\{"a":.*"\$sort":1/, /on .*"a":\[\{/),
    answers: (ours, theirs) => ours !== refusal && !theirs.includes(refusal),
  },
];

const lacksN = (_asked: string, docs: string): boolean =>
  (JSON.parse(docs) as Doc[]).some((doc) => !('n' in doc));
/** A rule about documents without the field `n`, and a pipeline that has these parts. */
const withoutN =
  (...parts: readonly RegExp[]): Difference['holds'] =>
  (asked, docs) =>
    lacksN(asked, docs) && includes(/"\$n"/, ...parts)(asked, docs);
const inOrder = (docs: unknown): unknown =>
  Array.isArray(docs)
    ? (docs as Doc[]).map(({ v, ...others }) => ({ ...others, v: Array.isArray(v) ? v.toSorted() : v }))
    : docs;

export const ofPipelines: readonly Difference[] = [
  {
    why: 'mingo refuses $trunc of one argument',
    holds: includes(/"\$trunc"/),
    answers: refusedByThem,
  },
  {
    why: 'a missing field is below null and every number, not null',
    holds: withoutN(/"\$(cmp|gt|lte|eq|lt)":\[/),
    answers: (ours, theirs) => ours !== refusal && !theirs.includes(refusal),
  },
  {
    why: 'MongoDB pushes no missing values',
    holds: withoutN(/"\$push":"\$n"/),
    answers: (ours, theirs) =>
      equal(JSON.parse(JSON.stringify(theirs[0]).replaceAll(/null,|,null|null/g, '')), ours),
  },
  {
    why: 'mingo divides by zero',
    holds: includes(/"\$(mod|divide)":\[[^\]]*,("\$[nm]"|0)\]/),
    answers: refusedByUs,
  },
  {
    why: 'mingo refuses or leaves out what is null',
    holds: withoutN(),
    answers: (ours, theirs) =>
      ours !== refusal && (theirs.includes(refusal) || JSON.stringify(ours).includes('null')),
  },
  {
    why: 'mingo knows no $indexOfCP and counts no bytes',
    holds: includes(/\$(indexOfCP|indexOfBytes)/),
    answers: refusedByThem,
  },
  {
    why: 'sets have no order',
    holds: includes(/\$(setUnion|setIntersection|setDifference)/),
    answers: (ours, theirs) => equal(inOrder(ours), inOrder(theirs[0])),
  },
  {
    why: 'mingo counts a document of none',
    holds: includes(/"\$count"/),
    answers: (ours, theirs) => equal(ours, []) && equal(theirs[0], [{ total: 0 }]),
  },
];
