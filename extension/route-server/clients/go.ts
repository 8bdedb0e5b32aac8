import { texts } from '../frameworks/framework.ts';
import { type ClientLibrary, receiverOf, requestTo } from './library.ts';

/** Functions of the package and methods of its `Client`: what they ask with, and how many arguments they have. */
const plain: Readonly<Record<string, readonly [method: string, args: number]>> = {
  ...{ Get: ['GET', 1], Head: ['HEAD', 1], Post: ['POST', 3], PostForm: ['POST', 2] },
};
/** Names that clients have; others have methods alike. */
const client = /(^|\.)(http|hc|\w*[cC]lient)$/;

export const goHttpClient: ClientLibrary = {
  name: 'net/http',
  language: 'go',
  hint: /\bhttp\.(?:Get|Post|PostForm|Head|NewRequest|Client|DefaultClient)/,
  request: (call) => {
    const { name, args } = call;
    const of = receiverOf(call);
    const [method, count] = (Object.hasOwn(plain, name) && plain[name]) || [];
    if (method && args.length === count && client.test(of)) return requestTo(method, args[0]);
    const given = of === 'http' ? /^NewRequest(WithContext)?$/.exec(name) : null;
    if (!given) return undefined;
    const [said, url] = given[1] ? args.slice(1) : args;
    const named = texts(said)[0]?.replace(/^Method/, '');
    // An empty method is a GET; a name of the program's own may be any.
    const isConstant = said?.kind === 'text' || /\.Method\w+$/.test(pathOf(said));
    return requestTo(isConstant ? named?.toUpperCase() || 'GET' : '*', url);
  },
};

function pathOf(value: { readonly kind: string; readonly path?: string } | undefined): string {
  return value?.kind === 'name' ? (value.path ?? '') : '';
}
