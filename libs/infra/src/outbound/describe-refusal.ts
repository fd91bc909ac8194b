import type { OutboundRefusal } from './decide-outbound-url';

const problems = {
  malformed: 'must be an absolute URL of a public host',
  scheme: 'must be an https URL',
  credentials: 'must not hold a user name or password',
  local_name: 'must name a public host; this name belongs to private networks',
  loopback: 'must not lead to the server itself',
  private: 'must not lead to a private address',
  link_local: 'must not lead to a link-local address',
  carrier_grade_nat: 'must not lead to a shared address',
  multicast: 'must not lead to a multicast address',
  reserved: 'must not lead to a reserved address',
  unspecified: 'must not lead to an unspecified address',
  tunnel: 'must not lead to an address of a tunnel',
  metadata: 'must not lead to the metadata service of a cloud',
  not_allowed: 'must name one of the allowed outbound hosts of the workspace',
  redirect: 'must answer by itself; it redirects',
} as const satisfies Record<OutboundRefusal, string>;

/** What is wrong with a URL, as a sentence that follows the field's name. */
export const describeRefusal = (reason: OutboundRefusal): string => problems[reason];
