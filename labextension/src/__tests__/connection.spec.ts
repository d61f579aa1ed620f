import { Connection } from '../connection';
import { FakeChannel, FakeKernel, FakeSource, settle } from './fakes';
import { readGolden } from './golden';

const REFRESH = { kind: 'refresh' };

async function active(source: FakeSource): Promise<Connection> {
  const connection = new Connection(source);
  connection.isActive = true;
  await settle();
  return connection;
}

function loaded(): FakeSource {
  const source = new FakeSource();
  source.kernel.isLoaded = true;
  return source;
}

describe('Connection', () => {
  it('says that there is no kernel', async () => {
    const connection = await active(new FakeSource(null));
    expect(connection.attachment).toEqual({ kind: 'no-kernel' });
  });

  it('waits until the kernel has answered', async () => {
    const source = new FakeSource();
    const connection = new Connection(source);
    expect(connection.attachment).toEqual({ kind: 'waiting' });
    connection.isActive = true;
    await settle();
    expect(connection.attachment).toEqual({ kind: 'not-loaded' });
  });

  it('joins a comm that is already open, in the main shell, and asks for the state', async () => {
    const source = loaded();
    const connection = await active(source);
    expect(source.kernel.created).toHaveLength(1);
    expect(source.kernel.created[0]?.commsOverSubshells).toBe('disabled');
    expect(source.kernel.sent).toEqual([REFRESH]);
    expect(connection.attachment).toEqual({ kind: 'no-data', state: null });
  });

  it('attaches when the kernel opens the comm', async () => {
    const source = new FakeSource();
    const connection = await active(source);
    source.kernel.open();
    expect(connection.attachment).toEqual({ kind: 'no-data', state: null });
    expect(source.kernel.sent).toEqual([REFRESH]);
  });

  it('takes a state that comes with the comm_open', async () => {
    const source = new FakeSource();
    const connection = await active(source);
    source.kernel.open({ state: readGolden('full') });
    expect(connection.attachment.kind).toBe('live');
  });

  it('attaches once when the comm opens while it asks for it', async () => {
    const source = new FakeSource();
    source.kernel.isLoaded = true;
    const connection = new Connection(source);
    connection.isActive = true;
    source.kernel.open();
    await settle();
    expect(source.kernel.created).toHaveLength(1);
    expect(source.kernel.sent).toEqual([REFRESH]);
    expect(connection.attachment.kind).toBe('no-data');
  });

  it('hears the new comm when the kernel opens it again', async () => {
    const source = loaded();
    const connection = await active(source);
    source.kernel.open();
    source.kernel.push(readGolden('full'));
    expect(connection.attachment.kind).toBe('live');
    expect(source.kernel.created[0]?.sent).toEqual([REFRESH]);
    expect(source.kernel.created[1]?.sent).toEqual([REFRESH]);
  });

  it.each([
    ['full', 'live'],
    ['pending', 'live'],
    ['empty', 'no-data'],
    ['strict', 'no-data']
  ])('takes the golden message %s for %s', async (name, kind) => {
    const source = loaded();
    const connection = await active(source);
    source.kernel.push(readGolden(name));
    expect(connection.attachment).toEqual({ kind, state: readGolden(name) });
  });

  it('says so when the version is unknown', async () => {
    const source = loaded();
    const connection = await active(source);
    source.kernel.push({ ...readGolden('full'), version: 9 });
    expect(connection.attachment).toEqual({
      kind: 'unsupported',
      problem: { kind: 'unknown-version', version: '9' }
    });
  });

  it('keeps what it has when a message carries no state', async () => {
    const source = loaded();
    const connection = await active(source);
    source.kernel.push(readGolden('full'));
    source.kernel.channels.forEach(channel => {
      channel.onMsg({ content: { data: 'hello' } });
      channel.onMsg({ content: {} });
    });
    expect(connection.attachment.kind).toBe('live');
  });

  it('is silent while nobody looks, yet listens', async () => {
    const source = loaded();
    const connection = new Connection(source);
    await settle();
    source.kernel.open();
    source.kernel.push(readGolden('full'));
    connection.refresh();
    connection.select('f1');
    source.connectionStatusChanged.emit('connected');
    source.statusChanged.emit('idle');
    await settle();
    expect(source.kernel.sent).toEqual([]);
    expect(source.kernel.nQuestions).toBe(0);
    expect(connection.attachment.kind).toBe('live');
  });

  it('refreshes when it is looked at again', async () => {
    const source = loaded();
    const connection = await active(source);
    connection.isActive = false;
    connection.isActive = true;
    connection.isActive = true;
    expect(source.kernel.sent).toEqual([REFRESH, REFRESH]);
  });

  it('sends nothing when the kernel goes idle: the kernel pushes', async () => {
    const source = loaded();
    await active(source);
    source.statusChanged.emit('busy');
    source.statusChanged.emit('idle');
    expect(source.kernel.sent).toEqual([REFRESH]);
  });

  it('tells the kernel which frame is looked at', async () => {
    const source = loaded();
    const connection = await active(source);
    connection.select('f1');
    expect(source.kernel.sent).toEqual([REFRESH, { kind: 'select', frame: 'f1' }]);
  });

  it('is not loaded after a restart, and attaches anew', async () => {
    const source = loaded();
    const connection = await active(source);
    source.kernel.push(readGolden('full'));
    source.statusChanged.emit('restarting');
    expect(connection.attachment).toEqual({ kind: 'not-loaded' });
    source.restart();
    await settle();
    expect(connection.attachment).toEqual({ kind: 'not-loaded' });
    source.kernel.open();
    expect(connection.attachment.kind).toBe('no-data');
  });

  it('finds an extension that a restarted kernel loads by itself', async () => {
    const source = loaded();
    const connection = await active(source);
    source.statusChanged.emit('autorestarting');
    source.kernel.channels.clear();
    source.statusChanged.emit('starting');
    source.statusChanged.emit('idle');
    await settle();
    expect(connection.attachment.kind).toBe('no-data');
  });

  it('is not loaded when the kernel closes the comm', async () => {
    const source = loaded();
    const connection = await active(source);
    source.kernel.close();
    expect(connection.attachment).toEqual({ kind: 'not-loaded' });
  });

  it('leaves the old kernel for the new one', async () => {
    const source = loaded();
    const old = source.kernel;
    const connection = await active(source);
    source.change(new FakeKernel());
    await settle();
    expect(old.targets.size).toBe(0);
    expect(old.created[0]?.isDisposed).toBe(true);
    expect(connection.attachment).toEqual({ kind: 'not-loaded' });
    source.kernel.open();
    expect(connection.attachment.kind).toBe('no-data');
    source.change(null);
    expect(connection.attachment).toEqual({ kind: 'no-kernel' });
  });

  it('does not join the old kernel when its answer comes late', async () => {
    const source = loaded();
    const old = source.kernel;
    const connection = new Connection(source);
    connection.isActive = true;
    source.change(new FakeKernel());
    await settle();
    expect(old.created).toEqual([]);
    expect(connection.attachment).toEqual({ kind: 'not-loaded' });
  });

  it('waits while the connection is lost, and refreshes when it is back', async () => {
    const source = loaded();
    const connection = await active(source);
    source.kernel.push(readGolden('full'));
    source.kernel.connectionStatus = 'connecting';
    source.connectionStatusChanged.emit('connecting');
    connection.refresh();
    expect(connection.attachment).toEqual({ kind: 'waiting' });
    source.kernel.connectionStatus = 'connected';
    source.connectionStatusChanged.emit('connected');
    expect(connection.attachment.kind).toBe('live');
    expect(source.kernel.sent).toEqual([REFRESH, REFRESH]);
  });

  it('takes a kernel that knows no comms for one without the extension', async () => {
    const source = new FakeSource();
    jest.spyOn(source.kernel, 'requestCommInfo').mockRejectedValue(new Error('no such message'));
    const connection = await active(source);
    expect(connection.attachment).toEqual({ kind: 'not-loaded' });
  });

  it('leaves the comm to the notebook that handles it when two share a kernel', async () => {
    const source = loaded();
    source.kernel.handleComms = false;
    const connection = await active(source);
    expect(connection.attachment).toEqual({ kind: 'elsewhere' });
    expect(source.kernel.nQuestions).toBe(0);
  });

  it('leaves nothing behind', async () => {
    const source = loaded();
    const connection = await active(source);
    const changed = jest.fn();
    connection.changed.connect(changed);
    connection.dispose();
    connection.dispose();
    expect(source.kernel.targets.size).toBe(0);
    expect(source.kernel.channels.size).toBe(0);
    source.kernelChanged.emit(undefined);
    source.statusChanged.emit('restarting');
    source.connectionStatusChanged.emit('connected');
    source.kernel.open();
    expect(changed).not.toHaveBeenCalled();
    expect(source.kernel.sent).toEqual([REFRESH]);
  });

  it('leaves the subshell that JupyterLab starts for a comm the kernel opened', async () => {
    const source = new FakeSource();
    await active(source);
    let start = (): void => undefined;
    class Started extends FakeChannel {
      readonly subshellStarted = new Promise<void>(resolve => {
        start = resolve;
      });
    }
    const channel = new Started(source.kernel);
    source.kernel.targets.forEach(opened => {
      opened(channel, { content: {} });
    });
    expect(channel.commsOverSubshells).toBe('perCommTarget');
    start();
    await settle();
    expect(channel.commsOverSubshells).toBe('disabled');
  });
});
