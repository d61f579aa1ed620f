import { nullTranslator } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { PrivacyModel } from '../model';
import { PrivacyPanel } from '../panel';
import { PANEL_ID } from '../tokens';
import { FakeNotebook, FakeNotebooks, settle } from './fakes';

describe('PrivacyPanel', () => {
  it('is active only while it is visible', async () => {
    const notebooks = new FakeNotebooks();
    const notebook = new FakeNotebook('a.ipynb');
    const { kernel } = notebook.sessionContext;
    kernel.isLoaded = true;
    notebooks.add(notebook);
    notebooks.show(notebook);
    const model = new PrivacyModel(notebooks);
    const panel = new PrivacyPanel(model, nullTranslator, () => undefined);
    expect(panel.id).toBe(PANEL_ID);
    panel.hide();
    Widget.attach(panel, document.body);
    await settle();
    expect([model.isActive, kernel.nQuestions, kernel.sent.length]).toEqual([false, 0, 0]);
    panel.show();
    await settle();
    expect([model.isActive, kernel.sent]).toEqual([true, [{ kind: 'refresh' }]]);
    panel.hide();
    expect(model.isActive).toBe(false);
    panel.show();
    panel.dispose();
    expect(model.isActive).toBe(false);
  });
});
