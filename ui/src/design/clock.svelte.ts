/** The one clock of a window. Pages read it rather than the computer's, so that every time on screen agrees and a picture can be repeated. */
class Clock {
  now = $state(Date.now());
  zone = $state(Intl.DateTimeFormat().resolvedOptions().timeZone);
  #fixed = false;

  /** Keeps time, a step each ten seconds: often enough for "in 6 min" to be true. */
  start(): () => void {
    const timer = setInterval(() => {
      if (!this.#fixed) this.now = Date.now();
    }, 10_000);
    return () => clearInterval(timer);
  }

  /** Stops at an instant, for samples, tests and pictures. */
  stopAt(instant: string): void {
    this.#fixed = true;
    this.now = Date.parse(instant);
  }
}

export const clock = new Clock();
