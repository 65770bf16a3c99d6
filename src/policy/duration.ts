/** `30s` → milliseconds. The form is checked by shape.ts. */
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export function durationMs(text: string): number {
  const unit = text.replace(/^[0-9]+/, '');
  return Number.parseInt(text, 10) * (UNIT_MS[unit] ?? Number.NaN);
}
