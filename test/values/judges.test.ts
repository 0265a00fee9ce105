import fc from 'fast-check';
import { judgeCidr, judgeIp } from '../../lib/values/cidr.ts';
import { judgeCron, judgeCronSyntax } from '../../lib/values/cron.ts';
import { judgeLabelName, judgeServiceName, judgeSubdomainName } from '../../lib/values/dns-name.ts';
import { judgeFluxDuration, judgeGoDuration, judgePrometheusDuration } from '../../lib/values/duration.ts';
import { judgeEmail } from '../../lib/values/email.ts';
import { judgeGitUrl } from '../../lib/values/git-url.ts';
import { judgeHost, judgeHostPattern, judgeWildcardHost } from '../../lib/values/host.ts';
import { judgeImage, judgePinnedImage } from '../../lib/values/image.ts';
import { integerBetween } from '../../lib/values/integer.ts';
import { judgeAnnotationKey, judgeLabelKey, judgeLabelValue } from '../../lib/values/label.ts';
import { judgeNodePort, judgePort, judgePortName, judgePortOrName } from '../../lib/values/port.ts';
import { judgeCpu, judgeMemory, judgeQuantity, judgeStorageSize } from '../../lib/values/quantity.ts';
import type { Judge } from '../../lib/values/refusal.ts';
import { nonEmptyText, oneOf } from '../../lib/values/text.ts';
import { judgeUrl } from '../../lib/values/url.ts';
import { growth } from '../growth.ts';

const judges: Readonly<Record<string, Judge>> = {
  judgeAnnotationKey,
  judgeCidr,
  judgeCpu,
  judgeCron,
  judgeCronSyntax,
  judgeEmail,
  judgeFluxDuration,
  judgeGitUrl,
  judgeGoDuration,
  judgeHost,
  judgeHostPattern,
  judgeImage,
  judgeIp,
  judgeLabelKey,
  judgeLabelName,
  judgeLabelValue,
  judgeMemory,
  judgeNodePort,
  judgePinnedImage,
  judgePort,
  judgePortName,
  judgePortOrName,
  judgePrometheusDuration,
  judgeQuantity,
  judgeServiceName,
  judgeStorageSize,
  judgeSubdomainName,
  judgeUrl,
  judgeWildcardHost,
  nonEmptyText,
  integer: integerBetween(-3, 7),
  oneOf: oneOf(['Always', 'IfNotPresent', 'Never']),
};

/** Texts made of the characters that the grammars are about, so that they get past the first check. */
const nearMiss = fc.string({ unit: fc.constantFrom(...'019.-+eEmMiKgh:/@*,_ aZ[]"{é'), maxLength: 40 });
const odd = fc.string({ unit: fc.constantFrom('\0', '\n', '\u0085', '\ud800', '\u212a', '😀', '０', 'a', '/') });
const anything = fc.oneof(nearMiss, odd, fc.anything({ withBigInt: true, withDate: true }));

const others: readonly unknown[] = [undefined, null, {}, [], Symbol('x'), 1n, () => 0, Object.create(null), Number.NaN];
/** Long enough that any backtracking beyond the linear would take minutes. */
const longTexts = ['a', '1', '-', '.', ' ', 'a.', 'a-', '1h', '*,', '_', '<', '@', ':', '/', '0.'].map((piece) =>
  piece.repeat(20_000),
);

describe.each(Object.entries(judges))('%s', (_, judge) => {
  test('judges anything without throwing, twice alike, and refuses with a noun phrase and a sentence', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const refusal = judge(value);
        expect(judge(value)).toEqual(refusal);
        if (refusal === undefined) return;
        expect(refusal.expected).toMatch(/^\S.*[^.\s]$/s);
        expect(refusal.fix).toMatch(/^[A-Z].*\.$/s);
      }),
      { numRuns: 60 },
    );
  });

  test('refuses what is neither a text nor a number', () => {
    for (const value of others) expect(judge(value)).toBeDefined();
  });

  test('judges a text of four times the length in no more than eight times the time', () => {
    for (const text of longTexts) {
      expect(growth(text.length / 4, text.length, (size) => () => judge(text.slice(0, size)))).toBeLessThan(8);
    }
  });
});
