/** Runs at most `capacity` tasks at once. The others wait in order, but an urgent one is next. */
export type Limiter = <T>(task: () => Promise<T>, isUrgent?: boolean) => Promise<T>;

export function createLimiter(capacity: number): Limiter {
  let free = capacity;
  const waiting: (() => void)[] = [];
  return async (task, isUrgent = false) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => (isUrgent ? waiting.unshift(resolve) : waiting.push(resolve)));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

/** A limiter that calls `tell` with true when the first task comes, and with false when none is left. */
export function tellingOf(limiter: Limiter, tell: (busy: boolean) => void = () => {}): Limiter {
  let tasks = 0;
  return async (task) => {
    tasks += 1;
    if (tasks === 1) tell(true);
    try {
      return await limiter(task);
    } finally {
      tasks -= 1;
      if (tasks === 0) tell(false);
    }
  };
}
