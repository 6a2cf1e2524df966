// Moments as they are shown.

/** A moment (ms since the epoch) in the phone's own time zone, `2026-11-21 18:30`. */
export function timeText(ms: number): string {
  const at = new Date(ms);
  const two = (part: number) => String(part).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
