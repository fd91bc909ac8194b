import { makeScanner, type TextScan } from './scan-text';

/** A sign that a text speaks to the agent, not to a reader. */
interface Cue {
  readonly kind: 'override' | 'address' | 'system' | 'hijack' | 'must' | 'urgency' | 'todo';
  /** How much it says alone: 1 is enough. */
  readonly weight: number;
  /** Beginnings of the words at which `pattern` is tried. */
  readonly words: string;
  readonly pattern: RegExp;
}

/**
 * What instructions to agents have in common, by kind. Sources: the attacks of AgentDojo, InjecAgent and BIPIA, the probes of garak.
 * Patterns are bounded and tried at their words only, over lower-case text.
 */
const cues: readonly Cue[] = [
  {
    kind: 'override',
    weight: 1,
    words: 'ignor disre forge overr bypas skip void vergi missa oubli olvid instr polic rule rules',
    pattern:
      /(?:ignor|disregard|forget|overrid|overrul|bypass|skip |void|vergiss|missachte|oublie|olvid)[^.!?\n]{0,60}(?:instruction|direction|rules?\b|polic|prompt|guideline|task|question|review|were (?:told|asked|given)|anweisung|regeln|consigne|instrucci|reglas)|(?:instruction|polic|rules?)[^.!?\n]{0,30} void\b/y,
  },
  {
    kind: 'address',
    weight: 0.8,
    words: 'ai llm llms assis langu chat chatb autom codin model messa this',
    pattern:
      /(?:ai|llms?|assistants?|language models?|chat ?bots?|automated agents?|(?:ai|llm|coding) (?:models?|agents?|assistants?)|(?<=the )model)\b[^.!?\n]{0,40}(?::|,|\b(?:must|should|ha(?:ve|s) to|are required|reads?|reading|process(?:es|ing)?)\b)|message from me\b|this is your (?:user|owner|boss|admin)/y,
  },
  {
    kind: 'system',
    weight: 0.8,
    words: 'im inst sys syste info infor instr impor admin tool promp assis human new',
    pattern:
      /(?<=<\|)im_(?:start|end)|(?<=\[\/?)inst\]|(?<=<)sys>>|(?<=#+ *\[?)system|system (?:message|prompt|notice|override)|system: |(?<=##)info|(?<=<\/?)(?:system|instructions?|information|important|admin|tool_output|assistant|prompt)>|(?<=\n *)(?:human|assistant): |new (?:instructions?|task|directive)\b|instructions? (?:for|to) (?:the |any |all )?(?:ai|assistants?|agents?|models?|bots?)\b|(?<=_)instructions?"/y,
  },
  {
    kind: 'hijack',
    weight: 0.7,
    words:
      'befor first task your tell infor menti notif alert answe witho call follo resum conti go carry after when whene',
    pattern:
      /before (?:you|the assistant)\b[^.!?]{0,20}\b(?:can|do|show|answer|solve|complete|continue|proceed|finish|start|summar)|(?<=\b(?:following|this|that|action)\s+(?:(?:task|action|step) )?)(?:first|before)\b|before (?:anything else|doing anything|continuing)|task (?:that )?i gave you|(?<=(?:previous|original|my) )task|your (?:first|next|new|real|main|only) (?:action|task|instruction|job|goal)|(?<=(?:do not|don't|never) )(?:tell|inform|mention|notify|alert|answer)|without (?:asking|review|telling|confirm)|call the (?:\w{1,40} )?(?:tool|function)|(?<=with the )following arguments|(?<=(?:must|to) )call \w{1,40}_\w|(?<=(?:then|that,|and) )(?:resume|continue|go on|carry on)|after (?:you do|doing) (?:that|this)|when(?:ever)? (?:you|they) (?:read|summar|see)/y,
  },
  {
    kind: 'must',
    weight: 0.5,
    words: 'you must',
    pattern: /you (?:must|have to|need to|are required to|should|are to)\b|must (?:also|now|immediately|first)\b/y,
  },
  {
    kind: 'urgency',
    weight: 0.3,
    words: 'impor urgen immed once right atten',
    pattern: /(?:important|urgent|immediately|(?<=at )once|right (?:away|now)|attention)\b/y,
  },
  { kind: 'todo', weight: 0.3, words: 'todo', pattern: /todo\b/y },
];

/** Overrides in scripts that have no words from a to z. */
const foreignOverride =
  /(?:игнорир|забудь|忽略|无视|忘记|無視)[^.!?\n]{0,60}(?:инструкц|правил|указан|指令|指示|命令|规则)/g;

const bitsOfWords: Record<string, number> = {};
for (const [index, { words }] of cues.entries())
  for (const word of words.split(' ')) bitsOfWords[word] = (bitsOfWords[word] ?? 0) | (1 << index);

/** One pass over a text that tells whether `findCues` and `revealText` have something to do. */
export const scanText = makeScanner(bitsOfWords);

export interface FoundCue {
  readonly kind: Cue['kind'];
  readonly weight: number;
  readonly start: number;
  readonly end: number;
}

/** The cues of a text in lower case, in the order in which they stand. `scan` is of the same text in any case. */
export const findCues = (text: string, { hits, isUnusual }: TextScan): FoundCue[] => {
  const found: FoundCue[] = [];
  for (let at = 0; at < hits.length; at += 2) {
    const start = hits[at] ?? 0;
    const bits = hits[at + 1] ?? 0;
    for (let index = 0; index < cues.length; index += 1) {
      if ((bits & (1 << index)) === 0) continue;
      const { kind, weight, pattern } = cues[index] as Cue;
      pattern.lastIndex = start;
      const match = pattern.exec(text);
      if (match) found.push({ kind, weight, start, end: start + match[0].length });
    }
  }
  if (!isUnusual) return found;
  for (const match of text.matchAll(foreignOverride))
    found.push({ kind: 'override', weight: 1, start: match.index, end: match.index + match[0].length });
  return found.sort((a, b) => a.start - b.start);
};
