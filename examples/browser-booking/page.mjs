const site = 'https://clinic.example';
const warning = 'Tuesday 10:00 was taken a moment ago. We selected Wednesday 10:00 instead.';

/** The booking site as the agent sees it. It is a stand-in: the example needs no browser and no network. */
export const openPage = () => {
  let selected;
  let warnings = [];
  let isHeld = true;

  const snapshot = (path, visible_text) => ({
    url: site + path,
    visible_text,
    selected_values: selected ? { day: selected.split(' ')[0], time: selected.split(' ')[1] } : {},
    warnings,
  });
  const form = () => snapshot('/book', `Your booking: ${selected}. Name. Confirm booking. Choose again.`);

  return {
    calendarUrl: `${site}/calendar`,
    formUrl: `${site}/book`,
    booked: undefined,

    calendar: () => snapshot('/calendar', 'Choose a slot. Tuesday 10:00 free. Wednesday 10:00 free.'),

    /** Somebody else holds Tuesday 10:00 for a moment: who chooses it a second time gets it. */
    choose(slot) {
      const isTaken = slot === 'Tuesday 10:00' && isHeld;
      selected = isTaken ? 'Wednesday 10:00' : slot;
      warnings = isTaken ? [warning] : [];
      isHeld = false;
      return form();
    },

    submit() {
      this.booked = selected;
      return snapshot('/booked', `Thank you. You are booked for ${selected}.`);
    },

    /** A PNG of 16 × 16 pixels, amber like the warning. */
    picture: Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAFklEQVR42mP4v5mBJMQwqmFUw/DVAAC5B7IQHt8+6gAAAABJRU5ErkJggg==',
      'base64',
    ),
  };
};
