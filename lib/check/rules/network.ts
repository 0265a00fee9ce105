import type { RuleSet } from '../rule.ts';
import { judgeCertificateTimes } from './network-certificates.ts';
import { networkDocs } from './network-docs.ts';
import { judgeHosts } from './network-hosts.ts';
import { judgeIngressPolicies } from './network-ingress-policies.ts';
import { judgeIssuers } from './network-issuers.ts';
import { judgeDnsPolicies, Policies } from './network-policies.ts';

/** The rules of hosts, certificates and network policies. */
export const networkRules: RuleSet = {
  rules: networkDocs,
  judge(world) {
    const policies = new Policies(world);
    return {
      reports: [
        ...judgeHosts(world),
        ...judgeIssuers(world),
        ...judgeCertificateTimes(world),
        ...judgeDnsPolicies(policies),
        ...judgeIngressPolicies(world, policies),
      ],
    };
  },
};
