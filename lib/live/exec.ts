import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { record } from '../check/pods.ts';
import { type Api, ApiError } from './api.ts';

/** A container of a pod. */
export interface Container {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** How a command ended that ran in a container. */
export interface Executed {
  readonly output: string;
  readonly errors: string;
  /** Why it did not end well; `undefined` when it did. */
  readonly failure: string | undefined;
}

/** The first byte of each message names the stream that it belongs to. */
const PROTOCOL = 'v4.channel.k8s.io';
const [OUTPUT, ERRORS, STATUS] = [1, 2, 3];
/** Kinds of frames of a WebSocket. */
const CLOSE = 8;
const TIMEOUT = 30_000;

/**
 * Runs a command in a container, by way of the API server. It has no standard input: this protocol cannot end one.
 *
 * @throws ApiError when the API server or the kubelet refuses, or does not answer
 */
export async function exec(
  api: Api,
  { namespace, pod, container }: Container,
  command: readonly string[],
): Promise<Executed> {
  const query = new URLSearchParams([
    ...command.map((word): [string, string] => ['command', word]),
    ['container', container],
    ['stdout', 'true'],
    ['stderr', 'true'],
  ]);
  const path = `/api/v1/namespaces/${namespace}/pods/${pod}/exec?${query}`;
  const socket = await api.open(path, PROTOCOL, randomBytes(16).toString('base64'));
  const streams = await messagesOf(socket);
  const said = (stream: number) =>
    Buffer.concat(streams.filter((each) => each[0] === stream).map((each) => each.subarray(1))).toString('utf8');
  const status = said(STATUS!);
  if (status === '') throw new ApiError(0, `the connection to ${namespace}/${pod} ended before the command did`);
  const { status: ended, message } = record(JSON.parse(status));
  return {
    output: said(OUTPUT!),
    errors: said(ERRORS!),
    failure: ended === 'Success' ? undefined : String(message ?? status),
  };
}

/** All messages until the other side ends. The API server's are whole frames, never masked. */
function messagesOf(socket: Duplex): Promise<readonly Buffer[]> {
  return new Promise((resolve, reject) => {
    let rest: Buffer = Buffer.alloc(0);
    const messages: Buffer[] = [];
    const timer = setTimeout(
      () => socket.destroy(new Error(`the command did not end within ${TIMEOUT / 1000} s`)),
      TIMEOUT,
    );
    socket.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      for (let frame = frameIn(rest); frame; frame = frameIn(rest)) {
        rest = rest.subarray(frame.bytes);
        if (frame.kind === CLOSE) socket.end();
        else if (frame.payload.length > 0 && frame.kind <= 2) messages.push(frame.payload);
      }
    });
    socket.on('error', (error) => {
      clearTimeout(timer);
      reject(new ApiError(0, error.message));
    });
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(messages);
    });
    socket.on('end', () => socket.end());
  });
}

/** The first frame of what has come; `undefined` until it is whole. */
export function frameIn(bytes: Buffer): { kind: number; payload: Buffer; bytes: number } | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes[1]! & 0x7f;
  const head = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < head) return undefined;
  const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < head + length) return undefined;
  return { kind: bytes[0]! & 0x0f, payload: bytes.subarray(head, head + length), bytes: head + length };
}
