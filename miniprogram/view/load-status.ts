// How far a page is with what it has to show first.
export type LoadStatus = 'loading' | 'ready' | 'error';
