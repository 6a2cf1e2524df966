/** Face verification at the sandbox of WeChat's server API, as a merchant written from the documentation does it. */
import { createHash } from 'node:crypto';
import { certHash } from '../../scripts/sandbox/weixin/face';
import { containing, matching } from './world';
import { anna, bert, type Fields, openWeixinWorld, type WeixinWorld } from './weixin-world';

let world: WeixinWorld;
beforeAll(async () => (world = await openWeixinWorld()));
beforeEach(() => world.reset());
afterAll(() => world.close());

const zhang = { cert_type: 'IDENTITY_CARD', cert_name: '张三', cert_no: '11010119000101009X' };
const zhangHash = '7de14e3f1061649989e7fed8844056dc318eef078d444ca4fc4aaab78ca74a6a';

const start = async (more: Fields = {}): Promise<Fields> =>
  world.post('/cityservice/face/identify/getverifyid', await world.token(), {
    out_seq_no: 'SEQ00001',
    cert_info: zhang,
    openid: anna.mini,
    ...more,
  });
const query = async (verify_id: unknown, more: Fields = {}): Promise<Fields> =>
  world.post('/cityservice/face/identify/queryverifyinfo', await world.token(), {
    verify_id,
    out_seq_no: 'SEQ00001',
    cert_hash: zhangHash,
    openid: anna.mini,
    ...more,
  });
const look = (verify_id: unknown, outcome: unknown, openid = anna.mini) =>
  world.client('face', { verify_id, outcome, openid });

describe('cert_hash', () => {
  it.each([
    // WeChat documentation, queryVerifyInfo; the number itself cannot exist.
    ['张三', '310101199801011234', '3c241f7ff324977aeb91f173bb2a7b06569e6fd784d5573db34a636d8671108b'],
    ['张三', '11010119000101009X', zhangHash],
    ['张三', '11010519491231002X', '471b502b022b21f3e120c5deb08295259bd77cac82956ebffc055c6fced73ce0'],
    [
      '阿卜杜·克里木',
      '11010119000101009X',
      '21929d4be107d074e43af435e63dba1ed70f5453f74ca65b179aa4d71d8efcd9',
    ],
  ])('of %s %s is the published one', (name, number, hash) => {
    expect(certHash('IDENTITY_CARD', name, number)).toBe(hash);
  });
});

describe('version 2.0', () => {
  it('passes when the person has looked into the phone, and not before', async () => {
    const started = await start();
    expect(started).toEqual({
      errcode: 0,
      errmsg: 'ok',
      verify_id: matching(/^verify_[0-9a-f]{1,249}$/),
      expires_in: 3600,
    });
    expect(await query(started.verify_id)).toMatchObject({ errcode: 0, verify_ret: 10300 });
    expect(await look(started.verify_id, 'pass')).toMatchObject({
      errMsg: 'requestFacialVerify:ok',
      errCode: 0,
    });
    expect(await query(started.verify_id)).toMatchObject({ errcode: 0, verify_ret: 10000 });
  });

  it.each([
    ['cancel', 90002],
    ['wrong_person', 10004],
    ['wrong_number', 10003],
    ['retake', 10010],
    ['camera_denied', 90008],
    ['timeout', 90017],
    [90023, 90023],
  ])('ended by %s tells %d to the phone and to the server', async (outcome, code) => {
    const { verify_id } = await start();
    expect(await look(verify_id, outcome)).toMatchObject({
      errMsg: 'requestFacialVerify:fail',
      errCode: code,
    });
    expect(await query(verify_id)).toMatchObject({ errcode: 0, verify_ret: code });
  });

  it('can be tried again after the person gave up, but not after faces were compared', async () => {
    const { verify_id } = await start();
    await look(verify_id, 'cancel');
    expect(await look(verify_id, 'wrong_person')).toMatchObject({ errCode: 10004 });
    expect(await look(verify_id, 'pass')).toMatchObject({ errCode: 10021 });
    expect(await query(verify_id)).toMatchObject({ verify_ret: 10004 });
  });

  it('nobody passes with a number that cannot exist', async () => {
    const cert = { ...zhang, cert_no: '110105194912310021' };
    const { verify_id } = await start({ cert_info: cert });
    expect(await look(verify_id, 'pass')).toMatchObject({ errCode: 10003 });
  });

  it('another person than the one who started gets nowhere', async () => {
    const { verify_id } = await start();
    expect(await look(verify_id, 'pass', bert.mini)).toMatchObject({ errCode: 10041 });
    expect(await query(verify_id)).toMatchObject({ verify_ret: 10300 });
  });

  it.each([
    ['no number', { out_seq_no: undefined }, 84010],
    ['a short number', { out_seq_no: 'abcd' }, 84011],
    ['a number with other signs', { out_seq_no: 'abc def' }, 84011],
    ['no certificate', { cert_info: undefined }, 84012],
    ['another certificate', { cert_info: { ...zhang, cert_type: 'PASSPORT' } }, 84013],
    ['no name', { cert_info: { ...zhang, cert_name: '' } }, 84014],
    ['a short ID number', { cert_info: { ...zhang, cert_no: '123' } }, 84015],
    ['no openid', { openid: '' }, 84016],
    ['the openid of the official account', { openid: anna.account }, 40003],
  ])('getverifyid with %s is refused', async (_what, wrong, errcode) => {
    expect(await start(wrong)).toMatchObject({ errcode });
  });

  it('a number is taken once', async () => {
    await start();
    expect(await start({ openid: bert.mini })).toMatchObject({ errcode: 84019 });
  });

  it.each([
    ['nothing started', { verify_id: 'verify_unknown' }, 84019],
    ['no verify_id', { verify_id: undefined }, 84021],
    ['another number', { out_seq_no: 'SEQ00002' }, 84020],
    ['another person', { openid: bert.mini }, 84017],
    ['another certificate', { cert_hash: createHash('sha256').digest('hex') }, 84018],
    ['a hash in upper case', { cert_hash: zhangHash.toUpperCase() }, 84018],
  ])('queryverifyinfo about %s is refused', async (_what, wrong, errcode) => {
    const { verify_id } = await start();
    await look(verify_id, 'pass');
    expect(await query(verify_id, wrong)).toMatchObject({ errcode });
  });

  it('a verification is over after an hour', async () => {
    const { verify_id } = await start();
    await world.pass(3_600_000);
    expect(await look(verify_id, 'pass')).toMatchObject({ errCode: 10029 });
    expect(await query(verify_id)).toMatchObject({ errcode: 84022 });
  });

  it('the picture needs a capability, and a phone that uploaded it', async () => {
    const { verify_id } = await start();
    const image = async () => {
      const query = { verify_id, out_seq_no: 'SEQ00001', cert_hash: zhangHash, openid: anna.mini };
      const address = `${world.url}/sandbox/weixin/cityservice/face/identify/getimage`;
      const body = JSON.stringify(query);
      return fetch(`${address}?access_token=${await world.token()}`, { method: 'POST', body });
    };
    expect(await (await image()).json()).toMatchObject({ errcode: 48001 });
    await world.control({ event: 'grant', api: 'getimage' });
    expect(await (await image()).json()).toMatchObject({ errcode: 84003 });
    await world.client('face', { verify_id, outcome: 'pass', openid: anna.mini, upload: true });
    const reply = await image();
    expect(reply.headers.get('content-type')).toBe('image/jpeg');
    expect(new Uint8Array(await reply.arrayBuffer()).slice(0, 2)).toEqual(new Uint8Array([0xff, 0xd8]));
  });

  it('the control event decides, whatever the phone did', async () => {
    const { verify_id } = await start();
    await world.control({ event: 'face', out_seq_no: 'SEQ00001', verify_ret: 10026 });
    expect(await query(verify_id)).toMatchObject({ verify_ret: 10026 });
    const { faces } = await world.summary();
    expect(faces).toEqual([{ out_seq_no: 'SEQ00001', openid: anna.mini, verify_ret: 10026 }]);
    expect(JSON.stringify(await world.summary())).not.toContain('张三');
  });
});

describe('version 1', () => {
  const key = async (more: Fields = {}): Promise<Fields> =>
    world.post('/cityservice/face/identify/getuseridkey', await world.token(), {
      name: '张三',
      id_card_number: '11010119000101009X',
      out_seq_no: 'SEQ00001',
      ...more,
    });
  const info = async (verify_result: unknown): Promise<Fields> =>
    world.post('/cityservice/face/identify/getinfo', await world.token(), { verify_result });
  const lookV1 = (more: Fields) => world.client('face', { openid: anna.mini, outcome: 'pass', ...more });
  const digests = {
    name_utf8_md5: '615db57aa314529aaa0fbe95b3e95bd3',
    id_card_number_md5: 'c1a0bbcb78a87e1fc8743ff37afd2747',
  };

  it('hands a handle to the phone, which the server asks about', async () => {
    const { user_id_key, expires_in } = await key();
    expect(expires_in).toBe(3600);
    const looked = await lookV1({ user_id_key });
    expect(looked).toMatchObject({ errMsg: 'startFacialRecognitionVerify:ok', errCode: 0 });
    expect(await info(looked.verifyResult)).toMatchObject({
      ...{ errcode: 0, identify_ret: 0, openid: anna.mini, user_id_key },
      ...digests,
      validate_data: matching(/^\d{4}$/),
    });
    expect(await info('invented')).toMatchObject({ errcode: 84001 });
    await world.pass(3_600_000);
    expect(await info(looked.verifyResult)).toMatchObject({ errcode: 84002 });
  });

  it('tells by an event, where a number of the merchant’s was given', async () => {
    const { user_id_key } = await key({ id_card_number: '11010119000101009x' });
    const { verifyResult } = await lookV1({ user_id_key });
    await world.weixin.idle();
    const [push] = (await world.summary()).pushes as Fields[];
    expect(push).toMatchObject({
      message: {
        Event: 'face_identify',
        openid: anna.mini,
        out_seq_no: 'SEQ00001',
        verify_result: verifyResult,
      },
    });
    expect(await info(verifyResult)).toMatchObject(digests);
    const { user_id_key: silent } = await key({ out_seq_no: undefined });
    await lookV1({ user_id_key: silent });
    await world.weixin.idle();
    expect((await world.summary()).pushes).toHaveLength(1);
  });

  it('a failed comparison has a result too, and errcode 0 does not mean that it passed', async () => {
    const { user_id_key } = await key();
    const looked = await lookV1({ user_id_key, outcome: 'wrong_number' });
    expect(looked).toMatchObject({ errMsg: 'startFacialRecognitionVerify:fail', errCode: 10003 });
    expect(await info(looked.verifyResult)).toMatchObject({ errcode: 0, identify_ret: 10003 });
  });

  it('who gives up has no result, and the codes are those of version 1', async () => {
    const { user_id_key } = await key();
    expect(await lookV1({ user_id_key, outcome: 'cancel' })).toMatchObject({
      errCode: 90100,
      verifyResult: '',
    });
  });

  it('the phone may bring name and number itself; then the digests differ from another person’s', async () => {
    const looked = await lookV1({ name: '李四', id_card_number: '11010519491231002X' });
    const told = await info(looked.verifyResult);
    expect(told).toMatchObject({ identify_ret: 0 });
    expect(told.name_utf8_md5).not.toBe(digests.name_utf8_md5);
    expect(await lookV1({})).toMatchObject({ error: containing('user_id_key') });
  });

  it('is decided by a control event like the other', async () => {
    await key();
    await world.control({ event: 'face', out_seq_no: 'SEQ00001', verify_ret: 'pass', openid: anna.mini });
    const [push] = (await world.summary()).pushes as { message: Fields }[];
    expect(await info(push?.message.verify_result)).toMatchObject({ identify_ret: 0, openid: anna.mini });
  });

  it('needs name and number', async () => {
    expect(await key({ name: '' })).toMatchObject({ errcode: 84006 });
    expect(await key({ id_card_number: undefined })).toMatchObject({ errcode: 84006 });
  });
});
