export { escapeHtml, Html, html, paragraphs } from '@art33/http';
