/**
 * Who works in this tab: a logged-in person, by a cookie that no script can read, or an API key in sessionStorage,
 * which closing the tab forgets. A person may belong to several organizations and works in one of them at a time.
 */
import { useSyncExternalStore } from 'react';

/** `unknown`: the server has not been asked yet whose cookie this browser has. */
export type Session = 'unknown' | 'none' | 'person' | 'key';

const KEY = 'steward.api-key';
const ORGANIZATION = 'steward.organization';
const listeners = new Set<() => void>();
let person: 'unknown' | 'none' | 'person' = 'unknown';

export function readApiKey(): string | null {
  return sessionStorage.getItem(KEY);
}

export function signIn(apiKey: string): void {
  sessionStorage.setItem(KEY, apiKey);
  tell();
}

/** The server knows this browser's cookie. A key that was used before makes way. */
export function beginPerson(): void {
  sessionStorage.removeItem(KEY);
  person = 'person';
  tell();
}

export function signOut(): void {
  sessionStorage.removeItem(KEY);
  localStorage.removeItem(ORGANIZATION);
  person = 'none';
  tell();
}

/** The organization that requests are about; null: the person's first. */
export function readOrganization(): string | null {
  return localStorage.getItem(ORGANIZATION);
}

export function chooseOrganization(organizationId: string | null): void {
  if (organizationId === null) localStorage.removeItem(ORGANIZATION);
  else localStorage.setItem(ORGANIZATION, organizationId);
}

export function useSession(): Session {
  return useSyncExternalStore(subscribe, readSession);
}

function readSession(): Session {
  return readApiKey() === null ? person : 'key';
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}
