import { frameIn } from '../../lib/live/exec.ts';

function frame(payload: Buffer, kind = 2): Buffer {
  const { length } = payload;
  const head =
    length < 126 ? Buffer.from([0x80 | kind, length]) : Buffer.from([0x80 | kind, 126, length >> 8, length & 0xff]);
  return Buffer.concat([head, payload]);
}

test('a frame is read once it is whole, and what follows it stays', () => {
  const bytes = Buffer.concat([frame(Buffer.from('\u0001hello')), frame(Buffer.from('\u0003{}'))]);
  for (let i = 0; i < 8; i++) expect(frameIn(bytes.subarray(0, i))).toBeUndefined();
  const first = frameIn(bytes)!;
  expect(first.payload.toString()).toBe('\u0001hello');
  expect(frameIn(bytes.subarray(first.bytes))!.payload.toString()).toBe('\u0003{}');
});

test.each([0, 125, 126, 4_000, 65_535])('a frame of %d bytes is as long as it says', (length) => {
  const payload = Buffer.alloc(length, 7);
  expect(frameIn(frame(payload))).toMatchObject({ kind: 2, payload });
});

test('a frame longer than two bytes can tell is read too', () => {
  const payload = Buffer.alloc(70_000, 7);
  const head = Buffer.alloc(10);
  head.set([0x82, 127]);
  head.writeBigUInt64BE(BigInt(payload.length), 2);
  expect(frameIn(Buffer.concat([head, payload]))!.payload.equals(payload)).toBe(true);
});
