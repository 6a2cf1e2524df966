/** What a mini-program may ask of function `faceVerify`, and the words of its answers. */
import type { Actions } from '../../kernel/callable';
import { readResultWish, readWish } from './input';
import type { FaceVerification } from './ports';
import { faceResult } from './result';
import { startFace } from './start';

export const faceActions: Actions<FaceVerification> = {
  start: {
    for: 'signedIn',
    async run(ports, event, caller) {
      const { configs, clock } = ports.wechat;
      const config = (await configs.forApp(caller.fromAppid)).need('app', 'face');
      const wish = readWish(event, config.face.purposes, clock.now());
      const { outSeqNo, faceVersion, key } = await startFace(ports, config, caller, wish);
      return { out_seq_no: outSeqNo, ...(faceVersion === 1 ? { user_id_key: key } : { verify_id: key }) };
    },
  },

  result: {
    for: 'signedIn',
    async run(ports, event, caller) {
      const { state, advice } = await faceResult(ports, caller, readResultWish(event));
      return { verified: state === 'verified', state, advice };
    },
  },
};
