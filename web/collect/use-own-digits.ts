// The user's own digits, for what shows them.
import { useEffect, useState } from 'preact/hooks';
import { ownDigits } from './own-digits.ts';

const now = () => ({ digits: ownDigits.digits, fault: ownDigits.fault, removed: ownDigits.removed });

export function useOwnDigits(): ReturnType<typeof now> {
  const [state, setState] = useState(now);
  useEffect(() => {
    const follow = () => setState(now());
    const end = ownDigits.subscribe(follow);
    ownDigits.load();
    follow();
    return end;
  }, []);
  return state;
}
