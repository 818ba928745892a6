# Makes the role, or gives the one that is there this trust policy.
role() {
    if ! is_there aws iam get-role --role-name "$1" --query Role.AssumeRolePolicyDocument --output json; then
        persist aws iam create-role --role-name "$1" --path "$2" --assume-role-policy-document "$3"
        tell 'made the role'
        new=yes
    elif ! is_same "$answer" "$3"; then
        tell "replaced this trust policy: $answer"
        persist aws iam update-assume-role-policy --role-name "$1" --policy-document "$3"
        new=yes
    fi
}
