/**
 * The header with which the platform's gateways hand a function temporary credentials (base64; TencentCloudBase/skills,
 * cloud-functions, read 2026-08). Nobody but the function may see it: whatever records or shows a request leaves it out.
 */
export const credentialsHeader = 'x-cloudbase-context';

type Headers = Readonly<Record<string, string>>;

/** As a gateway adds it. Opens nothing; it looks like something so that a leak of it is found. */
export function withGatewayCredentials(headers: Headers, envId: string): Record<string, string> {
  const credentials = { envId, secretId: 'local', secretKey: gatewaySecret, sessionToken: gatewaySecret };
  return { ...headers, [credentialsHeader]: Buffer.from(JSON.stringify(credentials)).toString('base64') };
}

/** Stands in every such header of the local cloud and nowhere else. */
export const gatewaySecret = 'a-gateways-temporary-credential';

/** The same headers without it, however its name is written. */
export function withoutGatewayCredentials(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.toLowerCase() !== credentialsHeader),
  );
}
