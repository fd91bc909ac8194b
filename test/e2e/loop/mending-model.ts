import type { Script } from '../../setup/model-server';

const path = 'agents/booking.mjs';
const before = `  const form = page.choose('Tuesday 10:00');
  run.see(form);
`;
const after = `  let form = page.choose('Tuesday 10:00');
  run.see(form);
  while (form.warnings.length > 0) {
    run.act({ action: 'read_warning', target: 'Tuesday 10:00 was taken', url: page.formUrl });
    form = page.choose('Tuesday 10:00');
    run.see(form);
  }
`;

/** A model that does what a careful engineer would: it looks at the agent, makes it deal with warnings, and says so. */
export const mendsTheAgent: Script = ({ turn }) => {
  const steps = [
    { name: 'list_files', input: { folder: 'agents' } },
    { name: 'read_file', input: { path } },
    { name: 'edit_file', input: { path, before, after } },
    {
      name: 'finish',
      input: {
        plan: ['Look at the warnings of the form', 'Choose the slot again until it is free of them'],
        summary: 'The agent deals with a warning of the form before it goes on.',
        confidence: 0.8,
      },
    },
  ];
  const step = steps[Math.min(turn, steps.length - 1)];
  return { calls: step ? [step] : [] };
};
