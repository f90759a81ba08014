/** Where the app's files are: workers have other addresses of their own. */
export const appBase = (): string => new URL(".", document.baseURI).href;
