import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
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

  function launch(source: string, givesWay = false): void {
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
      givesWay,
      log: { follow },
      show: (line) => void shown.push(line),
    });
  }
  const nextNumber = async (): Promise<number> => Number((await announced.next()).value);

  it('leaves the processors to others when it gives way', async () => {
    launch(`console.log(require('node:os').getPriority()); ${live}`, true);
    expect(await nextNumber()).toBe(Math.max(10, getPriority()));
  });

  it('fails the start when it ends before it was up', async () => {
    launch('process.exit(3)');
    await expect(child.failedStart).rejects.toThrow('child ended while it was starting');
  });

  it('is started again when it is killed, each time', async () => {
    launch(live);
    const first = await nextNumber();
    child.keepAlive();
    process.kill(first, 'SIGKILL');
    const second = await nextNumber();
    process.kill(second, 'SIGKILL');
    const third = await nextNumber();
    expect(new Set([first, second, third]).size).toBe(3);
    expect(shown).toEqual([
      'child ended (SIGKILL); starting it again in 0.2 s',
      'child ended (SIGKILL); starting it again in 0.4 s',
    ]);
  });

  it('is not started again once it was asked to stop, and may end its work first', async () => {
    launch(`process.on('SIGTERM', () => { console.log('-1'); process.exit(0); }); ${live}`);
    const pid = await nextNumber();
    child.keepAlive();
    await child.stop();
    expect(await nextNumber()).toBe(-1);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});
