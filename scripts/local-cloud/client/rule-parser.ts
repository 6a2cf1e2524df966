// Reads an expression of a security rule into a tree. Grammar: docs.cloudbase.net/rule/learn-rules, read 2026-11.

export type RuleTree =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'name'; readonly name: (typeof names)[number] }
  | { readonly kind: 'list'; readonly items: readonly RuleTree[] }
  /** Texts with expressions between them. */
  | { readonly kind: 'template'; readonly texts: readonly string[]; readonly values: readonly RuleTree[] }
  | { readonly kind: 'member'; readonly of: RuleTree; readonly name: RuleTree }
  | { readonly kind: 'get'; readonly path: RuleTree }
  | { readonly kind: 'not'; readonly of: RuleTree }
  | { readonly kind: 'binary'; readonly sign: string; readonly left: RuleTree; readonly right: RuleTree };

/** What a rule can name beside the documents that get() fetches. */
const names = ['auth', 'doc', 'now'] as const;
/** Weakest first. */
const signs = [['||'], ['&&'], ['===', '!==', '==', '!='], ['<=', '>=', '<', '>', 'in'], ['+', '-']];
const token =
  /\s*(?:(`[^`]*`)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(\d+(?:\.\d+)?)|([A-Za-z_$][\w$]*)|(\|\||&&|[=!]==?|[<>]=?|[-+!.()[\],]))/y;
const words = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Longer ones would nest further than they can be evaluated. */
const MOST_WORDS = 500;

/** Throws an Error that names what cannot be read. */
export function parseRule(text: string): RuleTree {
  const parser = new RuleParser(tokens(text), text);
  return parser.whole();
}

function tokens(text: string): string[] {
  const found: string[] = [];
  token.lastIndex = 0;
  const end = text.trimEnd().length;
  while (token.lastIndex < end) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (!match) throw new Error(`the rule "${text}" cannot be read from "${text.slice(at).trim()}" on`);
    found.push(match[0].trim());
  }
  if (found.length > MOST_WORDS)
    throw new Error(`the rule is too long: ${found.length} words and signs, ${MOST_WORDS} at most`);
  return found;
}

class RuleParser {
  private at = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly text: string,
  ) {}

  whole(): RuleTree {
    const tree = this.binary(0);
    if (this.at < this.tokens.length) this.refuse();
    return tree;
  }

  private binary(level: number): RuleTree {
    const own = signs[level];
    if (!own) return this.unary();
    let left = this.binary(level + 1);
    while (own.includes(this.tokens[this.at] ?? '')) {
      const sign = this.next();
      left = { kind: 'binary', sign, left, right: this.binary(level + 1) };
    }
    return left;
  }

  private unary(): RuleTree {
    if (this.take('!')) return { kind: 'not', of: this.unary() };
    let tree = this.primary();
    for (;;) {
      if (this.take('.')) tree = { kind: 'member', of: tree, name: { kind: 'value', value: this.next() } };
      else if (this.take('[')) tree = { kind: 'member', of: tree, name: this.until(']') };
      else return tree;
    }
  }

  private primary(): RuleTree {
    const word = this.next();
    if (word === '(') return this.until(')');
    if (word === '[') return this.list();
    if (word.startsWith('`')) return template(word.slice(1, -1));
    if (/^["']/.test(word)) return { kind: 'value', value: word.slice(1, -1).replace(/\\(.)/g, '$1') };
    if (/^\d/.test(word)) return { kind: 'value', value: Number(word) };
    if (words.has(word)) return { kind: 'value', value: words.get(word) };
    if (word === 'get' && this.take('(')) return { kind: 'get', path: this.until(')') };
    return this.name(word);
  }

  private name(word: string): RuleTree {
    if (!/^[A-Za-z_$]/.test(word)) this.refuse();
    const name = names.find((one) => one === word);
    if (!name) throw new Error(`the rule names "${word}": there are auth, doc, now and get()`);
    return { kind: 'name', name };
  }

  private list(): RuleTree {
    const items: RuleTree[] = [];
    while (!this.take(']')) {
      items.push(this.binary(0));
      if (this.tokens[this.at] !== ']') this.expect(',');
    }
    return { kind: 'list', items };
  }

  private until(end: string): RuleTree {
    const tree = this.binary(0);
    this.expect(end);
    return tree;
  }

  private take(word: string): boolean {
    if (this.tokens[this.at] !== word) return false;
    this.at += 1;
    return true;
  }

  private expect(word: string): void {
    if (!this.take(word)) this.refuse();
  }

  private next(): string {
    const word = this.tokens[this.at];
    if (word === undefined) return this.refuse();
    this.at += 1;
    return word;
  }

  private refuse(): never {
    const word = this.tokens[this.at] ?? 'its end';
    throw new Error(`the rule "${this.text}" cannot be read at ${word}`);
  }
}

function template(text: string): RuleTree {
  const parts = text.split(/\$\{([^}]*)\}/);
  return {
    kind: 'template',
    texts: parts.filter((_, place) => place % 2 === 0),
    values: parts.filter((_, place) => place % 2 === 1).map(parseRule),
  };
}
