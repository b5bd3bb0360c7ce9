/** Files made from plain data and read into it: tables (CSV, XLSX) and printed documents (PDF). Knows no feature. */
export * from './tables/read-table.js';
