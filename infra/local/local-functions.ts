import { endpoints, unknownApi } from '../../shared/catalogue/catalogue.ts';
import { documents } from '../../shared/catalogue/documents.ts';
import type { GatewayHandler } from '../../shared/runtime/endpoint-handler.ts';

/** The functions by name: the very files that the stack deploys. */
export type LocalFunctions = ReadonlyMap<string, GatewayHandler>;

/** Loads every function. Nothing happens on import; their clients are made when first called. */
export async function loadFunctions(): Promise<LocalFunctions> {
  const names = [...endpoints, ...documents, unknownApi].map(({ functionName }) => functionName);
  const loaded = names.map(async (name): Promise<[string, GatewayHandler]> => {
    const module: { handler: GatewayHandler } = await import(`../../functions/${name}.ts`);
    return [name, module.handler];
  });
  return new Map(await Promise.all(loaded));
}
