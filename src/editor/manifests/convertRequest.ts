import * as vscode from 'vscode';
import { convert } from '../../manifest/convert.ts';
import type { Dialect } from '../../manifest/dialects/dialect.ts';
import { dialects } from '../../manifest/dialects/dialects.ts';
import type { ManifestFile } from '../../manifest/manifestFile.ts';
import type { FoundWorkload } from '../../manifest/requests.ts';
import { nameProduct } from '../../gpu/product.ts';
import { CancelledError } from '../errors.ts';
import type { ConvertChoices } from '../ids.ts';
import type { InventoryStore } from '../inventoryStore.ts';
import { describeReaders } from '../../manifest/dialects/readers.ts';
import type { ManifestDocuments } from './manifestDocuments.ts';
import { modelsInReach } from './modelsInReach.ts';
import type { Model } from './requestWords.ts';
import { RequestEditError, writeRequest } from './writeRequest.ts';

interface Conversion {
  readonly dialect: Dialect;
  /** On which a share is counted where the other dialect says memory. */
  readonly model: Model | undefined;
}

/** Writes a request in the words of another scheduler; asks what `choices` leaves open. Rejects with what the user should read. */
export async function writeConverted(
  documents: ManifestDocuments,
  inventory: InventoryStore,
  resource: vscode.Uri | undefined,
  choices: ConvertChoices,
): Promise<void> {
  await writeRequest(documents, resource, choices, async (found, asked) => {
    const models = modelsInReach(inventory.devices, documents.options.cluster);
    const { dialect, model } =
      choices.dialect === undefined
        ? await askConversion(found, asked, models)
        : { dialect: readDialect(choices.dialect), model: models[0] };
    return (file, item) => convert(file, item, dialect.id, model);
  });
}

function readDialect(id: string): Dialect {
  const dialect = dialects.find((each) => each.id === id);
  if (dialect === undefined) {
    const known = dialects.map((each) => each.id).join(', ');
    throw new RequestEditError('badChoice', vscode.l10n.t('dialect "{0}": there is none of that name. Use {1}.', id, known));
  }
  return dialect;
}

/** Offers what can be written; where nothing can, says why of the first. */
async function askConversion(
  { workload, result, item }: FoundWorkload,
  file: ManifestFile,
  models: readonly Model[],
): Promise<Conversion> {
  const current = result.kind === 'none' ? undefined : result.dialect;
  const tried = dialects
    .filter(({ id }) => id !== current)
    .map((dialect) => ({
      label: dialect.label,
      description: describeReaders(dialect),
      dialect,
      result: convert(file, item, dialect.id, models[0]),
    }));
  const items = tried.filter((each) => each.result.kind === 'edits');
  const [refused] = tried.flatMap((each) => (each.result.kind === 'problem' ? [each.result.problem] : []));
  if (items.length === 0 && refused !== undefined) {
    throw new RequestEditError('notWritable', refused);
  }
  const title = vscode.l10n.t('Write the request of {0} as…', workload.name.value);
  const picked = await vscode.window.showQuickPick(items, { title });
  if (picked === undefined) {
    throw new CancelledError();
  }
  return { dialect: picked.dialect, model: models.length > 1 ? await askModel(models) : models[0] };
}

async function askModel(models: readonly Model[]): Promise<Model> {
  const items = models.map((model) => ({ label: nameProduct(model.product), model }));
  const title = vscode.l10n.t('On which GPU are shares counted as memory?');
  const picked = await vscode.window.showQuickPick(items, { title });
  if (picked === undefined) {
    throw new CancelledError();
  }
  return picked.model;
}
