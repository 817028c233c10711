// Every page is a prerendered file; nothing is decided on a server.
export const prerender = true;
export const trailingSlash = 'always';
