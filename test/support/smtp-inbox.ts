/** A real mail server on this machine that keeps what it is given, and can be told to refuse. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly to: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly html: string;
}

/** Throws what the server shall answer. */
type Judge = (mail: ReceivedMail) => void;

export class SmtpInbox {
  readonly mails: ReceivedMail[] = [];
  /** Asked after a mail was transmitted, before the server takes it over. */
  judge: Judge = () => undefined;
  /** Refused as a receiver. */
  refused: string | undefined;
  readonly port: number;
  readonly #server: SMTPServer;

  private constructor(server: SMTPServer, port: number) {
    this.#server = server;
    this.port = port;
  }

  get url(): string {
    return `smtp://127.0.0.1:${String(this.port)}`;
  }

  static async start(port = 0): Promise<SmtpInbox> {
    const late: { inbox?: SmtpInbox } = {};
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo: ({ address }, _session, done) => {
        done(address === late.inbox?.refused ? smtpError(550, 'no such mailbox') : null);
      },
      onData: (stream, session, done) => {
        void text(stream).then((raw) => {
          const mail = parseMail(raw, session.envelope.rcptTo.map(({ address }) => address).join());
          try {
            late.inbox?.judge(mail);
            late.inbox?.mails.push(mail);
            done();
          } catch (error) {
            done(error as Error);
          }
        });
      },
    });
    server.on('error', () => undefined);
    server.listen(port, '127.0.0.1');
    await once(server.server, 'listening');
    const inbox = new SmtpInbox(server, (server.server.address() as AddressInfo).port);
    late.inbox = inbox;
    return inbox;
  }

  to(address: string): ReceivedMail[] {
    return this.mails.filter((mail) => mail.to === address);
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
  }
}

export function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

/** As much of MIME as our own mails have: two alternatives, each in some transfer encoding. */
function parseMail(raw: string, to: string): ReceivedMail {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const headers = parseHeaders(head);
  const boundary = /boundary="(.+?)"/.exec(headers['content-type'] ?? '')?.[1] ?? '';
  const parts = rest.join('\r\n\r\n').split(`--${boundary}`).map(parsePart);
  const part = (type: string): string => parts.find((item) => item.type.startsWith(type))?.body ?? '';
  return { to, headers, text: part('text/plain'), html: part('text/html') };
}

function parsePart(raw: string): { type: string; body: string } {
  const [head = '', ...rest] = raw.trimStart().split('\r\n\r\n');
  const headers = parseHeaders(head);
  const body = rest.join('\r\n\r\n').trimEnd();
  return { type: headers['content-type'] ?? '', body: decode(body, headers['content-transfer-encoding']) };
}

function parseHeaders(head: string): Record<string, string> {
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()] as const;
    }),
  );
}

function decode(body: string, encoding: string | undefined): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding !== 'quoted-printable') return body.replaceAll('\r\n', '\n');
  const bytes = body
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString().replaceAll('\r\n', '\n');
}
