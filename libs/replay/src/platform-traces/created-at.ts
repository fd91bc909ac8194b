/** When an internal id, a UUIDv7, was made: microseconds since 1970, of whole milliseconds. */
export const createdAtOf = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) * 1000;
