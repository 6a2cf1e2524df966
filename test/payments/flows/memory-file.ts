/** Files for a person, in memory. */
import type { FileBeingKept } from '../../../shared/payments/ports';

export function memoryFile(kept: Map<string, Buffer>): FileBeingKept {
  const chunks: Uint8Array[] = [];
  return {
    write: async (chunk) => void chunks.push(chunk),
    keep: async (path) => {
      kept.set(path, Buffer.concat(chunks));
      return path;
    },
    drop: async () => undefined,
  };
}
