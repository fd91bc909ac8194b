import { readModelProviders } from './read-model-providers';

const claude = { name: 'claude', provider: 'anthropic', model: 'claude-sonnet-4-5', api_key: 'sk-ant-0123456789' };
const local = { name: 'local', provider: 'openai_compatible', model: 'm', base_url: 'https://models.example/v1/' };

describe('readModelProviders', () => {
  it('keeps the order, and knows what is absent', () => {
    expect(readModelProviders('p', [local, { ...claude, base_url: null, input_price: 3, output_price: 15 }])).toEqual([
      {
        name: 'local',
        provider: 'openai_compatible',
        model: 'm',
        baseUrl: 'https://models.example/v1',
        apiKey: null,
        inputPrice: null,
        outputPrice: null,
      },
      {
        name: 'claude',
        provider: 'anthropic',
        model: 'claude-sonnet-4-5',
        baseUrl: null,
        apiKey: 'sk-ant-0123456789',
        inputPrice: 3,
        outputPrice: 15,
      },
    ]);
  });

  it.each<[unknown, string]>([
    [{}, 'p'],
    [Array(11).fill(claude), 'p'],
    [[null], 'p.0'],
    [['claude'], 'p.0'],
    [[{ ...claude, name: undefined }], 'p.0.name'],
    [[{ ...claude, name: 'auto' }], 'p.0.name'],
    [[{ ...claude, name: 'Claude 4' }], 'p.0.name'],
    [[claude, claude], 'p.1.name'],
    [[{ ...claude, provider: 'mistral' }], 'p.0.provider'],
    [[{ ...claude, model: '' }], 'p.0.model'],
    [[{ ...claude, model: null }], 'p.0.model'],
    [[{ ...local, base_url: null }], 'p.0.base_url'],
    [[{ ...local, base_url: 'models.example' }], 'p.0.base_url'],
    [[{ ...local, base_url: 'file:///etc/passwd' }], 'p.0.base_url'],
    [[{ ...local, base_url: 'https://user:pw@models.example' }], 'p.0.base_url'],
    [[{ ...local, base_url: 'https://models.example?key=1' }], 'p.0.base_url'],
    [[{ ...claude, api_key: 'two words' }], 'p.0.api_key'],
    [[{ ...claude, api_key: 'x'.repeat(513) }], 'p.0.api_key'],
    [[{ ...claude, api_key: 1 }], 'p.0.api_key'],
    [[{ ...claude, input_price: -1 }], 'p.0.input_price'],
    [[{ ...claude, output_price: '15' }], 'p.0.output_price'],
    [[{ ...claude, headers: {} }], 'p.0.headers'],
    [[JSON.parse('{"__proto__": {"name": "x"}}')], 'p.0.__proto__'],
  ])('refuses %j, naming %s and no value', (value, field) => {
    expect(() => readModelProviders('p', value)).toThrow(
      expect.objectContaining({ code: 'INVALID', fields: { [field]: expect.any(String) } }),
    );
  });
});
