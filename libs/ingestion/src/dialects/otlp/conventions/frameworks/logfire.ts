import { kinds } from '../kinds/kind';
import type { Framework } from './framework';

/** Pydantic's Logfire, and Pydantic AI, which writes through it: `running 3 tools` holds the tools' own spans. */
export const logfire: Framework = {
  name: 'Logfire',
  prefixes: ['logfire.', 'pydantic_ai.'],
  scopes: ['pydantic-ai'],
  kindOf: ({ span }) => (/^running \d{1,6} tools?$/.test(span.name) ? kinds.chain : undefined),
};
