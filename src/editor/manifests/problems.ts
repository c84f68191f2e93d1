import * as vscode from 'vscode';
import type { Finding, Severity } from '../../manifest/finding.ts';
import { DisposableStore } from '../disposables.ts';
import type { ManifestDocuments } from './manifestDocuments.ts';
import { toRange } from './textEdits.ts';

/** What the user reads behind every problem of ours. */
export const problemSource = 'GPU Fractions';

/** A hint is shown as information: what VS Code calls a hint is three faint dots, in no list. */
const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  hint: vscode.DiagnosticSeverity.Information,
};

/** Shows the findings of every open manifest as problems; those of a closed one go. */
export function showProblems(documents: ManifestDocuments, pageOf: (rule: string) => vscode.Uri): vscode.Disposable {
  const store = new DisposableStore();
  const collection = store.add(vscode.languages.createDiagnosticCollection('gpuFractions'));
  store.add(
    documents.onDidCheck(({ document, version, manifest }) => {
      if (document.version === version) {
        collection.set(
          document.uri,
          manifest.findings.map((finding) => toDiagnostic(finding, document.uri, pageOf)),
        );
      }
    }),
  );
  store.add(documents.onDidForget((uri) => collection.delete(uri)));
  return store;
}

function toDiagnostic(finding: Finding, uri: vscode.Uri, pageOf: (rule: string) => vscode.Uri): vscode.Diagnostic {
  const range = toRange(finding.range);
  const diagnostic = new vscode.Diagnostic(range, finding.message, severities[finding.severity]);
  diagnostic.source = problemSource;
  diagnostic.code = { value: finding.rule, target: pageOf(finding.rule) };
  if (finding.admissionText !== undefined) {
    const said =
      finding.fieldPath === undefined
        ? vscode.l10n.t('the admission webhook says: {0}', finding.admissionText)
        : vscode.l10n.t('the API server says: {0}', finding.admissionText);
    diagnostic.relatedInformation = [new vscode.DiagnosticRelatedInformation(new vscode.Location(uri, range), said)];
  }
  return diagnostic;
}
