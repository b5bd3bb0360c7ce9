/** Files made from plain data and read into it: tables (CSV, XLSX) and printed documents (PDF). Knows no feature. */
export * from './tables/read-table.js';
export * from './tables/columns.js';
export * from './tables/write-csv.js';
export * from './tables/write-xlsx.js';
export * from './pdf/letter.js';
export * from './pdf/pdf-booklet.js';
export * from './pdf/pdf-renderer.js';
export { PdfFailed } from './pdf/pdf-worker.js';
export * from './pdf/printed-document.js';
