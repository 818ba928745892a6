"""What a program of a developer does with boto3: nothing about vouch in it.

Asks STS as often as it is told who it is, with one session, and prints the answers.
"""

import sys

import boto3

try:
    sts = boto3.Session().client("sts")
    for _ in range(int(sys.argv[1])):
        print(sts.get_caller_identity()["Arn"])
except Exception as error:
    sys.exit(f"{type(error).__name__}: {error}")
