/** Migrated once per run; every suite's database is a copy. Nobody connects to it, or copies would fail. */
export const templateDatabase = 'debrief_template';
