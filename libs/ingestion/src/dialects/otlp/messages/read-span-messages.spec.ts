import type { JsonObject } from '@debrief/kernel';
import { normalSpan } from '../../../../../../test/factories/normal-span';
import { otlpSpan } from '../../../../../../test/factories/otlp-span';
import { readSpanMessages } from './read-span-messages';

const said = (attributes: JsonObject) =>
  readSpanMessages(otlpSpan({ attributes }), normalSpan()).messages.map(({ side, role, blocks, finishReason }) => ({
    side,
    role,
    blocks,
    finishReason,
  }));

describe('readSpanMessages', () => {
  it('reads the messages of the semantic conventions', () => {
    const messages = said({
      'gen_ai.system_instructions': '[{"type":"text","content":"Be brief."}]',
      'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"Weather in Paris?"}]}]',
      'gen_ai.output.messages':
        '[{"role":"assistant","parts":[{"type":"tool_call","id":"c1","name":"weather","arguments":{"city":"Paris"}}],"finish_reason":"tool_call"}]',
    });
    expect(messages).toEqual([
      { side: 'input', role: 'system', blocks: [{ type: 'text', text: 'Be brief.' }], finishReason: null },
      { side: 'input', role: 'user', blocks: [{ type: 'text', text: 'Weather in Paris?' }], finishReason: null },
      {
        side: 'output',
        role: 'assistant',
        blocks: [{ type: 'tool_use', id: 'c1', name: 'weather', input: { city: 'Paris' } }],
        finishReason: 'tool_use',
      },
    ]);
  });
});
