import { PrivacyModel } from '../model';
import { FakeNotebook, FakeNotebooks, FakeSource, settle } from './fakes';
import { readGolden } from './golden';

const REFRESH = { kind: 'refresh' };

function setUp(): { notebooks: FakeNotebooks; model: PrivacyModel; a: FakeNotebook; b: FakeNotebook } {
  const notebooks = new FakeNotebooks();
  const a = new FakeNotebook('a.ipynb');
  const b = new FakeNotebook('b.ipynb');
  a.sessionContext.kernel.isLoaded = true;
  notebooks.add(a);
  const model = new PrivacyModel(notebooks);
  notebooks.add(b);
  model.isActive = true;
  return { notebooks, model, a, b };
}

describe('PrivacyModel', () => {
  it('has no notebook at first', () => {
    expect(new PrivacyModel(new FakeNotebooks()).content).toEqual({ kind: 'no-notebook' });
  });

  it('follows the current notebook', async () => {
    const { notebooks, model, a, b } = setUp();
    notebooks.show(a);
    await settle();
    expect(model.content).toEqual({ kind: 'no-data', state: null, notebook: 'a.ipynb' });
    notebooks.show(b);
    await settle();
    expect(model.content).toEqual({ kind: 'not-loaded', notebook: 'b.ipynb' });
    notebooks.show(null);
    expect(model.content).toEqual({ kind: 'no-notebook' });
  });

  it('hears a load in a notebook in the background', async () => {
    const { notebooks, model, a, b } = setUp();
    notebooks.show(a);
    await settle();
    b.sessionContext.kernel.open();
    b.sessionContext.kernel.push(readGolden('full'));
    expect(b.sessionContext.kernel.sent).toEqual([]);
    notebooks.show(b);
    expect(model.content.kind).toBe('live');
    expect(b.sessionContext.kernel.sent).toEqual([REFRESH]);
  });

  it('sends nothing while the panel is hidden, and refreshes when it is shown', async () => {
    const { notebooks, model, a } = setUp();
    model.isActive = false;
    notebooks.show(a);
    model.refresh();
    model.select('f1');
    await settle();
    expect(a.sessionContext.kernel.nQuestions).toBe(0);
    expect(a.sessionContext.kernel.sent).toEqual([]);
    model.isActive = true;
    await settle();
    expect(a.sessionContext.kernel.sent).toEqual([REFRESH]);
  });

  it('has one connection for two views of a document', async () => {
    const { notebooks, model } = setUp();
    const source = new FakeSource();
    source.kernel.isLoaded = true;
    const [one, two] = [new FakeNotebook('c.ipynb', source), new FakeNotebook('c.ipynb', source)];
    notebooks.add(one);
    notebooks.add(two);
    notebooks.show(one);
    await settle();
    notebooks.show(two);
    await settle();
    expect(source.kernel.created).toHaveLength(1);
    expect(model.content.kind).toBe('no-data');
  });

  it('tells when the notebook is renamed or the state changes', async () => {
    const { notebooks, model, a } = setUp();
    notebooks.show(a);
    await settle();
    const changed = jest.fn();
    model.stateChanged.connect(changed);
    a.title.label = 'z.ipynb';
    a.title.changed.emit();
    expect(changed).toHaveBeenCalledTimes(1);
    expect(model.content).toMatchObject({ notebook: 'z.ipynb' });
    a.sessionContext.kernel.push(readGolden('full'));
    expect(changed).toHaveBeenCalledTimes(2);
  });

  it('lets a closed notebook go', async () => {
    const { notebooks, model, a } = setUp();
    notebooks.show(a);
    await settle();
    const { kernel } = a.sessionContext;
    a.sessionContext.disposed.emit();
    expect(kernel.targets.size).toBe(0);
    expect(model.content).toEqual({ kind: 'no-notebook' });
  });

  it('leaves nothing behind', async () => {
    const { notebooks, model, a, b } = setUp();
    notebooks.show(a);
    await settle();
    const changed = jest.fn();
    model.stateChanged.connect(changed);
    model.dispose();
    model.dispose();
    changed.mockClear();
    notebooks.show(b);
    a.title.changed.emit();
    b.sessionContext.kernel.open();
    expect(a.sessionContext.kernel.targets.size).toBe(0);
    expect(b.sessionContext.kernel.targets.size).toBe(0);
    expect(changed).not.toHaveBeenCalled();
  });
});
