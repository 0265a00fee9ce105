import { textJudge } from './text.ts';

/** Types that OpenSSH 8.9, the one of Ubuntu 22.04, takes without settings of its own. */
const TYPES = [
  'ssh-ed25519',
  'ssh-rsa',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'sk-ssh-ed25519@openssh.com',
  'sk-ecdsa-sha2-nistp256@openssh.com',
];
/** Bytes of the encoded key that follow from its type. */
const BYTES: Readonly<Record<string, number>> = {
  'ssh-ed25519': 51,
  'ecdsa-sha2-nistp256': 104,
  'ecdsa-sha2-nistp384': 136,
  'ecdsa-sha2-nistp521': 172,
};
const LEAST_RSA_BITS = 2048;

/** Accepts one public key in a line, as `ssh-keygen` writes it to a `.pub` file, without options in front. */
export const judgeSshKey = textJudge('a public SSH key in one line: its type, its base64, and a comment', (text) => {
  if (/PRIVATE KEY/.test(text))
    return 'This is a private key: it belongs nowhere here. Write the line of its .pub file.';
  if (/[\n\r]/.test(text)) return 'Write one key a line, each as a text of its own.';
  const [type = '', body = ''] = text.split(' ');
  if (type === 'ssh-dss') return 'DSA keys are refused by OpenSSH. Make a new one: ssh-keygen -t ed25519.';
  if (!TYPES.includes(type)) {
    const inside = TYPES.find((one) => text.includes(`${one} `));
    return inside
      ? `Begin with ${inside}: options in front are not taken.`
      : 'Write the line of the .pub file; it begins with ssh-ed25519, ssh-rsa, ecdsa-sha2-... or sk-....';
  }
  const bytes = Buffer.from(body, 'base64');
  if (bytes.toString('base64') !== body || bytes.length < 4)
    return 'Copy the line again: its base64 is cut or changed.';
  const fields = fieldsOf(bytes);
  if (!fields) return 'Copy the line again: the key ends too early or has bytes too many.';
  const named = fields[0]?.toString('latin1');
  if (named !== type) return `Copy the line again: it says ${type}, and the key inside is ${printable(named)}.`;
  const expected = BYTES[type];
  if (expected !== undefined && bytes.length !== expected)
    return 'Copy the line again: the key is not as long as its type.';
  if (type === 'ssh-rsa' && rsaBits(fields[2]) < LEAST_RSA_BITS) {
    return `Make a longer key: ssh-keygen -t ed25519, or RSA with at least ${LEAST_RSA_BITS} bits.`;
  }
  return undefined;
});

/** The length-prefixed fields of an encoded key; `undefined` when they do not fill it exactly. */
function fieldsOf(bytes: Buffer): Buffer[] | undefined {
  const fields: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + 4 > bytes.length) return undefined;
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return undefined;
    fields.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return fields.length > 1 ? fields : undefined;
}

function rsaBits(modulus: Buffer | undefined): number {
  const digits = modulus?.toString('hex').replace(/^0+/, '') ?? '';
  return digits === '' ? 0 : (digits.length - 1) * 4 + Number.parseInt(digits[0]!, 16).toString(2).length;
}

function printable(text: string | undefined): string {
  return text && /^[\x21-\x7e]{1,40}$/.test(text) ? text : 'of no known type';
}
