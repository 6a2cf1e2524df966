/**
 * What of the lazy packages the functions do not use, or seldom. Everything else of them is their own code. Whoever uses more of
 * wx-server-sdk in a hook takes the module off the list; the error of what is absent names it.
 */

export interface Trim {
  /** Modules that the functions never use → members that are nevertheless called while the package loads. */
  readonly absent: Readonly<Record<string, readonly string[]>>;
  /** Modules that are loaded on first use. */
  readonly later: readonly string[];
  /** Those of them that are called while the package loads. */
  readonly calledEarly: readonly string[];
  /** Those of them whose members are copied one by one while the package loads. */
  readonly copied: readonly string[];
  /** Modules of Node that are loaded on first use: the service is spoken to over plain HTTP, compressed answers are seldom. */
  readonly builtinsLater: readonly string[];
}

/** By package. A module is named by the end of its path, without `.js`, or by the package that it is. */
export const TRIMS: Readonly<Record<string, Trim>> = {
  'wx-server-sdk': {
    absent: {
      // cloud.ai(), models and SQL over the API gateway, custom log-in, reports of the analytics product.
      'node-sdk/dist/ai': [],
      '@cloudbase/wx-cloud-client-sdk': ['generateHTTPClient', 'generateMySQLClient'],
      jsonwebtoken: [],
      // Watching a query over a web socket.
      'realtime/websocket-client': [],
      'node-sdk/dist/analytics': [],
      // Documents travel as text, never as BSON.
      'bson/lib/parser/serializer': [],
      'bson/lib/parser/deserializer': [],
      'bson/lib/parser/calculate_size': [],
      // Of it the SDK itself uses nothing, only its envelope of open-API calls, which is loaded later.
      'protobufjs/minimal': [],
      // Reads credentials of virtual machines; functions have theirs in variables.
      axios: [],
      // A proxy between a function and its own environment.
      'https-proxy-agent': [],
      'http-proxy-agent': [],
    },
    // Uploads, open-API calls, payment calls, programs outside the platform.
    later: ['xml2js', 'form-data', 'mime-db', 'json-bigint', 'agentkeepalive', 'src/protobuf/openapi'],
    calledEarly: ['json-bigint'],
    copied: ['agentkeepalive'],
    builtinsLater: ['https', 'zlib'],
  },
  'request-promise': {
    absent: {
      // Signatures of other interfaces, cookies, forms, query strings as objects, archives of requests.
      'http-signature': [],
      'aws-sign2': [],
      aws4: [],
      'tough-cookie': [],
      'lib/cookies': ['jar'],
      'form-data': [],
      'mime-types': [],
      qs: [],
      'lib/har': [],
    },
    later: [],
    calledEarly: [],
    copied: [],
    builtinsLater: ['zlib', 'querystring'],
  },
};
