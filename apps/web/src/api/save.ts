import { askingFor, send } from './client.js';
import { Problem } from './problem.js';

/** Has the browser keep something as a file. */
export function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

async function answered(path: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  const response = await send(new Request(new URL(path, window.location.origin), { headers }));
  if (!response.ok) throw Problem.of(response.status, await response.json().catch(() => undefined));
  return response;
}

/** Keeps what the API answers as a file of this name. It is asked for as everything is: a link could not say for which organisation. */
export async function saveAs(path: string, name: string): Promise<void> {
  save(await (await answered(path, {})).blob(), name);
}

/**
 * Keeps what the API answers as a file, under the name that the answer gives or this one; asked for another organisation where
 * one is named.
 */
export async function saveFrom(path: string, otherwise: string, organisation?: string): Promise<void> {
  const response = await answered(path, organisation === undefined ? {} : askingFor(organisation));
  const given = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1];
  save(await response.blob(), given ?? otherwise);
}
