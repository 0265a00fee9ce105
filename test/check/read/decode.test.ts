import { decode } from '../../../lib/check/read/decode.ts';

const TEXT = 'a: é\nb: 😀\n';

test('UTF-8 is text, with or without its mark', () => {
  expect(decode(Buffer.from(TEXT))).toEqual({ text: TEXT });
  expect(decode(Buffer.from(`\uFEFF${TEXT}`))).toEqual({ text: TEXT });
});

test('UTF-16 with its mark is text in both byte orders', () => {
  const little = Buffer.from(`\uFEFF${TEXT}`, 'utf16le');
  expect(decode(little)).toEqual({ text: TEXT });
  expect(decode(Buffer.from(little).swap16())).toEqual({ text: TEXT });
});

test('UTF-16 that breaks off is refused', () => {
  expect(decode(Buffer.from([0xff, 0xfe, 0x3d, 0xd8, 0x61, 0x00]))).toMatchObject({
    refused: expect.stringContaining('UTF-16'),
  });
});

test('line ends of all kinds are read as one', () => {
  expect(decode(Buffer.from('a\r\nb\rc\n'))).toEqual({ text: 'a\nb\nc\n' });
});

test('a byte that is no UTF-8 is told with its line and value', () => {
  const bytes = Buffer.concat([Buffer.from('a: 1\nb: é\nc: '), Buffer.from([0xe9]), Buffer.from('\n')]);
  expect(decode(bytes)).toMatchObject({ line: 3, refused: expect.stringContaining('line 3 has the byte 0xe9') });
  expect(decode(Buffer.from([0xc3]))).toMatchObject({ line: 1, refused: expect.stringContaining('0xc3') });
});

test('control characters and hidden line ends are told with their line', () => {
  expect(decode(Buffer.from('a\nb\u0001'))).toMatchObject({ line: 2, refused: expect.stringContaining('U+0001') });
  expect(decode(Buffer.from('a\u2028b'))).toMatchObject({ line: 1, refused: expect.stringContaining('line end') });
});

test('binary files are told as such, and UTF-16 without a mark with them', () => {
  const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x00, 0xff]);
  expect([picture, Buffer.from('a: b\n', 'utf16le')].map(decode)).toEqual([
    expect.objectContaining({ refused: expect.stringContaining('no text') }),
    expect.objectContaining({ refused: expect.stringContaining('no text') }),
  ]);
});
