import { kinds } from '../kinds/kind';
import type { Framework } from './framework';

/** AutoGen's runtime names spans `autogen <operation> <agent>`: messages between agents. AgentChat follows the semantic conventions. */
export const autoGen: Framework = {
  name: 'AutoGen',
  prefixes: ['autogen.', 'recipient_agent_class', 'sender_agent_class'],
  providers: ['autogen'],
  scopes: ['autogen-core'],
  isNamed: (name) => name.startsWith('autogen '),
  kindOf: ({ span }) => {
    const [, operation] = span.name.split(' ', 2);
    if (!span.name.startsWith('autogen ')) return undefined;
    if (operation === 'process') return kinds.agent;
    return operation === 'send' || operation === 'publish' || operation === 'ack' ? kinds.messaging : undefined;
  },
};
