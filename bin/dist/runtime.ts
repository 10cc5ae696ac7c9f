/**
 * What is inside the runtime (Bun) that every executable contains. Its npm packages carry no licence files, so that what its own
 * LICENSE.md says of version 1.4 is kept here; look there again when the version changes (a test reminds).
 */

/** The minor version of Bun that the table below was compared with. */
export const COMPARED_WITH = '1.4';

/** A library linked into the runtime. */
export interface Linked {
  readonly name: string;
  /** SPDX expression. */
  readonly licence: string;
  readonly homepage: string;
}

/** The libraries. Those under the LGPL may be inside because whoever wants to can link the executable anew: see the notices. */
export const LINKED: readonly Linked[] = [
  linked('JavaScriptCore', 'LGPL-2.1-or-later', 'https://github.com/oven-sh/WebKit'),
  linked('BoringSSL', 'Apache-2.0 AND ISC AND OpenSSL', 'https://boringssl.googlesource.com/boringssl/'),
  linked('brotli', 'MIT', 'https://github.com/google/brotli'),
  linked('c-ares', 'MIT', 'https://github.com/c-ares/c-ares'),
  linked('highway', 'Apache-2.0', 'https://github.com/google/highway'),
  linked('ICU', 'Unicode-3.0', 'https://github.com/unicode-org/icu'),
  linked('libarchive', 'BSD-2-Clause', 'https://github.com/libarchive/libarchive'),
  linked('libbase64', 'BSD-2-Clause', 'https://github.com/aklomp/base64'),
  linked('libdeflate', 'MIT', 'https://github.com/ebiggers/libdeflate'),
  linked('libjpeg-turbo', 'BSD-3-Clause AND IJG AND Zlib', 'https://github.com/libjpeg-turbo/libjpeg-turbo'),
  linked('libspng', 'BSD-2-Clause', 'https://github.com/randy408/libspng'),
  linked('libuv', 'MIT', 'https://github.com/libuv/libuv'),
  linked('libwebp', 'BSD-3-Clause', 'https://github.com/webmproject/libwebp'),
  linked('LLVM libc++abi', 'Apache-2.0 WITH LLVM-exception', 'https://github.com/llvm/llvm-project'),
  linked('lol-html', 'BSD-3-Clause', 'https://github.com/cloudflare/lol-html'),
  linked('ls-hpack', 'MIT', 'https://github.com/litespeedtech/ls-hpack'),
  linked('ls-qpack', 'MIT', 'https://github.com/litespeedtech/ls-qpack'),
  linked('lsquic', 'MIT AND BSD-3-Clause', 'https://github.com/litespeedtech/lsquic'),
  linked('mimalloc', 'MIT', 'https://github.com/microsoft/mimalloc'),
  linked('picohttpparser', 'MIT', 'https://github.com/h2o/picohttpparser'),
  linked('simdutf', 'Apache-2.0', 'https://github.com/simdutf/simdutf'),
  linked('TigerBeetle (parts of its I/O)', 'Apache-2.0', 'https://github.com/tigerbeetle/tigerbeetle'),
  linked('TinyCC', 'LGPL-2.1-or-later', 'https://repo.or.cz/tinycc.git'),
  linked('uSockets', 'Apache-2.0', 'https://github.com/uNetworking/uSockets'),
  linked('uucode', 'MIT', 'https://github.com/jacobsandlund/uucode'),
  linked('uWebSockets', 'Apache-2.0', 'https://github.com/uNetworking/uWebSockets'),
  linked('zlib-ng', 'Zlib', 'https://github.com/zlib-ng/zlib-ng'),
  linked('zstd', 'BSD-3-Clause', 'https://github.com/facebook/zstd'),
];

function linked(name: string, licence: string, homepage: string): Linked {
  return { name, licence, homepage };
}
