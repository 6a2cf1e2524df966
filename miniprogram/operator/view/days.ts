// Days as they are asked for and shown: `2026-11-24`, of this phone's time zone.

const dayMs = 86_400_000;

/** The most days that figures are asked for at once. */
export const mostDays = 92;

/** The day of a moment (ms since the epoch) on this phone. */
export function dayOf(ms: number): string {
  const at = new Date(ms);
  const two = (part: number) => String(part).padStart(2, '0');
  return [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
}

/** When a day begins on this phone, ms since the epoch. */
export function startOfDay(day: string): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date).getTime();
}

/** The zone of this phone at a moment, such as `+08:00`. */
export function zoneOf(ms: number): string {
  const minutes = -new Date(ms).getTimezoneOffset();
  const two = (part: number) => String(Math.floor(part)).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`;
}

/** The first and last of so many days that end with the day of a moment. */
export const lastDays = (count: number, now: number): { readonly from: string; readonly to: string } => ({
  from: dayOf(startOfDay(dayOf(now)) - (count - 1) * dayMs + dayMs / 2),
  to: dayOf(now),
});

/** How many days there are from one to another, both counted; 0 or less where the first is the later one. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((startOfDay(to) - startOfDay(from)) / dayMs) + 1;

/** Every day from one to another. */
export function daysFrom(from: string, to: string): string[] {
  const first = startOfDay(from);
  const count = Math.max(0, daysBetween(from, to));
  return Array.from({ length: count }, (_, n) => dayOf(first + n * dayMs + dayMs / 2));
}
