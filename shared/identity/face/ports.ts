/** What face verification needs of the world. */
import type { Wechat } from '../../wechat/open-api/wechat';

export interface FaceVerification {
  readonly wechat: Wechat;
}
