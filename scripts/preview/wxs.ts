// Makes WXS run as JavaScript: two things of the language mean something else there.
import { transformSync } from 'esbuild';

/**
 * `x.constructor` is the name of x's type in WXS, and `getRegExp('\d')` takes the pattern as it is written; both are rewritten. Modules
 * are known without their ending.
 */
export function wxsToScript(source: string): string {
  return source
    .replace(/([A-Za-z_$][\w$]*(?:\.[\w$]+|\[[^\]]*\])*)\.constructor\b/g, 'wxsTypeOf($1)')
    .replace(/\bgetRegExp\(\s*(["'])((?:\\.|(?!\1).)*)\1/g, (_, quote: string, pattern: string) => {
      return `getRegExp(${quote}${pattern.replace(/\\(?!\\|["'])/g, '\\\\')}${quote}`;
    })
    .replace(/(\brequire\(\s*["'][^"']+)\.wxs(["']\s*\))/g, '$1$2');
}

/** A module that does not parse would stop the whole bundle; answers where it breaks. */
export function wxsProblem(script: string): { readonly line: number; readonly message: string } | undefined {
  try {
    transformSync(script, { loader: 'js', logLevel: 'silent' });
    return undefined;
  } catch (failure) {
    const [first] =
      (failure as { errors?: { text: string; location: { line: number } | null }[] }).errors ?? [];
    return { line: first?.location?.line ?? 1, message: first?.text ?? String(failure) };
  }
}
