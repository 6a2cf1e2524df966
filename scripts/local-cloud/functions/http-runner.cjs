// Loaded into an HTTP function before its own code: what it takes for port 9000 is a socket that only the local cloud knows.
'use strict';

const net = require('node:net');
const { setOffset } = require('./local-clock.cjs');

const platformPort = 9000;
const listen = net.Server.prototype.listen;

function portOf([first]) {
  const given = typeof first === 'object' && first !== null ? first.port : first;
  return given === undefined || given === null ? undefined : Number(given);
}

function tell(message) {
  if (process.connected) process.send(message);
}

net.Server.prototype.listen = function (...given) {
  const port = portOf(given);
  if (port !== platformPort) {
    if (port > 0) tell({ type: 'elsewhere', port });
    return listen.apply(this, given);
  }
  this.once('listening', () => tell({ type: 'ready' }));
  const done = given.find((one) => typeof one === 'function');
  return listen.call(this, { path: process.env.LOCAL_CLOUD_SOCKET }, ...(done ? [done] : []));
};

process.on('message', ({ offset }) => setOffset(offset));
process.on('disconnect', () => process.exit());
