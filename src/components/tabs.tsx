import React, { useId, useRef } from 'react';

export interface ITab {
  readonly id: string;
  readonly label: string;
  /** How much there is behind it. */
  readonly count?: number;
  readonly body: () => React.ReactElement;
}

export interface ITabsProps {
  readonly tabs: readonly ITab[];
  readonly active: string;
  /** What the tabs are parts of, for screen readers. */
  readonly label: string;
  readonly onChange: (id: string) => void;
}

/** Tabs after the ARIA pattern: arrows move, only the active one is in the tab order. */
export function Tabs({ tabs, active, label, onChange }: ITabsProps): React.ReactElement {
  const prefix = useId();
  const list = useRef<HTMLDivElement>(null);
  const index = Math.max(
    0,
    tabs.findIndex(tab => tab.id === active)
  );
  const move = (event: React.KeyboardEvent): void => {
    const steps: Record<string, number> = {
      ArrowLeft: index - 1,
      ArrowRight: index + 1,
      Home: 0,
      End: tabs.length - 1
    };
    const next = steps[event.key];
    if (next !== undefined) {
      event.preventDefault();
      const wrapped = (next + tabs.length) % tabs.length;
      onChange(tabs[wrapped].id);
      list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[wrapped]?.focus();
    }
  };
  return (
    <>
      <div ref={list} className="jp-MlopsTabs" role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map((tab, place) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${prefix}-${tab.id}`}
            aria-selected={place === index}
            aria-controls={`${prefix}-panel`}
            tabIndex={place === index ? 0 : -1}
            className="jp-MlopsTab"
            onClick={() => onChange(tab.id)}
          >
            {tab.label}
            {tab.count !== undefined && <span className="jp-MlopsCount">{tab.count}</span>}
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id={`${prefix}-panel`}
        className="jp-MlopsTabPanel"
        aria-labelledby={`${prefix}-${tabs[index].id}`}
      >
        {tabs[index].body()}
      </div>
    </>
  );
}
