/** A place in a source file, as LSP counts: lines and UTF-16 units from 0. */
export interface Place {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
  readonly endLine: number;
  readonly endCharacter: number;
}

/**
 * `high`: every part of the template was read, and the way from the application to the route was followed.
 * `medium`: the router is not mounted anywhere that was seen, or came in as a parameter nobody was seen to give.
 * `low`: a part of the template is computed, or the framework is not one that is known.
 */
export type Confidence = 'high' | 'medium' | 'low';

/** A route that the workspace's code handles. */
export interface Route {
  /** The same as long as method, template and file are; not a position. */
  readonly id: string;
  /** Upper case; `*` for any. */
  readonly method: string;
  /** Normalised: `/books/{id}`, `{rest*}` for any number of segments. */
  readonly template: string;
  /** Where the route is declared. */
  readonly declared: Place;
  /** The handler, where it could be found; otherwise as `declared`. */
  readonly handler: Place;
  /** On which the application listens, as far as its file says; most say none. */
  readonly ports: readonly number[];
  readonly framework: string;
  readonly language: RouteLanguage;
  readonly confidence: Confidence;
  /** The framework takes `/Books` for `/books`. */
  readonly ignoresCase?: true;
}

/** A request that the workspace's code makes. */
export interface ClientCall {
  readonly id: string;
  /** Upper case; `*` where it is computed. */
  readonly method: string;
  /** Of the path, as that of a route. */
  readonly template: string;
  /** As far as it can be read; `{}` stands for a computed part. */
  readonly url: string;
  readonly declared: Place;
  readonly library: string;
  readonly language: RouteLanguage;
}

export type RouteLanguage =
  | 'javascript'
  | 'python'
  | 'go'
  | 'java'
  | 'ruby'
  | 'php'
  | 'csharp'
  | 'rust';
