/** Formats whose MIME type is not their kind and name, as vendors spell them. */
const mediaTypes = new Map<string, string>([
  ['pdf', 'application/pdf'],
  ['csv', 'text/csv'],
  ['html', 'text/html'],
  ['txt', 'text/plain'],
  ['md', 'text/markdown'],
  ['doc', 'application/msword'],
  ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['xls', 'application/vnd.ms-excel'],
  ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['jpg', 'image/jpeg'],
  ['mp3', 'audio/mpeg'],
  ['mkv', 'video/x-matroska'],
  ['mov', 'video/quicktime'],
]);

/** The MIME type of a format's name, such as `png` or `docx`; null where it is unknown. */
export function mediaTypeOf(kind: 'image' | 'audio' | 'video' | 'document', format: unknown): string | null {
  if (typeof format !== 'string' || format === '') return null;
  return mediaTypes.get(format) ?? (kind === 'document' ? null : `${kind}/${format}`);
}
