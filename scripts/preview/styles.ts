// Turns WXSS into one CSS file: imports are taken in, rpx become vw, component classes get their component's prefix, page rules stay
// on their page, and the system's colour scheme becomes that of the phone.
import postcss from 'postcss';
import type { AtRule, Root, Rule } from 'postcss';
import selectorParser from 'postcss-selector-parser';
import type { Problem } from './build-problem';
import type { MiniProgram } from './project';
import type { SourceFiles } from './source-files';
import { isFile, isThere, readSource } from './source-text';

/** Where a sheet belongs: `scope` for an isolated component, `route` for a page, neither for app.wxss and shared components. */
export interface SheetHome {
  readonly file: string;
  readonly scope?: string | undefined;
  readonly route?: string | undefined;
}

/** All styles of the mini-program, app.wxss first. What cannot be read is left out and told. */
export function compileStyles({ files, components }: MiniProgram, problems: Problem[]): string {
  const homes: SheetHome[] = [
    { file: `${files.fileOf('app')}.wxss` },
    ...components.map(({ codePath, scope, isPage }) => ({
      file: `${files.fileOf(codePath)}.wxss`,
      scope,
      route: isPage ? codePath : undefined,
    })),
  ];
  for (const { file } of homes) if (!isThere(file)) tellOtherLanguage(file, problems);
  return homes
    .filter(({ file }) => isThere(file))
    .map((home) => placed(new Imports(files, problems).take(home.file), home))
    .join('\n');
}

/** DevTools compiles these by a plugin. */
function tellOtherLanguage(file: string, problems: Problem[]): void {
  const other = ['scss', 'sass', 'less'].map((ending) => file.replace(/wxss$/, ending)).find(isFile);
  if (other === undefined) return;
  const message = 'the preview compiles no Sass and no Less: its styles are left out';
  problems.push({ kind: 'error', file: other, line: 1, message });
}

/** One sheet without imports. */
export const compileSheet = (source: string, home: SheetHome): string =>
  placed(postcss.parse(source, { from: home.file }), home);

/** Reads sheets and what they import; each file once per sheet. */
class Imports {
  private readonly seen = new Set<string>();

  constructor(
    private readonly files: SourceFiles,
    private readonly problems: Problem[],
  ) {}

  take(file: string): Root {
    this.seen.add(file);
    const sheet = this.parse(file);
    sheet.walkAtRules('import', (rule) => this.replace(rule, file));
    return sheet;
  }

  private replace(rule: AtRule, file: string): void {
    const reference = /["']([^"']+)["']/.exec(rule.params)?.[1] ?? rule.params;
    // An import is relative even without a dot.
    const target = this.files.named(reference, this.files.codePathOf(file), ['', '.wxss']);
    if (target === undefined) {
      this.tell(file, rule.source?.start?.line, `@import ${reference}: there is no such file`);
      rule.remove();
    } else if (this.seen.has(target)) rule.remove();
    else rule.replaceWith(this.take(target).nodes);
  }

  private parse(file: string): Root {
    try {
      return postcss.parse(readSource(file, this.problems) ?? '', { from: file });
    } catch (failure) {
      const line = failure instanceof postcss.CssSyntaxError ? failure.line : undefined;
      this.tell(file, line, failure instanceof postcss.CssSyntaxError ? failure.reason : String(failure));
      return postcss.root();
    }
  }

  private tell(file: string, line: number | undefined, message: string): void {
    this.problems.push({ kind: 'error', file, message, ...(line === undefined ? {} : { line }) });
  }
}

function placed(sheet: Root, home: SheetHome): string {
  sheet.walkRules((rule) => {
    if (!isKeyframe(rule)) rule.selector = placeSelectors(rule.selector, home);
  });
  sheet.walkAtRules('media', followPhoneTheme);
  sheet.walkDecls((declaration) => {
    declaration.value = rpxToVw(declaration.value);
  });
  if (home.scope) prefixKeyframes(sheet, home.scope);
  return sheet.toString();
}

/** 750 rpx are the width of the screen, so a phone-sized frame needs no script. */
export function rpxToVw(value: string): string {
  return value.replace(/(-?(?:\d+\.?\d*|\.\d+))rpx\b/g, (_, amount: string) => {
    return `${Number(((Number(amount) * 100) / 750).toFixed(5))}vw`;
  });
}

const isKeyframe = ({ parent }: Rule) =>
  parent?.type === 'atrule' && 'name' in parent && /keyframes$/.test(parent.name);

/** The phone has a colour scheme of its own, which need not be the computer's. */
function followPhoneTheme(media: AtRule): void {
  const theme = /^\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)$/.exec(media.params)?.[1];
  if (theme === undefined) return;
  media.walkRules((rule) => {
    if (isKeyframe(rule)) return;
    rule.selectors = rule.selectors.map((selector) => `:where(html[data-theme='${theme}']) ${selector}`);
  });
  media.replaceWith(media.nodes ?? []);
}

function placeSelectors(selector: string, home: SheetHome): string {
  try {
    return selectorParser((selectors) =>
      home.scope ? inComponent(selectors, home.scope) : onPage(selectors, home),
    ).processSync(selector);
  } catch {
    // The browser ignores what it cannot read, as WeChat does.
    return selector;
  }
}

function inComponent(selectors: selectorParser.Root, scope: string): void {
  selectors.walkClasses((node) => {
    node.setPropertyWithoutEscape('value', `${scope}--${node.value}`);
  });
  selectors.each((selector) => {
    if (nameElements(selector, 'wx-page')) {
      selector.prepend(selectorParser.tag({ value: `:where([wx-host=${scope}]) ` }));
    }
  });
  selectors.walkPseudos((node) => {
    if (node.value === ':host') node.replaceWith(hostSelector(scope));
  });
}

/** Nothing reaches the chrome around the pages. :where() adds no weight, so a page's rule beats app.wxss by coming later. */
function onPage(selectors: selectorParser.Root, { route }: SheetHome): void {
  const page = route === undefined ? 'wx-page' : `wx-page[data-route="${route}"]`;
  selectors.each((selector) => {
    const isPageItself = selector.first.type === 'tag' && selector.first.value === 'page';
    nameElements(selector, page);
    if (!isPageItself) selector.prepend(selectorParser.tag({ value: `:where(${page}) ` }));
  });
}

/** Elements are `wx-<tag>` on the phone, and ids end in the id. Answers whether an element other than the page was named. */
function nameElements(selector: selectorParser.Selector, page: string): boolean {
  let isNamed = false;
  selector.walkTags((tag) => {
    const isPage = tag.value === 'page';
    isNamed ||= !isPage;
    tag.value = isPage ? page : `wx-${tag.value}`;
  });
  selector.walkIds((node) => {
    node.replaceWith(selectorParser.tag({ value: `[id$="--${node.value}"]` }));
  });
  return isNamed;
}

function hostSelector(scope: string): selectorParser.Attribute {
  return selectorParser.attribute({
    attribute: 'wx-host',
    operator: '=',
    value: scope,
    quoteMark: null,
    raws: {},
  });
}

/** Keyframe names are global in CSS but private to a component in WeChat. */
function prefixKeyframes(sheet: Root, scope: string): void {
  const names = new Set<string>();
  sheet.walkAtRules(/keyframes$/, (rule) => {
    names.add(rule.params);
    rule.params = `${scope}--${rule.params}`;
  });
  sheet.walkDecls(/^animation(-name)?$/, (declaration) => {
    declaration.value = declaration.value.replace(/[\w-]+/g, (word) =>
      names.has(word) ? `${scope}--${word}` : word,
    );
  });
}
