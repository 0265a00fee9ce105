import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { LocalServer } from './local-server.ts';

/** A git server of this machine's own, over HTTP, for whoever asks from this machine. Read and written without a password. */
export class GitServer extends LocalServer {
  readonly #folder: string;

  /** @param folder holds the repositories */
  constructor(folder: string) {
    super();
    this.#folder = folder;
  }

  protected override serve(asked: IncomingMessage, answer: ServerResponse): void {
    const { pathname, search } = new URL(asked.url ?? '/', 'http://localhost');
    const backend = spawn('git', ['http-backend'], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: {
        PATH: process.env['PATH'],
        GIT_PROJECT_ROOT: this.#folder,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: pathname,
        QUERY_STRING: search.slice(1),
        REQUEST_METHOD: asked.method,
        CONTENT_TYPE: asked.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: asked.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: String(asked.headers['git-protocol'] ?? ''),
        REMOTE_USER: 'simulator',
        REMOTE_ADDR: '127.0.0.1',
      },
    });
    asked.pipe(backend.stdin);
    backend.stdin.on('error', () => undefined);
    backend.on('error', () => answer.destroy());
    relay(backend.stdout, answer);
  }
}

/** Passes on what a CGI program writes: header lines, an empty one, then the body. */
function relay(from: NodeJS.ReadableStream, to: ServerResponse): void {
  let head: Buffer | undefined = Buffer.alloc(0);
  from.on('data', (chunk: Buffer) => {
    if (!head) {
      to.write(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    for (const line of head.subarray(0, end).toString('latin1').split('\r\n')) {
      const [name = '', value = ''] = line.split(/:\s*/, 2);
      if (name === 'Status') to.statusCode = Number.parseInt(value, 10);
      else to.setHeader(name, value);
    }
    to.write(head.subarray(end + 4));
    head = undefined;
  });
  from.on('end', () => to.end());
}
