// Makes every kind of call through the wx-server-sdk at a path, one after the other, and prints what came back. Time and chance stand
// still, so that the same code sends the same bytes.
'use strict';

const crypto = require('node:crypto');
const fs = require('node:fs');

const NOW = 1_795_000_000_000;
Date.now = () => NOW;
const MachineDate = Date;
globalThis.Date = class extends MachineDate {
  constructor(...given) {
    super(...(given.length === 0 ? [NOW] : given));
  }
};
let chance = 0;
Math.random = () => (chance = (chance + 0.1234567) % 1);
crypto.randomBytes = (size, done) => {
  const bytes = Buffer.alloc(size, 7);
  if (done) done(null, bytes);
  return bytes;
};

const [sdkPath, filePath] = process.argv.slice(2);
const cloud = require(sdkPath);
const results = [];

async function call(name, work) {
  try {
    results.push([name, (await work()) ?? null]);
  } catch (error) {
    const { errCode, code, errMsg, message } = error;
    results.push([name, { errCode, code, message: errMsg ?? message }]);
  }
}

async function database(db) {
  const _ = db.command;
  const goods = () => db.collection('goods');
  const dated = {
    at: new Date(NOW),
    price: 1290,
    rate: 0.5,
    tags: ['a', 'b'],
    inner: { deep: [1, { x: null }] },
  };
  await call('createCollection', () => db.createCollection('goods'));
  await call('add', () => goods().add({ data: { _id: 'a', ...dated } }));
  await call('add again', () => goods().add({ data: { _id: 'a', n: 2 } }));
  await call('add another', () =>
    goods().add({ data: { _id: 'b', price: 2 ** 40, at: db.serverDate({ offset: 1000 }) } }),
  );
  await call('doc.get', () => goods().doc('a').get());
  await call('doc.get of none', () => goods().doc('none').get());
  await call('where.get', () =>
    goods()
      .where({ price: _.gte(1).and(_.lt(10_000)), _id: _.in(['a', 'b', null]), gone: _.exists(false) })
      .orderBy('price', 'desc')
      .field({ price: true, at: true, inner: true })
      .skip(0)
      .limit(5)
      .get(),
  );
  await call('where.get or', () =>
    goods()
      .where(_.or({ _id: _.gt('a') }, { price: _.not(_.gt(5)) }, { _id: _.nin(['b']) }))
      .get(),
  );
  await call('where.get and', () =>
    goods()
      .where(_.and({ _id: 'a' }, { price: 1290 }))
      .get(),
  );
  await call('RegExp', () =>
    goods()
      .where({ _id: db.RegExp({ regexp: '^A', options: 'i' }) })
      .get(),
  );
  await call('count', () =>
    goods()
      .where({ price: _.gt(0) })
      .count(),
  );
  await call('update', () =>
    goods()
      .where({ _id: 'a' })
      .update({ data: { price: _.inc(5), 'inner.more': { y: 1 }, tags: _.push(['c']), rate: _.remove() } }),
  );
  await call('doc.update', () =>
    goods()
      .doc('b')
      .update({ data: { title: '郁金香', price: _.set(3) } }),
  );
  await call('doc.set', () =>
    goods()
      .doc('c')
      .set({ data: { title: 'set', list: [] } }),
  );
  await call('aggregate', () =>
    goods()
      .aggregate()
      .match({ price: _.gt(0) })
      .group({ _id: null, sum: _.aggregate.sum('$price') })
      .end(),
  );
  await call('remove', () => goods().where({ _id: 'b' }).remove());
  await call('doc.remove', () => goods().doc('c').remove());
  await call('missing collection', () => db.collection('nowhere').get());
  await transactions(db, _);
}

async function transactions(db, _) {
  await call('transaction', () =>
    db.runTransaction(async (transaction) => {
      const one = transaction.collection('goods').doc('a');
      const { data } = await one.get();
      await one.update({ data: { price: _.inc(1) } });
      await transaction.collection('goods').add({ data: { _id: 't', was: data.price } });
      await transaction
        .collection('goods')
        .doc('u')
        .set({ data: { n: 1 } });
      await transaction.collection('goods').doc('t').remove();
      return data.price;
    }),
  );
  await call('rollback', () =>
    db.runTransaction(async (transaction) => {
      await transaction.collection('goods').add({ data: { _id: 'never' } });
      await transaction.rollback('changed my mind');
    }),
  );
  await call('commit by hand', async () => {
    const transaction = await db.startTransaction();
    await transaction
      .collection('goods')
      .doc('a')
      .update({ data: { last: true } });
    return transaction.commit();
  });
}

async function platform() {
  await call('getWXContext', () => cloud.getWXContext());
  await call('callFunction', () => cloud.callFunction({ name: 'echo', data: { say: '你好', n: 1.5 } }));
  await call('callFunction of none', () => cloud.callFunction({ name: 'nothing' }));
  await call('openapi', () =>
    cloud.openapi.security.msgSecCheck({ content: 'hi', bigNumber: 12, someList: [{ aB: 1 }] }),
  );
  await call('openapi with a file', () =>
    cloud.openapi.security.imgSecCheck({
      media: { contentType: 'image/png', value: Buffer.from([1, 2, 255]) },
    }),
  );
  await call('openapi that answers bytes', () => cloud.openapi.wxacode.get({ path: 'p' }));
  await call('openapi that is refused', () => cloud.openapi.subscribeMessage.send({ touser: 'x' }));
  await call('cloudPay', () =>
    cloud.cloudPay.unifiedOrder({ body: 'Tulips', outTradeNo: 'CP1', totalFee: 100, envId: 'local' }),
  );
  await call('getOpenData', () => cloud.getOpenData({ list: ['cloud-1'] }));
}

async function storage() {
  const { fileID } = await cloud.uploadFile({
    cloudPath: 'bills/one.csv',
    fileContent: fs.createReadStream(filePath),
  });
  await call('upload of a stream', () => fileID);
  await call('upload of bytes', () =>
    cloud.uploadFile({ cloudPath: 'two.bin', fileContent: Buffer.from([0, 255]) }),
  );
  await call('getTempFileURL', () => cloud.getTempFileURL({ fileList: [fileID] }));
  await call('downloadFile', async () =>
    (await cloud.downloadFile({ fileID })).fileContent.toString('base64'),
  );
  await call('deleteFile', () => cloud.deleteFile({ fileList: [fileID] }));
}

async function main() {
  cloud.init({ env: cloud.DYNAMIC_CURRENT_ENV });
  await database(cloud.database());
  await platform();
  await storage();
  process.stdout.write(JSON.stringify(results));
}

void main();
