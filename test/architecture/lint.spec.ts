import { join } from 'node:path';
import { ESLint } from 'eslint';

const repository = join(__dirname, '..', '..');

/** `npm run lint` proves the whole repository; this proves that its rules find what they are for. */
describe('the lint rules', () => {
  const eslint = new ESLint({ cwd: repository });

  it.each([
    [
      'the environment is read in one place',
      'libs/tenancy/src/planted.ts',
      'export const url = process.env.DATABASE_URL;\n',
      'no-restricted-properties',
    ],
    [
      'also when it is taken apart',
      'apps/api/src/http/planted.ts',
      'export const { env } = process;\n',
      'no-restricted-properties',
    ],
    [
      'also by its module',
      'apps/worker/src/planted.ts',
      "export { env } from 'node:process';\n",
      'no-restricted-imports',
    ],
    [
      'the settings are that place',
      'libs/infra/src/config/planted.ts',
      'export const url = process.env.DATABASE_URL;\n',
      null,
    ],
    ['a main file hands it over', 'apps/api/src/main.ts', 'export const given = process.env;\n', null],
    ['no any', 'libs/kernel/src/planted.ts', 'export const value: any = 1;\n', '@typescript-eslint/no-explicit-any'],
    ['no default export', 'libs/kernel/src/planted.ts', 'export default 1;\n', 'no-restricted-syntax'],
    [
      'no circular provider',
      'libs/kernel/src/planted.ts',
      'export const later = forwardRef(() => 1);\n',
      'no-restricted-syntax',
    ],
  ])('%s', async (_name, filePath, code, ruleId) => {
    const [result] = await eslint.lintText(code, { filePath: join(repository, filePath) });
    expect(result?.messages.map((message) => message.ruleId)).toEqual(ruleId ? [ruleId] : []);
  });
});
