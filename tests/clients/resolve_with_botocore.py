"""Prints the ID of the access key that each named profile resolves to, or the error.

Without names: what resolves where nothing but the environment says. Runs in boto3's Python and in
the AWS CLI's own.
"""

import sys

try:
    from awscli.botocore.session import Session
except ImportError:
    from botocore.session import Session


def resolved(session):
    try:
        return session.get_credentials().get_frozen_credentials().access_key
    except Exception as error:
        return f"error: {type(error).__name__}: {error}".replace("\n", " ")


for name in sys.argv[1:] or [None]:
    print(resolved(Session(profile=name)))
