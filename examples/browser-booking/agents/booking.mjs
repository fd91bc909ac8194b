/**
 * Books the slot that the goal names. It fails the way such agents fail: the page says that the slot has changed, the agent
 * submits all the same and claims success.
 */
export const book = async ({ page, tools, run }) => {
  run.think({ input_tokens: 412, output_tokens: 38, latency_ms: 640, cost_usd: 0.0017 });
  run.act({ action: 'navigate', url: page.calendarUrl });
  run.see(page.calendar());
  await tools.call('find_slots', { day: 'Tuesday' });

  run.act({ action: 'click', target: 'Slot Tuesday 10:00', url: page.calendarUrl });
  const form = page.choose('Tuesday 10:00');
  run.see(form);
  await run.picture(page.picture);

  run.think({ input_tokens: 958, output_tokens: 51, latency_ms: 810, cost_usd: 0.0034 });
  run.act({ action: 'fill', target: 'Name', value: 'A. Example', url: page.formUrl });
  run.act({ action: 'submit', target: 'Confirm booking', url: page.formUrl });
  run.see(page.submit());
  return 'Done! Your Tuesday 10:00 slot is booked.';
};
