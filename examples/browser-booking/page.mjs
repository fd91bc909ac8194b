const site = 'https://clinic.example';

/** The booking site as the agent sees it. It is a stand-in: the example needs no browser and no network. */
export const page = {
  calendarUrl: `${site}/calendar`,
  formUrl: `${site}/book`,
  slots: [
    { day: 'Tuesday', time: '10:00', free: true },
    { day: 'Wednesday', time: '10:00', free: true },
  ],

  calendar: () => ({
    url: `${site}/calendar`,
    visible_text: 'Choose a slot. Tuesday 10:00 free. Wednesday 10:00 free.',
    selected_values: {},
    warnings: [],
  }),

  formWithWarning: () => ({
    url: `${site}/book`,
    visible_text: 'Your booking: Wednesday 10:00. Name. Confirm booking. Continue to payment.',
    selected_values: { day: 'Wednesday', time: '10:00' },
    warnings: ['Tuesday 10:00 was taken a moment ago. We selected Wednesday 10:00 instead.'],
  }),

  confirmation: () => ({
    url: `${site}/booked`,
    visible_text: 'Thank you. You are booked for Wednesday 10:00.',
    selected_values: { day: 'Wednesday', time: '10:00' },
    warnings: ['Tuesday 10:00 was taken a moment ago. We selected Wednesday 10:00 instead.'],
  }),

  /** A PNG of 16 × 16 pixels, amber like the warning. */
  picture: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAFklEQVR42mP4v5mBJMQwqmFUw/DVAAC5B7IQHt8+6gAAAABJRU5ErkJggg==',
    'base64',
  ),
};
