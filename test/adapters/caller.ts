// The adapter in a process of its own: Node reads NODE_EXTRA_CA_CERTS only at the start, and memory is measured per process.
import { Secret } from '../../shared/kernel/secret';
import { ask } from './ask';
import type { Answered, Asked } from './caller-process';

const peakMb = (): number => process.resourceUsage().maxRSS / 1024;

async function answer({ id, request, limitMs, pem, p12 }: Asked): Promise<Answered> {
  const before = peakMb();
  const came = await ask(
    {
      ...request,
      ...(pem && { clientCertificate: { cert: pem.cert, key: new Secret(pem.key) } }),
      ...(p12 && {
        clientCertificate: { pfx: Buffer.from(p12.base64, 'base64'), passphrase: new Secret(p12.passphrase) },
      }),
    },
    limitMs,
  );
  return { id, came, grownMb: peakMb() - before };
}

process.on('message', (asked: Asked) => {
  void answer(asked).then((answered) => process.send?.(answered));
});
