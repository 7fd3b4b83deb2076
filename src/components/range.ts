import { defaultRangeExtractor, type Range } from '@tanstack/react-virtual';
import { useCallback } from 'react';

/** Draw what is in sight, and one more wherever it is: a screen reader follows the active one. */
export function useRangeWith(index: number): (range: Range) => number[] {
  return useCallback(
    (range: Range) => {
      const inSight = defaultRangeExtractor(range);
      return index < 0 || index >= range.count || inSight.includes(index)
        ? inSight
        : [...inSight, index].sort((one, other) => one - other);
    },
    [index]
  );
}
