/** What a request asks for: `?lang=`, else what the browser prefers, else German. */
export function preferredLanguage({
  query,
  headers,
}: {
  readonly query: unknown;
  readonly headers: { readonly 'accept-language'?: string | undefined };
}): 'de' | 'en' {
  const { lang } = (query ?? {}) as { readonly lang?: unknown };
  return lang === 'de' || lang === 'en' ? lang : preferred(headers['accept-language'] ?? '');
}

/** RFC 9110, 12.5.4: the one with the greatest weight, the first of those. */
function preferred(header: string): 'de' | 'en' {
  const ranges = header
    .slice(0, 500)
    .split(',')
    .flatMap((part) => {
      const [range = '', ...parameters] = part.trim().toLowerCase().split(';');
      const q = parameters
        .map((parameter) => /^\s*q=([\d.]+)$/.exec(parameter)?.[1])
        .find((value) => value !== undefined);
      const lang = range.split('-')[0];
      return lang === 'de' || lang === 'en' ? [{ lang, weight: q === undefined ? 1 : Number(q) } as const] : [];
    });
  const best = ranges.filter(({ weight }) => weight > 0).toSorted((a, b) => b.weight - a.weight)[0];
  return best?.lang ?? 'de';
}
