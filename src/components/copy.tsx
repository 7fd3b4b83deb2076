import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useId, useState } from 'react';

const TOLD_MS = 2000;

/** Put text into the clipboard; tell whether the browser allowed it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // refused by the person or a policy, or not there outside of https
  }
}

/** A button that copies a link; where the browser refuses, the link is shown to be copied by hand. */
export function CopyLink(props: { link: string; trans: TranslationBundle }): React.ReactElement {
  const { trans } = props;
  const link = new URL(props.link, window.location.href).href;
  const hint = useId();
  const [told, setTold] = useState<'' | 'copied' | 'refused'>('');
  useEffect(() => {
    if (told !== 'copied') {
      return undefined;
    }
    const timer = window.setTimeout(() => setTold(''), TOLD_MS);
    return () => window.clearTimeout(timer);
  }, [told]);
  useEffect(() => setTold(''), [link]);
  return (
    <>
      <button
        type="button"
        className="jp-MlopsButton"
        aria-live="polite"
        onClick={() => void copyText(link).then(done => setTold(done ? 'copied' : 'refused'))}
      >
        {told === 'copied' ? trans.__('Copied') : trans.__('Copy link')}
      </button>
      {told === 'refused' && (
        <span className="jp-MlopsByHand" role="alert">
          <span id={hint}>{trans.__('The browser refused the clipboard. Copy it from here:')}</span>
          <input
            className="jp-mod-styled"
            readOnly
            autoFocus
            aria-label={trans.__('Link')}
            aria-describedby={hint}
            value={link}
            onFocus={event => event.target.select()}
            onKeyDown={event => event.key === 'Escape' && setTold('')}
          />
          <button
            type="button"
            className="jp-MlopsButton"
            aria-label={trans.__('Hide the link')}
            onClick={() => setTold('')}
          >
            ×
          </button>
        </span>
      )}
    </>
  );
}
