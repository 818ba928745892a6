"""Which STS botocore asks: reads cases as JSON on stdin, writes its partitions and its answers."""

import json
import os
import sys
import tempfile
from pathlib import Path

import botocore.session
from botocore import UNSIGNED
from botocore.config import Config
from botocore.endpoint_provider import EndpointProvider
from botocore.loaders import Loader

LOADER = Loader()
# Read once: they take half of the time of a session.
HANDLERS = botocore.session.Session()._original_handler
REGIONS = ["eu-north-9", "us-gov-north-1", "cn-east-3", "eusc-de-west-7", "us-iso-south-1", "us-isob-north-4",
           "us-isof-west-2", "eu-isoe-east-5", "mx-west-11"]
CALL = {"RoleArn": "arn:aws:iam::123456789012:role/Developer", "RoleSessionName": "alice", "WebIdentityToken": "token"}


class Asked(Exception):
    """The URL to which the request would have gone."""


def stop(request, **_):
    raise Asked(request.url)


def partitions():
    """Every region, known and new, with the host of each variant, by botocore's own rules."""
    data = LOADER.load_data("partitions")
    rules = EndpointProvider(LOADER.load_service_model("sts", "endpoint-rule-set-1"), data)

    def urls(region):
        variants = [(fips, dual) for fips in (False, True) for dual in (False, True)]
        asked = [rules.resolve_endpoint(Region=region, UseFIPS=fips, UseDualStack=dual, UseGlobalEndpoint=False).url
                 for fips, dual in variants]
        return [[fips, dual, url] for (fips, dual), url in zip(variants, asked)]

    known = {one["id"]: sorted(one["regions"]) for one in data["partitions"]}
    return {"partitions": known, "urls": {region: urls(region) for region in sum(known.values(), REGIONS)}}


def resolve(case, folder):
    """The URL for one set of variables and one config file, or the name of what was raised."""
    config = Path(folder, "config")
    config.write_text(case["config"])
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(case["variables"], AWS_CONFIG_FILE=str(config), AWS_SHARED_CREDENTIALS_FILE="/nowhere",
                      AWS_EC2_METADATA_DISABLED="true")
    try:
        session = botocore.session.Session(event_hooks=HANDLERS, include_builtin_handlers=False, profile="dev")
        session.register_component("data_loader", LOADER)
        client = session.create_client("sts", config=Config(signature_version=UNSIGNED))
        client.meta.events.register("request-created.sts", stop)
        client.assume_role_with_web_identity(**CALL)
    except Asked as asked:
        return {"url": str(asked)}
    except Exception as error:
        return {"raised": type(error).__name__}


with tempfile.TemporaryDirectory() as folder:
    answers = [resolve(case, folder) for case in json.load(sys.stdin)]
    json.dump({**partitions(), "answers": answers}, sys.stdout)
