/** An answer that breaks off when it gets longer than it may be. */
import type { Response as Answer } from 'undici';

/** As the `Response` of Node, whose class others may ask for. */
export function limitBody({ status, statusText, headers, body }: Answer, limit: number): Response {
  const facts = { status, statusText, headers: Object.fromEntries(headers) };
  if (body === null) return new Response(null, facts);
  let size = 0;
  const counted = body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        size += chunk.byteLength;
        if (size > limit) controller.error(new Error(`the answer is longer than ${limit} bytes`));
        else controller.enqueue(chunk);
      },
    }),
  );
  return new Response(counted as ReadableStream<Uint8Array<ArrayBuffer>>, facts);
}
