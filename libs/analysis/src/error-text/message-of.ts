const traceback = 'Traceback (most recent call last)';

/**
 * What an error says, without the frames of its stack: they tell how the code came there, not what failed. Python puts the message
 * below its frames, JavaScript above.
 */
export const messageOf = (text: string): string => {
  const lines = text.split('\n');
  if (text.includes(traceback)) {
    const last = lines.findLastIndex((line) => line.trim() !== '' && !/^\s/.test(line) && !line.startsWith(traceback));
    return last === -1 ? text : (lines[last] as string);
  }
  const frames = lines.findIndex((line) => /^\s+at /.test(line));
  return frames <= 0 ? text : lines.slice(0, frames).join('\n');
};
