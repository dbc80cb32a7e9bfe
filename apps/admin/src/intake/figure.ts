import type { Region, RegionSide, View } from './regions';

/** Own drawing: a standing figure of rounded parts, 160 wide and 396 high. Every area is at least 28 wide and high. */
export const WIDTH = 160;
export const HEIGHT = 396;

export interface Shape extends Region {
  path: string;
  /** Drawn mirrored on the middle line. */
  mirrored: boolean;
  /** Where its mark is drawn, as seen. */
  x: number;
  y: number;
}

interface Half {
  code: string;
  path: string;
  x: number;
  y: number;
}

const half = (code: string, x: number, y: number, path: string): Half => ({ code, path, x, y });

// Parts on the viewer's left; the other side is their mirror image.
const SHOULDER = half('shoulder', 37, 109, 'M50 94 C38 94 28 99 24 109 C22 114 21 119 21 124 L50 124 C51 114 51 104 50 94Z');
const ARM = half('arm', 33, 146, 'M21 127 L50 127 C49 142 48 154 46 167 L16 165 C16 152 18 139 21 127Z');
const FOREARM = half('forearm', 27, 194, 'M16 168 L46 170 C44 188 40 204 36 220 L13 218 C12 202 13 184 16 168Z');
const HIP = half('hip', 64, 205, 'M56 187 L78.5 187 L78.5 223 C66 225 54 223 48 219 C47 206 51 196 56 187Z');
const KNEE = half('knee', 64, 293, 'M52 278 L78 278 C80 288 79 298 77.5 307 L53 307 C50 298 50 288 52 278Z');
const FRONT_FOOT = half(
  'foot',
  61,
  377,
  'M55 361 L76 361 C77 368 78 376 77 384 C76 391 70 393 61 393 C51 393 46 390 47 385 C48 377 53 370 55 361Z',
);
const BACK_FOOT = half('foot', 64, 376, 'M54 361 L76 361 C78 370 78 380 77 388 C72 393 56 393 50 389 C49 380 52 370 54 361Z');
const CALF = half('calf', 64, 333, 'M53 310 L77.5 310 C81 326 79 344 76 358 L55 358 C50 344 49 326 53 310Z');
const UPPER_BACK = half('upper-back', 66, 118, 'M53 95 L79 95 L79 142 L56 142 C56 126 55 110 53 95Z');
const LOW_BACK = half('low-back', 67, 164, 'M56 145 L79 145 L79 184 L57 184 C58 171 57 158 56 145Z');

const MIDDLE: Record<View, Half[]> = {
  front: [
    half('head', 80, 20, 'M80 4 C63 4 56 17 58 34 L102 34 C104 17 97 4 80 4Z'),
    half('jaw', 80, 49, 'M58 37 L102 37 C102 53 92 66 80 66 C68 66 58 53 58 37Z'),
    half(
      'neck',
      80,
      80,
      'M64 64 C68 68 74 69 80 69 C86 69 92 68 96 64 C96 73 98 79 106 84 C109 86 109 89 108 92 L52 92 C51 89 51 86 54 84 C62 79 64 73 64 64Z',
    ),
  ],
  back: [
    half('head', 80, 32, 'M80 4 C62 4 56 18 58 36 C60 52 68 61 80 61 C92 61 100 52 102 36 C104 18 98 4 80 4Z'),
    half(
      'neck',
      80,
      79,
      'M65 61 C69 63 75 64 80 64 C85 64 91 63 95 61 C95 72 98 79 106 84 C109 86 109 89 108 92 L52 92 C51 89 51 86 54 84 C62 79 65 72 65 61Z',
    ),
  ],
};

const PAIRS: Record<View, Half[]> = {
  front: [SHOULDER, ARM, FOREARM, HIP, KNEE, FRONT_FOOT],
  back: [SHOULDER, UPPER_BACK, ARM, LOW_BACK, FOREARM, HIP, KNEE, CALF, BACK_FOOT],
};

/** Parts that are no area: they only make the figure whole. */
const HAND = 'M13 221 L36 223 C37 234 34 245 27 250 C19 249 12 236 13 221Z';
const THIGH = 'M48 222 C58 226 68 227 78.5 226 L78 275 L52 275 C49 258 47 240 48 222Z';
const SHIN = 'M53 310 L77.5 310 C79 327 78 344 76 358 L55 358 C52 344 51 327 53 310Z';

export const REST: Record<View, { middle: string[]; halves: string[] }> = {
  front: { middle: ['M53 95 L107 95 C106 126 103 155 103 184 L57 184 C57 155 54 126 53 95Z'], halves: [HAND, THIGH, SHIN] },
  back: { middle: [], halves: [HAND, THIGH] },
};

/** Seen from the front, the person's left is on the viewer's right. */
const NEAR: Record<View, RegionSide> = { front: 'right', back: 'left' };
const FAR: Record<View, RegionSide> = { front: 'left', back: 'right' };

export const shapesOf = (view: View): Shape[] => [
  ...MIDDLE[view].map((part) => ({ ...part, mirrored: false })),
  ...PAIRS[view].flatMap((part) => [
    { ...part, side: NEAR[view], mirrored: false },
    { ...part, side: FAR[view], mirrored: true, x: WIDTH - part.x },
  ]),
];

/** From the head to the feet. */
const ORDER = ['head', 'jaw', 'neck', 'shoulder', 'arm', 'forearm', 'upper-back', 'low-back', 'hip', 'knee', 'calf', 'foot'];

/** The list reads like the map; areas that the clinic added are in the list only, after the others. */
export function inOrder<T extends { code: string }>(areas: readonly T[]): T[] {
  const place = ({ code }: T) => (ORDER.includes(code) ? ORDER.indexOf(code) : ORDER.length);
  return [...areas].sort((a, b) => place(a) - place(b));
}
