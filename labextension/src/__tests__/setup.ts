/** What jsdom lacks and React or JupyterLab's widgets ask for, some when they are imported. */
class DragEventStub extends MouseEvent {}

class ResizeObserverStub {
  observe(): void {
    // jsdom lays nothing out
  }
}

function matchMedia(): object {
  return { matches: false, addListener: (): void => undefined };
}

function requestIdleCallback(callback: () => void): void {
  setTimeout(callback);
}

Object.assign(globalThis, {
  DragEvent: DragEventStub,
  ResizeObserver: ResizeObserverStub,
  matchMedia,
  requestIdleCallback
});
