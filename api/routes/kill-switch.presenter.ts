/** The kill switch of an agent or an organization, as answers show it. */
export function presentKilled({
  killedAt,
  killedBy,
}: {
  readonly killedAt: Date | null;
  readonly killedBy: string | null;
}): { at: string; by: string } | null {
  return killedAt === null ? null : { at: killedAt.toISOString(), by: killedBy ?? '' };
}
