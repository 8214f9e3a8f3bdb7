// A binary heap: the least of what is in it, in logarithmic time.

export class Heap<T> {
  private readonly items: T[] = [];
  private readonly rankOf: (item: T) => number;

  /** The item of least rank comes first. */
  constructor(rankOf: (item: T) => number) {
    this.rankOf = rankOf;
  }

  push(item: T): void {
    const { items } = this;
    const rank = this.rankOf(item);
    let place = items.length;
    for (
      let parent = (place - 1) >> 1;
      place > 0 && this.rankOf(items[parent]) > rank;
      parent = (place - 1) >> 1
    ) {
      items[place] = items[parent];
      place = parent;
    }
    items[place] = item;
  }

  /** Takes out the first item; undefined where there is none. */
  pop(): T | undefined {
    const { items } = this;
    const first = items[0];
    const item = items.pop();
    if (item === undefined || items.length === 0) return first;
    const rank = this.rankOf(item);
    let place = 0;
    for (let child = 1; child < items.length; child = 2 * place + 1) {
      if (child + 1 < items.length && this.rankOf(items[child + 1]) < this.rankOf(items[child])) child++;
      if (this.rankOf(items[child]) >= rank) break;
      items[place] = items[child];
      place = child;
    }
    items[place] = item;
    return first;
  }
}
