// The certificate authorities that functions trust beside the public ones. Node knows one file of them,
// NODE_EXTRA_CA_CERTS; here the caller, the project and the sandboxes each have theirs, so they become one.
import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import { messageOf } from '../service-error';

const variable = 'NODE_EXTRA_CA_CERTS';
const pemBlocks = /-----BEGIN (?:X509 )?CERTIFICATE-----[\s\S]*?-----END (?:X509 )?CERTIFICATE-----/g;

const bare = (pem: string): string => pem.replace(/\s/g, '');
/** What Node trusts anyway; a system's bundle repeats most of it, and every function that starts would read it again. */
const builtIn = new Set(rootCertificates.map(bare));

export interface ExtraAuthoritiesOptions {
  /** The file that the caller's own environment names, where it does. */
  readonly callers: string | undefined;
  readonly log: (line: string) => void;
}

export class ExtraAuthorities {
  private readonly callers: readonly string[];
  private readonly told = new Set<string>();
  private folder: string | undefined;

  constructor(private readonly options: ExtraAuthoritiesOptions) {
    // Read once, as Node does: a bundle of all public authorities takes a tenth of a second.
    this.callers = options.callers ? this.read(path.resolve(options.callers)) : [];
  }

  /** The variable for a function: one file with the caller's certificates and those of `files`; none without certificates. */
  environment(files: readonly (string | undefined)[]): Readonly<Record<string, string>> {
    const others = files.flatMap((file) => (file ? this.read(file) : []));
    const certificates = [...new Set([...this.callers, ...others])];
    return certificates.length === 0 ? {} : { [variable]: this.written(certificates) };
  }

  /** Removes what was written; functions that run have read it. */
  close(): void {
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
    this.folder = undefined;
  }

  /** What cannot be used is told and left out: a certificate less is better than no function at all. */
  private read(file: string): string[] {
    let text;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      this.tell(`${file} cannot be read: ${reasonOf(error)}. Functions run without it.`);
      return [];
    }
    const blocks = text.match(pemBlocks) ?? [];
    if (blocks.length === 0) this.tell(`${file} holds no certificate in PEM. Functions run without it.`);
    return blocks.filter((block, place) => {
      if (builtIn.has(bare(block))) return false;
      const problem = problemOf(block);
      if (problem) this.tell(`certificate ${place + 1} in ${file} is none: ${problem}. It is left out.`);
      return problem === undefined;
    });
  }

  private tell(problem: string): void {
    if (this.told.has(problem)) return;
    this.told.add(problem);
    this.options.log(`${variable}: ${problem}`);
  }

  private written(certificates: readonly string[]): string {
    const text = `${certificates.join('\n')}\n`;
    this.folder ??= mkdtempSync(path.join(tmpdir(), 'extra-authorities-'));
    const file = path.join(this.folder, `${createHash('sha256').update(text).digest('hex')}.pem`);
    // Never over one that a function, just started, may be reading.
    if (!existsSync(file)) writeFileSync(file, text);
    return file;
  }
}

/** The system's code and words, without the path that it repeats. */
const reasonOf = (error: unknown): string => messageOf(error).replace(/, (open|read)\b.*$/, '');

/** Node would drop the whole file for one certificate that it cannot read. */
function problemOf(pem: string): string | undefined {
  try {
    new X509Certificate(pem);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
