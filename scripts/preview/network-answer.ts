// What the server tells the phone of a request that it made in the phone's place: the contract between outward-request.ts and wx/network.ts.

/** What the host said before its bytes; percent-encoded JSON in the header `x-wx-answer`. */
export interface AnswerHead {
  readonly statusCode: number;
  readonly header: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
}

/** WeChat's number and words for a request that came to nothing (developers.weixin.qq.com, error codes of the network, read 2026-11). */
export interface NoAnswer {
  readonly errno: number;
  readonly reason: string;
}
