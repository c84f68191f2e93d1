type Child = Node | string;

/** A new element with its classes and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  node.className = className;
  node.append(...children);
  return node;
}

/** Writes only what differs, so that selections, focus and screen readers are left alone. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/** The hint on hover; empty takes it away. */
export function setTitle(node: HTMLElement, title: string): void {
  if (node.title !== title) {
    node.title = title;
  }
}

/** Sets or, with undefined, takes away an attribute. */
export function setAttribute(node: Element, name: string, value: string | undefined): void {
  if (value === undefined) {
    node.removeAttribute(name);
  } else if (node.getAttribute(name) !== value) {
    node.setAttribute(name, value);
  }
}

/** Makes the children of `parent` exactly these, in this order, moving as few as possible. */
export function setChildren(parent: Element, children: readonly Element[]): void {
  const wanted = new Set<Element>(children);
  for (const child of Array.from(parent.children)) {
    if (!wanted.has(child)) {
      child.remove();
    }
  }
  children.forEach((child, index) => {
    const there = parent.children[index];
    if (there !== child) {
      parent.insertBefore(child, there ?? null);
    }
  });
}

/** Moves the focus within the panel, never from the editor into it. */
export function moveFocus(node: HTMLElement): void {
  if (document.hasFocus() && document.activeElement !== node) {
    node.focus();
  }
}

/** An icon of the codicon font; words stand beside it, so screen readers skip it. */
export function icon(name: string, className = ''): HTMLElement {
  const node = element('span', `codicon codicon-${name} ${className}`.trim());
  node.setAttribute('aria-hidden', 'true');
  return node;
}
