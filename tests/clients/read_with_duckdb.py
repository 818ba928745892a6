"""Reads objects of S3 with DuckDB, whose AWS extension is the AWS SDK for C++.

usage: read_with_duckdb.py HOST:PORT URL...
"""

import os
import sys

import duckdb
import duckdb_extension_aws
import duckdb_extension_httpfs

try:
    database = duckdb.connect(config={"allow_unsigned_extensions": "false"})
    for package, name in ((duckdb_extension_httpfs, "httpfs"), (duckdb_extension_aws, "aws")):
        folder = f"{package.__path__[0]}/extensions/v{duckdb.__version__}"
        database.execute(f"LOAD '{folder}/{name}.duckdb_extension'")
    # The extension takes a profile's credential process only where it is named.
    chain = "" if "AWS_CONTAINER_CREDENTIALS_FULL_URI" in os.environ else " CHAIN 'process',"
    database.execute(
        f"CREATE SECRET (TYPE s3, PROVIDER credential_chain,{chain} URL_STYLE 'path',"
        f" USE_SSL false, ENDPOINT '{sys.argv[1]}')"
    )
    for url in sys.argv[2:]:
        print(database.execute("SELECT content FROM read_text(?)", [url]).fetchone()[0])
except Exception as error:
    sys.exit(f"{type(error).__name__}: {error}")
