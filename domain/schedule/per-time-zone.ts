/**
 * What `make` makes, once for each time zone, of which there are some hundreds: a formatter takes a millisecond to make.
 */
export function perTimeZone<T>(make: (timeZone: string) => T): (timeZone: string) => T {
  const made = new Map<string, T>();
  return (timeZone) => {
    const known = made.get(timeZone);
    if (known !== undefined) return known;
    const fresh = make(timeZone);
    made.set(timeZone, fresh);
    return fresh;
  };
}
