/** The panel's icon: a shield that wears a mask. It takes the theme's colours. */
import { LabIcon } from '@jupyterlab/ui-components';

const SHIELD = `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <path class="jp-icon3 jp-icon-selectable" fill="#616161" fill-rule="evenodd"
    d="M12 1.5 3.5 5v6.2c0 5.2 3.6 9.6 8.5 11.3 4.9-1.7 8.5-6.1 8.5-11.3V5L12 1.5zm0 2.2 6.5 2.7v4.8c0 4.1-2.7 7.6-6.5 9.2-3.8-1.6-6.5-5.1-6.5-9.2V6.4L12 3.7z"/>
  <path class="jp-icon3 jp-icon-selectable" fill="#616161" fill-rule="evenodd"
    d="M6.6 9.2h10.8v2.1c0 1.5-1 2.6-2.5 2.6-1.3 0-2.1-.8-2.9-1.7-.8.9-1.6 1.7-2.9 1.7-1.5 0-2.5-1.1-2.5-2.6V9.2zm2.6 1.3a.9.9 0 1 0 0 1.8.9.9 0 0 0 0-1.8zm5.6 0a.9.9 0 1 0 0 1.8.9.9 0 0 0 0-1.8z"/>
</svg>`;

export const privacyIcon = new LabIcon({
  name: 'jupyter-privacy:shield',
  svgstr: SHIELD
});
