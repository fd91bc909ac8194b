/** Fix agent: proposes a change for an incident. Owns fix runs and their logs; never merges anything. */
export { FixAgentModule } from './fix-agent.module';
