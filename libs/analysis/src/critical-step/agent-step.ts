/** What an agent did, as the ranking reads it. */
export type StepKind =
  /** It spoke: a message, with or without the model call behind it. */
  | 'message'
  /** It called a tool, ran code or acted in a browser. */
  | 'call'
  /** It planned, judged progress or chose. */
  | 'decision'
  /** It gave work to another agent. */
  | 'handoff'
  /** It did work that was handed to it, and reports. */
  | 'work'
  /** It changed a state of its own or of the run. */
  | 'state'
  /** A person spoke after the run had begun. */
  | 'user';

/** One step that may have caused a failure, with what the environment answered to it. */
export interface AgentStep {
  /** Of its first event: a model call and the message that it wrote are one step. */
  readonly seq: number;
  /** Place among the steps that are ranked, from 0. */
  readonly index: number;
  readonly kind: StepKind;
  readonly agent: string | null;
  /** Tool, action or decision name. */
  readonly name: string | null;
  /** The agent that a hand-off goes to. */
  readonly to: string | null;
  /** What it said, sent or reported; see `cut`. */
  readonly text: string;
  /** What came back from tools and pages before the next step; see `cut`. */
  readonly outcome: string;
  /** The numbers in both, as written. */
  readonly textNumbers: () => readonly string[];
  readonly outcomeNumbers: () => readonly string[];
  readonly hasOutcome: boolean;
  /** Something that it called failed: by a structured error, or by an answer whose first words say so. */
  readonly isError: boolean;
}

const headLength = 3_000;
const tailLength = 1_000;

/** The beginning and the end of a text: what decides stands near the beginning, and a crash shows at the end. */
export const cut = (text: string): string =>
  text.length <= headLength + tailLength ? text : `${text.slice(0, headLength)}\n…\n${text.slice(-tailLength)}`;
