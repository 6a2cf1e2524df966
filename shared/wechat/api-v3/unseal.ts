/** What WeChat Pay API v3 seals with the APIv3 key (AEAD_AES_256_GCM): the content of notices, and certificates. */
import { openAes256Gcm } from '../../codecs/aead';
import { readJsonObject, textAt, type JsonObject } from '../../kernel/json';
import type { Secret } from '../../kernel/secret';

const ALGORITHM = 'AEAD_AES_256_GCM';

/** The plain text of a sealed object; undefined when it does not say that it is sealed so, or key and parts do not fit together. */
export function unsealText(sealed: JsonObject, apiv3Key: Secret): string | undefined {
  if (textAt(sealed, 'algorithm') !== ALGORITHM) return undefined;
  const [ciphertext, nonce] = [textAt(sealed, 'ciphertext'), textAt(sealed, 'nonce')];
  if (ciphertext === undefined || nonce === undefined) return undefined;
  const associatedData = textAt(sealed, 'associated_data') ?? '';
  return openAes256Gcm({ ciphertext, nonce, associatedData }, apiv3Key);
}

/** The JSON object in the `resource` of a notice. */
export function unsealObject(resource: JsonObject, apiv3Key: Secret): JsonObject | undefined {
  const plain = unsealText(resource, apiv3Key);
  return plain === undefined ? undefined : readJsonObject(plain);
}
