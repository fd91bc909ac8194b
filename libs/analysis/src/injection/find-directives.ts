import { actionsIn, asksForAction, wordsOf } from './actions';
import { findCues, type FoundCue, scanText } from './cues';
import { revealText } from './reveal-text';

/** A part of an untrusted text that tells its reader to do something. */
export interface Directive {
  /** Its sentences as they are. */
  readonly said: string;
  /** The same in lower case. */
  readonly text: string;
  /** What the text says outside of its directives, in lower case. */
  readonly around: string;
  readonly actions: ReadonlySet<string>;
  readonly words: ReadonlySet<string>;
  /** Sum of the weights of the kinds of cues: from 0.3 for a hint to 2 and more. */
  readonly strength: number;
  /** Whether it says that other instructions do not count, or pretends to be the system or the user. */
  readonly isHijack: boolean;
}

/** A directive stands near its cues. */
const before = 160;
const after = 700;
const sentenceEnd = /[.!?](?=[\s"'<)]|$)|[。！]|\n\s*\n|\n(?=\s*(?:[-*]\s|[\w ]{1,30}:\s))|-->/g;

/** The directives of a text of somebody who may not give any; linear in its length. */
export const findDirectives = (text: string): Directive[] => {
  const broken = text.includes('\\n') ? text.replaceAll('\\n', '\n') : text;
  const scan = scanText(broken);
  const isHidden = scan.isUnusual || scan.hasEntity || scan.hasLongRun;
  if (!isHidden && scan.hits.length === 0) return [];
  const shown = isHidden ? revealText(broken, scan) : broken;
  const plain = shown.toLowerCase();
  const cues = findCues(plain, shown === broken ? scan : scanText(shown));
  if (cues.length === 0) return [];
  const zones = zonesOf(cues, plain.length);
  const parts = zones.map((zone) => ({
    zone,
    ...directiveSentences(plain.length === shown.length ? shown : plain, zone),
  }));
  return parts.flatMap(({ zone, said, rest }) => {
    if (said === '') return [];
    const outside = `${plain.slice(0, zone.start)} ${rest.toLowerCase()} ${plain.slice(zone.end)}`;
    const words = wordsOf(said);
    return [
      {
        said,
        text: said.toLowerCase(),
        around: outside,
        actions: actionsIn(words),
        words: new Set(words),
        strength: zone.strength,
        isHijack: zone.isHijack,
      },
    ];
  });
};

interface Zone {
  readonly start: number;
  readonly end: number;
  readonly strength: number;
  readonly isHijack: boolean;
  readonly cues: readonly FoundCue[];
}

const hijackKinds: ReadonlySet<string> = new Set(['override', 'system', 'hijack', 'address']);

const zonesOf = (cues: readonly FoundCue[], length: number): Zone[] => {
  const groups: FoundCue[][] = [];
  for (const cue of cues) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group && last && cue.start - last.end < after / 2) group.push(cue);
    else groups.push([cue]);
  }
  return groups.map((group) => {
    const weights = new Map(group.map(({ kind, weight }) => [kind, weight]));
    const first = group[0];
    const last = group.at(-1);
    return {
      start: Math.max(0, (first?.start ?? 0) - before),
      end: Math.min(length, (last?.end ?? 0) + after),
      strength: [...weights.values()].reduce((sum, weight) => sum + weight, 0),
      isHijack: [...weights.keys()].some((kind) => hijackKinds.has(kind)),
      cues: group,
    };
  });
};

/** Sentences that ask for an action, and what follows an override in whatever language. */
const directiveSentences = (text: string, { start, end, cues }: Zone): { said: string; rest: string } => {
  const said: string[] = [];
  const rest: string[] = [];
  let from = start;
  let first = 0;
  const take = (to: number): void => {
    const sentence = text.slice(from, to).trim();
    while ((cues[first]?.end ?? end) + reach < from) first += 1;
    let isCued = asksForAction(wordsOf(sentence));
    for (let at = first; !isCued; at += 1) {
      const cue = cues[at];
      if (!cue || cue.start >= to) break;
      isCued = cue.kind === 'override' ? from - cue.end < reach : cue.end > from && asksSoon(text, cue);
    }
    (isCued ? said : rest).push(sentence);
    from = to;
  };
  for (const match of text.slice(start, end).matchAll(sentenceEnd)) take(start + match.index + match[0].length);
  if (from < end) take(end);
  return { said: said.join(' \n').trim(), rest: rest.join(' ') };
};

/** Near enough to a cue to be what it is about, in characters. */
const reach = 100;

const asksSoon = (text: string, { start, end }: FoundCue): boolean =>
  actionsIn(wordsOf(text.slice(start, end + reach))).size > 0;
