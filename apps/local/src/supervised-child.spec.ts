import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { SupervisedChild } from './supervised-child';

const announce = 'console.log(process.pid);';
const live = `${announce} setInterval(() => undefined, 1000);`;

describe('a supervised process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'debrief-child-'));
  const shown: string[] = [];
  let announced: AsyncIterator<string>;
  let child: SupervisedChild;

  afterEach(() => child.stop());
  afterAll(() => rmSync(folder, { recursive: true }));

  function launch(source: string): void {
    const script = join(folder, 'script.js');
    writeFileSync(script, source);
    const lines: string[] = [];
    let wake = (): void => undefined;
    announced = (async function* () {
      for (;;) {
        while (lines.length > 0) yield lines.shift() as string;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    })();
    const follow = (output: NodeJS.ReadableStream): void =>
      void createInterface({ input: output }).on('line', (line) => {
        lines.push(line);
        wake();
      });
    child = new SupervisedChild({
      name: 'child',
      script,
      nodeFlags: [],
      env: {},
      log: { follow },
      show: (line) => void shown.push(line),
    });
  }
  const nextPid = async (): Promise<number> => Number((await announced.next()).value);

  it('fails the start when it ends before it was up', async () => {
    launch('process.exit(3)');
    await expect(child.failedStart).rejects.toThrow('child ended while it was starting');
  });

  it('is started again when it is killed, each time', async () => {
    launch(live);
    const first = await nextPid();
    child.keepAlive();
    process.kill(first, 'SIGKILL');
    const second = await nextPid();
    process.kill(second, 'SIGKILL');
    const third = await nextPid();
    expect(new Set([first, second, third]).size).toBe(3);
    expect(shown).toEqual([
      'child ended (SIGKILL); starting it again in 0.2 s',
      'child ended (SIGKILL); starting it again in 0.4 s',
    ]);
  });

  it('is not started again once it was asked to stop, and may end its work first', async () => {
    launch(`process.on('SIGTERM', () => { console.log('-1'); process.exit(0); }); ${live}`);
    const pid = await nextPid();
    child.keepAlive();
    await child.stop();
    expect(await nextPid()).toBe(-1);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});
