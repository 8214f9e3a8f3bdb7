// A Python that has what an independent check needs; tests that want one are skipped without it.
import { spawnSync } from 'node:child_process';

/** The first of the usual ones that imports all of `modules`; undefined, and a warning, if none does. */
export function findPython(test: string, ...modules: string[]): string | undefined {
  const found = ['python3', '/usr/bin/python3'].find(
    (python) => spawnSync(python, ['-c', `import ${modules.join(', ')}`], { cwd: '/' }).status === 0,
  );
  if (!found) console.warn(`${test}: no Python with ${modules.join(', ')}; what needs it is skipped.`);
  return found;
}
