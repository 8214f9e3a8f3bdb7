// The page's run, for what shows it.
import { useEffect, useState } from 'preact/hooks';
import { type Run, training } from './run.ts';

export function useTraining(): Run | undefined {
  const [run, setRun] = useState(training.run);
  useEffect(() => {
    const follow = () => setRun(training.run);
    follow();
    return training.subscribe(follow);
  }, []);
  return run;
}
