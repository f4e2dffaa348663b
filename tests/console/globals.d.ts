// What vendored scripts put into every page.
declare const htmx: {
  ajax(verb: string, path: string, how: { target: Element | string; swap?: string; source?: Element }): Promise<void>;
  process(element: Element): void;
  trigger(element: Element, name: string, detail?: object): void;
};
declare const Plot: typeof import("../clients/node/node_modules/@observablehq/plot/src/index.js");
declare const d3: {
  max<T>(of: T[], value: (each: T) => number): number | undefined;
  range(end: number): number[];
  utcDay: import("../clients/node/node_modules/@observablehq/plot/src/index.js").RangeInterval<Date>;
  utcMonday: import("../clients/node/node_modules/@observablehq/plot/src/index.js").RangeInterval<Date>;
  utcMonth: import("../clients/node/node_modules/@observablehq/plot/src/index.js").RangeInterval<Date>;
};
