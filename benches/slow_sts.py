"""Passes requests on to an STS, each 300 ms later, and writes a dot for each into a file as it comes.

usage: slow_sts.py STS_URL FILE    prints its own URL, then serves until it is killed
"""
import contextlib
import http.server
import sys
import time
import urllib.request

sts, count = sys.argv[1:]


class Slow(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with open(count, "a") as file:
            file.write(".")
        time.sleep(0.3)
        kind = {"Content-Type": self.headers["Content-Type"]}
        with urllib.request.urlopen(urllib.request.Request(sts, body, kind)) as answer:
            text, status, date = answer.read(), answer.status, answer.headers["Date"]
        self.send_response_only(status)
        self.send_header("Date", date)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        # Who asked may have been killed.
        with contextlib.suppress(BrokenPipeError):
            self.wfile.write(text)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Slow)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
