import { resolveNs } from 'node:dns/promises';
import { finding, type LiveCheck, ok } from './check.ts';

/** Let's Encrypt asks the public zone of the domain: without name servers no certificate ever comes. */
export const zone: LiveCheck = {
  name: 'DNS zone',
  isPrerequisite: true,
  async look({ lab }) {
    const { domain } = lab.facts;
    const labels = domain.split('.');
    for (let i = 0; i < labels.length - 1; i++) {
      const name = labels.slice(i).join('.');
      const servers = await resolveNs(name).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENODATA' || error.code === 'ENOTFOUND') return [];
        throw error;
      });
      if (servers.length > 0) return ok(`${name} is served by ${servers.sort()[0]}`);
    }
    return finding(
      `${domain} has no name servers`,
      'Make the zone in Cloud DNS, and name its servers at the registrar.',
    );
  },
};
