// What vendored scripts put into every page.
declare const htmx: {
  ajax(verb: string, path: string, how: { target: Element | string; swap?: string; source?: Element }): Promise<void>;
  process(element: Element): void;
  trigger(element: Element, name: string, detail?: object): void;
};
