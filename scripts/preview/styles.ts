// Turns WXSS into one CSS file: rpx become vw, component classes get their component's prefix, page rules stay on their page.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import postcss from 'postcss';
import type { Root, Rule } from 'postcss';
import selectorParser from 'postcss-selector-parser';
import { refuse } from './build-problem';
import type { Problem } from './build-problem';
import type { MiniProgram } from './project';

/** Where a sheet belongs: `scope` for an isolated component, `route` for a page, neither for app.wxss. */
export interface SheetHome {
  readonly file: string;
  readonly scope?: string | undefined;
  readonly route?: string | undefined;
}

/** All styles of the mini-program, app.wxss first. */
export function compileStyles({ root, components }: MiniProgram): string {
  const homes: SheetHome[] = [
    { file: path.join(root, 'app.wxss') },
    ...components.map(({ codePath, scope, isPage }) => ({
      file: path.join(root, `${codePath}.wxss`),
      scope,
      route: isPage ? codePath : undefined,
    })),
  ];
  return homes
    .filter(({ file }) => existsSync(file))
    .map((home) => compileSheet(readFileSync(home.file, 'utf8'), home))
    .join('\n');
}

/** One sheet. Tag and id selectors (other than `page`) and imports are refused: WeChat and the preview would differ. */
export function compileSheet(source: string, home: SheetHome): string {
  const sheet = postcss.parse(source, { from: home.file });
  const problems: Problem[] = [];
  sheet.walkAtRules('import', ({ source: at }) => {
    problems.push(problem(home, at?.start?.line, '@import is not supported by the preview'));
  });
  sheet.walkRules((rule) => {
    if (isKeyframe(rule)) return;
    rule.selector = selectorParser((selectors) => {
      problems.push(...refusedSelectors(selectors, home, rule));
      placeSelectors(selectors, home);
    }).processSync(rule.selector);
  });
  refuse(problems);
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

const problem = ({ file }: SheetHome, line: number | undefined, message: string): Problem => ({
  file,
  ...(line === undefined ? {} : { line }),
  message,
});

function refusedSelectors(selectors: selectorParser.Root, home: SheetHome, rule: Rule): Problem[] {
  const found: Problem[] = [];
  selectors.walk((node) => {
    const isOtherTag = node.type === 'tag' && !(node.value === 'page' && home.scope === undefined);
    if (!isOtherTag && node.type !== 'id') return;
    const message = `select by class: "${node.toString().trim()}" is a tag or id selector`;
    found.push(problem(home, rule.source?.start?.line, message));
  });
  return found;
}

function placeSelectors(selectors: selectorParser.Root, { scope, route }: SheetHome): void {
  if (scope) {
    selectors.walkClasses((node) => {
      node.setPropertyWithoutEscape('value', `${scope}--${node.value}`);
    });
    selectors.walkPseudos((node) => {
      if (node.value === ':host') node.replaceWith(hostSelector(scope));
    });
  } else {
    const page = route === undefined ? 'wx-page' : `wx-page[data-route="${route}"]`;
    selectors.each((selector) => placeOnPage(selector, page));
  }
}

/** Nothing reaches the chrome around the pages. :where() adds no weight, so a page's rule beats app.wxss by coming later. */
function placeOnPage(selector: selectorParser.Selector, page: string): void {
  const tags: selectorParser.Tag[] = [];
  selector.walkTags((tag) => void tags.push(tag));
  for (const tag of tags) tag.value = page;
  if (tags.length === 0) selector.prepend(selectorParser.tag({ value: `:where(${page}) ` }));
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
