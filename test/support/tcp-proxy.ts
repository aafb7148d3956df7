/** A door to a server that can be slammed (connections die) or blocked (they stay and nothing comes through). */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

type Mode = 'open' | 'closed' | 'frozen';

export class TcpProxy {
  readonly port: number;
  readonly #sockets: Set<Socket>;
  readonly #setMode: (mode: Mode) => void;
  readonly stop: () => Promise<void>;

  private constructor(
    port: number,
    sockets: Set<Socket>,
    setMode: (mode: Mode) => void,
    stop: () => Promise<void>,
  ) {
    this.port = port;
    this.#sockets = sockets;
    this.#setMode = setMode;
    this.stop = stop;
  }

  static async start(target: { host: string; port: number }): Promise<TcpProxy> {
    let mode: Mode = 'open';
    const sockets = new Set<Socket>();
    const server = createServer((client) => {
      if (mode === 'closed') {
        client.destroy();
        return;
      }
      const upstream = connect(target.port, target.host);
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        sockets.add(from);
        from.on('error', () => to.destroy());
        from.on('close', () => {
          sockets.delete(from);
          to.destroy();
        });
        from.pipe(to);
        if (mode === 'frozen') from.pause();
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const stop = async (): Promise<void> => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    };
    return new TcpProxy((server.address() as AddressInfo).port, sockets, (next) => (mode = next), stop);
  }

  /** As when the server crashed. */
  slam(): void {
    this.#setMode('closed');
    for (const socket of this.#sockets) socket.destroy();
  }

  /** As when the server hangs. */
  freeze(): void {
    this.#setMode('frozen');
    for (const socket of this.#sockets) socket.pause();
  }

  open(): void {
    this.#setMode('open');
    for (const socket of this.#sockets) socket.resume();
  }
}
