// QR codes as pictures (ISO/IEC 18004; the algorithm is the component library's own).
import { Ecc, QrCode } from 'tdesign-miniprogram/common/shared/qrcode/qrcodegen';

/** The quiet zone around the code, in modules. */
const quiet = 4;

/** A picture of the code as a data URI: an SVG, sharp at any size. */
export function qrPicture(text: string): string {
  const { size, path } = qrPath(text);
  const side = size + 2 * quiet;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges">` +
    `<rect width="${side}" height="${side}" fill="#fff"/><path d="${path}" fill="#000"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** The dark modules as one path, row by row in runs. */
function qrPath(text: string): { readonly size: number; readonly path: string } {
  const code = QrCode.encodeText(text, Ecc.MEDIUM);
  const runs: string[] = [];
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) {
      let end = x;
      while (end < code.size && code.getModule(end, y)) end += 1;
      if (end > x) runs.push(`M${x + quiet} ${y + quiet}h${end - x}v1h-${end - x}z`);
      x = end;
    }
  }
  return { size: code.size, path: runs.join('') };
}
