import { LabIcon } from '@jupyterlab/ui-components';

/** The flask: the lab itself. */
export const flaskIcon = new LabIcon({
  name: 'mlops-lab:flask',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 24 24">
  <g class="jp-icon3 jp-icon-selectable" fill="#616161">
    <path d="M8 2h8v2h-1v5.2l5.6 9.3c1 1.6-.1 3.5-2 3.5H5.4c-1.9 0-3-1.9-2-3.5L9 9.2V4H8zm3 2v5.8L8.5 14h7L13 9.800V4z"/>
  </g>
</svg>`
});

/** Runs side by side. */
export const compareIcon = new LabIcon({
  name: 'mlops-lab:compare',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 24 24">
  <g class="jp-icon3 jp-icon-selectable" fill="#616161">
    <path d="M4 4h7v16H4zm2 2v12h3V6zm7-2h7v16h-7zm2 5v2h3V9zm0 4v2h3v-2z"/>
  </g>
</svg>`
});

/** What the others are held against. */
export const pinIcon = new LabIcon({
  name: 'mlops-lab:pin',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 24 24">
  <g class="jp-icon3 jp-icon-selectable" fill="#616161">
    <path d="M8 3h8v2l-1 1v5l3 3v2h-5v6l-1 1-1-1v-6H6v-2l3-3V6L8 5z"/>
  </g>
</svg>`
});

/** A registered model: a box with something in it. */
export const modelIcon = new LabIcon({
  name: 'mlops-lab:model',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 24 24">
  <g class="jp-icon3 jp-icon-selectable" fill="#616161">
    <path d="M12 2l9 5v10l-9 5-9-5V7zm0 2.3L6.3 7.4 12 10.6l5.7-3.2zM5 9.1v6.7l6 3.3v-6.7zm14 0l-6 3.3v6.7l6-3.3z"/>
  </g>
</svg>`
});

/** A decision that is looked at by a second person. */
export const reviewIcon = new LabIcon({
  name: 'mlops-lab:review',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 24 24">
  <g class="jp-icon3 jp-icon-selectable" fill="#616161">
    <path d="M12 2l8 3v6c0 5-3.4 9.2-8 11-4.6-1.8-8-6-8-11V5zm0 2.1L6 6.4V11c0 3.9 2.5 7.2 6 8.8 3.5-1.6 6-4.9 6-8.8V6.4zm4.3 4.5l1.4 1.4-6.7 6.7-3.7-3.7 1.4-1.4 2.3 2.3z"/>
  </g>
</svg>`
});

/** Rules and records: a policy, roles, the audit log. */
export const policyIcon = new LabIcon({
  name: 'mlops-lab:policy',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 24 24">
  <g class="jp-icon3 jp-icon-selectable" fill="#616161">
    <path d="M5 2h11l3 3v17H5zm2 2v16h10V6h-2V4zm2 5h6v2H9zm0 4h6v2H9zm0 4h4v2H9z"/>
  </g>
</svg>`
});
