export type SessionRules = { readonly idleMinutes: number; readonly absoluteHours: number };

/** Until when a session may live whatever happens. */
export function sessionEnd(createdAt: Date, rules: SessionRules): string {
  return new Date(createdAt.getTime() + rules.absoluteHours * 3_600_000).toISOString();
}

/** Why a session is over; undefined while it lives. GB/T 22239-2019 8.1.4.1 b): time-out. */
export function sessionOver(
  session: { readonly lastSeenAt: string; readonly expiresAt: string; readonly endedAt: string | null },
  now: Date,
  rules: SessionRules,
): 'ended' | 'expired' | 'idle' | undefined {
  if (session.endedAt !== null) return 'ended';
  if (Date.parse(session.expiresAt) <= now.getTime()) return 'expired';
  const idleMs = now.getTime() - Date.parse(session.lastSeenAt);
  return idleMs > rules.idleMinutes * 60_000 ? 'idle' : undefined;
}
