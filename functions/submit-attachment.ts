import { submitAttachment as row } from '../shared/catalogue/account.ts';
import { describeFileProblem } from '../shared/domain/attachment-file.ts';
import { describeFileNameProblem } from '../shared/domain/file-name.ts';
import { Refusal, TrafficExceeded } from '../shared/domain/refusal.ts';
import { decodeBase64 } from '../shared/runtime/base64.ts';
import { endpointHandler, type Operation } from '../shared/runtime/endpoint-handler.ts';
import { liveBucketDeps } from '../shared/runtime/live-bucket-deps.ts';

/** What a Lambda request can carry in band. */
const maxFileBytes = 4_500_000;
const maxTries = 3;

/** Checks a file against its name, stores it, and gives the key that a grant can rest on. */
export const submitAttachment: Operation<typeof row> = async (request, call) => {
  const { attachmentContent, attachmentType: _, ...file } = request;
  const bytes = readFile(file.fileName, attachmentContent);
  for (let tries = 0; tries < maxTries; tries++) {
    const { attachment } = await call.read({
      attachment: call.refs.attachmentOf(request.attachmentId),
    });
    if (bytes.length > maxFileBytes) throw new Refusal('FILE_SIZE_TOO_LARGE');
    if (attachment !== undefined) {
      await call.keepSignature();
      if (!call.attachments.isSame(attachment, bytes)) throw new Refusal('REPEAT_REQ_INCONSISTENT');
      const { fileName, fileKey } = attachment;
      return { attachmentInfo: { fileName, fileKey } };
    }
    const fileKey = await call.attachments.submit(file, bytes, call.now);
    if (fileKey !== undefined) return { attachmentInfo: { fileName: file.fileName, fileKey } };
  }
  throw new TrafficExceeded('the attachment row moved');
};

function readFile(fileName: string, content: string): Uint8Array {
  const nameProblem = describeFileNameProblem(fileName);
  if (nameProblem !== undefined) throw new Refusal('PARAM_ILLEGAL', `fileName: ${nameProblem}`);
  const bytes = decodeBase64(content);
  if (bytes === undefined || bytes.length === 0) {
    throw new Refusal('PARAM_ILLEGAL', 'attachmentContent: expected base64 of a file, padded');
  }
  // What is too large is refused as such, but not before it is known who asks.
  if (bytes.length > maxFileBytes) return bytes;
  const problem = describeFileProblem(fileName, bytes);
  if (problem !== undefined) throw new Refusal('PARAM_ILLEGAL', `attachmentContent: ${problem}`);
  return bytes;
}

export const handler = endpointHandler(row, submitAttachment, liveBucketDeps);
