// Takes out of a synthesised assembly what the emulator refuses to make, and nothing else: see the
// table in deploy-smoke. A resource that it does not know and that is not listed here stays, so
// that its deployment fails loudly.
//
//   node .ci/emulator-template.mjs <folder of the assembly>
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const unknownTypes = new Set([
  'AWS::Backup::BackupSelection',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CodeDeploy::Application',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::Logs::QueryDefinition',
  'AWS::WAFv2::WebACLAssociation',
]);

const stands = 'not-in-the-emulator';

function isRefused({ Type, Properties = {} }) {
  const isMath = Type === 'AWS::CloudWatch::Alarm' && Properties.Metrics !== undefined;
  return isMath || unknownTypes.has(Type);
}

/** The same value, with a word in the place of every reference to what is gone. */
function without(gone, value) {
  if (Array.isArray(value)) return value.map((each) => without(gone, each));
  if (typeof value === 'string') {
    // Fn::Sub refers in the midst of a text.
    return value.replace(/\$\{([A-Za-z0-9]+)(?:\.[A-Za-z0-9.]+)?\}/g, (all, id) =>
      gone.has(id) ? stands : all,
    );
  }
  if (typeof value !== 'object' || value === null) return value;
  const [name, ...more] = Object.keys(value);
  const referred = name === 'Ref' ? value.Ref : name === 'Fn::GetAtt' ? value[name][0] : undefined;
  if (more.length === 0 && gone.has(referred)) return stands;
  const members = Object.entries(value).map(([key, member]) => [key, without(gone, member)]);
  return Object.fromEntries(members);
}

function fitted(template) {
  const all = Object.entries(template.Resources ?? {});
  const gone = new Map(all.filter(([, resource]) => isRefused(resource)));
  for (const [id, { Type }] of gone) console.log(`taken out: ${Type} ${id}`);
  const kept = all.filter(([id]) => !gone.has(id));
  const resources = kept.map(([id, { DependsOn, UpdatePolicy, ...resource }]) => {
    const needed = [DependsOn ?? []].flat().filter((other) => !gone.has(other));
    const { CodeDeployLambdaAliasUpdate: shift, ...policy } = UpdatePolicy ?? {};
    if (shift !== undefined)
      console.log(`taken out: AWS::CodeDeploy::DeploymentGroup shifts at ${id}`);
    return [
      id,
      {
        ...resource,
        ...(needed.length > 0 && { DependsOn: needed }),
        ...(Object.keys(policy).length > 0 && { UpdatePolicy: policy }),
      },
    ];
  });
  return without(gone, { ...template, Resources: Object.fromEntries(resources) });
}

const [folder] = process.argv.slice(2);
const templates = readdirSync(folder).filter((name) => name.endsWith('.template.json'));
if (templates.length === 0) throw new Error(`there is no template in ${folder}`);
for (const name of templates) {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(fitted(JSON.parse(readFileSync(path, 'utf8'))), undefined, 1));
}
