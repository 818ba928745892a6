// A certified OpenID provider for one test, and what a person does at its pages. Says in one line of
// JSON where it is. The port `control` takes one-line orders: what a person shall do at which page.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const require = createRequire(process.env.VOUCH_TEST_OPENID + '/');
const load = async (name) => import(require.resolve(name));
const { default: Provider } = await load('oidc-provider');
const jose = await load('jose');

const key = async (alg) => {
  const { privateKey } = await jose.generateKeyPair(alg, { extractable: true });
  return { ...(await jose.exportJWK(privateKey)), kid: alg, alg, use: 'sig' };
};
const listen = (handler) => new Promise((done) => {
  const server = createServer(handler).listen(0, '127.0.0.1', () => done(server));
});
const origin = (server) => `http://127.0.0.1:${server.address().port}`;

const device = 'urn:ietf:params:oauth:grant-type:device_code';
const client = (client_id, more = {}) => ({
  client_id, token_endpoint_auth_method: 'none', application_type: 'native', response_types: ['code'],
  redirect_uris: ['http://127.0.0.1/callback'], grant_types: ['authorization_code', 'refresh_token', device],
  id_token_signed_response_alg: 'ES256', ...more,
});

let answer;
const server = await listen((request, response) => answer(request, response));
const issuer = origin(server);
const provider = new Provider(issuer, {
  jwks: { keys: [await key('ES256'), await key('RS256')] },
  clients: [
    client('vouch'),
    // Its ID tokens last less than the minute that must be left for AWS: each use takes a new one.
    client('short'),
    client('rs256', { id_token_signed_response_alg: 'RS256' }),
    client('basic', { token_endpoint_auth_method: 'client_secret_basic', client_secret: 's3cret/of+client%' }),
  ],
  claims: { openid: ['sub'], email: ['email', 'email_verified'] },
  enabledJWA: { idTokenSigningAlgValues: ['ES256', 'RS256'] },
  features: { deviceFlow: { enabled: true }, revocation: { enabled: true }, devInteractions: { enabled: true } },
  conformIdTokenClaims: false,
  scopes: ['openid', 'email', 'offline_access'],
  rotateRefreshToken: true,
  ttl: { IdToken: (ctx, token, client) => (client.clientId === 'short' ? 55 : 3600), RefreshToken: 86400,
    AccessToken: 600, AuthorizationCode: 60, DeviceCode: 600, Grant: 86400, Interaction: 600, Session: 86400 },
  pkce: { required: () => true },
  findAccount: (ctx, id) => ({ accountId: id, claims: async () => ({ sub: id, email: id, email_verified: true }) }),
});
// What was done, and for whom.
const seen = [];
const who = ({ oidc: { entities } }) =>
  (entities.Account ?? entities.RefreshToken ?? entities.AuthorizationCode ?? {}).accountId ?? 'somebody';
provider.on('server_error', (ctx, error) => seen.push(`error ${error.stack}`));
provider.on('grant.success', (ctx) => seen.push(`${who(ctx)} grant ${ctx.oidc.params.grant_type}`));
provider.on('grant.revoked', (ctx) => seen.push(`${who(ctx)} revoked`));
answer = provider.callback();

// A browser without a screen, as far as the pages need one: cookies, redirects, forms.
class Browser {
  cookies = {};
  async go(url, options = {}) {
    for (let hops = 0; hops < 12; hops++) {
      const cookie = Object.entries(this.cookies).map((pair) => pair.join('=')).join('; ');
      const got = await fetch(url, { redirect: 'manual', ...options, headers: { ...options.headers, cookie } });
      for (const line of got.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
        if (value) this.cookies[name] = value; else delete this.cookies[name];
      }
      const location = got.headers.get('location');
      if (!location) return { url, status: got.status, text: await got.text() };
      url = new URL(location, url).href;
      options = {};
    }
    throw new Error('too many redirects');
  }

  // Fills the forms in as long as the provider shows some.
  async logIn(url, login, denies) {
    let page = await this.go(url);
    for (let forms = 0; forms < 6 && page.url.startsWith(issuer); forms++) {
      const action = /action="([^"]+)"/.exec(page.text)?.[1];
      if (!action) break;
      if (denies) {
        const abort = /href="([^"]+\/abort)"/.exec(page.text)?.[1];
        if (abort) { page = await this.go(new URL(abort, page.url).href); continue; }
      }
      const fields = {};
      for (const [input] of page.text.matchAll(/<input[^>]*>/g)) {
        const name = /name="([^"]+)"/.exec(input)?.[1];
        if (name) fields[name] = /value="([^"]*)"/.exec(input)?.[1] ?? '';
      }
      if ('login' in fields) Object.assign(fields, { login, password: 'x' });
      if ('xsrf' in fields) fields[denies ? 'abort' : 'confirm'] = 'yes';
      page = await this.go(new URL(action, page.url).href, {
        method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(fields),
      });
    }
    return page.text;
  }
}

// A real one.
async function inChromium(url, login) {
  const { chromium } = require('playwright-core');
  const browser = await chromium.launch({
    executablePath: process.env.VOUCH_TEST_CHROMIUM, headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(url);
    await page.fill('input[name=login]', login);
    await page.fill('input[name=password]', 'x');
    await page.click('button[type=submit]');
    await page.click('button[type=submit]');
    await page.waitForURL('http://127.0.0.1:*/callback?**');
    return await page.innerText('body');
  } finally {
    await browser.close();
  }
}

// Each person has one.
const browsers = {};
const browserOf = (login) => (browsers[login] ??= new Browser());
const orders = {
  '/log-in': ({ url, login, denies }) => browserOf(login).logIn(url, login, denies),
  '/chromium': ({ url, login }) => inChromium(url, login),
  '/seen': () => seen.join('\n'),
};
// It ends with whoever started it, who reads one line alone.
process.stdin.on('end', () => process.exit()).resume();
process.stdout.on('error', () => {});
const control = await listen(async (request, response) => {
  let body = '';
  for await (const part of request) body += part;
  try {
    response.end(String(await orders[request.url](JSON.parse(body))));
  } catch (error) {
    response.writeHead(500).end(String(error.stack));
  }
});
console.log(JSON.stringify({ issuer, control: origin(control) }));
