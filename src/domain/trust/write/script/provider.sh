# Makes the provider unless it is there, and lets it take the client ID.
provider() {
    if ! is_there aws iam get-open-id-connect-provider --open-id-connect-provider-arn "$1" \
        --query ClientIDList --output text; then
        shift
        aws iam create-open-id-connect-provider "$@" >/dev/null
        tell 'made the provider'
        new=yes
    elif ! printf '%s\n' "$answer" | tr '\t' '\n' | grep -qxF -e "$5"; then
        aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn "$1" \
            --client-id "$5"
        tell 'added the client ID'
        new=yes
    fi
}
