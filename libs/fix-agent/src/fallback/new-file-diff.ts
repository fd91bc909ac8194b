/** The diff, as git writes it, that adds one file. @param content text that ends with a line break */
export const newFileDiff = (path: string, content: string): string => {
  const lines = content.slice(0, -1).split('\n');
  return [
    `diff --git a/${path} b/${path}`,
    'new file mode 100644',
    '--- /dev/null',
    `+++ b/${path}`,
    `@@ -0,0 +1${lines.length === 1 ? '' : `,${lines.length}`} @@`,
    ...lines.map((line) => `+${line}`),
    '',
  ].join('\n');
};
