/** A function whose answer is kept with what it is asked about, for as long as that lives. For things that never change. */
export function kept<T extends object, A extends object>(answer: (about: T) => A): (about: T) => A {
  const answers = new WeakMap<T, A>();
  return (about) => {
    let found = answers.get(about);
    if (!found) {
      found = answer(about);
      answers.set(about, found);
    }
    return found;
  };
}
