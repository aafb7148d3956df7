/** A collector for traces: OTLP over HTTP as protobuf, decoded by hand as far as tests look. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly startedAtNs: bigint;
  readonly endedAtNs: bigint;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly failed: boolean;
}

export interface OtlpReceiver {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  readonly requests: { readonly path: string; readonly headers: IncomingHttpHeaders }[];
  close(): Promise<void>;
}

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const requests: OtlpReceiver['requests'] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      requests.push({ path: request.url ?? '', headers: request.headers });
      spans.push(...readSpans(Buffer.concat(parts)));
      // An empty ExportTraceServiceResponse: everything was accepted.
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    spans,
    requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

type Value = bigint | Buffer;
type Fields = ReadonlyMap<number, readonly Value[]>;

/** The fields of one protobuf message, by number: numbers as they are, everything else as bytes. */
function readMessage(bytes: Buffer): Fields {
  const fields = new Map<number, Value[]>();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes.readUInt8(at);
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Buffer => bytes.subarray(at, (at += length));
  while (at < bytes.length) {
    const key = Number(varint());
    const read = [varint, () => take(8), () => take(Number(varint())), undefined, undefined, () => take(4)];
    const value = read[key & 7]?.();
    if (value === undefined) throw new Error(`wire type ${String(key & 7)} is not OTLP's`);
    fields.set(key >> 3, [...(fields.get(key >> 3) ?? []), value]);
  }
  return fields;
}

function messages(fields: Fields, field: number): Fields[] {
  return (fields.get(field) ?? []).map((value) => readMessage(value as Buffer));
}

function bytesOf(fields: Fields, field: number): Buffer {
  return (fields.get(field)?.[0] ?? Buffer.alloc(0)) as Buffer;
}

/** ExportTraceServiceRequest → resource_spans → scope_spans → spans. */
function readSpans(body: Buffer): ReceivedSpan[] {
  return messages(readMessage(body), 1)
    .flatMap((resource) => messages(resource, 2))
    .flatMap((scope) => messages(scope, 2))
    .map((span) => ({
      traceId: bytesOf(span, 1).toString('hex'),
      spanId: bytesOf(span, 2).toString('hex'),
      parentSpanId: bytesOf(span, 4).toString('hex'),
      name: bytesOf(span, 5).toString(),
      startedAtNs: bytesOf(span, 7).readBigUInt64LE(),
      endedAtNs: bytesOf(span, 8).readBigUInt64LE(),
      attributes: Object.fromEntries(
        messages(span, 9).map((pair) => [
          bytesOf(pair, 1).toString(),
          readValue(readMessage(bytesOf(pair, 2))),
        ]),
      ),
      failed: messages(span, 15)[0]?.get(3)?.[0] === 2n,
    }));
}

/** AnyValue: text, yes or no, whole number, number, list. */
function readValue(value: Fields): unknown {
  const [text, flag, whole, real, list] = [1, 2, 3, 4, 5].map((field) => value.get(field)?.[0]);
  if (text !== undefined) return (text as Buffer).toString();
  if (flag !== undefined) return flag === 1n;
  if (whole !== undefined) return Number(whole);
  if (real !== undefined) return (real as Buffer).readDoubleLE();
  if (list !== undefined) return messages(readMessage(list as Buffer), 1).map(readValue);
  return undefined;
}
