import { openApiDocumentRow as row } from '../shared/catalogue/documents.ts';
import { openApiDocument } from '../shared/catalogue/openapi-document.ts';
import { documentHandler } from '../shared/runtime/document-handler.ts';
import { liveDeps } from '../shared/runtime/live-deps.ts';

let made: ReturnType<typeof openApiDocument> | undefined;

/** What the APIs are, made when it is first asked for: it says the same as long as this code runs. */
export const handler = documentHandler(
  row,
  async () => {
    made ??= openApiDocument();
    return made;
  },
  liveDeps,
);
