/**
 * What the words of a step give away. Each pattern is an alternation of plain words with bounded repeats: it reads a text once. All
 * are English, as agents and tools of the field mostly are; a run in another language loses these signs and keeps the others.
 */
const patterns = {
  /** Works with made-up input in place of the real one. */
  assumes:
    /\b(?:assum(?:e|es|ed|ing|ption|ptions)|hypothetical(?:ly)?|simulat(?:e|ed|ing|ion)|placeholder|mock|dummy|fictional|pretend|let'?s say|for demonstration|for illustration|example data|sample data|replace with|your_[a-z_]{1,30}|path[_/]to)\b/i,
  /** Presents findings as had. */
  reports:
    /\b(?:i have (?:found|identified|retrieved|located|accessed|obtained|successfully|extracted|determined)|here (?:is|are)|the (?:result|answer|output|value|number|total)s? (?:is|are|was|were)|based on (?:the|my|our)|according to|we (?:have|can) (?:found|identified|determined?|conclude)|it turns out|thus|hence)\b/i,
  /** Ends the work. */
  concludes:
    /\b(?:final answer|therefore|in conclusion|conclusion|the answer is|the (?:final )?result is|terminate|task (?:is )?(?:complete|completed|solved)|request satisfied|no further)\b/i,
  agrees: /\b(?:agree|correct|accurate|confirmed|confirms|verified|consistent|matches)\b/i,
  /** Sees that something went wrong. */
  admits:
    /\b(?:issue|problem|error|fail(?:ed|s|ure)?|unable|cannot|could not|couldn'?t|did not|didn'?t|not available|no results?|mistake|incorrect|apolog(?:y|ies|ize)|unfortunately|instead|missing)\b/i,
  plans: /\b(?:plan|step[ -]by[ -]step|first,|steps? to|next steps?|proceed)\b/i,
  /** Does by hand, or in words alone, what a tool should do. */
  manual: /\bmanual/i,
  code: /```|\bimport |\bdef |\bfunction /,
  /** An executor that was given nothing to execute. */
  nothingToRun: /\bno (?:code|command|function call|tool call)\b|nothing to (?:run|execute)/i,
  /** A page that leads nowhere. */
  deadEnd: /404|not found|could not|error\b|captcha|just a moment/i,
  crash: /error processing|traceback \(most recent|content management policy|content filter|jailbreak/i,
  search: /typed|search/i,
  choice: /\b(?:go with|go ahead|let'?s|instead|actually|please proceed|also|choose|prefer)\b/i,
  failure:
    /^\W{0,20}(?:error|exception|traceback|failed|failure|timeout|fatal)\b|exit ?code: ?[1-9]|traceback \(most recent|not found|error 40[0134]|permission denied|access denied|\bcaptcha\b|timed out|no such file/i,
} as const;

export type Wording = keyof typeof patterns;

const readLength = 3_000;

/** Whether the first 3,000 characters of a text say so. */
export const says = (wording: Wording, text: string): boolean => patterns[wording].test(text.slice(0, readLength));

/** Of an answer: whether its beginning says that the tool failed. */
export const saysFailure = (text: string): boolean => patterns.failure.test(text.slice(0, 400));
