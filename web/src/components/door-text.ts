/** How a decision came in, behind the name of who made it. */
export function doorText(via: string | null): string {
  return via === 'channel' ? 'by reply' : `via ${via ?? 'system'}`;
}
