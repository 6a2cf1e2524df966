// The protobuf envelope in which wx-server-sdk 4 packs open-API calls. Field numbers: package source.
// Loaded on first use; the local cloud starts without protobufjs.
import protobuf from 'protobufjs';

const { root } = protobuf.parse(`
syntax = "proto3";
message KeyValuePair { string key = 1; bytes value = 2; string contenttype = 3; string filename = 4; }
message OpenApiData { repeated KeyValuePair pairs = 1; }
message SvrkitApiData { string apiName = 1; bytes reqData = 2; }
message TokenApiData { string resourceAppid = 1; string resourceEnv = 2; }
message CommApiData {
  int32 apiType = 1; OpenApiData openapiData = 2; SvrkitApiData svrkitData = 4; TokenApiData tokenData = 5; string appid = 6;
}
message HttpHeader { string key = 1; string value = 2; }
message CommOpenApiResp {
  bytes respData = 1; string contentType = 2; int32 errorCode = 3; uint32 httpCode = 4; repeated HttpHeader headers = 5;
  int32 svrkitErrorCode = 6;
}
message TcbCredentials { string secretId = 1; string secretKey = 2; string token = 3; }
message AuthorizationInfo { TcbCredentials tcbCredentials = 1; bytes wxParam = 2; }
message CloudIdReq { repeated string cloudidList = 2; string appid = 3; }
message CloudIdItem { string cloudId = 1; string json = 2; }
message CloudIdResp { repeated CloudIdItem dataList = 1; }
`);

type MessageName = 'CommApiData' | 'CommOpenApiResp' | 'AuthorizationInfo' | 'CloudIdReq' | 'CloudIdResp';

/** The message as plain objects, with empty values where fields are missing. */
export function unpack(name: MessageName, bytes: Uint8Array): Record<string, unknown> {
  const type = root.lookupType(name);
  return type.toObject(type.decode(bytes), { defaults: true, arrays: true, objects: true, bytes: Buffer });
}

export function pack(name: MessageName, fields: Record<string, unknown>): Buffer {
  const type = root.lookupType(name);
  return Buffer.from(type.encode(type.fromObject(fields)).finish());
}
