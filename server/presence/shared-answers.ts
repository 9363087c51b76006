/**
 * Answers to the same question, shared. Who asks while a question is under way gets the answer to the next one, which begins
 * when that one is answered: nobody gets an answer older than their question, and however many ask, one is under way.
 */
export class SharedAnswers<T> {
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #next = new Map<string, Promise<T>>();

  constructor(private readonly ask: (key: string) => Promise<T>) {}

  get(key: string): Promise<T> {
    const waiting = this.#next.get(key);
    if (waiting !== undefined) return waiting;
    const underWay = this.#underWay.get(key);
    if (underWay === undefined) return this.#ask(key);
    const next = underWay.then(() => {
      this.#next.delete(key);
      return this.#ask(key);
    });
    this.#next.set(key, next);
    return next;
  }

  #ask(key: string): Promise<T> {
    const answer = this.ask(key);
    const settle = () => void this.#underWay.delete(key);
    this.#underWay.set(key, answer.then(settle, settle));
    return answer;
  }
}
