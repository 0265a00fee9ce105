import { isTailnetAddress } from '../../lib/drill/tailnet.ts';

test.each(['100.64.0.1', '100.127.255.254', 'fd7a:115c:a1e0::1', '::ffff:100.100.1.2'])(
  '%s is an address of a tailnet',
  (address) => expect(isTailnetAddress(address)).toBe(true),
);

test.each(['100.63.255.255', '100.128.0.1', '192.168.1.10', '127.0.0.1', 'fd7a:115c:a1e1::1', '::1', 'name', ''])(
  '%s is none',
  (address) => expect(isTailnetAddress(address)).toBe(false),
);
