// Bytes as text, for JSON and for wx.arrayBufferToBase64.

/** Pieces, because a function takes only so many arguments. */
const piece = 0x80_00;

export function base64Of(bytes: ArrayBuffer): string {
  const all = new Uint8Array(bytes);
  let text = '';
  for (let at = 0; at < all.length; at += piece) text += String.fromCharCode(...all.subarray(at, at + piece));
  return btoa(text);
}

/** Throws where it is no base64. */
export const fromBase64 = (text: string): ArrayBuffer =>
  Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
