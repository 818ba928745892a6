set -eu
export AWS_PAGER=

fail() {
    printf 'error: %s\n' "$1" >&2
    exit 1
}

tell() {
    printf '%s\n' "$1" >&2
}

# Asks for something that may be absent; `answer` is what there is.
is_there() {
    if answer=$("$@" 2>&1); then
        return 0
    fi
    case $answer in
    *NoSuchEntity*) return 1 ;;
    esac
    fail "$answer"
}

# Does what IAM refuses for some seconds after something it needs was made.
persist() {
    tries=20
    until answer=$("$@" 2>&1); do
        case $answer in
        *'Invalid principal'* | *NoSuchEntity*) ;;
        *) fail "$answer" ;;
        esac
        tries=$((tries - 1))
        if [ "$tries" -eq 0 ]; then
            fail "$answer"
        fi
        sleep 3
    done
}

# Tells whether two JSON texts are the same but for white space.
is_same() {
    [ "$(printf '%s' "$1" | tr -d '[:space:]')" = "$(printf '%s' "$2" | tr -d '[:space:]')" ]
}
