import { Context } from '@temporalio/activity';

const BEAT_MS = 2_500;
/** Each beat is a write of Temporal's server, and most of what is done here ends before this one. */
const FIRST_BEAT_MS = 1_000;

/**
 * Heartbeats for as long as `work` is pending. One beat before a long call would not do: the activity would
 * time out in mid-call, and a cancel (delivered in heartbeat answers) would never arrive.
 */
export async function withHeartbeat<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { heartbeat, cancellationSignal } = Context.current();
  // Details stay until others take their place, so each beat repeats those of the attempts before.
  const details = { unpaid: unpaidAttempts() };
  const beat = () => {
    heartbeat(details);
    timer = setTimeout(beat, BEAT_MS);
  };
  let timer = setTimeout(beat, FIRST_BEAT_MS);
  try {
    return await work(cancellationSignal);
  } catch (error) {
    // Whatever a library makes of an abort (the openai client throws an error of its own), Temporal
    // recognises a cancel only by the signal's own reason.
    if (cancellationSignal.aborted) throw cancellationSignal.reason;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Attempts at this activity that asked no model: Temporal counts them, the limit of paid attempts must not. */
export function unpaidAttempts(): number {
  const { unpaid } = Object(Context.current().info.heartbeatDetails) as { readonly unpaid?: unknown };
  return typeof unpaid === 'number' ? unpaid : 0;
}

/** Says so to the next attempt; the last thing that this one does. */
export function countUnpaidAttempt(): void {
  Context.current().heartbeat({ unpaid: unpaidAttempts() + 1 });
}
