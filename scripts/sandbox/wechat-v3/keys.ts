/**
 * The keys of the WeChat Pay v3 sandbox: the merchant's, the platform's certificates and the "WeChat
 * Pay public key"; and what is done with them. Made once, kept with the sandbox's state.
 */
import {
  createCipheriv,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  X509Certificate,
} from 'node:crypto';
import * as v from 'valibot';
import type { SandboxKit } from '../acquirer';
import { machineKey } from '../machine-key';
import type { Dice } from '../dice';
import { beijingTime, randomDigits, randomHex } from '../numbers';
import type { StateFile } from '../state-file';
import { serialNumber } from '../x509';
import { platformCertificate } from './platform-certificate';
import { signedText } from '../signing';

const kept = v.object({
  merchant: v.object({ serial: v.string(), key: v.string() }),
  certificates: v.array(v.object({ pem: v.string(), key: v.string() })),
  publicKey: v.object({ id: v.string(), key: v.string() }),
  /** Merchants admitted since late 2024 have no platform certificates. */
  publicKeyOnly: v.exactOptional(v.boolean()),
});
type Kept = v.InferOutput<typeof kept>;

/** An APIv3 key has 32 bytes. */
export const apiv3Key = 'crosspay-demo-apiv3-key-32-bytes';

interface Signer {
  readonly serial: string;
  readonly key: KeyObject;
}

interface PlatformCertificate extends Signer {
  readonly pem: string;
  readonly notBefore: number;
  readonly notAfter: number;
}

export class WechatV3Keys {
  readonly merchant: Signer & { readonly publicKey: KeyObject; readonly pem: string };
  readonly publicKey: Signer & { readonly pem: string };
  private platform: PlatformCertificate[];

  private constructor(
    private keys: Kept,
    private readonly file: StateFile,
    private readonly makes: { readonly dice: Dice; readonly newKey: () => Promise<KeyObject> },
  ) {
    const { merchant, publicKey } = keys;
    const key = createPrivateKey(merchant.key);
    this.merchant = { serial: merchant.serial, key, publicKey: createPublicKey(key), pem: merchant.key };
    const wechat = createPrivateKey(publicKey.key);
    const pem = createPublicKey(wechat).export({ type: 'spki', format: 'pem' }).toString();
    this.publicKey = { serial: publicKey.id, key: wechat, pem };
    this.platform = keys.certificates.map(platformSigner);
    file.keep(() => ({ keys: this.keys }));
  }

  /** The kept keys, or new ones. `now` in milliseconds. */
  static async open(
    { file, dice, newKey = machineKey }: Pick<SandboxKit, 'file' | 'dice' | 'newKey'>,
    mchid: string,
    now: number,
  ): Promise<WechatV3Keys> {
    const known = file.read('keys', v.nullable(kept), null);
    if (known) return new WechatV3Keys(known, file, { dice, newKey });
    // Drawn before the wait for the keys, so that the order of draws does not hang on how long that takes.
    const serial = `1${randomHex(dice, 39)}`;
    const id = `PUB_KEY_ID_01${mchid}${beijingTime(now).slice(0, 10).replaceAll('-', '')}${randomDigits(dice, 12)}`;
    const platformSerial = serialNumber(dice);
    const [merchant, platform, wechat] = await Promise.all([newKey(), newKey(), newKey()]);
    const keys = {
      merchant: { serial, key: pemOf(merchant) },
      certificates: [{ pem: platformCertificate(platform, now, platformSerial), key: pemOf(platform) }],
      publicKey: { id, key: pemOf(wechat) },
    };
    file.changed();
    return new WechatV3Keys(keys, file, { dice, newKey });
  }

  /** Whether this merchant has only the public key: the certificates are neither handed out nor used to sign. */
  get publicKeyOnly(): boolean {
    return this.keys.publicKeyOnly ?? false;
  }

  set publicKeyOnly(publicKeyOnly: boolean) {
    this.keys = { ...this.keys, publicKeyOnly };
    this.file.changed();
  }

  /** A new platform certificate beside the others; from now on it signs. */
  async rotate(now: number): Promise<string> {
    const serial = serialNumber(this.makes.dice);
    const key = await this.makes.newKey();
    const certificate = { pem: platformCertificate(key, now, serial), key: pemOf(key) };
    const certificates = [...this.keys.certificates, certificate];
    this.keys = { ...this.keys, certificates, publicKeyOnly: false };
    const signer = platformSigner(certificate);
    this.platform.push(signer);
    this.file.changed();
    return signer.serial;
  }

  /** Only the first platform certificate is left, and it signs. */
  forgetRotations(): void {
    this.keys = { ...this.keys, certificates: this.keys.certificates.slice(0, 1), publicKeyOnly: false };
    this.platform = this.platform.slice(0, 1);
    this.file.changed();
  }

  serials(): string[] {
    return this.certificatesInUse().map((each) => each.serial);
  }

  /** What signs: the key named by its serial number or id; unnamed, the newest certificate if there is one. */
  signer(serial?: string): Signer | undefined {
    const inUse = [this.publicKey, ...this.certificatesInUse()];
    return serial === undefined ? inUse.at(-1) : inUse.find((each) => each.serial === serial);
  }

  /** The body of GET /v3/certificates: each certificate encrypted with the APIv3 key. Undefined: there are none. */
  certificates(): unknown {
    if (this.publicKeyOnly) return undefined;
    return {
      data: this.platform.map(({ serial, pem, notBefore, notAfter }) => ({
        serial_no: serial,
        effective_time: beijingTime(notBefore),
        expire_time: beijingTime(notAfter),
        encrypt_certificate: this.encrypted(pem, 'certificate'),
      })),
    };
  }

  /** The headers that sign a body, at `now` (milliseconds): RSA-SHA256 over `timestamp\nnonce\nbody\n`. */
  signatureHeaders(signer: Signer, body: string, now: number): Record<string, string> {
    const timestamp = String(Math.floor(now / 1000));
    const nonce = randomHex(this.makes.dice, 32);
    const text = signedText(`${timestamp}\n${nonce}\n${body}\n`);
    const signature = sign('sha256', Buffer.from(text, 'utf8'), signer.key);
    return {
      'Wechatpay-Timestamp': timestamp,
      'Wechatpay-Nonce': nonce,
      'Wechatpay-Serial': signer.serial,
      'Wechatpay-Signature': signature.toString('base64'),
      'Wechatpay-Signature-Type': 'WECHATPAY2-SHA256-RSA2048',
    };
  }

  /** AEAD_AES_256_GCM: the tag follows the ciphertext. */
  encrypted(plaintext: string, associatedData: string): Record<string, string> {
    const nonce = this.makes.dice.hex(6);
    const cipher = createCipheriv('aes-256-gcm', Buffer.from(apiv3Key), Buffer.from(nonce));
    cipher.setAAD(Buffer.from(associatedData));
    const sealed = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return {
      algorithm: 'AEAD_AES_256_GCM',
      nonce,
      associated_data: associatedData,
      ciphertext: sealed.toString('base64'),
    };
  }

  /** A signature as WeChat Pay sends it to test whether merchants verify. */
  signTestSignature(): string {
    return `WECHATPAY/SIGNTEST/${Buffer.from(this.makes.dice.hex(237), 'hex').toString('base64')}`;
  }

  private certificatesInUse(): readonly PlatformCertificate[] {
    return this.publicKeyOnly ? [] : this.platform;
  }
}

const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

function platformSigner({ pem, key }: Kept['certificates'][number]): PlatformCertificate {
  const certificate = new X509Certificate(pem);
  return {
    serial: certificate.serialNumber,
    key: createPrivateKey(key),
    pem,
    notBefore: Date.parse(certificate.validFrom),
    notAfter: Date.parse(certificate.validTo),
  };
}
