import type { WorkspaceTx } from '@debrief/infra';
import { DomainError, type JsonValue } from '@debrief/kernel';
import { fromJsonColumn } from '../json-column';

const rowsAtOnce = 200;

/**
 * Goes through the active items of a locked data set.
 * @throws DomainError INVALID naming the first item that does not fit
 */
export const requireItemsFit = async (
  tx: WorkspaceTx,
  datasetId: string,
  requireFit: (item: { readonly input: JsonValue; readonly expectedOutput: JsonValue }) => void,
): Promise<void> => {
  let after: string | undefined;
  for (;;) {
    const rows = await tx
      .selectFrom('datasetItem')
      .select(['id', 'externalId', 'input', 'expectedOutput'])
      .where('datasetId', '=', datasetId)
      .where('status', '=', 'ACTIVE')
      .$if(after !== undefined, (q) => q.where('id', '>', after ?? ''))
      .orderBy('id')
      .limit(rowsAtOnce)
      .execute();
    for (const { externalId, input, expectedOutput } of rows) {
      try {
        requireFit({ input: fromJsonColumn(input), expectedOutput: fromJsonColumn(expectedOutput) });
      } catch (error) {
        if (!(error instanceof DomainError) || !error.fields) throw error;
        const [[field, problem] = ['input', '']] = Object.entries(error.fields);
        const schema = field === 'input' ? 'inputSchema' : 'expectedOutputSchema';
        const message = `is not what the item ${externalId} has: its ${field} ${problem}`;
        throw new DomainError('INVALID', `${schema} ${message}`, { fields: { [schema]: message } });
      }
    }
    if (rows.length < rowsAtOnce) return;
    after = rows.at(-1)?.id;
  }
};
