import { request } from 'node:https';
import { isIPv6, type LookupFunction } from 'node:net';
import { certificateOf } from '../live/certificate.ts';
import { done, failed, type Look } from './drill.ts';

/** A host behind the ingress controller, asked at one address. */
export interface HostProps {
  readonly address: string;
  readonly port: number;
  /** `grafana.lab.example.com`. */
  readonly host: string;
  /** PEM; `undefined` for those that this machine trusts. */
  readonly authority: string | undefined;
  /** Whether nobody need trust who signed: Let's Encrypt's staging environment. */
  readonly mayBeUntrusted: boolean;
}

const TIMEOUT = 10_000;
/** What Node says of a chain that ends in an authority which is not trusted. */
const UNTRUSTED = /^(?:Error: )?(?:UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_UNTRUSTED|unable to |self[- ]signed )/;

/** Asks a host over TLS at an address, whatever its name leads to here. */
export async function askHost({ address, port, host, authority, mayBeUntrusted }: HostProps): Promise<Look> {
  const lookup = leadingTo(address);
  const server = `https://${host}:${port}`;
  try {
    const { names, refusal } = await certificateOf(server, authority, lookup);
    const isBorne = refusal !== undefined && mayBeUntrusted && UNTRUSTED.test(refusal);
    if (refusal !== undefined && !isBorne) {
      return failed(
        `the certificate of ${host} does not hold (${refusal}); it is for ${names.join(', ')}`,
        `See why none was issued: npx hensteeth doctor; kubectl get certificates -A.`,
      );
    }
    const status = await statusOf(server, lookup);
    if (status >= 500)
      return failed(`${host} answers ${status}`, 'See whether its pods are ready: npx hensteeth status.');
    return done(
      `${host} answers ${status}${isBorne ? ", by a certificate of Let's Encrypt's staging environment" : ''}`,
    );
  } catch (error) {
    return failed(
      `${host} does not answer at ${address}:${port}: ${error instanceof Error ? error.message : String(error)}`,
      'See that the ingress controller listens: microk8s status, kubectl get pods -n ingress.',
    );
  }
}

/** A lookup by which every name is one address. */
export function leadingTo(address: string): LookupFunction {
  const family = isIPv6(address) ? 6 : 4;
  return (_name, options, callback) => {
    if (options.all) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
}

/** The certificate was judged before: here only whether somebody answers. */
function statusOf(server: string, lookup: LookupFunction): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { lookup, rejectUnauthorized: false, timeout: TIMEOUT, agent: false };
    const asked = request(`${server}/`, options, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on('timeout', () => asked.destroy(new Error(`no answer within ${TIMEOUT / 1000} s`)));
    asked.on('error', reject);
    asked.end();
  });
}
