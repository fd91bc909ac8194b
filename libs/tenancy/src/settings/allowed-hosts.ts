import { allowedHostProblem, parseAllowedHost } from '@debrief/infra';
import { invalid } from '@debrief/kernel';

const maxHosts = 100;

/** Hosts that users may name, sorted and once. @throws INVALID naming the entry, e.g. `settings.allowed_outbound_hosts.0` */
export const readAllowedHosts = (field: string, value: unknown): readonly string[] => {
  if (!Array.isArray(value) || value.length > maxHosts)
    throw invalid(field, `must be a list of at most ${maxHosts} hosts`);
  value.forEach((host, index) => {
    if (typeof host !== 'string' || !parseAllowedHost(host)) throw invalid(`${field}.${index}`, allowedHostProblem);
  });
  return [...new Set((value as string[]).map((host) => host.toLowerCase()))].sort();
};
