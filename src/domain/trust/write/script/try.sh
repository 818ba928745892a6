# AWS refuses a new role for some ten seconds. Who is logged in where it is had from tries it.
settle() {
    if [ -z "$2" ] || ! vouch --issuer "$2" status >/dev/null 2>&1; then
        sleep 15
        return
    fi
    tries=10
    until vouch --issuer "$2" credential aws --role "$1" >/dev/null 2>&1; do
        tries=$((tries - 1))
        if [ "$tries" -eq 0 ]; then
            tell "it could not be had with your own login; for others it is ready"
            return
        fi
        sleep 3
    done
}
