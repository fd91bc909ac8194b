import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { usePrompts } from './prompts-suite';

/** Beside the repository, where the product is developed. */
const pages = join(__dirname, '..', '..', '..', '..', 'shared', 'seeds');
const recorded = readFileSync(join(__dirname, 'prompts-curl.sh'), 'utf8').trim();

/** The block of shell under "Fetch a Prompt and Use It". */
const publishedBlock = (): string | undefined => {
  const texts = (existsSync(pages) ? readdirSync(pages) : []).map((name) => readFileSync(join(pages, name), 'utf8'));
  for (const text of texts) {
    const block = /### Fetch a Prompt and Use It\n+```bash\n([\s\S]*?)```/.exec(text);
    if (block) return block[1]?.trim();
  }
  return undefined;
};

const absent = ['bash', 'curl', 'jq'].filter((tool) => spawnSync(tool, ['--version']).error);
const title = 'the documented example of prompts';
if (absent.length > 0) console.warn(`${title} is skipped: no ${absent.join(', no ')}.`);

(absent.length > 0 ? describe.skip : describe)(
  absent.length > 0 ? `${title} (skipped: no ${absent.join()})` : title,
  () => {
    const suite = usePrompts();
    const content = 'Review this {{language}} code:\n\n{{code}}';

    /** The shell runs it as it stands, but for host and key; then it says what the prompt was. */
    const run = async (script: string): Promise<{ compiled: unknown; prompt: Record<string, unknown> }> => {
      const own = script.replaceAll('https://api.agenttrace.io', suite.api.url);
      const { stdout } = await promisify(execFile)('bash', ['-euc', `${own}\nprintf '\\x1e%s' "$PROMPT"`], {
        env: { PATH: process.env.PATH, AGENTTRACE_API_KEY: suite.own.secretKey },
      });
      const [compiled = '', prompt = ''] = stdout.split('\x1e');
      return { compiled: JSON.parse(compiled), prompt: JSON.parse(prompt) as Record<string, unknown> };
    };

    it('fetches the production version and compiles it, quotes and parentheses included', async () => {
      await suite.v1('POST', '', { name: 'code-review', content, labels: ['production'] });
      await suite.v1('POST', '/code-review/versions', { content: 'not released' });
      const { compiled, prompt } = await run(recorded);
      expect(prompt).toMatchObject({ name: 'code-review', version: 1, content, latestVersion: { content } });
      expect(compiled).toBe('Review this Python code:\n\ndef hello(): print("world")');
    });

    it('says what is missing where the code is left out', async () => {
      await suite.v1('POST', '', { name: 'code-review', content, labels: ['production'] });
      const without = recorded.replace(/,\s+"code": .*/, '').replace("'.compiledPrompt'", "'.error.details'");
      expect((await run(without)).compiled).toEqual({ missing: ['code'] });
    });

    const published = publishedBlock();
    if (!published) console.warn('The page that documents the example is absent.');
    (published ? it : it.skip)(
      published
        ? 'is the one that its page has today'
        : 'is the one that its page has today (skipped: no pages beside the repository)',
      () => expect(recorded).toBe(published),
    );
  },
);
