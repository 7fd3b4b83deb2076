import { useCallback, useEffect, useState } from 'react';
import { isAbort, messageOf } from '../api/errors';

/** What became of a question to the server. */
export interface IAsked<T> {
  /** The answer; null until there is one. */
  readonly found: T | null;
  /** Why there is none, in words for the person; empty while there may be one. */
  readonly error: string;
  readonly retry: () => void;
}

/** Ask the server whenever `ask` is another function; what was found or refused before is forgotten. */
export function useAsked<T>(ask: (signal: AbortSignal) => Promise<T>): IAsked<T> {
  const [tries, setTries] = useState(0);
  const [found, setFound] = useState<T | null>(null);
  const [error, setError] = useState('');
  useEffect(() => {
    const asked = new AbortController();
    setFound(null);
    setError('');
    ask(asked.signal).then(
      answer => asked.signal.aborted || setFound(() => answer),
      reason => asked.signal.aborted || isAbort(reason) || setError(messageOf(reason))
    );
    return () => asked.abort();
  }, [ask, tries]);
  const retry = useCallback(() => setTries(count => count + 1), []);
  return { found, error, retry };
}
