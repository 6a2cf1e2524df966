// What WeChat's side answers here. Nothing is emulated by itself: whoever starts the cloud fills in
// the calls that its functions make, everything else fails with an error that names the call.

/** Who makes an open-API or pay call. */
export interface WxCaller {
  /** The function, where one is running. */
  readonly functionName?: string;
  /** The mini-program that the SDK names, where it does. */
  readonly appid?: string;
}

/** Answers one call: `params` are the SDK's, the answer is what WeChat's server would send. */
export type WxStub = (params: Record<string, unknown>, caller: WxCaller) => unknown;

/** An answer of bytes instead of JSON, for example a QR code. */
export interface WxMedia {
  readonly contentType: string;
  readonly buffer: Buffer;
}

export class WxStubs {
  /** `cloud.openapi.<name>`, for example `phonenumber.getPhoneNumber`; keys in and out as the SDK sends them. */
  readonly openApi = new Map<string, WxStub>();
  /** `cloud.cloudPay.<name>`, for example `unifiedOrder`; keys are snake_case on the wire. */
  readonly pay = new Map<string, WxStub>();
  /** `wx.api` calls by their name. */
  readonly api = new Map<string, WxStub>();
  /** What stands behind a cloudID (`cloud.getOpenData`). */
  cloudId: ((cloudId: string) => unknown) | undefined;
}
