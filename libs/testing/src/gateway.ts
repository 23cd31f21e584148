import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from '#embedded';

/** A door to a server that can be shut: while it is, connections are refused as if nobody were there. */
export interface Gateway {
  /** The address of the server, through the door. */
  url: string;
  open(): Promise<void>;
  /** Shuts the door and cuts whatever goes through it. */
  shut(): Promise<void>;
}

/** Begins shut. */
export async function gatewayTo(url: string): Promise<Gateway> {
  const { hostname, port: target } = new URL(url);
  const port = await freePort();
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  const open = async () => {
    server = createServer((near) => {
      const far = connect(Number(target), hostname);
      for (const socket of [near, far]) {
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
      near.pipe(far).pipe(near);
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const shut = async () => {
    const closed = new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
    for (const socket of sockets) socket.destroy();
    await closed;
    server = undefined;
  };
  const address = new URL(url);
  Object.assign(address, { hostname: '127.0.0.1', port: String(port) });
  return { url: address.href, open, shut };
}
