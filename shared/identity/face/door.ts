/** What a mini-program may ask of function `faceVerify`, and the words of its answers. */
import type { Actions } from '../../kernel/callable';
import type { FaceVerification } from './ports';

export const faceActions: Actions<FaceVerification> = {};
