# Lets the role assume others.
permissions() {
    if ! is_there aws iam get-role-policy --role-name "$1" --policy-name "$2" --query PolicyDocument --output json ||
        ! is_same "$answer" "$3"; then
        persist aws iam put-role-policy --role-name "$1" --policy-name "$2" --policy-document "$3"
        tell 'wrote the permissions'
        new=yes
    fi
}
