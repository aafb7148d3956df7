/**
 * The key this tab works with. It lives in sessionStorage: closing the tab signs out, and no other tab or
 * later visitor of the machine finds it.
 */
import { useSyncExternalStore } from 'react';

const STORAGE_KEY = 'steward.api-key';
const listeners = new Set<() => void>();

export function readApiKey(): string | null {
  return sessionStorage.getItem(STORAGE_KEY);
}

export function signIn(apiKey: string): void {
  sessionStorage.setItem(STORAGE_KEY, apiKey);
  tell();
}

export function signOut(): void {
  sessionStorage.removeItem(STORAGE_KEY);
  tell();
}

export function useApiKey(): string | null {
  return useSyncExternalStore(subscribe, readApiKey);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}
