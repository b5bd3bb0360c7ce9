import type { ReactNode } from 'react';
import styles from './table.module.css';

/** One column of a table. */
export interface Column<T> {
  readonly name: string;
  /** Figures that are compared stand at the end of their cells. */
  readonly isNumber?: boolean;
  readonly cell: (row: T) => ReactNode;
}

/** Rows with what is known of each. On a phone each row is a card whose cells carry their columns' names, but for the first. */
export function DataTable<T>(props: {
  /** What stands in it, for those who do not see it. */
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
}): ReactNode {
  const { label, columns, rows, keyOf } = props;
  const classOf = ({ isNumber }: Column<T>): string | undefined => (isNumber ? styles['number'] : undefined);
  return (
    <div className={styles['wrap']}>
      <table className={styles['table']} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" className={classOf(column)}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column, index) => (
                <td key={column.name} className={classOf(column)} data-label={index === 0 ? undefined : column.name}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
