import React, { memo } from 'react';
import { fromWire, type WireNumber } from '../api/types';

const WIDTH = 48;
const HEIGHT = 14;
const MARGIN = 1.5;

/** The course of a series in a few dozen pixels. Decoration: the number beside it is what is read. */
export const Sparkline = memo(function Sparkline(props: {
  values: readonly WireNumber[];
}): JSX.Element {
  const path = sparklinePath(props.values.map(fromWire), WIDTH, HEIGHT, MARGIN);
  return (
    <svg
      className="jp-MlopsSparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      aria-hidden="true"
      focusable="false"
    >
      {path && <path d={path} />}
    </svg>
  );
});

/** Return an SVG path through the finite values; a gap where one is not. */
export function sparklinePath(
  values: readonly number[],
  width: number,
  height: number,
  margin: number
): string {
  const finite = values.filter(Number.isFinite);
  if (finite.length < 2) {
    return '';
  }
  const low = Math.min(...finite);
  const span = Math.max(...finite) - low;
  const right = width - 2 * margin;
  const tall = height - 2 * margin;
  let pen = 'M';
  let path = '';
  values.forEach((value, index) => {
    if (!Number.isFinite(value)) {
      pen = 'M';
      return;
    }
    const x = margin + (right * index) / (values.length - 1);
    const y = margin + (span === 0 ? tall / 2 : tall * (1 - (value - low) / span));
    path += `${pen}${x.toFixed(1)},${y.toFixed(1)}`;
    pen = 'L';
  });
  return path;
}
