// A short text beside a layer.
import './lesson.css';
import type { NetworkPlan } from '../../src/index.ts';
import { useLanguage } from '../language.tsx';
import { lessonOf } from './lessons.ts';

export interface LessonProps {
  readonly plan: NetworkPlan;
  readonly index: number;
}

export function Lesson({ plan, index }: LessonProps) {
  const { say } = useLanguage();
  const text = lessonOf(plan, index, say);
  return text ? <p class="lesson">{text}</p> : null;
}
