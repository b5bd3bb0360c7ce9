/** Where something stands in the diagram, in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A line from one box to the next, with the place of its word. */
export interface Line {
  readonly path: string;
  readonly word: { readonly x: number; readonly y: number; readonly anchor: 'start' | 'end' };
}

/** The diagram: subprocessors, ourselves, controllers; a line for every subprocessor and for every controller. */
export interface Layout {
  readonly height: number;
  readonly sources: readonly Box[];
  readonly self: Box;
  readonly targets: readonly Box[];
  readonly fromSources: readonly Line[];
  readonly toTargets: readonly Line[];
}

const HEIGHTS = { source: 124, self: 124, target: 100 } as const;
const BETWEEN = 16;
/** Room for a line with its word. */
const GAP = 184;
/** Of it, what a line needs to come from one height to another. */
const BEND = 52;
/** Below this width (pixels) the chain runs from above to below. */
const NARROW = 860;

export const layOut = (sources: number, targets: number, width: number): Layout =>
  width < NARROW ? below(sources, targets, width) : beside(sources, targets, width);

/** From left to right. */
function beside(sources: number, targets: number, width: number): Layout {
  const columns = 1 + (sources > 0 ? 1 : 0) + (targets > 0 ? 1 : 0);
  const boxWidth = Math.min(320, (width - GAP * (columns - 1)) / columns);
  const step = columns === 1 ? 0 : Math.min(boxWidth + 220, (width - boxWidth) / (columns - 1));
  const tall = (count: number, each: number): number => count * each + Math.max(0, count - 1) * BETWEEN;
  const height = Math.max(tall(sources, HEIGHTS.source), HEIGHTS.self, tall(targets, HEIGHTS.target)) + 4;
  const column = (place: number, count: number, each: number): readonly Box[] =>
    Array.from({ length: count }, (_each, index) => ({
      x: 1 + place * step,
      y: (height - tall(count, each)) / 2 + index * (each + BETWEEN),
      width: boxWidth - 2,
      height: each,
    }));
  const own = sources > 0 ? 1 : 0;
  const left = column(0, sources, HEIGHTS.source);
  const [self] = column(own, 1, HEIGHTS.self) as readonly [Box];
  const right = column(own + 1, targets, HEIGHTS.target);
  return {
    height,
    sources: left,
    self,
    targets: right,
    fromSources: left.map((box) => across(box, self, 'start')),
    toTargets: right.map((box) => across(self, box, 'end')),
  };
}

const middle = ({ y, height }: Box): number => y + height / 2;

/** A line from the right edge of one box to the left edge of another; its word stands at the end that it has for itself. */
function across(from: Box, to: Box, wordAt: 'start' | 'end'): Line {
  const [x1, y1, x2, y2] = [from.x + from.width, middle(from), to.x - 6, middle(to)];
  const word = wordAt === 'start' ? { x: x1 + 8, y: y1 - 8 } : { x: x2 - 8, y: y2 - 8 };
  // Level beside its word, so that no line runs through it.
  const [from1, to1] = wordAt === 'start' ? [x2 - BEND, x2] : [x1, x1 + BEND];
  const half = (from1 + to1) / 2;
  const path = `M${x1} ${y1}H${from1}C${half} ${y1} ${half} ${y2} ${to1} ${y2}H${x2}`;
  return { path, word: { ...word, anchor: wordAt } };
}

const RAIL = 10;
const INDENT = 28;
const STEP = 40;

/** From above to below, along a rail. */
function below(sources: number, targets: number, width: number): Layout {
  let y = 1;
  const next = (height: number): Box => {
    const box = { x: INDENT, y, width: width - INDENT - 1, height };
    y += height + STEP;
    return box;
  };
  const left = Array.from({ length: sources }, () => next(HEIGHTS.source));
  const self = next(HEIGHTS.self);
  const right = Array.from({ length: targets }, () => next(HEIGHTS.target));
  const along = (from: Box, to: Box, wordY: number): Line => ({
    path: `M${from.x} ${middle(from)}H${RAIL}V${middle(to)}H${to.x - 6}`,
    word: { x: INDENT, y: wordY, anchor: 'start' },
  });
  return {
    height: y - STEP + 3,
    sources: left,
    self,
    targets: right,
    fromSources: left.map((box) => along(box, self, box.y + box.height + 26)),
    toTargets: right.map((box) => along(self, box, box.y - 14)),
  };
}
