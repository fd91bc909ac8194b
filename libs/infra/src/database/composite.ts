const fields = /[(,](?:"([^"]*(?:""[^"]*)*)"|([^,"]*))/g;
const doubled = /""|\\\\/g;

/**
 * Reads a value of a composite type as Postgres writes it as text: `(a,,"b ""c""")` is `a`, null and `b "c"`. A field is written as its own type
 * is; what is empty and not quoted is null.
 */
export const readComposite = (text: string): (string | null)[] =>
  Array.from(text.slice(0, -1).matchAll(fields), ([, quoted, plain]) =>
    quoted === undefined ? plain || null : quoted.replace(doubled, (pair) => pair.slice(1)),
  );
