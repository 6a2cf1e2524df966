// Moments and spans as they are shown.

const two = (part: number): string => String(part).padStart(2, '0');

/** A moment (ms since the epoch) in the phone's own time zone, `2026-11-21 18:30`. */
export function timeText(ms: number): string {
  const at = new Date(ms);
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** What is left of a span (ms), to the second, `59:05` or `1:59:05`; empty where nothing is. */
export function leftText(ms: number): string {
  if (ms <= 0) return '';
  const seconds = Math.ceil(ms / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}
