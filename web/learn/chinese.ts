// The page's texts in Chinese, by the English ones.
import type { Dictionary } from '../language.tsx';

export const chinese: Dictionary = {};
