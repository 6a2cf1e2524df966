// What the functions' own checks can say of a field, read from their code: the doctor repeats it.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const shared = resolve(__dirname, '../../shared');
const inFolder = (folder: string): readonly string[] =>
  readdirSync(join(shared, folder)).map((name) => `${folder}/${name}`);

const FILES = [
  'kernel/fields.ts',
  'payments/flows/web-address.ts',
  'adapters/http.ts',
  'adapters/http-failures.ts',
  'wechat/wechat-config.ts',
  'wechat/member-config.ts',
  'wechat/messages/buyer-messages.ts',
  ...inFolder('codecs').filter((name) => /pem-fields|\/keys|client-certificate/.test(name)),
  ...inFolder('payments/psp').filter((name) => name.endsWith('.ts')),
];

/** A literal, or a template with `…` in its holes; each way of a condition; a constant by its value. */
function textsOf(node: ts.Node, source: ts.SourceFile): readonly string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node))
    return [node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('')];
  if (ts.isConditionalExpression(node))
    return [...textsOf(node.whenTrue, source), ...textsOf(node.whenFalse, source)];
  if (ts.isIdentifier(node)) return textsOf(constant(node.text, source) ?? source.endOfFileToken, source);
  return [];
}

function constant(name: string, source: ts.SourceFile): ts.Expression | undefined {
  const declared = source.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations]);
  return declared.find((one) => one.name.getText(source) === name)?.initializer;
}

/** And not a part of one that is put together elsewhere. */
const isSentence = (text: string): boolean =>
  / /.test(text) && !/^ |^[\w ]+ …$|^… …$|^the certificate… /.test(text);

/** Everything that is said within a function that finds problems. */
function saidWithin(node: ts.Node, source: ts.SourceFile): readonly string[] {
  const found = textsOf(node, source).filter(isSentence);
  const within: string[] = [];
  if (found.length === 0)
    ts.forEachChild(node, (child) => {
      within.push(...saidWithin(child, source));
    });
  return [...found, ...within];
}

function saidAt(node: ts.Node, source: ts.SourceFile): readonly string[] {
  if (ts.isNewExpression(node) && /^(FieldError|PemError|HttpFailure)$/.test(node.expression.getText(source)))
    return (node.arguments ?? []).flatMap((one) => textsOf(one, source));
  if (ts.isCallExpression(node)) return saidByCall(node, source);
  return namesProblems(node, source) ? saidWithin(node, source) : [];
}

/** `text(form, says)` of a field, and `invalid(id, problems)` of a document. */
function saidByCall(
  { expression, arguments: given }: ts.CallExpression,
  source: ts.SourceFile,
): readonly string[] {
  const [, second] = given;
  if (!second) return [];
  const called = expression.getText(source);
  if (called === 'text') return textsOf(second, source);
  return called === 'invalid' ? saidWithin(second, source) : [];
}

/** A function or a property for them. How long a certificate is good the doctor says in its own words. */
function namesProblems(node: ts.Node, source: ts.SourceFile): boolean {
  const isNamed =
    ts.isPropertyAssignment(node) || ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node);
  return (
    isNamed &&
    /(?<!validity)problems?(Of)?$|^(neverSent|broken|unstarted|distrust|CONNECTING)$/i.test(
      node.name?.getText(source) ?? '',
    )
  );
}

function saidIn(file: string): readonly string[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(shared, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const said: string[] = [];
  const visit = (node: ts.Node): void => {
    said.push(...saidAt(node, source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return said;
}

/** A field's name stands before what is said of it, and the doctor takes it away. */
const withoutField = (said: string): string =>
  said
    .replace(/^…(\.[a-z_…]+)*:? (\w+ (?=is missing))?/, '')
    .replace(/^[a-z_]*_[a-z_]+ |^(?!its? |there )\w+(\.[a-z_…]+)? (?=(is|must|does|belongs|holds|and) )/, '');

export const theirSentences: readonly string[] = [
  ...new Set(FILES.flatMap(saidIn).map(withoutField).filter(isSentence)),
].sort();
