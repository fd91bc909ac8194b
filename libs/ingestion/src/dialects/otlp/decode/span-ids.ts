const traceIdForm = /^[0-9a-f]{32}$/;
const spanIdForm = /^[0-9a-f]{16}$/;
const noTrace = '0'.repeat(32);
const noSpan = '0'.repeat(16);

/** 16 bytes that are not all zero, in lower-case hex. */
export const isTraceId = (id: string): boolean => traceIdForm.test(id) && id !== noTrace;
/** 8 bytes that are not all zero, in lower-case hex. */
export const isSpanId = (id: string): boolean => spanIdForm.test(id) && id !== noSpan;
/** How senders say that there is none: no bytes, or zeros. */
export const namesNone = (id: string): boolean => id === '' || id === noSpan || id === noTrace;
