import { getContext, setContext } from "svelte";
import type { Ipc, PolicyRule, PolicyView } from "../ipc";

const KEY = Symbol("policy");

/** What the admin of this computer has settled. It is read once: a policy that changes holds from the next start on. */
export class Policy {
  view = $state.raw<PolicyView | null>(null);

  constructor(shell: Pick<Ipc, "policy">) {
    // Without an answer nothing is marked; the shell keeps to it all the same.
    shell.policy().then((view) => (this.view = view), () => undefined);
  }

  /** Why Foreword only reads; none where it does more. */
  get problem(): string | null {
    return this.view?.problem ?? null;
  }

  /** What is set of these, by the names that the file has for them: "scope.own_book_only", or "writing." for a whole table. */
  rules(names: readonly string[]): PolicyRule[] {
    return (this.view?.rules ?? []).filter(({ name }) => names.some((one) => name === one || (one.endsWith(".") && name.startsWith(one))));
  }

  has(name: string): boolean {
    return 0 < this.rules([name]).length;
  }
}

export function providePolicy(shell: Pick<Ipc, "policy">): Policy {
  return setContext(KEY, new Policy(shell));
}

export function usePolicy(): Policy {
  return getContext<Policy>(KEY);
}
