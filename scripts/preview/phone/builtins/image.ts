// <image>: 320 by 240 px unless told otherwise, filled in one of WeChat's modes.
import type { BuiltInNode } from '../easel';
import { addressOfFile } from '../wx/temporary-files';
import { follow, textOf } from './control';

/** Mode → how the picture lies in its box: size and place. `widthFix` and `heightFix` change the box instead. */
const fits: Readonly<Record<string, readonly [fit: string, place?: string]>> = {
  aspectFit: ['contain'],
  aspectFill: ['cover'],
  center: ['none'],
  top: ['none', 'top'],
  bottom: ['none', 'bottom'],
  left: ['none', 'left'],
  right: ['none', 'right'],
  'top left': ['none', 'top left'],
  'top right': ['none', 'top right'],
  'bottom left': ['none', 'bottom left'],
  'bottom right': ['none', 'bottom right'],
};

export function image(node: BuiltInNode): void {
  const picture = document.createElement('img');
  picture.className = 'phone-image';
  picture.draggable = false;
  node.element.append(picture);
  let shown = '';
  follow(node, () => {
    const [fit = 'fill', place = 'center'] = fits[textOf(node, 'mode')] ?? [];
    Object.assign(picture.style, { objectFit: fit, objectPosition: place });
    picture.alt = textOf(node, 'ariaLabel');
    const src = pictureAddress(textOf(node, 'src'), node.owner);
    if (src === shown) return;
    shown = src;
    if (src) picture.src = src;
    else picture.removeAttribute('src');
  });
  picture.addEventListener('load', (event) => {
    event.stopPropagation();
    node.emit('load', { width: picture.naturalWidth, height: picture.naturalHeight });
  });
  picture.addEventListener('error', (event) => {
    event.stopPropagation();
    if (shown) node.emit('error', { errMsg: `GET ${shown} failed` });
  });
}

/** A path of the mini-program as the preview serves it: from the root, or from the component that names it; one of its own files. */
export function pictureAddress(src: string, owner: string): string {
  if (src.startsWith('wxfile:')) return addressOfFile(src);
  if (src === '' || /^(https?:|data:|blob:|\/\/)/.test(src)) return src;
  if (src.startsWith('cloud://')) return `/storage/${src.replace(/^cloud:\/\/[^/]+\//, '')}`;
  const { pathname } = new URL(src, `http://mini-program/${owner}`);
  return pathname.slice(1);
}
