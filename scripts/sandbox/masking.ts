/** What is hidden of an exchange before anybody keeps or shows it: credentials, and the strings with which a payer pays. */
import { withoutGatewayCredentials } from '../local-cloud/gateway-credentials';
import { secretHeaders } from '../local-cloud/traffic/credential-headers';

const hidden = '•••';

/** Fields whose value opens something, in JSON (also JSON inside of JSON), forms and XML. */
const secretField = String.raw`(?:pay_?sign|(?:access_|session_|api_)?token|(?:api|client|app|merchant)?_?(?:key|secret)|pass(?:word|phrase)|credential_code)`;
const inJson = new RegExp(String.raw`((\\*")${secretField}\2\s*:\s*\2)(?:(?!\2)(?:\\.|.))*`, 'gis');
const inForm = new RegExp(String.raw`((?:^|[?&])${secretField}=)[^&\s]*`, 'gi');
const inXml = new RegExp(String.raw`(<(${secretField})>)[^]*?(?=</\2>)`, 'gi');

/** Hides what the fields of a PSP's configuration hold that are secret by their name. */
export type Mask = (text: string) => string;

/** A mask for a PSP whose block of the configuration is this one. */
export function maskFor(block: Readonly<Record<string, unknown>>): Mask {
  const secrets = secretsIn(block);
  return (text) => {
    const known = secrets.reduce((rest, secret) => rest.replaceAll(secret, hidden), text);
    return known.replace(inJson, `$1${hidden}`).replace(inForm, `$1${hidden}`).replace(inXml, `$1${hidden}`);
  };
}

/** The headers as they may be shown, names as they came; of `Authorization` its scheme is left. */
export function maskedHeaders(
  headers: Readonly<Record<string, string>>,
  mask: Mask,
): Readonly<Record<string, string>> {
  const shown = Object.entries(withoutGatewayCredentials(headers)).map(([name, value]) => {
    const lower = name.toLowerCase();
    if (secretHeaders.includes(lower)) return [name, hidden];
    if (lower === 'authorization') return [name, `${value.split(' ')[0] ?? ''} ${hidden}`];
    return [name, mask(value)];
  });
  return Object.fromEntries(shown) as Record<string, string>;
}

/** Names of configuration fields that hold secrets; the longest values first, for one may be part of another. */
const secretName = /key|secret|token|passphrase|p12|cert|credential/i;
const shortestSecret = 6;

function secretsIn(value: unknown, name = ''): string[] {
  if (typeof value === 'string') {
    return secretName.test(name) && value.length >= shortestSecret ? [value] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  const found = Object.entries(value).flatMap(([key, each]) => secretsIn(each, key));
  return found.toSorted((a, b) => b.length - a.length);
}
