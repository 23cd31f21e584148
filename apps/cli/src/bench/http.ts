import { Agent, get } from 'node:http';

/** A page somebody asks for, with the cookie of their browser. */
export interface Asked {
  url: string;
  cookie?: string;
}

/** A browser's side of so many requests at once: connections are kept, answers come compressed. */
export function browsers(most: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: most });
  /** Reads the whole answer; gives its bytes on the wire. Anything but 200 is an error. */
  const fetchPage = ({ url, cookie }: Asked): Promise<number> =>
    new Promise((resolve, reject) => {
      const headers = { 'accept-encoding': 'gzip, deflate, br, zstd', 'accept-language': 'vi', ...(cookie && { cookie }) };
      get(url, { agent, headers }, (answer) => {
        let bytes = 0;
        answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
        answer.on('error', reject);
        answer.on('end', () => (answer.statusCode === 200 ? resolve(bytes) : reject(new Error(`${url} answered ${answer.statusCode}`))));
      }).on('error', reject);
    });
  return { fetchPage, close: () => agent.destroy() };
}
