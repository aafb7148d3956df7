import { Context } from '@temporalio/activity';

const BEAT_MS = 2_500;

/**
 * Heartbeats for as long as `work` is pending. One beat before a long call would not do: the activity would
 * time out in mid-call, and a cancel (delivered in heartbeat answers) would never arrive.
 */
export async function withHeartbeat<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { heartbeat, cancellationSignal } = Context.current();
  heartbeat();
  const timer = setInterval(() => heartbeat(), BEAT_MS);
  try {
    return await work(cancellationSignal);
  } catch (error) {
    // Whatever a library makes of an abort (the openai client throws an error of its own), Temporal
    // recognises a cancel only by the signal's own reason.
    if (cancellationSignal.aborted) throw cancellationSignal.reason;
    throw error;
  } finally {
    clearInterval(timer);
  }
}
