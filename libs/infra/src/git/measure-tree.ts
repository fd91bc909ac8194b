/**
 * How much a checkout writes, from `git ls-tree -r -z --long`: `<mode> <type> <id> <size>\t<path>\0`. Submodules have the size `-`
 * and write nothing.
 */
export const measureTree = (listing: string): { readonly bytes: number; readonly files: number } => {
  let [bytes, files] = [0, 0];
  for (const entry of listing.split('\0')) {
    const size = Number(entry.slice(0, entry.indexOf('\t')).split(' ').at(-1));
    if (entry === '' || !Number.isSafeInteger(size)) continue;
    bytes += size;
    files += 1;
  }
  return { bytes, files };
};
