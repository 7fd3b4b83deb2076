import React from 'react';

/** Code as it was, scrolled with the keyboard as well; a unified diff has its lines coloured. */
export function Source(props: { text: string; diff?: boolean }): React.ReactElement {
  if (!props.diff) {
    return (
      <pre className="jp-MlopsSource" tabIndex={0}>
        {props.text}
      </pre>
    );
  }
  return (
    <pre className="jp-MlopsSource" tabIndex={0}>
      {props.text.split('\n').map((line, place) => (
        <span key={place} data-diff={kindOf(line)}>
          {`${line}\n`}
        </span>
      ))}
    </pre>
  );
}

function kindOf(line: string): string | undefined {
  if (line.startsWith('+++') || line.startsWith('---') || line.startsWith('diff ')) {
    return 'file';
  }
  if (line.startsWith('@@')) {
    return 'place';
  }
  return line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : undefined;
}
