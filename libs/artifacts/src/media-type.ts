/** What may be stored: recordings and screenshots (native.md §7). */
export const artifactMediaTypes = ['video/webm', 'image/png', 'image/jpeg'] as const;
export type MediaType = (typeof artifactMediaTypes)[number];

/** The allowed type that a `Content-Type` names, parameters left out; undefined for any other. */
export const readMediaType = (header: string | undefined): MediaType | undefined => {
  const named = header?.split(';')[0]?.trim().toLowerCase();
  return artifactMediaTypes.find((type) => type === named);
};
