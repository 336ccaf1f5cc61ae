import type { ApiName } from './endpoint.ts';
import type { JsonObject } from './field-rules.ts';

/** Which call may follow a successful one, and what it takes from it. */
const links: Readonly<Partial<Record<ApiName, JsonObject>>> = {
  submitAttachment: {
    applyForCredit: {
      operationId: 'applyCreditGrant',
      description: 'A grant rests on the file.',
      requestBody: {
        attachmentFile: {
          fileName: '$response.body#/attachmentInfo/fileName',
          fileKey: '$response.body#/attachmentInfo/fileKey',
        },
      },
    },
  },
  applyCreditGrant: {
    inquire: {
      operationId: 'inquiryCreditGrant',
      description: 'What became of the application.',
      requestBody: { referenceNo: '$response.body#/referenceNo' },
    },
  },
};

/** The links from an endpoint's answer, by name. */
export function linksOf({ name }: { readonly name: ApiName }): JsonObject {
  return links[name] ?? {};
}
