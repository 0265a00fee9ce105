import { Duration, judgeGoDuration } from '../../values/duration.ts';
import { record } from '../pods.ts';
import type { Report } from '../rule.ts';
import type { World } from '../world.ts';

/** What cert-manager asks for when a certificate says nothing. */
const DEFAULT_DURATION = Duration.parseGo('2160h');
const SHORTEST = Duration.parseGo('1h');
const SHORTEST_RENEWAL = Duration.parseGo('5m');

/** How long certificates live, and when they are renewed, by cert-manager's own limits. */
export function* judgeCertificateTimes(world: World): Generator<Report> {
  for (const subject of world.ofKind('Certificate', 'cert-manager.io')) {
    const spec = record(subject.manifest['spec']);
    const given = durationOf(spec['duration']);
    const renewal = durationOf(spec['renewBefore']);
    const duration = given ?? DEFAULT_DURATION;
    const code = 'network-certificate-time';
    if (given && given.compare(SHORTEST) < 0) {
      yield {
        code,
        subject,
        path: 'spec.duration',
        message: `duration is ${given}; expected at least 1h: cert-manager refuses the certificate`,
        hint: 'Leave it out for 90 days, or write 2160h.',
      };
    } else if (renewal && renewal.compare(duration) >= 0) {
      yield {
        code,
        subject,
        path: 'spec.renewBefore',
        message: `renewBefore is ${renewal}; expected less than the duration of ${duration}: cert-manager refuses the certificate, which would be renewed for ever`,
        hint: 'Leave it out to renew after two thirds of the duration.',
      };
    } else if (renewal && renewal.compare(SHORTEST_RENEWAL) < 0) {
      yield {
        code,
        subject,
        path: 'spec.renewBefore',
        message: `renewBefore is ${renewal}; expected at least 5m: cert-manager refuses the certificate`,
        hint: 'Leave it out to renew after two thirds of the duration.',
      };
    }
  }
}

/** A duration as Go reads it; `undefined` where it is none, which the schema tells. */
function durationOf(value: unknown): Duration | undefined {
  return typeof value !== 'string' || judgeGoDuration(value) ? undefined : Duration.parseGo(value);
}
