/** Render an element into the page, and take it out after the test. */
import * as React from 'react';
import { createRoot, type Root } from 'react-dom/client';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

let root: Root | null = null;

export function render(element: React.ReactElement): HTMLElement {
  const host = document.createElement('div');
  document.body.append(host);
  const mounted = createRoot(host);
  root = mounted;
  React.act(() => {
    mounted.render(element);
  });
  return host;
}

/** Render the element again, with other props. */
export function update(element: React.ReactElement): void {
  React.act(() => {
    root?.render(element);
  });
}

export function find(host: HTMLElement, selector: string): HTMLElement {
  const element = host.querySelector<HTMLElement>(selector);
  if (element === null) {
    throw new Error(`no ${selector} in ${host.textContent ?? ''}`);
  }
  return element;
}

export function click(element: HTMLElement): void {
  React.act(() => {
    element.click();
  });
}

afterEach(() => {
  React.act(() => {
    root?.unmount();
  });
  root = null;
  document.body.replaceChildren();
});
