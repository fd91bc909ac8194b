import { array, assert, constantFrom, property } from 'fast-check';
import { findVariables, readTemplate } from './find-variables';

describe('findVariables', () => {
  it.each([
    ['no braces', []],
    ['{{a}}', ['a']],
    ['{{ a }}{{\tb\n}}', ['a', 'b']],
    ['{{b}} {{a}} {{b}}', ['b', 'a']],
    ['{{_A9}}', ['_A9']],
    ['{{{a}}}', ['a']],
    ['{{{{a}}}}', ['a']],
    ['{{}} {{ }} {{1}} {{a b}} {{a-b}} {{a.b}} {{é}} {{#a}} {{/a}} {{>a}} {a} {{a} } {{a', []],
    ['{{a}{{b}}', ['b']],
    ['{{ {{a}} }}', ['a']],
    ['{{constructor}} {{__proto__}}', ['constructor', '__proto__']],
  ])('of %j are %j', (template, names) => expect(findVariables(template)).toEqual(names));

  /** Texts of what matters to the reader, in any order. */
  const templates = array(constantFrom('{', '{{', '}', '}}', ' ', 'a', 'b1', '1', '-', '{{a}}', '{{ b }}', '\n')).map(
    (parts) => parts.join(''),
  );

  it('leaves nothing out: pieces and names make the template again', () =>
    assert(
      property(templates, (template) => {
        const { texts, names } = readTemplate(template);
        let rest = template;
        for (const [index, text] of texts.entries()) {
          expect(rest.startsWith(text)).toBe(true);
          rest = rest.slice(text.length);
          if (index === names.length) continue;
          const place = new RegExp(`^\\{\\{\\s*${names[index]}\\s*\\}\\}`).exec(rest)?.[0];
          expect(place).toBeDefined();
          rest = rest.slice(place?.length);
        }
        expect([rest, texts.length]).toEqual(['', names.length + 1]);
      }),
    ));

  it('leaves no variable in a piece', () =>
    assert(
      property(templates, (template) => readTemplate(template).texts.every((text) => findVariables(text).length === 0)),
    ));

  it.each([
    ['openings', '{{'],
    ['openings with blanks', '{{ '],
    ['openings with a name', '{{a'],
    ['blanks', ' '],
    ['openings, names and blanks', '{{a '],
    ['single braces', '{'],
  ])('reads two million characters of %s in a moment', (_what, piece) => {
    const began = performance.now();
    findVariables(`{{${piece.repeat(2_000_000 / piece.length)}`);
    // A square of that would take hours.
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
