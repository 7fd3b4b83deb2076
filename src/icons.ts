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
