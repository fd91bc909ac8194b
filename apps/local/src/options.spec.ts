import { resolve } from 'node:path';
import { readOptions } from './options';

describe('readOptions', () => {
  it.each([
    [
      'defaults',
      [],
      {},
      {
        port: 4318,
        otlpGrpcPort: 4317,
        host: '127.0.0.1',
        url: 'http://127.0.0.1:4318',
        home: resolve('.debrief'),
        demo: true,
      },
    ],
    [
      'an empty variable is an absent one',
      [],
      { PORT: '', DEBRIEF_HOME: '' },
      { port: 4318, home: resolve('.debrief') },
    ],
    ['the address follows the port', [], { PORT: '5000' }, { port: 5000, url: 'http://127.0.0.1:5000' }],
    [
      'a proxy in front names its own address',
      [],
      { PUBLIC_URL: 'https://debrief.example' },
      { url: 'https://debrief.example' },
    ],
    ['the example can be left out', ['--no-demo'], {}, { demo: false }],
  ])('%s', (_name, args, env, expected) => {
    expect(readOptions(args, env)).toMatchObject(expected);
  });

  it.each([
    [['--demo'], {}, 'Unknown argument --demo'],
    [[], { PORT: 'eighty' }, 'PORT is eighty'],
    [[], { PORT: '70000' }, 'PORT is 70000'],
    [[], { PORT: '0.5' }, 'PORT is 0.5'],
    [[], { OTLP_GRPC_PORT: '0' }, 'OTLP_GRPC_PORT is 0'],
  ])('refuses %j %j', (args, env, message) => {
    expect(() => readOptions(args, env)).toThrow(message);
  });
});
