import { isIP, type LookupFunction } from 'node:net';
import { checkServerIdentity, connect, type PeerCertificate } from 'node:tls';

/** The certificate that a server shows. */
export interface ServerCertificate {
  readonly names: readonly string[];
  readonly until: Date;
  /** Why it does not hold for the host; `undefined` when it does. */
  readonly refusal: string | undefined;
}

const TIMEOUT = 10_000;

/**
 * The certificate of a server, judged for a host name by an authority.
 *
 * @param authority PEM; those that this machine trusts without one
 * @param lookup resolves the name, in place of this machine
 * @throws Error when the server cannot be reached
 */
export function certificateOf(
  server: string,
  authority: string | undefined,
  lookup?: LookupFunction,
): Promise<ServerCertificate> {
  const { hostname, port } = new URL(server);
  return new Promise((resolve, reject) => {
    const options = {
      host: hostname,
      port: Number(port || 443),
      // An address is no name to ask for.
      servername: isIP(hostname) === 0 ? hostname : '',
      ca: authority,
      rejectUnauthorized: false,
      ...(lookup && { lookup }),
    };
    const socket = connect(options, () => {
      const certificate = socket.getPeerCertificate();
      const mismatch = checkServerIdentity(hostname, certificate);
      const untrusted = socket.authorized ? undefined : String(socket.authorizationError);
      socket.end();
      resolve({
        names: namesOf(certificate),
        until: new Date(certificate.valid_to),
        refusal: mismatch?.message ?? untrusted,
      });
    });
    socket.setTimeout(TIMEOUT, () =>
      socket.destroy(new Error(`no answer from ${hostname} within ${TIMEOUT / 1000} s`)),
    );
    socket.on('error', reject);
  });
}

function namesOf({ subjectaltname = '' }: PeerCertificate): string[] {
  return subjectaltname.split(', ').map((name) => name.replace(/^(DNS|IP Address):/, ''));
}
