found=$(aws iam get-role --role-name "$name" --query Role.Arn --output text)
if [ "$found" != "$arn" ]; then
    fail "the role is $found, not $arn: it has another path"
fi
if [ "$new" = yes ]; then
    tell 'waiting until AWS knows it everywhere'
    settle "$arn"
fi
printf '%s\n' "$arn"
