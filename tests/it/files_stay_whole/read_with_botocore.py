"""What botocore makes of texts: reads one JSON string a line, writes one JSON object a line."""

import json
import os
import sys
import tempfile

from botocore.compat import compat_shell_split
from botocore.configloader import load_config
from botocore.exceptions import ConfigParseError


def words(profile):
    command = profile.get("credential_process")
    return compat_shell_split(command) if isinstance(command, str) and "vouch" in command else None


def read(path):
    try:
        config = load_config(path)
    except ConfigParseError:
        return {"unreadable": True}
    config["words"] = {name: words(profile) for name, profile in config["profiles"].items()}
    return {"config": config}


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "config")
    for line in sys.stdin:
        with open(path, "wb") as file:
            file.write(json.loads(line).encode())
        try:
            answer = read(path)
        except Exception as error:
            answer = {"crash": repr(error)}
        print(json.dumps(answer))
