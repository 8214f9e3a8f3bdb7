// A Python that has what an independent check needs.
import { spawnSync } from 'node:child_process';

/** The first of the usual ones that imports all of `modules`; undefined if none does. */
export function findPython(...modules) {
  return ['python3', '/usr/bin/python3'].find(
    (python) => spawnSync(python, ['-c', `import ${modules.join(', ')}`], { cwd: '/' }).status === 0,
  );
}
