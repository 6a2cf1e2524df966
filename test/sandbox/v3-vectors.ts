/**
 * Request signatures published in WeChat Pay's documentation (pay.weixin.qq.com/doc/v3/merchant/4012365334 ff.,
 * read 2026-11) or derived with the same published sample key, which protects nothing.
 */
export const sample = {
  mchid: '1900007291',
  serial: '408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB',
  timestamp: 1554208460,
  nonce: '593BEC0C930BF1AFEB40B4A08C8FB242',
  publicKey: `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAptpm+qvIDCh/9wjU26SQ
CK26ogYkBhDrYxnAaw2JbbBsp1oDbHKk+1r381NeBUG2HEFAuU+Fr72u5ot3yKdz
oF/FajAzQNKnm569/D3upKoi8mYBaST15Uig8j8qoUW1U217LL0jEHlSnHV3lcaD
TXqDpTRR4Bfz9IqOgJgFZ8/oTfEomSrjrLYef81Eyxr7ZIMQXEKKEK7V4UXKS0+/
fDsiG/cXidhzt8UbTL9vqXqxM2+IDImyO+FAc/tkBG55LmzxPto1Nq0WbnZzRM/w
Tzrd0I/8NlevxtFbphg4evlHjFNI7+GrqR87ViEwuAJJ9Je5QQjct5YJfFRWiZ5C
MQIDAQAB
-----END PUBLIC KEY-----
`,
};

export const vectors = [
  {
    name: 'V3R-1',
    method: 'POST',
    url: '/v3/pay/transactions/jsapi',
    body: '{"appid":"wxd678efh567hg6787","mchid":"1900007291","description":"Image形象店-深圳腾大-QQ公仔","out_trade_no":"1217752501201407033233368018","notify_url":"https://www.weixin.qq.com/wxpay/pay.php","amount":{"total":100,"currency":"CNY"},"payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}}',
    signature:
      'jnks4dlrPw3ZX+ozVvSK39oa0t7OMBsg83BHAwd8BRdUFiVaQNTLTvci+wURgP1OQBbKYhFGvt7iqYpDSTQkp7Uq1sltaQKyncCyrA1g88m5bsKERQfPyT0ahSwKTYJ1CAn9QiJuSJRq1QsQs07eehbU/k9BCS51jTyc1Jpsi2H77HF9f/BnjXAOP3/sPObg6V5Ee4EzwLox684hhuMuIwHo7D8KFk3LIHOKDcNI4It1aCXydFWNpNK+SG86VUDe5kwoDpw4Ulqfu9z8OFDGbDs9TCxEv8iqQzbpxOlEVoOe2kalSYM5kApQb3nZcxdUtoE0liJGW3RGUNE0t4v01A==',
  },
  {
    name: 'V3R-3',
    method: 'GET',
    url: '/v3/refund/domestic/refunds/123123123123',
    body: '',
    signature:
      'Lc9VXxmeonkdV8Xk9tmigQFLhl0vRWTerdmoRu01aAnYwIrD/5nsSwE1WlmZGLRlAFTNQ3QsMa0+VRDlJp1Wp5p0nO8EK68b5sJBbjouxaFciIfq1zfDWWz+jqhcMoKXI1A6dPm1AW7D4d30WsMTNzp6g23OXakIsh9LO3lUmwvTuE0BY8ncf6tNGk4wKmvXwERd/ZpoQY3MAVKz+Nakwc+2XBmzT66KcUehU5kr4IvGa/lEU5RZb/q00zP9VLdBhC/jQSX3X1UcJLCtEc4gTmib4tnmAT+bHF/e17ZAuxDNcx6rqT8gNEXqaJGG+1OflMSTU2tpyG65G4dMKdFcoA==',
  },
  {
    name: 'V3R-6',
    method: 'GET',
    url: '/v3/certificates',
    body: '',
    signature:
      'JNEITrKv8DWEtBJGZtxG9ARa+eIZDIn1Ht3MQM5j9jP77TtHdfCqLjpwevfWftBuaGMfEdiu2sWYtLvnZIoLW3FH10OVCBzKncid5xClTwav8JX+uDeGBBX8w64iHvFyuQj8ukZT+F1AFJii8hmXLD8Os90thnL0bfJYLo/4K237TH4dEd44NTH9ElFb/ykrvv9RBs+mCNpy5IUe2Qxhba3d3RiMqhWK2sSr3tsVzQihJ0TPMnjWqoU2W5Y/v3rBFDmLhqe0ZW6A4vyvjmiR0v/8XEI25Py4PNyZXszsdl4j0zLqelUJxGEMUBhYg1LIoDPjYMlA9HV1yKD6+JYZJA==',
  },
  {
    name: 'V3R-8',
    method: 'GET',
    url: '/v3/pay/transactions/out-trade-no/ORD20240801-0001?mchid=1900007291',
    body: '',
    signature:
      'eFGTIv1DnFdXXrCFHVyeyWCtCbxcf+iAZ6y4VAK4LKBB6SLtdKvQ+kWRJYqUnHZln1LKvTUsfrLwIBd3lrZfoy3gtKKlWlXBK3f2VP1Way22oEz4z0JT8sLoJ4WmCc89473otNJP4FtY8sZBjh1NzhlBQLJtHRgdGnle1GIuHfOjAAuFDCy7JdZwVi958k7fUqi5ec8NPDbVjqVtj+HLsJQ5tPdkUb0QmOBR7zzOrjtRmG35ouAprxefbR+cjfoymEdUTKFwDJoPnVR99bA10tijVfIYBJZuMBx1BPM+n3ZbQsILsCTSDWFOU1gCHOJ7bMTA1JLeDOQhMrJdWGKaBw==',
  },
  {
    name: 'V3R-11',
    method: 'POST',
    url: '/v3/pay/transactions/out-trade-no/ORD20240801-0001/close',
    body: '{"mchid":"1900007291"}',
    signature:
      'PAeh3s+U7yA7ulhvl3SlSmj9O41V+wfgdVun8RQOytDawwpBn+cUBlwKSTFLEzOKSF29iTz9SaThrnVaDqWIs+KDGO/wG8OzJFXz5ScgzetFeUxk6n1TnGHyGs5Kl/595FXRMAif4XCt5bx5szNcSk0qtKFtFeKQT6IvbHrevXMrYPKVyGtObEGYAYkjtmiANqz1Jzu+ClwjvU9uzObvDMWnXvQkbOiOYgYpbK8huJSJytwKNyS96P4Zqfqkre6DGYagYrYxr5FUoaz6ldsfPa/CVSxPmrGl0LSGIJ4wPh+FbYaKYBP3tOTUlp2V3tXVu1wWKzx6zPxOTxozuJaRmg==',
  },
];
