import { ConnectionError, KubeconfigError, SilenceError, type Trouble } from '../errors.ts';
import { isRecord } from '../record.ts';
import { shownServer } from './server-url.ts';
import { isTrustTrouble } from './trust.ts';

/** What was tried when it went wrong. */
export interface Tried {
  readonly server: URL;
  readonly attempt: string;
  readonly proxy: URL | undefined;
}

/** Says in words what stood in the way, as kubectl would begin it, and what to do. Errors that already say it stay as they are. */
export function connectionError(error: unknown, tried: Tried): ConnectionError | KubeconfigError {
  if (error instanceof ConnectionError || error instanceof KubeconfigError) return error;
  const finding = find(error, tried);
  return new ConnectionError(finding.message, {
    trouble: finding.trouble,
    server: shownServer(tried.server),
    attempt: tried.attempt,
    hint: finding.hint,
    cause: error,
  });
}

interface Finding {
  readonly trouble: Trouble;
  readonly message: string;
  readonly hint: string;
}

function find(error: unknown, tried: Tried): Finding {
  const code = codeOf(error);
  return (
    (tried.proxy && throughProxy(error, code, tried.proxy)) ??
    network(code, tried.server) ??
    certificate(error, code, tried.server) ??
    protocol(error, code, tried.server) ??
    silence(error, code) ??
    lost(error, code, tried.server)
  );
}

function codeOf(error: unknown): string {
  return isRecord(error) && typeof error.code === 'string' ? error.code : '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function throughProxy(error: unknown, code: string, proxy: URL): Finding | undefined {
  const message = messageOf(error);
  const isProxys = /^Bad response: |Proxy timeout|[Ss]ocks|ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH/.test(
    code + message,
  );
  if (!isProxys) return undefined;
  const status = /^Bad response: (\d+)/.exec(message)?.[1];
  return {
    trouble: 'proxy',
    message: `Unable to connect to the server: proxy ${proxy.host}: ${status ? `it answered ${status}` : message}`,
    hint:
      status === '407'
        ? 'The proxy wants a name and a password: http://NAME:PASSWORD@HOST:PORT.'
        : 'Check proxy-url of the kubeconfig, or HTTPS_PROXY; name the server in NO_PROXY to go without.',
  };
}

function network(code: string, server: URL): Finding | undefined {
  if (code === 'ECONNREFUSED') {
    return {
      trouble: 'refused',
      message: `The connection to the server ${server.host} was refused - did you specify the right host or port?`,
      hint: 'Nothing listens there. Is the cluster up, and is this its context? `kubectl config get-contexts` shows them.',
    };
  }
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) {
    return {
      trouble: 'unknown-host',
      message: `Unable to connect to the server: lookup ${server.hostname}: no such host`,
      hint: 'Check the name in the kubeconfig or --server, and that this machine is online (VPN?).',
    };
  }
  if (!/^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL)$/.test(code)) return undefined;
  return {
    trouble: 'unreachable',
    message: `Unable to connect to the server: no route to ${server.host}`,
    hint: 'Check that this machine is online (VPN?).',
  };
}

function certificate(error: unknown, code: string, server: URL): Finding | undefined {
  const finding = (why: string, hint: string): Finding => ({
    trouble: 'tls',
    message: `Unable to connect to the server: tls: ${why}`,
    hint,
  });
  if (isTrustTrouble(error)) {
    return finding(
      'failed to verify certificate: signed by unknown authority',
      'Name the authority in the kubeconfig (certificate-authority) or with --certificate-authority FILE.',
    );
  }
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return finding('the certificate of the server has expired', 'It must be renewed; or is the clock here wrong?');
    case 'CERT_NOT_YET_VALID':
      return finding('the certificate of the server is not valid yet', 'Is the clock of this machine wrong?');
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return finding(
        `the certificate of the server is not for ${server.hostname}: ${messageOf(error)}`,
        'If the server is the right one, say whose certificate it shows with --tls-server-name NAME.',
      );
    case 'ERR_OSSL_X509_KEY_VALUES_MISMATCH':
      return finding(
        'the client certificate and the client key do not belong together',
        'Mend the user in the kubeconfig.',
      );
    default:
      return refusedCertificate(error, code, finding);
  }
}

function refusedCertificate(
  error: unknown,
  code: string,
  finding: (why: string, hint: string) => Finding,
): Finding | undefined {
  const said = code + messageOf(error);
  if (/alert.(bad.certificate|certificate|unknown.ca|unsupported.cert|access.denied)/i.test(said)) {
    const why = /expired/i.test(said) ? 'has expired' : 'was refused by the server';
    return finding(`the client certificate ${why}`, 'Get new credentials for this user of the kubeconfig.');
  }
  return /^ERR_OSSL_/.test(code)
    ? finding(`the client certificate or key cannot be read: ${messageOf(error)}`, 'Mend the user in the kubeconfig.')
    : undefined;
}

function protocol(error: unknown, code: string, server: URL): Finding | undefined {
  const isTls = /^(EPROTO|ERR_SSL_)/.test(code);
  if (isTls && /wrong.version.number|packet.length.too.long/i.test(code + messageOf(error))) {
    return {
      trouble: 'not-kubernetes',
      message: 'Unable to connect to the server: http: server gave HTTP response to HTTPS client',
      hint: `It does not speak TLS; try --server http://${server.host}.`,
    };
  }
  if (isTls) {
    return {
      trouble: 'tls',
      message: `Unable to connect to the server: tls: the handshake failed (${code})`,
      hint: 'See whether this is the right port, and what stands between here and the server.',
    };
  }
  if (!code.startsWith('HPE_')) return undefined;
  return {
    trouble: 'not-kubernetes',
    message: `Unable to connect to the server: ${server.host} does not speak HTTP`,
    hint: 'See whether this is the right host and port.',
  };
}

function silence(error: unknown, code: string): Finding | undefined {
  if (!(error instanceof SilenceError) && code !== 'ETIMEDOUT') return undefined;
  return {
    trouble: 'timeout',
    message: `Unable to connect to the server: ${error instanceof SilenceError ? error.message : 'i/o timeout'}`,
    hint: 'Check that the server is up and reachable from here (VPN, firewall); --request-timeout sets how long to wait.',
  };
}

function lost(error: unknown, code: string, server: URL): Finding {
  const isReset = /^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE|Z_BUF_ERROR)$/.test(code);
  return {
    trouble: 'reset',
    message: isReset
      ? `The connection to the server ${server.host} was lost`
      : `Unable to connect to the server: ${messageOf(error)}`,
    hint: 'Try again; if it stays, see what stands between here and the server.',
  };
}
