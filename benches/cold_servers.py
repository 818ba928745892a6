"""A canned issuer and a canned STS over TLS on loopback, and a laptop that is logged in at it.

usage: cold_servers.py FOLDER VOUCH_STATE_FOLDER    prints the two ports, then serves until it is killed
"""
import datetime
import http.server
import json
import os
import ssl
import subprocess
import sys
import threading

folder, state = sys.argv[1:]
NOW = datetime.datetime.now(datetime.timezone.utc)


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, cwd=folder, capture_output=True)


def certificates():
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", *curve, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Bench CA",
            "-addext", "basicConstraints=critical,CA:TRUE")
    openssl("req", *curve, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost")
    with open(f"{folder}/names", "w") as names:
        names.write("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "2", "-extfile", "names", "-out", "server.pem")


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, kind, text):
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        issuer = self.server.url
        urls = {"jwks_uri": "/jwks", "token_endpoint": "/oauth/token", "revocation_endpoint": "/oauth/revoke",
                "authorization_endpoint": "/oauth/authorize", "vouch_challenge_endpoint": "/v1/challenge",
                "vouch_enroll_endpoint": "/v1/enroll"}
        lists = ["response_types_supported", "subject_types_supported", "id_token_signing_alg_values_supported",
                 "grant_types_supported", "scopes_supported", "claims_supported",
                 "token_endpoint_auth_methods_supported", "dpop_signing_alg_values_supported"]
        self.answer("application/json", json.dumps(
            {"issuer": issuer} | {name: issuer + path for name, path in urls.items()}
            | {name: ["ES256"] for name in lists}))

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if "Action=AssumeRoleWithWebIdentity" in body:
            end = (NOW + datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
            self.answer("text/xml", (
                '<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
                "<AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIACANNED</AccessKeyId>"
                f"<SecretAccessKey>secret</SecretAccessKey><SessionToken>{'t' * 800}</SessionToken>"
                f"<Expiration>{end}</Expiration></Credentials></AssumeRoleWithWebIdentityResult>"
                "</AssumeRoleWithWebIdentityResponse>"))
        else:
            self.answer("application/json", json.dumps(
                {"id_token": "header.token.signature", "token_type": "DPoP", "expires_in": 300}))


def serve():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.url = f"https://localhost:{server.server_address[1]}"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/server.pem", f"{folder}/server.key")
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def log_in(issuer):
    """What a login leaves behind: the state file, and the session in the kernel's keyring."""
    end = (NOW + datetime.timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M:%SZ")
    session = {"issuer": issuer, "session_id": "AAAAAAAAAAAAAAAAAAAAAA", "subject": "alice@example.com",
               "key_id": "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U", "expires_at": end}
    os.makedirs(f"{state}/vouch", exist_ok=True)
    with open(f"{state}/vouch/sessions.json", "w") as file:
        json.dump({"sessions": [session | {"keyring": "keyutils"}]}, file)
    item = session | {"refresh_token": "refresh", "session_key": "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc",
                      "auth_time": NOW.strftime("%Y-%m-%dT%H:%M:%SZ")}
    key = subprocess.run(["keyctl", "padd", "user", "vouch:session:AAAAAAAAAAAAAAAAAAAAAA", "@u"], check=True,
                         input=f"0\n{json.dumps(item)}".encode(), capture_output=True).stdout.decode().strip()
    # Readable from the user's other sessions, as vouch makes it.
    subprocess.run(["keyctl", "setperm", key, "0x3f2f0000"], check=True)
    subprocess.run(["keyctl", "timeout", key, "3600"], check=True)


certificates()
issuer, sts = serve(), serve()
log_in(issuer.url)
print(issuer.url, sts.url, flush=True)
threading.Event().wait()
